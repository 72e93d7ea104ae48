"""Sabotage under load: `python -m server soak`. Services and servers are killed while the shop is busy and watched.

Every screen keeps what it is told as a page does; in the end each must show what a page loaded then would show.
"""

"""A rush hour in the running shop: `python -m server simulate`. Guests come, a kitchen cooks, screens look on.

Everybody speaks to the shop as people do, over HTTP and `/live`; nothing is written past it.
"""

"""Measuring: `python -m server bench`. Every figure stands beside its floor, measured in the same run.

The scenarios drive the shop from outside, over loopback, as browsers do. docs/performance.md has figures and reading.
"""

"""The orders of one customer."""

"""Carts of guests and customers, priced each time they are shown."""

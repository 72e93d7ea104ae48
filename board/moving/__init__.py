"""Moving an order, ticking its items, accepting it."""

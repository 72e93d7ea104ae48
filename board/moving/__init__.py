"""Moving an order, accepting it."""

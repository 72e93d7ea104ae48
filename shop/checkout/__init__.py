"""From a cart to an order, exactly once."""

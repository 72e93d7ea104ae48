"""One order, watched by whoever may see it."""

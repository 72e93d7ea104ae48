"""The order language: what an order is and what may happen to it. Pure Python, no I/O, standard library only."""

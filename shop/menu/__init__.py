"""What is on sale: types, products, availability."""

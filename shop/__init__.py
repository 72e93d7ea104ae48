"""The shop: where somebody asks for an order and pays."""

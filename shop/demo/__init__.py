"""The demo shop: what `seed` loads."""

"""The shop, told as tests."""

"""The public pickup board."""

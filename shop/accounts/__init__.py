"""Registering, logging in and out."""

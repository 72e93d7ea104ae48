"""The admin's live dashboard."""

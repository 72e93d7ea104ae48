"""Live updates: what was written is told to every screen that may see it."""

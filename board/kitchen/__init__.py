"""The kitchen wall."""

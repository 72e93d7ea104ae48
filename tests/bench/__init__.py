"""The bench: that its scenarios run, and that its checks can fail. Nothing here is timed."""

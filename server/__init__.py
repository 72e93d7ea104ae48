"""The house: starts, wires, stores, publishes, and talks to partners. It knows no page of either room."""

VERSION = "0.1.0"

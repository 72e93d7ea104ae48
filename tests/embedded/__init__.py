"""The services that come with the shop."""

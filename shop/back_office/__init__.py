"""The back office: what the shop's admins change, and see of the shop."""

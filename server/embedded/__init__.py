"""PostgreSQL and Redis from their wheels: found, started under DATA_DIR, kept alive, stopped.

`scripts/run` starts `python -m server.embedded`, the supervisor; the command line and the tests use the
services alone. Tried on Linux, x86-64, glibc.
"""

"""The live line: hub, frames, joining, the socket, and what happens when Redis or Postgres dies."""

"""Names of the Redis channels: one for each topic, one for ended sessions. The only file that knows them.

Pub/sub ignores database numbers, so the prefix (`REDIS_PREFIX`) is what keeps two shops on one Redis apart.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channels:
    """Channel names under one prefix, for example `orderboard:`."""

    prefix: str

    def topic(self, name: str) -> str:
        return f"{self.prefix}topic:{name}"

    @property
    def sessions(self) -> str:
        """Control channel: sessions that ended and people whose rights changed."""
        return f"{self.prefix}sessions"

    def find_topic(self, channel: str) -> str | None:
        """The topic a channel carries; None for channels of another kind."""
        start = f"{self.prefix}topic:"
        return channel[len(start) :] if channel.startswith(start) else None

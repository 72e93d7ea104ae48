"""What a room offers to be watched. `server.app` hands the offers to the socket, which knows no room."""

from __future__ import annotations

from typing import Protocol

from server.access import Asker
from server.database import Connection

OTHER_EPOCH = -1
"""`since` when the page's version belongs to another epoch: unknown, so the state must tell the page to reload."""


class TopicOffer(Protocol):
    """One kind of topic: its names, who may watch it, and how its snapshot is read."""

    def matches(self, wire_name: str, /) -> bool:
        """Whether this offer answers for the name as the client wrote it."""
        ...

    async def find_topic(self, connection: Connection, asker: Asker, wire_name: str, /) -> str | None:
        """The internal topic's name; None when there is none or this asker may not watch it (nobody can tell which)."""
        ...

    async def read_state(self, connection: Connection, topic: str, since: int | None, /) -> str:
        """JSON text of the snapshot's `state`, read in the REPEATABLE READ transaction that also read the version.

        `since` is the page's version, given for `menu` only: None when the page named none, OTHER_EPOCH when unknown.
        """
        ...

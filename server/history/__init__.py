"""Topics, versions, events: appended inside the caller's transaction, read since a version."""

from server.history.topics import (
    ADMIN,
    BOARD,
    KITCHEN,
    MENU,
    Event,
    NewEvent,
    append,
    cart_topic,
    find_versions,
    get_epoch,
    lock_topics,
    order_topic,
    prune_events,
    read_since,
    wire_name,
    write_events,
)

__all__ = [
    "ADMIN",
    "BOARD",
    "KITCHEN",
    "MENU",
    "Event",
    "NewEvent",
    "append",
    "cart_topic",
    "find_versions",
    "get_epoch",
    "lock_topics",
    "order_topic",
    "prune_events",
    "read_since",
    "wire_name",
    "write_events",
]

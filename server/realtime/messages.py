"""What a client may say over `/live`: parsed once, strictly, at the door."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from server.realtime.joining import Position

_LONGEST_TOPIC, _LONGEST_EPOCH, _MOST_SEEN = 200, 100, 1000
_LARGEST_VERSION = 2**53
"""Beyond this JavaScript cannot count by ones."""


class BadMessage(Exception):
    """Not a message of the protocol; `topic` is what it named, if that could be read."""

    def __init__(self, why: str, topic: str | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.topic = topic


@dataclass(frozen=True, slots=True)
class Subscribe:
    topic: str
    position: Position | None


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    topic: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Proof that a screen drew these orders at these versions."""

    topic: str
    orders: Mapping[str, int]


def parse(text: str) -> Subscribe | Unsubscribe | Seen:
    """The message in a text frame. Raises BadMessage."""
    fields = _read_object(text)
    topic = fields.get("topic")
    if not isinstance(topic, str) or not 0 < len(topic) <= _LONGEST_TOPIC:
        raise BadMessage("topic must be a short text")
    kind = fields.get("type")
    if kind == "subscribe":
        return Subscribe(topic, _position(fields, topic))
    if kind == "unsubscribe":
        return Unsubscribe(topic)
    if kind == "seen":
        return Seen(topic, _orders(fields.get("orders"), topic))
    raise BadMessage("type must be subscribe, unsubscribe or seen", topic)


def _read_object(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadMessage("not JSON") from None
    if not isinstance(fields, dict):
        raise BadMessage("not a JSON object")
    return fields


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name twice")
    return fields


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _position(fields: dict[str, Any], topic: str) -> Position | None:
    epoch, version = fields.get("epoch"), fields.get("version")
    if epoch is None and version is None:
        return None
    if epoch is not None and not (isinstance(epoch, str) and len(epoch) <= _LONGEST_EPOCH):
        raise BadMessage("epoch must be a short text", topic)
    if version is not None and not _is_version(version):
        raise BadMessage("version must be a whole number", topic)
    if version is None:
        return None
    return Position(epoch or "", version)


def _orders(orders: object, topic: str) -> dict[str, int]:
    if not isinstance(orders, dict) or len(orders) > _MOST_SEEN:
        raise BadMessage("orders must be an object of versions", topic)
    if not all(len(key) <= _LONGEST_TOPIC and _is_version(version) for key, version in orders.items()):
        raise BadMessage("orders must be an object of versions", topic)
    return orders


def _is_version(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_VERSION

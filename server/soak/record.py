"""What happened in a run: counts, violations, and frames read once for all screens that were told the same."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from server.soak.copies import Json, find_foreign

_MOST_READ = 4_000
_MOST_VIOLATIONS = 200


@dataclass(slots=True)
class Record:
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    heals: list[tuple[str, float]] = field(default_factory=list)
    """What was killed, and seconds until every present screen knew of a change made after it."""
    _read: dict[bytes, Json] = field(default_factory=dict)
    _bodies: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def violate(self, sentence: str) -> None:
        self.counts["violations"] += 1
        if len(self.violations) < _MOST_VIOLATIONS:
            self.violations.append(sentence)

    def read(self, text: bytes) -> Json:
        """The frame. New ones are looked at: nothing foreign in them, and one body for each version of a topic."""
        self.counts["frames"] += 1
        found = self._read.get(text)
        if found is not None:
            return found
        frame: Json = json.loads(text)
        kind = frame["type"]
        if kind in ("event", "snapshot"):
            for sentence in find_foreign(frame):
                self.violate(sentence)
        if kind == "event":
            key = (frame["topic"], frame["epoch"], frame["version"])
            if self._bodies.setdefault(key, hash(text)) != hash(text):
                self.violate(f"{key[0]}: two bodies of version {key[2]}")
            if len(self._read) >= _MOST_READ:
                self._read.clear()
            self._read[text] = frame
        return frame

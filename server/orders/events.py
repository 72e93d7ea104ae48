"""What happens to orders, in the past tense, and who did it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: `role` as people read it (customer, kitchen, admin, system); `source` is from where."""

    role: str
    source: str
    person_id: int | None = None

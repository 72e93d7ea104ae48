"""Who comes, and with which wishes and habits: the same for the same seed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from random import Random
from typing import Final

from shop.demo.people import invent_customers, invent_habits

DOMAIN: Final = "simulated.test"
PASSWORD: Final = "rush hour at the counter"  # noqa: S105 - of accounts that anybody may have

_NOTES: Final = ("Extra hot, please.", "No lid, thank you.", "For the meeting room.", "Cut in half, please.", "Merci !")
_ALLERGIES: Final = ("Nuts", "Lactose", "Sesame", "Gluten — coeliac")
_BASKET_SIZES: Final = (1, 2, 3, 4)
_HOW_OFTEN: Final = (0.42, 0.34, 0.16, 0.08)


class SecondThought(Enum):
    """What somebody does to a filled cart before checking out."""

    NONE = auto()
    PUTS_BACK = auto()
    PUTS_BACK_AND_UNDOES = auto()
    ANOTHER_QUANTITY = auto()


class Fate(Enum):
    """How it ends, if the kitchen does its part."""

    COLLECTS = auto()
    COMES_LATE = auto()
    NEVER_COMES = auto()
    CALLS_OFF = auto()


@dataclass(frozen=True, slots=True)
class Craving:
    """Something somebody wants: which product that is, the menu decides together with `seed`."""

    seed: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Times are minutes by the shop's own pace."""

    full_name: str
    email: str
    cravings: tuple[Craving, ...]
    is_regular: bool
    """Tries to log in before registering."""
    enters_first: bool
    """Logs in before filling the cart; the others do when they check out."""
    second_thought: SecondThought
    fate: Fate
    wants_delivery: bool
    address: str
    wanted_slot: int | None
    """Which of the later times; None is as soon as possible."""
    note: str
    allergy: str
    shows_name: bool
    pays_ahead: bool
    reading_minutes: float
    walking_minutes: float
    calls_off_after_minutes: float


def invent_guests(count: int, seed: int) -> list[Guest]:
    """So many guests, in the order in which they come. More of them begin with the same ones."""
    people = invent_customers(count, seed)
    guests = []
    for number, person in enumerate(people):
        name, _, _ = person.email.partition("@")
        guests.append(_invent(number, seed, person.full_name, f"{name}.{seed}@{DOMAIN}"))
    return guests


def _invent(number: int, seed: int, full_name: str, email: str) -> Guest:
    chance = Random(f"guest {seed} {number}")  # noqa: S311 - believable, not secret
    habits = invent_habits(number, seed, range(1, 100))
    products = chance.choices(_BASKET_SIZES, _HOW_OFTEN)[0]
    fate = chance.choices(list(Fate), (0.80, 0.10, 0.03, 0.07))[0]
    wants_delivery = chance.random() < 0.07
    return Guest(
        full_name=full_name,
        email=email,
        cravings=tuple(
            Craving(chance.randrange(2**32), chance.choices((1, 2, 3), (0.8, 0.16, 0.04))[0]) for _ in range(products)
        ),
        is_regular=chance.random() < 0.35,
        enters_first=chance.random() < 0.4,
        second_thought=chance.choices(list(SecondThought), (0.7, 0.09, 0.09, 0.12))[0],
        fate=fate,
        wants_delivery=wants_delivery,
        address=habits.address,
        wanted_slot=chance.randrange(0, 4) if chance.random() < 0.12 else None,
        note=chance.choice(_NOTES) if chance.random() < 0.12 else "",
        allergy=chance.choice(_ALLERGIES) if chance.random() < 0.06 else "",
        shows_name=habits.shows_name,
        # who pays ahead has a reason to come
        pays_ahead=chance.random() < 0.3 and fate in (Fate.COLLECTS, Fate.COMES_LATE),
        reading_minutes=chance.uniform(0.1, 0.5),
        walking_minutes=chance.uniform(0.3, 2.5) + (chance.uniform(6, 12) if fate is Fate.COMES_LATE else 0),
        calls_off_after_minutes=chance.uniform(0.1, 0.8),
    )

"""Customers of the demo shop: names, how often they come and what they usually have. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

_FIRST: Final = tuple(
    """
    Amara Anouk Arjun Astrid Ayşe Beatriz Björn Bronagh Caleb Camille Carmen Chidi Chloé Dalia Daniel Darius Dmitri
    Eleni Elif Emeka Emma Ewa Farah Felix Fiona Gabriela Giulia Grace Hana Hannah Hassan Hiroshi Ines Ingrid Isaac Ivana
    Jakub Jamal Jasmine Joana Jonas José Kai Katarzyna Keiko Kofi Lars Laila Leo Lin Lucía Luka Maeve Magnus Malik Mara
    Mateo Mei Mila Mohammed Nadia Naomi Nia Niamh Noah Nour Olga Oliver Omar Owen Paula Pedro Priya Quinn Rafael Rania
    Rosa Ruth Saad Salma Samuel Sara Selin Sipho Sofia Stefan Sunita Tariq Tereza Thandi Theo Tuomas Uma Valentina
    Viktor Wanjiru William Xin Yara Yusuf Zahra Zoë
    """.split()  # noqa: SIM905 - a hundred quoted words read worse
)
_LAST: Final = tuple(
    """
    Abebe Adeyemi Ahmed Alvarez Andersen Bakker Banerjee Bauer Berg Bianchi Byrne Carvalho Castillo Chen Cohen Costa
    Dahl Demir Diallo Dimitrov Dubois Eriksson Evans Fernández Fischer Foster Garcia Goldberg Gonzalez Gruber Haddad
    Hansen Hughes Ibrahim Ito Ivanova Jansen Johansson Jones Kaya Kelly Khan Kim Kowalski Kumar Larsen Lee Lehtonen
    Lindqvist Lopez Mahmoud Martin Mbeki McCarthy Mensah Meyer Moreau Müller Murphy Nakamura Ndiaye Nguyen Novak Nowak
    O’Brien Okafor Oliveira Park Patel Petrov Popescu Ramos Reid Ribeiro Rossi Ruiz Saito Santos Schmidt Sharma Silva
    Singh Smith Sørensen Tanaka Taylor Thomas Torres Tran Turner Vargas Verma Walker Wang Watanabe Weber Williams Wilson
    Wong Yılmaz Young Zhang Ziegler
    """.split()  # noqa: SIM905 - a hundred quoted words read worse
)
_STREETS: Final = (
    "Harbour Road",
    "Mill Lane",
    "Station Street",
    "Cathedral Square",
    "Orchard Row",
    "Quay Street",
    "Elm Walk",
)


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """`joined` is when they registered, from 0 (the first day) to 1 (today)."""

    full_name: str
    email: str
    phone: str
    joined: float
    has_cart: bool

    @property
    def first_name(self) -> str:
        return self.full_name.split(maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Habits:
    """What somebody usually has (ids of products), and how they order: shares from 0 to 1.

    `eagerness` weighs how often they come.
    """

    eagerness: float
    address: str
    usual: Sequence[int]
    faithfulness: float
    by_card: float
    delivered: float
    shows_name: bool


def invent_customers(wanted: int, seed: int, taken: Collection[str] = ()) -> list[DemoCustomer]:
    """So many customers, each with an address of their own under a domain that does not exist."""
    chance = Random(f"people {seed}")  # noqa: S311 - believable, not secret
    known = set(taken)
    people = []
    for _ in range(wanted):
        full_name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
        email = _free_address(full_name, known)
        known.add(email)
        people.append(
            DemoCustomer(
                full_name=full_name,
                email=email,
                phone=f"+1 202 555 {chance.randrange(100, 200):04}" if chance.random() < 0.4 else "",
                joined=chance.random() ** 2,
                has_cart=chance.random() < 0.15,
            )
        )
    return people


def invent_habits(person_id: int, seed: int, popular: Sequence[int]) -> Habits:
    """The same for the same person and seed. `popular` has the menu's products, best sellers first."""
    chance = Random(f"habits {seed} {person_id}")  # noqa: S311 - believable, not secret
    return Habits(
        eagerness=min(chance.paretovariate(1.3), 12),
        address=f"{chance.randrange(1, 120)} {chance.choice(_STREETS)}",
        usual=tuple(dict.fromkeys(pick_popular(popular, chance) for _ in range(chance.randrange(2, 6)))),
        faithfulness=chance.uniform(0.4, 0.9),
        by_card=chance.random(),
        delivered=max(0.0, chance.gauss(-0.05, 0.15)),
        shows_name=chance.random() < 0.7,
    )


def pick_popular(popular: Sequence[int], chance: Random) -> int:
    """One of them, the first ones much more often than the last."""
    return popular[int(len(popular) * chance.random() ** 1.7)]


def _free_address(full_name: str, known: Collection[str]) -> str:
    plain = (
        unicodedata.normalize("NFKD", full_name.replace("ø", "o").replace("ı", "i")).encode("ascii", "ignore").decode()
    )
    name = re.sub(r"[^a-z]+", ".", plain.lower().replace("o’", "o")).strip(".")
    number, email = 1, f"{name}@guests.test"
    while email in known:
        number += 1
        email = f"{name}{number}@guests.test"
    return email

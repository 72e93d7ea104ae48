"""The checkout's form: every field strictly, with a message and a suggestion beside each wrong one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from server.orderbook import ShopSettings
from server.orders.order import Fulfilment, Payment
from server.orders.refusals import WrongFields
from server.web.forms import Form
from server.web.words import _
from shop.checkout.ordering import NOT_OFFERED, Wishes

MOST_OF_NOTE = 200
MOST_OF_ALLERGY = 100
MOST_OF_ADDRESS = 300

_MILLISECONDS: Final = re.compile(r"[0-9]{1,14}", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the shop offers at this checkout."""

    fulfilments: Sequence[str]
    payments: Sequence[str]


def offered_by(shop: ShopSettings) -> Offered:
    """Delivery where the shop delivers; money at the counter where it takes it there. Cards join with the card page."""
    delivery = [Fulfilment.DELIVERY.value] if shop.delivery else []
    counter = [Payment.COUNTER.value] if shop.counter_payment else []
    return Offered(fulfilments=[Fulfilment.PICKUP.value, *delivery], payments=counter)


def read_wishes(form: Form, offered: Offered) -> Wishes | WrongFields:
    """What the form asks for, or all that is wrong with it."""
    fulfilment = form.one_of("fulfilment", offered.fulfilments, _fulfilment_words(offered))
    delivery = fulfilment == Fulfilment.DELIVERY
    address = ""
    if delivery:  # what stands there otherwise was typed before, and is out of sight
        where = _("Please type the address we should deliver to.")
        address = form.text("address", most=MOST_OF_ADDRESS, required=where, lines=True)
    payment = form.one_of("payment", offered.payments, _("Please choose how you would like to pay."))
    note = form.text("note", most=MOST_OF_NOTE, lines=True)
    allergy = form.text("allergy", most=MOST_OF_ALLERGY)
    slot = _slot(form)
    seen_total = None
    if form.raw("seen_total"):
        seen_total = form.whole_number(
            "seen_total", 0, 10**15, message=_("Please load the page again to see the total.")
        )
    if form.errors:
        return WrongFields(form.errors)
    return Wishes(
        fulfilment=Fulfilment(fulfilment),
        payment=Payment(payment),
        address=address,
        slot=slot,
        note=note,
        allergy=allergy,
        show_name=form.flag("show_name"),
        seen_total_minor=seen_total,
    )


def _slot(form: Form) -> datetime | None:
    """Epoch milliseconds; "" is as soon as possible. Whether it is offered is decided with the order."""
    text = form.raw("slot").strip()
    if not text:
        return None
    if not _MILLISECONDS.fullmatch(text):
        form.wrong("slot", NOT_OFFERED)
        return None
    return _EPOCH + timedelta(milliseconds=int(text))


def _fulfilment_words(offered: Offered) -> str:
    if Fulfilment.DELIVERY.value in offered.fulfilments:
        return _("Please choose pickup or delivery.")
    return _("Please choose pickup: we do not deliver at the moment.")

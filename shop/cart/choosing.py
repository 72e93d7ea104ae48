"""What somebody asked to have put into a cart, checked against the product as it is sold now. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from server.orders.refusals import NotSold, WrongFields
from server.web.words import _
from shop.cart.cart import Wanted
from shop.cart.pricing import find_choices, unit_price
from shop.menu.products import Product


def decide_wanted(
    product: Product, option_id: int | None, choice_ids: Sequence[int], quantity: int, now: datetime
) -> Wanted:
    """The thing as it goes into the cart. A single-choice group nobody chose from takes its first choice.

    Raises NotSold for what is retired or sold out, WrongFields for an option or a choice the product does not have.
    """
    if product.retired:
        raise NotSold(product.title)
    option = product.find_option(option_id)
    if not product.sold_options and option_id is not None:
        raise WrongFields({"option_id": [_("{title} comes in one kind only.").format(title=product.title)]})
    if product.sold_options and (option is None or option.retired):
        names = ", ".join(option.title for option in product.sold_options)
        raise WrongFields({"option_id": [_("Please choose one of these: {names}.").format(names=names)]})
    on_sale = product.on_sale_at(now) if option is None else product.option_on_sale_at(option, now)
    if not on_sale:
        raise NotSold(product.title)
    chosen = _decide_choices(product, choice_ids)
    price = unit_price(product, option_id, find_choices(product, chosen))
    return Wanted(
        product_id=product.id,
        option_id=option_id,
        choice_ids=chosen,
        quantity=quantity,
        title=product.title,
        price_minor=price,
    )


def _decide_choices(product: Product, choice_ids: Sequence[int]) -> tuple[int, ...]:
    wanted = set(choice_ids)
    chosen: set[int] = set()
    for group in product.choice_groups:
        picked = [choice.id for choice in group.choices if choice.id in wanted]
        if len(picked) > 1 and not group.several:
            message = _("Please choose one only of «{group}».").format(group=group.title)
            raise WrongFields({"choice_id": [message]})
        if not picked and not group.several and group.choices:
            picked = [group.choices[0].id]
        chosen.update(picked)
    if not wanted <= chosen:
        message = _("{title} does not come like that. Please choose from what the menu offers.")
        raise WrongFields({"choice_id": [message.format(title=product.title)]})
    return tuple(sorted(chosen))

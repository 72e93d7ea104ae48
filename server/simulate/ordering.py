"""From the door to an order: reading the menu, filling a cart, second thoughts, logging in, checking out."""

from __future__ import annotations

from collections.abc import Sequence

from server.simulate.asking import Answer, Browser
from server.simulate.choosing import Fields, choose_page, choose_product, fill_form
from server.simulate.guests import PASSWORD, Craving, Guest, SecondThought
from server.simulate.house import House
from server.soak.copies import Json

_TASTES = 3
"""How often somebody chooses something else when what they wanted is gone."""
_CHECKOUTS = 4
_MOST_OF_ONE = 3


class Shopping:
    """One guest on the way to an order."""

    def __init__(self, house: House, guest: Guest, browser: Browser) -> None:
        self._house = house
        self._guest = guest
        self._browser = browser
        self._has_entered = False
        self._disliked: list[int] = []

    async def order(self) -> Json | None:
        """The order as it was acknowledged; None when they leave without one. Raises NoAnswer."""
        pace = self._house.pace
        if self._guest.enters_first and not await self._enter():
            return None
        await self._browser.page("menu", "/")
        for craving in self._guest.cravings:
            if pace.is_closing:
                return None
            await self._take(craving)
        await self._think_again()
        if pace.is_closing or not (self._has_entered or await self._enter()):
            return None
        return await self._check_out()

    # -- entering

    async def _enter(self) -> bool:
        """Log in or register; whoever takes the wrong door takes the other then."""
        guest = self._guest
        login: Fields = [("email", guest.email), ("password", PASSWORD)]
        doors = [("/register", [*login, ("full_name", guest.full_name)]), ("/login", login)]
        for path, fields in reversed(doors) if guest.is_regular else doors:
            answer = await self._browser.enter(path, fields)
            if answer.is_fine:
                self._house.tally.counts["logged in" if path == "/login" else "registered"] += 1
                self._has_entered = True
                return True
            if answer.status != 422:
                self._refused(answer)
                return False
        self._house.tally.fault(f"{guest.email} can neither register nor log in")
        return False

    # -- the cart

    async def _take(self, craving: Craving) -> None:
        """Find it on the menu, look at its page, put it into the cart."""
        for _taste in range(_TASTES):
            product = await self._find(craving)
            if product is None:
                return
            path = f"/products/{product['id']}-{product['slug']}"
            await self._browser.page("product", path)
            details = await self._browser.get("product", path)
            await self._house.pace.spend(self._guest.reading_minutes)
            if details.is_fine:
                answer = await self._browser.post("cart", "/cart/items", fill_form(craving, details.shape))
                if answer.is_fine:
                    return
                self._refused(answer)
            self._disliked.append(product["id"])

    async def _find(self, craving: Craving) -> Json | None:
        menu = await self._browser.get("menu", "/")
        number = choose_page(craving, menu.shape.get("pages", 1))
        if number > 1:
            await self._browser.page("menu", f"/?page={number}")
            menu = await self._browser.get("menu", f"/?page={number}")
        await self._house.pace.spend(self._guest.reading_minutes)
        return choose_product(craving, menu.shape.get("products", ()), self._disliked)

    async def _think_again(self) -> None:
        thought = self._guest.second_thought
        if thought is SecondThought.NONE:
            return
        await self._browser.page("cart", "/cart")
        lines = (await self._browser.get("cart", "/cart")).shape.get("lines", ())
        if not lines or (thought is SecondThought.PUTS_BACK and len(lines) == 1):
            return
        await self._house.pace.spend(self._guest.reading_minutes)
        line = lines[-1]
        path = f"/cart/items/{line['line']}"
        if thought is SecondThought.ANOTHER_QUANTITY:
            fields = [("quantity", line["quantity"] % _MOST_OF_ONE + 1)]
            await self._browser.post("cart", path, fields)
        else:
            await self._browser.post("cart", f"{path}/delete")
            if thought is SecondThought.PUTS_BACK_AND_UNDOES:
                await self._browser.post("cart", f"{path}/restore")
        self._house.tally.counts["second thoughts"] += 1

    # -- the checkout

    async def _check_out(self) -> Json | None:
        """What stands in the way is mended as a person would, a few times."""
        later = self._guest.wanted_slot is not None
        for _attempt in range(_CHECKOUTS):
            await self._browser.page("checkout", "/checkout")
            review = await self._browser.get("checkout", "/checkout")
            if not review.is_fine:
                self._refused(review)
                return None
            lines = review.shape["cart"]["lines"]
            if not lines or self._house.pace.is_closing:
                return None
            if not all(line["available"] for line in lines):
                self._house.tally.refusals["sold-out in the cart"] += 1
                await self._put_back(lines)
                continue
            await self._house.pace.spend(self._guest.reading_minutes)
            answer = await self._browser.post(
                "place order", "/checkout", self._form(review.shape, later=later), tries=3
            )
            if answer.is_fine:
                order: Json = answer.shape["order"]
                return order
            self._refused(answer)
            if answer.refusal in ("slot-full", "wrong-fields"):
                later = False  # as soon as possible, then
            elif answer.refusal not in ("sold-out", "changed"):
                return None
        return None

    def _form(self, review: Json, *, later: bool) -> Fields:
        guest, slots = self._guest, review["slots"]
        delivered = guest.wants_delivery and "delivery" in review["fulfilments"]
        form = [
            ("fulfilment", "delivery" if delivered else "pickup"),
            ("payment", "counter"),
            ("note", guest.note),
            ("allergy", guest.allergy),
            ("checkout_token", review["checkout_token"]),
            ("seen_total", str(review["cart"]["total"])),
        ]
        if delivered:
            form.append(("address", guest.address))
        if guest.shows_name:
            form.append(("show_name", "1"))
        if later and guest.wanted_slot is not None and slots:
            form.append(("slot", str(slots[min(guest.wanted_slot, len(slots) - 1)])))
        return form

    async def _put_back(self, lines: Sequence[Json]) -> None:
        """What cannot be had is taken out, and less of what is short."""
        for line in lines:
            if not line["available"]:
                await self._browser.post("cart", f"/cart/items/{line['line']}", [("quantity", line["left"] or 0)])

    def _refused(self, answer: Answer) -> None:
        self._house.tally.refusals[answer.refusal] += 1

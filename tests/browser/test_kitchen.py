"""The kitchen wall in Chromium: orders appear, move by key and button, two screens agree, and lost is unmistakable."""

import asyncio
import json
import re
from datetime import timedelta

import pytest
from aiohttp import web
from playwright.async_api import Page, ViewportSize, expect

from server.orders.order import Fulfilment, Order, Role, Status
from tests.browser.conftest import Prompt
from tests.browser.test_tracker import check_accessible
from tests.conftest import OpenPage
from tests.support.kitchen import TestLine, log_in_browser, move_test_order, place_test_order

CLIPPED = """() => [...document.querySelectorAll(
    ".ticket, .ticket button, .ticket .t-time, .t-word, .t-due, .k-top > *, .k-bottom > *")]
  .filter((one) => one.offsetParent !== null)
  .map((one) => [one.getBoundingClientRect(), (one.closest(".ticket") ?? document.body).getBoundingClientRect(), one])
  .filter(([box, frame]) => box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.left < frame.left - 1)
  .map(([, , one]) => one.className + " " + one.textContent)
  .concat([...document.querySelectorAll(".t-items")]
    .filter((list) => list.scrollHeight > list.clientHeight + 1).map((list) => "too high: " + list.textContent))
  .concat([...document.querySelectorAll(".t-item .q")]
    .filter((many) => many.scrollWidth > many.clientWidth + 1).map((many) => "over its name: " + many.textContent))"""


async def open_wall(app: web.Application, open_page: OpenPage, width: int = 1920, height: int = 1080) -> Page:
    """The kitchen's page, logged in, live, with the shift begun."""
    page = await open_page("/login", width=width, height=height)
    await log_in_browser(app, page.context, Role.KITCHEN)
    await page.goto("/kitchen")
    await expect(page.locator("[data-fresh]")).to_contain_text("live,")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-start]")).to_be_hidden()
    return page


def ticket(page: Page, order: Order) -> str:
    return f'[data-id="{order.public_id}"]'


@pytest.mark.requirement("LIVE-2", "ORD-4")
async def test_an_order_appears_and_goes_by_keys_from_new_to_handed_over(
    app: web.Application, server: object, open_page: OpenPage, prompt: Prompt
) -> None:
    page = await open_wall(app, open_page)
    await page.evaluate("window.never_reloaded = true")
    await expect(page.locator("[data-empty]")).to_contain_text("No orders waiting")
    await check_accessible(page)

    order = await place_test_order(app, first_name="Maya", paid=True, allergy="Nuts", note="Milk on the side")
    shown = page.locator(ticket(page, order))
    await prompt(expect(shown).to_have_attribute("data-state", "new"))
    await expect(shown).to_contain_text("Maya")
    await expect(shown).to_contain_text("ALLERGY: Nuts")
    await expect(shown).to_have_attribute("aria-current", "true")
    await expect(page.locator("[data-empty]")).to_be_hidden()
    await check_accessible(page)

    for key, words, state in (
        ("Enter", "Start", "track"),
        ("Enter", "Finish", "track"),
        ("Space", "Handed over", "ready"),
        ("Backspace", "Finish", "track"),
        ("Enter", "Handed over", "ready"),
    ):
        await page.keyboard.press(key)
        await expect(page.locator("[data-toasts]")).to_contain_text(order.number)
        await prompt(expect(shown.locator(".t-step")).to_have_text(words))
        await expect(shown).to_have_attribute("data-state", state)
        await expect(shown).not_to_have_attribute("data-pending", "")
    await expect(page.locator("[data-count=ready]")).to_have_text("1")
    await page.keyboard.press("Enter")
    await prompt(expect(shown).to_have_count(0))
    await expect(page.locator("[data-empty]")).to_be_visible()

    await page.keyboard.press("u")
    await prompt(expect(shown).to_have_attribute("data-state", "ready"))
    await page.keyboard.press("Enter")
    await prompt(expect(shown).to_have_count(0))
    await page.keyboard.press("r")
    await expect(page.locator("[data-recall]")).to_contain_text(order.number)
    await check_accessible(page)
    await page.keyboard.press("1")
    await prompt(expect(shown).to_have_attribute("data-state", "ready"))
    assert await page.evaluate("window.never_reloaded")


@pytest.mark.requirement("LIVE-2")
async def test_a_digit_selects_and_the_same_again_advances(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    first = await place_test_order(app, promised_in=timedelta(minutes=10))
    second = await place_test_order(app, promised_in=timedelta(minutes=20))
    page = await open_wall(app, open_page)
    one, two = page.locator(ticket(page, first)), page.locator(ticket(page, second))
    await expect(one).to_have_attribute("aria-current", "true")
    await page.keyboard.press("2")
    await expect(two).to_have_attribute("aria-current", "true")
    await expect(one).not_to_have_attribute("aria-current", "true")
    await expect(two.locator(".t-step")).to_have_text("Accept")
    await page.keyboard.press("2")
    await expect(two.locator(".t-step")).to_have_text("Start")
    await expect(one.locator(".t-step")).to_have_text("Accept")
    await page.keyboard.press("7")
    await expect(page.locator("[data-toasts]")).to_contain_text("No ticket in slot 7")
    await page.keyboard.press("?")
    await expect(page.locator("[data-legend]")).to_be_visible()
    await check_accessible(page)
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-legend]")).to_be_hidden()
    for key in ("+", "+"):
        await page.keyboard.press(key)
    await page.reload()
    assert await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--wall')") == "1.10"


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_two_screens_agree_within_a_second_and_a_late_tap_says_what_is(
    app: web.Application, server: object, open_page: OpenPage, prompt: Prompt
) -> None:
    order = await place_test_order(app)
    page, other = await open_wall(app, open_page), await open_wall(app, open_page, 1280, 800)
    here, there = page.locator(ticket(page, order)), other.locator(ticket(other, order))
    await here.get_by_role("button", name=f"Accept {order.number}").click()
    await prompt(expect(there.locator(".t-step")).to_have_text("Start"))
    await there.get_by_role("button", name=f"Start {order.number}").click()
    await prompt(expect(here.locator(".t-step")).to_have_text("Finish"))
    await here.get_by_role("button", name=f"Take money for {order.number}").click()
    await prompt(expect(there).to_contain_text("PAID"))
    await here.get_by_role("button", name=f"Back: {order.number}").click()
    await prompt(expect(there.locator(".t-step")).to_have_text("Start"))
    await expect(here.locator(".t-step")).to_have_text("Start")

    # the other screen's answer is on its way while somebody else was quicker
    async def be_quicker(route: object) -> None:
        await move_test_order(app, order, Status.IN_PROGRESS)
        await route.continue_()  # type: ignore[attr-defined]

    await other.route("**/status", be_quicker)
    await there.locator(".t-step").click()
    await expect(other.locator("[data-toasts]")).to_contain_text(f"{order.number} had moved: it is started now")
    await expect(here.locator(".t-step")).to_have_text("Finish")


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_a_digit_recalls_what_is_read_beside_it_whatever_another_screen_hands_over_meanwhile(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    first, second = await place_test_order(app, paid=True), await place_test_order(app, paid=True)
    for order in (first, second):
        await move_test_order(app, order, Status.IN_PROGRESS, Status.READY)
    page = await open_wall(app, open_page)
    await move_test_order(app, first, Status.COLLECTED)
    await expect(page.locator(ticket(page, first))).to_have_count(0)

    # the list is the one this screen knows: the server's own is still on its way
    await page.route("**/kitchen", lambda _route: None)
    await page.keyboard.press("r")
    await expect(page.locator("[data-recall-list] button")).to_contain_text(first.number)
    await move_test_order(app, second, Status.COLLECTED)
    await expect(page.locator(ticket(page, second))).to_have_count(0)
    await page.keyboard.press("1")
    await expect(page.locator(ticket(page, first))).to_have_attribute("data-state", "ready")
    await expect(page.locator(ticket(page, second))).to_have_count(0)


@pytest.mark.requirement("LIVE-5", "LIVE-6")
async def test_in_a_rush_a_wall_says_what_it_drew_once_a_second_and_not_with_every_change(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order = await place_test_order(app, paid=True)
    page = await open_wall(app, open_page)
    said: list[str | bytes] = []

    def keep(frame: str | bytes) -> None:
        said.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", keep))
    await page.reload()
    await expect(page.locator("[data-fresh]")).to_contain_text("live,")
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(15):
        order = await move_test_order(app, order, Status.IN_PROGRESS, Status.PAID)
    shown = page.locator(ticket(page, order))
    await expect(shown).to_have_attribute("data-version", str(order.version))

    def last_seen() -> int | None:
        told = [json.loads(frame)["orders"] for frame in said if json.loads(frame)["type"] == "seen"]
        return told[-1].get(order.public_id) if told else None

    async with asyncio.timeout(10):
        while last_seen() != order.version:
            await page.wait_for_timeout(50)
    assert len(said) <= (loop.time() - began) / 0.9 + 4


@pytest.mark.requirement("LIVE-5", "LIVE-2")
async def test_a_wall_that_hears_nothing_says_so_and_keeps_its_tickets(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order = await place_test_order(app)
    page = await open_wall(app, open_page)
    await page.context.set_offline(True)
    await page.route_web_socket("**/live", lambda _socket: None)
    await expect(page.locator("[data-fresh]")).to_have_attribute("data-state", "lost", timeout=17_000)
    await expect(page.locator("[data-lost]")).to_contain_text("NOT LIVE SINCE")
    await expect(page.locator("[data-grid]")).to_have_attribute("data-stale", "")
    await expect(page.locator(ticket(page, order))).to_be_visible()
    await check_accessible(page)


@pytest.mark.requirement("LIVE-2", "CHK-2")
async def test_a_ticket_for_another_day_says_for_which(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order = await place_test_order(app, promised_in=timedelta(hours=36), fulfilment=Fulfilment.DELIVERY)
    page = await open_wall(app, open_page, 1280, 800)
    await expect(page.locator(f"{ticket(page, order)} .t-sub").nth(1)).to_contain_text(
        re.compile(r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d:\d\d delivery")
    )
    assert await page.evaluate(CLIPPED) == []


@pytest.mark.requirement("LIVE-2")
async def test_a_header_that_takes_another_line_hides_no_item_in_silence(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    for n in range(1, 11):
        lines = [TestLine(f"Soup {one}", removes=["No onion"] if one % 2 else []) for one in range(n)]
        await place_test_order(app, lines=lines)
    page = await open_wall(app, open_page)
    await expect(page.locator(".t-mods .no").first).to_have_text("NO onion")
    assert await page.evaluate(CLIPPED) == []
    # as when «+9:59» becomes «+10 m», or a new order is late as well
    await page.evaluate(
        "document.querySelectorAll('.ticket header').forEach((head) => head.style.paddingBottom = '40px')"
    )
    until_it_fits = f"""async () => {{
      const clipped = {CLIPPED};
      const end = Date.now() + 10_000;
      while (clipped().length > 0 && Date.now() < end) await new Promise(requestAnimationFrame);
      return clipped();
    }}"""
    assert await page.evaluate(until_it_fits) == []


@pytest.mark.requirement("LIVE-2")
async def test_what_nobody_accepts_stays_new_and_says_how_late_it_is(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order = await place_test_order(app, promised_in=timedelta(hours=-2), first_name="Bartholomew")
    page = await open_wall(app, open_page)
    shown = page.locator(ticket(page, order))
    assert await shown.locator(".t-name").evaluate("name => name.scrollWidth <= name.clientWidth")
    label = f"Order {order.number}, new, late"
    await expect(shown).to_have_attribute("data-state", "new")
    await expect(shown.locator(".t-word")).to_have_text(re.compile(r"^NEWLATE \+12\d$"))
    await expect(shown).to_have_attribute("aria-label", label)
    await expect(page.locator("[data-count=new]")).to_have_text("1")
    await expect(page.locator("[data-count=late]")).to_have_text("1")
    await check_accessible(page)
    drawn = await page.request.get("/kitchen")
    assert f'aria-label="{label}"' in await drawn.text()
    await page.keyboard.press("Enter")
    await expect(shown).to_have_attribute("data-state", "late")
    await expect(shown.locator(".t-word")).to_have_text(re.compile(r"^LATE \+12\d$"))


@pytest.mark.requirement("LIVE-2")
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 800), (1024, 768), (390, 844)])
async def test_nothing_on_a_full_wall_is_clipped_or_hidden_in_silence(
    app: web.Application, server: object, open_page: OpenPage, width: int, height: int
) -> None:
    big = [TestLine(f"Sandwich number {n}", 2, choices=["warm"], removes=["onion"]) for n in range(9)]
    await place_test_order(app, lines=big, note="One bag per name please, names are on the sheet")
    await place_test_order(
        app, lines=big[:3], allergy="Nuts, celery " * 4, note="Every name on its own bag, please " * 5
    )
    await place_test_order(app, fulfilment=Fulfilment.DELIVERY, promised_in=timedelta(hours=-2), lines=[("Bagel", 17)])
    for n in range(17):
        await place_test_order(app, first_name="Bartholomew", paid=n % 3 == 0, lines=[("Salmon rice bowl", 2)])
    page = await open_wall(app, open_page, width, height)
    assert await page.evaluate(CLIPPED) == []
    await check_accessible(page)
    if width == 390:
        await expect(page.locator(".ticket")).to_have_count(20)
        return
    shown = await page.locator(".ticket").count()
    await expect(page.locator("[data-more]")).to_contain_text(f"+{20 - shown} more, {20 - shown} new")
    await expect(page.locator(".ticket--wide .t-more").first).to_contain_text(re.compile(r"\d+ (more )?items"))
    await page.keyboard.press("PageDown")
    await expect(page.locator('.ticket[aria-current="true"] .t-slot')).to_have_text("1")
    await expect(page.locator("[data-more]")).to_contain_text("more")


@pytest.mark.requirement("LIVE-2")
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 768)])
async def test_on_a_small_touch_screen_every_button_fits_a_finger(
    app: web.Application, server: object, open_page: OpenPage, width: int, height: int
) -> None:
    await place_test_order(app, lines=[("Bagel", 17)] * 6, allergy="Nuts", note="Every name on its own bag, please")
    late = await place_test_order(app, fulfilment=Fulfilment.DELIVERY, promised_in=timedelta(minutes=-5))
    await move_test_order(app, late, Status.IN_PROGRESS)
    first = await open_page("/login")
    assert first.context.browser is not None
    size = ViewportSize(width=width, height=height)
    context = await first.context.browser.new_context(base_url=first.url, viewport=size, has_touch=True, is_mobile=True)
    await log_in_browser(app, context, Role.KITCHEN)
    page = await context.new_page()
    await page.goto("/kitchen")
    await page.locator("[data-start-button]").tap()
    await expect(page.locator(".ticket")).to_have_count(2)
    assert await page.evaluate(CLIPPED) == []
    sizes = await page.evaluate(
        """[...document.querySelectorAll(".t-act button")].map((one) => one.getBoundingClientRect())
          .map(({ width, height }) => Math.round(Math.min(width, height)))"""
    )
    assert min(sizes) >= 44, sizes
    await context.close()


@pytest.mark.requirement("LIVE-2")
async def test_without_script_the_wall_is_right_and_its_buttons_work(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order = await place_test_order(app, paid=True)
    first = await open_page("/login")
    assert first.context.browser is not None
    context = await first.context.browser.new_context(java_script_enabled=False, base_url=first.url)
    await log_in_browser(app, context, Role.KITCHEN)
    page = await context.new_page()
    await page.goto("/kitchen")
    for name in (
        f"Accept {order.number}",
        f"Start {order.number}",
        f"Finish {order.number}",
        f"Handed over: {order.number}",
    ):
        await page.get_by_role("button", name=name).click()
    await expect(page.locator("[data-empty]")).to_contain_text("No orders waiting")
    await context.close()

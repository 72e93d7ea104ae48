"""The site's parts in a browser: one page that holds them all, without shop or database behind it."""

import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import aiohttp_jinja2
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

import server
from server.web.assets import Assets, add_assets
from server.web.templating import set_up_templates
from shop.menu.drawings import add_drawings
from tests.support.node import find_node

HERE = Path(__file__).resolve().parent
HOUSE = Path(str(server.__file__)).resolve().parent
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"


@dataclass(frozen=True, slots=True)
class KitPage:
    """What tests/front_end/pages/kit.html shows."""

    full_name: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    title: str = "This form has expired"
    detail: str = "Load the page again."
    reference: str = "7f3a91c2"
    retry_after: int | None = None
    order: str = ""


def chrome(role: str) -> SimpleNamespace:
    return SimpleNamespace(
        shop_name="Orderboard",
        address_line="14 Marlow Street",
        hours_line="Open 7:00 to 18:00.",
        currency="USD",
        asker=SimpleNamespace(kind="guest" if role == "guest" else "person", role=role, first_name="Maya"),
        logged_in=role != "guest",
        cart_count=3,
        csrf_token="token",
        path="/kit",
    )


def answer(request: web.Request, template: str, page: object, status: int = 200) -> web.Response:
    context = {
        "page": page,
        "chrome": chrome(request.query.get("role", "guest")),
        "news": lambda: ("Soup was added to your saved cart.",) if "news" in request.query else (),
        "money": lambda amount: f"${amount / 100:.2f}",
    }
    text = aiohttp_jinja2.get_env(request.app).get_template(template).render(context)
    return web.Response(text=text, status=status, content_type="text/html", headers={"Content-Security-Policy": POLICY})


@pytest_asyncio.fixture
async def kit() -> AsyncIterator[TestServer]:
    sent: list[str] = []

    async def show(request: web.Request) -> web.Response:
        return answer(request, "kit/kit.html", KitPage())

    async def take(request: web.Request) -> web.Response:
        form = await request.post()
        sent.append(str(form["full_name"]))
        errors = {"email": ["This address is taken."]}
        return answer(request, "kit/kit.html", KitPage(str(form["full_name"]), errors), 422)

    async def fail(request: web.Request) -> web.Response:
        status = int(request.match_info["status"])
        return answer(request, "site/problem.html", Problem(status), status)

    app = web.Application()
    add_assets(app, Assets({"site": HOUSE / "static" / "site"}))
    set_up_templates(app, {"": HOUSE / "templates", "kit": HERE / "pages"})
    add_drawings(app)
    app.router.add_get("/kit", show)
    app.router.add_post("/kit", take)
    app.router.add_get("/fail/{status}", fail)
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest_asyncio.fixture
async def page(browser: Browser, kit: TestServer) -> AsyncIterator[Page]:
    context = await browser.new_context(base_url=str(kit.make_url("/")), viewport={"width": 390, "height": 844})
    page = await context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if "Security Policy" in message.text else None)
    yield page
    await context.close()
    assert said == []


def test_quantities_and_field_rules_without_a_page() -> None:
    done = subprocess.run([find_node(), "--test", str(HERE / "look_state.test.js")], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("role", ["guest", "admin"])
async def test_every_part_is_accessible_and_obeys_the_policy(page: Page, scheme: str, role: str) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    await page.goto(f"/kit?role={role}")
    assert await page.evaluate("document.querySelector('header .icon use').getBBox().width") > 5, "the sprite is drawn"
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    for path in ("/kit", "/fail/404", "/fail/500"):
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth") == width, path


@pytest.mark.requirement("ACC-1")
async def test_a_wrong_field_is_named_before_the_form_is_sent(page: Page) -> None:
    await page.goto("/kit")
    await page.get_by_label("E-mail").fill("maya@example")
    await page.get_by_role("button", name="Create account").click()
    name = page.get_by_label("Full name")
    await expect(name).to_be_focused()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("Please tell us your name.")).to_be_visible()
    await expect(page.get_by_text("The part after @ looks unfinished.")).to_be_visible()
    await expect(page.get_by_text("Only your first name is on the ticket.")).to_be_hidden()
    await name.fill("Maya Rossi")
    await expect(page.get_by_text("Please tell us your name.")).to_be_hidden()
    await expect(page.get_by_text("Only your first name is on the ticket.")).to_be_visible()
    assert page.url.endswith("/kit")


@pytest.mark.requirement("ACC-1")
async def test_a_form_that_comes_back_says_what_is_wrong_first(page: Page) -> None:
    await page.goto("/kit")
    await page.get_by_label("Full name").fill("Maya <b>Rossi</b>")
    await page.get_by_label("E-mail").fill("maya@example.com")
    await page.get_by_label("Password").fill("long enough")
    await page.get_by_role("button", name="Create account").click()
    notice = page.get_by_role("alert").filter(has_text="One thing is not right yet.")
    await expect(notice).to_be_focused()
    await expect(page.get_by_label("Full name")).to_have_value("Maya <b>Rossi</b>")
    await notice.get_by_role("link", name="E-mail").click()
    await expect(page.get_by_label("E-mail")).to_be_focused()


@pytest.mark.requirement("CHK-5")
async def test_a_form_on_its_way_is_not_sent_twice(page: Page) -> None:
    await page.goto("/kit")
    sent = await page.evaluate(
        """() => {
          let sent = 0;
          const form = document.getElementById("kit");
          for (const name of ["full_name", "email", "password"]) form.elements[name].value = "maya@example.com";
          addEventListener("submit", (event) => { if (!event.defaultPrevented) sent += 1; event.preventDefault(); });
          const button = form.querySelector("button:not([type])");
          button.click();
          button.click();
          return { sent, busy: button.getAttribute("aria-busy"), words: button.textContent };
        }"""
    )
    assert sent == {"sent": 1, "busy": "true", "words": "Creating…"}


@pytest.mark.requirement("CART-3")
async def test_the_stepper_keeps_to_its_bounds_and_says_so(page: Page) -> None:
    await page.goto("/kit")
    quantity = page.get_by_label("Quantity", exact=True)
    await page.get_by_role("button", name="One more").click()
    await expect(quantity).to_have_value("2")
    await quantity.fill("120")
    await quantity.press("Tab")
    await expect(quantity).to_have_value("99")
    await expect(page.get_by_text("Between 1 and 99.")).to_be_visible()
    await quantity.fill("1")
    await quantity.press("Tab")
    await page.evaluate("addEventListener('stepper-remove', () => { document.title = 'removed'; })")
    await page.get_by_role("button", name="One fewer").click()
    await expect(page).to_have_title("removed")
    await expect(quantity).to_have_value("1")


@pytest.mark.requirement("ACC-2")
async def test_the_way_out_is_in_the_account_menu(page: Page) -> None:
    await page.goto("/kit?role=admin")
    await page.get_by_label("Account").click()
    await expect(page.get_by_role("button", name="Log out")).to_be_visible()
    await expect(page.get_by_role("link", name="Live dashboard")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    await page.goto("/kit?role=customer")
    await page.get_by_label("Account").click()
    await expect(page.get_by_role("link", name="Kitchen wall")).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "This form has expired"),
        (404, "That page is not here"),
        (429, "This form has expired"),
        (500, "7f3a91c2"),
        (503, "your cart is safe"),
    ],
)
async def test_a_page_that_fails_says_so_and_shows_the_way_back(page: Page, status: int, words: str) -> None:
    await page.goto(f"/fail/{status}")
    await expect(page.locator("main")).to_contain_text(words)
    await expect(page.get_by_role("link", name="Back to the menu")).to_be_visible()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()

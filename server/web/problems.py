"""What a refusal looks like: the one table from refusals to status, words, page and problem JSON (RFC 9457)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import asyncpg
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from server.access import ASKER
from server.orders import refusals
from server.orders.order import ItemStatus, Status
from server.orders.shapes import milliseconds, shape_for
from server.web.csrf import CrossSite
from server.web.logs import REQUEST_ID, logged_path
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.words import _, ngettext

log = structlog.get_logger()

DATABASE_IS_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidPasswordError,
    TimeoutError,
    ConnectionError,
    OSError,
)

NOT_FOR_POSTGRES = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError, asyncpg.DataError)

_PRIVATE = ("admin", "kitchen", "account", "orders")

HTTP_TYPES = {
    400: "bad-request",
    401: "login-needed",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "too-large",
    415: "unsupported-media-type",
    422: "wrong-fields",
    429: "too-many",
    503: "unavailable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPage:
    """What site/problem.html shows. `order` is the address of the order it is about, "" where it is about none."""

    status: int
    title: str
    detail: str
    reference: str
    retry_after: int | None = None
    order: str = ""


def refusal_words(refusal: refusals.Refusal) -> tuple[str, str]:  # noqa: C901, PLR0911 - a table, one row a refusal
    """Title and detail of a refusal, in plain words: what happened, then what to do."""
    match refusal:
        case refusals.SoldOut():
            return _("Sold out"), " ".join(sold_out_sentences(refusal))
        case refusals.NotSold(title=title):
            return _("Not sold at the moment"), _("{title} cannot be ordered at the moment.").format(title=title)
        case refusals.StaleVersion():
            return _("The order has moved"), _("Somebody was quicker. Look at the order as it is now and try again.")
        case refusals.IllegalTransition(order=order, wanted=ItemStatus()):
            return _("That step is not possible"), _("Order {number} is {status}: its items stay as they are.").format(
                number=order.number, status=_STATUS_WORDS[order.status]
            )
        case refusals.IllegalTransition(order=order, wanted=Status() as wanted):
            return _("That step is not possible"), _("Order {number} is {status}: it cannot become {wanted}.").format(
                number=order.number, status=_STATUS_WORDS[order.status], wanted=_STATUS_WORDS[wanted]
            )
        case refusals.NothingPaid(order=order):
            return _("No money to give back"), _("Nothing was taken by hand for order {number}.").format(
                number=order.number
            )
        case refusals.NothingLeft(order=order):
            return _("Given back already"), _("All the money of order {number} was given back before.").format(
                number=order.number
            )
        case refusals.TotalChanged():
            return _("The total has changed"), _("Something in your cart has another price now. Please look once more.")
        case refusals.WrongFields(errors=errors):
            return _("Please check the form"), ngettext(
                "One thing is not right yet.", "%(num)d things are not right yet.", len(errors)
            ) % {"num": len(errors)}
        case refusals.TooMany(retry_after_seconds=seconds):
            return _("One moment"), _("That was a lot in a short time. Please try again in {seconds} seconds.").format(
                seconds=seconds
            )
    return _PLAIN_WORDS.get(refusal.code, (_("That is not possible"), _("Nothing was changed.")))


_STATUS_WORDS = {
    Status.ORDERED: _("received and not paid yet"),
    Status.PAID: _("received and paid"),
    Status.IN_PROGRESS: _("being made"),
    Status.READY: _("ready for collection"),
    Status.COLLECTED: _("collected"),
    Status.SHIPPED: _("on its way"),
    Status.DELIVERED: _("delivered"),
    Status.CANCELLED: _("cancelled"),
}

_PLAIN_WORDS = {
    "not-found": (_("That page is not here"), _("It may have moved, or it belongs to someone else.")),
    "login-needed": (_("Please log in"), _("This belongs to an account. Log in and try again.")),
    "forbidden": (
        _("Not for this account"),
        _("Your account may not open this page. If you think it should, ask an admin of the shop."),
    ),
    "empty-cart": (_("Your cart is empty"), _("Put something into it first.")),
    "built-in-type": (_("This type stays"), _("It is built in: the home of products whose own type is deleted.")),
    "closed": (_("We are closed"), _("Ordering is not open at the moment.")),
    "slot-full": (_("That time is full"), _("Please choose another time.")),
    "unknown-token": (_("This form is not yours"), _("Open the checkout again and place the order from there.")),
}


def sold_out_sentences(refusal: refusals.SoldOut) -> list[str]:
    """One sentence for each line that is gone, short or made otherwise now, naming it."""
    sentences = []
    for title in refusal.titles:
        count = refusal.left.get(title, 0)
        if count:
            sentence = ngettext("Only {count} of {title} is left.", "Only {count} of {title} are left.", count)
            sentences.append(sentence.format(count=count, title=title))
        elif title in refusal.altered:
            sentences.append(_("{title} no longer comes the way you chose it.").format(title=title))
        else:
            sentences.append(_("{title} has just sold out.").format(title=title))
    return sentences


def refusal_members(request: web.Request, refusal: refusals.Refusal) -> dict[str, Any]:
    """What a problem carries beyond its words: the current order, the lines that are gone, when we open again."""
    match refusal:
        case (
            refusals.StaleVersion(order=order)
            | refusals.IllegalTransition(order=order)
            | refusals.NothingPaid(order=order)
            | refusals.NothingLeft(order=order)
        ):
            asker = request[ASKER]
            return {"order": shape_for(order, asker.role, asker.person_id)}
        case refusals.SoldOut(titles=titles):
            return {"titles": list(titles)}
        case refusals.ShopClosed(opens_at=opens_at):
            return {"opens_at": milliseconds(opens_at)}
        case refusals.TotalChanged(seen_minor=seen, total_minor=total):
            return {"seen_total": seen, "total": total}
        case refusals.WrongFields(errors=errors):
            return {"errors": {name: list(messages) for name, messages in errors.items()}}
    return {}


def way_back(request: web.Request) -> str:
    """Where somebody who logs in now goes on: this page, or for a form's address the page that shows its thing."""
    if request.method in ("GET", "HEAD"):
        return request.path_qs
    parts = f"/{request.path.removeprefix('/')}".split("/")
    # a product's page stands at its number, which leads on to its name
    return "/".join(parts[:3]) if parts[1] in ("orders", "admin", "products") else f"/{parts[1]}"


def hidden_from(request: web.Request) -> refusals.Refusal | None:
    """Where nothing is: guests are sent to log in as if there were something; only admins learn what /admin lacks."""
    asker = request.get(ASKER)
    room = request.path.removeprefix("/").partition("/")[0]
    if asker is not None and asker.is_guest and room in _PRIVATE:
        return refusals.LoginNeeded()
    if asker is not None and not asker.is_admin and room == "admin":
        return refusals.RoleMissing()
    return None


async def answer_refusal(request: web.Request, refusal: refusals.Refusal) -> web.Response:
    """The answer to a refusal no handler had a page of its own for."""
    title, detail = refusal_words(refusal)
    if isinstance(refusal, refusals.LoginNeeded) and not wants_json(request):
        return web.Response(status=303, headers={"Location": f"/login?next={quote(way_back(request), safe='')}"})
    if isinstance(refusal, refusals.WrongFields) and not wants_json(request):
        # no form comes back that could say it beside its fields
        detail = " ".join(sentence for sentences in refusal.errors.values() for sentence in sentences)
    members = refusal_members(request, refusal)
    retry_after = refusal.retry_after_seconds if isinstance(refusal, refusals.TooMany) else None
    return await answer_problem(
        request, refusal.status, refusal.code, title, detail, members=members, retry_after=retry_after
    )


async def answer_problem(
    request: web.Request,
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    members: dict[str, Any] | None = None,
    retry_after: int | None = None,
) -> web.Response:
    """Problem JSON where JSON is wanted, else the problem page. `retry_after` in seconds, said in the header too."""
    if wants_json(request) or ASKER not in request:
        shape = {"type": code, "title": title, "status": status, "detail": detail, "errors": {}, **(members or {})}
        response = json_answer(request, shape, status=status, content_type="application/problem+json")
    else:
        response = await _problem_page(request, status, title, detail, retry_after)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


async def _problem_page(
    request: web.Request, status: int, title: str, detail: str, retry_after: int | None
) -> web.Response:
    page = ProblemPage(
        status=status,
        title=title,
        detail=detail,
        reference=request.get(REQUEST_ID, ""),
        retry_after=retry_after,
        # what was refused there by its state is an order that whoever asks may see
        order=way_back(request) if status in (409, 422) and request.path.startswith("/orders/") else "",
    )
    try:
        return await render(request, "site/problem.html", page, status=status)
    except DATABASE_IS_AWAY:
        # the chrome needs the database: without it the words must do
        return web.Response(text=f"{title}. {detail}\n", status=status, content_type="text/plain", charset="utf-8")


@web.middleware
async def problem_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals, aiohttp's errors and a missing database become answers; anything else is a bug: 500, logged once."""
    try:
        if "\x00" in request.path:
            # no address of ours holds one, and Postgres takes none
            return await _answer_http_error(request, web.HTTPNotFound())
        return await handler(request)
    except refusals.Refusal as refusal:
        return await answer_refusal(request, refusal)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return await _answer_http_error(request, error)
    except asyncio.CancelledError:
        raise
    except Exception as error:  # noqa: BLE001 - the outermost loop: everything else is answered and logged in one place
        return await _answer_failure(request, error)


async def _answer_http_error(request: web.Request, error: web.HTTPException) -> web.Response:
    hidden = hidden_from(request) if error.status == 404 else None
    if hidden is not None:
        return await answer_refusal(request, hidden)
    code = HTTP_TYPES.get(error.status, "refused")
    response = await answer_problem(request, error.status, code, error.reason, _("We could not take that request."))
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


async def _answer_failure(request: web.Request, error: Exception) -> web.Response:
    """What no rule of the shop's raised: a foreign form, unreadable text, a database that is away, or a bug of ours."""
    if isinstance(error, CrossSite):
        title = _("This form has expired")
        return await answer_problem(request, 403, "cross-site", title, _("Load the page again and send it once more."))
    if isinstance(error, NOT_FOR_POSTGRES):
        # the net under the door's own checks: no text may become an error of ours
        log.warning("unreadable input", error=repr(error), path=logged_path(request))
        title = _("There is a character in it that cannot be read")
        return await answer_problem(request, 400, "bad-request", title, _("Please type it again."))
    if isinstance(error, DATABASE_IS_AWAY):
        log.warning("database away", error=repr(error), path=logged_path(request))
        title = _("We cannot answer just now")
        detail = _("Something we depend on is not answering. Nothing was charged. Please try again in a minute.")
        return await answer_problem(request, 503, "unavailable", title, detail, retry_after=2)
    log.error("request failed", path=logged_path(request), request_id=request.get(REQUEST_ID, ""), exc_info=error)
    title = _("That did not work")
    return await answer_problem(request, 500, "internal-error", title, _("The mistake is ours. Nothing was charged."))

"""Security headers on every answer (OWASP secure headers; the policy forbids inline script and style)."""

from __future__ import annotations

from aiohttp import web

from server.settings import SETTINGS, Settings

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'{socket}; media-src 'self'; manifest-src 'self'; form-action 'self'{pay}; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)


async def add_security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal of aiohttp: runs before the application's answers are sent, errors and files included."""
    protect(response, request.app[SETTINGS])


def protect(response: web.StreamResponse, settings: Settings) -> None:
    """Give an answer the headers that it does not have yet."""
    # older Safari does not count a web socket of the same host as 'self'
    socket = " " + settings.origin.replace("http", "ws", 1)
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _POLICY.format(socket=socket, pay=" https://checkout.stripe.com"))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cache-Control", "no-store")
    headers.popall("Server", None)
    if settings.secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")

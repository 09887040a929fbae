"""Refuses requests that another site could have caused or that were sent to another name, and sets headers
that every answer needs."""

from functools import cache
from urllib.parse import urlsplit

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from florin.app.problems import document, language_of
from florin.kernel.errors import NotAllowed
from florin.kernel.settings import Settings, listed

SAFE = {"GET", "HEAD", "OPTIONS"}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PROBES = {"/health", "/ready"}  # asked by address by who balances load; they tell nothing of anybody
HARDENED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "accelerometer=(), autoplay=(), camera=(), display-capture=(), "
    "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "picture-in-picture=(), publickey-credentials-create=(self), publickey-credentials-get=(self), "
    "screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
}
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
HTTPS_ONLY = "max-age=63072000"  # two years


class CrossSite:
    """Answers only under our own names, which a name that was bound to our address anew is not; lets a change
    through only from our own origin: by Sec-Fetch-Site, else by Origin; with neither, not at all."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, settings = Headers(scope=scope), scope["app"].state.environment.settings
        sending = _hardened(send, api=scope["path"].startswith("/api/"), demo=settings.demo)
        if scope["path"] not in PROBES and _host(headers.get("host")) not in _own(settings):
            refused = NotAllowed(
                "this is not one of Florin's addresses (FLORIN_ORIGINS)", reason="other-host"
            )
            await _refuse(scope, sending, refused)
        elif scope["method"] in SAFE or _same_origin(headers):
            await self._app(scope, receive, sending)
        else:
            refused = NotAllowed("this request did not come from Florin's own pages", reason="other-site")
            await _refuse(scope, sending, refused)


def _own(settings: Settings) -> frozenset[str]:
    return _names(settings.origins, settings.host)


@cache
def _names(origins: str | None, listens: str) -> frozenset[str]:
    """The hosts that we answer as: those of the pages, this machine, and the address that is listened on."""
    hosts = {urlsplit(origin).hostname or "" for origin in listed(origins)}
    return frozenset({*hosts, *LOOPBACK, listens.lower()} - {"", "0.0.0.0", "::"})  # noqa: S104 - taken out


def _host(told: str | None) -> str | None:
    """The name in a Host header, without its port; None where there is none that can be read."""
    try:
        return urlsplit(f"//{told}").hostname if told else None
    except ValueError:
        return None


def _same_origin(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def harden(headers: MutableHeaders, *, api: bool, demo: bool) -> None:
    """Sets what every answer carries; what a route set itself stays."""
    for name, value in HARDENED.items():
        headers.setdefault(name, value)
    if not demo:
        headers.setdefault("strict-transport-security", HTTPS_ONLY)
    if api:
        headers.add_vary_header("accept-language")
        headers.setdefault("cache-control", "no-store")
        headers.setdefault("content-security-policy", API_POLICY)


def _hardened(send: Send, *, api: bool, demo: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            harden(MutableHeaders(scope=message), api=api, demo=demo)
        await send(message)

    return sending


async def _refuse(scope: Scope, send: Send, refused: NotAllowed) -> None:
    problem = document(refused, language_of(scope))
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps(problem)})

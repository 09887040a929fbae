"""Refuses state-changing requests that another site could have caused, and sets headers that every answer
needs."""

from urllib.parse import urlsplit

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from florin.app.problems import document, language_of
from florin.kernel.errors import NotAllowed

SAFE = {"GET", "HEAD", "OPTIONS"}


class CrossSite:
    """Lets a change through only from our own origin: by Sec-Fetch-Site, else by Origin; with neither, not
    at all."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] in SAFE or _same_origin(Headers(scope=scope)):
            await self._app(scope, receive, _hardened(send, api=scope["path"].startswith("/api/")))
        else:
            await _refuse(scope, send)


def _same_origin(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def _hardened(send: Send, *, api: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("x-content-type-options", "nosniff")
            headers.setdefault("referrer-policy", "no-referrer")
            headers.setdefault("x-frame-options", "DENY")
            headers.setdefault("cross-origin-opener-policy", "same-origin")
            if api:
                headers.add_vary_header("accept-language")
                headers.setdefault("cache-control", "no-store")
                headers.setdefault("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
        await send(message)

    return sending


async def _refuse(scope: Scope, send: Send) -> None:
    refused = NotAllowed("this request did not come from Florin's own pages", reason="other-site")
    problem = document(refused, language_of(scope))
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps(problem)})

"""Serves the built web client: compressed ahead, assets for ever, every address with its page."""

import json
import mimetypes
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

BUILT = Path(__file__).parent.parent / "_web"
CODINGS = (("br", ".br"), ("gzip", ".gz"))
FOR_EVER = "public, max-age=31536000, immutable"  # assets carry a hash of their content in their name


def pages(built: Path = BUILT) -> ASGIApp:
    """An ASGI application over `built`; FileNotFoundError where no client was built."""
    policy = json.loads((built / "headers.json").read_text())
    public = {f"/{path.relative_to(built).as_posix()}" for path in built.rglob("*") if path.is_file()}
    public -= {"/headers.json", "/.stamp"}

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _answer(scope, built, public, policy)(scope, receive, send)

    return serve


def _answer(scope: Scope, built: Path, public: set[str], policy: dict[str, str]) -> Response:
    path = scope["path"]
    if path.startswith("/api/") or (path.startswith("/assets/") and path not in public):
        raise HTTPException(404)
    if scope["method"] not in ("GET", "HEAD"):
        raise HTTPException(405, headers={"allow": "GET, HEAD"})
    page = path not in public or path.endswith(".html")
    name = ("/index.html" if path == "/" else "/shell.html") if page else path
    coding, ending = _coding(Headers(scope=scope).get("accept-encoding", ""), name, public)
    keep = FOR_EVER if path.startswith("/assets/") else "no-cache"
    headers = {"cache-control": keep, "vary": "accept-encoding"}
    headers |= {"content-encoding": coding} if coding else {}
    headers |= policy if page else {}
    return FileResponse(f"{built}{name}{ending}", media_type=mimetypes.guess_type(name)[0], headers=headers)


def _coding(accepted: str, name: str, public: set[str]) -> tuple[str, str]:
    """The best coding that is there and that the client takes; quality 0 is a refusal (RFC 9110, 12.5.3)."""
    wanted = {}
    for part in accepted.lower().split(","):
        coding, _, parameter = part.partition(";")
        wanted[coding.strip()] = _quality(parameter)
    for coding, ending in CODINGS:
        if wanted.get(coding, wanted.get("*", 0.0)) > 0 and name + ending in public:
            return coding, ending
    return "", ""


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0

"""What a browser needs to install the pages as an app of the bank: its manifest and its icon."""

import struct
import zlib
from functools import cache

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from florin.identity.access import Env
from florin.kernel.bank import Bank
from florin.kernel.colour import PAPER
from florin.kernel.errors import NotFound

router = APIRouter(prefix="/api/bank", tags=["bank"])
SIZES = (192, 512)


class IconOut(BaseModel):
    """One picture of the app, in the words of the W3C's Web Application Manifest."""

    src: str
    sizes: str
    type: str
    purpose: str


class ManifestOut(BaseModel):
    """The manifest: names, first page, colours, icons."""

    id: str
    name: str
    short_name: str
    start_url: str
    scope: str
    display: str
    background_color: str
    theme_color: str
    icons: list[IconOut]


class ManifestResponse(JSONResponse):
    """JSON under the manifest's own media type."""

    media_type = "application/manifest+json"


@router.get("/manifest.webmanifest", response_class=ManifestResponse)
def get_manifest(env: Env) -> ManifestOut:
    """The bank's own app, as a browser installs it."""
    bank = env.bank
    return ManifestOut(
        id="/",
        name=bank.name,
        short_name=bank.name if len(bank.name) <= 12 else bank.name.split()[0],
        start_url="/",
        scope="/",
        display="standalone",
        background_color=PAPER,
        theme_color=PAPER,
        icons=_icons(bank),
    )


@router.get("/icon-{size}.png", response_class=Response)
def get_icon(size: int, env: Env) -> Response:
    """A coin on the bank's accent, as PNG; whole to the edge, so that a system may cut it round."""
    if size not in SIZES:
        raise NotFound("there is no icon of this size")
    return Response(_coin(size, env.bank.colours.accent), media_type="image/png")


def _icons(bank: Bank) -> list[IconOut]:
    drawn = [
        IconOut(
            src=f"/api/bank/icon-{size}.png", sizes=f"{size}x{size}", type="image/png", purpose="any maskable"
        )
        for size in SIZES
    ]
    if bank.logo is None or bank.logo.suffix != ".svg":
        return drawn
    return [IconOut(src="/api/bank/logo", sizes="any", type="image/svg+xml", purpose="any"), *drawn]


@cache
def _coin(size: int, accent: str) -> bytes:
    """An 8-bit RGB PNG (ISO/IEC 15948): a ring and a disc of paper on `accent`, edges one pixel soft."""
    import numpy as np

    far = np.hypot(*np.meshgrid(*[np.arange(size) - (size - 1) / 2] * 2)) / size
    soft = 1.0 / size
    ring = np.clip((0.012 - np.abs(far - 0.30)) / soft + 0.5, 0, 1)
    disc = np.clip((0.17 - far) / soft + 0.5, 0, 1)
    share = np.maximum(ring, disc)[..., None]
    ground, mark = (np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)]) for c in (accent, PAPER))
    pixels = np.round(ground + (mark - ground) * share).astype(np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )

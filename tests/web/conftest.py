"""A browser, and a demo server of its own for each test module."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.server import Server

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

POLICY = "Content Security Policy"
PURPOSES = ("picture", "suggestions")

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The demo, in processes of its own."""
    home = Path(tempfile.mkdtemp(prefix="florin-web-"))
    started = Server(home)
    started.start()
    started.meet("you", "maya", "jonas")  # the others move in behind
    yield started
    started.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens a page as a person, on a device; an error of its own scripts, or what its policy refused,
    fails the test."""
    contexts, errors = [], []

    def opened(
        persona: str,
        *,
        width: int = 1440,
        scheme: str = "light",
        tour: bool = False,
        asked: bool = True,
        **options: Any,
    ) -> Page:
        height = 844 if width < 600 else 940
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # pyright: ignore[reportArgumentType] - light or dark
            has_touch=width < 600,
            **options,
        )
        contexts.append(context)
        if not tour:
            context.add_init_script("localStorage.setItem('florin.tour', 'seen')")
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if POLICY in m.text else None)
        page.on("response", lambda r: errors.append(f"{r.status} {r.url}") if r.status >= 500 else None)
        if persona:
            headers = {"Origin": server.url}
            context.request.post("/api/session", data={"persona": persona}, headers=headers)
        if persona == "you" and asked:  # the others have consented on their first day
            both = [{"purpose": p, "source": s} for p in PURPOSES for s in ("here", "elsewhere")]
            headers = {"Origin": server.url, "Idempotency-Key": "you-first-step"}
            context.request.post("/api/consents", data={"items": both}, headers=headers)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []

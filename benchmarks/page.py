"""Milliseconds until Home is there and answers to a tap, in headless Chromium on loopback."""

import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from benchmarks.material.homes import empty_home
from benchmarks.material.server import demo, until_answered
from florin.app.bench import Figure, figure

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
SIZES = {"phone": (390, 844), "desk": (1440, 940)}
WARM_UP = 1  # the first page of a new browser also starts its processes
SIGN_IN = """() => fetch('/api/session', {method: 'POST', headers: {'content-type': 'application/json'},
                           body: JSON.stringify({persona: 'maya'})})"""


def figures(runs: int) -> Iterator[Figure]:
    """A person's Home against an empty answer of the same server; nothing where there is no browser."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None or find_spec("playwright") is None:
        sys.stderr.write("page: no Chromium, or no playwright (`make setup` brings it); nothing measured\n")
        return
    from playwright.sync_api import sync_playwright

    with empty_home() as home, demo(home) as port, sync_playwright() as playwright:
        until_answered(port, "/ready")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for size, (width, height) in SIZES.items():
            context = browser.new_context(
                base_url=f"http://localhost:{port}", viewport={"width": width, "height": height}
            )
            page = context.new_page()
            page.goto("/")
            page.evaluate(SIGN_IN)
            rounds = [(_home(page), _empty(page)) for _ in range(runs + WARM_UP)][WARM_UP:]
            told, floor = (list(column) for column in zip(*rounds, strict=True))
            yield figure(f"page.home_{size}", "ms", told, ("an empty answer as a page", floor))
            context.close()
        browser.close()


def _home(page: Any) -> float:
    """From the navigation until the first suggestion stands and its sheet opens at a tap."""
    page.goto("/", wait_until="commit")
    why = page.locator("article a").filter(has_text="Why?").first
    why.wait_for()
    ready = page.evaluate("performance.now()")
    why.click()
    page.get_by_role("dialog").wait_for()
    return ready


def _empty(page: Any) -> float:
    page.goto("/health", wait_until="load")
    return page.evaluate("performance.now()")

"""Home as Lighthouse's phone sees it, and until it answers to a tap, in headless Chromium on loopback."""

import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from benchmarks.material import lighthouse
from benchmarks.material.homes import empty_home
from benchmarks.material.server import demo, until_answered, until_met
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
PERSONA = "maya"
LEAST = 5  # runs of Lighthouse whose median is worth telling
LIGHTHOUSE = {
    "performance": "of 100",
    "accessibility": "of 100",
    "best-practices": "of 100",
    "seo": "of 100",
    "fcp": "ms",
    "lcp": "ms",
    "tbt": "ms",
    "cls": "score",
}
SIGN_IN = """() => fetch('/api/session', {method: 'POST', headers: {'content-type': 'application/json'},
                           body: JSON.stringify({persona: 'maya'})})"""


def figures(runs: int) -> Iterator[Figure]:
    """A person's Home against an empty answer of the same server; nothing where there is no browser."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None or find_spec("playwright") is None:
        sys.stderr.write("page: no Chromium, or no playwright (`make setup` brings it); nothing measured\n")
        return
    from playwright.sync_api import sync_playwright

    with empty_home() as home, demo(home, "--no-live") as port, sync_playwright() as playwright:
        until_answered(port, "/ready")
        until_met(port)
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
        yield from _lighthouse(program, port, max(runs, LEAST))


def _lighthouse(program: str, port: int, runs: int) -> Iterator[Figure]:
    """Lighthouse's slow phone, signed in with an empty cache, beside an empty page of the same libraries."""
    if not lighthouse.installed():
        sys.stderr.write("page: no npm to fetch Lighthouse with; its figures are left out\n")
        return
    home = lighthouse.measure(program, f"http://localhost:{port}/", runs, PERSONA)
    with lighthouse.empty_page() as address:
        empty = lighthouse.measure(program, address, runs)
    for name, unit in LIGHTHOUSE.items():
        told, floor = ([run[name] for run in each] for each in (home, empty))
        yield figure(f"page.lighthouse_{name.replace('-', '_')}", unit, told, ("an empty page", floor))


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

"""The strip above every page of a demo: the person's day, stopped and led on."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A demo whose days pass."""
    home = Path(tempfile.mkdtemp(prefix="florin-web-"))
    started = Server(home, "--months", "3", "--speed", "60s")
    started.start()
    started.meet("maya")
    yield started
    started.stop()
    shutil.rmtree(home, ignore_errors=True)


def test_the_strip_stops_the_days_and_lets_tomorrow_come(open_page):
    page = open_page("maya", width=390)
    page.goto("/")
    strip = page.get_by_role("complementary", name="Demo")
    strip.get_by_role("button", name="Pause the days").click()
    expect(strip.get_by_role("button", name="Let the days go on")).to_be_visible()
    day = strip.locator("p").first
    before = day.inner_text()
    strip.get_by_role("button", name="Ways to let time pass").click()
    small = [b.bounding_box() for b in strip.get_by_role("button").all()]
    assert all(box["height"] >= 43.5 and box["width"] >= 43.5 for box in small)
    strip.get_by_role("button", name="Tomorrow").click()
    expect(day).not_to_have_text(before)
    expect(strip.get_by_role("status")).to_have_text(re.compile("It is now"))
    strip.get_by_role("button", name="Let the days go on").click()

"""Nothing moves while one's own pages, the office's and the doors come: what is awaited has its place."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.test_language import opened

pytestmark = pytest.mark.browser
MOVED = """window.moved = [];
const add = list => list.getEntries().forEach(e => e.hadRecentInput || window.moved.push(
  [Math.round(e.value * 10000) / 10000, ...e.sources.map(s => s.node?.outerHTML?.slice(0, 120) ?? "gone")]));
new PerformanceObserver(add).observe({type: "layout-shift", buffered: true})"""
OWN = ("/you", "/you/household", "/you/data", "/you/leave")
OFFICE = {
    "reviewer": ("/office/approvals", "/office/me"),
    "operator": ("/office/log", "/office/approvals"),
    "auditor": ("/office/audit", "/office/access", "/office/approvals", "/office/me"),
}
WIDTHS = (390, 1440)


def moves(page: Page, path: str) -> list:
    """What moved on a page, from its first paint until its last answer has long been there."""
    page.goto(path)
    expect(page.locator("h1").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate("window.moved")


@pytest.mark.parametrize("width", WIDTHS)
def test_ones_own_pages_stand_still(open_page, width):
    page = open_page("maya", width=width)
    page.add_init_script("localStorage.setItem('florin.signed-in', 'yes')")
    opened(page, "/")  # the first visit learns what the bank is like
    page.add_init_script(MOVED)
    assert {path: moves(page, path) for path in OWN} == {path: [] for path in OWN}


@pytest.mark.parametrize("role", OFFICE)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_offices_pages_stand_still(open_page, server, role, width):
    page = open_page("", width=width)
    page.request.post("/api/office/session", data={"role": role}, headers={"Origin": server.url})
    page.goto("/office")
    expect(page.locator("h1").first).to_be_visible()
    page.add_init_script(MOVED)
    assert {path: moves(page, path) for path in OFFICE[role]} == {path: [] for path in OFFICE[role]}


@pytest.mark.parametrize("path", ["/office/join", "/join", "/recover", "/sign-in"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_doors_stand_still(open_page, path, width):
    page = open_page("", width=width)
    page.goto("/sign-in")
    expect(page.locator("h1").first).to_be_visible()
    page.add_init_script(MOVED)
    assert moves(page, path) == []

"""Every page, light and dark, on phone and desk: clean for axe, by keyboard, without sideways scrolling."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
PAGES = (
    "/",
    "/money",
    "/money/transactions",
    "/money/coming",
    "/money/net-worth",
    "/money/import",
    "/suggestions",
    "/suggestions?state=done",
    "/facts",
    "/you",
    "/you/household",
    "/you/data",
    "/you/leave",
)
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page):
    """What axe finds, each by its rule and places; its script runs outside the page's content policy."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_clean_for_axe_and_do_not_scroll_sideways(open_page, scheme, width):
    page = open_page("maya", width=width, scheme=scheme, reduced_motion="reduce")
    bad = {}
    for path in PAGES:
        page.goto(path)
        page.get_by_role("heading", level=1).first.wait_for(state="attached")
        page.wait_for_timeout(600)
        if found := violations(page):
            bad[path] = found
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px wider than the screen"
    assert bad == {}


def test_signing_in_is_clean_too(open_page):
    page = open_page("")
    page.goto("/")
    page.get_by_role("heading", level=1).first.wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("opener", ["Why?", "transaction"])
def test_a_sheet_is_clean_traps_focus_and_gives_it_back(open_page, opener):
    page = open_page("maya")
    page.goto("/" if opener == "Why?" else "/money/transactions")
    suggestions, rows = (
        page.locator("main a").filter(has_text="Why?"),
        page.locator("main li a, main li button"),
    )
    target = (suggestions if opener == "Why?" else rows).first
    target.focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    sheet.wait_for()
    page.wait_for_timeout(400)
    assert violations(page) == []
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "!!document.activeElement.closest('[role=dialog]') || document.activeElement === document.body"
        )
    page.keyboard.press("Escape")
    sheet.wait_for(state="detached")
    assert target.evaluate("element => element === document.activeElement")


def test_the_first_tab_leads_past_the_navigation(open_page):
    page = open_page("maya")
    page.goto("/")
    page.get_by_role("heading", level=1).first.wait_for(state="attached")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"


def test_touch_targets_are_large_enough(open_page):
    page = open_page("maya", width=390)
    small = {}
    for path in PAGES:
        page.goto(path)
        page.get_by_role("heading", level=1).first.wait_for(state="attached")
        page.wait_for_timeout(500)
        boxes = page.evaluate(
            """() => [...document.querySelectorAll('button, [role=button], input:not([type=file]), select, nav a')]
                 .filter(e => e.offsetParent && !e.closest('.unseen') && !e.classList.contains('unseen'))
                 .map(e => [e.textContent.trim().slice(0, 30) || e.ariaLabel, e.getBoundingClientRect().height])
                 .filter(([, height]) => height > 1 && height < 43.5)"""
        )
        if boxes:
            small[path] = boxes
    assert small == {}

"""Pages on paper, a page that breaks, an address that leads nowhere, and a bank with a face of its own."""

import os
import re
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from florin.kernel.bank import load_bank
from tests.server import Server
from tests.web.test_accessibility import violations

pytestmark = pytest.mark.browser
NORDLICHT = Path(__file__).parents[2] / "docs/examples/nordlicht/bank.toml"
SHOWN = """() => [...document.querySelectorAll('button, nav, input, [role=status], aside')]
             .filter(e => e.offsetParent).length"""


WORN = """() => { const worn = getComputedStyle(document.documentElement);
                  return ['--ink', '--gold'].map(name => worn.getPropertyValue(name)); }"""


@pytest.mark.parametrize(
    "path", ["/", "/money", "/money/transactions", "/facts", "/facts?open=fact:dearest_debt"]
)
def test_a_page_on_paper_says_whose_it_is_and_bears_no_buttons(open_page, path):
    page = open_page("maya", scheme="dark")
    page.goto(path)
    page.get_by_role("heading", level=1).first.wait_for(state="attached")
    page.wait_for_timeout(700)
    page.emulate_media(media="print")
    expect(page.get_by_text(re.compile(r"^Maya Torres · \w+, ")).first).to_be_visible()
    assert page.evaluate(SHOWN) == 0
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    if "open" in path:
        expect(page.get_by_role("dialog")).to_contain_text("Dearest debt")
        expect(page.get_by_role("main")).to_be_hidden()


def test_what_is_folded_is_open_on_paper_and_folded_again_afterwards(open_page):
    page = open_page("maya")
    page.goto("/")
    page.locator("main details").first.wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details[open]").count() == 0
    assert len(page.pdf(format="Letter")) > 5000


def test_a_page_that_breaks_gives_back_what_was_typed_and_leads_home(open_page):
    page = open_page("maya")
    page.route(
        "**/api/transactions?*q=rent*", lambda route: route.fulfill(json={"items": [{}], "next": None})
    )
    page.goto("/money/transactions")
    page.get_by_role("searchbox").fill("rent of may")
    expect(page.get_by_role("heading", name="This page broke")).to_be_visible()
    expect(page.get_by_text("rent of may")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Go home").click()
    expect(page.get_by_text("What you have").first).to_be_visible()


def test_an_address_that_leads_nowhere_says_so_within_the_frame(open_page):
    page = open_page("maya", width=390)
    page.goto("/money/nowhere")
    expect(page.get_by_role("heading", name="Nothing is here")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Go home").click()
    expect(page).to_have_url(re.compile("/$"))


@pytest.fixture
def nordlicht(monkeypatch):
    monkeypatch.setitem(os.environ, "FLORIN_BANK", str(NORDLICHT))
    with tempfile.TemporaryDirectory(prefix="florin-nordlicht-") as home:
        server = Server(Path(home))
        server.start()
        server.meet("you")
        yield server
        server.stop()


def test_another_bank_wears_its_own_name_logo_colours_and_money(browser, nordlicht):
    colours = load_bank(NORDLICHT).colours
    context = browser.new_context(base_url=nordlicht.url, color_scheme="light", reduced_motion="reduce")
    context.add_init_script("localStorage.setItem('florin.tour', 'seen')")
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name=re.compile("^You|^Sie|^Du")).click()
    logo = page.get_by_role("banner").get_by_role("img", name="Nordlicht Bank")
    expect(logo).to_be_visible()
    assert logo.evaluate("image => image.naturalWidth") > 0
    expect(page).to_have_title(re.compile("· Nordlicht Bank$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for scheme, ink, accent in [
        ("light", colours.ink, colours.accent),
        ("dark", colours.ink_on_dark, colours.accent_on_dark),
    ]:
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        worn = page.evaluate(WORN)
        assert [colour.strip().upper() for colour in worn] == [ink.upper(), accent.upper()]
        assert violations(page) == []
    icon = page.request.get("/api/bank/icon.svg").text()
    assert colours.accent in icon
    assert ">N<" in icon
    context.close()

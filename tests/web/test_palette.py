"""The palette: anything found by a few letters and reached by the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.test_accessibility import violations

pytestmark = pytest.mark.browser


def choose(page, typed, expected):
    """Calls the palette, types, and takes the choice that it stands on."""
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    expect(page.get_by_role("option", selected=True)).to_contain_text(expected)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_the_palette_is_clean_and_leads_anywhere_by_the_keyboard(open_page, width, scheme):
    page = open_page("maya", width=width, scheme=scheme, reduced_motion="reduce")
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    opener = page.get_by_role("button", name="Search")
    opener.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("combobox", name="Search or go to")
    expect(field).to_be_focused()
    page.wait_for_timeout(300)
    assert violations(page) == []
    page.keyboard.type("savi")
    expect(page.get_by_role("option").first).to_contain_text("Savings")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    choose(page, "transac", "Transactions")
    expect(page).to_have_url(re.compile("/money/transactions$"))


def test_it_finds_a_transaction_a_fact_a_person_and_something_to_do(open_page):
    page = open_page("maya")
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    name = page.request.get("/api/home").json()["recent"][0]["counterparty"]
    page.keyboard.press("/")
    page.keyboard.type(name)
    options = page.get_by_role("group", name="Transactions").get_by_role("option")
    expect(options.nth(1)).to_be_visible()  # the first to be there leads to all of them
    options.first.click()
    expect(page.get_by_role("dialog").get_by_text("How it is booked")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    choose(page, "dearest", "Dearest debt")
    expect(page.get_by_role("dialog").get_by_text("How it is reckoned")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    choose(page, "dark app", "Dark appearance")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    choose(page, "jonas", "Jonas Weber")
    expect(page.get_by_role("banner").get_by_text("Jonas")).to_be_visible()


def test_what_was_chosen_is_offered_first_to_this_customer_until_they_sign_out(open_page):
    page = open_page("maya")
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    choose(page, "statements", "Add statements")
    expect(page).to_have_url(re.compile("/money/import"))
    page.keyboard.press("Control+k")
    expect(page.get_by_role("group", name="Lately").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    kept = "Object.keys(localStorage).filter(key => key.startsWith('florin.recent.')).length"
    assert page.evaluate(kept) == 1
    page.get_by_role("banner").get_by_role("button", name=re.compile("Maya")).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Whose money shall we look at?")).to_be_visible()
    assert page.evaluate(kept) == 0

"""Consent and data: nothing is worked out unasked, what it brings is seen first, a no is as easy."""

import json
import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from florin.simulation.sample import sample_statement
from tests.web.test_accessibility import violations

pytestmark = pytest.mark.browser
SHIFTS = """() => { window.shifts = 0; new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifts += each.value;
}).observe({type: "layout-shift", buffered: true}); }"""


def test_without_consent_pages_say_so_and_lead_to_the_choice(open_page, tmp_path):
    content, name, _ = sample_statement(date.today())
    (tmp_path / name).write_bytes(content)
    page = open_page("you", width=390, asked=False)
    page.goto("/")
    step = page.get_by_role("listitem").filter(has_text="Step 1 of 4")
    expect(step).to_have_attribute("aria-current", "step")
    step.get_by_role("button", name="Not now").click()
    expect(page.get_by_text("Nothing is allowed yet.")).to_be_visible()
    page.get_by_role("button", name="That is right").click()
    page.locator("input[type=file]").first.set_input_files(tmp_path / name)
    page.get_by_role("button", name=re.compile(r"Add \d+ transactions")).click()
    page.get_by_role("link", name="See what you have").click()
    for path in ("/", "/facts", "/suggestions", "/money/coming"):
        page.goto(path)
        expect(page.get_by_text("You have not allowed us")).to_be_visible()
        expect(page.get_by_role("link", name="Look and decide")).to_be_visible()
        page.wait_for_timeout(300)
        assert violations(page) == [], path
    page.get_by_role("link", name="Look and decide").click()

    expect(page.get_by_role("heading", name="What you would gain")).to_be_visible()
    elsewhere = page.get_by_role("switch", name=re.compile("other banks.* Your picture"))
    expect(elsewhere).to_have_attribute("aria-checked", "false")
    elsewhere.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("would be known").first).to_be_visible()
    expect(sheet.get_by_text("statements that you bring in")).to_be_visible()
    page.wait_for_timeout(400)
    assert violations(page) == []
    sheet.get_by_role("button", name="Do not allow it").click()
    expect(elsewhere).to_have_attribute("aria-checked", "false")
    elsewhere.click()
    until = sheet.get_by_label("Until when")
    until.fill((date.today() - timedelta(days=9)).isoformat())
    sheet.get_by_role("button", name="Allow it", exact=True).click()
    expect(sheet.get_by_text("Please choose a day from")).to_be_visible()
    until.fill((date.today() + timedelta(days=30)).isoformat())
    sheet.get_by_role("button", name="Allow it", exact=True).click()
    expect(sheet).to_have_count(0)
    expect(elsewhere).to_have_attribute("aria-checked", "true")
    page.goto("/facts")
    expect(page.get_by_text(re.compile("month.*, about .* came in"))).to_be_visible()
    page.goto("/suggestions")
    expect(page.get_by_text("You have not allowed us to look for suggestions")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_what_is_taken_back_goes_at_once_and_is_receipted(open_page, width, scheme):
    page = open_page("maya", width=width, scheme=scheme)
    page.goto("/you/data")
    page.evaluate(SHIFTS)
    switch = page.get_by_role("switch", name="Accounts at this bank Suggestions")
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(page.get_by_text(re.compile("Without it:")).first).to_be_visible()
    switch.focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("After your decision")).to_be_visible()
    sheet.get_by_role("button", name="Take it back now").click()
    expect(sheet).to_have_count(0)
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(page.get_by_text("You took it back")).to_be_visible()
    assert page.request.get("/api/suggestions").json()["items"] == []
    page.get_by_text("Show one").or_(page.get_by_text(re.compile("Show all"))).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Receipt Suggestions", exact=True).first.click()
    receipt = json.loads(download.value.path().read_text())
    assert receipt["receipt"]["state"] == "withdrawn"
    assert receipt["signature"]
    page.get_by_role("button", name="Allow everything").click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("heading", name="Facts about your money")).to_be_visible()
    page.wait_for_timeout(400)
    assert violations(page) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_consent_is_given_for_single_accounts_and_widened_again(open_page, width):
    page = open_page("jonas", width=width)
    accounts = [a for a in page.request.get("/api/accounts").json()["items"] if a["here"]]
    page.goto("/you/data")
    switch = page.get_by_role("switch", name="Accounts at this bank Suggestions")
    switch.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("radio", name=re.compile("^All at this bank"))).to_be_checked()
    sheet.get_by_role("radio", name="Only those that I choose").check()
    sheet.get_by_role("button", name="Save the change").click()
    expect(sheet.get_by_text("Please choose at least one account.")).to_be_visible()
    sheet.get_by_role("checkbox", name=re.compile(re.escape(accounts[0]["name"]))).check()
    expect(sheet.get_by_text("For this we use the one account at this bank that you chose.")).to_be_visible()
    assert violations(page) == []
    sheet.get_by_role("button", name="Save the change").click()
    expect(sheet).to_have_count(0)
    assert standing(page) == [accounts[0]["id"]]
    if len(accounts) > 1:
        expect(page.get_by_text(f"(1 of {len(accounts)} accounts)")).to_be_visible()
    expect(
        page.get_by_role("link", name=re.compile("^Receipt.*" + re.escape(accounts[0]["name"])))
    ).to_be_visible()

    switch.click()
    expect(sheet.get_by_role("checkbox", name=re.compile(re.escape(accounts[0]["name"])))).to_be_checked()
    sheet.get_by_role("radio", name=re.compile("^All at this bank")).check()
    sheet.get_by_role("button", name="Save the change").click()
    expect(sheet).to_have_count(0)
    assert standing(page) == [None]


def standing(page):
    """The accounts that suggestions may be made from here, by the consents in force; None: all."""
    purposes = {p["id"]: p for p in page.request.get("/api/consents").json()["purposes"]}
    (here,) = [s for s in purposes["suggestions"]["sources"] if s["source"] == "here"]
    return [consent["account"] for consent in here["consents"]]

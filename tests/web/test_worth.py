"""Net worth and what comes, in a real browser: figures that add up, a drawing that comes late, reasons."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
AMOUNT = re.compile("(\N{MINUS SIGN}?)" + r"\$([\d,]+\.\d\d)")
COLOURS = """c => {
  const { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


def amount(words):
    """The one amount in dollars that a text says."""
    found = AMOUNT.search(words)
    assert found, f"no amount in {words!r}"
    sign, figure = found.groups()
    return Decimal(figure.replace(",", "")) * (-1 if sign else 1)


@pytest.fixture
def quiet():
    """Watches a page: nothing that the content policy forbids, no error of its own."""
    complaints = []
    yield lambda page: page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_net_worth_is_said_drawn_and_tabled_and_leads_to_its_accounts(open_page, quiet, width, scheme):
    page = open_page("maya", width=width, scheme=scheme)
    quiet(page)
    page.goto("/money/net-worth")
    total = amount(page.get_by_role("heading", level=1).inner_text())
    said = page.get_by_text(re.compile("^You own")).inner_text()
    own, owe = (amount(part) for part in said.split(" and owe "))
    assert own - owe == total

    drawing = page.get_by_role("img", name=re.compile("^Net worth month by month"))
    canvas = drawing.locator("canvas").first
    expect(canvas).to_be_visible()
    drawn = canvas.evaluate(COLOURS)
    assert drawn > 10, "the canvas is blank"

    page.get_by_text("Show the figures").click()
    rows = page.get_by_role("row")
    newest = rows.nth(1).get_by_role("cell").last.inner_text()
    assert amount(newest) == total
    assert rows.count() >= 7

    accounts = page.locator("main section li a")
    assert sum(amount(text.replace("\n", " ")) for text in accounts.all_inner_texts()) == total
    accounts.first.click()
    expect(page).to_have_url(re.compile("/money/accounts/"))


def test_the_range_is_in_the_address_and_pointing_says_one_month(open_page, quiet):
    page = open_page("maya")
    quiet(page)
    page.goto("/money/net-worth?range=1y")
    year = page.get_by_role("link", name="1 year")
    expect(year).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("link", name="3 years")).not_to_have_attribute("aria-current", "page")
    drawing = page.get_by_role("img", name=re.compile("^Net worth month by month"))
    expect(drawing.locator("canvas").first).to_be_visible()
    page.wait_for_timeout(600)
    box = drawing.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_text(re.compile(r"^On .* owned and .* owed$"))).to_be_visible()
    page.get_by_role("link", name="3 years").click()
    expect(page).to_have_url(re.compile(r"/money/net-worth$"))


def test_currencies_stand_side_by_side_with_rate_and_day(open_page, quiet):
    page = open_page("jonas")
    quiet(page)
    page.goto("/money/net-worth")
    side = page.get_by_role("region", name="Currencies side by side")
    expect(side).to_contain_text("US Dollar (USD)")
    expect(side).to_contain_text(re.compile(r"1 EUR = 1\.1\d+ USD at the rate of Oct 30, 2026"))
    expect(side).to_contain_text("European Central Bank")


def test_home_shows_what_comes_and_net_worth_without_the_drawing(open_page, quiet):
    page = open_page("maya")
    quiet(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    worth = page.get_by_role("region", name="Net worth")
    comes = page.get_by_role("region", name="What comes")
    bills = re.compile(r"\d+ bills? before your next pay on")
    expect(comes.get_by_text(bills)).to_be_visible()
    expect(worth).to_contain_text(re.compile(r"(Up|Down) \$"))
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/lazy/" in url] == []
    due = comes.get_by_text(bills).inner_text()
    comes.get_by_role("link", name="All What comes").click()
    expect(page).to_have_url(re.compile("/money/coming$"))
    expect(page.get_by_text(due)).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_what_comes_by_week_each_with_the_payments_it_rests_on(open_page, quiet, width):
    page = open_page("maya", width=width)
    quiet(page)
    page.goto("/money/coming")
    tab = page.get_by_role("link", name="Coming")
    expect(tab).to_have_attribute("aria-current", "page")
    box = tab.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    items = page.locator("main section li")
    expect(items.first).to_be_visible()
    five_weeks = items.count()
    pay = page.locator("main section li[data-kind=income]").first
    expect(pay).to_contain_text("+$")
    pay.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text(re.compile("pays you"))).to_be_visible()
    expect(sheet.get_by_text(re.compile("transactions it rests on"))).to_be_visible()
    assert sheet.get_by_role("listitem").count() >= 3
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.get_by_role("button", name="Show three months").click()
    expect(page.get_by_role("button", name="Show five weeks")).to_be_visible()
    expect(items.nth(five_weeks)).to_be_visible()


@pytest.mark.parametrize(
    ("path", "says"),
    [("/money/coming", "Nothing is expected yet"), ("/money/net-worth", "Nothing to add up yet")],
)
def test_empty_says_the_next_step(open_page, quiet, path, says):
    page = open_page("you")
    quiet(page)
    page.goto(path)
    expect(page.get_by_text(says)).to_be_visible()
    page.get_by_role("link", name="Add a statement").click()
    expect(page).to_have_url(re.compile("/money/import"))

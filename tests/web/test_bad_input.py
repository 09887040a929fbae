"""What cannot be understood: it is kept where it was typed, said at its field, and breaks no page."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.test_marks import _brought, opened, transactions

pytestmark = pytest.mark.browser
__all__ = ["_brought", "transactions"]


@pytest.mark.parametrize("width", [390, 1440])
def test_an_address_that_cannot_be_read_shows_the_whole_list_and_says_so(transactions, width):
    wrong = (
        "?from=banana&to=2026-02-31&min=x&max=-5&direction=up&status=odd&kind=banana&own=2&has=cake"
        "&account=1&currency=gold&import=7"
    )
    page = transactions(width, wrong)
    expect(page.get_by_text("4 transactions")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Remove the filter"))).to_have_count(0)
    said = page.get_by_role("status").filter(has_text="Not filtered by")
    for name in ("From “banana”", "To “2026-02-31”", "Kind “banana”", "At most “-5”", "Account,"):
        expect(said).to_contain_text(name)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    said.get_by_role("button", name="Put this note away").click()
    expect(said).to_have_count(0)
    expect(page).to_have_url(re.compile("/money/transactions$"))


def test_what_an_address_names_and_is_gone_is_left_out_and_what_is_there_stays(transactions):
    gone = "00000000-0000-4000-8000-000000000000"
    page = transactions(1440, f"?account={gone}&currency=XYZ&direction=out")
    expect(page.get_by_text("3 transactions")).to_be_visible()
    expect(page.get_by_text("Not filtered by Account, Currency “XYZ”")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Remove the filter Money out").click()
    expect(page.get_by_text("4 transactions")).to_be_visible()
    expect(page.get_by_text("Not filtered by")).to_have_count(0)


def test_an_amount_that_is_none_is_kept_and_said_and_the_list_stays(transactions):
    page = transactions()
    beside = page.get_by_role("complementary", name="Filter")
    least, most = beside.get_by_label("At least"), beside.get_by_label("At most")
    least.fill("banana")
    expect(least).to_have_value("banana")
    expect(beside.get_by_text("This is not an amount.")).to_be_visible()
    least.fill("50")
    expect(page.get_by_text("3 transactions")).to_be_visible()
    most.fill("10")
    expect(beside.get_by_text("This is less than")).to_be_visible()
    page.wait_for_timeout(400)
    expect(page.get_by_text("3 transactions")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_search_ends_where_the_server_would_refuse_it(transactions):
    page = transactions()
    field = page.get_by_label("Search transactions")
    field.press_sequentially("s" * 120)
    expect(field).to_have_value("s" * 100)
    expect(page.get_by_text("Nothing matches.")).to_be_visible()


def test_an_account_that_is_none_is_the_friendly_page(open_page):
    page = open_page("you")
    page.goto("/money/accounts/xyz")
    expect(page.get_by_role("heading", name="Nothing is here")).to_be_visible()
    page.goto("/money/accounts/00000000-0000-4000-8000-000000000000")
    expect(page.get_by_role("heading", name="Nothing is here")).to_be_visible()


def test_a_split_marks_the_part_that_is_wrong(transactions):
    page = transactions(390)
    sheet = opened(page, "Luna Cafe")
    sheet.get_by_role("button", name="Split this").click()
    first = sheet.get_by_label("Amount of part 1")
    first.fill("banana")
    expect(first).to_have_attribute("aria-invalid", "true")
    expect(sheet.get_by_text("It adds up.")).to_have_count(0)
    expect(sheet.get_by_text("One of the amounts cannot be read.")).to_be_visible()
    first.fill("999")
    expect(first).to_have_attribute("aria-invalid", "true")
    expect(sheet.get_by_label("Amount of part 2")).not_to_have_attribute("aria-invalid", "true")
    expect(sheet.get_by_text("$967.50 too much")).to_be_visible()


def test_a_file_that_cannot_be_attached_says_so_without_another_try(transactions, tmp_path):
    page = transactions()
    sheet = opened(page, "Luna Cafe")
    (tmp_path / "note.txt").write_text("milk, eggs")
    sheet.get_by_label("Add a file").last.set_input_files(tmp_path / "note.txt")
    expect(sheet.get_by_text("This file cannot be attached")).to_be_visible()
    expect(sheet.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_statement_that_cannot_be_read_waits_for_nobody_and_goes_when_put_away(open_page, tmp_path):
    page = open_page("you")
    page.goto("/money/import")
    (tmp_path / "photo.ofx").write_bytes(b"\x01\x02\0\0\x00picture\0\xff\x00ab\x00\x00\x00")
    page.get_by_label("Choose files").last.set_input_files(tmp_path / "photo.ofx")
    expect(page.get_by_role("heading", name="Not added")).to_be_visible()
    expect(page.get_by_text("to look at")).to_have_count(0)
    page.get_by_role("button", name="Remove photo.ofx").click()
    expect(page.get_by_text("photo.ofx")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Add statements")).to_be_visible()
    expect(page.get_by_text("photo.ofx")).to_have_count(0)


def test_a_csv_that_is_told_wrongly_waits_until_it_is_told_right(open_page, tmp_path):
    page = open_page("jonas")
    page.goto("/money/import")
    (tmp_path / "columns.csv").write_text("Date,Description,Amount\n2026-11-20,Weekly shop,-84.20\n")
    page.get_by_label("Choose files").last.set_input_files(tmp_path / "columns.csv")
    add = page.get_by_role("button", name="Add 1 transaction")
    expect(add).to_be_visible()
    page.get_by_text("Columns", exact=True).click()
    currency = page.get_by_label("Currency", exact=True)
    currency.fill("ZZZ")
    expect(page.get_by_text("no currency of ISO 4217")).to_be_visible()
    expect(add).to_have_count(0)
    expect(page.get_by_role("button", name="Remove", exact=True)).to_be_visible()
    currency.fill("EUR")
    expect(add).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("columns.csv")).to_have_count(0)


def test_an_account_marks_every_field_that_is_wrong_and_keeps_it(transactions, server):
    (mine, *_) = server.call("GET", "/api/accounts")["items"]
    page = transactions()
    page.goto(f"/money/accounts/{mine['id']}")
    page.get_by_text("Change name, kind or interest").click()
    rate, name = page.get_by_label("Yearly interest"), page.get_by_label("Name", exact=True)
    name.fill(" ")
    name.fill("")
    expect(name).to_have_attribute("placeholder", re.compile("Without a name"))
    rate.fill("banana")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(rate).to_have_attribute("aria-invalid", "true")
    expect(rate).to_have_value("banana")

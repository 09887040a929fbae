"""The journey of someone who keeps order: note, tags, split, receipt, filter, export."""

import base64
import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.test_accessibility import violations

pytestmark = pytest.mark.browser
STATEMENT = """Date,Description,Counterparty,Amount
2026-11-20,Weekly shop,Corner Grocer,-84.20
2026-11-19,Team lunch,Luna Cafe,-31.50
2026-11-18,Salary November,Northwind Payroll,2400.00
2026-10-02,Rent October,Harbor Homes,-1150.00
"""
MINUS = "\u2212"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def _brought(server):
    """The visitor's own four transactions, once for this module."""
    server.bring("you", STATEMENT)


@pytest.fixture
def transactions(open_page, _brought):
    """The list as the visitor sees it, at a width."""

    def opened(width: int = 1440, search: str = "") -> Page:
        page = open_page("you", width=width, reduced_motion="reduce")
        page.goto(f"/money/transactions{search}")
        expect(page.locator("main li").filter(has_text="Harbor Homes").first).to_be_visible()
        return page

    return opened


def opened(page, name):
    """The sheet of a transaction."""
    page.locator("main a").filter(has_text=name).first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("textbox", name="Note")).to_be_visible()
    return sheet


def test_a_note_is_saved_while_typing_found_removed_and_brought_back(transactions):
    page = transactions(390)
    sheet = opened(page, "Corner Grocer")
    note = sheet.get_by_role("textbox", name="Note")
    note.fill("Birthday dinner for Émile")
    expect(sheet.get_by_text("Saved", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("Search transactions").fill("emile")
    expect(page.get_by_text("1 transaction", exact=True)).to_be_visible()
    sheet = opened(page, "Corner Grocer")
    note = sheet.get_by_role("textbox", name="Note")
    expect(note).to_have_value("Birthday dinner for Émile")
    note.fill("")
    expect(sheet.get_by_text("Removed.")).to_be_visible()
    sheet.get_by_role("button", name="Undo").click()
    expect(note).to_have_value("Birthday dinner for Émile")
    expect(sheet.get_by_text("Saved", exact=True)).to_be_visible()


def test_a_note_that_cannot_be_saved_is_kept_and_saved_later(transactions):
    page = transactions()
    page.route(
        "**/api/transactions/e*", lambda r: r.abort() if r.request.method == "PATCH" else r.continue_()
    )
    sheet = opened(page, "Harbor Homes")
    sheet.get_by_role("textbox", name="Note").fill("Deposit comes back in May")
    expect(sheet.get_by_text("The server cannot be reached")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.unroute("**/api/transactions/e*")
    sheet = opened(page, "Harbor Homes")
    note = sheet.get_by_role("textbox", name="Note")
    expect(note).to_have_value("Deposit comes back in May")
    note.blur()
    note.focus()
    note.blur()
    expect(sheet.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Note")).to_have_value(
        "Deposit comes back in May"
    )


def test_tags_are_typed_suggested_filtered_by_and_taken_off(transactions):
    page = transactions()
    sheet = opened(page, "Corner Grocer")
    field = sheet.get_by_role("textbox", name="Tags")
    field.fill("Family")
    field.press("Enter")
    field.press_sequentially("Party,")
    expect(sheet.get_by_role("button", name="Remove the tag Party")).to_be_visible()
    page.keyboard.press("Escape")
    sheet = opened(page, "Luna Cafe")
    sheet.get_by_role("list", name="Tags you use").get_by_role("button", name="Family").click()
    expect(sheet.get_by_role("button", name="Remove the tag Family")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("complementary", name="Filter").get_by_role("button", name="Family").click()
    expect(page.get_by_text("2 transactions")).to_be_visible()
    expect(page).to_have_url(re.compile("tag=Family"))
    sheet = opened(page, "Luna Cafe")
    sheet.get_by_role("button", name="Remove the tag Family").click()
    page.keyboard.press("Escape")
    expect(page.get_by_text("1 transaction", exact=True)).to_be_visible()


def test_a_split_says_what_is_left_refuses_what_misses_and_is_joined_again(transactions):
    page = transactions(390)
    sheet = opened(page, "Corner Grocer")
    sheet.get_by_role("button", name="Split this").click()
    sheet.get_by_label("Name of part 1").fill("Food")
    sheet.get_by_label("Amount of part 1").fill("60")
    expect(sheet.get_by_label("Amount of part 2")).to_have_value("24.20")
    expect(sheet.get_by_text("It adds up.")).to_be_visible()
    sheet.get_by_label("Amount of part 2").fill("20")
    expect(sheet.get_by_text("$4.20 left to give out")).to_be_visible()
    sheet.get_by_label("Name of part 2").fill("Balloons")
    sheet.get_by_role("button", name="Save the split").click()
    expect(sheet.get_by_text("The parts come to")).to_be_visible()
    expect(sheet.get_by_label("Name of part 1")).to_have_value("Food")
    sheet.get_by_role("button", name="Add a part").click()
    expect(sheet.get_by_label("Amount of part 3")).to_have_value("4.20")
    sheet.get_by_label("Name of part 3").fill("Candles")
    sheet.get_by_role("button", name="Save the split").click()
    expect(sheet.get_by_text(f"{MINUS}$24.20")).to_have_count(0)
    expect(sheet.get_by_text("Candles")).to_be_visible()
    expect(sheet.get_by_text(f"{MINUS}$4.20")).to_be_visible()
    sheet.get_by_role("button", name="Join again").click()
    sheet.get_by_role("button", name="Undo").click()
    expect(sheet.get_by_text("Candles")).to_be_visible()


def test_a_receipt_is_attached_shown_and_removed_only_when_sure(transactions, tmp_path):
    page = transactions()
    sheet = opened(page, "Luna Cafe")
    (tmp_path / "receipt.png").write_bytes(PNG)
    (tmp_path / "letter.png").write_text("Dear Sir or Madam")
    (tmp_path / "film.png").write_bytes(PNG + b"\0" * (5 * 2**20))
    pick = sheet.get_by_label("Add a file")
    pick.last.set_input_files(tmp_path / "letter.png")
    expect(sheet.get_by_text("Only PNG, JPEG, WebP and PDF")).to_be_visible()
    sheet.get_by_role("button", name="Put away").click()
    pick.last.set_input_files(tmp_path / "film.png")
    expect(sheet.get_by_text("film.png has more than 5 MB.")).to_be_visible()
    sheet.get_by_role("button", name="Put away").click()
    pick.last.set_input_files(tmp_path / "receipt.png")
    shown = sheet.get_by_role("link", name="receipt.png")
    expect(shown).to_be_visible()
    shown.scroll_into_view_if_needed()
    expect(shown.locator("img")).to_have_js_property("naturalWidth", 1)
    sheet.get_by_role("button", name="Remove receipt.png").click()
    sheet.get_by_role("button", name="Keep").click()
    expect(shown).to_be_visible()
    sheet.get_by_role("button", name="Remove receipt.png").click()
    sheet.get_by_role("button", name="Remove", exact=True).click()
    expect(shown).to_have_count(0)


def test_a_file_dropped_on_an_open_transaction_is_no_statement(transactions):
    page = transactions()
    sheet = opened(page, "Luna Cafe")
    page.evaluate(
        """bytes => {
             const data = new DataTransfer();
             data.items.add(new File([new Uint8Array(bytes)], 'dropped.png', {type: 'image/png'}));
             for (const kind of ['dragenter', 'dragover', 'drop'])
               window.document.body.dispatchEvent(
                 new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
           }""",
        list(PNG),
    )
    expect(sheet.get_by_role("link", name="dropped.png")).to_be_visible()
    expect(page).to_have_url(re.compile("/money/transactions"))


def test_filters_stand_in_the_address_as_chips_that_can_be_taken_off(transactions):
    page = transactions(390)
    page.get_by_role("button", name="Filter").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_text("Money out").click()
    sheet.get_by_label("At least").fill("50")
    sheet.get_by_label("At most").fill("40")
    expect(sheet.get_by_text("This is less than")).to_be_visible()
    sheet.get_by_label("At most").fill("100")
    sheet.get_by_role("button", name="Show transactions").click()
    expect(page.get_by_text("1 transaction", exact=True)).to_be_visible()
    expect(page.get_by_text("$84.20 out")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 transaction", exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile("Remove the filter at most")).click()
    expect(page.get_by_text("2 transactions")).to_be_visible()
    page.get_by_role("button", name="Clear all").click()
    expect(page.get_by_text("4 transactions")).to_be_visible()
    expect(page).to_have_url(re.compile("/money/transactions$"))


def test_what_is_shown_is_exported(transactions):
    page = transactions()
    page.get_by_role("complementary", name="Filter").get_by_text("Money in").click()
    expect(page.get_by_text("1 transaction", exact=True)).to_be_visible()
    page.get_by_role("button", name="Export").click()
    sheet = page.get_by_role("dialog")
    with page.expect_download() as waited:
        sheet.get_by_role("button", name="For a spreadsheet").click()
    expect(sheet.get_by_text("Saved as transactions-")).to_be_visible()
    assert re.fullmatch(r"transactions-\d{4}-\d\d-\d\d\.csv", waited.value.suggested_filename)
    rows = list(csv.DictReader(io.StringIO(waited.value.path().read_text("utf-8-sig"), newline="")))
    assert [(row["counterparty"], row["amount"]) for row in rows] == [("Northwind Payroll", "2400.00")]
    page.route("**/api/transactions/export*", lambda route: route.abort())
    sheet.get_by_role("button", name="For a program").click()
    expect(sheet.get_by_text("The server cannot be reached")).to_be_visible()


@pytest.mark.usefixtures("_brought")
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_of_it_is_clean_for_axe_and_large_enough_to_touch(open_page, width, scheme):
    page = open_page("you", width=width, scheme=scheme, reduced_motion="reduce")
    page.goto("/money/transactions?direction=out&has=note&min=1")
    page.get_by_role("button", name="Clear all").wait_for()
    page.wait_for_timeout(500)
    assert violations(page) == []
    page.goto("/money/transactions")
    sheet = opened(page, "Corner Grocer")
    way = sheet.get_by_role("button", name=re.compile("^(Split this|Change)$"))
    way.click()
    page.wait_for_timeout(500)
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    small = sheet.locator("button:visible, input:visible:not([type=file])").evaluate_all(
        "all => all.filter(e => !e.classList.contains('unseen')).map(e => e.getBoundingClientRect().height)"
    )
    assert small
    assert min(small) >= 43.5


def test_the_list_prints_without_what_only_a_screen_needs(transactions):
    page = transactions(search="?direction=out")
    page.emulate_media(media="print")
    expect(page.get_by_text("Corner Grocer").first).to_be_visible()
    expect(page.get_by_label("Search transactions")).to_be_hidden()
    expect(page.get_by_role("complementary", name="Filter")).to_be_hidden()
    expect(page.get_by_role("button", name="Export")).to_be_hidden()

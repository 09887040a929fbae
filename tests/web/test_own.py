"""One's own pages: passkeys, codes, sessions; a passkey before what asks for it; the copy, and leaving."""

import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.web.keys import keys_on
from tests.web.test_accessibility import violations
from tests.web.test_door import entered, joined
from tests.web.test_passkeys import florin, invited

pytestmark = pytest.mark.browser
__all__ = ["florin", "invited"]


@pytest.fixture
def ann(open_page, invited):
    """A page of a fresh customer, and its device."""

    def opened(**options):
        page = open_page("", **options)
        keys = keys_on(page)
        joined(page, invited)
        entered(page)
        return page, keys

    return opened


def test_passkeys_are_named_added_and_removed(ann):
    page, _ = ann(width=390)
    page.goto("/you")
    page.get_by_role("button", name="Rename").click()
    field = page.get_by_label("Name", exact=True)
    field.fill("   ")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Please type a name.")).to_be_visible()
    field.fill("My phone")
    field.press("Enter")
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("This device has a passkey already")).to_be_visible()

    page.get_by_role("button", name="Remove My phone").click()
    question = page.get_by_role("group", name="Remove My phone")
    expect(question).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Remove My phone")).to_be_focused()
    page.get_by_role("button", name="Remove My phone").click()
    page.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()


def test_what_asks_for_a_passkey_is_done_once_with_it_and_not_at_all_without(ann):
    page, keys = ann()
    page.goto("/you")
    keys.refuse()
    page.get_by_role("button", name="Make ten new codes").click()
    page.get_by_role("button", name="Make new ones").click()
    expect(page.get_by_role("status").filter(has_text="Not done: no passkey was shown.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("ol code")).to_have_count(0)
    keys.refuse(False)
    page.get_by_role("button", name="Make new ones").click()
    expect(page.locator("ol code")).to_have_count(10)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 codes are left")).to_be_visible()


def test_money_moves_only_with_the_passkey_by_the_same_request_sent_again(open_page):
    page = open_page("maya")
    keys = keys_on(page)
    page.goto("/you")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("You have no passkey yet.")).to_have_count(0)
    sent = []
    page.on(
        "request",
        lambda r: sent.append(r.headers["idempotency-key"]) if r.url.endswith("/accept") else None,
    )
    page.goto("/")
    card = page.get_by_role("article").filter(has_text="earn interest").first
    keys.refuse()
    card.get_by_role("button", name=re.compile(r"^Move \$")).click()
    expect(page.get_by_text("Not done: no passkey was shown.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    keys.refuse(False)
    card.get_by_role("button", name=re.compile(r"^Move \$")).click()
    expect(page.get_by_text("Done.").first).to_be_visible()
    assert len(sent) == 3  # refused and stopped; refused and shown; done
    assert len(set(sent)) == 1
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Undone").first).to_be_visible()


def test_other_sessions_are_seen_and_ended_and_their_pages_leave(open_page):
    page, other = open_page("jonas"), open_page("jonas", width=390)
    other.goto("/money")
    expect(other.get_by_role("heading", level=2).first).to_be_visible()
    page.goto("/you")
    rows = page.get_by_role("listitem").filter(has_text="as a person of the demo")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="End all others").click()
    expect(rows).to_have_count(1)
    expect(other).to_have_url(re.compile("/sign-in"))


def test_the_copy_comes_as_one_file(open_page, tmp_path):
    page = open_page("jonas")
    page.goto("/you/leave")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make my copy").click()
    expect(page.get_by_text("Your copy is on its way")).to_be_visible()
    with zipfile.ZipFile(download.value.path()) as copy:
        assert "transactions.csv" in copy.namelist()
        assert json.loads(copy.read("manifest.json"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_leaving_is_asked_for_seen_and_withdrawn(open_page, scheme):
    page = open_page("jonas", width=390, scheme=scheme)
    page.goto("/you/leave")
    expect(page.get_by_role("heading", name="What stays, and until when")).to_be_visible()
    expect(page.get_by_text("At the longest until").first).to_be_visible()
    expect(page.get_by_role("heading", name="Accounts that are not at zero")).to_be_visible()
    page.get_by_role("button", name="Ask to be erased").click()
    page.get_by_role("button", name="Stay").click()
    expect(page.get_by_role("button", name="Ask to be erased")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes, erase me").click()
    expect(page.get_by_role("heading", name="You have asked to be erased")).to_be_visible()
    page.wait_for_timeout(300)
    assert violations(page) == []
    page.get_by_role("button", name="Withdraw the request").click()
    expect(page.get_by_role("button", name="Ask to be erased")).to_be_visible()


def test_the_palette_and_the_sheet_lead_there(open_page):
    page = open_page("jonas")
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    page.get_by_role("button", name="Search").focus()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Search or go to").fill("passkey")
    expect(page.get_by_role("option").first).to_contain_text("Signing in")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/you$"))
    page.get_by_role("banner").get_by_role("button", name="Jonas").click()
    page.get_by_role("dialog").get_by_role("link", name="Consent and data").click()
    expect(page).to_have_url(re.compile("/you/data$"))
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_decision_is_taken_along(open_page):
    page = open_page("jonas")
    page.goto("/suggestions")
    page.get_by_role("article").first.get_by_role("link", name=re.compile("Why")).click()
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("link", name="Take this decision along").click()
    assert set(json.loads(download.value.path().read_text())) == {"payload", "protected", "signature"}

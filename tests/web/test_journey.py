"""The journeys in a real browser: a statement in, facts, suggestions, one tap, the ledger moves, and back."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from florin.simulation.sample import sample, sample_statement

pytestmark = pytest.mark.browser


def dropped(page, path):
    page.locator("input[type=file]").first.set_input_files(path)


@pytest.fixture
def statement(tmp_path):
    content, name, _ = sample_statement(date.today())
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_statement_becomes_a_suggestion_that_is_taken_and_undone(open_page, statement):
    page = open_page("")
    page.goto("/")
    page.get_by_role("button", name=re.compile("^You:")).click()
    expect(page.get_by_role("heading", name="Start with your own money")).to_be_visible()
    page.get_by_role("link", name="Look and decide").click()
    page.get_by_role("button", name="Allow everything").click()
    expect(page.get_by_role("switch", checked=True)).to_have_count(4)
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_text("You have decided.")).to_be_visible()

    dropped(page, statement)
    expect(page.get_by_text(re.compile(r"Left, as the file says")).first).to_be_visible()
    count = sum(len(account.lines) for account in sample(date.today()).accounts)
    page.get_by_role("button", name=f"Add {count} transactions").click()
    page.get_by_role("link", name="See what you have").click()

    expect(page.get_by_role("heading", name="What we suggest")).to_be_visible()
    expect(page.get_by_text(re.compile(r"month.*, about .* came in"))).to_be_visible()
    card = page.get_by_role("article").filter(has_text="earn interest").first
    card.get_by_role("button", name=re.compile("Plan the transfer")).click()
    expect(page.get_by_text("Done.").first).to_be_visible()

    page.goto("/money/transactions")
    expect(page.get_by_text("Planned").first).to_be_visible()
    page.goto("/suggestions?state=done")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text(re.compile("Undone|Everything is as it was")).first).to_be_visible()
    page.goto("/money/transactions")
    expect(page.get_by_text("Beanhouse", exact=False).first).to_be_visible()
    expect(page.get_by_text("Planned transfer")).to_have_count(0)

    page.goto("/money/import")
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back").first).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Start with your own money")).to_be_visible()


def test_one_tap_moves_money_between_accounts_here_and_another_page_sees_it_live(open_page):
    page, other = open_page("maya"), open_page("maya", width=390)
    other.goto("/money/transactions")
    expect(other.get_by_role("listitem").first).to_be_visible()
    page.goto("/")
    card = page.get_by_role("article").filter(has_text="earn interest").first
    button = card.get_by_role("button", name=re.compile(r"^Move \$"))
    amount = re.sub(r"^Move ", "", button.inner_text())
    button.click()
    expect(page.get_by_text("Done.").first).to_be_visible()
    expect(other.get_by_text(amount).first).to_be_visible()  # without a reload
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text(re.compile("Undone")).first).to_be_visible()
    expect(other.get_by_text(amount)).to_have_count(0)


def test_transactions_are_found_while_typing_and_show_where_they_come_from(open_page):
    page = open_page("maya")
    items = page.request.get("/api/transactions").json()["items"]
    names = [item["counterparty"] for item in items if item["counterparty"]]
    wanted, other = next((n, o) for n in names for o in names if o.split()[0] != n.split()[0])
    page.goto("/money/transactions")
    expect(page.get_by_text(other).first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(wanted)
    expect(page.get_by_text(other)).to_have_count(0)
    page.get_by_text(wanted).first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("How it is booked")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_why_shows_reasons_figures_model_and_evidence(open_page):
    page = open_page("maya")
    page.goto("/")
    page.get_by_role("article").first.get_by_role("link", name=re.compile("Why")).click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("Why we suggest it")).to_be_visible()
    expect(sheet.get_by_text("florin-rules")).to_be_visible()
    expect(sheet.get_by_text(re.compile("transactions it rests on"))).to_be_visible()
    expect(sheet.get_by_text("If this is wrong")).to_be_visible()


def test_a_file_that_is_no_statement_says_so_and_the_page_goes_on(open_page, tmp_path, statement):
    page = open_page("jonas")
    page.goto("/money/import")
    bad = tmp_path / "letter.txt"
    bad.write_text("Dear Sir or Madam")
    dropped(page, bad)
    expect(page.get_by_text("Not a statement we can read")).to_be_visible()


def test_a_refusal_is_as_easy_as_a_yes(open_page):
    page = open_page("jonas")
    page.goto("/suggestions")
    articles = page.get_by_role("article")
    before = articles.count() or articles.first.wait_for() or articles.count()
    articles.first.get_by_role("button", name="Not now").click()
    expect(page.get_by_text("Put away.", exact=False).first).to_be_visible()
    assert before >= 1


def test_signed_out_leads_to_sign_in_and_back(open_page):
    page = open_page("")
    page.goto("/money/transactions")
    expect(page.get_by_role("heading", name="Whose money shall we look at?")).to_be_visible()
    page.get_by_role("button", name=re.compile("Maya")).click()
    expect(page).to_have_url(re.compile("/money/transactions"))


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/", "/api/session"),
        ("/money/transactions?q=rent", "/api/session"),
        ("/no-such-page", "/api/session"),
        ("/office", "/api/office/session"),
        ("/sign-in", None),
    ],
)
def test_a_browser_that_nobody_signed_in_on_is_refused_once_at_most(open_page, server, path, asked):
    page = open_page("")
    refused = []
    page.on("response", lambda r: refused.append(r.url) if r.status in (401, 403) else None)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(4500)  # until what the page puts off has been done too
    assert refused == ([f"{server.url}{asked}"] if asked else [])


def test_what_changes_before_the_page_listens_is_not_missed(open_page):
    """Home is asked for, something changes, and only then the live stream greets: the page asks again."""
    page = open_page("maya")
    name = page.request.get("/api/accounts").json()["items"][0]["name"]
    asked = []

    def old_at_first(route):
        asked.append(route.request.url)
        body = route.fetch().text()
        told = body.replace(name, "An old name") if len(asked) == 1 else body
        route.fulfill(body=told, content_type="application/json")

    greeting = "retry: 600000\nevent: hello\ndata: {}\n\n"  # and nothing else for ten minutes
    page.route("**/api/live", lambda route: route.fulfill(body=greeting, content_type="text/event-stream"))
    page.route("**/api/home", old_at_first)
    page.goto("/")
    expect(page.get_by_text(name).first).to_be_visible()
    expect(page.get_by_text("An old name")).to_have_count(0)
    assert len(asked) >= 2

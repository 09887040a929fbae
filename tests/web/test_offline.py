"""What was read can be read again without a line, and goes with the session."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
READ = "caches.open('florin-read').then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname))"
GUARDED = """new Promise(done => {
  const look = () => navigator.serviceWorker.controller ? done(true) : setTimeout(look, 50);
  look();
})"""


def read_through_worker(page: Page, *paths: str) -> None:
    """Opens the pages with the service worker in charge, and waits until they stand."""
    page.goto("/")
    page.evaluate(GUARDED)
    for path in paths:
        page.goto(path)
        expect(page.locator("h1").first).to_be_visible()
        page.wait_for_timeout(500)  # what comes after the first answer


def test_pages_that_were_read_open_without_the_server(open_page, server):
    page = open_page("maya", width=390)
    read_through_worker(page, "/money/transactions", "/")
    shown = page.locator("h1").first.inner_text()
    server.stop()
    try:
        page.goto("/")
        expect(page.get_by_text("Offline. You see what was last read")).to_be_visible()
        assert page.locator("h1").first.inner_text() == shown
        page.goto("/money/transactions")
        expect(page.get_by_role("listitem").first).to_be_visible()
    finally:
        server.start()


def test_the_palette_opens_without_the_server_leads_on_and_says_what_it_cannot_find(open_page, server):
    page = open_page("maya")
    read_through_worker(page, "/money/transactions", "/")
    server.stop()
    try:
        page.goto("/")
        expect(page.get_by_text("Offline. You see what was last read")).to_be_visible()
        page.keyboard.press("Control+k")
        field = page.get_by_role("combobox", name="Search or go to")
        expect(field).to_be_focused()
        pages = page.get_by_role("group", name="Go to")
        expect(pages.get_by_role("option", name="Transactions")).to_be_visible()
        field.fill("groceries")
        expect(page.get_by_text("Offline: transactions cannot be searched now.")).to_be_visible()
        field.fill("transactions")
        expect(page.get_by_role("option", selected=True)).to_have_text("Transactions")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{server.url}/money/transactions")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
    finally:
        server.start()


def test_what_was_read_is_forgotten_when_the_session_ends(open_page):
    page = open_page("maya")
    read_through_worker(page, "/")
    assert "/api/home" in page.evaluate(READ)
    page.evaluate("fetch('/api/session', {method: 'DELETE'}).then(() => true)")
    assert page.evaluate(READ) == []


def test_who_signed_out_is_not_shown_again_by_going_back_without_a_line(open_page, server):
    page = open_page("maya")
    read_through_worker(page, "/")
    page.get_by_role("link", name="Money", exact=True).click()
    account = page.request.get("/api/accounts").json()["items"][0]["name"]
    expect(page.get_by_text(account).first).to_be_visible()
    page.get_by_role("banner").get_by_role("button", name="Maya").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Whose money shall we look at?")).to_be_visible()
    server.stop()
    try:
        page.go_back()
        page.wait_for_timeout(1500)
        expect(page.get_by_text(account)).to_have_count(0)
    finally:
        server.start()


def test_the_bank_is_an_app_that_can_be_installed(open_page):
    page = open_page("maya")
    page.goto("/")
    devtools = page.context.new_cdp_session(page)
    errors = [e["errorId"] for e in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert errors == ["in-incognito"]  # what a test's browser is; nothing of ours
    manifest = page.request.get(page.locator("link[rel=manifest]").get_attribute("href") or "").json()
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        picture = page.request.get(icon["src"])
        assert picture.ok
        assert picture.headers["content-type"] == icon["type"]

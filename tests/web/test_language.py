"""Pages in German: chosen by a reader, kept, said everywhere, without a word of English or a jump."""

import json
import re
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/money",
    "/money/transactions",
    "/money/coming",
    "/money/net-worth",
    "/money/import",
    "/suggestions",
    "/facts",
    "/you",
    "/you/household",
    "/you/data",
    "/you/leave",
)
WITHOUT_AMOUNTS = ("/money/import", "/you", "/you/household")
READ = """() => {
  const seen = e => e.checkVisibility({visibilityProperty: true}) && !e.closest('[lang]:not(html)');
  const lines = [...document.body.querySelectorAll('*')].filter(seen).flatMap(e => [
    ...[...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent),
    e.getAttribute('aria-label'), e.getAttribute('placeholder'), e.getAttribute('alt')]);
  return lines.map(l => (l ?? '').trim()).filter(Boolean);
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def texts(language: str) -> dict[str, str]:
    """Every text of a language, the interface's and the server's."""
    folder = files("florin.language")
    names = (f"{language}.json", f"{language}.web.json")
    return {k: v for name in names for k, v in json.loads(folder.joinpath(name).read_text("utf-8")).items()}


def english() -> list[re.Pattern[str]]:
    """What an English line would look like: a whole text, slots filled by anything, but nothing German."""
    german = set(texts("de").values())
    found = []
    for key, text in texts("en").items():
        plain = re.sub(r"\{\w+(, \w+)?\}", "\0", text)
        words = re.findall("[A-Za-z]{2,}", plain)
        if text in german or "{" in plain or key.startswith("demo.") or len(words) < 1 + ("\0" in plain):
            continue
        found.append(re.compile(".+".join(map(re.escape, plain.split("\0")))))
    return found


ENGLISH = english()


def said_in_english(page: Page) -> list[str]:
    """Lines of the page that are English or the name of a text; the name of an account may be."""
    accounts = page.request.get("/api/accounts").json()["items"]
    lines = set(page.evaluate(READ)) - {account["name"] for account in accounts}
    assert len(lines) > 2, "the page shows nothing"
    strange = [
        line for line in lines if re.fullmatch(r"(web|fact|suggestion|reason|problem|field)\.[\w.-]+", line)
    ]
    return strange + [line for line in lines if any(pattern.fullmatch(line) for pattern in ENGLISH)]


def opened(page: Page, path: str) -> None:
    """Goes to a page and waits until its answers are shown."""
    page.goto(path)
    page.get_by_role("heading", level=1).first.wait_for(state="attached")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.wait_for_timeout(600)


def choose(page: Page, name: str) -> None:
    """Opens one's own sheet and chooses a language there."""
    page.get_by_role("banner").get_by_role("button").last.click()
    page.get_by_role("dialog").get_by_text(name, exact=True).click()


def test_german_is_chosen_on_the_phone_and_said_everywhere(open_page):
    page = open_page("maya", width=390, locale="en-US", reduced_motion="reduce")
    opened(page, "/")
    assert page.evaluate("document.documentElement.lang") == "en"
    choose(page, "Deutsch")
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="Sprache")).to_be_visible()
    expect(sheet.get_by_role("button", name="Abmelden")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Geld", exact=True)).to_be_visible()
    expect(page.get_by_text("In einem üblichen der letzten", exact=False).first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "de"
    assert said_in_english(page) == []
    left = {}
    for path in (*PAGES, "/?open=fact:income", "/?open=fact:lowest_balance"):
        opened(page, path)
        left[path] = said_in_english(page)
        assert page.evaluate(OVERFLOW) <= 0, f"{path} is wider than the screen"
        assert path in WITHOUT_AMOUNTS or re.search(r"\d,\d\d\u00a0[$€]", " ".join(page.evaluate(READ))), path
    opened(page, "/")
    page.get_by_role("main").get_by_text("Warum?").first.click()
    expect(page.get_by_role("dialog").get_by_text("Warum wir es vorschlagen")).to_be_visible()
    left["suggestion"] = said_in_english(page)
    assert {path: lines for path, lines in left.items() if lines} == {}


def test_labels_of_buttons_are_shown_whole(open_page):
    page = open_page("maya", width=390, locale="de-DE")
    opened(page, "/")
    page.get_by_role("main").get_by_text("Warum?").first.click()
    page.get_by_role("dialog").get_by_role("heading").first.wait_for()
    page.wait_for_timeout(500)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('button, button *')].filter(e => e.checkVisibility() &&
             e.textContent.trim() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 &&
             getComputedStyle(e).overflowX !== 'visible' && e.clientWidth > 1).map(e => e.textContent)"""
    )
    assert cut == []


def test_a_german_browser_finds_german_and_may_choose_english_for_good(open_page):
    page = open_page("", width=390, locale="de-AT")
    page.goto("/sign-in")
    expect(page.get_by_role("heading", name="Wessen Geld sehen wir uns an?")).to_be_visible()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Whose money shall we look at?")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Whose money shall we look at?")).to_be_visible()


def test_the_outline_is_german_before_the_program_is_there_and_nothing_moves(open_page):
    page = open_page("maya", width=390, locale="de-DE")
    page.add_init_script("localStorage.setItem('florin.signed-in', 'yes')")
    page.route("**/assets/*.js", lambda route: route.abort())
    page.goto("/")
    assert {"Start", "Geld", texts("de")["web.home.at-hand"]} <= set(page.evaluate(READ))
    assert said_in_english(page) == []
    page.unroute("**/assets/*.js")
    opened(page, "/")  # the first visit learns what the bank is like
    page.add_init_script(
        """window.moved = 0;
           const add = list => list.getEntries().forEach(e => e.hadRecentInput || (window.moved += e.value));
           new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true})"""
    )
    opened(page, "/")
    expect(page.get_by_text("Was wir vorschlagen")).to_be_visible()
    assert page.evaluate("window.moved") < 0.01


def test_what_was_typed_outlives_the_change_and_trouble_is_said_in_german(open_page):
    page = open_page("maya", width=390, locale="en-US", reduced_motion="reduce")
    opened(page, "/money")
    page.get_by_role("main").get_by_role("link").filter(has_text=re.compile(r"\d\.\d\d")).first.click()
    page.get_by_text("Rename", exact=True).or_(page.get_by_text("Change name", exact=False)).first.click()
    page.get_by_label("Name").fill("Für später")
    choose(page, "Deutsch")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Speichern")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Für später")
    page.goto("/money/accounts/00000000-0000-4000-8000-000000000000")
    expect(page.get_by_role("heading", name="Hier ist nichts")).to_be_visible()
    expect(page.get_by_role("link", name="Zur Startseite")).to_be_visible()

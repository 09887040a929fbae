"""The first load of Home: its answer is shown before the program is there, stays, and is asked for once."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser
PROGRAM = "**/assets/*.js"
FIGURE = "#have"
# Each part of what one has and what comes: what it is, says and leads to, and where it stands.
PARTS = """() => {
  const top = [...document.querySelectorAll('main section')].slice(0, 2);
  return top.flatMap(s => [s, ...s.querySelectorAll('*')]).map(e => {
    const {x, y, width, height} = e.getBoundingClientRect();
    const text = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('');
    const says = ['class', 'href', 'd', 'aria-hidden', 'aria-haspopup', 'data-kind', 'data-is', 'data-late']
      .map(name => e.getAttribute(name));
    const place = e.checkVisibility() ? [x, y, width, height].map(Math.round) : [];
    return [e.tagName.toLowerCase(), text, ...says, ...place];
  });
}"""
# Looks at every frame whether the large figure is there, once it was.
WATCH = """(() => {
  window.gaps = 0;
  let seen = false;
  const look = () => {
    const there = Boolean(document.querySelector('#have')?.checkVisibility());
    if (seen && !there) window.gaps += 1;
    seen ||= there;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


def settled(page: Page) -> None:
    expect(page.get_by_role("article").first).to_be_visible()
    page.evaluate("document.fonts.ready.then(() => true)")


def visited(page: Page) -> None:
    """A first visit, from which the browser knows the bank and who is here."""
    page.goto("/")
    settled(page)
    page.evaluate("localStorage.setItem('florin.signed-in', 'yes')")


@pytest.mark.parametrize(("width", "locale"), [(390, "en-US"), (1440, "de-DE")])
def test_the_opening_shows_what_the_program_does_where_it_does(open_page, width, locale):
    page = open_page("maya", width=width, locale=locale)
    visited(page)
    page.route(PROGRAM, lambda route: route.abort())
    page.goto("/")
    expect(page.locator(FIGURE)).to_be_visible()
    page.evaluate("document.fonts.ready.then(() => true)")
    opening = page.evaluate(PARTS)
    page.unroute(PROGRAM)
    page.goto("/")
    settled(page)
    assert len(opening) > 30
    assert opening == page.evaluate(PARTS)


def test_what_the_opening_shows_stays_until_the_program_shows_it(open_page):
    page = open_page("maya", width=390)
    visited(page)
    page.add_init_script(WATCH)

    def late(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/assets/program-*.js", late)
    page.goto("/")
    settled(page)
    assert page.evaluate("window.gaps") == 0


def test_an_answer_that_comes_after_the_program_is_shown_by_it_alone(open_page):
    page = open_page("maya", width=390)
    visited(page)

    def late(route: Route) -> None:
        page.wait_for_timeout(1500)
        route.continue_()

    page.route("**/api/home", late)
    page.goto("/")
    settled(page)
    expect(page.locator(FIGURE)).to_have_count(1)


@pytest.mark.parametrize("looked", [False, True])
def test_where_the_guide_stands_above_the_opening_leaves_its_place(open_page, looked):
    """A bank's own customers are guided until they have looked; the demo's people are not."""
    page = open_page("maya", width=390)
    visited(page)
    customer = page.request.get("/api/session").json()["customer"]["id"]
    page.evaluate(
        "([customer, looked]) => localStorage.setItem(`florin.guide.${customer}`, JSON.stringify({looked}))",
        [customer, looked],
    )
    page.evaluate("localStorage.removeItem('florin.demo')")
    page.route(PROGRAM, lambda route: route.abort())
    with page.expect_response("**/api/home") as answer:
        page.goto("/")
    answer.value.finished()
    page.wait_for_timeout(300)
    expect(page.locator(FIGURE)).to_have_count(int(looked))


@pytest.mark.parametrize(("quiet", "times"), [(1e6, 1), (0, 2)])
def test_home_is_asked_for_again_only_if_something_may_have_changed(open_page, quiet, times):
    page = open_page("maya", width=390)
    visited(page)
    greeting = f"event: hello\ndata: {json.dumps({'quiet': quiet})}\n\n"
    page.route("**/api/live", lambda route: route.fulfill(content_type="text/event-stream", body=greeting))
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/api/home" in request.url else None)
    page.goto("/")
    settled(page)
    page.wait_for_timeout(1000)
    assert len(asked) == times

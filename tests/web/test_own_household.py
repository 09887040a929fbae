"""The household's page: inviting, joining, sharing, a look at another's money, leaving."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.test_accessibility import violations
from tests.web.test_offline import GUARDED

pytestmark = pytest.mark.browser
EVERYTHING_KEPT = """async () => { let all = JSON.stringify(localStorage) + JSON.stringify(sessionStorage);
  for (const name of await caches.keys()) { const cache = await caches.open(name);
    for (const each of await cache.keys())
      if (each.url.includes("/api/")) all += await (await cache.match(each)).text(); }
  return all; }"""


@pytest.fixture
def two(open_page, server):
    """Maya's page and Jonas's, of one household in which nobody shares anything yet."""
    maya, jonas = open_page("maya", width=390), open_page("jonas", scheme="dark")
    maya.goto("/you/household")
    maya.get_by_role("button", name="Make an invitation").click()
    link = maya.get_by_label("Link to give to one person").input_value()
    jonas.goto("/you/household")
    jonas.get_by_label("Link or code of the invitation").fill(link)
    jonas.get_by_role("button", name="Join").click()
    expect(jonas.get_by_role("heading", name="Maya Torres")).to_be_visible()
    yield maya, jonas
    for page in (maya, jonas):
        page.request.delete("/api/household", headers={"Origin": server.url})


def shares(page, how):
    page.goto("/you/household")
    page.get_by_role("radio", name=how, exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. It holds from now on.")).to_be_visible()


def test_a_link_is_taken_out_of_the_address_and_half_of_one_is_said_to_be(open_page, server):
    maya, jonas = open_page("maya"), open_page("")
    maya.goto("/you/household")
    maya.get_by_role("button", name="Make an invitation").click()
    assert violations(maya) == []
    link = maya.get_by_label("Link to give to one person").input_value()
    token = link.split("#")[1]
    jonas.goto(link)  # not signed in yet: first through the door
    expect(jonas.get_by_role("heading", name="Whose money shall we look at?")).to_be_visible()
    assert token not in jonas.url
    jonas.get_by_role("button", name=re.compile("^Jonas")).click()
    field = jonas.get_by_label("Link or code of the invitation")
    expect(field).to_have_value(token)
    field.fill(token[:12])
    jonas.get_by_role("button", name="Join").click()
    expect(jonas.get_by_text("This is no whole invitation.")).to_be_visible()
    field.fill("x" * 43)
    jonas.get_by_role("button", name="Join").click()
    expect(jonas.get_by_role("alert")).to_contain_text("Ask for a new one")
    expect(field).to_have_value("x" * 43)


def test_what_is_shared_to_read_is_looked_at_and_nothing_of_it_stays(two):
    maya, jonas = two
    maya.reload()
    expect(maya.get_by_role("heading", name="Jonas Weber")).to_be_visible()
    expect(maya.get_by_role("button", name="See Jonas")).to_have_count(0)
    shares(jonas, "To read")
    assert violations(jonas) == []
    theirs = jonas.request.get("/api/accounts").json()["items"]
    mine = maya.request.get("/api/accounts").json()["items"]
    maya.reload()
    # From here on the service worker keeps what is read.
    maya.evaluate(
        """() => new Promise((done) => navigator.serviceWorker.controller ? done() :
             navigator.serviceWorker.addEventListener("controllerchange", () => done()))"""
    )
    maya.get_by_role("button", name="See Jonas").click()
    bar = maya.get_by_role("region", name="Whose money this is")
    expect(bar).to_contain_text("You can read it, not change it.")
    expect(maya.get_by_text(theirs[0]["name"]).first).to_be_visible()
    expect(maya.get_by_role("button", name=re.compile("^Move|Plan the transfer|Not now"))).to_have_count(0)
    expect(maya.get_by_role("link", name="Add statements")).to_have_count(0)
    maya.wait_for_timeout(400)
    assert violations(maya) == []
    maya.get_by_role("link", name="Money", exact=True).click()
    expect(maya.get_by_role("link", name="Import")).to_have_count(0)
    maya.get_by_role("link", name="Transactions", exact=True).click()
    expect(maya.get_by_role("searchbox")).to_be_visible()
    maya.locator("main li a").first.click()
    sheet = maya.get_by_role("dialog")
    expect(sheet.get_by_text("How it is booked")).to_be_visible()
    expect(sheet.get_by_role("textbox")).to_have_count(0)
    maya.keyboard.press("Escape")
    bar.get_by_role("button", name="Back to my money").click()
    expect(bar).to_have_count(0)
    maya.get_by_role("link", name="Accounts", exact=True).click()
    expect(maya.get_by_text(mine[0]["name"]).first).to_be_visible()
    expect(maya.get_by_text(theirs[0]["name"])).to_have_count(0)
    kept = maya.evaluate(EVERYTHING_KEPT)
    assert mine[0]["id"] in kept
    assert theirs[0]["id"] not in kept


def test_what_is_shared_to_sort_is_written_on_and_taken_back_at_once(two):
    maya, jonas = two
    shares(jonas, "To read and to sort")
    maya.reload()
    maya.get_by_role("button", name="See Jonas").click()
    maya.get_by_role("link", name="Money", exact=True).click()
    maya.get_by_role("link", name="Transactions", exact=True).click()
    expect(maya.get_by_role("searchbox")).to_be_visible()
    maya.locator("main li a").first.click()
    note = maya.get_by_role("dialog").get_by_label("Note", exact=True)
    note.fill("for the two of us")
    expect(maya.get_by_role("dialog").get_by_text("Saved")).to_be_visible()
    maya.keyboard.press("Escape")
    items = jonas.request.get("/api/transactions").json()["items"]
    marks = jonas.request.get(f"/api/transactions/{items[0]['id']}").json()["marks"]
    assert marks["note"] == "for the two of us"
    shares(jonas, "Nothing")
    maya.get_by_role("link", name="Home", exact=True).click()
    expect(maya.get_by_text("They no longer share this with you.")).to_be_visible()
    expect(maya.get_by_role("region", name="Whose money this is")).to_have_count(0)


def test_leaving_says_what_it_means_and_ends_it(two):
    maya, jonas = two
    jonas.get_by_role("button", name="Leave", exact=True).click()
    expect(jonas.get_by_text("Everything of yours comes along with you")).to_be_visible()
    assert violations(jonas) == []
    jonas.get_by_role("button", name="Leave with what is mine").click()
    expect(jonas.get_by_text("You are in no household.")).to_be_visible()
    maya.reload()
    expect(maya.get_by_role("heading", name="Maya Torres (you)")).to_be_visible()
    expect(maya.get_by_text("Jonas")).to_have_count(0)


def looking(maya, jonas):
    """Maya's page, on which she looks at what Jonas shares with her; the names of his accounts."""
    shares(jonas, "To read")
    maya.goto("/you/household")
    maya.get_by_role("button", name="See Jonas").click()
    expect(maya.get_by_role("region", name="Whose money this is")).to_be_visible()
    return [account["name"] for account in jonas.request.get("/api/accounts").json()["items"]]


def test_who_steps_in_as_another_while_looking_asks_for_nothing_of_the_one_before(two):
    maya, jonas = two
    looking(maya, jonas)
    entered, asked = [], []
    maya.on(
        "response",
        lambda r: (
            entered.append(r) if r.url.endswith("/api/session") and r.request.method == "POST" else None
        ),
    )
    maya.on("request", lambda r: asked.append(r.headers.get("florin-customer")) if entered else None)
    maya.get_by_role("complementary", name="Demo").get_by_role("button").first.click()
    maya.get_by_role("dialog").get_by_role("button", name="Or use your own money").click()
    expect(maya.get_by_role("region", name="Whose money this is")).to_have_count(0)
    expect(maya.get_by_role("dialog")).to_have_count(0)
    maya.get_by_role("link", name="Money", exact=True).click()
    expect(maya.get_by_role("heading", level=1).first).to_be_attached()
    maya.wait_for_timeout(500)
    assert asked
    assert set(asked) == {None}


def test_signing_out_while_looking_leaves_nothing_of_either_in_the_browser(two):
    maya, jonas = two
    theirs = looking(maya, jonas)
    maya.evaluate(GUARDED)
    both = [a for page in two for a in page.request.get("/api/accounts").json()["items"]]
    maya.get_by_role("link", name="Money", exact=True).click()
    expect(maya.get_by_text(theirs[0]).first).to_be_visible()
    maya.get_by_role("banner").get_by_role("button", name="Maya").click()
    maya.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    expect(maya.get_by_role("heading", name="Whose money shall we look at?")).to_be_visible()
    left = maya.evaluate(EVERYTHING_KEPT)
    assert [account["id"] for account in both if account["id"] in left] == []
    assert maya.evaluate("localStorage.getItem('florin.signed-in')") is None
    maya.get_by_role("button", name=re.compile("^Maya")).first.click()
    maya.get_by_role("link", name="Money", exact=True).click()
    expect(maya.get_by_text(both[0]["name"]).first).to_be_visible()
    expect(maya.get_by_role("region", name="Whose money this is")).to_have_count(0)
    expect(maya.get_by_text(theirs[0])).to_have_count(0)

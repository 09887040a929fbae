"""The staff office in a real browser: a picture and its evidence, what is set aside and tried again."""

import os
import re
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from florin.app.wiring import open_database
from florin.identity.service import personas
from florin.kernel.database import Database
from florin.kernel.settings import Settings
from florin.kernel.work import Caller, work
from tests.web.test_accessibility import violations

pytestmark = pytest.mark.browser
MINUS = "\u2212"
PAGES = ("/office", "/office?trouble=true", "/office/log", "/office/imports", "/office/jobs")


@pytest.fixture(scope="module", autouse=True)
def impatient() -> Iterator[None]:
    """The server under test sets an event aside after one try, so that no test waits for five."""
    before = os.environ.get("FLORIN_EVENT_TRIES")
    os.environ["FLORIN_EVENT_TRIES"] = "1"
    yield
    os.environ.pop("FLORIN_EVENT_TRIES")
    if before is not None:
        os.environ["FLORIN_EVENT_TRIES"] = before


@pytest.fixture(scope="module")
def behind(impatient, server) -> Iterator[Database]:
    """The database of the server under test."""
    with open_database(Settings.model_validate({"home": server.home, "demo": True})) as opened:
        yield opened


def entered(open_page, role, **options):
    page = open_page("", **options)
    page.goto("/office")
    page.get_by_role("button", name=role).click()
    expect(page.get_by_role("heading", name="Customers", level=1)).to_be_visible()
    return page


def emitted(database, event, body):
    """An event of Maya's, put into the log; its id."""
    maya = personas(database.app)["maya"]
    with work(database.app, Caller.operator(maya)) as unit:
        unit.emit(event, maya, body)
        return unit.scalar(text("select max(id) from event_log where name = :n"), n=event)


def test_from_the_door_to_why_a_fact_is_so(open_page, behind):
    page = open_page("")
    page.goto("/sign-in")
    page.get_by_role("link", name="Staff office").click()
    page.get_by_role("button", name="Reviewer").click()
    page.get_by_role("link", name="Maya Torres").click()
    expect(page.get_by_role("heading", name="Maya Torres", level=1)).to_be_visible()
    expect(page.get_by_text("on record")).to_be_visible()
    expect(page.get_by_text(re.compile("In a usual month, about .* comes in"))).to_be_visible()
    page.get_by_role("link", name="Why? Income a month").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text(re.compile("transactions? it rests on"))).to_be_visible()
    assert sheet.get_by_role("listitem").count() > 2
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.reload()
    expect(page.get_by_role("row", name=re.compile("StaffAccess")).first).to_be_visible()
    with work(behind.worker, Caller.worker("test")) as unit:
        looked = unit.all(
            text("""
select body ->> 'page' from event_log where name = 'StaffAccess' and customer_id = :m order by id
"""),
            m=personas(behind.app)["maya"],
        )
    assert [row[0] for row in looked][:2] == ["picture", "fact"]


def test_the_list_is_narrowed_and_the_address_remembers_it(open_page):
    page = entered(open_page, "Auditor")
    page.get_by_label("Country").fill("us")
    expect(page).to_have_url(re.compile("country=US"))
    expect(page.get_by_role("link", name="Maya Torres")).to_be_visible()
    page.get_by_label("Country").fill("U1")
    expect(page.get_by_text("2 letters")).to_be_visible()
    page.get_by_label("Order").select_option("Most overdrawn days")
    expect(page.get_by_role("columnheader", name="Overdrawn")).to_have_attribute("aria-sort", "descending")
    page.reload()
    expect(page.get_by_label("Order")).to_have_value("overdrafts")
    expect(page.get_by_role("link", name="Maya Torres")).to_be_visible()
    page.get_by_label("Country").fill("ZZ")
    expect(page.get_by_text("Nobody fits")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(page.get_by_role("link", name="Maya Torres")).to_be_visible()
    page.get_by_label("People").select_option("Others")
    expect(page.get_by_text("Nobody fits")).to_be_visible()


@pytest.fixture(scope="module")
def below_zero(behind, server) -> None:
    """The visitor's account has been below zero for twenty days, and the office knows it."""
    then = date.today() - timedelta(days=20)
    lines = (
        (then - timedelta(days=40), "Salary", "1400.00", "1500.00"),
        (then, "Rent", "-2420.00", "-920.00"),
        (date.today(), "Bakery", "-5.00", "-925.00"),
    )
    told = "\n".join(",".join((day.isoformat(), *rest)) for day, *rest in lines)
    server.bring("you", f"Date,Description,Amount,Balance\n{told}\n")
    server.call("POST", "/api/office/session", b'{"role": "auditor"}')
    end = time.monotonic() + 30

    def found():
        return {each["name"] for each in server.call("GET", "/api/office/customers?trouble=true")["items"]}

    while "You" not in found():
        assert time.monotonic() < end, "nobody is in trouble"
        time.sleep(0.2)


def test_who_is_in_trouble_is_found_worst_first_and_opened(open_page, below_zero):
    page = entered(open_page, "Reviewer")
    page.get_by_text("In trouble").click()
    expect(page).to_have_url(re.compile(r"/office\?trouble=true$"))
    expect(page.get_by_role("status").filter(has_text="in trouble: below zero on five")).to_be_visible()
    expect(page.get_by_label("Order")).to_have_value("severity")
    expect(page.get_by_role("link", name="Maya Torres")).to_have_count(0)
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="You", exact=True))
    expect(row.get_by_text(re.compile(r"below zero on \d\d days of the last 90"))).to_be_visible()
    expect(row.get_by_text(f"{MINUS}$925.00 at hand")).to_be_visible()
    days = page.locator("tbody td[data-care]").all_inner_texts()
    counted = [int(re.sub(r"\D", "", each)) for each in days]
    assert counted == sorted(counted, reverse=True)
    row.get_by_role("link", name="You", exact=True).click()
    expect(page.get_by_role("heading", name="You", level=1)).to_be_visible()
    expect(page.get_by_text("Your accounts at hand are $925.00 below zero")).to_be_visible()
    page.get_by_role("link", name="Why? Lowest balance").click()
    expect(page.get_by_role("dialog").get_by_text("Bakery")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="All customers").click()
    expect(page.get_by_role("link", name="Maya Torres")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="You", level=1)).to_be_visible()


def test_an_event_that_was_set_aside_is_tried_again(open_page, behind):
    event = emitted(behind, "AccountChanged", {})
    page = entered(open_page, "Operator")
    page.goto("/office/log")
    expect(page.get_by_text("Every reader has read everything.")).to_be_visible()
    expect(page.get_by_text("Nothing is set aside")).to_be_visible()
    with work(behind.worker, Caller.worker("test")) as unit:
        unit.run(
            text("""
insert into event_failure (consumer, event_id, customer_id, tries, parked, error, next_try)
select 'customer', id, customer_id, 5, true, 'builtins.ConnectionError', clock_timestamp()
  from event_log where id = :event
"""),
            event=event,
        )
    row = page.get_by_role("listitem").filter(has_text=f"number {event}")
    expect(row.get_by_text("customer gave up after 5 tries.")).to_be_visible()
    expect(row.get_by_text("builtins.ConnectionError")).to_be_visible()
    row.get_by_role("button", name="Try again").click()
    row.get_by_role("button", name="Leave it").click()
    row.get_by_role("button", name="Try again").click()
    row.get_by_role("button", name="Yes, try again").click()
    expect(page.get_by_text("One event is tried again.")).to_be_visible()
    expect(row).to_have_count(0)
    expect(page.get_by_text("Nothing is set aside")).to_be_visible()


def test_what_fails_again_comes_back_and_others_may_only_look(open_page, behind):
    emitted(behind, "EntryRecorded", {"kind": "without an entry"})
    page = entered(open_page, "Operator")
    page.goto("/office/log")
    row = page.get_by_role("listitem").filter(has_text="builtins.KeyError")
    expect(row).to_be_visible()
    row.get_by_role("button", name="Try again").click()
    row.get_by_role("button", name="Yes, try again").click()
    expect(page.get_by_text("One event is tried again.")).to_be_visible()
    expect(row.get_by_text("gave up after 1 try")).to_be_visible()
    other = entered(open_page, "Reviewer")
    other.goto("/office/log")
    expect(other.get_by_text("Only an operator tries them again.")).to_be_visible()
    expect(other.get_by_role("button", name="Try again")).to_have_count(0)


def test_leaving_shows_the_door_and_nothing_is_left_behind(open_page):
    page = entered(open_page, "Reviewer")
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Staff office", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Maya Torres")).to_have_count(0)
    page.goto("/office/log")
    expect(page.get_by_role("button", name="Operator")).to_be_visible()


def test_a_session_that_ends_meanwhile_leads_to_the_offices_own_door(open_page):
    page = entered(open_page, "Reviewer")
    page.context.clear_cookies()
    page.get_by_text("In trouble").click()
    expect(page.get_by_role("button", name="Operator")).to_be_visible()
    assert "/office" in page.url


def test_the_customers_pages_do_not_load_the_office(open_page):
    page = open_page("maya")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.get_by_role("heading", level=1).first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    loaded = [url for url in asked if url.endswith(".js") and "worker" not in url]
    assert loaded
    contents = [page.request.get(url).text() for url in loaded]
    assert not any("/api/office/customers" in content for content in contents)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_office_is_clean_for_axe_and_does_not_scroll_sideways(open_page, behind, width, scheme):
    page = entered(open_page, "Operator", width=width, scheme=scheme, reduced_motion="reduce")
    page.get_by_role("link", name="Maya Torres").click()
    page.get_by_role("heading", name="Accounts").wait_for()
    bad = {"picture": violations(page)}
    for path in PAGES:
        page.goto(path)
        page.get_by_role("heading", level=1).first.wait_for()
        page.wait_for_timeout(600)
        bad[path] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px wider than the screen"
        high = page.locator("nav").evaluate("nav => nav.scrollHeight - nav.clientHeight")
        assert high <= 0, f"the places scroll by {high} px on {path}"
    assert {path: found for path, found in bad.items() if found} == {}


def test_the_keyboard_reaches_a_picture_and_its_evidence(open_page):
    page = entered(open_page, "Reviewer")
    page.get_by_role("link", name="Maya Torres").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Maya Torres", level=1)).to_be_visible()
    why = page.get_by_role("link", name="Why? At hand")
    why.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(why).to_be_focused()

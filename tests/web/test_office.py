"""The staff office in a real browser: a picture and its evidence, what is set aside and tried again."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
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
from tests.web.conftest import PURPOSES
from tests.web.keys import keys_on
from tests.web.test_accessibility import violations

pytestmark = pytest.mark.browser
MINUS = "\u2212"
FIRST = {"Reviewer": "Customers", "Operator": "Event log", "Auditor": "Audit trail"}
PAGES = {
    "Reviewer": ("/office", "/office/customers", "/office/imports", "/office/approvals", "/office/me"),
    "Operator": ("/office/log", "/office/imports", "/office/jobs", "/office/approvals", "/office/customers"),
    "Auditor": ("/office/audit", "/office/access", "/office/log", "/office/jobs", "/office/approvals"),
}


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
    expect(page.get_by_role("heading", name=FIRST[role], level=1)).to_be_visible()
    return page


def everyone(page):
    """From those in trouble, where a reviewer begins, to all customers."""
    page.get_by_text("Everyone", exact=True).click()
    page.get_by_role("link", name="Maya Torres").wait_for()
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
    expect(page).to_have_url(re.compile("/office/customers.trouble=true"))
    everyone(page).get_by_role("link", name="Maya Torres").click()
    expect(page.get_by_role("heading", name="Maya Torres", level=1)).to_be_visible()
    expect(page.get_by_text("on record")).to_be_visible()
    expect(page.get_by_text(re.compile("month.*, about .* came in"))).to_be_visible()
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
    page = everyone(entered(open_page, "Reviewer"))
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


def consented(server) -> None:
    """Whoever is signed in agrees to everything: without it nothing is known of them."""
    items = [{"purpose": p, "source": s} for p in PURPOSES for s in ("here", "elsewhere")]
    headers = {"Origin": server.url, "Content-Type": "application/json", "Cookie": server.cookie}
    headers["Idempotency-Key"] = "you-first-step"
    body = json.dumps({"items": items}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{server.url}/api/consents", body, headers)) as done:
        assert done.status == 201


@pytest.fixture(scope="module")
def below_zero(behind, server) -> None:
    """The visitor's account has been below zero for twenty days, and the office knows it."""
    yesterday = date.today() - timedelta(days=1)  # where the bank is, today may not have begun yet
    then = yesterday - timedelta(days=20)
    lines = (
        (then - timedelta(days=40), "Salary", "1400.00", "1500.00"),
        (then, "Rent", "-2420.00", "-920.00"),
        (yesterday, "Bakery", "-5.00", "-925.00"),
    )
    told = "\n".join(",".join((day.isoformat(), *rest)) for day, *rest in lines)
    server.bring("you", f"Date,Description,Amount,Balance\n{told}\n")
    consented(server)
    server.call("POST", "/api/office/session", b'{"role": "reviewer"}')
    end = time.monotonic() + 30

    def found():
        return {each["name"] for each in server.call("GET", "/api/office/customers?trouble=true")["items"]}

    while "You" not in found():
        assert time.monotonic() < end, "nobody is in trouble"
        time.sleep(0.2)


def test_who_is_in_trouble_is_found_worst_first_and_opened(open_page, below_zero):
    page = everyone(entered(open_page, "Reviewer"))
    page.get_by_text("In trouble").click()
    expect(page).to_have_url(re.compile(r"/office/customers\?trouble=true$"))
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
    other = entered(open_page, "Auditor")
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
    page.get_by_text("Everyone", exact=True).click()
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
@pytest.mark.parametrize("role", PAGES)
def test_the_office_is_clean_for_axe_and_does_not_scroll_sideways(open_page, behind, role, width, scheme):
    page = entered(open_page, role, width=width, scheme=scheme, reduced_motion="reduce")
    bad = {}
    if role == "Reviewer":
        everyone(page).get_by_role("link", name="Maya Torres").click()
        page.get_by_role("heading", name="Accounts").wait_for()
        bad["picture"] = violations(page)
        page.get_by_role("button", name=re.compile("Ask for a write-off")).first.click()
        page.get_by_role("dialog").wait_for()
        page.wait_for_timeout(400)
        bad["write-off"] = violations(page)
    for path in PAGES[role]:
        page.goto(path)
        page.get_by_role("heading", level=1).first.wait_for()
        page.wait_for_timeout(600)
        if path == "/office/audit":
            page.locator("summary").first.click()
        bad[path] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px wider than the screen"
    assert {path: found for path, found in bad.items() if found} == {}


def test_the_keyboard_reaches_a_picture_and_its_evidence(open_page):
    page = everyone(entered(open_page, "Reviewer"))
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


# What each role sees ------------------------------------------------------------

TABS = {
    "Reviewer": ["Customers", "Imports", "Four eyes"],
    "Operator": ["Event log", "Jobs", "Imports", "Four eyes"],
    "Auditor": ["Audit trail", "Access log", "Event log", "Jobs", "Four eyes"],
}
BARRED = {
    "Reviewer": ("/office/log", "/office/jobs", "/office/audit", "/office/access"),
    "Operator": ("/office/customers", "/office/audit", "/office/access"),
    "Auditor": ("/office/customers", "/office/imports"),
}


@pytest.mark.parametrize("role", TABS)
def test_a_role_is_led_only_to_what_it_may_see_and_told_calmly_where_it_may_not(open_page, role):
    page = entered(open_page, role)
    assert page.get_by_role("navigation").get_by_role("link").all_inner_texts() == TABS[role]
    refused = []
    page.on("response", lambda r: refused.append(r.url) if r.status == 403 else None)
    for path in BARRED[role]:
        page.goto(path)
        expect(page.get_by_role("heading", name="Another role looks after this")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text(f"You are here as: {role}.")
        expect(page.get_by_role("main").get_by_role("link")).to_have_count(len(TABS[role]))
    assert refused == [], "what one may not see is not even asked for"
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=FIRST[role], level=1)).to_be_visible()


def test_an_operators_ids_lead_to_events_and_not_to_a_picture(open_page, behind):
    page = entered(open_page, "Operator")
    maya = personas(behind.app)["maya"]
    page.goto(f"/office/log?customer={maya}")
    expect(page.get_by_text(f"Only customer …{str(maya)[-8:]}")).to_be_visible()
    page.get_by_role("link", name=f"…{str(maya)[-8:]}").first.click()
    expect(page).to_have_url(re.compile(f"/office/log.customer={maya}"))


# The audit trail ------------------------------------------------------------


def test_the_trail_is_searched_in_plain_words_and_says_how_far_it_is_sealed(open_page, behind):
    looker = everyone(entered(open_page, "Reviewer"))
    looker.get_by_role("link", name="Maya Torres").click()
    looker.get_by_role("heading", name="Accounts").wait_for()
    maya = str(personas(behind.app)["maya"])
    page = entered(open_page, "Auditor")
    expect(page.get_by_text(re.compile(r"^Sealed to record \d+, "))).to_be_visible()
    expect(page.get_by_text("Never verified.")).to_be_visible()
    page.get_by_label("What happened").select_option("Staff looked at a page")
    expect(page).to_have_url(re.compile("name=StaffAccess"))
    page.get_by_label("Id of a customer").fill("nobody")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("This is no id")).to_be_visible()
    assert "customer" not in page.url
    page.get_by_label("Id of a customer").fill(maya)
    page.get_by_label("From").fill("2026-02-02")
    page.get_by_label("To", exact=True).fill("2026-01-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("This is before the first day")).to_be_visible()
    expect(page.get_by_label("Id of a customer")).to_have_value(maya)
    page.get_by_label("From").fill("")
    page.get_by_label("To", exact=True).fill("")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(f"customer={maya}"))
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    row = page.get_by_role("row").filter(has_text="Staff looked at a page").last
    expect(row.get_by_text(maya)).to_be_hidden()
    row.locator("summary").click()
    expect(row.get_by_text(maya)).to_be_visible()
    expect(row.get_by_text("StaffAccess", exact=True)).to_be_visible()
    expect(row.get_by_text(re.compile("^staff:[0-9a-f-]{36}$"))).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    page.get_by_label("By whom").select_option("The system itself")
    expect(page).to_have_url(re.compile("actor=system"))


def test_a_customer_who_does_not_exist_is_said_and_what_was_asked_stays(open_page):
    page = entered(open_page, "Auditor")
    page.goto("/office/audit?customer=01a209d5-0000-7000-8000-000000000000")
    expect(page.get_by_role("alert")).to_contain_text("There is no such customer.")
    expect(page.get_by_label("Id of a customer")).to_have_value(re.compile("^01a209d5"))


def test_the_access_log_tells_who_looked_at_whom_and_on_which_page(open_page, behind):
    looker = everyone(entered(open_page, "Reviewer"))
    looker.get_by_role("link", name="Maya Torres").click()
    looker.get_by_role("heading", name="Accounts").wait_for()
    page = entered(open_page, "Auditor")
    page.get_by_role("link", name="Access log").click()
    maya = str(personas(behind.app)["maya"])
    row = page.get_by_role("row").filter(has_text=maya[-8:]).first
    expect(row).to_contain_text("Ines Alder")
    expect(row).to_contain_text("Their picture")
    page.get_by_label("Id of a customer").fill(maya)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(f"customer={maya}"))
    page.get_by_role("link", name="Ines Alder").first.click()
    expect(page.get_by_text("Only staff …")).to_be_visible()
    page.get_by_label("To", exact=True).fill("2020-01-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Nobody looked")).to_be_visible()


# Four eyes ------------------------------------------------------------


def test_a_write_off_is_asked_from_a_picture_and_decided_by_another(open_page):
    page = everyone(entered(open_page, "Reviewer"))
    page.get_by_role("link", name="Maya Torres").click()
    page.get_by_role("button", name=re.compile("Ask for a write-off")).first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Ask for it").click()
    expect(sheet.get_by_text("Choose a reason first")).to_be_visible()
    sheet.get_by_label("Why").select_option("the customer cannot pay it")
    sheet.get_by_role("button", name="Ask for it").click()
    expect(sheet.get_by_text("Another member of staff decides")).to_be_visible()
    sheet.get_by_role("link", name="See what waits").click()
    mine = page.get_by_role("listitem").filter(has_text="that a customer owes").first
    expect(mine).to_contain_text("Reason: the customer cannot pay it")
    expect(mine).to_contain_text("another member of staff decides")
    expect(mine.get_by_role("button", name="Approve")).to_have_count(0)
    expect(mine.get_by_role("button", name="Withdraw")).to_be_visible()

    reader = entered(open_page, "Auditor")
    reader.get_by_role("link", name="Four eyes").click()
    expect(reader.get_by_role("listitem").filter(has_text="that a customer owes").first).to_be_visible()
    expect(reader.get_by_role("button", name=re.compile("Approve|Refuse|Withdraw"))).to_have_count(0)

    other = entered(open_page, "Operator")
    other.get_by_role("link", name="Four eyes").click()
    waits = other.get_by_role("listitem").filter(has_text="that a customer owes").first
    expect(waits).to_contain_text("Asked for by Ines Alder")
    waits.get_by_role("button", name="Approve").click()
    expect(waits.get_by_role("button", name="Not yet")).to_be_focused()
    other.keyboard.press("Enter")
    expect(waits.get_by_role("button", name="Approve")).to_be_focused()
    waits.get_by_role("button", name="Approve").click()
    waits.get_by_role("button", name="Yes, approve").click()
    expect(other.get_by_text("Approved. It is carried out")).to_be_focused()
    expect(other.get_by_text("Nothing waits for a second pair of eyes.")).to_be_visible()
    expect(other.get_by_role("listitem").filter(has_text="Approved")).to_contain_text("Tomas Reyes")


def test_an_erasure_goes_through_two_and_can_be_taken_back_or_refused(open_page, server):
    them = open_page("jonas")
    assert them.request.post("/api/leave", headers={"Origin": server.url}).status == 201
    page = entered(open_page, "Operator")
    page.get_by_role("link", name="Four eyes").click()
    for said in ("Withdrawn. Nothing is done.", None):
        page.get_by_role("button", name="Ask for the erasure").click()
        page.get_by_role("button", name="Yes, ask for it").click()
        expect(page.get_by_text("Nobody has asked to leave.")).to_be_visible()
        if said:
            page.get_by_role("button", name="Withdraw").click()
            page.get_by_role("button", name="Yes, withdraw").click()
            expect(page.get_by_text(said)).to_be_visible()
    other = entered(open_page, "Reviewer")
    other.get_by_role("link", name="Four eyes").click()
    asked = other.get_by_role("listitem").filter(has_text="Erase a customer").first
    expect(asked).to_contain_text("their key is destroyed")
    asked.get_by_role("button", name="Refuse").click()
    asked.get_by_role("button", name="Yes, refuse").click()
    expect(other.get_by_text("Refused. Nothing is done.")).to_be_visible()
    assert them.request.delete("/api/leave", headers={"Origin": server.url}).status == 204
    assert them.request.get("/api/session").status == 200


# With a key of one's own ------------------------------------------------------------


@pytest.fixture
def invited(server):
    """The address that the command line gives a new auditor."""
    command = [sys.executable, "-m", "florin.app.main", "identity", "invite"]
    command += ["--staff", f"Vera Lund {os.urandom(3).hex()}", "--role", "auditor", "--json"]
    around = {**os.environ, "FLORIN_HOME": str(server.home), "FLORIN_ORIGINS": server.url}
    ran = subprocess.run(command, env=around, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(ran.stdout)["url"]


def test_staff_join_by_invitation_and_come_back_with_their_passkey(open_page, invited):
    page = open_page("")
    device = keys_on(page)
    page.goto(invited)
    expect(page.get_by_role("heading", name="Come into the office")).to_be_visible()
    assert "#" not in page.url, "the token does not stay in the address"
    assert violations(page) == []
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Audit trail", level=1)).to_be_visible()
    page.get_by_role("button", name="Leave").click()

    device.refuse()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_be_visible()
    device.refuse(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Audit trail", level=1)).to_be_visible()

    page.get_by_role("link", name="Vera Lund").click()
    item = page.get_by_role("listitem").filter(has_text="you came in with it")
    item.get_by_role("button", name="Rename").click()
    item.get_by_label("Name of the passkey").fill("  ")
    expect(item.get_by_text("A name has at least one character")).to_be_visible()
    item.get_by_label("Name of the passkey").fill("Key of the desk")
    item.get_by_role("button", name="Save the name").click()
    expect(item.get_by_role("paragraph").filter(has_text="Key of the desk")).to_be_visible()
    item.get_by_role("button", name="Remove").click()
    item.get_by_role("button", name="Yes, remove").click()
    expect(item.get_by_role("alert")).to_be_visible()  # the last one stays
    page.get_by_role("button", name="Add a passkey on this device").click()  # it has one
    expect(page.get_by_role("main").get_by_role("alert").last).to_be_visible()
    keys = (
        page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("button", name="Rename"))
    )
    expect(keys).to_have_count(1)

    page.goto("/sign-in")
    page.goto(invited)  # used: it opens nothing a second time
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_staff_see_where_they_are_signed_in_and_end_it(open_page, width, scheme):
    page = entered(open_page, "Auditor", width=width, scheme=scheme)
    others = [entered(open_page, "Auditor") for _ in range(2)]
    page.goto("/office/me")
    rows = page.get_by_role("listitem").filter(has_text=re.compile("as staff of the demo", re.IGNORECASE))
    expect(page.get_by_text("Here and now")).to_have_count(1)
    before = rows.count()
    assert before >= 3
    page.wait_for_timeout(300)
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("^End ")).first.click()
    expect(rows).to_have_count(before - 1)
    page.get_by_role("button", name="End all others").click()
    expect(rows).to_have_count(1)
    expect(page.get_by_text(re.compile(r"sessions? ha(s|ve) ended"))).to_be_visible()
    for other in others:
        other.reload()
        expect(other.get_by_role("heading", name="Audit trail")).to_have_count(0)
        expect(other.get_by_role("button", name="Auditor")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Here and now")).to_be_visible()


def test_an_address_without_an_invitation_says_so(open_page):
    page = open_page("")
    page.goto("/office/join")
    expect(page.get_by_text("This address carries no invitation.")).to_be_visible()
    expect(page.get_by_role("button", name="Make a passkey")).to_have_count(0)
    page.get_by_role("link", name="To the office's door").click()
    expect(page.get_by_role("button", name="Auditor")).to_be_visible()

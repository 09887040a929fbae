"""Erasures in the office: who asked to leave is seen, one member asks, another decides, also against it."""

import re
from pathlib import Path

import orjson
import pytest
from starlette.testclient import TestClient

import florin
from florin.app.api import create_app
from florin.app.leaving import erase
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work

ORIGIN = {"origin": "http://testserver"}


@pytest.fixture
def office(database, env):
    """A client of each role that asks and decides."""
    app = create_app(database, env)
    opened = {}
    for role in ("reviewer", "operator"):
        opened[role] = TestClient(app, headers=ORIGIN)
        opened[role].post("/api/office/session", json={"role": role})
    yield opened
    for client in opened.values():
        client.close()


@pytest.fixture
def leaving(database, env, customer):
    """A customer who asked to leave."""
    with work(database.app, Caller.customer(customer)) as unit:
        erase.ask(unit, env)
    return customer


def wish(client, customer):
    return [e for e in client.get("/api/office/erasures").json()["items"] if e["customer"] == str(customer)]


def ask(client, customer):
    answer = client.post(f"/api/office/customers/{customer}/erasure")
    assert answer.status_code == 202, answer.text
    return answer.json()["approval"]


def test_a_wish_is_seen_until_somebody_asks_and_again_once_that_was_refused(office, leaving):
    assert wish(office["operator"], leaving)
    approval = ask(office["operator"], leaving)
    assert ask(office["reviewer"], leaving) == approval, "asked twice is one request"
    assert not wish(office["reviewer"], leaving)
    own = office["operator"].post(f"/api/office/approvals/{approval}", json={"verdict": "approved"})
    assert (own.status_code, own.json()["reason"]) == (409, "four-eyes")
    no = office["reviewer"].post(f"/api/office/approvals/{approval}", json={"verdict": "refused"})
    assert no.status_code == 204
    assert wish(office["operator"], leaving), "the customer still wants to leave"


def test_who_stays_after_all_is_not_erased_by_what_was_asked_before(office, database, env, leaving):
    approval = ask(office["operator"], leaving)
    with work(database.app, Caller.customer(leaving)) as unit:
        erase.withdraw(unit)
    late = office["reviewer"].post(f"/api/office/approvals/{approval}", json={"verdict": "approved"})
    assert (late.status_code, late.json()["reason"]) == (404, "approval")
    with work(database.app, Caller.customer(leaving)) as unit:
        assert erase.asked(unit) is None
    assert not wish(office["operator"], leaving)
    shown = office["reviewer"].get("/api/office/approvals?waiting=false").json()["items"]
    assert [each["state"] for each in shown if each["id"] == approval] == ["expired"]


def test_nobody_is_asked_for_who_does_not_exist(office):
    answer = office["reviewer"].post(f"/api/office/customers/{new_id()}/erasure")
    assert (answer.status_code, answer.json()["reason"]) == (404, "customer")


def test_every_event_that_is_written_has_plain_words_for_the_audit_page():
    root = Path(florin.__file__).parent
    written = set()
    for path in [*root.rglob("*.py"), *root.rglob("*.sql")]:
        told = path.read_text(encoding="utf8")
        written |= set(re.findall(r"emit\(\s*\"([A-Z]\w+)\"", told))
        written |= set(re.findall(r"event_log \([\w, ]+\)\s*values\s*\('([A-Z]\w+)'", told))
    assert len(written) > 25
    texts = orjson.loads((root / "language/en.web.json").read_bytes())
    assert {name for name in written if f"web.office.happened.{name}" not in texts} == set()

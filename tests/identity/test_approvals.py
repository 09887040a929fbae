"""Maker and checker: nobody decides what they asked for, and what was agreed happens once."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.app.parts import PARTS
from florin.app.worker import drain as follow
from florin.identity import approvals, staff
from florin.kernel.clock import fixed_clock
from florin.kernel.errors import Conflict, NotAllowed, NotFound
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg
from florin.ledger.write_off import carry_out

ORIGIN = {"origin": "http://testserver"}


@pytest.fixture
def members(database, env):
    """The demo bank's staff by role."""
    return {role: staff.start_demo_session(database.app, env, role)[1] for role in staff.ROLES}


@pytest.fixture
def asked(database, env, customer, members):
    """A request by the operator, of a kind that no part carries out when refused."""
    with work(database.app, Caller.staff(members["operator"].id)) as unit:
        subject = {"case": str(new_id())}
        return approvals.ask(unit, env.clock, "erasure", subject, reason="asked", customer=customer)


@pytest.fixture
def overdrawn(database, env, customer):
    """A current account of this bank, 75 dollars below zero."""
    with work(database.worker, Caller.worker("test", customer)) as unit:
        day, now = unit.today(env.clock), env.clock.now()
        account = ledger.NewAccount(new_id(), customer, "current", True, "USD", day, "Everyday")
        ledger.open_accounts(unit, [account], env.vault, now)
        outside = ledger.external_account(unit, "USD", now)
        legs = (Leg(account.id, -75_00), Leg(outside, 75_00))
        ledger.record(unit, [Entry("test", str(new_id()), day, "card", legs)])
    return account.id


def decide(database, env, member, identifier, verdict):
    with work(database.app, Caller.staff(member.id)) as unit:
        approvals.decide(unit, env.clock, identifier, verdict)


def state(database, env, member, identifier):
    with work(database.app, Caller.staff(member.id)) as unit:
        rows, _ = approvals.listed(unit, env.clock)
    return next(row for row in rows if row.id == identifier)


def balance(database, customer, account):
    with work(database.worker, Caller.worker("test", customer)) as unit:
        return unit.scalar(text("select amount from balance where account_id = :a"), a=account)


def test_who_asked_cannot_decide_and_another_can(database, env, members, asked):
    for verdict in ("approved", "refused"):
        with pytest.raises(Conflict, match="another member"):
            decide(database, env, members["operator"], asked, verdict)
    assert state(database, env, members["reviewer"], asked).state == "asked"
    decide(database, env, members["reviewer"], asked, "refused")
    seen = state(database, env, members["operator"], asked)
    assert (seen.state, seen.decided_by_name) == ("refused", members["reviewer"].name)
    with pytest.raises(NotFound):  # once decided, it stays
        decide(database, env, members["reviewer"], asked, "approved")


def test_only_who_asked_withdraws(database, env, members, asked):
    with pytest.raises(Conflict):
        decide(database, env, members["reviewer"], asked, "withdrawn")
    decide(database, env, members["operator"], asked, "withdrawn")
    assert state(database, env, members["operator"], asked).state == "withdrawn"


def test_an_auditor_sees_and_neither_asks_nor_decides(database, env, members, asked):
    assert state(database, env, members["auditor"], asked).state == "asked"
    with pytest.raises(NotAllowed):
        decide(database, env, members["auditor"], asked, "approved")
    with pytest.raises(NotAllowed), work(database.app, Caller.staff(members["auditor"].id)) as unit:
        approvals.ask(unit, env.clock, "erasure", {}, reason="asked")


@pytest.mark.parametrize("kind", ["customer", "operator", "stranger"])
def test_nobody_but_staff_comes_near(database, env, customer, asked, kind):
    callers = {
        "customer": Caller.customer(customer),
        "operator": Caller.operator(customer),
        "stranger": Caller.staff(new_id()),
    }
    with pytest.raises(NotAllowed), work(database.app, callers[kind]) as unit:
        approvals.decide(unit, env.clock, asked, "approved")
    with pytest.raises(NotAllowed), work(database.app, callers[kind]) as unit:
        approvals.listed(unit, env.clock)
    with pytest.raises(DBAPIError, match="permission denied"), work(database.app, callers[kind]) as unit:
        unit.all(text("select * from approval"))


def test_the_same_thing_asked_twice_is_one_request(database, env, customer, members):
    subject, found = {"account": str(new_id())}, set()
    for _ in range(2):
        with work(database.app, Caller.staff(members["operator"].id)) as unit:
            told = approvals.ask(unit, env.clock, "write_off", subject, reason="asked", customer=customer)
        found.add(told)
    assert len(found) == 1


def test_a_request_lapses(database, env, members, asked):
    later = fixed_clock(env.clock.now() + approvals.OPEN_FOR + timedelta(seconds=1))
    with pytest.raises(NotFound), work(database.app, Caller.staff(members["reviewer"].id)) as unit:
        approvals.decide(unit, later, asked, "approved")


def test_what_was_not_approved_is_not_there_for_a_worker(database, customer, asked):
    with work(database.worker, Caller.worker("test", customer)) as unit:
        assert approvals.approved(unit, asked) is None


def test_a_write_off_needs_two_and_happens_once(database, env, customer, overdrawn):
    with TestClient(create_app(database, env), headers=ORIGIN) as client:
        client.post("/api/office/session", json={"role": "operator"})
        body = {"account": str(overdrawn), "reason": "uncollectable"}
        answer = client.post(f"/api/office/customers/{customer}/write-off", json=body)
        assert answer.status_code == 202, answer.text
        wanted = answer.json()["approval"]
        refused = client.post(f"/api/office/approvals/{wanted}", json={"verdict": "approved"})
        assert (refused.status_code, refused.json()["reason"]) == (409, "four-eyes")
        follow(database.worker, env, PARTS)
        assert balance(database, customer, overdrawn) == -75_00
        client.post("/api/office/session", json={"role": "reviewer"})
        shown = client.get("/api/office/approvals?waiting=true").json()["items"]
        assert [(i["kind"], i["mine"]) for i in shown if i["id"] == wanted] == [("write_off", False)]
        assert client.post(f"/api/office/approvals/{wanted}", json={"verdict": "approved"}).status_code == 204
    follow(database.worker, env, PARTS)
    assert balance(database, customer, overdrawn) == 0
    with work(database.worker, Caller.worker("test", customer)) as unit:
        agreed = approvals.approved(unit, wanted)
        assert agreed is not None
        carry_out(unit, env, agreed)  # tried again after its commit was not seen
    assert balance(database, customer, overdrawn) == 0

"""Households: each keeps their own, and another sees of it what is shared, for as long as it is."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.app.parts import PARTS
from florin.app.worker import drain as follow
from florin.customer.service import NewCustomer, add_customer, enter
from florin.identity import households
from florin.identity import service as identity
from florin.identity.access import OPEN
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg

ORIGIN = {"origin": "http://testserver"}


class Person:
    """Someone with money here, signed in: an overdraft account and one line of which the words are known."""

    def __init__(self, database, env, app, name):
        self.persona = f"test-{new_id()}"
        self.id = new_id()
        env.keys.create(self.id)
        with work(database.app, Caller.operator(self.id)) as unit:
            enter(unit, env, [NewCustomer(self.id, name, "US", "USD", persona=self.persona)])
        with work(database.worker, Caller.worker("test", self.id)) as unit:
            day, now = unit.today(env.clock), env.clock.now()
            account = ledger.NewAccount(new_id(), self.id, "current", True, "USD", day, f"{name}'s money")
            ledger.open_accounts(unit, [account], env.vault, now)
            outside = ledger.external_account(unit, "USD", now)
            legs = (Leg(account.id, -12_34), Leg(outside, 12_34))
            entry = Entry("test", str(new_id()), day, "card", legs, words={"text": f"COFFEE OF {name}"})
            ledger.record(unit, [entry], env.vault(self.id))
        self.account, self.outside = account.id, outside
        follow(database.worker, env, PARTS)
        self.client = TestClient(app, headers=ORIGIN)
        answer = self.client.post("/api/session", json={"persona": self.persona})
        assert answer.status_code == 201, answer.text

    def get(self, path, of=None):
        return self.client.get(f"/api/{path}", headers={OPEN: str(of)} if of else {})

    def seen(self, of=None):
        """The words of the transactions that are shown."""
        answer = self.get("transactions", of)
        return answer.status_code, [t["text"] for t in answer.json().get("items", [])]


@pytest.fixture
def app(database, env):
    return create_app(database, env)


@pytest.fixture
def ann(database, env, app):
    return Person(database, env, app, "Ann Lee")


@pytest.fixture
def ben(database, env, app):
    return Person(database, env, app, "Ben Oak")


@pytest.fixture
def pair(ann, ben):
    """Ann and Ben in one household, sharing nothing yet."""
    token = ann.client.post("/api/household/invitations").json()["token"]
    assert ben.client.post("/api/household/join", json={"token": token}).status_code == 201
    return ann, ben


def share(person, shares):
    answer = person.client.put("/api/household/sharing", json={"shares": shares})
    assert answer.status_code == 200, answer.text


def test_nothing_is_shared_by_joining(pair):
    ann, ben = pair
    members = ben.get("household").json()["members"]
    assert [(m["name"], m["shares"], m["you"]) for m in members] == [
        ("Ann Lee", "nothing", False),
        ("Ben Oak", "nothing", True),
    ]
    stranger = ben.get("transactions", of=new_id())
    hidden = ben.get("transactions", of=ann.id)
    assert (hidden.status_code, hidden.json()) == (stranger.status_code, stranger.json())
    assert hidden.status_code == 404


def test_what_is_shared_to_read_is_read_and_never_written(pair):
    ann, ben = pair
    share(ann, "read")
    status, words = ben.seen(of=ann.id)
    assert status == 200
    assert any("COFFEE OF Ann Lee" in said for said in words)
    identifier = ben.get("transactions", of=ann.id).json()["items"][0]["id"]
    path, header = f"/api/transactions/{identifier}", {OPEN: str(ann.id)}
    refused = ben.client.patch(path, json={"note": "mine"}, headers=header)
    assert (refused.status_code, refused.json()["reason"]) == (403, "shared-read")
    assert ann.get(f"transactions/{identifier}").json()["marks"] is None


def test_the_database_itself_refuses_to_write_what_is_shared_to_read(database, env, pair):
    """Whatever the route forgot."""
    ann, ben = pair
    share(ann, "read")
    from florin.identity.access import Access

    session = identity.find(database.app, env, ben.client.cookies["florin_session"])
    shared = Access(database.app, env, ann.id, "en", session, right="read")
    with pytest.raises(DBAPIError, match="read-only"), shared.work() as unit:
        unit.run(text("update customer set currency = 'EUR' where id = :id"), id=ann.id)


def test_who_may_write_notes_and_moves_no_money(database, env, pair):
    ann, ben = pair
    share(ann, "write")
    identifier = ben.get("transactions", of=ann.id).json()["items"][0]["id"]
    path, header = f"/api/transactions/{identifier}", {OPEN: str(ann.id)}
    assert ben.client.patch(path, json={"note": "for the office"}, headers=header).status_code == 200
    assert ann.get(f"transactions/{identifier}").json()["marks"]["note"] == "for the office"
    legs = (Leg(ann.account, -5_00), Leg(ann.outside, 5_00))
    day = env.clock.business_date()
    with (
        pytest.raises(DBAPIError, match="moves no money"),
        work(database.app, Caller.member(ben.id, ann.id)) as unit,
    ):
        ledger.record(unit, [Entry("test", str(new_id()), day, "transfer", legs)])


@pytest.mark.parametrize("path", ["session", "household"])
def test_what_is_only_ones_own_is_not_asked_about_another(pair, path):
    ann, ben = pair
    share(ann, "write")
    answer = ben.get(path, of=ann.id)
    assert (answer.status_code, answer.json()["reason"]) == (403, "own-only")


def test_leaving_takes_ones_own_along_at_once(pair):
    ann, ben = pair
    share(ann, "read")
    assert ben.seen(of=ann.id)[0] == 200
    assert ann.client.delete("/api/household").status_code == 204
    assert ben.seen(of=ann.id)[0] == 404
    assert any("COFFEE OF Ann Lee" in said for said in ann.seen()[1])
    assert ann.get("household").json() == {"members": []}
    assert [m["name"] for m in ben.get("household").json()["members"]] == ["Ben Oak"]


def test_sharing_ends_at_once(pair):
    ann, ben = pair
    share(ann, "read")
    share(ann, "nothing")
    assert ben.seen(of=ann.id)[0] == 404


def test_an_invitation_is_used_once_and_by_one_who_is_in_no_household(database, env, app, pair):
    ann, _ = pair
    cora = Person(database, env, app, "Cora Elm")
    token = ann.client.post("/api/household/invitations").json()["token"]
    ben_again = pair[1].client.post("/api/household/join", json={"token": token})
    assert (ben_again.status_code, ben_again.json()["reason"]) == (409, "in-household")
    assert cora.client.post("/api/household/join", json={"token": token}).status_code == 201
    dave = Person(database, env, app, "Dave Ash")
    again = dave.client.post("/api/household/join", json={"token": token})
    assert (again.status_code, again.json()["reason"]) == (404, "invitation")


def test_others_than_customers_do_not_come_near(database, env, pair):
    ann, _ = pair
    for caller in (Caller.operator(ann.id), Caller.staff(new_id()), Caller.member(new_id(), ann.id)):
        with pytest.raises(DBAPIError, match="only a customer"), work(database.app, caller) as unit:
            households.members(unit, env)


def test_a_malformed_name_of_another_is_refused(ann):
    answer = ann.client.get("/api/transactions", headers={OPEN: "ann"})
    assert answer.status_code == 422


def test_a_household_is_told_by_ids_alone(database, pair):
    ann, _ = pair
    names = ("HouseholdJoined", "Invited", "SharingChanged")
    share(ann, "read")
    with work(database.worker, Caller.worker("test")) as unit:
        rows = unit.all(text("select name, body from event_log where customer_id = :c"), c=ann.id)
    bodies = {row.name: row.body for row in rows if row.name in names}
    assert set(bodies) == set(names)
    assert all(UUID(b["household"]) for b in (bodies["HouseholdJoined"], bodies["Invited"]))
    assert bodies["SharingChanged"] == {"shares": "read"}


def test_add_customer_is_in_no_household(database, env):
    customer = add_customer(database.app, env, name="Solo", country="US", currency="USD")
    with work(database.app, Caller.customer(customer)) as unit:
        assert households.members(unit, env) == []

"""`florin identity`: invitations that open once, sessions that an operator sees and ends."""

import json

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.kernel.work import Caller, work
from tests.app.test_cli_schemas import checked
from tests.identity.authenticator import Authenticator
from tests.identity.conftest import Door


@pytest.fixture
def client(database, env):
    return TestClient(create_app(database, env), headers={"origin": "http://testserver"})


def events(database, name, customer):
    with work(database.worker, Caller.worker("test")) as unit:
        asked = text("select body, actor from event_log where name = :n and customer_id = :c")
        return unit.all(asked, n=name, c=customer)


def test_an_operator_invites_a_customer_and_sees_and_ends_their_sessions(florin, customer, client, database):
    (made,) = checked("identity_invite", florin("identity", "invite", "--customer", customer, "--json").out)
    assert made["url"] == f"http://localhost:8000/join#{made['token']}"
    door, device = Door(client), Authenticator()
    assert door.register(device, invitation=made["token"]).status_code == 201
    assert door.sign_in(device).status_code == 201
    (row,) = checked("identity_sessions", florin("identity", "sessions", customer, "--json").out)
    assert row["how"] == "passkey"
    assert florin("identity", "end-sessions", customer).out == "1 ended\n"
    assert door.client.get("/api/session").status_code == 401
    assert events(database, "Invited", customer)[0].actor.startswith("operator:")
    assert events(database, "SessionEnded", customer)[0].actor.startswith("operator:")
    assert made["token"] not in json.dumps([e.body for e in events(database, "Invited", customer)])


def test_an_operator_invites_staff(florin, client):
    (made,) = checked(
        "identity_invite",
        florin("identity", "invite", "--staff", "Vera Quist", "--role", "auditor", "--json").out,
    )
    assert made["url"].startswith("http://localhost:8000/office/join#")
    door = Door(client, "/api/office/identity")
    assert door.register(Authenticator(), invitation=made["token"]).status_code == 201
    assert door.client.get("/api/office/session").json()["staff"]["role"] == "auditor"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--customer", "01890000-0000-7000-8000-000000000000"], "there is no such customer"),
        (["--staff", "Vera Lund", "--role", "owner"], "there is no role owner"),
        (["--staff", " ", "--role", "auditor"], "1 to 200"),
        (["--staff", "Vera Lund"], "--role"),
        ([], "--customer"),
    ],
)
def test_a_wrong_invitation_is_told_plainly(arguments, said, florin):
    ran = florin("identity", "invite", *arguments)
    assert ran.code != 0
    assert said in ran.err

"""Sessions: seen, ended one by one or all at once, and closed to everyone else."""

import re

import pytest
from sqlalchemy import text

from florin.identity.rules import device_label
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work
from tests.identity.authenticator import Authenticator
from tests.identity.conftest import SITE, Door

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"


def sessions(client):
    return client.get("/api/identity/sessions").json()["items"]


def test_one_sees_where_one_is_signed_in_and_ends_it(ann, browser, events, moving):
    other = Door(browser(**{"user-agent": FIREFOX}))
    moving.move(hours=2)
    assert other.sign_in(ann.device).status_code == 201
    (theirs, mine) = sessions(ann.client)
    assert (theirs["device"], theirs["how"], theirs["current"]) == ("Firefox on Linux", "passkey", False)
    assert (mine["current"], mine["seen"]) == (True, "2026-11-23T14:00:00Z")  # to the hour
    assert ann.client.delete(f"/api/identity/sessions/{theirs['id']}").status_code == 204
    assert other.client.get("/api/session").json()["reason"] == "ended"
    assert ann.client.get("/api/session").status_code == 200
    assert [e.body["session"] for e in events("SessionEnded", ann.id)] == [theirs["id"]]
    assert ann.client.delete(f"/api/identity/sessions/{theirs['id']}").status_code == 404


def test_all_others_end_at_once(ann, browser):
    others = [Door(browser()) for _ in range(3)]
    for door in others:
        assert door.sign_in(ann.device).status_code == 201
    assert ann.client.delete("/api/identity/sessions").json() == {"ended": 3}
    assert [door.client.get("/api/session").status_code for door in others] == [401] * 3
    assert len(sessions(ann.client)) == 1


def test_nobody_elses_session_or_passkey_can_be_touched_nor_told_from_none(
    env, database, invite, browser, ann
):
    from florin.customer.service import add_customer

    other = add_customer(database.app, env, name="Bo", country="US", currency="USD")
    bo, device = Door(browser()), Authenticator(origin=SITE)
    passkey = bo.register(device, invitation=invite(other)).json()["passkey"]
    (theirs,) = sessions(bo.client)
    tried = [
        (method, f"/api/identity/{what}/{{}}", identifier)
        for method, what, identifier in [
            ("DELETE", "sessions", theirs["id"]),
            ("PATCH", "passkeys", passkey),
            ("DELETE", "passkeys", passkey),
        ]
    ]
    for method, path, identifier in tried:
        real = ann.client.request(method, path.format(identifier), json={"name": "mine"})
        none = ann.client.request(method, path.format(new_id()), json={"name": "mine"})
        assert (real.status_code, real.json()) == (404, none.json()), path
    assert len(sessions(bo.client)) == len(bo.client.get("/api/identity/passkeys").json()["items"]) == 1


def test_a_forgotten_where_shows_and_ends_no_session_of_another(ann, customer, database, env):
    from florin.customer.service import add_customer

    other = add_customer(database.app, env, name="Bo", country="US", currency="USD")
    for table in ("session", "passkey", "recovery_code"):
        with work(database.app, Caller.customer(other)) as unit:
            assert unit.all(text(f"select customer_id from {table}")) == []
            assert unit.run(text(f"delete from {table}")) == 0
    for table in ("staff_session", "staff_passkey"):
        with work(database.app, Caller.customer(ann.id)) as unit:
            assert unit.all(text(f"select staff_id from {table}")) == []
    assert ann.client.get("/api/session").status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "select secret_hash from session",
        "select public_key from passkey",
        "update passkey set sign_count = 0",
        "update passkey set public_key = ''",
        "update session set customer_id = customer_id",
        "select * from challenge",
        "select * from invitation",
        "select * from step_up",
        "insert into step_up values (gen_random_uuid(), 'export', gen_random_uuid(), null, now())",
        "select * from attempt",
        "delete from attempt",
        "select secret_hash from staff_session",
    ],
)
@pytest.mark.parametrize("role", ["app", "worker"])
def test_the_api_and_the_workers_cannot_read_or_forge_what_opens_a_door(statement, role, ann, database):
    engine = getattr(database, role)
    with work(engine, Caller.customer(ann.id)) as unit, pytest.raises(Exception, match="permission denied"):
        unit.run(text(statement))


def test_a_customer_cannot_invite_themselves(ann, database, bank):
    from florin.identity import invitations
    from florin.identity.realms import CUSTOMERS

    with work(database.app, Caller.customer(ann.id)) as unit, pytest.raises(Exception, match="only"):
        invitations.invite(unit, bank, CUSTOMERS, ann.id)


def test_a_session_ends_with_its_days(ann, moving):
    moving.move(days=13, hours=23)
    assert ann.client.get("/api/session").status_code == 200
    moving.move(hours=1, seconds=1)
    assert ann.client.get("/api/session").status_code == 401


def test_signing_out_ends_it_on_the_server(ann, browser, events):
    cookie = ann.client.cookies["__Host-florin_session"]
    assert ann.client.delete("/api/session").status_code == 204
    kept = browser()
    kept.cookies.set("__Host-florin_session", cookie)
    assert kept.get("/api/session").status_code == 401
    assert len(events("SignedOut", ann.id)) == 1


def test_a_persona_enters_only_the_demo_and_needs_no_step_up_until_there_is_a_passkey(
    browser, make_env, database, home
):
    from florin.customer.service import add_customer

    demo = make_env(demo=True, origins=None)
    name = f"persona-{new_id()}"
    add_customer(database.app, demo, name="Pia", country="US", currency="USD", persona=name)
    assert browser().post("/api/session", json={"persona": name}).status_code == 404
    client = browser(demo)
    assert client.post("/api/session", json={"persona": name}).json()["how"] == "persona"
    door, device = Door(client), Authenticator(origin="http://localhost:8000")
    assert client.post("/api/identity/recovery-codes").status_code == 201
    assert door.register(device).status_code == 201
    needed = client.post("/api/identity/recovery-codes")
    assert (needed.status_code, needed.json()["purpose"]) == (403, "recovery-codes")
    assert door.step_up(device, "recovery-codes").status_code == 204
    assert client.post("/api/identity/recovery-codes").status_code == 201
    assert door.sign_in(device).json() == {"how": "passkey"}


# Other sites ------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "https://other.testserver"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
    ],
    ids=str,
)
def test_another_site_changes_nothing_even_with_the_cookie(headers, ann, browser):
    client = browser()
    del client.headers["origin"]
    kept = {"cookie": f"__Host-florin_session={ann.client.cookies['__Host-florin_session']}"}
    (mine,) = sessions(ann.client)
    for method, path in [
        ("POST", "/api/identity/sign-in/options"),
        ("POST", "/api/identity/recovery"),
        ("DELETE", f"/api/identity/sessions/{mine['id']}"),
        ("DELETE", "/api/session"),
        ("POST", "/api/identity/recovery-codes"),
    ]:
        answer = client.request(method, path, json={}, headers=kept | headers)
        assert (answer.status_code, answer.json()["reason"]) == (403, "other-site"), path
    assert len(sessions(ann.client)) == 1


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (
            "Mozilla/5.0 (Linux; Android 16; Pixel) AppleWebKit Chrome/150.0 Mobile Safari/537",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) Version/26 Mobile Safari/604",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/150 Safari/537 Edg/150", "Edge on Windows"),
        (FIREFOX, "Firefox on Linux"),
        ("curl/8", ""),
        (None, ""),
        ("Ann Lee's own agent Chrome/1.2.3", "Chrome"),
    ],
)
def test_a_device_is_told_coarsely(agent, label):
    assert device_label(agent) == label
    assert not re.search(r"\d", label)

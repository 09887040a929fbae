"""Registration, sign-in and step-up: what opens, and everything that must not."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.identity.authenticator import PRESENT, VERIFIED, Authenticator, b64, retold
from tests.identity.conftest import SITE, Door

REFUSED = "/problems/not-verified"


def refused(answer):
    """One answer for every cause, word for word."""
    told = answer.json()
    assert (answer.status_code, told["type"]) == (403, REFUSED), answer.text
    return told


def session_status(client):
    return client.get("/api/session").status_code


# Registration ------------------------------------------------------------


def test_an_invitation_opens_one_account_once(customer, invite, browser, events):
    token, first, second = invite(customer), Door(browser()), Door(browser())
    device = Authenticator(origin=SITE)
    early = second.options("registration", invitation=token)
    answer = first.register(device, invitation=token, name="  Ann's phone ")
    assert (answer.status_code, answer.json()["entered"]) == (201, True)
    shown = first.client.get("/api/session").json()
    assert (shown["customer"]["id"], shown["how"]) == (str(customer), "invitation")
    (passkey,) = first.client.get("/api/identity/passkeys").json()["items"]
    assert (passkey["name"], passkey["current"], passkey["used"]) == ("Ann's phone", True, None)
    assert [e.body["passkey"] for e in events("PasskeyAdded", customer)] == [passkey["id"]]
    assert [e.body["how"] for e in events("SignedIn", customer)] == ["invitation"]

    thief = Authenticator(origin=SITE)  # was asked in time, but answers too late
    refused(second.post("registration", invitation=token, credential=thief.create(early)))
    refused(second.post("registration/options", invitation=token))
    assert session_status(second.client) == 401
    assert len(first.client.get("/api/identity/passkeys").json()["items"]) == 1


def test_nobody_registers_without_an_invitation_or_a_session(browser, customer, ann):
    stranger = Door(browser())
    assert stranger.post("registration/options").status_code == 401
    refused(stranger.post("registration/options", invitation="no-such-token"))
    mine = ann.door.options("step-up", purpose="passkeys")
    shown = ann.device.get(mine)
    assert ann.door.post("step-up", purpose="passkeys", credential=shown).status_code == 204
    asked = ann.door.options("registration")
    taken = Authenticator(origin=SITE).create(asked)  # asked for in ann's session, answered outside
    assert stranger.post("registration", credential=taken).status_code == 401


def test_an_invitation_lapses_and_a_new_one_replaces_it(customer, invite, browser, moving):
    old = invite(customer)
    new = invite(customer)
    door = Door(browser())
    refused(door.post("registration/options", invitation=old))
    assert door.options("registration", invitation=new)
    moving.move(days=7, seconds=1)
    refused(door.post("registration/options", invitation=new))


def test_an_invitation_of_one_does_not_take_the_challenge_of_another(env, database, invite, browser, ann):
    from florin.customer.service import add_customer

    other = add_customer(database.app, env, name="Bo", country="US", currency="USD")
    door, device = Door(browser()), Authenticator(origin=SITE)
    token = invite(ann.id)
    asked = door.options("registration", invitation=invite(other))
    refused(door.post("registration", invitation=token, credential=device.create(asked)))
    assert len(ann.client.get("/api/identity/passkeys").json()["items"]) == 1


def test_a_second_passkey_needs_the_first_one(ann, events):
    answer = ann.door.post("registration/options")
    told = answer.json()
    assert (answer.status_code, told["reason"], told["purpose"]) == (403, "step-up", "passkeys")
    assert ann.door.step_up(ann.device, "passkeys").status_code == 204
    second = Authenticator(origin=SITE)
    asked = ann.door.options("registration")
    assert [each["id"] for each in asked["excludeCredentials"]] == [b64(ann.device.credential)]
    added = ann.door.post("registration", credential=second.create(asked))
    assert (added.status_code, added.json()["entered"]) == (201, False)
    assert ann.door.post("registration/options").status_code == 403  # the grant was for one
    assert len(ann.client.get("/api/identity/passkeys").json()["items"]) == 2
    assert [e.body["purpose"] for e in events("SteppedUp", ann.id)] == ["passkeys"]


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver"},
        {"rp": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"kind": "webauthn.get"},
        {"client": {"crossOrigin": True}},
        {"client": {"challenge": b64(bytes(32))}},
    ],
    ids=str,
)
def test_a_registration_that_lies_is_refused(lies, customer, invite, browser):
    door, token = Door(browser()), invite(customer)
    made = Authenticator(origin=SITE).create(door.options("registration", invitation=token), **lies)
    refused(door.post("registration", invitation=token, credential=made))
    assert session_status(door.client) == 401


def test_a_credential_belongs_to_one_person(env, database, invite, browser, ann):
    from florin.customer.service import add_customer

    other = add_customer(database.app, env, name="Bo", country="US", currency="USD")
    door, token = Door(browser()), invite(other)
    twin = Authenticator(origin=SITE, credential=ann.device.credential)
    refused(door.register(twin, invitation=token))
    assert ann.door.sign_in(ann.device).status_code == 201


# Signing in ------------------------------------------------------------


def test_signing_in_begins_a_session_of_its_own(ann, browser, events):
    door = Door(browser(**{"user-agent": "Mozilla/5.0 (Linux; Android 16) Chrome/150 Mobile Safari/537"}))
    asked = door.options("sign-in")
    assert (asked["allowCredentials"], asked["userVerification"], asked["rpId"]) == (
        [],
        "required",
        "testserver",
    )
    answer = door.sign_in(ann.device)
    assert (answer.status_code, answer.json()) == (201, {"how": "passkey"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-florin_session=")
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    first = door.client.cookies["__Host-florin_session"]
    assert door.client.get("/api/session").json()["how"] == "passkey"

    assert (
        door.sign_in(ann.device).status_code == 201
    )  # again, in the same browser: a fresh secret, the old one ends
    assert door.client.cookies["__Host-florin_session"] != first
    old = browser()
    old.cookies.set("__Host-florin_session", first)
    assert session_status(old) == 401
    rows = door.client.get("/api/identity/sessions").json()["items"]
    assert sorted((r["how"], r["device"], r["current"]) for r in rows) == [
        ("invitation", "", False),
        ("passkey", "Chrome on Android", True),
    ]
    assert len(events("SignedOut", ann.id)) == 1


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://testserver.evil.example"},
        {"rp": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"kind": "webauthn.create"},
        {"client": {"crossOrigin": True, "topOrigin": "https://evil.example"}},
        {"client": {"challenge": b64(bytes(32))}},
        {"count": 1},
        {"count": 0},
        {"handle": bytes(range(16))},
        {"handle": b""},
    ],
    ids=str,
)
def test_an_assertion_that_lies_is_refused(lies, ann, browser, events):
    door = Door(browser())
    assert door.sign_in(ann.device).status_code == 201  # its counter is at 2 now
    stranger = Door(browser())
    refused(stranger.sign_in(ann.device, **lies))
    assert session_status(stranger.client) == 401
    assert [e.body["how"] for e in events("SignInFailed", ann.id)] == ["passkey"]
    assert events("SignInFailed", ann.id)[0].actor.startswith("visitor:")  # nobody knows who it was
    assert stranger.sign_in(ann.device).status_code == 201


def test_an_answer_opens_once_and_not_with_a_second_challenge(ann, browser):
    door, thief = Door(browser()), Door(browser())
    shown = ann.device.get(door.options("sign-in"))
    assert door.post("sign-in", credential=shown).status_code == 201
    refused(thief.post("sign-in", credential=shown))
    second = thief.options("sign-in")["challenge"]  # a real one, still open
    refused(thief.post("sign-in", credential=retold(shown, second)))
    refused(thief.post("sign-in", credential=shown))
    assert session_status(thief.client) == 401


def test_a_challenge_serves_one_try_one_purpose_one_session_and_a_few_minutes(ann, browser, moving):
    door = Door(browser())
    asked = door.options("sign-in")
    refused(door.post("sign-in", credential=ann.device.get(asked, flags=PRESENT)))
    refused(door.post("sign-in", credential=ann.device.get(asked)))  # used up by the failure

    refused(door.post("sign-in", credential=ann.device.get(ann.door.options("sign-in"))))  # of ann's session
    stepped = ann.door.options("step-up", purpose="passkeys")
    refused(ann.door.post("sign-in", credential=ann.device.get(stepped)))
    signing = ann.door.options("sign-in")
    refused(ann.door.post("step-up", purpose="passkeys", credential=ann.device.get(signing)))
    assert ann.door.post("registration/options").status_code == 403

    asked = door.options("sign-in")
    moving.move(minutes=5, seconds=1)
    refused(door.post("sign-in", credential=ann.device.get(asked)))
    assert session_status(door.client) == 401


def test_a_copied_authenticator_is_found_out_and_one_that_does_not_count_is_taken(
    ann, browser, customer, invite
):
    copy = Authenticator(
        SITE, 1, ann.device.count, ann.device.credential, ann.device.key, ann.device.handle, "testserver"
    )
    door = Door(browser())
    assert door.sign_in(ann.device).status_code == 201
    assert door.sign_in(ann.device).status_code == 201
    refused(door.sign_in(copy))  # it counts from where it was copied

    uncounted = Authenticator(origin=SITE, step=0)
    assert door.register(uncounted, invitation=invite(customer)).status_code == 201
    assert door.sign_in(uncounted).status_code == 201
    assert door.sign_in(uncounted).status_code == 201


def test_nothing_tells_whether_an_account_exists(ann, browser):
    """Whatever is wrong, and whoever's it is: the same words; and before that, the same question."""
    door = Door(browser())
    unknown = Authenticator(origin=SITE, handle=ann.device.handle, rp="testserver")
    answers = [
        refused(door.sign_in(unknown)),
        refused(door.sign_in(ann.device, flags=PRESENT)),
        refused(door.sign_in(ann.device, origin="https://evil.example")),
        refused(door.post("sign-in", credential={})),
        refused(door.post("sign-in", credential={"id": "?", "response": {"clientDataJSON": 7}})),
        refused(door.post("sign-in", credential={"id": "x" * 20_000})),
        refused(door.post("recovery", code="AAAAA-AAAAA-AAAAA-AAAAA")),
        refused(door.post("registration/options", invitation="wrong")),
    ]
    assert all(each == answers[0] for each in answers)
    asked = [door.options("sign-in") for _ in range(2)]
    assert [{**each, "challenge": ""} for each in asked] == [{**asked[0], "challenge": ""}] * 2


def test_a_passkey_that_nobody_has_is_checked_as_slowly(ann, browser, monkeypatch):
    from florin.identity import ceremony

    checked = []
    real = ceremony.verify_authentication_response
    monkeypatch.setattr(
        ceremony, "verify_authentication_response", lambda **told: checked.append(told) or real(**told)
    )
    door = Door(browser())
    refused(door.sign_in(Authenticator(origin=SITE, handle=ann.device.handle, rp="testserver")))
    refused(door.sign_in(ann.device, flags=PRESENT))
    assert len(checked) == 2


# Stepping up ------------------------------------------------------------


def test_a_grant_is_for_one_purpose_once_in_its_session_for_minutes(ann, browser, moving):
    other = Door(browser())
    assert other.sign_in(ann.device).status_code == 201

    def make(door):
        return door.client.post("/api/identity/recovery-codes").status_code

    assert make(ann.door) == 403
    assert ann.door.step_up(ann.device, "passkeys").status_code == 204
    assert make(ann.door) == 403  # another purpose
    assert ann.door.step_up(ann.device, "recovery-codes").status_code == 204
    assert make(other) == 403  # another session
    assert make(ann.door) == 201
    assert make(ann.door) == 403  # once
    assert ann.door.step_up(ann.device, "recovery-codes").status_code == 204
    moving.move(minutes=3, seconds=1)
    assert make(ann.door) == 403


def test_a_grant_asked_for_many_times_at_once_serves_once(ann):
    assert ann.door.step_up(ann.device, "recovery-codes").status_code == 204
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: ann.client.post("/api/identity/recovery-codes").status_code, range(8))
        )
    assert sorted(answers) == [201] + [403] * 7


def test_a_challenge_for_one_purpose_grants_no_other(ann):
    asked = ann.door.options("step-up", purpose="passkeys")
    shown = ann.device.get(asked)
    refused(ann.door.post("step-up", purpose="recovery-codes", credential=shown))
    refused(ann.door.post("step-up", purpose="passkeys", credential=shown))
    assert ann.client.post("/api/identity/recovery-codes").status_code == 403


def test_only_ones_own_passkey_steps_up(env, database, invite, browser, ann):
    from florin.customer.service import add_customer

    other = add_customer(database.app, env, name="Bo", country="US", currency="USD")
    door, device = Door(browser()), Authenticator(origin=SITE)
    assert door.register(device, invitation=invite(other)).status_code == 201
    asked = ann.door.options("step-up", purpose="recovery-codes")
    refused(ann.door.post("step-up", purpose="recovery-codes", credential=device.get(asked)))
    asked = ann.door.options("step-up", purpose="recovery-codes")
    refused(
        ann.door.post(
            "step-up", purpose="recovery-codes", credential=ann.device.get(asked, handle=device.handle)
        )
    )
    assert ann.client.post("/api/identity/recovery-codes").status_code == 403


# What one has ------------------------------------------------------------


def test_a_passkey_is_renamed_and_the_last_one_stays_until_there_are_codes(ann, browser, events):
    path = f"/api/identity/passkeys/{ann.passkey}"
    assert ann.client.patch(path, json={"name": " Blue key "}).status_code == 204
    assert ann.client.get("/api/identity/passkeys").json()["items"][0]["name"] == "Blue key"
    for wrong in ("", "   ", "x" * 61):
        assert ann.client.patch(path, json={"name": wrong}).status_code == 422
    last = ann.client.delete(path)
    assert (last.status_code, last.json()["reason"]) == (409, "last-passkey")
    assert ann.door.step_up(ann.device, "recovery-codes").status_code == 204
    (code, *_) = ann.client.post("/api/identity/recovery-codes").json()["codes"]

    elsewhere = Door(browser())
    assert elsewhere.sign_in(ann.device).status_code == 201
    needed = ann.client.delete(path)
    assert (needed.status_code, needed.json()["purpose"]) == (403, "passkeys")
    assert ann.door.step_up(ann.device, "passkeys").status_code == 204
    assert ann.client.delete(path).status_code == 204
    assert session_status(elsewhere.client) == 401  # what it opened elsewhere ends
    assert session_status(ann.client) == 200
    assert [e.body["passkey"] for e in events("PasskeyRemoved", ann.id)] == [ann.passkey]
    refused(elsewhere.sign_in(ann.device))
    assert ann.door.post("step-up/options", purpose="passkeys").json()["reason"] == "no-passkey"
    assert elsewhere.post("recovery", code=code).status_code == 201


def test_the_bank_of_a_stolen_database_row_shows_no_name(ann, database):
    from sqlalchemy import text

    from florin.kernel.work import Caller, work

    with work(database.app, Caller.customer(ann.id)) as unit:
        (sealed,) = unit.all(text("select personal from passkey where customer_id = :c"), c=ann.id)[0]
    assert b"Passkey" not in bytes(sealed)

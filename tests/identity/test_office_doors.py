"""The staff's own door: by invitation and passkey where the bank is no demo; neither opens the other."""

from uuid import UUID

import pytest

from tests.identity.authenticator import Authenticator
from tests.identity.conftest import SITE, Door

OFFICE = "/api/office/identity"


@pytest.fixture
def office(browser):
    return lambda: Door(browser(), OFFICE)


def test_staff_come_in_by_invitation_and_passkey(office, invite_staff, events):
    token = invite_staff("Vera Lund", "auditor")
    door, device = office(), Authenticator(origin=SITE)
    assert door.client.post("/api/office/session", json={"role": "auditor"}).status_code == 404  # no demo
    assert door.register(device, invitation=token).status_code == 201
    shown = door.client.get("/api/office/session").json()["staff"]
    assert (shown["name"], shown["role"]) == ("Vera Lund", "auditor")
    again = office()
    assert again.sign_in(device).json() == {"how": "passkey"}
    assert again.client.cookies["__Host-florin_office"]
    assert {r["how"] for r in again.client.get(f"{OFFICE}/sessions").json()["items"]} == {
        "passkey",
        "invitation",
    }
    told = [e.body["how"] for e in events("StaffEntered") if e.body["staff"] == shown["id"]]
    assert told == ["invitation", "passkey"]
    assert events("PasskeyAdded")[-1].customer_id is None
    assert (
        again.client.delete(
            f"{OFFICE}/passkeys/{again.client.get(f'{OFFICE}/passkeys').json()['items'][0]['id']}"
        ).json()["reason"]
        == "last-passkey"
    )
    assert again.client.delete(f"{OFFICE}/sessions").json() == {"ended": 1}
    assert door.client.get("/api/office/session").status_code == 401


def test_neither_door_opens_the_other(ann, office, invite, invite_staff, customer, browser):
    door, device = office(), Authenticator(origin=SITE)
    assert door.register(device, invitation=invite_staff("Ole Berg", "reviewer")).status_code == 201
    assert Door(browser()).sign_in(device).status_code == 403
    assert office().sign_in(ann.device).status_code == 403
    assert office().post("registration/options", invitation=invite(customer)).status_code == 403
    assert (
        Door(browser())
        .post("registration/options", invitation=invite_staff("Eva Holm", "operator"))
        .status_code
        == 403
    )
    asked = office().options("sign-in")
    assert Door(browser()).post("sign-in", credential=ann.device.get(asked)).status_code == 403
    assert ann.client.get(f"{OFFICE}/sessions").status_code == 401
    assert door.client.get("/api/identity/sessions").status_code == 401


def test_the_same_name_is_the_same_person_and_keeps_their_role(office, invite_staff):
    from florin.kernel.errors import InvalidInput

    first = invite_staff("Lia Sommer", "reviewer")
    second = invite_staff("Lia Sommer", "reviewer")
    assert office().post("registration/options", invitation=first).status_code == 403
    assert office().post("registration/options", invitation=second).status_code == 200
    with pytest.raises(InvalidInput, match="another role"):
        invite_staff("Lia Sommer", "operator")


def test_staff_step_up_alike(office, invite_staff):
    door, device = office(), Authenticator(origin=SITE)
    assert door.register(device, invitation=invite_staff("Kim Dahl", "operator")).status_code == 201
    assert door.post("registration/options").json()["purpose"] == "passkeys"
    assert door.step_up(device, "passkeys").status_code == 204
    assert door.register(Authenticator(origin=SITE)).status_code == 201


def test_a_member_of_staff_begins_and_sees_sessions_of_their_own_only(
    invite_staff, office, database, bank, events
):
    from sqlalchemy import text

    from florin.identity.realms import STAFF
    from florin.identity.service import begin
    from florin.kernel.work import Caller, work

    ids = []
    for name in ("Nora Vik", "Sven Ek"):
        door = office()
        assert (
            door.register(Authenticator(origin=SITE), invitation=invite_staff(name, "reviewer")).status_code
            == 201
        )
        ids.append(UUID(door.client.get("/api/office/session").json()["staff"]["id"]))
    nora, sven = ids
    with work(database.app, Caller.staff(nora)) as unit:
        assert {row.staff_id for row in unit.all(text("select staff_id from staff_session"))} == {nora}
        assert {row.staff_id for row in unit.all(text("select staff_id from staff_passkey"))} == {nora}
        assert unit.run(text("delete from staff_session where staff_id = :s"), s=sven) == 0
    with work(database.app, Caller.staff(nora)) as unit, pytest.raises(Exception, match="row-level security"):
        begin(unit, bank, STAFF, sven, "passkey")


def test_only_an_operator_adds_and_invites_staff(invite_staff, office, database, bank):
    from florin.identity import invitations
    from florin.identity.realms import STAFF
    from florin.identity.staff import add_staff
    from florin.kernel.work import Caller, work

    door = office()
    assert (
        door.register(Authenticator(origin=SITE), invitation=invite_staff("Ida Moe", "auditor")).status_code
        == 201
    )
    ida = UUID(door.client.get("/api/office/session").json()["staff"]["id"])
    for caller in (Caller.staff(ida), Caller.customer(ida), Caller.worker("pretender")):
        with work(database.app, caller) as unit, pytest.raises(Exception, match="only"):
            add_staff(unit, bank, "Accomplice", "operator")
        with work(database.app, caller) as unit, pytest.raises(Exception, match="only"):
            invitations.invite(unit, bank, STAFF, ida)

"""Before money moves a passkey is shown: for this one suggestion, once, and not for a repeated request."""

import pytest

from florin.ledger.imports import service as imports
from florin.simulation.sample import sample_statement
from tests.identity.authenticator import Authenticator

MAX = 2**26


@pytest.fixture
def suggestion(ann, env, for_customer, drain):
    """A suggestion to ann that moves money, and one that reminds where there is one."""
    content, name, _ = sample_statement(env.clock.business_date())
    with for_customer(ann.id) as work:
        around = imports.context_of(work, env)
        imports.confirm(
            work, around.vault, imports.preview(work, around, imports.Upload(name, content), max_bytes=MAX)
        )
    drain()
    items = ann.client.get("/api/suggestions").json()["items"]
    return next(each for each in items if each["action"]["kind"] in ("transfer", "sweep"))


def test_accepting_and_undoing_ask_for_a_passkey_each(ann, suggestion, drain, monkeypatch):
    monkeypatch.setattr("florin.customer.suggestions.api.WAIT_SECONDS", 0)

    def ask(what, key):
        path = f"/api/suggestions/{suggestion['id']}/{what}"
        return ann.client.post(path, headers={"idempotency-key": key})

    for what in ("accept", "undo"):
        purpose, key = f"{what}/{suggestion['id']}", f"{what}-key-1"
        needed = ask(what, key)
        told = needed.json()
        assert (needed.status_code, told["type"], told["reason"]) == (403, "/problems/step-up", "step-up")
        assert told["purpose"] == purpose
        assert ann.door.step_up(ann.device, f"{what}/{ann.id}").status_code == 204  # another suggestion's
        assert ask(what, key).status_code == 403
        assert ann.door.step_up(ann.device, purpose).status_code == 204
        assert ask(what, key).status_code == 200
        assert ask(what, key).status_code == 200  # the same request again
        assert ask(what, f"{what}-key-2").status_code == 403
        drain()
    state = ann.client.get(f"/api/suggestions/{suggestion['id']}").json()["state"]
    assert state in ("undone", "open")


def test_a_conflict_does_not_use_the_grant_up(ann, suggestion, drain, monkeypatch):
    monkeypatch.setattr("florin.customer.suggestions.api.WAIT_SECONDS", 0)
    path = f"/api/suggestions/{suggestion['id']}"
    assert ann.door.step_up(ann.device, f"undo/{suggestion['id']}").status_code == 204
    for _ in range(2):  # not accepted yet: nothing to undo, and the grant stands
        answer = ann.client.post(f"{path}/undo", headers={"idempotency-key": "undo-key-1"})
        assert (answer.status_code, answer.json()["reason"]) == (409, "not-undoable")
    for key, statuses in (("accept-key-1", [200]), ("accept-key-2", [409, 409])):  # it is taken once only
        assert ann.door.step_up(ann.device, f"accept/{suggestion['id']}").status_code == 204
        told = [ann.client.post(f"{path}/accept", headers={"idempotency-key": key}) for _ in statuses]
        assert [answer.status_code for answer in told] == statuses


def test_putting_away_and_taking_back_moves_no_money(ann, suggestion):
    path = f"/api/suggestions/{suggestion['id']}"
    assert ann.client.post(f"{path}/dismiss", json={}).status_code == 200
    assert ann.client.post(f"{path}/undo", headers={"idempotency-key": "undo-key-1"}).status_code == 200


def test_a_recovered_session_with_a_fresh_passkey_still_moves_nothing(ann, suggestion, browser):
    from tests.identity.conftest import SITE, Door

    assert ann.door.step_up(ann.device, "recovery-codes").status_code == 204
    code = ann.client.post("/api/identity/recovery-codes").json()["codes"][0]
    door, device = Door(browser()), Authenticator(origin=SITE)
    assert door.post("recovery", code=code).status_code == 201
    assert door.register(device).status_code == 201
    assert door.post("step-up/options", purpose=f"accept/{suggestion['id']}").status_code == 403
    path = f"/api/suggestions/{suggestion['id']}/accept"
    answer = door.client.post(path, headers={"idempotency-key": "accept-key-1"})
    assert (answer.status_code, answer.json()["reason"]) == (403, "recovery")

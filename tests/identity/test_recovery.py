"""Recovery codes: a way back in, and no further than that."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from florin.identity.rules import CODES, new_code, read_code
from florin.kernel.work import Caller, work
from tests.identity.authenticator import Authenticator
from tests.identity.conftest import SITE, Door


@pytest.fixture
def codes(ann):
    assert ann.door.step_up(ann.device, "recovery-codes").status_code == 204
    made = ann.client.post("/api/identity/recovery-codes")
    assert made.status_code == 201
    return made.json()["codes"]


def test_ten_codes_are_made_shown_once_and_kept_as_hashes(ann, codes, database, events):
    assert len(set(codes)) == CODES == 10
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", code) for code in codes)
    standing = ann.client.get("/api/identity/recovery-codes").json()
    assert (standing["left"], "codes" in standing) == (10, False)
    with (
        work(database.app, Caller.customer(ann.id)) as unit,
        pytest.raises(Exception, match="permission denied"),
    ):
        unit.all(text("select hash from recovery_code"))
    assert len(events("RecoveryCodesMade", ann.id)) == 1
    assert not any(code in str(events("RecoveryCodesMade")) for code in codes)


def test_a_code_opens_once_however_it_is_typed(ann, codes, browser, events):
    typed = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    door = Door(browser())
    answer = door.post("recovery", code=typed)
    assert (answer.status_code, answer.json()) == (201, {"how": "recovery"})
    assert door.client.get("/api/session").json()["how"] == "recovery"
    again = Door(browser()).post("recovery", code=codes[0])
    assert (again.status_code, again.json()["type"]) == (403, "/problems/not-verified")
    assert door.client.get("/api/identity/recovery-codes").json()["left"] == 9
    assert (len(events("RecoveryUsed", ann.id)), events("SignInFailed")[-1].customer_id) == (1, None)


def test_a_code_typed_many_times_at_once_opens_once(codes, browser):
    doors = [Door(browser()) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda door: door.post("recovery", code=codes[5]).status_code, doors))
    assert sorted(answers) == [201] + [403] * 7


def test_new_codes_void_the_old_ones(ann, codes, browser):
    assert ann.client.post("/api/identity/recovery-codes").status_code == 403  # only after a step-up
    assert ann.door.step_up(ann.device, "recovery-codes").status_code == 204
    fresh = ann.client.post("/api/identity/recovery-codes").json()["codes"]
    door = Door(browser())
    assert door.post("recovery", code=codes[1]).status_code == 403
    assert door.post("recovery", code=fresh[1]).status_code == 201


def test_a_recovered_session_may_read_get_a_passkey_and_codes_and_nothing_else(
    app_changes, ann, codes, browser, moving
):
    door = Door(browser())
    assert door.post("recovery", code=codes[0]).status_code == 201
    assert door.client.get("/api/home").status_code == 200
    for method, path in app_changes:
        answer = door.client.request(method, path, json={}, headers={"idempotency-key": "a-key-of-eight"})
        assert (answer.status_code, answer.json().get("reason")) == (403, "recovery"), (
            method,
            path,
            answer.text,
        )

    assert door.client.post("/api/identity/recovery-codes").status_code == 201
    device = Authenticator(origin=SITE)
    assert door.register(device).json()["entered"] is False
    assert door.client.get("/api/session").json()["how"] == "recovery"  # a new passkey opens the rest
    assert door.sign_in(device).status_code == 201
    assert door.client.get("/api/session").json()["how"] == "passkey"

    late = Door(browser())
    fresh = door.step_up(device, "recovery-codes")
    assert fresh.status_code == 204
    (code, *_) = door.client.post("/api/identity/recovery-codes").json()["codes"]
    assert late.post("recovery", code=code).status_code == 201
    moving.move(hours=1, seconds=1)
    assert late.client.get("/api/session").status_code == 401  # such a session is short


@pytest.fixture
def app_changes(database, bank):
    """Every change in the API's document but those that need no session or are meant for such a session."""
    from florin.app.api import create_app

    free = ("/api/office/", "/api/demo", "/api/identity/sign-in", "/api/identity/registration")
    meant = {"/api/session": ("post", "delete"), "/api/identity/recovery-codes": ("post",)}
    meant["/api/identity/recovery"] = ("post",)
    paths = create_app(None, None).openapi()["paths"]
    some = "01890000-0000-7000-8000-000000000000"
    found = [
        (method.upper(), re.sub(r"\{[^}]*\}", some, path))
        for path, operations in paths.items()
        for method in operations
        if method not in ("get", "head", "options")
        and not path.startswith(free)
        and method not in meant.get(path, ())
    ]
    assert len(found) > 20
    return found


@given(st.lists(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), min_size=20, max_size=20), st.data())
def test_a_code_is_read_as_it_was_made(letters, data):
    looks = {letter: letter.lower() + letter for letter in letters} | {"0": "0oO", "1": "1iIlL"}
    typed = "".join(
        data.draw(st.sampled_from(looks[letter])) + data.draw(st.sampled_from(["", "-", " "]))
        for letter in letters
    )
    assert read_code(typed) == "".join(letters)


def test_a_code_has_a_hundred_bits():
    made = [new_code() for _ in range(500)]
    assert {len(read_code(code)) for code in made} == {20}
    assert len(set("".join(made))) == 32 + 1  # all letters, and the hyphen

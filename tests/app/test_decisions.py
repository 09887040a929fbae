"""The passport of a decision: says everything, is verified offline by anyone, and no byte can be changed."""

import base64
import json
import warnings

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.customer.decisions.passport import TYPE, jws, verify
from florin.customer.suggestions.rules import model_hash
from florin.kernel.audit.signing import canonical
from florin.kernel.ids import new_id
from florin.kernel.postgres import ADMIN, start_server
from florin.kernel.work import Caller, work
from florin.ports.signing.embedded import FileSigning
from tests.app.test_cli_schemas import checked

ORIGIN = {"origin": "http://testserver"}


@pytest.fixture(scope="module")
def app(database, env):
    from florin.app.parts import PARTS
    from florin.app.worker import drain
    from florin.demo.moving import Wish, move_in

    move_in(database.app, env, Wish(months=14), who=("maya", "jonas"))
    drain(database.worker, env, PARTS)
    return create_app(database, env)


@pytest.fixture
def maya(app):
    with TestClient(app, headers=ORIGIN) as client:
        client.post("/api/session", json={"persona": "maya"})
        yield client


@pytest.fixture
def dismissed(maya):
    """A suggestion that Maya put away (again, where a test before did)."""
    found = (
        maya.get("/api/suggestions").json()["items"] + maya.get("/api/suggestions?state=done").json()["items"]
    )
    suggestion = next(s for s in found if s["state"] in ("open", "dismissed"))
    assert maya.post(f"/api/suggestions/{suggestion['id']}/dismiss", json={}).status_code == 200
    return suggestion["id"]


@pytest.fixture
def passport(maya, dismissed):
    answer = maya.get(f"/api/decisions/{dismissed}/passport")
    assert answer.status_code == 200, answer.text
    return answer.content


def payload(passport):
    told = orjson.loads(passport)["payload"]
    return orjson.loads(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))


def test_it_says_what_was_decided_from_what_why_and_what_came_of_it(maya, dismissed, passport, database, env):
    told = payload(passport)
    shown = maya.get(f"/api/suggestions/{dismissed}").json()
    assert told["type"] == TYPE
    assert told["decision"]["id"] == dismissed
    assert told["decision"]["sentence"] == shown["sentence"]
    assert (
        told["model"]
        == shown["model"]
        == {"name": "florin-rules", "version": shown["model"]["version"], "hash": model_hash()}
    )
    assert told["reasons"] == shown["reasons"]
    assert told["effect"] == shown["effect"]
    me = maya.get("/api/session").json()["customer"]["id"]
    assert told["outcome"]["state"] == "dismissed"
    assert told["outcome"]["by"] == f"customer:{me}"
    assert told["subject"] == me
    names = [each["name"] for each in told["records"]]
    assert names[0] == "SuggestionMade"
    assert "SuggestionDismissed" in names
    inputs = {each["name"]: each for each in told["inputs"]}
    assert inputs["liquid"]["currency"] == shown["effect"]["value"]["currency"]
    assert {each["unit"] for each in told["inputs"]} >= {"money", "days"}
    with work(database.app, Caller.operator(told["subject"])) as unit:  # pyright: ignore[reportArgumentType]
        found = unit.scalar(
            text("select count(*) from entry where id = any(:e)"), e=[int(e) for e in told["evidence"]]
        )
    assert found == len(told["evidence"]) > 0, "every figure leads to entries of the journal"


def test_it_is_in_the_readers_language_with_the_same_codes(maya, dismissed, passport):
    answer = maya.get(f"/api/decisions/{dismissed}/passport", headers={"accept-language": "de"})
    german, english = payload(answer.content), payload(passport)
    assert (german["language"], english["language"]) == ("de", "en")
    assert [r["code"] for r in german["reasons"]] == [r["code"] for r in english["reasons"]]
    assert [r["text"] for r in german["reasons"]] != [r["text"] for r in english["reasons"]]
    assert answer.headers["content-type"] == "application/jose+json"
    assert "attachment" in answer.headers["content-disposition"]


def test_a_standard_tool_verifies_it_with_the_published_key(maya, passport):
    from joserfc import jws as standard
    from joserfc.jwk import KeySet

    published = KeySet.import_key_set(maya.get("/.well-known/jwks.json").json())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # RFC 9864 has a new name for EdDSA, which few tools know yet
        found = standard.deserialize_json(json.loads(passport), published, algorithms=["EdDSA"])
    assert orjson.loads(found.payload) == payload(passport)


def test_another_customers_decision_is_none(app, dismissed, env):
    with TestClient(app, headers=ORIGIN) as jonas:
        assert jonas.get(f"/api/decisions/{dismissed}/passport").status_code == 401
        jonas.post("/api/session", json={"persona": "jonas"})
        theirs, nobodys = (jonas.get(f"/api/decisions/{each}/passport") for each in (dismissed, new_id()))
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json() == nobodys.json()


def test_that_it_was_issued_is_a_record(maya, dismissed, passport, database, env):
    with work(database.worker, Caller.worker("test")) as unit:
        rows = unit.all(
            text(
                "select customer_id, actor, body from event_log"
                " where name = 'PassportIssued' and body ->> 'decision' = :d"
            ),
            d=dismissed,
        )
    assert rows
    assert {r.body["key"] for r in rows} == {env.signing.key_id}
    assert {r.actor for r in rows} == {f"customer:{rows[0].customer_id}"}


# Verified with nothing but the file ------------------------------------------------------------


def test_the_command_verifies_it_in_an_empty_home(florin_process, passport, tmp_path, dismissed, env):
    file = tmp_path / "passport.json"
    file.write_bytes(passport)
    ran = florin_process(
        "decision", "verify", file, "--json", FLORIN_DATABASE_URL="postgresql://nobody@nowhere/x"
    )
    (told,) = checked("decision_verify", ran.out)
    assert told == {
        "ok": True,
        "decision": dismissed,
        "model_hash": model_hash(),
        "key_id": env.signing.key_id,
        "problem": None,
    }
    assert ran.code == 0
    assert not (tmp_path / "home").exists(), "nothing was opened"
    file.write_bytes(passport.replace(b"A", b"B", 1))
    ran = florin_process("decision", "verify", file, "--json")
    (told,) = checked("decision_verify", ran.out)
    assert (ran.code, told["ok"], told["decision"]) == (1, False, None)
    ran = florin_process("decision", "verify", tmp_path / "none.json")
    assert (ran.code, ran.out) == (1, "")
    assert "none.json" in ran.err


@pytest.fixture(scope="module")
def signing(tmp_path_factory):
    return FileSigning(tmp_path_factory.mktemp("signing"))


@pytest.fixture(scope="module")
def document(signing):
    content = {
        "type": TYPE,
        "decision": {"id": str(new_id())},
        "model": {"hash": "ab" * 32},
        "reasons": ["x" * 200],
    }
    return jws(signing, content)


@given(st.data())
def test_no_byte_can_be_changed(document, data):
    place = data.draw(st.integers(0, len(document) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != document[place]))
    assert verify(document[:place] + bytes([other]) + document[place + 1 :]).problem is not None


def test_it_is_verified_as_it_stands_and_with_a_line_end(document, signing):
    assert verify(document).problem is None
    assert verify(document + b"\n").problem is None
    assert verify(document, signing.key_id).problem is None


def resigned(signing, document, **changes):
    """The document with another header, signed by the same key."""
    told = orjson.loads(document)
    header = orjson.loads(base64.urlsafe_b64decode(told["protected"] + "==")) | changes
    from florin.kernel.audit.signing import b64

    protected = b64(canonical({k: v for k, v in header.items() if v is not None}))
    signature = b64(signing.sign(f"{protected}.{told['payload']}".encode()))
    return canonical({"payload": told["payload"], "protected": protected, "signature": signature})


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, None),
        ({"alg": "none"}, "key"),
        ({"alg": "HS256"}, "key"),
        ({"alg": "ES256"}, "key"),
        ({"kid": "another"}, "key"),
        ({"jwk": None}, "key"),
        ({"jwk": {"kty": "oct", "k": "AAAA"}}, "key"),
        ({"jwk": "text"}, "key"),
        ({"crit": ["exp"]}, "key"),
    ],
)
def test_a_header_that_does_not_hold_together_is_refused(document, signing, changes, problem):
    assert verify(resigned(signing, document, **changes)).problem == problem


def test_the_key_of_another_bank_is_told_apart_by_its_id(document, signing, tmp_path):
    other = FileSigning(tmp_path)
    forged = jws(other, {"type": TYPE, "decision": {"id": str(new_id())}, "model": {"hash": "x"}})
    assert verify(forged).key_id == other.key_id != signing.key_id
    assert verify(forged, signing.key_id).problem == "another key"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"type": "else"},
        {"type": TYPE},
        {"type": TYPE, "decision": {"id": "x"}, "model": {"hash": "y"}},
        [],
        "text",
        7,
    ],
)
def test_what_is_signed_but_no_passport_is_refused(signing, content):
    assert verify(jws(signing, content)).problem == "no passport"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"\xff", b'{"payload":1,"protected":2,"signature":3}']
)
def test_what_is_no_jws_is_unreadable(content):
    assert verify(content).problem == "unreadable"


# By the command line ------------------------------------------------------------


def test_the_operator_writes_one_for_a_customer(florin, database, dismissed, tmp_path, env):
    out = tmp_path / "passport.json"
    assert florin("decision", "passport", dismissed, "--out", out, "--language", "de").code == 0
    assert verify(out.read_bytes(), env.signing.key_id).decision == dismissed
    assert payload(out.read_bytes())["language"] == "de"
    assert florin("decision", "passport", new_id(), "--out", tmp_path / "no").code == 1
    assert florin("decision", "passport", dismissed, "--out", out, "--language", "xx").code == 1
    assert not (tmp_path / "no").exists()


def test_a_stored_decision_that_was_changed_afterwards_gets_no_passport(maya, dismissed, home, database):
    owner = create_engine(start_server(home).url(ADMIN, "florin"))
    change = text(
        "update florin.suggestion set proposal = jsonb_set(proposal, '{effect,value}', :v) where id = :id"
    )
    with owner.begin() as connection:
        before = connection.execute(
            text("select proposal -> 'effect' -> 'value' from florin.suggestion where id = :id"),
            {"id": dismissed},
        ).scalar()
        connection.execute(change, {"v": "99999999", "id": dismissed})
    try:
        answer = maya.get(f"/api/decisions/{dismissed}/passport")
        assert (answer.status_code, answer.json()["reason"]) == (409, "decision-changed")
        assert "recorded" in answer.json()["detail"]
    finally:
        with owner.begin() as connection:
            connection.execute(change, {"v": str(before), "id": dismissed})
        owner.dispose()
    assert maya.get(f"/api/decisions/{dismissed}/passport").status_code == 200

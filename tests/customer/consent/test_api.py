"""Consents over HTTP: the pages' interface, receipts that verify, what is held, and what is refused."""

from datetime import date, timedelta

import orjson
import pytest
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.customer.consent import inventory
from florin.customer.consent.rules import text_hash
from florin.kernel.audit.signing import unb64, verified
from florin.simulation.sample import sample_statement
from tests.customer.consent.conftest import TODAY

KEY = {"idempotency-key": "give-00000001"}
GERMAN = {"accept-language": "de"}


@pytest.fixture
def http(database, env):
    """A session of a persona without consents; `signed_in` tells whose."""
    from uuid import uuid4

    from florin.customer.service import add_customer

    persona = f"una-{uuid4()}"
    add_customer(database.app, env, name="Una Sked", country="US", currency="USD", persona=persona)
    with TestClient(create_app(database, env), headers={"origin": "http://testserver"}) as made:
        assert made.post("/api/session", json={"persona": persona}).status_code == 201
        yield made


@pytest.fixture
def with_statement(http, drain):
    """The same with the sample statement brought in."""
    content, name, kind = sample_statement(TODAY, "ofx")
    (read,) = http.post("/api/imports", files={"file": (name, content, kind)}).json()["items"]
    http.post(f"/api/imports/{read['id']}/confirm")
    drain()
    return http


def give(http, *wishes, key=KEY):
    return http.post("/api/consents", json={"items": list(wishes)}, headers=key)


def everything():
    return [{"purpose": p, "source": s} for p in ("picture", "suggestions") for s in ("here", "elsewhere")]


def state(http, purpose, source):
    told = http.get("/api/consents").json()
    (found,) = [p for p in told["purposes"] if p["id"] == purpose]
    return next(s for s in found["sources"] if s["source"] == source)


def test_without_consent_pages_say_what_is_missing_and_list_what_is_the_service(with_statement):
    http = with_statement
    facts = http.get("/api/facts").json()["items"]
    assert len(facts) == 11
    assert {(f["known"], f["missing"], f["value"], f["number"]) for f in facts} == {
        (False, "consent", None, None)
    }
    assert all(f["sentence"].endswith("You have not allowed this to be worked out.") for f in facts)
    assert http.get("/api/facts/income").json()["missing"] == "consent"
    assert http.get("/api/suggestions").json() == {"items": [], "missing": "consent"}
    upcoming = http.get("/api/upcoming").json()
    assert (upcoming["items"], upcoming["missing"]) == ([], "consent")
    home = http.get("/api/home").json()
    assert home["missing_consents"] == ["picture", "suggestions"]
    assert (home["month"], home["suggestions"], home["comes"]["missing"]) == (None, [], "consent")
    assert home["liquid"] is None
    assert home["net"][0]["amount"] != "0.00"
    assert home["recent"]
    assert home["worth"]
    assert http.get("/api/transactions").json()["items"]
    assert http.get("/api/accounts").json()["items"]


def test_given_and_revoked_over_http(with_statement, drain):
    http = with_statement
    answer = give(http, *everything())
    assert answer.status_code == 201, answer.text
    assert [item["state"] for item in answer.json()["items"]] == ["given"] * 4
    assert give(http, *everything()).json() == answer.json(), "the same key again"
    drain()
    assert http.get("/api/home").json()["missing_consents"] == []
    assert any(f["known"] for f in http.get("/api/facts").json()["items"])
    assert http.get("/api/suggestions").json()["items"]
    assert http.get("/api/upcoming").json()["missing"] is None
    found = state(http, "picture", "elsewhere")
    assert (found["state"], found["since"], found["until"]) == (
        "given",
        str(TODAY),
        str(TODAY + timedelta(days=179)),
    )
    assert (found["accounts"], found["covered"], found["longest_days"]) == (2, 2, 180)
    (one,) = found["consents"]
    ended = http.delete(f"/api/consents/{one['id']}")
    assert (ended.status_code, ended.json()["state"]) == (200, "revoked")
    assert {f["known"] for f in http.get("/api/facts").json()["items"]} <= {False}, "before any worker"
    assert http.get("/api/suggestions").json()["items"] == []
    assert state(http, "picture", "elsewhere")["state"] == "revoked"
    assert state(http, "suggestions", "elsewhere")["state"] == "waits"
    assert [c["id"] for c in http.get("/api/consents").json()["past"]] == [one["id"]]
    assert http.delete(f"/api/consents/{one['id']}").json() == ended.json()


def test_one_account_of_a_source(with_statement, drain):
    http = with_statement
    account = http.get("/api/accounts").json()["items"][0]
    (given,) = give(http, {"purpose": "picture", "source": "elsewhere", "account": account["id"]}).json()[
        "items"
    ]
    assert given["account_name"] == account["name"]
    found = state(http, "picture", "elsewhere")
    assert (found["state"], found["accounts"], found["covered"]) == ("given", 2, 1)
    drain()
    shown = http.get("/api/facts/net_worth").json()
    assert shown["value"] == account["balance"]
    receipt = http.get(f"/api/consents/{given['id']}/receipt").json()["receipt"]
    assert receipt["notice"]["text"] == found["text_one"], "what was agreed to is what was shown"


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"purpose": "sale", "source": "here"}, "items.0.purpose"),
        ({"purpose": "picture", "source": "moon"}, "items.0.source"),
        (
            {"purpose": "picture", "source": "here", "account": "01a00000-0000-7000-8000-000000000000"},
            "items.0.account",
        ),
        ({"purpose": "picture", "source": "here", "until": "2040-01-01"}, "items.0.until"),
        ({"purpose": "picture", "source": "here", "until": "soon"}, "items.0.until"),
        ({"purpose": "picture", "source": "here", "for": "ever"}, "items.0.for"),
        ({"purpose": "picture"}, "items.0.source"),
    ],
)
def test_bad_input_names_its_field_and_changes_nothing(http, wish, field):
    answer = give(http, wish)
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    if errors[0]["field"].startswith("body."):
        field = f"body.{field}"
    assert [e["field"] for e in errors] == [field], answer.text
    assert all(e["message"] for e in give_german(http, wish).json()["errors"])
    assert http.get("/api/consents").json()["past"] == []


def give_german(http, wish):
    return http.post("/api/consents", json={"items": [wish]}, headers={**KEY, **GERMAN})


def test_a_key_is_needed_and_is_not_for_something_else(http):
    assert give(http, everything()[0], key={}).status_code == 422
    assert give(http, everything()[0]).status_code == 201
    answer = give(http, everything()[1])
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/idempotency-mismatch")


def test_a_receipt_says_all_and_verifies_with_the_public_key_alone(http, env):
    wish = {"purpose": "picture", "source": "elsewhere"}
    (given,) = give(http, wish, key={**KEY, **GERMAN}).json()["items"]
    told = http.get(f"/api/consents/{given['id']}/receipt").json()
    receipt = told["receipt"]
    assert receipt["notice"]["language"] == "de"
    assert "180 Tage" in receipt["notice"]["text"]
    assert receipt["notice"]["sha256"] == text_hash(receipt["notice"]["text"]).hex()
    assert receipt["notice"]["text"] == state_text(http, GERMAN)
    assert (receipt["record_id"], receipt["purpose"], receipt["pii_source"]) == (
        given["id"],
        "picture",
        "elsewhere",
    )
    assert (receipt["valid_from"], receipt["valid_until"]) == (given["since"], given["until"])
    assert (receipt["state"], receipt["collected"], receipt["withdrawn_at"]) == ("given", "customer", None)
    assert receipt["withdrawal_method"] == f"DELETE /api/consents/{given['id']}"
    assert "Una" not in orjson.dumps(receipt).decode()
    head, payload, signature = told["signature"].split(".")
    assert orjson.loads(unb64(payload)) == receipt
    key = env.signing.public_key()
    assert verified(key, f"{head}.{payload}".encode(), unb64(signature))
    tampered = orjson.dumps({**receipt, "valid_until": "2040-01-01"})
    assert not verified(key, head.encode() + b"." + tampered, unb64(signature))
    http.delete(f"/api/consents/{given['id']}")
    after = http.get(f"/api/consents/{given['id']}/receipt").json()["receipt"]
    assert after["state"] == "withdrawn"
    assert after["withdrawn_at"]
    assert after["notice"] == receipt["notice"], "what was agreed to stays as it was said"


def state_text(http, headers):
    told = http.get("/api/consents", headers=headers).json()
    (picture, _) = told["purposes"]
    return next(s["text"] for s in picture["sources"] if s["source"] == "elsewhere")


def test_what_a_consent_is_worth_is_told_in_both_languages(with_statement):
    http = with_statement
    items = http.get("/api/consents/worth").json()["items"]
    assert [(i["purpose"], i["source"]) for i in items] == [
        ("picture", "here"),
        ("picture", "elsewhere"),
        ("suggestions", "here"),
        ("suggestions", "elsewhere"),
        (None, None),
    ]
    whole = items[-1]
    assert whole["give"] is True
    assert whole["yearly_before"]["amount"] == "0.00"
    assert float(whole["yearly_after"]["amount"]) > 0
    assert {c["kind"] for c in whole["changes"]} >= {"fact", "suggestion_year", "coming"}
    assert all(
        c["how"] == "came" and c["before"] is None and c["after"]["text"] in c["sentence"]
        for c in whole["changes"]
    )
    assert items[0]["sentence"] == "Nothing would change today."
    german = http.get("/api/consents/worth", headers=GERMAN).json()["items"][-1]
    assert german["sentence"] != whole["sentence"]
    assert {a["sentence"] for a in german["changes"]} & {a["sentence"] for a in whole["changes"]} == set()
    assert {f["known"] for f in http.get("/api/facts").json()["items"]} == {False}, "nothing of it is stored"


def test_what_is_held_is_told_with_where_from_what_for_and_how_long(with_statement, drain):
    http = with_statement
    held = {k["id"]: k for k in http.get("/api/data").json()["items"]}
    assert "facts" not in held
    assert held["accounts"]["sources"][0]["source"] == "elsewhere"
    assert held["transactions"]["count"] == sum(s["count"] for s in held["transactions"]["sources"]) > 100
    assert (held["transactions"]["kept_code"], held["transactions"]["uses"][0]) == ("law", "service")
    give(http, *everything())
    drain()
    held = {k["id"]: k for k in http.get("/api/data").json()["items"]}
    assert held["facts"]["count"] > 5
    assert held["facts"]["kept_code"] == "consent"
    assert held["consents"]["count"] == 4
    assert date.fromisoformat(held["transactions"]["since"]) < TODAY
    german = {k["id"]: k for k in http.get("/api/data", headers=GERMAN).json()["items"]}
    assert german["facts"]["label"] != held["facts"]["label"]


def test_every_table_with_a_customer_belongs_to_a_kind_of_data(database):
    with database.app.connect() as connection:
        found = connection.exec_driver_sql(
            """select n.nspname || '.' || c.relname from pg_class c
                 join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('florin', 'derived') and c.relkind in ('r', 'p')
                  and exists (select from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
                                 and a.attname in ('customer_id', 'member_id'))"""
        ).scalars()
        tables = set(found)
    told = {table for kind in inventory.kinds() for table in kind.tables}
    assert tables - told == set(), "say in inventory.toml what kind of data this is"
    assert told - tables == {"florin.customer"}


def test_nobody_elses_consent_can_be_told_from_one_that_is_not_there(http, una):
    (row,) = una.give()[:1]
    for method, path in (("delete", ""), ("get", "/receipt")):
        theirs = http.request(method, f"/api/consents/{row.id}{path}")
        none = http.request(method, f"/api/consents/01a00000-0000-7000-8000-000000000000{path}")
        assert (theirs.status_code, theirs.json()) == (none.status_code, none.json())
        assert theirs.status_code == 404
    assert una.rows("select from consent where customer_id = :c and ended is not null") == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/consents"),
        ("post", "/api/consents"),
        ("get", "/api/consents/worth"),
        ("delete", "/api/consents/{id}"),
        ("get", "/api/consents/{id}/receipt"),
        ("get", "/api/data"),
    ],
)
def test_nobody_decides_or_looks_at_this_for_someone_else(http, una, method, path):
    (row,) = una.give()[:1]
    named = {"florin-customer": str(una.id), **KEY}
    body = {"json": {"items": everything()}} if method == "post" else {}
    answer = http.request(method, path.format(id=row.id), headers=named, **body)
    assert (answer.status_code, answer.json()["reason"]) == (403, "own-only")
    assert len(una.rows("select from consent where customer_id = :c and ended is null")) == 4

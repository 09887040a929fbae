"""The API in the reader's language: facts, suggestions, imports and what goes wrong."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.customer.consent.rules import everything
from florin.customer.service import add_customer
from florin.simulation.sample import sample_statement

NOBODYS = UUID("01a00000-0000-7000-8000-000000000000")

GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}
SAID = {"label", "sentence", "definition", "title", "text", "contest", "reason"}


@pytest.fixture(scope="module")
def client(database, env) -> Iterator[TestClient]:
    """Someone with the sample statement, signed in."""
    from florin.app.parts import PARTS
    from florin.app.worker import drain

    add_customer(
        database.app, env, name="Ute Groß", country="US", currency="USD", persona="ute", consents=everything()
    )
    with TestClient(create_app(database, env), headers={"origin": "http://testserver"}) as made:
        assert made.post("/api/session", json={"persona": "ute"}).status_code == 201
        content, name, kind = sample_statement(env.clock.business_date(), "ofx")
        (read,) = made.post("/api/imports", files={"file": (name, content, kind)}).json()["items"]
        made.post(f"/api/imports/{read['id']}/confirm")
        drain(database.worker, env, PARTS)
        yield made


def said(told: Any, at: str = "") -> dict[str, str]:
    """Every text for a reader in an answer, by its place."""
    if isinstance(told, list):
        return {k: v for n, each in enumerate(told) for k, v in said(each, f"{at}[{n}]").items()}
    if not isinstance(told, dict):
        return {}
    found = {f"{at}.{k}": v for k, v in told.items() if k in SAID and isinstance(v, str)}
    return found | {k: v for name, each in told.items() for k, v in said(each, f"{at}.{name}").items()}


def both(client: TestClient, path: str) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of one address in English and in German."""
    english, german = client.get(path), client.get(path, headers=GERMAN)
    assert english.status_code == german.status_code == 200, path
    assert "accept-language" in german.headers["vary"].lower()
    return said(english.json()), said(german.json())


def test_facts_are_said_in_german(client):
    english, german = both(client, "/api/facts")
    assert len(german) >= 33
    assert english.keys() == german.keys()
    assert {at: text for at, text in german.items() if text == english[at]} == {}
    income = next(text for text in german.values() if " Monate kamen etwa " in text)
    assert re.search(r"etwa \d{1,3}(\.\d{3})*\u00a0\$ herein\.$", income), income
    assert any(re.search(r"am \d{1,2}\. [A-ZÄ][a-zä]+ 20\d\d\.", text) for text in german.values())


def test_a_fact_shows_its_figures_in_german(client):
    shown = client.get("/api/facts/income", headers=GERMAN).json()
    assert {"Volle Monate"} <= {figure["label"] for figure in shown["figures"]}
    assert any(re.search(r"\d,\d\d\u00a0\$", figure["value"]) for figure in shown["figures"])


def test_suggestions_give_their_reasons_in_german(client):
    items = client.get("/api/suggestions").json()["items"]
    assert items
    for each in items:
        english, german = both(client, f"/api/suggestions/{each['id']}")
        own = {at: text for at, text in german.items() if ".evidence" not in at}
        assert {at: text for at, text in own.items() if text == english[at]} == {}
        assert not re.search(r"\d\.\d\d\b|\$\d", " ".join(own.values())), own


def test_home_is_german_but_for_what_a_bank_wrote(client):
    english, german = both(client, "/api/home")
    same = {at for at, text in german.items() if text == english[at]}
    assert all(at.startswith((".recent", ".month")) for at in same), same


def test_accounts_without_a_name_are_called_by_their_kind(client):
    names = {each["name"] for each in client.get("/api/accounts", headers=GERMAN).json()["items"]}
    assert any(name.startswith("Girokonto") for name in names), names


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "reason", "title"),
    [
        ("GET", "/api/facts/luck", None, "not-found", "fact", "Nicht gefunden"),
        ("GET", f"/api/accounts/{NOBODYS}", None, "not-found", "account", "Nicht gefunden"),
        ("GET", f"/api/transactions/p{NOBODYS}", None, "not-found", "planned", "Nicht gefunden"),
        ("GET", "/api/nothing", None, "not-found", None, "Nicht gefunden"),
        ("POST", f"/api/suggestions/{NOBODYS}/dismiss", {}, "not-found", "suggestion", "Nicht gefunden"),
        ("POST", "/api/session", {}, "invalid-input", None, "Etwas ist nicht richtig ausgefüllt"),
    ],
)
def test_problems_are_said_in_german(client, method, path, body, code, reason, title):
    problem = client.request(method, path, json=body, headers=GERMAN).json()
    assert (problem["type"], problem.get("reason"), problem["title"]) == (f"/problems/{code}", reason, title)
    english = client.request(method, path, json=body).json()
    assert problem["cause"] == english["cause"]
    assert problem["detail"] != english["detail"]


def test_what_is_wrong_with_a_field_is_said_at_the_field_in_german(client):
    account = client.get("/api/accounts").json()["items"][0]["id"]
    change = {"balance": "viel", "rate": "1.5", "name": "x" * 101}
    problem = client.patch(f"/api/accounts/{account}", json=change, headers=GERMAN).json()
    told = {each["field"]: (each["code"], each["message"]) for each in problem["errors"]}
    assert told == {
        "balance": ("no-number", "Das ist keine Zahl."),
        "rate": ("too-large", "Das darf höchstens 1 sein."),
        "name": ("too-long", "Bitte verwenden Sie höchstens 100 Zeichen."),
    }
    fine = client.patch(f"/api/accounts/{account}", json={"balance": "1.001"}, headers=GERMAN).json()
    assert fine["errors"][0]["message"] == "Das hat mehr Nachkommastellen, als die Währung kennt."


def test_a_file_that_cannot_be_read_says_why_in_german(client):
    sent = {"file": ("auszug.pdf", b"%PDF-1.7 nothing", "application/pdf")}
    (read,) = client.post("/api/imports", files=sent, headers=GERMAN).json()["items"]
    assert read["state"] == "failed"
    assert read["error"].startswith("auszug.pdf: das ist keine Auszugsdatei, sondern ein PDF-Dokument;")
    stored = client.get(f"/api/imports/{read['id']}").json()["error"]
    assert stored.startswith("auszug.pdf: this is no statement file but a PDF document;")


def test_who_is_not_signed_in_or_comes_from_elsewhere_is_told_in_german(database, env):
    with TestClient(create_app(database, env)) as stranger:
        closed = stranger.get("/api/home", headers=GERMAN).json()
        assert closed["title"] == "Bitte melden Sie sich an"
        refused = stranger.post("/api/session", json={}, headers={**GERMAN, "origin": "https://evil.example"})
        assert refused.json()["detail"].startswith("Diese Anfrage kam nicht von einer Seite von Florin.")


def test_a_bank_offers_its_own_languages_and_its_first_is_the_default(database, env):
    from dataclasses import replace

    bank = env.bank.model_copy(update={"languages": ("de", "en")})
    with TestClient(create_app(database, replace(env, bank=bank))) as client:
        assert client.get("/api/bank").json()["languages"] == ["de", "en"]
        assert client.get("/api/home").json()["title"] == "Bitte melden Sie sich an"
        assert client.get("/api/home", headers={"accept-language": "en"}).json()["title"] == "Please sign in"


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({"error": "e", "problem": "conflict.too-little"}, "Auf diesem Konto ist nicht genug Geld frei."),
        ({"error": "e", "problem": "conflict.detail"}, "Bitte sehen Sie sich den jetzigen Stand an"),
        ({"error": "as the code worded it"}, "as the code worded it"),  # stored before there were texts
        ({"error": "as the code worded it", "problem": "conflict.gone"}, "as the code worded it"),
        ({"problem": "suggestion.expired"}, "Das galt bis zum 7. Dezember 2026 und ist abgelaufen"),
    ],
)
def test_what_kept_a_suggestion_from_being_done_is_said_in_german(result, said):
    from types import SimpleNamespace

    from florin.customer.suggestions import views

    told = views._result(SimpleNamespace(result=result, expires=date(2026, 12, 7)), "de")
    assert told
    assert told["error"].startswith(said)

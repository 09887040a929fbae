"""The demo over HTTP: who lives there, how their days pass, and what is refused."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.demo.life import tick
from florin.demo.people import PEOPLE

ORIGIN = {"origin": "http://testserver"}


@pytest.fixture
def client(town):
    with TestClient(create_app(town.database, town.env), headers=ORIGIN) as made:
        yield made


@pytest.fixture
def maya(client):
    assert client.post("/api/session", json={"persona": "maya"}).status_code == 201
    return client


def test_everyone_is_introduced(client):
    told = client.get("/api/demo").json()
    assert [p["id"] for p in told["people"]] == [p.id for p in PEOPLE]
    you, maya = told["people"][:2]
    assert (you["own"], you["problem"], you["ready"]) == (True, None, True)
    assert (maya["name"], maya["age"], maya["kind"], maya["ready"]) == ("Maya Torres", 31, "salaried", True)
    assert maya["business_date"] == "2026-11-23"
    assert maya["line"] != maya["problem"]
    assert maya["face"]["hair"] == "wavy"
    assert told["life"] == {
        "day": "2026-11-23",
        "seconds": 20.0,
        "paused": False,
        "until": None,
        "live": True,
        "moved": told["life"]["moved"],
    }
    names = client.get("/api/bank").json()["personas"]
    assert names[1] == {"id": "maya", "name": "Maya Torres", "own": False}


def test_the_days_are_stopped_hurried_and_led_on(maya, town):
    assert maya.patch("/api/demo/life", json={"paused": True}).json()["paused"] is True
    changed = maya.patch("/api/demo/life", json={"seconds": 5}).json()
    assert (changed["seconds"], changed["paused"]) == (5.0, True)
    assert maya.post("/api/demo/jump", json={"to": "month"}).json()["until"] == "2026-12-01"
    tick(town.database.worker, town.env)
    told = maya.get("/api/demo").json()
    assert (told["life"]["day"], told["life"]["until"]) == ("2026-12-01", None)
    dates = {p["id"]: p["business_date"] for p in told["people"]}
    assert (dates["maya"], dates["you"]) == ("2026-12-01", "2026-11-23")
    assert maya.get("/api/session").json()["business_date"] == "2026-12-01"


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("patch", "life", {"seconds": 0}, "seconds"),
        ("patch", "life", {"seconds": 1e9}, "seconds"),
        ("patch", "life", {"seconds": "soon"}, "seconds"),
        ("patch", "life", {"paused": "maybe"}, "paused"),
        ("patch", "life", {"speed": 3}, "speed"),
        ("post", "jump", {"to": "christmas"}, "to"),
        ("post", "jump", {}, "to"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(maya, method, path, body, field):
    answer = getattr(maya, method)(f"/api/demo/{path}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_who_is_not_signed_in_looks_only(client):
    assert client.patch("/api/demo/life", json={"paused": True}).status_code == 401
    assert client.post("/api/demo/jump", json={"to": "month"}).status_code == 401


def test_the_visitor_has_no_payday(client):
    client.post("/api/session", json={"persona": "you"})
    answer = client.post("/api/demo/jump", json={"to": "payday"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert client.post("/api/demo/jump", json={"to": "tomorrow"}).status_code == 200


@pytest.mark.parametrize(("change", "status"), [({"demo": False}, 404), ({"live": False}, 409)])
def test_where_there_is_no_demo_or_no_living(town, change, status):
    env = replace(town.env, settings=town.env.settings.model_copy(update=change))
    with TestClient(create_app(town.database, env), headers=ORIGIN) as client:
        if status == 404:
            assert client.get("/api/demo").json()["type"] == "/problems/not-found"
            return
        client.post("/api/session", json={"persona": "maya"})
        assert client.get("/api/demo").json()["life"]["live"] is False
        assert client.post("/api/demo/jump", json={"to": "month"}).status_code == status

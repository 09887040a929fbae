"""Under which names we answer, and what every answer carries."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.app.static import BUILT
from tests.conftest import settings_for

HARDENED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
NOT_USED = ("camera", "microphone", "geolocation", "payment", "usb", "display-capture")


@pytest.fixture(scope="module")
def app(database, env):
    return create_app(database, env)


@pytest.fixture
def client(app):
    return TestClient(app)


@pytest.fixture
def real(database, env, home):
    """A bank that is no demo, with pages of its own, listening on every address of the machine."""
    told = settings_for(home, host="0.0.0.0", origins="https://bank.example,https://app.bank.example")  # noqa: S104
    return TestClient(create_app(database, replace(env, settings=told)), base_url="https://bank.example")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver.evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "testserver@evil.example",
        "169.254.169.254",
        "[::ffff:7f00:1",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/bank", "/api/session", "/money"])
def test_under_a_name_that_is_not_ours_nothing_is_answered(client, host, path):
    """A name of somebody else's may be bound to our address: its page would be of our origin."""
    answer = client.get(path, headers={"host": host})
    assert (answer.status_code, answer.json()["reason"]) == (403, "other-host")
    assert client.post("/api/session", json={"persona": "you"}, headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "host", ["testserver", "TESTSERVER:80", "localhost:8000", "127.0.0.1", "127.0.0.1:1", "[::1]:8000"]
)
def test_under_our_own_names_and_this_machines_it_is(client, host):
    assert client.get("/api/bank", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("bank.example", 200),
        ("app.bank.example:443", 200),
        ("0.0.0.0", 403),  # noqa: S104 - listening everywhere is no name
        ("other.bank.example", 403),
        ("10.0.0.5:8000", 403),
    ],
)
def test_the_names_are_those_of_the_pages(real, host, status):
    assert real.get("/api/bank", headers={"host": host}).status_code == status


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_whoever_balances_the_load_asks_by_any_address(real, path):
    assert real.get(path, headers={"host": "10.0.0.5:8000"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/health", "/api/bank", "/api/session", "/api/nothing", "/api/openapi.json"]
)
def test_every_answer_is_hardened(client, path):
    answer = client.get(path)
    assert HARDENED.items() <= dict(answer.headers).items()
    granted = dict(part.strip().split("=", 1) for part in answer.headers["permissions-policy"].split(","))
    assert {granted[name] for name in NOT_USED} == {"()"}
    assert granted["publickey-credentials-get"] == granted["publickey-credentials-create"] == "(self)"
    if path.startswith("/api/"):
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "strict-transport-security" not in answer.headers  # a demo is plain http on this machine


@pytest.mark.parametrize(
    "ask",
    [
        lambda http: http.get("/api/session"),
        lambda http: http.get("/api/bank", headers={"host": "evil.example"}),
        lambda http: http.post("/api/session", json={"persona": "you"}),
    ],
    ids=["signed out", "another host", "another site"],
)
def test_refusals_are_hardened_too(real, ask):
    answer = ask(real)
    assert answer.status_code in (401, 403)
    assert HARDENED.items() <= dict(answer.headers).items()
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["strict-transport-security"] == "max-age=63072000"


def test_an_answer_to_an_error_of_ours_is_hardened_too(app, monkeypatch):
    monkeypatch.setattr("florin.app.api.ping", lambda _: 1 / 0)
    answer = TestClient(app, raise_server_exceptions=False).get("/ready")
    assert answer.status_code == 500
    assert HARDENED.items() <= dict(answer.headers).items()


@pytest.mark.skipif(not (BUILT / "headers.json").is_file(), reason="no web client was built")
@pytest.mark.parametrize("path", ["/", "/money", "/o"])
def test_pages_run_nothing_but_our_own(client, path):
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("text/html")
    assert HARDENED.items() <= dict(answer.headers).items()
    policy = {
        name: rest for name, *rest in map(str.split, answer.headers["content-security-policy"].split(";"))
    }
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["connect-src"] == policy["form-action"] == ["'self'"]
    for directive in ("script-src", "style-src"):
        assert all(source == "'self'" or source.startswith("'sha256-") for source in policy[directive])

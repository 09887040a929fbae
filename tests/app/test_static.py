"""The pages as they are served: coding, caching, deep links, what is not there, the policy."""

import json

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from florin.app.static import pages

POLICY = {"content-security-policy": "default-src 'none'"}


@pytest.fixture
def client(tmp_path):
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "shell.html", "assets/boot-1.js"):
        (tmp_path / name).write_text(f"plain {name}")
        (tmp_path / f"{name}.br").write_bytes(b"brotli")
        (tmp_path / f"{name}.gz").write_bytes(b"gzip")
    (tmp_path / "headers.json").write_text(json.dumps(POLICY))
    (tmp_path / ".stamp").write_text("secret")
    app = FastAPI()
    app.mount("/", pages(tmp_path))
    with TestClient(app) as made:
        yield made


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", None),
        ("br;q=none", None),
        ("identity", None),
    ],
)
def test_the_best_coding_that_is_taken(client, accepted, coding):
    with client.stream("GET", "/assets/boot-1.js", headers={"accept-encoding": accepted}) as answer:
        body = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert body == {"br": b"brotli", "gzip": b"gzip", None: b"plain assets/boot-1.js"}[coding]


def plain(client, path):
    return client.get(path, headers={"accept-encoding": "identity"})


@pytest.mark.parametrize(
    "path", ["/money", "/money/accounts/1", "/suggestions", "/headers.json", "/.stamp", "/../x"]
)
def test_every_other_address_is_the_client(client, path):
    answer = plain(client, path)
    assert (answer.status_code, answer.text) == (200, "plain shell.html")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == POLICY["content-security-policy"]


def test_home_has_its_own_outline(client):
    assert plain(client, "/").text == "plain index.html"


def test_assets_are_kept_for_ever(client):
    assert "immutable" in plain(client, "/assets/boot-1.js").headers["cache-control"]


@pytest.mark.parametrize("path", ["/api/unknown", "/api/", "/assets/gone.js"])
def test_what_is_not_there_is_never_the_page(client, path):
    assert plain(client, path).status_code == 404


def test_pages_are_only_read(client):
    assert client.post("/money").status_code == 405

"""Nothing that a person typed, right or wrong, gets out of their own rows: not into logs, events, jobs or
what the processes print."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import create_engine, text

from florin.kernel.postgres import ADMIN, start_server

pytestmark = pytest.mark.slow

MARK = "Zqplanted"
SOURCE = Path(__file__).parents[2] / "src"
PNG = b"\x89PNG\r\n\x1a\n" + f"{MARK}picture".encode()
STATEMENT = f"""Date,Description,Counterparty,Amount
2026-11-03,{MARK}text,{MARK}party,-20.50
2026-11-04,{MARK}text two,{MARK}payer,900.00
"""
TABLES = text("""
select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')""")
# The words as they are stand only in what is derived for search, under row-level security.
CLEAR = {"derived.transaction", "derived.mark"}


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[str, Path, Path]]:
    """A server with its workers that log all they can: address, home, the file of all they printed."""
    home, beside = (Path(tempfile.mkdtemp(prefix="florin-planted-")) for _ in range(2))
    told = beside / "told.log"
    around = {**os.environ, "FLORIN_HOME": str(home), "FLORIN_LOG_LEVEL": "DEBUG", "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "florin.app.main", "demo", "--port", "0", "--no-live", "--months", "2"]
    with told.open("wb") as out:
        process = subprocess.Popen(command, env=around, stdout=out, stderr=subprocess.STDOUT)
        try:
            end = time.monotonic() + 60
            while not (found := re.search(r"http://\S+", told.read_text())):
                assert time.monotonic() < end, told.read_text()
                time.sleep(0.1)
            yield found[0], home, told
        finally:
            process.terminate()
            process.wait(30)
            shutil.rmtree(home, ignore_errors=True)
            shutil.rmtree(beside, ignore_errors=True)


def test_what_a_person_typed_is_nowhere_but_in_their_own_rows(running):
    url, home, told = running
    with httpx2.Client(
        base_url=url, headers={"origin": url, "user-agent": f"{MARK}agent"}, timeout=30
    ) as http:
        statuses = [_signed_in(http), *_typed(http), *_mistyped(http)]
        while http.get("/ready").json()["lag"] and any(http.get("/ready").json()["lag"].values()):
            time.sleep(0.2)
    assert min(statuses) == 200
    assert {404, 422} <= set(statuses)
    assert 500 not in statuses
    printed = told.read_text()
    assert "Florin answers" in printed
    found = [line for line in printed.splitlines() if MARK.lower() in line.lower()]
    assert not found, found[:5]
    assert not _in_files(home), "in a file beside the database"
    tables = _in_tables(home)
    assert CLEAR & set(tables), "the words were not stored at all"
    assert set(tables) <= CLEAR, tables


def _signed_in(http) -> int:
    end = time.monotonic() + 60
    while http.post("/api/session", json={"persona": "you"}).status_code != 201:
        assert time.monotonic() < end
        time.sleep(0.2)
    wishes = [{"purpose": p, "source": s} for p in ("picture", "suggestions") for s in ("here", "elsewhere")]
    given = http.post("/api/consents", json={"items": wishes}, headers={"idempotency-key": "first-step-1"})
    assert given.status_code == 201, given.text
    return 200


def _typed(http) -> Iterator[int]:
    """Every field that takes a person's words, rightly filled."""
    sent = http.post("/api/imports", files={"file": (f"{MARK}file.csv", STATEMENT.encode(), "text/csv")})
    (shown,) = sent.json()["items"]
    yield http.post(f"/api/imports/{shown['id']}/confirm").status_code
    end = time.monotonic() + 60
    while not (lines := http.get("/api/transactions", params={"q": MARK}).json()["items"]):
        assert time.monotonic() < end, "the statement was not booked"
        time.sleep(0.3)
    line = next(line for line in lines if line["status"] == "booked")
    account = f"/api/accounts/{line['account']}"
    yield http.patch(account, json={"name": f"{MARK}account"}).status_code
    path = f"/api/transactions/{line['id']}"
    yield http.patch(path, json={"note": f"{MARK}note", "tags": [f"{MARK}tag"]}).status_code
    amount = line["amount"]["amount"]
    parts = {"parts": [{"label": f"{MARK}part", "amount": amount}]}
    yield http.put(f"{path}/parts", json=parts).status_code
    yield http.post(f"{path}/attachments", files={"file": (f"{MARK}.png", PNG, "image/png")}).status_code
    for query in ("q", "counterparty", "tag"):
        yield http.get("/api/transactions", params={query: f"{MARK}{query}"}).status_code
    yield http.get("/api/transactions/export", params={"q": MARK, "format": "csv"}).status_code


def _mistyped(http) -> Iterator[int]:
    """The same, and everything else that takes a word, wrongly filled."""
    word = f"{MARK}wrong"
    broken = f"Date,Amount\n{word},{word}\n".encode()
    yield http.post("/api/imports", files={"file": (f"{word}.csv", broken, "text/csv")}).status_code
    yield http.post("/api/imports", files={"file": (f"{word}.pdf", b"%PDF" + word.encode())}).status_code
    for method, path, body in (
        ("POST", "/api/session", {"persona": word}),
        ("POST", "/api/identity/recovery", {"code": word}),
        (
            "POST",
            "/api/identity/registration",
            {"invitation": word, "credential": {"id": word}, "name": word},
        ),
        ("POST", "/api/identity/sign-in", {"credential": {"id": word, "response": {"userHandle": word}}}),
        ("POST", "/api/household/join", {"token": word * 3}),
        ("PATCH", "/api/session", {"currency": word}),
        ("PATCH", f"/api/accounts/{word}", {"name": word}),
        ("PATCH", f"/api/transactions/{word}", {"note": word * 900, "tags": [word]}),
        ("PUT", f"/api/transactions/{word}/parts", {"parts": [{"label": word, "amount": word}]}),
        ("POST", "/api/consents", {"items": [{"purpose": word, "source": word}]}),
        ("POST", "/api/office/session", {"role": word}),
        ("GET", f"/api/facts/{word}", None),
        ("GET", f"/api/{word}", None),
        ("GET", f"/api/transactions?min={word}&from={word}&cursor={word}", None),
        ("GET", f"/api/upcoming/{word}", None),
        ("PATCH", "/api/accounts/", word),
    ):
        headers = {"idempotency-key": f"{word}-{len(path)}"}
        yield http.request(method, path, json=body, headers=headers).status_code
    yield http.post("/api/consents", content=f"{{{word}".encode(), headers={"content-type": word}).status_code


def _in_files(home: Path) -> list[str]:
    """Files of the home that are not the database's own: logs, keys, heads."""
    mine = (path for path in home.rglob("*") if path.is_file() and "base" not in path.parts)
    mine = (
        path for path in mine if "pg_wal" not in path.parts
    )  # the rows themselves, which are sealed there
    return [str(path) for path in mine if MARK.encode() in path.read_bytes()]


def _in_tables(home: Path) -> list[str]:
    wanted = (MARK.lower(), MARK.encode().hex(), MARK.lower().encode().hex())
    owner, found = create_engine(start_server(home).url(ADMIN, "florin")), []
    with owner.connect() as connection:
        for table in list(connection.execute(TABLES).scalars()):
            rows = connection.execute(text(f"select t::text from {table} t")).scalars()
            if any(mark in row.lower() for row in rows for mark in wanted):
                found.append(table)
    owner.dispose()
    return found

"""Everything about one customer in one call: whole, opened, consistent, or nothing at all."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text

from florin.app.leaving.export import out as export
from florin.app.leaving.export import whole
from florin.app.leaving.tables import kinds
from florin.kernel.errors import Conflict, NotFound
from florin.kernel.work import Caller, work
from tests.app.leaving.conftest import marked

SAID = (
    ("customer", "name"),
    ("accounts", "nick"),
    ("accounts", "number"),
    ("postings", "entrytext"),
    ("postings", "entryparty"),
    ("transactions", "stmttext"),
    ("transactions", "note"),
    ("statement_lines", "stmtparty"),
    ("imports", "filename"),
    ("notes", "note"),
    ("tags", "tag"),
    ("parts", "part"),
    ("attachments", "attached"),
    ("recurring", "payer"),
)


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def taken(person, database, env, drain, tmp_path):
    """Somebody, and the folder that their export lies in."""
    one = person()
    drain()
    folder = tmp_path / "out"
    export.to_folder(database.app, env, Caller.operator(one.id), folder)
    return one, folder


def test_it_holds_every_kind_twice_and_every_word_that_the_person_left(taken):
    one, folder = taken
    for kind in kinds():
        rows = json.loads((folder / f"{kind.name}.json").read_text())
        table = read_csv(folder / f"{kind.name}.csv")
        assert len(rows) == len(table), kind.name
    for name, place in SAID:
        for ending in ("json", "csv"):
            assert marked(one.mark, place) in (folder / f"{name}.{ending}").read_text(), (name, place, ending)
    (attached,) = (folder / "attachments").iterdir()
    assert marked(one.mark, "picture").encode() in attached.read_bytes()
    (looked_at,) = (folder / "imports").iterdir()
    assert marked(one.mark, "stmttext").encode() in looked_at.read_bytes()


def test_the_manifest_tells_each_file_as_it_is(taken, env):
    one, folder = taken
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["customer"] == str(one.id)
    assert manifest["basis"].startswith("GDPR art. 15 and 20")
    assert manifest["made"] == env.clock.now().isoformat()
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert there == {"manifest.json", *(each["file"] for each in manifest["files"])}
    for each in manifest["files"]:
        content = (folder / each["file"]).read_bytes()
        assert each["sha256"] == hashlib.sha256(content).hexdigest()
        assert each["bytes"] == len(content)
        assert each["about"]
        if each["file"].endswith(".json"):
            assert each["rows"] == len(json.loads(content))
            assert all(list(row) == each["columns"] for row in json.loads(content)), each["file"]
        assert (folder / each["file"]).stat().st_mode & 0o077 == 0


def test_amounts_are_decimal_text_and_come_to_the_balances(taken, database):
    _, folder = taken
    accounts = {row["id"]: row for row in json.loads((folder / "accounts.json").read_text())}
    sums: dict[str, Decimal] = dict.fromkeys(accounts, Decimal(0))
    for row in json.loads((folder / "postings.json").read_text()):
        assert isinstance(row["amount"], str)
        assert row["currency"] == "USD"
        sums[row["account"]] += Decimal(row["amount"])
    assert {a: Decimal(row["balance"]) for a, row in accounts.items()} == sums
    assert any(total for total in sums.values())


def test_ids_are_the_same_in_every_file(taken):
    _, folder = taken

    def load(name):
        return json.loads((folder / f"{name}.json").read_text())

    entries = {row["entry"] for row in load("postings")}
    assert {row["entry"] for row in load("transactions") if row["entry"]} <= entries
    marks = {row["mark"] for row in load("notes")}
    assert {row["mark"] for name in ("tags", "parts", "attachments") for row in load(name)} <= marks
    assert {row["account"] for row in load("transactions")} <= {row["id"] for row in load("accounts")}
    assert {row["import"] for row in load("statement_lines")} <= {row["id"] for row in load("imports")}
    for row in load("attachments"):
        assert (folder / row["file_path"]).stat().st_size == row["size"]


def test_no_cell_of_a_table_is_a_formula(person, database, env, tmp_path):
    one = person()
    line = one.http.get("/api/transactions").json()["items"][0]
    one.http.patch(f"/api/transactions/{line['id']}", json={"note": "=HYPERLINK(1)"})
    export.to_folder(database.app, env, Caller.operator(one.id), tmp_path / "out")
    notes = [row["note"] for row in read_csv(tmp_path / "out" / "notes.csv")]
    assert "'=HYPERLINK(1)" in notes
    amounts = [row["amount"] for row in read_csv(tmp_path / "out" / "postings.csv")]
    assert any(amount.startswith("-") for amount in amounts)
    assert all(Decimal(amount) for amount in amounts)


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_was(customer, database, env, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(Conflict):
        export.to_folder(database.app, env, Caller.operator(customer), folder)
    assert [p.name for p in tmp_path.rglob("*")] == ["out", "mine.txt"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert export.to_folder(database.app, env, Caller.operator(customer), empty) > 20


def test_a_failure_in_the_middle_leaves_nothing(customer, database, env, tmp_path, monkeypatch):
    monkeypatch.setattr(whole, "_manifest", lambda *_: (_ for _ in ()).throw(RuntimeError("in the middle")))
    with pytest.raises(RuntimeError):
        export.to_folder(database.app, env, Caller.operator(customer), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_nobody_is_exported_who_is_not_there(database, env, tmp_path):
    with pytest.raises(NotFound):
        export.to_folder(database.app, env, Caller.operator(uuid4()), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_the_command_tells_and_is_logged(florin, customer, database, tmp_path):
    out = florin("customer", "export", customer, "--out", tmp_path / "out", "--json")
    told = json.loads(out.out)
    assert told["files"] == len([p for p in (tmp_path / "out").rglob("*") if p.is_file()])
    with work(database.app, Caller.operator(customer)) as unit:
        logged = unit.all(text("select body from event_log where name = 'CustomerExported' order by id"))
    assert [row.body for row in logged] == [{"by": "operator:command line"}]
    events = json.loads((tmp_path / "out" / "events.json").read_text())
    assert "CustomerExported" in [row["name"] for row in events], "that it was told is told, too"


# Over HTTP ------------------------------------------------------------


def test_the_archive_comes_once_and_only_to_whom_it_is_about(person):
    one, other = person(), person()
    asked = one.http.post("/api/export")
    assert asked.status_code == 201, asked.text
    url = asked.json()["url"]
    assert other.http.get(url).status_code == 404
    answer = one.http.get(url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert {"manifest.json", "customer.json", "transactions.csv"} <= names
        told = json.loads(archive.read("customer.json"))
        assert [row["id"] for row in told] == [str(one.id)]
        everything = b"".join(archive.read(name) for name in names)
    assert marked(one.mark, "stmttext").encode() in everything
    assert other.mark.encode() not in everything
    assert one.http.get(url).status_code == 404, "only once"


def test_who_has_a_passkey_must_show_it_first(person, database, env):
    one = person(here=False)
    with work(database.app, Caller.customer(one.id)) as unit:
        sealed = env.vault(one.id).seal_fields({"name": "Phone"})
        unit.run(
            text("""insert into passkey (id, customer_id, credential_id, public_key, sign_count, transports,
            backed_up,
                                         personal, created)
                    values (gen_random_uuid(), :c, :credential, '', 0, '{}', false, :sealed, :now)"""),
            c=one.id,
            credential=one.mark.encode(),
            sealed=sealed,
            now=env.clock.now(),
        )
    for path, purpose in (("/api/export", "export"), ("/api/leave", "leave")):
        refused = one.http.post(path)
        assert refused.status_code == 403, refused.text
        assert (refused.json()["reason"], refused.json()["purpose"]) == ("step-up", purpose)
    assert one.http.get("/api/leave").json()["request"] is None


MEASURED = """
import sys
from pathlib import Path
from uuid import UUID
from florin.app.leaving.export.out import to_folder
from florin.app.wiring import environment, open_database
from florin.kernel.settings import Settings
from florin.kernel.work import Caller

def most():
    # Of this program: `ru_maxrss` also counts the process that forked it, beside whose size nothing shows.
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmHWM"].split()[0])

settings, caller = Settings(home=Path(sys.argv[1])), Caller.operator(UUID(sys.argv[2]))
with open_database(settings) as database:
    env = environment(settings)
    to_folder(database.app, env, Caller.operator(UUID(sys.argv[3])), Path(sys.argv[4]) / "small")
    before = most()
    to_folder(database.app, env, caller, Path(sys.argv[4]) / "large")
    print(most() - before)
"""


@pytest.mark.slow
def test_many_entries_pass_through_little_memory(person, env, tmp_path):
    large, small = person(words=30_000), person()
    places = (env.settings.home, large.id, small.id, tmp_path)
    command = [sys.executable, "-c", MEASURED, *map(str, places)]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    size = sum(p.stat().st_size for p in (tmp_path / "large").rglob("*") if p.is_file())
    assert size > 40_000_000
    assert int(ran.stdout) < 6_000, "KiB more than for somebody with three entries"

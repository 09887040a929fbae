"""The audit trail by command and over HTTP: verified, exported, searched, and who looked at whom."""

import sys
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.kernel.audit.sealer import seal_all
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work
from tests.app.conftest import Ran
from tests.app.test_cli_schemas import checked
from tests.kernel.audit.house import audited

ORIGIN = {"origin": "http://testserver"}


@pytest.fixture(scope="module")
def house(home, env, tmp_path_factory):
    with audited(home, env, "test_audit_cli", tmp_path_factory.mktemp("keys")) as made:
        yield made


@pytest.fixture(scope="module")
def people(house):
    pair = [house.customer(), house.customer()]
    for each in pair:
        account = house.account(each)
        for n in range(5):
            house.pay(each, account, 100 + n)
    return pair


@pytest.fixture
def command(house, monkeypatch, capsys):
    """`florin ...` in this process, on this module's house."""
    from florin.app.cli import main

    lent = replace(house.database, close=lambda: None)
    monkeypatch.setattr("florin.app.wiring.open_all", lambda: (lent, house.env))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["florin", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def staffed(house):
    """Opens the office of this module's house in a role."""
    opened = []

    def enter(role="auditor"):
        client = TestClient(create_app(house.database, house.env), headers=ORIGIN)
        client.__enter__()
        opened.append(client)
        assert client.post("/api/office/session", json={"role": role}).status_code == 201
        return client

    yield enter
    for client in opened:
        client.__exit__(None, None, None)


# By command ------------------------------------------------------------


def test_a_trail_that_holds(command, house, people):
    house.seal()
    ran = command("audit", "verify", "--json")
    (told,) = checked("audit_verify", ran.out)
    assert (ran.code, told["ok"], told["first_bad"]) == (0, True, None)
    assert told["records"] == len(house_records(house)) - 1, (
        "the verification itself is a record, not sealed yet"
    )
    assert told["sealed_to"]["record"] == str(house_records(house)[-2].id)
    assert house_records(house)[-1].name == "AuditVerified"
    assert house_records(house)[-1].body == told
    assert "nothing was tampered with" in command("audit", "verify").out


def house_records(house):
    with house.as_owner() as unit:
        return unit.all(text("select * from event_log order by tx, id"))


def test_money_that_was_tampered_with_is_named_by_the_command(command, house, people):
    house.seal()
    record = next(r for r in house_records(house) if r.name == "EntryRecorded")

    def add(amount):
        with house.admin.begin() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            changed = connection.execute(
                text("update posting set amount = amount + :a where entry_id = :e and line = 1"),
                {"a": amount, "e": record.body["entry"]},
            )
            assert changed.rowcount == 1

    add(1_000_00)
    try:
        ran = command("audit", "verify", "--json")
        (told,) = checked("audit_verify", ran.out)
        assert (ran.code, told["ok"]) == (1, False)
        assert (told["first_bad"]["why"], told["first_bad"]["record"]) == ("changed", str(record.id))
        assert f"changed: record {record.id}" in command("audit", "verify").out
    finally:
        add(-1_000_00)
    assert command("audit", "verify").code == 0


def test_a_piece_is_verified_in_an_empty_home_with_nothing_but_the_file(
    command, florin_process, house, people, tmp_path
):
    file = tmp_path / "piece.jsonl"
    assert command("audit", "export", "--customer", people[0], "--out", file).code == 0
    nowhere = {"FLORIN_DATABASE_URL": "postgresql://nobody@nowhere/x"}
    ran = florin_process("audit", "verify", file, "--json", **nowhere)
    (told,) = checked("audit_verify", ran.out)
    assert (ran.code, told["ok"]) == (0, True)
    own = [r for r in house_records(house) if r.customer_id == people[0]]
    assert told["records"] == len(own) - 1, "all but that it was exported, which is a record after them"
    assert (own[-1].name, own[-1].body) == ("OperatorAccess", {"reason": "audit export"})
    assert told["sealed_to"]["key"] == house.env.signing.key_id
    assert not (tmp_path / "home").exists(), "nothing was opened"
    content = file.read_bytes()
    file.write_bytes(content.replace(b'\\"kind\\": \\"payment\\"', b'\\"kind\\": \\"present\\"', 1))
    assert file.read_bytes() != content
    ran = florin_process("audit", "verify", file, "--json")
    (told,) = checked("audit_verify", ran.out)
    first = next(r for r in own if r.name == "EntryRecorded")
    assert (ran.code, told["first_bad"]["record"], told["first_bad"]["why"]) == (1, str(first.id), "changed")


def test_a_piece_by_the_wrong_key_or_of_nobody(command, people, tmp_path, house):
    file = tmp_path / "piece.jsonl"
    command("audit", "export", "--customer", people[0], "--out", file)
    assert command("audit", "verify", file, "--key", house.env.signing.key_id).code == 0
    assert command("audit", "verify", file, "--key", "x" * 43).code == 1
    ran = command("audit", "export", "--customer", new_id(), "--out", tmp_path / "no")
    assert (ran.code, (tmp_path / "no").exists()) == (1, False)
    assert "no such customer" in ran.err
    assert command("audit", "verify", tmp_path / "none").code == 1


def test_the_public_key_is_told(command, house):
    import json

    told = json.loads(command("audit", "key").out)
    assert told["kid"] == house.env.signing.key_id
    assert set(told) == {"kid", "kty", "crv", "x"}


def test_an_operators_command_for_one_customer_is_a_record(command, house, people):
    command("customer", "picture", people[1])
    looked = [r for r in house_records(house) if r.name == "OperatorAccess" and r.customer_id == people[1]]
    assert looked[-1].body == {"reason": "customer picture"}
    assert looked[-1].actor == "operator:command line"


# In the office ------------------------------------------------------------

PATHS = ("audit", "audit/state", "access")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", ["reviewer", "operator"])
def test_only_an_auditor_sees_the_trail(staffed, path, role):
    answer = staffed(role).get(f"/api/office/{path}")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")


@pytest.mark.parametrize(
    "question",
    [
        "select * from office_audit(null, null, null, null, null, null, 10)",
        "select * from office_access(null, null, null, null, null, 10)",
        "select * from office_audit_state()",
    ],
)
def test_past_the_route_the_database_refuses_too(staffed, house, people, question):
    from sqlalchemy.exc import DBAPIError

    staffed("reviewer")
    member = house.one("select id from staff where role = 'reviewer'")
    for caller in (Caller.staff(member), Caller.customer(people[0]), Caller.operator(people[0])):
        with (
            pytest.raises(DBAPIError, match=r"may not do this|only staff"),
            work(house.database.app, caller) as unit,
        ):
            unit.all(text(question))


def everything(client, path, **asked):
    """All items, page by page."""
    found, cursor = [], None
    while True:
        page = client.get(f"/api/office/{path}", params={**asked, **({"cursor": cursor} if cursor else {})})
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        cursor = page.json()["next"]
        if cursor is None:
            return found


def test_a_search_by_name_actor_customer_and_day_finds_exactly_those(staffed, house, people):
    client = staffed()
    before = house_records(house)

    def ids(rows):
        return [str(r.id) for r in sorted(rows, key=lambda r: -r.id)]

    def found(**asked):
        known = {str(r.id) for r in before}
        return [item["id"] for item in everything(client, "audit", **asked) if item["id"] in known]

    me = str(people[0])
    assert found() == ids(before)
    assert found(name="EntryRecorded") == ids(r for r in before if r.name == "EntryRecorded")
    assert found(customer=me) == ids(r for r in before if str(r.customer_id) == me)
    assert found(customer=me, name="AccountOpened") == ids(
        r for r in before if str(r.customer_id) == me and r.name == "AccountOpened"
    )
    for actor in ("operator", "operator:command line", "staff", "worker", "system"):
        expected = ids(r for r in before if r.actor == actor or r.actor.startswith(f"{actor}:"))
        assert found(actor=actor) == expected, actor
    assert found(actor="operator")
    today = datetime.now(ZoneInfo(house.env.bank.time_zone)).date()
    assert found(since=today, until=today) == ids(before)
    assert found(since=today + timedelta(days=2)) == found(until=today - timedelta(days=2)) == []
    assert found(since="0001-01-01", until="9999-12-31") == ids(before)


def test_a_day_begins_in_the_banks_time_zone_and_ends_with_its_last_moment(staffed, house, people):
    client = staffed()
    zone = house.env.bank.time_zone
    with house.admin.begin() as connection:
        for n, day in enumerate(("2025-03-01 00:00:00", "2025-03-01 23:59:59.999", "2025-03-02 00:00:00")):
            connection.execute(  # ids rise with time, as they do when they are given out
                text(
                    "insert into event_log (id, name, body, created) overriding system value"
                    " values (:id, 'OldOne', '{}', cast(:d as timestamp) at time zone :z)"
                ),
                {"id": n - 100, "d": day, "z": zone},
            )
    try:
        rows = everything(client, "audit", name="OldOne", since="2025-03-01", until="2025-03-01")
        assert len(rows) == 2
        assert len(everything(client, "audit", name="OldOne", since="2025-03-02", until="2025-03-02")) == 1
        assert len(everything(client, "audit", name="OldOne", until="2025-02-28")) == 0
    finally:
        with house.admin.begin() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            connection.execute(text("delete from event_log where name = 'OldOne'"))


def test_each_row_says_who_did_it_and_whether_it_is_sealed(staffed, house, people):
    client = staffed()
    seal_all(house.database.worker, house.env.signing, house.env.clock.now())
    sealed = {str(r.id) for r in house_records(house)}
    with work(house.database.app, Caller.customer(people[0])) as unit:
        unit.emit("Fresh", people[0], {"x": "y"})
    (fresh,) = everything(client, "audit", name="Fresh")
    assert (fresh["sealed"], fresh["actor"], fresh["body"]) == (False, f"customer:{people[0]}", {"x": "y"})
    assert {row["sealed"] for row in everything(client, "audit") if row["id"] in sealed} == {True}


def test_each_search_is_a_record_that_names_who_was_searched_for(staffed, house, people):
    client = staffed()
    member = house.one("select id from staff where role = 'auditor'")
    for path in ("audit", "access"):
        client.get(f"/api/office/{path}")
        client.get(f"/api/office/{path}", params={"customer": str(people[1])})
        last = [r for r in house_records(house) if r.name == "StaffAccess" and r.body["page"] == path][-2:]
        assert [r.customer_id for r in last] == [None, people[1]]
        assert {r.actor for r in last} == {f"staff:{member}"}


def test_a_customer_who_does_not_exist_is_not_found_and_leaves_no_record(staffed, house):
    client, unknown = staffed(), str(new_id())
    for path in ("audit", "access"):
        assert client.get(f"/api/office/{path}", params={"customer": unknown}).status_code == 404
    assert unknown not in {str(r.customer_id) for r in house_records(house)}


def test_the_state_tells_how_far_it_is_sealed_and_how_it_was_verified(staffed, command, house, people):
    client = staffed()
    command("audit", "verify")
    seal_all(house.database.worker, house.env.signing, house.env.clock.now())
    house.pay(people[0], house.account(people[0]), 1)
    told = client.get("/api/office/audit/state").json()
    sealed = house.one("select sum(cardinality(ids)) from audit_seal")
    assert told["records"] == sealed
    assert told["waiting"] == len(house_records(house)) - sealed > 0
    assert told["seal"] == str(house.one("select max(number) from audit_seal"))
    assert told["key"] == house.env.signing.key_id
    assert told["verification"]["ok"] is True
    assert told["verification"]["first_bad"] is None


def test_the_access_log_says_who_looked_at_whom(staffed, command, house, people):
    client = staffed()
    command("customer", "suggestions", people[1])
    reviewer = staffed("reviewer")
    assert reviewer.get(f"/api/office/customers/{people[1]}").status_code == 200
    rows = everything(client, "access", customer=str(people[1]))
    latest = rows[:3]
    assert [(r["kind"], r["who"], r["page"]) for r in latest[1:]] == [
        ("staff", "Ines Alder", "picture"),
        ("operator", "command line", "customer suggestions"),
    ]
    assert (latest[0]["who"], latest[0]["page"]) == ("Hanne Brook", "access"), "this look itself"
    assert {r["customer"] for r in rows} == {str(people[1])}
    member = reviewer.get("/api/office/session").json()["staff"]["id"]
    theirs = everything(client, "access", staff=member)
    assert {r["who"] for r in theirs} == {"Ines Alder"}
    assert theirs[0]["page"] == "picture"
    assert everything(client, "access", until="2020-01-01") == []


@pytest.mark.parametrize("path", ["audit", "access"])
@pytest.mark.parametrize(
    "asked",
    [{"cursor": "x"}, {"cursor": "0"}, {"since": "yesterday"}, {"customer": "x"}, {"until": "2026-13-01"}],
)
def test_what_is_malformed_is_refused_by_the_fields_name(staffed, path, asked):
    answer = staffed().get(f"/api/office/{path}", params=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(asked))


def test_pages_go_on_where_they_ended(staffed, house, people):
    client = staffed()
    with work(house.database.app, Caller.operator(people[0])) as unit:
        for n in range(120):
            unit.emit("Paged", people[0], {"n": n})
    first = client.get("/api/office/audit", params={"name": "Paged"}).json()
    assert (len(first["items"]), first["next"]) == (50, first["items"][-1]["id"])
    assert [r["body"]["n"] for r in everything(client, "audit", name="Paged")] == list(range(119, -1, -1))

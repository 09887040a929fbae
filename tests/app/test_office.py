"""The engine room for staff: the log, its readers, parked events replayed once, durable work."""

import base64
import pickle

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.identity import staff
from florin.kernel.events import Consumer, parked_events, replay, retry, step
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work

ORIGIN = {"origin": "http://testserver"}


@pytest.fixture(scope="module")
def app(database, env):
    return create_app(database, env)


@pytest.fixture
def operator(app):
    with TestClient(app, headers=ORIGIN) as client:
        assert client.post("/api/office/session", json={"role": "operator"}).status_code == 201
        yield client


@pytest.fixture
def name():
    """A consumer and event of one's own."""
    return f"test-{new_id()}"


@pytest.fixture
def poison(database, customer, name):
    """A reader that fails on every event until it is told otherwise, and what it handled."""
    done, broken = [], [True]

    def handle(unit, events):
        for event in events:
            unit.emit(f"{name}-effect", unit.customer, {"of": event.id})
            if broken[0]:
                raise ValueError("MARKED what a customer typed")
            done.append(event.id)

    consumer = Consumer(name, {name: handle})
    with work(database.app, Caller.operator(customer)) as unit:
        unit.emit(name, customer, {})
    while step(database.worker, consumer, tries=1):
        pass
    return consumer, broken, done


def failed(client, consumer):
    """All failures of a consumer, page by page."""
    rows, cursor = [], None
    while True:
        page = client.get("/api/office/parked", params={"cursor": cursor} if cursor else {}).json()
        rows += [r for r in page["items"] if r["consumer"] == consumer]
        cursor = page["next"]
        if cursor is None:
            return rows


def named(database, event):
    with work(database.worker, Caller.worker("test")) as unit:
        return unit.all(text("select customer_id, body from event_log where name = :n order by id"), n=event)


def test_a_parked_event_is_shown_replayed_and_handled_exactly_once(
    operator, database, customer, poison, name
):
    consumer, broken, done = poison
    (row,) = failed(operator, name)
    assert (row["state"], row["name"], row["customer"]) == ("parked", name, str(customer))
    assert (row["tries"], row["error"]) == (1, "builtins.ValueError")
    asked = {"events": [int(row["event"])]}
    assert operator.post("/api/office/parked/replay", json=asked).json() == {"replayed": 1}
    assert operator.post("/api/office/parked/replay", json=asked).json() == {"replayed": 0}, "a second tap"
    assert failed(operator, name)[0]["state"] == "trying"
    broken[0] = False
    assert retry(database.worker, consumer, now=True) == 1
    assert retry(database.worker, consumer, now=True) == 0
    assert done == [int(row["event"])]
    assert len(named(database, f"{name}-effect")) == 1
    assert failed(operator, name) == []
    member = operator.get("/api/office/session").json()["staff"]["id"]
    told = [e.body for e in named(database, "ParkedReplayed") if e.body["by"] == f"staff:{member}"]
    replayed = {"consumer": name, "event": int(row["event"])}
    assert [e["events"] for e in told if replayed in e["events"]] == [[replayed]], "logged once, with who"


def test_one_that_fails_again_is_parked_again(operator, database, poison, name):
    consumer, _, _ = poison
    (row,) = failed(operator, name)
    operator.post("/api/office/parked/replay", json={"events": [int(row["event"])]})
    assert retry(database.worker, consumer, tries=1, now=True) == 0
    assert failed(operator, name)[0]["state"] == "parked"


def test_all_replays_what_is_parked_and_leaves_the_rest(operator, database, poison, name):
    assert operator.post("/api/office/parked/replay", json={"all": True}).json()["replayed"] >= 1
    assert {r["state"] for r in failed(operator, name)} == {"trying"}
    assert operator.post("/api/office/parked/replay", json={"all": True}).json() == {"replayed": 0}


@pytest.mark.parametrize("role", ["reviewer", "auditor"])
def test_only_an_operator_replays(app, database, env, poison, role):
    with TestClient(app, headers=ORIGIN) as client:
        client.post("/api/office/session", json={"role": role})
        assert "replay" not in client.get("/api/office/session").json()["rights"]
        answer = client.post("/api/office/parked/replay", json={"all": True})
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")
    member = staff.start_demo_session(database.app, env, role)[1]
    with (
        pytest.raises(Exception, match=f"{role} may not do this: replay"),
        work(database.app, Caller.staff(member.id)) as unit,
    ):
        replay(unit)  # past the route: the database refuses, too


@pytest.mark.parametrize(
    "body", [{}, {"events": [], "all": False}, {"events": [1], "all": True}, {"events": [0]}]
)
def test_a_replay_that_names_nothing_or_both_is_refused(operator, body):
    assert operator.post("/api/office/parked/replay", json=body).status_code == 422


def test_the_command_line_and_the_office_share_one_list(florin, operator, database, poison, name):
    (row,) = failed(operator, name)
    assert f"{name}  event {row['event']}" in florin("work", "--parked").out
    with work(database.worker, Caller.worker("operator")) as unit:
        assert (name, int(row["event"])) in {(p.consumer, p.event_id) for p in parked_events(unit)}
    florin("work", "--replay")
    assert failed(operator, name)[0]["state"] == "trying"
    assert any(e.body["by"] == "worker:operator" for e in named(database, "ParkedReplayed"))


def test_each_reader_says_how_far_behind_it_is(operator, database, customer, name):
    step(database.worker, Consumer(name, {}), limit=1)
    with work(database.app, Caller.operator(customer)) as unit:
        for _ in range(3):
            unit.emit(name, customer, {})

    def mine():
        cursor, found = None, []
        while True:
            page = operator.get("/api/office/consumers", params={"cursor": cursor} if cursor else {}).json()
            found += [c for c in page["items"] if c["name"] == name]
            cursor = page["next"]
            if cursor is None:
                return found[0]

    behind = mine()
    assert behind["lag"] >= 3
    assert behind["lag_seconds"] >= 0
    while step(database.worker, Consumer(name, {})):
        pass
    read = mine()
    assert (read["lag"], read["lag_seconds"]) == (0, None)
    assert read["moved"] >= behind["moved"]


def test_the_log_is_paged_newest_first_and_narrowed(operator, database, customer, name):
    with work(database.app, Caller.operator(customer)) as unit:
        for n in range(60):
            unit.emit(name, customer, {"n": n})
    first = operator.get("/api/office/log", params={"name": name}).json()
    rest = operator.get("/api/office/log", params={"name": name, "cursor": first["next"]}).json()
    told = [e["body"]["n"] for e in first["items"] + rest["items"]]
    assert told == list(range(59, -1, -1))
    assert (len(first["items"]), rest["next"]) == (50, None)
    own = operator.get("/api/office/log", params={"customer": str(customer), "name": name}).json()["items"]
    assert {e["customer"] for e in own} == {str(customer)}
    handled = operator.get("/api/office/log", params={"consumer": "customer-durable"}).json()["items"]
    assert {e["name"] for e in handled} <= {"SuggestionAccepted", "SuggestionUndoAsked"}
    everything = operator.get("/api/office/log").json()["items"]
    assert len(everything) == 50
    assert [int(e["id"]) for e in everything] == sorted((int(e["id"]) for e in everything), reverse=True)
    wrong = operator.get("/api/office/log", params={"consumer": "nobody"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "consumer")


def test_one_customers_events_are_not_read_without_a_trace(operator, database, customer):
    operator.get("/api/office/log", params={"customer": str(customer)})
    (event,) = [e for e in named(database, "StaffAccess") if e.customer_id == customer]
    assert event.body["page"] == "events"


# Durable work ------------------------------------------------------------


@pytest.fixture
def jobs(database, customer):
    """Two workflows as the durable engine leaves them: one that went well, one that failed for good."""
    with work(database.app, Caller.operator(customer)) as unit:
        unit.emit("ImportConfirmed", customer, {"import": "x"})
    with work(database.worker, Caller.worker("test")) as unit:
        event = unit.scalar(text("select max(id) from event_log where customer_id = :c"), c=customer)
        error = base64.b64encode(pickle.dumps(LookupError("MARKED text of a person"))).decode()
        add = text("""
insert into jobs.workflow_status (workflow_uuid, status, name, created_at, updated_at, started_at_epoch_ms,
                                  completed_at, inputs, error, recovery_attempts, priority)
values (:id, :status, 'florin', :at, :at + 2500, :at + 500, :ended, 'MARKED inputs', :error, 1, 0)
""")
        good, bad = f"ImportConfirmed-{event}", f"ImportConfirmed-{event + 10**9}"
        unit.run(add, id=good, status="SUCCESS", at=1_800_000_000_000, ended=1_800_000_002_500, error=None)
        unit.run(add, id=bad, status="ERROR", at=1_800_000_001_000, ended=None, error=error)
    yield good, bad
    with work(database.worker, Caller.worker("test")) as unit:
        unit.run(text("delete from jobs.workflow_status where workflow_uuid = any(:ids)"), ids=[good, bad])


def test_jobs_say_what_they_are_for_how_they_went_and_nothing_of_their_content(operator, customer, jobs):
    answer = operator.get("/api/office/jobs")
    rows = {row["id"]: row for row in answer.json()["items"]}
    good, bad = (rows[each] for each in jobs)
    assert (good["name"], good["status"], good["customer"]) == ("ImportConfirmed", "SUCCESS", str(customer))
    assert (good["seconds"], good["error"]) == (2.0, None)
    assert (bad["status"], bad["error"], bad["customer"]) == ("ERROR", "builtins.LookupError", None)
    assert "MARKED" not in answer.text
    only = operator.get("/api/office/jobs", params={"status": "ERROR"}).json()["items"]
    assert {row["status"] for row in only} == {"ERROR"}


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        (base64.b64encode(pickle.dumps(ValueError("x" * 5000))).decode(), "builtins.ValueError"),
        (base64.b64encode(pickle.dumps(pytest.UsageError("y"))).decode(), "pytest.UsageError"),
        ('{"name": "Refused", "message": "MARKED"}', "Refused"),
        (base64.b64encode(pickle.dumps(ValueError("x"), protocol=0)).decode(), "unknown"),
        ("not base64 at all!", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_error_is_told_by_its_class_whatever_is_stored(operator, database, stored, told):
    with work(database.worker, Caller.worker("test")) as unit:
        unit.run(
            text("""
insert into jobs.workflow_status (workflow_uuid, status, name, created_at, updated_at, error, priority)
values ('odd', 'ERROR', 'florin', 1900000000000, 1900000000000, :error, 0)
"""),
            error=stored,
        )
    try:
        row = operator.get("/api/office/jobs").json()["items"][0]
        assert (row["id"], row["error"]) == ("odd", told)
    finally:
        with work(database.worker, Caller.worker("test")) as unit:
            unit.run(text("delete from jobs.workflow_status where workflow_uuid = 'odd'"))


@pytest.mark.parametrize(
    ("role", "path"),
    [
        *(("operator", path) for path in ("log", "consumers", "parked", "jobs", "imports")),
        ("reviewer", "customers"),
        *(("auditor", path) for path in ("audit", "access", "approvals")),
        ("reviewer", "erasures"),
    ],
)
def test_a_made_up_cursor_is_refused(app, role, path):
    with TestClient(app, headers=ORIGIN) as client:
        assert client.post("/api/office/session", json={"role": role}).status_code == 201
        answer = client.get(f"/api/office/{path}", params={"cursor": "1'; drop table staff" + "x" * 90})
    assert answer.status_code == 422

"""Erasure: approved by a second one, carried out once whatever is killed; nothing of a person is left."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
import zlib
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from florin.app.leaving import erase, tombstones
from florin.app.leaving.holds import place, release
from florin.app.leaving.retained import opened
from florin.app.leaving.tables import STAYS
from florin.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ports.environment import Environment
from florin.ports.keys import KeyDestroyed
from florin.ports.keys.vault import Vault
from tests.app.leaving.conftest import administered, counts, customer_tables, erased, found_in, marked


def files_with(home, mark: str) -> list[str]:
    """The files under a home in which a mark stands, in clear or compressed."""
    wanted = mark.encode()
    found = []
    for path in home.rglob("*"):
        if path.is_file() and not path.is_socket():
            try:
                content = path.read_bytes()
            except OSError:
                continue
            if any(wanted in version for version in (content, *_unpacked(content))):
                found.append(path.relative_to(home).as_posix())
    return found


def _unpacked(content: bytes):
    """A file's content where the file as a whole is compressed."""
    for unpack in (zlib.decompress, gzip.decompress):
        try:
            yield unpack(content)
        except (OSError, zlib.error, EOFError):
            continue


# Who may ------------------------------------------------------------


def test_one_member_of_staff_alone_only_asks(database, env, customer, staff):
    approval = erase.propose(database.app, env, customer, staff[0])
    assert not erase.run(database.worker, env, customer)
    assert env.vault(customer)
    with pytest.raises(Conflict) as refused:
        erase.agree(database.app, env, customer, approval, staff[0])
    assert refused.value.reason == "four-eyes"
    assert not erase.run(database.worker, env, customer)
    assert env.vault(customer)
    assert erase.propose(database.app, env, customer, staff[0]) == approval, "asked twice is asked once"


def test_an_auditor_and_a_stranger_neither_ask_nor_agree(database, env, customer, staff):
    for member in (staff[2], uuid4()):
        with pytest.raises(NotAllowed):
            erase.propose(database.app, env, customer, member)
    approval = erase.propose(database.app, env, customer, staff[0])
    for member in (staff[2], uuid4()):
        with pytest.raises(NotAllowed):
            erase.agree(database.app, env, customer, approval, member)
    assert env.vault(customer)


def test_the_database_itself_wants_two(database, env, customer, staff):
    values = {"id": uuid4(), "c": customer, "s": staff[0], "now": env.clock.now(), "day": date(2026, 11, 23)}
    insert = text("""insert into florin.erasure (id, customer_id, state, by_customer, asked, maker, checker,
    checked,
                     law_day) values (:id, :c, 'begun', false, :now, :s, :s, :now, :day)""")
    with pytest.raises(DBAPIError, match="check"), administered(env).begin() as connection:
        connection.execute(insert, values)
    with (
        pytest.raises(DBAPIError, match="nobody agreed"),
        work(database.worker, Caller.worker("x", customer)) as unit,
    ):
        unit.run(
            text("select entomb(:c, :now, :day, false, null, '{}')"),
            c=customer,
            now=values["now"],
            day=values["day"],
        )
    for engine in (database.app, database.worker):
        with (
            pytest.raises(DBAPIError, match="permission"),
            work(engine, Caller.worker("x", customer)) as unit,
        ):
            unit.run(text("update erasure set state = 'begun'"))
    with pytest.raises(DBAPIError, match="permission"), work(database.app, Caller.operator(customer)) as unit:
        unit.scalar(text("select erasure_lock(:c)"), c=customer)


def test_the_customer_asks_sees_what_stays_and_takes_it_back(person, database, env, staff):
    one = person()
    seen = one.http.get("/api/leave").json()
    assert seen["request"] is None
    assert {each["kind"] for each in seen["stays"]} == {"customer", "account", "entry"}
    assert {each["kind"]: each["count"] for each in seen["stays"]}["entry"] == 3
    assert all(each["until"] > "2031" and each["rules"][0]["source"] for each in seen["stays"])
    goes = {each["kind"]: each["count"] for each in seen["goes"]}
    assert goes["notes"] == goes["attachments"] == goes["customer"] == 1
    assert seen["left"][0]["balance"] == {"amount": "15.03", "currency": "USD"}
    asked = one.http.post("/api/leave")
    assert asked.status_code == 201, asked.text
    assert asked.json()["request"]["state"] == "asked"
    assert asked.json()["request"]["by"] == "customer"
    assert one.http.post("/api/leave").json()["request"] == asked.json()["request"]
    assert one.http.delete("/api/leave").status_code == 204
    assert one.http.get("/api/leave").json()["request"] is None
    assert one.http.delete("/api/leave").status_code == 409
    one.http.post("/api/leave")
    erased(database, env, one.id, staff)
    assert one.http.get("/api/leave").status_code == 401


# What is left ------------------------------------------------------------


def test_nothing_of_the_person_is_left_anywhere(person, database, env, staff, drain, capfd):
    one, other = person(), person()
    drain()
    engine = administered(env)
    before = found_in(engine, one.mark)
    assert set(before) <= {"derived.transaction", "derived.mark", "derived.recurring", "florin.customer"}, (
        before
    )
    assert "derived.transaction" in before, "else this test finds nothing because it looks badly"
    assert before["florin.customer"].count(one.mark) == 1, (
        "the demo's code of a person, which is no word of theirs"
    )
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("analyze"))
        connection.execute(text("checkpoint"))
    assert files_with(env.settings.home, one.mark)
    ledger_before = journal(engine, one.id)
    others = counts(engine, other.id)

    erased(database, env, one.id, staff)

    assert found_in(engine, one.mark) == {}
    assert files_with(env.settings.home, one.mark) == []
    said = capfd.readouterr()
    assert one.mark not in said.out + said.err
    left = counts(engine, one.id)
    assert {table for table, rows in left.items() if rows} <= set(STAYS)
    assert counts(engine, other.id) == others, "nobody else's rows are touched"
    assert journal(engine, one.id) == ledger_before
    with work(database.app, Caller.operator()) as unit:
        assert ledger.verify(unit).breaks == ()
    assert found_in(engine, other.mark)
    assert other.http.get("/api/transactions").json()["items"]


def journal(engine, customer):
    """Everything that must stay of the journal: dates, amounts, sums."""
    with engine.connect() as connection:
        return [
            connection.execute(text(query), {"c": customer}).all()
            for query in (
                "select * from florin.posting where customer_id = :c order by entry_id, line",
                "select account_id, amount, entries from florin.balance where customer_id = :c order by 1",
            )
        ]


def test_a_reader_with_the_old_rows_and_no_key_reads_nothing(person, env):
    one = person()
    with administered(env).connect() as connection:
        rows = connection.execute(
            text("select personal from florin.original where customer_id = :c"), {"c": one.id}
        )
        sealed = [bytes(row.personal) for row in rows]
    assert sealed
    assert all(one.mark.encode() not in each for each in sealed)
    vault = env.vault(one.id)
    assert marked(one.mark, "entrytext") in vault.open_fields(sealed[0]).values()


def test_who_was_erased_is_like_somebody_who_never_was(person, database, env, staff, florin, drain, tmp_path):
    one = person()
    erased(database, env, one.id, staff)
    drain()
    never = uuid4()
    assert one.http.get("/api/home").status_code == 401
    assert one.http.post("/api/session", json={"persona": one.persona}).status_code == 404
    for arguments in (
        ("customer", "picture"),
        ("customer", "suggestions"),
        ("customer", "rebuild"),
        ("customer", "hold", "--reason", "court", "--until", "2030-01-01", "--by", str(staff[0])),
        ("customer", "export", "--out", tmp_path / "never"),
    ):
        told = [florin(*arguments[:2], each, *arguments[2:]) for each in (one.id, never)]
        assert told[0].code == told[1].code == 1
        assert told[0].err == told[1].err
    assert str(one.id) not in florin("customer", "list").out
    told = [florin("customer", "erase", each, "--by", staff[0]).err for each in (never,)]
    assert "no such customer" in told[0]
    for each in (one.id, never):
        invite = text("select invitation_add(:id, :token, :owner, false, now(), now())")
        with pytest.raises(IntegrityError), work(database.app, Caller.operator(each)) as unit:
            unit.run(invite, id=uuid4(), token=each.bytes, owner=each)
    for caller in (Caller.customer(one.id), Caller.operator(one.id), Caller.staff(staff[0], one.id)):
        with work(database.app, caller) as unit:
            assert unit.gone
            for table in customer_tables(administered(env)):
                readable = text("select has_column_privilege(:t, 'customer_id', 'select')")
                if unit.scalar(readable, t=table):
                    rows = text(f"select count(*) from {table} where customer_id = :c")
                    assert unit.scalar(rows, c=one.id) == 0, table


def test_days_and_events_pass_an_erased_customer_by(person, database, env, staff, drain):
    one = person()
    with work(database.worker, Caller.worker("test", one.id)) as unit:
        unit.emit("PictureChanged", one.id)  # which nobody has handled when they go
    erased(database, env, one.id, staff)
    drain()
    with administered(env).begin() as connection:
        failed = connection.execute(
            text("select count(*) from florin.event_failure where customer_id = :c"), {"c": one.id}
        ).scalar()
        assert failed == 0
        connection.execute(text("select florin.begin_day('2026-12-24')"))
        told = text("select count(*) from florin.event_log where customer_id = :c and name = 'DayBegan'")
        assert connection.execute(told, {"c": one.id}).scalar() == 0
        connection.execute(text("delete from florin.business_day where day = '2026-12-24'"))
    drain()
    assert not {t for t, rows in counts(administered(env), one.id).items() if rows} - set(STAYS)


# What is kept ------------------------------------------------------------


def test_what_the_law_wants_is_kept_under_a_key_of_its_own_and_only_that(person, database, env, staff):
    one = person()
    erased(database, env, one.id, staff)
    with pytest.raises(KeyDestroyed):
        env.vault(one.id)
    with work(database.app, Caller.operator(one.id)) as unit:
        kept = opened(unit, env, one.id, staff[1], "request")
    by_kind = {kind: [r for r in kept if r.kind == kind] for kind in ("customer", "account", "entry")}
    (who,) = by_kind["customer"]
    assert who.words == {"name": f"{marked(one.mark, 'name')} Reed", "country": "US"}
    assert who.kept.until == date(2031, 11, 23)
    (account,) = by_kind["account"]
    assert account.words["number"] == marked(one.mark, "number")
    assert marked(one.mark, "accname") not in account.words.values()
    # Of three entries one is from 2020: its five years are over.
    assert len(by_kind["entry"]) == 2
    assert {r.words["text"] for r in by_kind["entry"]} == {marked(one.mark, "entrytext")}
    assert all(r.kept.rules[0] == "us-transaction-records" for r in by_kind["entry"])
    told = json.dumps([r.words for r in kept])
    for place_ in ("stmttext", "note", "tag", "nick", "part", "filename"):
        assert marked(one.mark, place_) not in told
    with administered(env).connect() as connection:
        looked = connection.execute(
            text("select body from florin.event_log where customer_id = :c and name = 'StaffAccess'"),
            {"c": one.id},
        ).scalars()
        assert [(b["staff"], b["page"], b["reason"]) for b in looked] == [
            (str(staff[1]), "retained", "request")
        ]
    with work(database.app, Caller.operator(one.id)) as unit, pytest.raises(DBAPIError, match="permission"):
        unit.all(text("select * from retained"))


def test_without_an_account_here_and_without_a_hold_both_keys_go_at_once(person, database, env, staff):
    one = person(here=False)
    seen = one.http.get("/api/leave").json()
    assert seen["stays"] == []
    erased(database, env, one.id, staff)
    for purpose in ("personal", "retained"):
        with pytest.raises(KeyDestroyed):
            env.keys.data_key(one.id, purpose)
    assert not [p for p in env.settings.home.rglob(f"*{one.id.hex}*")]


def test_when_its_time_is_over_what_was_kept_goes_and_its_key(person, database, env, staff, clock):
    one = person()
    erased(database, env, one.id, staff)
    last = date(2031, 11, 23)
    for day, lives in ((date(2031, 11, 20), True), (last, True), (last + timedelta(days=1), False)):
        erase.end_retention(database.worker, on(env, day))
        if lives:
            assert env.keys.data_key(one.id, "retained")
        else:
            with pytest.raises(KeyDestroyed):
                env.keys.data_key(one.id, "retained")
    assert found_in(administered(env), one.mark) == {}
    stones = tombstones.read(tombstones.place(env.settings.home))
    assert stones[one.id].over
    with administered(env).connect() as connection:
        ended = text(
            "select count(*) from florin.event_log where customer_id = :c and name = 'RetentionEnded'"
        )
        assert connection.execute(ended, {"c": one.id}).scalar() == 1
    assert erase.end_retention(database.worker, on(env, date(2040, 1, 1))) >= 0
    with administered(env).connect() as connection:
        assert connection.execute(ended, {"c": one.id}).scalar() == 1


def on(env, day: date) -> Environment:
    """The same environment on another business day."""
    from dataclasses import replace

    return replace(env, clock=replace(env.clock, business_date=lambda: day))


def test_a_hold_keeps_it_longer_until_it_is_released_and_the_customer_sees_it(person, database, env, staff):
    one = person(here=False)
    with work(database.app, Caller.operator(one.id)) as unit:
        place(unit, env, reason="court", until=date(2035, 1, 1), member=staff[0])
    seen = one.http.get("/api/leave").json()
    assert [(h["reason"], h["until"]) for h in seen["holds"]] == [("court", "2035-01-01")]
    assert [(s["kind"], s["until"], s["rules"][0]["code"]) for s in seen["stays"]] == [
        ("customer", "2035-01-01", "legal-hold")
    ]
    assert one.http.get("/api/transactions").json()["items"], "a hold hides nothing"
    erased(database, env, one.id, staff)
    with administered(env).begin() as connection:  # a longer hold is placed on what is kept
        connection.execute(
            text("update florin.legal_hold set until = '2036-01-01' where customer_id = :c"), {"c": one.id}
        )
    erase.end_retention(database.worker, on(env, date(2035, 6, 1)))
    assert env.keys.data_key(one.id, "retained"), "what was kept stays while a hold stands"
    with work(database.app, Caller.operator(one.id)) as unit:
        assert release(unit, env, one.id, staff[0]) == 1
    erase.end_retention(database.worker, on(env, date(2035, 6, 1)))
    with pytest.raises(KeyDestroyed):
        env.keys.data_key(one.id, "retained")


def test_a_bank_whose_law_is_not_known_erases_nobody_with_an_account(person, database, env, staff):
    from dataclasses import replace

    one, without = person(), person(here=False)
    swiss = replace(env, bank=env.bank.model_copy(update={"country": "CH"}))
    with pytest.raises(Conflict) as refused:
        erase.propose(database.app, swiss, one.id, staff[0])
    assert refused.value.reason == "no-law"
    assert erase.propose(database.app, swiss, without.id, staff[0])


# Two processes, and a kill at every point ------------------------------------------------------------

HOLDER = """
import sys
from pathlib import Path
from uuid import UUID
from florin.kernel.bank import bank_of
from florin.kernel.clock import system_clock
from florin.kernel.settings import Settings
from florin.ports.environment import Environment
from florin.ports.keys.embedded import FileKeys
from florin.ports.signing.embedded import FileSigning
home, customer = Path(sys.argv[1]), UUID(sys.argv[2])
env = Environment(Settings(home=home), bank_of(None), system_clock(), FileKeys(home), FileSigning(home))
sealed = env.vault(customer).seal(b"held")
print("held", flush=True)
sys.stdin.readline()
try:
    print(env.vault(customer).open(sealed).decode(), flush=True)
except LookupError:
    print("gone", flush=True)
"""


def test_a_key_that_another_process_holds_does_not_outlive_its_destruction(person, database, env, staff):
    one = person()
    command = [sys.executable, "-c", HOLDER, str(env.settings.home), str(one.id)]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings
    ) as holder:
        assert holder.stdin
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        erased(database, env, one.id, staff)
        holder.stdin.write("\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == "gone\n"


def test_a_server_that_had_the_key_open_lets_go_of_it(person, database, env, staff):
    one = person()
    assert one.http.get("/api/transactions").status_code == 200
    cached = env.keys._cached.cache_info().currsize
    assert cached > 0
    with work(database.worker, Caller.worker("test")) as unit:
        unit.wake(erase.KEYS, "")
    end = time.monotonic() + 5
    while env.keys._cached.cache_info().currsize and time.monotonic() < end:
        time.sleep(0.05)
    assert env.keys._cached.cache_info().currsize == 0


KILLED = """
import os, signal, sys
from pathlib import Path
from uuid import UUID
from datetime import UTC, datetime
import florin.app.leaving.erase as erase
from florin.app.leaving import tombstones
from florin.app.wiring import open_database
from florin.kernel.bank import bank_of
from florin.kernel.clock import fixed_clock
from florin.kernel.settings import Settings
from florin.ports.environment import Environment
from florin.ports.keys.embedded import FileKeys
from florin.ports.signing.embedded import FileSigning
home, customer, point = Path(sys.argv[1]), UUID(sys.argv[2]), sys.argv[3]
settings = Settings(home=home)
clock = fixed_clock(datetime(2026, 11, 23, 12, tzinfo=UTC))
env = Environment(settings, bank_of(None), clock, FileKeys(home), FileSigning(home))

def dead(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def after(function):
    def run(*arguments, **named):
        function(*arguments, **named)
        dead()
    return run

points = {
    "before the list": lambda: setattr(tombstones, "add", dead),
    "after the list": lambda: setattr(tombstones, "add", after(tombstones.add)),
    "before the rows": lambda: setattr(erase.retained, "seal", dead),
    "in the middle of the rows": lambda: setattr(erase.retained, "seal", after(erase.retained.seal)),
    "after the rows": lambda: setattr(erase, "delete", after(erase.delete)),
    "before the key": lambda: setattr(FileKeys, "destroy", dead),
    "in the middle of the key": lambda: setattr(Path, "unlink", dead),
    "after the key": lambda: setattr(FileKeys, "destroy", after(FileKeys.destroy)),
    "before the files": lambda: setattr(erase, "scrub", dead),
    "after the files": lambda: setattr(erase, "scrub", after(erase.scrub)),
}
with open_database(settings) as database:
    points[point]()
    erase.run(database.worker, env, customer)
print("not killed")
"""
POINTS = (
    "before the list",
    "after the list",
    "before the rows",
    "in the middle of the rows",
    "after the rows",
    "before the key",
    "in the middle of the key",
    "after the key",
    "before the files",
    "after the files",
)


@pytest.mark.kill
@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_it_ends_right_and_once(person, database, env, staff, point):
    one = person()
    engine = administered(env)
    before = journal(engine, one.id)
    approval = erase.propose(database.app, env, one.id, staff[0])
    erase.agree(database.app, env, one.id, approval, staff[1])
    command = [sys.executable, "-c", KILLED, str(env.settings.home), str(one.id), point]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run(
        command, env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert erase.resume(database.worker, env) == 1
    assert erase.resume(database.worker, env) == 0
    assert found_in(engine, one.mark) == {}
    assert files_with(env.settings.home, one.mark) == []
    assert journal(engine, one.id) == before
    with pytest.raises(KeyDestroyed):
        env.keys.data_key(one.id)
    with work(database.app, Caller.operator(one.id)) as unit:
        kept = opened(unit, env, one.id, staff[1], "audit")
    assert sorted(r.kind for r in kept) == ["account", "customer", "entry", "entry"]
    lines = tombstones.place(env.settings.home).read_text().splitlines()
    assert sum(str(one.id) in line for line in lines) == 1
    with engine.connect() as connection:
        done = text("""select name, count(*) as n from florin.event_log
                        where customer_id = :c and name like '%Eras%' group by 1""")
        told = {row.name: row.n for row in connection.execute(done, {"c": one.id})}
        assert told == {"ErasureBegan": 1, "CustomerErased": 1}


def test_a_step_that_was_done_is_not_done_again(person, database, env, staff):
    one = person(here=False)
    erased(database, env, one.id, staff)
    assert not erase.run(database.worker, env, one.id)
    step = text("select erasure_step(:c, 'keyless', 'done', :now)")
    with work(database.worker, Caller.worker("another")) as unit:
        assert not unit.scalar(step, c=one.id, now=env.clock.now())
    with administered(env).connect() as connection:
        told = text("""select count(*) from florin.event_log
                        where customer_id = :c and name = 'CustomerErased'""")
        assert connection.execute(told, {"c": one.id}).scalar() == 1


def test_a_page_that_works_for_them_ends_first_and_one_that_comes_later_sees_nobody(
    person, database, env, staff
):
    import threading

    one = person()
    approval = erase.propose(database.app, env, one.id, staff[0])
    erase.agree(database.app, env, one.id, approval, staff[1])
    order: list[str] = []
    with work(database.app, Caller.customer(one.id)) as unit:
        vault = env.vault(one.id)
        thread = threading.Thread(
            target=lambda: (erase.run(database.worker, env, one.id), order.append("erased"))
        )
        thread.start()
        time.sleep(0.5)
        assert thread.is_alive(), "it waits for who works for them"
        unit.run(
            text("insert into suggestion_mute (customer_id, kind, until) values (:c, 'late', '2027-01-01')"),
            c=one.id,
        )
        assert vault.seal(b"late")
        order.append("page")
    thread.join(30)
    assert order == ["page", "erased"]
    assert counts(administered(env), one.id)["florin.suggestion_mute"] == 0


def test_a_table_that_was_forgotten_stops_the_erasure(person, database, env, staff):
    one = person(here=False)
    engine = administered(env)
    approval = erase.propose(database.app, env, one.id, staff[0])
    erase.agree(database.app, env, one.id, approval, staff[1])
    with engine.begin() as connection:
        connection.execute(text("create table florin.forgotten (customer_id uuid, words text)"))
        connection.execute(text("grant select on florin.forgotten to florin_ledger"))
        connection.execute(text("insert into florin.forgotten values (:c, 'words')"), {"c": one.id})
    try:
        with pytest.raises(DBAPIError, match=r"rows are left in florin.forgotten"):
            erase.run(database.worker, env, one.id)
        assert env.vault(one.id), "nothing is half gone"
        assert counts(engine, one.id)["florin.attachment"] == 1
    finally:
        with engine.begin() as connection:
            connection.execute(text("drop table florin.forgotten"))
    assert erase.run(database.worker, env, one.id)


# The commands ------------------------------------------------------------


def test_the_command_asks_and_with_a_second_one_erases(person, florin, staff, env, drain):
    one = person()
    reviewer, operator, _ = staff
    asked = florin("customer", "erase", one.id, "--by", reviewer, "--json")
    assert json.loads(asked.out) == {"customer": str(one.id), "state": "asked", "kept_until": None}, asked.err
    same = florin("customer", "erase", one.id, "--by", reviewer, "--confirm", reviewer)
    assert (same.code, "another member" in same.err) == (1, True)
    assert env.vault(one.id)
    done = florin("customer", "erase", one.id, "--by", reviewer, "--confirm", operator, "--json")
    assert json.loads(done.out) == {"customer": str(one.id), "state": "done", "kept_until": "2031-11-23"}, (
        done.err
    )
    again = florin("customer", "erase", one.id, "--by", reviewer, "--confirm", operator, "--json")
    assert json.loads(again.out)["state"] == "done"
    kept = florin("customer", "retained", one.id, "--by", operator, "--reason", "authority", "--json")
    assert marked(one.mark, "number") in kept.out
    assert florin("customer", "retained", one.id, "--by", uuid4(), "--reason", "authority").code == 1
    assert florin("customer", "retained", one.id, "--by", operator, "--reason", "curiosity").code == 1
    with pytest.raises(NotFound):
        Vault(env.keys, one.id)
    drain()


def test_the_office_s_approval_is_carried_out_by_the_clock(person, database, env, staff, drain):
    from florin.app.leaving import clock as part_clock
    from florin.identity import approvals

    one = person(here=False)
    approval = erase.propose(database.app, env, one.id, staff[0])
    with work(database.app, Caller.staff(staff[1])) as unit:
        approvals.decide(unit, env.clock, approval, "approved")
    drain()
    part_clock._next["at"] = 0.0
    part_clock.tick(database.worker, env)
    with pytest.raises(KeyDestroyed):
        env.vault(one.id)
    assert part_clock.tick(database.worker, env) > 10, "it does not ask the database each round"


def test_tombstones_survive_a_torn_line(tmp_path):
    path, one, other = tmp_path / "tombstones", uuid4(), uuid4()
    day = date(2026, 11, 23)
    tombstones.add(path, [tombstones.Tombstone(one, day)])
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"customer": "01a2')
    assert set(tombstones.read(path)) == {one}
    tombstones.add(path, [tombstones.Tombstone(one, day)])
    assert len(path.read_bytes()) == len(whole) + 18, "what it says already is not said again"
    (tmp_path / "other").write_text("hello\n")
    with pytest.raises(InvalidInput, match="no line of a list"):
        tombstones.read(tmp_path / "other")
    tombstones.add(path, [tombstones.Tombstone(other, day)])
    assert path.stat().st_mode & 0o077 == 0

"""Backup and restore with PostgreSQL's own programs: the erased do not come back, neither rows nor keys."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from florin.app.leaving import backup, erase, revocations, tombstones
from florin.app.leaving.restore import restore
from florin.app.leaving.retained import opened
from florin.app.leaving.tables import STAYS
from florin.app.parts import PARTS
from florin.app.wiring import administrator, environment, open_database
from florin.app.worker import drain as follow
from florin.customer.consent import service as consents
from florin.customer.consent.rules import everything
from florin.kernel.database import Database
from florin.kernel.errors import Conflict, InvalidInput, Unavailable
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ports.environment import Environment
from florin.ports.keys import KeyDestroyed
from tests.app.leaving.conftest import administered, counts, erased, found_in, marked
from tests.app.leaving.test_erase import files_with, journal
from tests.conftest import settings_for
from tests.customer.consent.conftest import DERIVED

pytestmark = pytest.mark.slow
SCHEMAS = Path(__file__).parents[3] / "schema" / "cli"


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """An empty home on another disk."""
    folder = Path(tempfile.mkdtemp(prefix="florin-restored-"))
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def looked_into(home: Path) -> Iterator[tuple[Database, Environment]]:
    """The bank of a home, open."""
    settings = settings_for(home)
    with open_database(settings) as database:
        yield database, environment(settings)


def test_whoever_left_after_the_backup_does_not_come_back(
    person, database, env, staff, drain, tmp_path, elsewhere
):
    one, other = person(), person()
    drain()
    rows, keys = tmp_path / "rows.dump", tmp_path / "keys.tar"
    backup.database(env.settings, rows)
    backup.keys(env.settings, keys)
    before = journal(administered(env), one.id)
    transactions = other.http.get("/api/transactions").json()["items"]
    facts = shown(database, other.id)
    erased(database, env, one.id, staff)

    found = restore(settings_for(elsewhere), rows, keys=keys, lists=[tombstones.place(env.settings.home)])

    assert found.erased == 1
    assert found.keyless == 0
    with looked_into(elsewhere) as (restored, there):
        engine = administered(there)
        assert found_in(engine, one.mark) == {}
        assert files_with(elsewhere, one.mark) == []
        with pytest.raises(KeyDestroyed):
            there.vault(one.id)
        assert set(t for t, n in counts(engine, one.id).items() if n) <= set(STAYS)
        assert journal(engine, one.id) == before
        with work(restored.app, Caller.operator(one.id)) as unit:
            assert unit.gone
            kept = opened(unit, there, one.id, staff[1], "audit")
        assert sorted(r.kind for r in kept) == ["account", "customer", "entry", "entry"], (
            "what the law wants is kept"
        )
        assert marked(one.mark, "number") in {r.words.get("number") for r in kept}
        # Everybody else is back, their picture derived anew.
        with work(restored.app, Caller.operator(other.id)) as unit:
            texts = unit.all(text("select text from derived.transaction where customer_id = :c"), c=other.id)
            assert {t["text"] for t in transactions} <= {row.text for row in texts}
            assert ledger.verify(unit).breaks == ()
        assert shown(restored, other.id) == facts
        assert tombstones.read(tombstones.place(elsewhere))[one.id].day == date(2026, 11, 23)


def test_an_older_backup_of_the_keys_brings_no_key_back(person, database, env, staff, tmp_path, elsewhere):
    one, without = person(), person(here=False)
    rows, keys = tmp_path / "rows.dump", tmp_path / "keys.tar"
    backup.keys(env.settings, keys)
    for each in (one, without):
        erased(database, env, each.id, staff)
    backup.database(env.settings, rows)
    stones = tombstones.place(env.settings.home)
    assert restore(settings_for(elsewhere), rows, keys=keys, lists=[stones]).erased == 0
    with looked_into(elsewhere) as (restored, there):
        for each in (one, without):
            with pytest.raises(KeyDestroyed):
                there.keys.data_key(each.id)
        with work(restored.app, Caller.operator(one.id)) as unit:
            assert len(opened(unit, there, one.id, staff[1], "audit")) == 4


def test_a_consent_that_was_revoked_after_the_backup_stays_revoked(
    person, database, env, drain, tmp_path, elsewhere
):
    one, other = person(), person()
    drain()
    rows, keys = tmp_path / "rows.dump", tmp_path / "keys.tar"
    backup.database(env.settings, rows)
    backup.keys(env.settings, keys)
    facts = shown(database, other.id)
    for each in consents_of(database, one.id, "ended is null"):
        if each.purpose == "picture" and each.source == "here":  # which a newer one took the place of
            wish = {"items": [{"purpose": each.purpose, "source": each.source}]}
            again = one.http.post("/api/consents", json=wish, headers={"idempotency-key": "again-0001"})
            (fresh,) = again.json()["items"]
            assert one.http.delete(f"/api/consents/{fresh['id']}").status_code == 200
        else:
            assert one.http.delete(f"/api/consents/{each.id}").status_code == 200
    drain()
    listed = revocations.place(env.settings.home)

    found = restore(settings_for(elsewhere), rows, keys=keys, revoked=[listed])

    assert found.revoked == len(consents_of(database, one.id, "ended_as = 'revoked'"))
    with looked_into(elsewhere) as (restored, there):
        assert consents_of(restored, one.id, "ended is null") == []
        again = consents_of(restored, one.id, "ended_as = 'revoked'")
        assert {row.revoked for row in again} == {env.clock.now()}, "when they took it back"
        follow(restored.worker, there, PARTS)
        assert shown(restored, one.id) == []
        assert derived_of(restored, one.id) == 0
        assert shown(restored, other.id) == facts != []
        assert consents_of(restored, other.id, "ended is not null") == []
        with work(restored.app, Caller.operator(one.id)) as unit:  # what is given now is not taken back again
            consents.give(unit, there, everything("picture"), key=None)
        for each in revocations.read(revocations.place(elsewhere)):
            with work(restored.app, Caller.operator(each.customer)) as unit:
                assert revocations.revoke_again(unit, there, each) == 0


def consents_of(database, customer, condition):
    """A customer's consents of which a condition holds."""
    with work(database.app, Caller.operator(customer)) as unit:
        return unit.all(text(f"select * from consent where customer_id = :c and {condition}"), c=customer)


def derived_of(database, customer):
    """How many rows there are of a customer that need their consent."""
    with work(database.app, Caller.operator(customer)) as unit:
        return sum(unit.scalar(text(query), c=customer) for query in DERIVED.values())


def shown(database, customer):
    """A customer's facts."""
    with work(database.app, Caller.operator(customer)) as unit:
        return unit.all(
            text("select name, value, currency, known from derived.fact where customer_id = :c order by 1"),
            c=customer,
        )


def test_the_restored_log_goes_on_where_it_stood(customer, database, env, drain, tmp_path, elsewhere):
    with database.worker.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # More transactions than a fresh server has seen.
        burn = "do $$ begin for i in 1..20000 loop perform pg_current_xact_id(); commit; end loop; end $$"
        connection.exec_driver_sql(burn)
    with work(database.app, Caller.operator(customer)) as unit:
        unit.emit("AccountChanged", customer)
    drain()
    backup.database(env.settings, tmp_path / "rows.dump")
    backup.keys(env.settings, tmp_path / "keys.tar")
    restore(settings_for(elsewhere), tmp_path / "rows.dump", keys=tmp_path / "keys.tar")
    with looked_into(elsewhere) as (restored, _), restored.worker.connect() as connection:
        late = connection.execute(
            text("select count(*) from event_log where tx >= pg_snapshot_xmin(pg_current_snapshot())")
        ).scalar()
        assert late == 0, "each is below the horizon, so that its readers see it"
        lag = """select count(*) from event_log e, event_cursor c
                  where c.consumer = 'customer' and (e.tx, e.id) > (c.tx, c.id)"""
        assert connection.execute(text(lag)).scalar() == 0
        with work(restored.app, Caller.operator(customer)) as unit:
            unit.emit("AccountChanged", customer)
        connection.rollback()
        assert connection.execute(text(lag)).scalar() == 1, "a new one comes after the cursors"


def test_a_backup_holds_no_word_of_anybody(person, database, env, drain, tmp_path):
    one = person()
    drain()
    rows, keys = tmp_path / "rows.dump", tmp_path / "keys.tar"
    assert backup.database(env.settings, rows) == rows.stat().st_size
    backup.keys(env.settings, keys)
    for file in (rows, keys):
        assert file.stat().st_mode & 0o077 == 0
    plain = tmp_path / "plain.sql"
    address = administrator(env.settings)
    assert address is not None
    backup.run("pg_restore", address, [f"--file={plain}", str(rows)])
    content = plain.read_bytes()
    assert str(one.id).encode() in content
    words = [word for word in (one.mark.encode(), one.mark.encode().hex().encode()) if word in content]
    assert content.count(one.mark.encode()) == content.count(f"{one.mark}-persona".encode()), words
    assert env.keys.data_key(one.id) not in keys.read_bytes(), "wrapped"
    assert b"postgres.json" not in keys.read_bytes()
    with pytest.raises(Conflict):
        backup.database(env.settings, rows)


def test_a_home_with_a_bank_in_it_is_not_replaced_by_mistake(customer, database, env, tmp_path):
    rows = tmp_path / "rows.dump"
    backup.database(env.settings, rows)
    with pytest.raises(Conflict) as refused:
        restore(env.settings, rows)
    assert refused.value.reason == "not-empty"
    assert env.vault(customer)
    with work(database.app, Caller.operator(customer)) as unit:
        assert unit.scalar(text("select count(*) from customer")) == 1


def test_files_that_are_no_backups_are_refused(env, tmp_path, elsewhere):
    bad = tmp_path / "bad"
    bad.write_bytes(b"hello")
    with pytest.raises(InvalidInput):
        restore(settings_for(elsewhere), bad, keys=bad)
    with pytest.raises(InvalidInput):
        restore(settings_for(elsewhere), bad, lists=[bad.rename(tmp_path / "list")])
    (tmp_path / "bad").write_bytes(b"hello")
    with pytest.raises(Unavailable, match="pg_restore"):
        restore(settings_for(elsewhere), tmp_path / "bad")


def test_without_the_keys_rows_come_back_that_nobody_can_read(person, database, env, tmp_path, elsewhere):
    one = person()
    rows = tmp_path / "rows.dump"
    backup.database(env.settings, rows)
    found = restore(settings_for(elsewhere), rows)
    assert found.keyless >= 1
    assert found.rebuilt == 0
    with looked_into(elsewhere) as (_, there):
        assert set(found_in(administered(there), one.mark)) <= {"florin.customer"}
        with pytest.raises(KeyDestroyed):
            there.vault(one.id)


def test_over_its_own_home_the_live_list_counts(florin_process, tmp_path):
    """By the commands alone: add, back up, erase, restore by force over the same home."""
    home = tmp_path / "bank"
    around = {"FLORIN_HOME": str(home)}

    def run(*arguments):
        ran = florin_process(*arguments, **around)
        assert ran.code == 0, ran.err
        return ran.out

    ann, bob = (
        json.loads(run("customer", "add", "--name", name, "--country", "US", "--currency", "USD", "--json"))[
            "id"
        ]
        for name in ("Ann Zquux", "Bob Zquuy")
    )
    run("backup", tmp_path / "rows.dump")
    run("backup", "--keys", tmp_path / "keys.tar")
    with looked_into(home) as (_, there):
        engine = create_engine(
            str(administered(there).url.render_as_string(hide_password=False)), poolclass=NullPool
        )
        ids = []
        with engine.begin() as connection:
            for role in ("reviewer", "operator"):
                ids.append(
                    connection.execute(
                        text("""insert into florin.staff (id, name, role, created)
                                values (gen_random_uuid(), :r, :r, now()) returning id"""),
                        {"r": role},
                    ).scalar_one()
                )
    assert json.loads(run("audit", "verify", "--json"))["ok"]
    erased_now = run("customer", "erase", ann, "--by", ids[0], "--confirm", ids[1], "--json")
    assert json.loads(erased_now)["state"] == "done"
    refused = florin_process("restore", tmp_path / "rows.dump", **around)
    assert refused.code == 1
    assert "--force" in refused.err
    told = json.loads(
        run("restore", tmp_path / "rows.dump", "--keys", tmp_path / "keys.tar", "--force", "--json")
    )
    assert told == {"customers": 1, "erased": 1, "revoked": 0, "rebuilt": 1, "keyless": 0}
    assert set(told) == set(json.loads((SCHEMAS / "restore.json").read_text())["required"])
    assert json.loads(run("audit", "verify", "--json"))["ok"], "the trail goes on from where the backup ends"
    listed = run("customer", "list")
    assert "Bob Zquuy" in listed
    assert "Zquux" not in listed
    assert ann not in listed
    assert bob in listed
    assert not list(home.rglob(f"{ann.replace('-', '')}.*"))
    assert files_with(home, "Zquux") == []


def test_a_key_archive_never_leaves_its_home_s_folder(tmp_path, env):
    from florin.app.leaving.archive import Archive

    with pytest.raises(Conflict):
        Archive({"master": b"x" * 32}).unpack(env.settings.home, {})
    Archive({"master": b"x" * 32, "../outside": b"y"}).unpack(tmp_path / "home", {})
    assert not (tmp_path / "home" / "outside").exists()
    assert replace(env, keys=env.keys).keys is env.keys
    assert erase.NAME == "leaving"

"""The sealer: every record sealed exactly once and in order, whoever is killed, late, or at it as well."""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from florin.identity import staff
from florin.kernel.audit import sealer
from florin.kernel.audit.sealer import ChainBroken, seal_next
from florin.kernel.audit.signing import Head
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg
from florin.ports.signing.embedded import FileSigning
from tests.kernel.audit.house import DAY

SCRIPT = Path(__file__).with_name("killed.py")


@pytest.fixture(scope="module")
def customer(house):
    return house.customer()


def emit(house, customer, count=1):
    for _ in range(count):
        with work(house.database.app, Caller.operator(customer)) as unit:
            unit.emit("Test", customer, {})


def sealed(house):
    with house.as_owner() as unit:
        return [i for row in unit.all(text("select ids from audit_seal order by number")) for i in row.ids]


def logged(house):
    with house.as_owner() as unit:
        return [row.id for row in unit.all(text("select id from event_log order by tx, id"))]


def once(house):
    """That all records are sealed, each once, in the order of the log, and the chain holds."""
    house.seal()
    assert sealed(house) == logged(house)
    assert house.verify().first_bad is None


def process(house, when=""):
    """A sealer in a process of its own, once it has begun."""
    url = house.database.worker.url.render_as_string(hide_password=False)
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    keys = str(house.env.signing._home)
    started = subprocess.Popen(
        [sys.executable, str(SCRIPT), url, keys, when], env=around, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout
    with started.stdout as told:
        assert told.readline() == "sealing\n"
    return started


def test_a_transaction_that_commits_late_is_not_passed_over(house, customer):
    once(house)
    with work(house.database.app, Caller.operator(customer)) as late:
        late.emit("Late", customer, {})
        emit(house, customer, 3)
        before = sealed(house)
        assert seal_next(house.database.worker, house.env.signing, house.env.clock.now()) == 0
        assert sealed(house) == before, "what a younger transaction wrote waits for the older one"
    once(house)


def test_with_writers_and_two_sealers_at_once_each_is_sealed_once(house, customer):
    done = threading.Event()
    failed = []

    def sealing():
        try:
            while not done.is_set():
                seal_next(house.database.worker, house.env.signing, house.env.clock.now(), most=5)
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=emit, args=(house, customer, 40)) for _ in range(4)]
    sealers = [threading.Thread(target=sealing) for _ in range(2)]
    for thread in (*writers, *sealers):
        thread.start()
    for writer in writers:
        writer.join()
    done.set()
    for thread in sealers:
        thread.join()
    assert failed == []
    once(house)


@pytest.mark.kill
@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_without_a_gap_or_a_repetition(house, customer):
    dice = random.Random(11)
    for _ in range(5):
        running = process(house)
        for _ in range(30):
            emit(house, customer)
            time.sleep(dice.uniform(0, 0.01))
        running.kill()
        running.wait(10)
        assert house.verify().first_bad is None
    once(house)


@pytest.mark.kill
@pytest.mark.parametrize(("when", "stored"), [("sign", 0), ("head", 1)])
def test_killed_before_or_after_the_commit(house, customer, when, stored):
    once(house)
    kept = house.env.signing.head()
    emit(house, customer, 2)
    assert process(house, when).wait(20) == -9
    seals = house.one("select max(number) from audit_seal")
    assert seals == kept.number + stored
    assert house.env.signing.head() == kept, "the head is behind where it died after the commit"
    assert house.verify().first_bad is None
    once(house)
    assert house.env.signing.head().number == house.one("select max(number) from audit_seal")


def test_while_a_slow_key_signs_no_reader_of_the_log_waits_for_it(house, customer):
    once(house)
    emit(house, customer)
    open_numbers = []

    class Slow(FileSigning):
        def sign(self, message):
            with house.admin.connect() as connection:
                asked = "select count(*) from pg_stat_activity where backend_xid is not null"
                open_numbers.append(connection.execute(text(asked)).scalar())
            return super().sign(message)

    assert seal_next(house.database.worker, Slow(house.env.signing._home), house.env.clock.now()) == 1
    assert open_numbers == [0], "an open transaction with a number holds up every reader behind it"


def cursor(house, statement, **values):
    """Moves the sealer's place in the log, for good."""
    with house.admin.begin() as connection:
        before = connection.execute(
            text("select tx::text, id from event_cursor where consumer = 'audit'")
        ).one()
        connection.execute(text(statement), values)
        return {"tx": before.tx, "id": before.id}


BACK = "update event_cursor set tx = cast(:tx as xid8), id = :id where consumer = 'audit'"


def test_nothing_is_sealed_twice_where_someone_moves_the_cursor_back(house, customer):
    once(house)
    before = cursor(house, "update event_cursor set tx = '0', id = 0 where consumer = 'audit'")
    with pytest.raises(ChainBroken, match="moved back"):
        house.seal()
    cursor(house, BACK, **before)
    once(house)


def test_records_passed_over_by_a_moved_cursor_are_named(house, customer):
    once(house)
    emit(house, customer, 2)
    first = logged(house)[-2]
    before = cursor(
        house,
        "update event_cursor set (tx, id) = (select tx, id from event_log order by tx desc, id desc limit 1)",
    )
    found = house.verify().first_bad
    assert (found.why, found.record) == ("inserted", str(first))
    cursor(house, BACK, **before)
    once(house)


def test_nothing_is_sealed_onto_a_chain_whose_tail_was_cut(house, customer, monkeypatch):
    once(house)
    emit(house, customer)
    kept = house.env.signing.head()
    house.env.signing.keep_head(Head(kept.number + 1, "00" * 32))
    with pytest.raises(ChainBroken, match="tail cut"):
        house.seal()
    monkeypatch.setattr(sealer._Rest, "until", 0.0)
    assert sealer.tick(house.database.worker, house.env) == sealer.REFUSED, "the workers go on"
    house.env.signing._head.unlink()
    with pytest.raises(ChainBroken, match="head missing"):
        house.seal()
    house.env.signing.keep_head(kept)
    once(house)


def test_the_clockwork_seals_and_then_rests_without_looking(house, customer, monkeypatch):
    monkeypatch.setattr(sealer._Rest, "until", 0.0)
    emit(house, customer)
    assert sealer.tick(house.database.worker, house.env) == sealer.REST
    assert sealed(house) == logged(house)
    nothing: Any = None
    assert 0 < sealer.tick(nothing, nothing) <= sealer.REST, "it does not even ask the database"


def test_where_much_waits_the_workers_have_most_of_the_time(house, customer, monkeypatch):
    monkeypatch.setattr(sealer, "BATCH", 3)
    monkeypatch.setattr(sealer._Rest, "until", 0.0)
    monkeypatch.setattr(sealer.seal_next, "__kwdefaults__", {"most": 3})
    emit(house, customer, 5)
    started = time.monotonic()
    rest = sealer.tick(house.database.worker, house.env)
    took = time.monotonic() - started
    assert 0 < rest <= sealer.SHARE * took
    once(house)


# Who did it, and what no one may write ------------------------------------------------------------


def actor_of(house, event):
    return house.one("select actor from event_log where name = :n order by id desc limit 1", n=event)


def test_every_record_says_who_did_it(house, customer):
    database = house.database
    member = new_id()
    for caller, said in (
        (Caller.customer(customer), f"customer:{customer}"),
        (Caller.operator(customer), "operator:command line"),
        (Caller.staff(member, customer), f"staff:{member}"),
        (Caller.worker("life", customer), "worker:life"),
    ):
        with work(database.app, caller) as unit:
            unit.emit("Who", customer, {})
            unit.emit_each("WhoEach", [customer], [{}])
        assert (actor_of(house, "Who"), actor_of(house, "WhoEach")) == (said, said)
    with database.app.begin() as connection:
        connection.execute(text("insert into event_log (name, body) values ('Who', '{}')"))
    assert actor_of(house, "Who") == "system"


@pytest.mark.parametrize("column", ["actor", "tx", "id", "created"])
@pytest.mark.parametrize("role", ["app", "worker"])
def test_who_when_and_where_is_not_for_the_writer_to_say(house, customer, role, column):
    value = {"actor": "'staff:x'", "tx": "'1'", "id": "1", "created": "now()"}[column]
    with (
        pytest.raises(DBAPIError, match="permission denied"),
        work(getattr(house.database, role), Caller.operator(customer)) as unit,
    ):
        unit.run(
            text(
                f"insert into event_log (name, body, {column}) overriding system value"
                f" values ('F', '{{}}', {value})"
            )
        )


@pytest.mark.parametrize("table", ["event_log", "audit_seal"])
@pytest.mark.parametrize("change", ["delete from {}", "truncate {} cascade", "update {} set key_id = ''"])
def test_not_even_the_owner_changes_records_or_seals_in_passing(house, table, change):
    statement = change.format(table).replace("event_log set key_id", "event_log set name")
    with pytest.raises(DBAPIError, match="append-only"), house.admin.begin() as connection:
        connection.execute(text(statement))


def test_the_api_seals_nothing(house, customer):
    with (
        pytest.raises(DBAPIError, match="permission denied"),
        work(house.database.app, Caller.operator()) as unit,
    ):
        unit.run(
            text(
                "insert into audit_seal (number, header, hash, signature, key_id, ids, leaves, low, high)"
                " select number + 1, header, hash, signature, key_id, ids, leaves, low, high"
                " from audit_seal limit 1"
            )
        )


@pytest.mark.parametrize(
    "question",
    [
        "select * from audit_leaves('{1}')",
        "select * from audit_next('0', 0, 5)",
        "select audit_passed()",
        "select audit_stray()",
        "select audit_unrecorded()",
    ],
)
def test_a_customer_or_a_reviewer_may_not_ask(house, customer, question):
    reviewer = staff.start_demo_session(house.database.app, house.env, "reviewer")[1]
    for caller in (Caller.customer(customer), Caller.staff(reviewer.id)):
        with (
            pytest.raises(DBAPIError, match=r"may not do this|only staff"),
            work(house.database.app, caller) as unit,
        ):
            unit.all(text(question))


def test_texts_are_told_of_ones_own_records_alone(house, customer):
    other = house.customer()
    own = house.one("select max(id) from event_log where customer_id = :c", c=customer)
    theirs = house.one("select max(id) from event_log where customer_id = :c", c=other)
    with work(house.database.app, Caller.customer(customer)) as unit:
        rows = unit.all(text("select id from audit_own(:ids)"), ids=[theirs, own])
    assert [row.id for row in rows] == [own]


# Money of the bank, and of two customers ------------------------------------------------------------


def test_an_entry_of_the_bank_alone_is_recorded_and_sealed(house):
    accounts = [new_id(), new_id()]
    with house.admin.begin() as connection:
        for each in accounts:
            connection.execute(
                text(
                    "insert into account (id, kind, here, currency, opened, created)"
                    " values (:id, 'current', true, 'USD', '2026-01-01', now())"
                ),
                {"id": each},
            )
    legs = (Leg(accounts[0], -5), Leg(accounts[1], 5))
    with work(house.database.worker, Caller.worker("test")) as unit:
        (booked,) = ledger.record(unit, [Entry("test", str(new_id()), DAY, "internal", legs)])
    record = house.one(
        "select id from event_log where name = 'BankEntryRecorded' and body ->> 'entry' = :e",
        e=str(booked.entry),
    )
    once(house)
    found = house.tampered("update posting set amount = 2 * amount where entry_id = :e", e=booked.entry)
    assert (found.first_bad.why, found.first_bad.record) == ("changed", str(record))


def test_of_money_between_two_customers_each_record_covers_both_and_names_one(house):
    pair = [house.customer(), house.customer()]
    one, other = (house.account(each) for each in pair)
    legs = (Leg(one, -70), Leg(other, 70))
    with work(house.database.app, Caller.operator(*pair)) as unit:
        (booked,) = ledger.record(unit, [Entry("test", str(new_id()), DAY, "transfer", legs)])
    with house.as_owner() as unit:
        rows = unit.all(
            text("select customer_id, id from event_log where body ->> 'entry' = :e order by id"),
            e=str(booked.entry),
        )
        assert {row.customer_id for row in rows} == set(pair)
        for row in rows:
            told = unit.scalar(text("select told from audit_told(:ids)"), ids=[row.id])
            theirs, not_theirs = (one, other) if row.customer_id == pair[0] else (other, one)
            assert str(theirs) in told
            assert str(not_theirs) not in told
    once(house)
    for line in (1, 2):
        found = house.tampered(
            "update posting set account_id = gen_random_uuid() where entry_id = :e and line = :l",
            e=booked.entry,
            l=line,
        )
        assert found.first_bad.record == str(rows[0].id), (
            "the first of both records shows either leg's change"
        )

"""The event log: nothing missed, nothing twice, a poison event parked and replayed."""

import threading

import pytest
from sqlalchemy import text

from florin.customer.service import add_customer
from florin.kernel.events import Consumer, parked_events, replay, retry, step
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work

ALL = 10**6  # events: a new reader begins at the first, and other tests have written many


@pytest.fixture
def name():
    """A consumer of one's own, so that tests do not share cursors."""
    return f"test-{new_id()}"


def emit(database, customer, event, count=1):
    for number in range(count):
        with work(database.app, Caller.operator(customer)) as unit:
            unit.emit(event, customer, {"n": number})


def run(database, consumer, tries=3):
    while step(database.worker, consumer, tries=tries):
        pass


def test_a_consumer_gets_each_event_of_a_customer_once_and_in_order(database, customer, name):
    seen = []
    consumer = Consumer(
        name, {name: lambda unit, events: seen.extend((unit.customer, e.body["n"]) for e in events)}
    )
    emit(database, customer, name, 5)
    run(database, consumer)
    emit(database, customer, name, 1)
    run(database, consumer)
    assert seen == [(customer, n) for n in (0, 1, 2, 3, 4, 0)]


def test_with_four_writers_none_is_missed(database, env, name):
    customers = [add_customer(database.app, env, name="W", country="US", currency="USD") for _ in range(4)]
    seen = []
    consumer = Consumer(
        name, {name: lambda _, events: seen.extend((str(e.customer), e.body["n"]) for e in events)}
    )
    writers = [threading.Thread(target=emit, args=(database, c, name, 40)) for c in customers]
    for writer in writers:
        writer.start()
    while any(w.is_alive() for w in writers):
        step(database.worker, consumer, limit=7)
    run(database, consumer)
    assert sorted(seen) == sorted((str(c), n) for c in customers for n in range(40))


def test_effects_and_cursor_move_together(database, customer, name):
    """A step that dies leaves neither the effect nor the moved cursor; the next does both, once."""
    event = f"{name}-e"
    emit(database, customer, event)
    effect = Consumer(name, {event: lambda unit, _: unit.emit(f"{name}-effect", unit.customer)})

    class Died(BaseException):
        pass

    def dying(unit, events):
        effect.handlers[event](unit, events)
        raise Died

    with pytest.raises(Died):
        step(database.worker, Consumer(name, {event: dying}), limit=ALL)
    run(database, effect)
    with work(database.app, Caller.operator(customer)) as unit:
        assert unit.scalar(text("select count(*) from event_log where name = :n"), n=f"{name}-effect") == 1


def test_a_poison_event_is_parked_shown_and_replayed_while_others_go_on(database, customer, name):
    done, broken = [], [True]

    def handle(unit, events):
        for event in events:
            unit.emit(f"{name}-effect", unit.customer, {"n": event.body["n"]})
            if event.body["n"] == 1 and broken[0]:
                raise ValueError("the text of an error may hold what a customer typed: MARKED")
            done.append(event.body["n"])

    consumer = Consumer(name, {name: handle})
    emit(database, customer, name, 3)
    run(database, consumer, tries=2)
    assert {0, 2} <= set(done)
    assert 1 not in done
    assert retry(database.worker, consumer, tries=2, now=True) == 0
    with work(database.worker, Caller.worker("test")) as unit:
        (row,) = unit.all(text("select * from event_failure where consumer = :c"), c=name)
        assert (row.parked, row.tries) == (True, 2)
        assert row.error == "builtins.ValueError"
        assert (name, row.event_id) in {(p.consumer, p.event_id) for p in parked_events(unit)}
    assert retry(database.worker, consumer, now=True) == 0, "parked means left alone"
    broken[0] = False
    with work(database.worker, Caller.worker("test")) as unit:
        assert replay(unit, row.event_id) == 1
    assert retry(database.worker, consumer, now=True) == 1
    with work(database.app, Caller.operator(customer)) as unit:
        effects = unit.all(
            text("select body -> 'n' from event_log where name = :n order by 1"), n=f"{name}-effect"
        )
        assert [e[0] for e in effects] == [0, 1, 2]


def test_two_processes_do_not_handle_the_same_events(database, customer, name):
    emit(database, customer, name, 3)
    seen, inside, go_on = [], threading.Event(), threading.Event()

    def slow(_, events):
        seen.extend(e.body["n"] for e in events)
        inside.set()
        go_on.wait(5)

    consumer = Consumer(name, {name: slow})
    first = threading.Thread(target=step, args=(database.worker, consumer), kwargs={"limit": ALL})
    first.start()
    inside.wait(5)
    assert (
        step(database.worker, Consumer(name, {name: lambda _, events: seen.extend("twice" for _ in events)}))
        == 0
    )
    go_on.set()
    first.join()
    assert seen == [0, 1, 2]

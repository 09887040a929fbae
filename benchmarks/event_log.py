"""Events a second that a consumer takes from the log, against reading the same rows with one SELECT."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import text

from benchmarks.material.homes import House, house
from florin.app.bench import Figure, figure, seconds
from florin.app.parts import PARTS
from florin.app.worker import drain
from florin.kernel.events import Consumer, Event, step
from florin.kernel.work import Caller, Work, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg

EVENTS = 10_000
CUSTOMERS = 20
_READ = text("select id, tx::text, name, customer_id, body from event_log order by tx, id")
_MANY = text("""
insert into event_log (name, customer_id, body)
select 'Bench', :customer, '{}' from generate_series(1, :count)
""")


def figures(runs: int) -> Iterator[Figure]:
    """A handler that does nothing (the log itself), then the real ones behind 10,000 recorded entries."""
    with house() as around:
        plain, read = zip(*(_plain(around, n) for n in range(runs)), strict=True)
        yield figure("event_log.steps", "events/s", plain, ("one SELECT of the same rows", read))
    with house() as around:
        followed, recorded = zip(*(_followed(around, n) for n in range(runs)), strict=True)
        peer = ("entries/s of `record`, which wrote them", recorded)
        yield figure("event_log.followed_by_facts", "events/s", followed, peer)


def _plain(around: House, number: int) -> tuple[float, float]:
    """Events a second through `step` in its usual batches; rows a second of a bare read."""
    reader = Consumer(f"bench-{number}", {"Bench": _nothing})
    for customer in [around.customer() for _ in range(CUSTOMERS)]:
        with work(around.database.app, Caller.operator(customer)) as unit:
            unit.run(_MANY, customer=customer, count=EVENTS // CUSTOMERS)
    passed: list[int] = []
    took = seconds(lambda: passed.extend(iter(lambda: step(around.database.worker, reader), 0)))
    rows: list[object] = []
    with work(around.database.worker, Caller.worker(reader.name)) as unit:
        reading = seconds(lambda: rows.extend(unit.all(_READ)))
    return sum(passed) / took, len(rows) / reading


def _nothing(unit: Work, events: Sequence[Event]) -> None:
    del unit, events


def _followed(around: House, number: int) -> tuple[float, float]:
    """Events a second until every fact stands; entries a second of the recording before it."""
    took = sum(seconds(lambda: _record(around, around.customer(), number)) for _ in range(CUSTOMERS))
    follow = seconds(lambda: drain(around.database.worker, around.env, PARTS))
    return EVENTS / follow, EVENTS / took


def _record(around: House, customer: UUID, number: int) -> None:
    """One customer's share of the entries, in one transaction."""
    now, today = around.env.clock.now(), around.env.clock.business_date()
    with work(around.database.app, Caller.operator(customer)) as unit:
        outside = ledger.external_account(unit, "USD", now)
        vault = around.env.vault(customer)
        account = ledger.open_account(
            unit, vault, kind="current", here=True, currency="USD", opened=today, now=now, name="Everyday"
        )
        legs = (Leg(account, 12_34), Leg(outside, -12_34))
        made = [
            Entry("bench", f"{account}:{number}:{n}", today, "card", legs, words={"text": f"Shop {n}"})
            for n in range(EVENTS // CUSTOMERS)
        ]
        ledger.record(unit, made, vault)

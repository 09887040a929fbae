"""Whatever is given, revoked, runs out or comes in, in any order: nothing derived exists without a consent
that holds, and what exists rests on accounts that consents cover."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from florin.customer.consent import service
from florin.customer.consent.rules import Wish, longest_day
from florin.customer.facts import service as facts
from florin.customer.recurring import service as recurring
from florin.customer.suggestions import service as suggestions
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger

TODAY = date(2026, 11, 23)
NEEDS = {"picture": ("picture",), "suggestions": ("picture", "suggestions")}
NAMES = {"current": "here", "savings": "here", "other": "elsewhere"}

purposes = st.sampled_from(["picture", "suggestions"])
scopes = st.sampled_from(
    [("here", None), ("elsewhere", None), ("here", "current"), ("here", "savings"), ("elsewhere", "other")]
)
steps = st.one_of(
    st.tuples(st.just("give"), purposes, scopes, st.sampled_from([None, 1, 30])),
    st.tuples(st.just("give"), purposes, scopes, st.none()),
    st.tuples(st.just("revoke"), st.integers(0, 5)),
    st.tuples(st.just("days"), st.sampled_from([1, 31, 181])),
    st.tuples(st.just("late"), st.sampled_from([2, 32, 182])),
    st.tuples(st.just("entry"), st.sampled_from(list(NAMES))),
    st.tuples(st.just("settle")),
    st.tuples(st.just("slow"), st.integers(0, 5)),
)


@dataclass
class Told:
    """What a test gave, kept by itself: the consents by scope with their last day."""

    day: date = TODAY
    live: dict[tuple[str, str, str | None], tuple[UUID, date]] = field(default_factory=dict)

    def covers(self, purpose: str, name: str) -> bool:
        """Whether an account may be used for a purpose today."""
        return all(
            any(
                p == each and s == NAMES[name] and a in (None, name) and until >= self.day
                for (p, s, a), (_, until) in self.live.items()
            )
            for each in NEEDS[purpose]
        )

    def allowed(self, purpose: str) -> set[str]:
        """The accounts that may be used for a purpose today."""
        return {name for name in NAMES if self.covers(purpose, name)}


def account(person, kind: str, here: bool, amount: int) -> UUID:
    """An account with half a year of pay and rent on it."""
    with work(person.database.worker, Caller.worker("test", person.id)) as unit:
        vault, now = person.env.vault(person.id), person.env.clock.now()
        made = ledger.open_account(
            unit, vault, kind=kind, here=here, currency="USD", opened=date(2026, 1, 1), now=now,
            name="", number=None, bank=None, rate=None,
        )  # fmt: skip
        outside = ledger.external_account(unit, "USD", now)
        booked = [("start", date(2026, 1, 2), amount, "START")]
        for month in range(2, 12):
            booked.append((f"pay{month}", date(2026, month, 3), 2_000_00, f"WORK {kind}"))
            booked.append((f"rent{month}", date(2026, month, 6), -900_00, f"RENT {kind}"))
        entries = [
            ledger.Entry(
                "test", f"{made}:{name}", day, "transfer",
                (ledger.Leg(outside, -minor), ledger.Leg(made, minor)), words={"text": words},
            )
            for name, day, minor, words in booked
        ]  # fmt: skip
        ledger.record(unit, entries, vault)
    return made


def begin(someone) -> tuple[Any, Told]:
    """A person who lives by a day of their own, with three accounts."""
    person = someone()
    for name, source in NAMES.items():
        kind = "savings" if name == "savings" else "current"
        person.accounts[name] = account(person, kind, source == "here", 9_000_00)
    with work(person.database.worker, Caller.worker("test", person.id)) as unit:
        legs = (
            ledger.Leg(person.accounts["current"], -500_00),
            ledger.Leg(person.accounts["savings"], 500_00),
        )
        own = ledger.Entry("test", f"{person.id}:own", date(2026, 11, 1), "transfer", legs)
        ledger.record(unit, [own], person.env.vault(person.id))
        unit.run(text("select live_from(:day)"), day=TODAY)
    return person, Told()


def take(person, told: Told, step: tuple) -> None:
    """Takes one step, and notes what it means for the consents."""
    match step:
        case ("give", purpose, (source, name), days):
            until = None if days is None else told.day + timedelta(days=days)
            chosen = None if name is None else person.accounts[name]
            (row,) = person.give(Wish(purpose, source, chosen, until))
            last = until or longest_day(purpose, source, told.day)
            told.live[purpose, source, name] = (row.id, last)
        case ("revoke", n):
            revoke(person, told, n)
        case ("days", n):
            told.day += timedelta(days=n)
            with work(person.database.worker, Caller.worker("life", person.id)) as unit:
                unit.scalar(text("select begin_life_day(:day)"), day=told.day)
        case ("late", n):  # days pass, and no one has begun them yet
            told.day += timedelta(days=n)
            with work(person.database.worker, Caller.worker("life", person.id)) as unit:
                unit.run(text("select live_from(:day)"), day=told.day)
        case ("entry", name):
            person.pay(person.accounts[name], -12_34, told.day, "SHOP")
        case ("slow", n):  # a worker that read before something ends, and writes after
            with work(person.database.worker, Caller.worker("slow", person.id)) as unit:
                facts.refresh(unit, person.env)
                recurring.refresh(unit, person.env)
                suggestions.refresh(unit, person.env)
                revoke(person, told, n)
        case _:
            person.settle()


def revoke(person, told: Told, n: int) -> None:
    if told.live:
        scope = sorted(told.live, key=str)[n % len(told.live)]
        person.revoke(told.live.pop(scope)[0])


def check_shown(person, told: Told) -> None:
    """What anyone may see now rests on accounts that consents cover."""
    picture, advice = told.allowed("picture"), told.allowed("suggestions")
    with person.work() as unit:
        stored = facts.stored(unit, person.env)
        coming = recurring.coming(unit, person.env, currency="USD").expected
        listed = suggestions.listed(unit, person.env)
        assert service.missing(unit, person.env) == (
            []
            if any(p == "picture" and until >= told.day for (p, _, _), (_, until) in told.live.items())
            else ["picture"]
        )
    assert accounts_of(person, [e for row in stored.values() for e in row.evidence]) <= picture
    assert {
        name for _, each in coming for name in NAMES if str(person.accounts[name]) == each.series.account
    } <= picture
    assert accounts_of(person, [e for row in listed for e in row.evidence]) <= advice
    assert picture or not stored
    assert advice or not listed


def check_stored(person, told: Told) -> None:
    """Once the workers have followed: nothing else is stored, and what is allowed is there."""
    picture, advice = told.allowed("picture"), told.allowed("suggestions")
    evidence = person.rows("select unnest(evidence) as e from derived.fact where customer_id = :c")
    assert accounts_of(person, [row.e for row in evidence]) <= picture
    series = person.rows("select account_id from derived.recurring where customer_id = :c")
    assert {n for n in NAMES for row in series if row.account_id == person.accounts[n]} <= picture
    marked = person.rows("select account_id from derived.transaction where customer_id = :c and own_transfer")
    assert {n for n in NAMES for row in marked if row.account_id == person.accounts[n]} <= picture
    advised = person.rows(
        "select unnest(evidence) as e from suggestion where customer_id = :c and state = 'open'"
    )
    assert accounts_of(person, [row.e for row in advised]) <= advice
    derived = person.derived()
    assert bool(derived["facts"]) == bool(picture), "and what is consented to is worked out"
    if not advice:
        assert derived["suggestions"] == 0


def accounts_of(person, entries: list[int]) -> set[str]:
    """The names of the accounts of which each entry has no leg elsewhere among the person's own: one that
    only such an account can have told."""
    rows = person.rows(
        "select entry_id, array_agg(account_id) as ids from derived.transaction where customer_id = :c "
        f"and entry_id = any('{{{','.join(map(str, entries))}}}') group by entry_id having count(*) = 1"
    )
    return {name for name, identifier in person.accounts.items() for row in rows if row.ids == [identifier]}


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, min_size=4, max_size=9))
@example(  # one source has run out, no one has begun the day, and the other is worked out anew
    [
        ("give", "picture", ("here", None), None),
        ("give", "picture", ("elsewhere", None), 1),
        ("late", 2),
        ("entry", "current"),
        ("settle",),
    ]
)
def test_nothing_derived_exists_without_a_consent_that_holds(someone, taken):
    person, told = begin(someone)
    try:
        for step in taken:
            take(person, told, step)
            told.live = {scope: (i, until) for scope, (i, until) in told.live.items() if until >= told.day}
            check_shown(person, told)
        take(person, told, ("days", 1))
        person.settle()
        check_shown(person, told)
        check_stored(person, told)
    finally:
        with work(person.database.worker, Caller.worker("test", person.id)) as unit:
            unit.run(text("update customer set business_day = null where id = :c"), c=person.id)

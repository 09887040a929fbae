"""The people of the demo bank, and their past recorded by the front door once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Engine

from florin.customer.service import add_customer
from florin.identity.service import personas
from florin.kernel.work import Caller, Work, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg
from florin.ports.environment import Environment
from florin.simulation.sample import Sample, SampleAccount, sample

CARD_RATE = "0.2199"  # assumption: near the mean rate of US cards that are charged interest
KINDS = {
    "DIRECTDEP": "salary",
    "REPEATPMT": "transfer",
    "DIRECTDEBIT": "direct_debit",
    "POS": "card",
    "ATM": "cash",
    "PAYMENT": "transfer",
    "SRVCHG": "fee",
    "FEE": "fee",
    "INT": "interest",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One of the demo's people; `own` is the empty one, for one's own statements. `seed` makes their past."""

    id: str
    name: str
    line: str
    country: str
    currency: str
    seed: int | None = None

    @property
    def own(self) -> bool:
        """Whether this is the visitor."""
        return self.seed is None


PEOPLE: tuple[Person, ...] = (
    Person("you", "You", "Start empty and bring in your own statement.", "US", "USD"),
    Person("maya", "Maya Torres", "Salaried, rents, a card that never quite empties.", "US", "USD", seed=7),
    Person(
        "jonas",
        "Jonas Weber",
        "Counts in euro; a repair once took the account below zero.",
        "DE",
        "EUR",
        seed=11,
    ),
)


def present(engine: Engine) -> frozenset[str]:
    """The people that this database knows."""
    return frozenset(personas(engine))


def move_in(engine: Engine, env: Environment) -> None:
    """Adds the people who are missing, each with their past; safe to run again."""
    known = personas(engine)
    for person in PEOPLE:
        if person.id in known:
            customer = known[person.id]
        else:
            customer = add_customer(
                engine,
                env,
                name=person.name,
                country=person.country,
                currency=person.currency,
                currency_told=not person.own,
                persona=person.id,
            )
        if person.seed is not None:
            _live_through(engine, env, person, customer)


def _live_through(engine: Engine, env: Environment, person: Person, customer: UUID) -> None:
    """Records the person's past in one transaction, so that a killed start leaves all or nothing of it."""
    today = env.clock.business_date()
    past = sample(today, seed=person.seed or 0, currency=person.currency)
    with work(engine, Caller.operator(customer)) as unit:
        if ledger.account_count(unit):
            return
        outside = ledger.external_account(unit, person.currency, env.clock.now())
        accounts = [_open(unit, env, made, past) for made in past.accounts]
        _open_savings(unit, env, past)
        entries = _entries(accounts, past, outside)
        ledger.record(unit, entries, env.vault(customer))


def _open(unit: Work, env: Environment, made: SampleAccount, past: Sample) -> UUID:
    card = made.card
    return ledger.open_account(
        unit,
        env.vault(unit.customer),
        kind="card" if card else "current",
        here=True,
        currency=past.currency,
        opened=past.first - timedelta(days=1),
        now=env.clock.now(),
        name="Card" if card else "Everyday account",
        number=made.number[-4:] if card else None,
        bank=env.bank.name,
        rate=CARD_RATE if card else env.bank.prices.current_rate,
    )


def _open_savings(unit: Work, env: Environment, past: Sample) -> UUID:
    return ledger.open_account(
        unit,
        env.vault(unit.customer),
        kind="savings",
        here=True,
        currency=past.currency,
        opened=past.first - timedelta(days=1),
        now=env.clock.now(),
        name="Savings",
        bank=env.bank.name,
        rate=env.bank.prices.savings_rate,
    )


def _entries(accounts: Sequence[UUID], past: Sample, outside: UUID) -> list[Entry]:
    made: list[Entry] = []
    for account, told in zip(accounts, past.accounts, strict=True):
        reference = f"{account}:opening"
        if told.opening:
            made.append(
                _entry(
                    reference, past.first - timedelta(days=1), "opening", account, told.opening, outside, None
                )
            )
        for number, line in enumerate(told.lines):
            words = {"text": line.name.title(), "counterparty": line.name.title(), "kind": KINDS[line.kind]}
            made.append(
                _entry(
                    f"{account}:{number}", line.day, KINDS[line.kind], account, line.amount, outside, words
                )
            )
    return made


def _entry(
    reference: str, day: date, kind: str, account: UUID, minor: int, outside: UUID, words: dict | None
) -> Entry:
    return Entry("core", reference, day, kind, (Leg(account, minor), Leg(outside, -minor)), words=words)

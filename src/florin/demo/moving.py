"""Moving in: a person becomes a customer, and their past enters by the front door, in one transaction."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Engine

from florin.customer import service as customers
from florin.customer.consent.rules import everything
from florin.customer.service import NewCustomer
from florin.demo import booking, tables
from florin.demo.casting import chosen
from florin.demo.course import settled
from florin.demo.people import CURRENCIES, PEOPLE, Person, region_of
from florin.demo.tables import State
from florin.kernel.errors import InvalidInput
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, Work, work
from florin.ledger import service as ledger
from florin.ledger.service import NewAccount
from florin.ports.environment import Environment
from florin.simulation.shapes import Account

SEED, MONTHS, SECONDS = 1, 36, 20.0


@dataclass(frozen=True, slots=True)
class Wish:
    """How the life is wanted, each where it was told: months of past, seed, seconds of the wall for a day."""

    months: int | None = None
    seed: int | None = None
    seconds: float | None = None


def begin(engine: Engine, env: Environment, wish: Wish | None = None) -> None:
    """Begins the demo's life where none has begun, or goes on with it; "You" move in at once, being empty.

    Raises:
        InvalidInput: the people came with another past than is wished now; `fields` names the flag.
    """
    wish = wish or Wish()
    with work(engine, Caller.operator()) as unit:
        tables.begin(
            unit,
            seed=SEED if wish.seed is None else wish.seed,
            months=wish.months or MONTHS,
            seconds=wish.seconds or SECONDS,
            today=env.clock.business_date(),
            now=env.clock.now(),
        )
        state = tables.state(unit, change=True)
        if state is None:
            raise LookupError("the life did not begin")
        _check("months", wish.months, state.months)
        _check("seed", wish.seed, state.seed)
        tables.change(unit, seconds=wish.seconds, moved=env.clock.now())
        known = tables.known(unit)
        for person in PEOPLE:
            if person.own and person.id not in known:
                _enter(unit, env, person, state.day)


def _check(flag: str, wished: int | None, stands: int) -> None:
    if wished is not None and wished != stands:
        raise InvalidInput(
            f"--{flag}: the people here moved in with {stands}; for {wished} begin another bank: "
            "set FLORIN_HOME to an empty folder"
        )


def move_in(
    engine: Engine, env: Environment, wish: Wish | None = None, *, who: Collection[str] | None = None
) -> None:
    """Begins the life and adds everyone missing (of `who`), each with their past; safe to run again."""
    begin(engine, env, wish)
    while True:
        with work(engine, Caller.operator()) as unit:
            state = tables.taken(unit)
            if state is None or not move_in_next(unit, env, state, who):
                return


def move_in_next(
    unit: Work, env: Environment, state: State, who: Collection[str] | None = None
) -> Person | None:
    """Adds the next person who is missing, in this transaction; who it was, None where everyone is here."""
    known = tables.known(unit)
    for person in PEOPLE:
        if person.id not in known and not person.own and (who is None or person.id in who):
            _enter(unit, env, person, state.day)
            _live_through(unit, env, state, person)
            return person
    return None


def _enter(unit: Work, env: Environment, person: Person, day: date) -> None:
    """Makes the person a customer, for whom the unit then works. They consent to everything on their first
    day; "You" are asked."""
    region = region_of(env.bank.country)
    home = person.homes[region]
    country = env.bank.country if person.own else home.country
    currency = env.bank.currency if person.own else CURRENCIES[region]
    wishes = () if person.own else everything()
    new = NewCustomer(new_id(), home.name, country, currency, not person.own, person.id, wishes)
    env.keys.create(new.id)
    unit.become(Caller(unit.caller.kind, unit.caller.name, (new.id,)))
    customers.enter(unit, env, [new], collected="demo", day=day)


def _live_through(unit: Work, env: Environment, state: State, person: Person) -> None:
    """Records the person's past up to the life's day."""
    found = chosen(env, state, person)
    tables.keep_cast(unit, settled(found.cast, found.accounts))
    opened = open_accounts(unit, env, (a for a in found.accounts if a.opened <= state.day))
    told = {account.currency for account in found.accounts}
    outside = ledger.external_accounts(unit, [(unit.customer, each) for each in told], env.clock.now())

    def elsewhere(currency: str) -> UUID:
        return outside[unit.customer, currency]

    first = [a for a in found.accounts if a.key in opened]
    entries = booking.openings(person.id, first, opened, elsewhere)
    entries += booking.entries(person.id, found.lines, opened, elsewhere)
    ledger.record(unit, entries, env.vault(unit.customer))
    tables.live_from(unit, state.day)


def open_accounts(unit: Work, env: Environment, told: Iterable[Account]) -> Mapping[str, UUID]:
    """Opens accounts of the work's customer as the simulation tells them; their ids by key."""
    made = {account.key: as_ledger(env, unit.customer, account) for account in told}
    ledger.open_accounts(unit, list(made.values()), env.vault, env.clock.now())
    opened = {key: account.id for key, account in made.items()}
    tables.keep_accounts(unit, unit.customer, opened)
    return opened


def as_ledger(env: Environment, customer: UUID, told: Account) -> NewAccount:
    """A simulated account as the ledger opens it; the bank's own prices hold for what is kept here."""
    prices = env.bank.prices
    ours = {"current": prices.current_rate, "savings": prices.savings_rate}
    named = {"business": told.name, "foreign": told.currency}  # the others are called by their kind
    return NewAccount(
        id=new_id(),
        customer=customer,
        kind=told.kind,
        here=told.here,
        currency=told.currency,
        opened=told.opened,
        name=named.get(told.key, ""),
        number=told.number,
        bank=env.bank.name if told.here else None,
        rate=ours.get(told.kind, told.rate) if told.here else told.rate,
        limit=told.limit,
    )

"""What a simulated household consists of: what the platform may see (`Line`), and the truth kept apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

Region = Literal["US", "EA"]
Kind = Literal["salaried", "gig", "student", "retired", "self_employed", "couple", "family", "migrant"]
EventName = Literal[
    "job_loss", "new_job", "raise", "illness", "divorce", "windfall", "child", "car_breakdown", "move"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
REGIONS: tuple[Region, ...] = get_args(Region)
EVENTS: tuple[EventName, ...] = get_args(EventName)
CURRENCIES: dict[str, str] = {"US": "USD", "EA": "EUR"}
NEVER = date(9999, 12, 1)
ACCOUNTS = ("current", "savings", "card", "loan", "mortgage", "investment", "business", "foreign")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changes a household's life in one month (the first day of it)."""

    name: EventName
    month: date


@dataclass(frozen=True, slots=True)
class Cast:
    """One household as its author tells it: what is not told in `traits` is drawn from `seed`.

    `traits` name columns of the household's state (see `simulation/parameters`), such as monthly_net_income.
    `spared`: what chance does not bring before a month (`NEVER`: at no time); `events` come all the same.
    """

    kind: Kind
    region: Region
    seed: int
    traits: Mapping[str, float | int | str | bool] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    spared: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a household; `key` is one of ACCOUNTS, `opening` minor units at the end of the day before
    `opened`."""

    key: str
    kind: str  # of the ledger: current, savings, card, loan, mortgage, investment
    name: str
    number: str
    currency: str
    opened: date
    opening: int
    rate: str | None  # yearly fraction as decimal text
    here: bool = True  # at this bank
    limit: int | None = None  # minor units that may be owed on a card


@dataclass(frozen=True, slots=True)
class Line:
    """One booked line as a bank sees it; `amount` in minor units, out is negative.

    `twin` is the reference of the other half where money moves between two accounts of the household.
    """

    account: str
    booked: date
    amount: int
    currency: str
    descriptor: str
    counterparty: str
    mcc: str | None
    reference: str
    kind: str  # salary, card, direct_debit, transfer, cash, fee, interest, refund, ...
    twin: str | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """What a line really was: `recurring` or not, and the event that caused it, if one did."""

    reference: str
    category: str
    recurring: bool
    event: str | None


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one household; `distress` is the truth that the platform may not see."""

    lines: tuple[Line, ...]
    truths: tuple[Truth, ...]
    distress: bool
    defaulted: bool

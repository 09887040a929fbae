"""What the law makes a bank keep of a person who leaves: which rule holds on a day, and until when."""

import tomllib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Covers = Literal["customer", "account", "entry", "credit"]
From = Literal["record", "record-year", "relationship", "relationship-year"]
_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = tuple(_MEMBERS.split(" "))
_BOOKS = ("eu", "us")
_COLUMNS = {"code", "countries", "who", "covers", "months", "from", "since", "until", "known", "source"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty to keep records: `months` counted from what `begins` names; `since` and `until` inclusive."""

    code: str
    countries: frozenset[str]
    who: str
    covers: frozenset[str]
    months: int
    begins: str
    since: date
    until: date | None
    known: str
    source: str

    def holds(self, day: date) -> bool:
        """Whether it is law on this day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Basis:
    """The articles that a place's law gives for leaving and taking along."""

    erasure: str
    kept: str
    claims: str
    export: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that must be kept: the last day of it, and the rules that ask for it."""

    until: date
    rules: tuple[str, ...]


def rules_of(country: str, day: date, who: str = "bank") -> tuple[Rule, ...]:
    """The rules that hold in `country` (ISO 3166-1) on `day`; none where no book knows the country."""
    return tuple(r for r in _rules() if country in r.countries and r.who == who and r.holds(day))


def knows(country: str) -> bool:
    """Whether there is a book of rules for this country at all."""
    return any(country in rule.countries for rule in _rules())


def keep(rules: Iterable[Rule], kind: Covers, made: date, left: date) -> Kept | None:
    """How long a record of `kind` is kept, that was made on `made` by a relationship that ended on `left`;
    None where no rule asks for it, or its time had passed before they left."""
    found = {rule: _last(rule, made, left) for rule in rules if kind in rule.covers}
    due = {rule: last for rule, last in found.items() if last >= left}
    if not due:
        return None
    codes = sorted(due, key=lambda rule: due[rule], reverse=True)
    return Kept(max(due.values()), tuple(rule.code for rule in codes))


def basis(country: str) -> Basis:
    """The articles by which a person of a bank in `country` may leave and take along; those of the Union
    where no book knows the country."""
    found = "us" if country == "US" else "eu"
    return Basis(**_book(found)["basis"])


def _last(rule: Rule, made: date, left: date) -> date:
    """The last day on which a record is kept by a rule."""
    begin = made if rule.begins.startswith("record") else left
    if rule.begins.endswith("-year"):
        begin = date(begin.year, 12, 31)
    return _later(begin, rule.months)


def _later(day: date, months: int) -> date:
    """`months` later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(_rule(row) for book in _BOOKS for row in _book(book)["rule"])


@cache
def _book(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files("florin.law").joinpath(name, "retention.toml").read_text("utf-8"))


def _rule(row: Mapping[str, Any]) -> Rule:
    """A row of a book; ValueError where it names a column that there is not."""
    if unknown := set(row) - _COLUMNS:
        raise ValueError(f"{row.get('code')}: no such column {', '.join(sorted(unknown))}")
    named = frozenset(row["countries"])
    return Rule(
        code=row["code"],
        countries=named - {"EU"} | (frozenset(EU) if "EU" in named else frozenset()),
        who=row["who"],
        covers=frozenset(row["covers"]),
        months=row["months"],
        begins=row["from"],
        since=row["since"],
        until=row.get("until"),
        known=row["known"],
        source=row["source"],
    )


def source_of(code: str, day: date) -> str:
    """Where a rule stands written, as it holds on `day` (its newest text where it no longer does)."""
    found = sorted((r for r in _rules() if r.code == code), key=lambda r: (r.holds(day), r.since))
    return found[-1].source if found else ""

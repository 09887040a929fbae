"""What comes as it is shown: dated items, the sum before the next pay, and one series in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from florin.customer.recurring import service
from florin.customer.recurring.rules import Occurrence, Series, Summed, sureness
from florin.customer.transactions.service import PAGE
from florin.customer.transactions.views import evidence_json
from florin.kernel.api import money
from florin.kernel.errors import NotFound
from florin.kernel.money import Money
from florin.kernel.work import Work
from florin.language.composer import compose, rendered
from florin.language.slots import Name, Slot
from florin.ledger.views import account_names
from florin.ports.environment import Environment

WAYS = {"in": "income", "out": "bill"}


def coming_json(found: service.Coming, names: Mapping[str, str]) -> dict[str, Any]:
    """Everything that comes, by day, and what is due before the next pay."""
    apart = found.before_pay.apart if found.before_pay else ()
    items = [{**_expected(i, each, names), "apart": each in apart} for i, each in found.expected]
    items += [_promised(promise, names) for promise in found.promises]
    return {
        "today": found.today.isoformat(),
        "until": found.until.isoformat(),
        "items": sorted(items, key=lambda item: item["day"]),
        "before_pay": None if found.before_pay is None else _summed(found.before_pay, names),
    }


def series_json(work: Work, env: Environment, identifier: UUID, start: int = 0) -> dict[str, Any]:
    """One series in words, with its figures and a page of what it rests on, from evidence `start` on.

    Raises:
        NotFound: the work's customer has no such series.
    """
    found = service.one(work, env, identifier)
    if found is None:
        raise NotFound("there is no such series", reason="upcoming")
    series, ahead = found
    more = start + PAGE < len(series.evidence)
    name = _name(series, account_names(work, env))
    return {
        "id": str(identifier),
        "name": name,
        "kind": WAYS[series.direction],
        "sentence": _sentence(series, name, ahead, work.language),
        "definition": compose(work.language, "recurring.definition", {}),
        "figures": _figures(series, work.language),
        "next": [each.day.isoformat() for each in ahead],
        "evidence": evidence_json(work, env, series.evidence[start : start + PAGE], limit=2 * PAGE),
        "evidence_count": len(series.evidence),
        "evidence_next": str(start + PAGE) if more else None,
    }


def _expected(identifier: UUID, each: Occurrence, names: Mapping[str, str]) -> dict[str, Any]:
    series = each.series
    sign = 1 if series.direction == "in" else -1
    return {
        "id": str(identifier),
        "opens": f"upcoming:{identifier}",
        "day": each.day.isoformat(),
        "kind": WAYS[series.direction],
        "name": _name(series, names),
        "account": series.account,
        "account_name": names.get(series.account, ""),
        "amount": money(sign * each.typical, series.currency),
        "least": money(sign * each.low, series.currency),
        "most": money(sign * each.high, series.currency),
        "cadence": series.cadence,
        "sure": str(each.sure),
        "late": each.late,
        "returned": _sent_back(each),
        "evidence_count": len(series.evidence),
    }


def _sent_back(each: Occurrence) -> str | None:
    """When this bill was asked for, where it was sent back."""
    returned = each.series.returned
    return returned.isoformat() if returned and each.late else None


def _promised(promise: service.Promise, names: Mapping[str, str]) -> dict[str, Any]:
    amount = money(-promise.amount, promise.currency)
    other = names.get(str(promise.to_account), "") if promise.to_account else ""
    return {
        "id": str(promise.id),
        "opens": f"transaction:p{promise.id}" if promise.what == "planned" else None,
        "day": promise.day.isoformat(),
        "kind": promise.what,
        "name": other,
        "account": str(promise.account),
        "account_name": names.get(str(promise.account), ""),
        **dict.fromkeys(("amount", "least", "most"), amount),
        **dict.fromkeys(("cadence", "sure", "returned")),
        "late": False,
        "apart": False,
        "evidence_count": 0,
    }


def _name(series: Series, names: Mapping[str, str]) -> str:
    """As the newest payment is called; a repayment as the own account that it goes to."""
    return names.get(series.name, series.name)


def _summed(summed: Summed, names: Mapping[str, str]) -> dict[str, Any]:
    currency = summed.pay.series.currency
    return {
        "day": summed.pay.day.isoformat(),
        "name": _name(summed.pay.series, names),
        "bills": len(summed.of),
        "amount": money(summed.typical, currency),
        "least": money(summed.low, currency),
        "most": money(summed.high, currency),
        "apart": [_apart(way, of) for way, of in _ways(summed)],
    }


def _ways(summed: Summed) -> list[tuple[str, list[Occurrence]]]:
    """What is not added up: what other accounts than those one pays from bear, then each other currency."""
    currency = summed.pay.series.currency
    found: dict[tuple[str, str], list[Occurrence]] = {}
    for each in summed.apart:
        other = each.series.currency
        found.setdefault(("card" if other == currency else "currency", other), []).append(each)
    return [(way, found[way, other]) for way, other in sorted(found)]


def _apart(way: str, of: Sequence[Occurrence]) -> dict[str, Any]:
    currency = of[0].series.currency
    sums = {part: sum(getattr(each, part) for each in of) for part in ("typical", "low", "high")}
    return {
        "why": way,
        "bills": len(of),
        "amount": money(sums["typical"], currency),
        "least": money(sums["low"], currency),
        "most": money(sums["high"], currency),
    }


def _sentence(series: Series, name: str, ahead: Sequence[Occurrence], language: str) -> str:
    slots: dict[str, Slot] = {
        "name": Name(name),
        "cadence": Name(compose(language, f"recurring.cadence.{series.cadence}", {})),
        **{part: Money(getattr(series, part), series.currency) for part in ("typical", "low", "high")},
    }
    how = "steady" if series.low == series.high else "varies"
    way = "repayment" if series.kind == "repayment" else series.direction
    parts = [compose(language, f"recurring.{way}.{how}", slots)]
    if series.was is not None and series.changed is not None:
        was = {"changed": series.changed, "was": Money(series.was, series.currency)}
        parts.append(compose(language, "recurring.changed", was))
    if not ahead:
        return " ".join([*parts, compose(language, "recurring.over", {})])
    first = ahead[0]
    if first.late and series.returned:
        return " ".join([*parts, compose(language, "recurring.returned", {"day": series.returned})])
    parts.append(compose(language, "recurring.late" if first.late else "recurring.next", {"day": first.day}))
    if first.season:
        slots = {part: Money(getattr(first, part), series.currency) for part in ("typical", "low", "high")}
        how = "varies" if first.low < first.high else "steady"
        parts.append(compose(language, f"recurring.season.{how}", slots))
    return " ".join(parts)


def _figures(series: Series, language: str) -> list[dict[str, str]]:
    currency = series.currency
    varies = series.low != series.high
    figures: list[tuple[str, Slot | None]] = [
        ("cadence", Name(compose(language, f"recurring.cadence.{series.cadence}", {}))),
        ("usual", Money(series.typical, currency)),
        ("lately_from", Money(series.low, currency) if varies else None),
        ("lately_to", Money(series.high, currency) if varies else None),
        ("before_that", None if series.was is None else Money(series.was, currency)),
        ("came_first", series.first),
        ("came_last", series.last),
        ("came_times", series.count),
        ("skipped", series.expected - series.count or None),
        ("how_sure", Decimal(sureness(series.count, series.expected))),
    ]
    return [
        {"label": compose(language, f"figure.{code}", {}), "value": rendered(slot, language)}
        for code, slot in figures
        if slot is not None
    ]

"""Finds what comes again: payments of one payee that keep to a rhythm at a price that holds."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from florin.customer.recurring.rules.amounts import SAME, changes, past, price
from florin.customer.recurring.rules.bank_days import BankDays
from florin.customer.recurring.rules.cadence import CADENCES, Fit, best_fit
from florin.customer.recurring.rules.returns import returns, stood
from florin.customer.recurring.rules.shapes import Direction, Payment, Series, Shift

NEAR = 1.6  # a price may change by this and still be for the same thing
STEADY = 4  # one change of price in so many payments is still a price, not a varying amount
SPLIT = 0.8  # two series at one payee are believed where they explain this much of it
MANY = 4  # more prices at a time are of one bill, each month's its own, where one series explains them all
# Kinds whose amounts may vary, for someone is bound by an agreement, and how far high may be from low.
AGREED = {"direct_debit": 30.0, "standing_order": 12.0, "salary": 5.0, "repayment": 9.0, "fee": 5.0}
BOUGHT = {"card", "cash"}  # a varying amount of these is shopping, however regular
LOOSE = 3.0
MORE = 2  # so many more than the least, where the amount varies or other purchases stand between

Key = tuple[str, Direction, str]  # account, direction, payee

_NUMBERED = re.compile(r"\S*\d\S*")


def find(payments: Iterable[Payment], bank: BankDays) -> list[Series]:
    """All series of one customer, by account, direction and payee; the input's order does not matter.

    What is given holds no own transfers, openings or reversed entries; what came back only cancels what went.
    """
    groups = grouped(payments)
    return [series for key in sorted(groups) for series in series_of(key, groups[key], bank)]


def grouped(payments: Iterable[Payment]) -> dict[Key, list[Payment]]:
    """The payments that may belong together; what was sent back stands with its debit."""
    groups: dict[Key, list[Payment]] = defaultdict(list)
    known = list(payments)
    payees = {name: payee(name) for name in {payment.name for payment in known}}
    debits = {back: debit for debit, back in returns(known, payees)}
    for payment in known:
        way: Direction = "in" if payment.amount > 0 and payment not in debits else "out"
        if way == "out" or payment.kind != "refund":
            name = debits.get(payment, payment).name
            groups[payment.account, way, payees[name]].append(payment)
    return groups


def series_of(key: Key, payments: Sequence[Payment], bank: BankDays) -> list[Series]:
    """The series among payments of one group."""
    _, direction, payee = key
    if not payee or len(payments) < 3:
        return []
    members, unpaid = sorted(payments, key=lambda p: (p.day, p.entry)), []
    if direction == "out":
        members, unpaid = stood(payments, bank)
    found = _rhythms(members, bank)
    if len(found) == 1 and (direction == "in" or _kind(found[0][1]) in AGREED):
        found = [_with_others(found[0], members, bank)]
    made = [_series(fit, kept, direction, payee, bank) for fit, kept in found]
    return [_owed(series, fit, unpaid) for series, (fit, _) in zip(made, found, strict=True)]


def payee(name: str) -> str:
    """By what payments belong together: the name without case, accents, and words with digits in them."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join((_NUMBERED.sub(" ", plain) or plain).split()) or " ".join(plain.split())


Rhythm = tuple[Fit, list[Payment]]


def _rhythms(members: list[Payment], bank: BankDays) -> list[Rhythm]:
    """The series among the payments of one payee.

    Prices that overlap in time and each keep to a rhythm are series of their own (two subscriptions at one
    merchant); otherwise all payments together are tried, and only then single prices among other purchases.
    """
    parts = _by_price(members, bank)
    explained = sum(len(kept) for _, kept in parts)
    split = len(parts) > 1 and explained >= SPLIT * len(members) and _overlap(parts)
    whole = _rhythm(members, bank)
    if split and not (whole and len(whole[1]) >= explained and _takes_turns(whole, parts)):
        return parts
    return [whole] if whole else [part for part in parts if len(part[1]) >= part[0].beat.cadence.least + MORE]


def _takes_turns(whole: Rhythm, parts: Sequence[Rhythm]) -> bool:
    """Whether the prices stand for one another, not beside: all together come no more often than the quickest
    of them, or they are too many to each be for something of its own."""
    order = [cadence.name for cadence in CADENCES]
    quickest = min(order.index(fit.beat.cadence.name) for fit, _ in parts)
    return order.index(whole[0].beat.cadence.name) >= quickest or len(parts) > MANY


def _with_others(rhythm: Rhythm, members: list[Payment], bank: BankDays) -> Rhythm:
    """The series with what else came of its payee around a day that would be missing otherwise: a bonus, a
    short pay or the last bill is what was expected, whatever it came to."""
    fit, kept = rhythm
    there = set(kept)
    others = [p for p in members if p not in there]
    slots = dict(zip(fit.taken, kept, strict=True))
    for payment, slot in zip(others, fit.free_near([p.day for p in others], bank), strict=True):
        if slot is not None:
            slots.setdefault(slot, payment)
    order = sorted(slots)
    return replace(fit, slots=tuple(order)), [slots[slot] for slot in order]


def _by_price(members: list[Payment], bank: BankDays) -> list[Rhythm]:
    clusters = _clusters(members)
    if len(clusters) == 1:
        return []
    found = [(cluster, _rhythm(cluster, bank)) for cluster in clusters]
    parts = [rhythm for _, rhythm in found if rhythm]
    joined: list[Rhythm] = []
    for part in sorted(parts, key=lambda rhythm: rhythm[1][0].day):
        if not _join(joined, part[1], bank):
            joined.append(part)
    for cluster, rhythm in found:  # a price that held too short a time to keep a rhythm of its own
        if rhythm is None:
            _join(joined, cluster, bank)
    return joined


def _join(parts: list[Rhythm], price: list[Payment], bank: BankDays) -> bool:
    """Makes another price part of the series that it goes on with or that goes on with it, if any."""
    for at, part in enumerate(parts):
        if longer := _together(part, price, bank):
            parts[at] = longer
            return True
    return False


def _together(part: Rhythm, price: list[Payment], bank: BankDays) -> Rhythm | None:
    """The series with payments at another price before or after all of its own, if they keep its rhythm."""
    fit, kept = part
    earlier, later = sorted((kept, price), key=lambda payments: payments[0].day)
    old, new = abs(earlier[-1].amount), abs(later[0].amount)
    if later[0].day <= earlier[-1].day or max(old, new) > NEAR * min(old, new):
        return None
    both = _rhythm([*earlier, *later], bank)
    if both is None or both[0].beat.cadence is not fit.beat.cadence:
        return None
    return both if len(both[1]) == len(earlier) + len(later) else None


def _clusters(members: Sequence[Payment]) -> list[list[Payment]]:
    """The payments by price, each in order of days."""
    clusters: list[list[Payment]] = []
    for payment in sorted(members, key=lambda p: abs(p.amount)):
        if clusters and abs(payment.amount) <= SAME * abs(clusters[-1][-1].amount):
            clusters[-1].append(payment)
        else:
            clusters.append([payment])
    return [sorted(cluster, key=lambda p: (p.day, p.entry)) for cluster in clusters]


def _overlap(parts: Sequence[Rhythm]) -> bool:
    spans = sorted((kept[0].day, kept[-1].day) for _, kept in parts)
    return any(later[0] <= earlier[1] for earlier, later in pairwise(spans))


def _rhythm(members: list[Payment], bank: BankDays) -> Rhythm | None:
    """The rhythm of these payments with those that keep to it, where their amounts allow to believe it."""
    fit = best_fit([p.day for p in members], bank)
    if fit is None:
        return None
    kept = [members[at] for at in fit.kept]
    return (fit, kept) if _believed(fit, kept) else None


def _believed(fit: Fit, kept: Sequence[Payment]) -> bool:
    amounts = [abs(p.amount) for p in kept]
    if changes(amounts) <= max(1, len(amounts) // STEADY):
        return max(amounts) <= AGREED["salary"] * min(amounts)
    kind = _kind(kept)
    if kind in BOUGHT or max(amounts) > AGREED.get(kind or "", LOOSE) * min(amounts):
        return False
    cadence = fit.beat.cadence
    return kind in AGREED or (len(kept) >= cadence.least + MORE and cadence.name != "weekly")


def _owed(series: Series, fit: Fit, unpaid: Sequence[Payment]) -> Series:
    """The series, saying whether the bill that is due has been asked for and was sent back."""
    due = fit.taken[-1] + 1
    sent = [p for p in unpaid if fit.slot_of(p.day) == due and p.day > series.last]
    alike = [p for p in sent if series.low <= abs(p.amount) * NEAR and abs(p.amount) <= NEAR * series.high]
    return replace(series, returned=alike[-1].day) if alike else series


def _kind(kept: Sequence[Payment]) -> str | None:
    kinds = Counter(p.kind for p in kept)
    return max(sorted(kinds, key=str), key=lambda kind: kinds[kind])


def _series(fit: Fit, kept: list[Payment], direction: Direction, key: str, bank: BankDays) -> Series:
    slots = fit.taken
    newest = kept[-1]
    (typical, low, high, _), was, changed = price(kept, direction)
    return Series(
        account=newest.account,
        direction=direction,
        payee=key,
        name=newest.name,
        kind=_kind(kept),
        currency=newest.currency,
        cadence=fit.beat.cadence.name,
        anchors=fit.beat.anchors,
        due=date.fromordinal(fit.beat.nominal(slots[-1] + 1)),
        shift=_shift(fit, kept, direction, bank),
        typical=typical,
        low=low,
        high=high,
        was=was,
        changed=changed,
        first=kept[0].day,
        last=newest.day,
        count=len(kept),
        expected=fit.span,
        past=past(slots, kept),
        returned=None,
        evidence=tuple(p.entry for p in reversed(kept)),
    )


def _shift(fit: Fit, kept: Sequence[Payment], direction: Direction, bank: BankDays) -> Shift:
    """Where payments went when their day was closed; as is usual where that never happened."""
    went: Counter[Shift] = Counter()
    for payment, slot in zip(kept, fit.taken, strict=True):
        nominal = date.fromordinal(fit.beat.nominal(slot))
        if bank.around(nominal) != (nominal, nominal):
            went["before" if payment.day < nominal else "after" if payment.day > nominal else "none"] += 1
    if not went:
        return "before" if direction == "in" else "after"
    return went.most_common(1)[0][0]

"""Finds what comes again: payments of one payee that keep to a rhythm at a price that holds."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from statistics import median_low

from florin.customer.recurring.rules.bank_days import BankDays
from florin.customer.recurring.rules.cadence import Fit, best_fit
from florin.customer.recurring.rules.shapes import Direction, Payment, Series, Shift

SAME = 1.02  # amounts whose ratio is at most this are one price
NEAR = 1.6  # a price may change by this and still be for the same thing
STEADY = 4  # one change of price in so many payments is still a price, not a varying amount
RECENT = 6  # of a varying amount so many say what is typical, and twice as many the band
SPLIT = 0.8  # two series at one payee are believed where they explain this much of it
# Kinds whose amounts may vary, for someone is bound by an agreement, and how far high may be from low.
AGREED = {"direct_debit": 12.0, "standing_order": 12.0, "salary": 5.0, "repayment": 9.0, "fee": 5.0}
BOUGHT = {"card", "cash"}  # a varying amount of these is shopping, however regular
LOOSE = 3.0
MORE = 2  # so many more than the least, where the amount varies or other purchases stand between

Key = tuple[str, Direction, str]  # account, direction, payee

_NUMBERED = re.compile(r"\S*\d\S*")


def find(payments: Iterable[Payment], bank: BankDays) -> list[Series]:
    """All series of one customer, by account, direction and payee; the input's order does not matter.

    What is given holds no own transfers, openings, refunds or reversed payments.
    """
    groups = grouped(payments)
    return [series for key in sorted(groups) for series in series_of(key, groups[key], bank)]


def grouped(payments: Iterable[Payment]) -> dict[Key, list[Payment]]:
    """The payments that may belong together."""
    groups: dict[Key, list[Payment]] = defaultdict(list)
    payees: dict[str, str] = {}
    for payment in payments:
        if payment.name not in payees:
            payees[payment.name] = payee(payment.name)
        groups[payment.account, "in" if payment.amount > 0 else "out", payees[payment.name]].append(payment)
    return groups


def series_of(key: Key, payments: Sequence[Payment], bank: BankDays) -> list[Series]:
    """The series among payments of one group."""
    _, direction, payee = key
    if not payee or len(payments) < 3:
        return []
    members = sorted(payments, key=lambda p: (p.day, p.entry))
    return [_series(fit, kept, direction, payee, bank) for fit, kept in _rhythms(members, bank)]


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
    if len(parts) > 1 and explained >= SPLIT * len(members) and _overlap(parts):
        return parts
    whole = _rhythm(members, bank)
    return [whole] if whole else [part for part in parts if len(part[1]) >= part[0].beat.cadence.least + MORE]


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
    if _changes(amounts) <= max(1, len(amounts) // STEADY):
        return max(amounts) <= AGREED["salary"] * min(amounts)
    kind = _kind(kept)
    if kind in BOUGHT or max(amounts) > AGREED.get(kind or "", LOOSE) * min(amounts):
        return False
    cadence = fit.beat.cadence
    return kind in AGREED or (len(kept) >= cadence.least + MORE and cadence.name != "weekly")


def _changes(amounts: Sequence[int]) -> int:
    """How often an amount differs from the one before it."""
    return sum(max(a, b) > SAME * min(a, b) for a, b in pairwise(amounts))


def _kind(kept: Sequence[Payment]) -> str | None:
    kinds = Counter(p.kind for p in kept)
    return max(sorted(kinds, key=str), key=lambda kind: kinds[kind])


def _series(fit: Fit, kept: list[Payment], direction: Direction, key: str, bank: BankDays) -> Series:
    slots = [slot for slot in fit.slots if slot is not None]
    newest = kept[-1]
    typical, low, high, was, changed = _price(kept)
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
        evidence=tuple(p.entry for p in reversed(kept)),
    )


def _price(kept: Sequence[Payment]):
    """(typical, low, high, was, changed): the price that holds now, or the middle of a varying amount."""
    amounts = [abs(p.amount) for p in kept]
    run = _run(amounts)
    before = amounts[: len(amounts) - run]
    if run >= 2 or not before or _changes(before) == 0:
        now = amounts[-run:]
        old = before[-1] if before else None
        return amounts[-1], min(now), max(now), old, kept[-run].day if before else None
    recent = amounts[-2 * RECENT :]
    return median_low(amounts[-RECENT:]), min(recent), max(recent), None, None


def _run(amounts: Sequence[int]) -> int:
    """How many amounts at the end are one price."""
    run = 1
    while run < len(amounts) and _changes(amounts[-run - 1 : len(amounts) - run + 1]) == 0:
        run += 1
    return run


def _shift(fit: Fit, kept: Sequence[Payment], direction: Direction, bank: BankDays) -> Shift:
    """Where payments went when their day was closed; as is usual where that never happened."""
    slots = [slot for slot in fit.slots if slot is not None]
    went: Counter[Shift] = Counter()
    for payment, slot in zip(kept, slots, strict=True):
        nominal = date.fromordinal(fit.beat.nominal(slot))
        if bank.around(nominal) != (nominal, nominal):
            went["before" if payment.day < nominal else "after" if payment.day > nominal else "none"] += 1
    if not went:
        return "before" if direction == "in" else "after"
    return went.most_common(1)[0][0]

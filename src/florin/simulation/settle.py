"""The current account day by day: what it pays, what is declined, sent back or missed, what that costs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florin.simulation.draws import Floats
from florin.simulation.leaves import category
from florin.simulation.lines import (
    AGAIN,
    BOOKED,
    CURRENT,
    DECLINED,
    LINE_KINDS,
    MISSED,
    RETURNED,
    SAVINGS,
    SKIPPED,
    Bools,
    Ints,
    Records,
    summed,
)
from florin.simulation.now import LONGEST, Now
from florin.simulation.texts import phrase, sent_back

WAYS = 6  # what may become of a line: BOOKED to AGAIN


@dataclass(frozen=True, slots=True)
class Settled:
    """What the days decided. `refused`: [ways, households, days]; `end`: the balance they came to."""

    kept: Records
    refused: NDArray[np.bool_]
    below: Ints  # days that ended below zero
    end: Ints
    missed: Bools
    returned: Floats  # minor units of bills sent back
    caught_up: Floats  # minor units of old bills that were paid
    sent: Records  # the bills sent back


@dataclass(slots=True)
class _Days:
    """The running month: `due` [ways, households, days] minor units; money out is negative."""

    due: Ints
    balance: Ints
    saved: Ints
    refused: NDArray[np.bool_]
    fetched: Ints
    fees: Ints  # for falling below zero
    backs: Ints  # for bills sent back
    charged: Ints  # fees of the month so far
    below: Ints


def settle(now: Now, lines: Records) -> Settled:
    """Lives through the days; adds fees, transfers from savings and reversals to `now.lines`."""
    s = now.state
    mine = lines[lines["account"] == CURRENT]
    due = np.zeros((WAYS, s.size, LONGEST), np.int64)
    np.add.at(due, (mine["when_short"], mine["household"], mine["day"]), mine["amount"])
    shape = due.shape[1:]
    days = _Days(
        due,
        s.balance[:, CURRENT].copy(),
        np.maximum(s.balance[:, SAVINGS], 0),
        np.zeros(due.shape, bool),
        *(np.zeros(shape, np.int64) for _ in range(3)),
        *(np.zeros(s.size, np.int64) for _ in range(2)),
    )
    floor = -np.rint(s.overdraft_limit).astype(np.int64)
    courtesy = np.rint(now.p("overdraft.courtesy")).astype(np.int64)
    tariff = _tariff(now)
    step = np.rint(now.p("savings.fetch_step")).astype(np.int64)
    cushion = np.rint(s.cushion).astype(np.int64)
    for day in range(now.days.count):
        before = days.balance
        days.balance = before + due[BOOKED, :, day]
        _fetch(days, day, s.rescues, step, floor)
        deepest = floor - np.where(days.charged < tariff.most, courtesy, 0)
        for way in (AGAIN, RETURNED, MISSED, DECLINED):
            _attempt(days, day, way, deepest)
        _attempt(days, day, SKIPPED, cushion)
        _charge(days, day, before, tariff)
    return _outcome(now, lines, days)


def _fetch(days: _Days, day: int, who: Bools, step: Ints, floor: Ints) -> None:
    """Takes from savings what the day's payments would take below the agreed limit, in whole steps."""
    wanted = days.due[RETURNED, :, day] + days.due[MISSED, :, day] + days.due[DECLINED, :, day]
    short = floor - days.balance - wanted
    amount = np.where(who & (short > 0), -(-short // step) * step, 0)
    amount = np.minimum(np.maximum(amount, 0), days.saved)
    days.fetched[:, day] = amount
    days.saved -= amount
    days.balance = days.balance + amount


def _attempt(days: _Days, day: int, way: int, floor: Ints) -> None:
    amount = days.due[way, :, day]
    refused = (amount < 0) & (days.balance + amount < floor)
    days.refused[way, :, day] = refused
    days.balance = days.balance + np.where(refused, 0, amount)


@dataclass(frozen=True, slots=True)
class _Tariff:
    """What trouble costs, a household; after `most` fees in a month the bank charges and lends no more."""

    fell: Ints
    back: Ints
    small: Ints  # below zero by no more costs nothing
    most: Ints


def _tariff(now: Now) -> _Tariff:
    names = ("fee.overdraft", "fee.returned", "fee.small")
    fell, back, small = (np.rint(now.p(name)).astype(np.int64) for name in names)
    return _Tariff(fell, back, small, now.p("fee.most").astype(np.int64))


def _charge(days: _Days, day: int, before: Ints, tariff: _Tariff) -> None:
    """A fee for each day that pushes the account well below zero, and for each day with a bill sent back."""
    fell = (days.balance < -tariff.small) & (days.balance < before) & (days.charged < tariff.most)
    days.charged += fell
    back = days.refused[RETURNED, :, day] & (days.charged < tariff.most)
    days.charged += back
    days.fees[:, day] = np.where(fell, tariff.fell, 0)
    days.backs[:, day] = np.where(back, tariff.back, 0)
    days.balance = days.balance - days.fees[:, day] - days.backs[:, day]
    days.below += days.balance < 0


def _outcome(now: Now, lines: Records, days: _Days) -> Settled:
    s = now.state
    way, who, day = lines["when_short"], lines["household"], lines["day"]
    own = (lines["account"] == CURRENT) | (lines["pair"] > 0)
    refused = days.refused[way, who, day] & own & (way != BOOKED)
    sent = refused & (way == RETURNED) & (lines["account"] == CURRENT)
    _reverse(now, lines[sent])
    _fees(now, days)
    at, on = np.nonzero(days.fetched)
    now.lines.move(
        at,
        (SAVINGS, CURRENT),
        on,
        days.fetched[at, on],
        category("money.own_transfer"),
        (phrase("fetch_out"), phrase("fetch_in")),
        recurring=False,
    )
    returned = -summed(lines, sent, s.size)
    caught_up = -summed(lines, (way == AGAIN) & ~refused, s.size)
    missed = days.refused[MISSED].any(axis=1)
    kept = lines[~refused | sent]
    return Settled(
        kept, days.refused, days.below, days.balance, missed, returned, caught_up, lines[sent].copy()
    )


def _reverse(now: Now, sent: Records) -> None:
    undone = sent.copy()
    undone["amount"] = -undone["amount"]
    undone["kind"] = LINE_KINDS.index("refund")
    undone["text"] = sent_back(undone["text"])
    undone["recurring"] = False
    undone["when_short"] = BOOKED
    if len(undone):
        now.lines.parts.append(undone)


def _fees(now: Now, days: _Days) -> None:
    for amount, name, leaf in (
        (days.fees, "overdraft_fee", "fees.overdraft"),
        (days.backs, "returned_fee", "fees.returned"),
    ):
        at, on = np.nonzero(amount)
        now.lines.add(at, CURRENT, on, -amount[at, on], "fee", category(leaf), phrase(name))


def overdraft_interest(now: Now, settled: Settled) -> Ints:
    """Interest on the days below zero, on the agreed limit or what is left at the end, whichever is more.

    Returns what it adds to the current account, minor units (never positive).
    """
    s = now.state
    owed = np.maximum(-settled.end, s.overdraft_limit / 2)
    charge = np.rint(owed * now.p("overdraft.rate") * settled.below / now.p("overdraft.year")).astype(
        np.int64
    )
    charge = np.where(settled.below > 0, charge, 0)
    who = np.flatnonzero(charge > 0)
    now.lines.add(
        who,
        CURRENT,
        now.days.count - 1,
        -charge[who],
        "interest",
        category("fees.interest"),
        phrase("overdraft_interest"),
    )
    return -charge

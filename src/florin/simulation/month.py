"""One month of a block, from what befalls to what is left: the order in which a household lives."""

from dataclasses import dataclass

import numpy as np

from florin.simulation.bills import fall_due
from florin.simulation.business import trade
from florin.simulation.cards import charge_card, pay_card, within_limit
from florin.simulation.credit import card_was_missed, judge
from florin.simulation.incomes import earn
from florin.simulation.leaves import category
from florin.simulation.lines import CURRENT, LINE_KINDS, Ints, Records, joined, summed
from florin.simulation.now import Now, begun
from florin.simulation.savings import grow, pay_dividends, put_aside
from florin.simulation.settle import overdraft_interest, settle
from florin.simulation.shapes import ACCOUNTS
from florin.simulation.shocks import befall
from florin.simulation.spending import abroad, given_back, spend
from florin.simulation.state import Block
from florin.simulation.texts import is_sent_back


@dataclass(frozen=True, slots=True)
class Lived:
    """A month's lines by household and day, and the current accounts' end as the days came to it."""

    lines: Records
    current: Ints


def live(block: Block, number: int) -> Lived:
    """Lives month `number` (since the year 0); the state afterwards is that of its end."""
    now = begun(block, number)
    befall(now)
    now.lines.parts.append(_from_before(now))
    earn(now)
    pay_dividends(now)
    trade(now)
    fall_due(now)
    spend(now)
    payment = pay_card(now)
    put_aside(now)
    kept = within_limit(now, now.lines.all())
    kept = joined([kept, abroad(now, kept)])
    now.lines.parts = []
    settled = settle(now, kept)
    interest = overdraft_interest(now, settled)
    missed = card_was_missed(now, settled, payment)
    charge_card(now, payment, missed)
    grow(now)
    judge(now, settled, missed)
    lines = _ordered(joined([settled.kept, now.lines.all()]))
    block.later = given_back(now, lines)
    block.again = settled.sent
    _close(now, lines)
    return Lived(lines, settled.end + interest)


def _from_before(now: Now) -> Records:
    before = now.block.later
    before["day"] = np.minimum(before["day"], now.days.count - 1)
    return before


def _ordered(lines: Records) -> Records:
    """By household and day; within a day what comes in first, as banks book it, and returns last."""
    back = is_sent_back(lines["text"])
    return lines[np.lexsort((lines["text"], -lines["amount"], back, lines["day"], lines["household"]))]


def _close(now: Now, lines: Records) -> None:
    """Carries the balances on and lets the household see what it earned."""
    s = now.state
    change = np.zeros((s.size, len(ACCOUNTS)), np.int64)
    np.add.at(change, (lines["household"], lines["account"]), lines["amount"])
    s.balance = s.balance + change
    kinds = [LINE_KINDS.index(kind) for kind in ("salary", "transfer", "dividend")]
    earned = (lines["amount"] > 0) & (lines["account"] == CURRENT) & np.isin(lines["kind"], kinds)
    earned &= lines["category"] != category("income.windfall")
    income = summed(lines, earned, s.size)
    keep = now.p("income.memory")
    s.usual_income = keep * s.usual_income + (1 - keep) * income

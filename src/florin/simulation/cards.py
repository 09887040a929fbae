"""The credit card: what its limit declines, what is paid on it, what it costs."""

import numpy as np

from florin.simulation.draws import Floats
from florin.simulation.leaves import category
from florin.simulation.lines import CARD, CURRENT, MISSED, Bools, Records
from florin.simulation.now import Now
from florin.simulation.texts import phrase


def within_limit(now: Now, lines: Records) -> Records:
    """`lines` without the card purchases that the limit does not cover any more, day by day."""
    spent = np.flatnonzero((lines["account"] == CARD) & (lines["amount"] < 0))
    order = spent[np.lexsort((lines["day"][spent], lines["household"][spent]))]
    who = lines["household"][order]
    running = np.cumsum(-lines["amount"][order])
    first = np.searchsorted(who, who, side="left")
    before = np.where(first > 0, running[first - 1], 0) if len(who) else running
    free = np.maximum(now.state.card_limit - now.block.owed(CARD), 0.0)[who]
    kept = np.ones(len(lines), bool)
    kept[order[running - before > free]] = False
    return lines[kept]


def pay_card(now: Now) -> Floats:
    """The month's payment on what was owed when it began: all of it, or the minimum and some of the rest.

    Returns what would be paid, a household, minor units.
    """
    s = now.state
    owed = now.block.owed(CARD)
    least = least_payment(now)
    able = now.block.liquid() + s.usual_income * now.p("card.full_of_income") > owed
    rest = s.card_extra * (owed - least) * (now.block.liquid() > owed * s.card_extra)
    payment = np.where(s.card_full & able, owed, least + rest) * ~s.defaulted
    who = np.flatnonzero(payment > 0)
    day = now.debit_day(s.card_day[who], who)
    now.lines.move(
        who,
        (CURRENT, CARD),
        day,
        payment[who],
        category("money.card_payment"),
        (phrase("card_out"), phrase("card_in")),
        when_short=MISSED,
    )
    return payment


def least_payment(now: Now) -> Floats:
    """What the card's terms ask for this month, minor units."""
    owed = now.block.owed(CARD)
    return np.rint(np.minimum(owed, np.maximum(owed * now.p("card.least_share"), now.p("card.least"))))


def charge_card(now: Now, payment: Floats, missed: Bools) -> None:
    """Interest on what was carried past the payment day, and the fee for a payment that did not come.

    Interest of a month: the balance carried times a twelfth of the yearly rate.
    """
    s = now.state
    owed = now.block.owed(CARD)
    carried = (owed - np.where(missed, 0.0, np.rint(payment))) * ~s.defaulted
    who = np.flatnonzero(carried > 0)
    day = np.full(len(who), now.days.count - 1)
    now.lines.add(
        who,
        CARD,
        day,
        -(carried * s.card_rate / 12)[who],
        "interest",
        category("fees.interest"),
        phrase("card_interest"),
        recurring=True,
    )
    late = np.flatnonzero(missed & (owed > 0))
    day = np.minimum(now.debit_day(s.card_day[late], late) + 1, now.days.count - 1)
    now.lines.add(late, CARD, day, -now.p("fee.late")[late], "fee", category("fees.late"), phrase("late_fee"))

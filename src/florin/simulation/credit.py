"""What the platform may not see: whether a household is in distress, and whether it defaults."""

import numpy as np

from florin.simulation.cards import least_payment
from florin.simulation.lines import CARD, LOAN, MISSED, Bools
from florin.simulation.now import Now
from florin.simulation.settle import Settled


def judge(now: Now, settled: Settled, card_missed: Bools) -> None:
    """Carries arrears on, and lets default happen by its hazard.

    Distress: something due could not be paid this month, or bills of before are still owed. Default: where
    payments were missed `default.months` times in a row with chance `default.after_missed`; besides by a
    hazard that grows with distress and with the share of the card's limit that is used:
    base x exp(a x months of distress + b x utilisation).
    """
    s = now.state
    stays = np.where(s.defaulted, 1.0, now.p("arrears.stays"))  # a collector forgets nothing
    s.bills_owed = np.maximum(s.bills_owed - settled.caught_up, 0.0) * stays + settled.returned
    s.bills_owed = np.where(s.bills_owed < now.p("arrears.least"), 0.0, s.bills_owed)
    s.card_missed = np.where(card_missed, s.card_missed + 1, 0)
    loan_missed = settled.missed & ~card_missed & (now.block.owed(LOAN) > 0)
    s.loan_missed = np.where(loan_missed, s.loan_missed + 1, 0)
    s.bills_missed = np.where(settled.returned > 0, s.bills_missed + 1, 0)
    s.distress = (settled.returned > 0) | settled.missed | (s.bills_owed > 0) | s.defaulted
    s.distress_months = np.where(s.distress, s.distress_months + 1, np.maximum(s.distress_months - 1, 0))
    _default(now)


def _default(now: Now) -> None:
    s = now.state
    indebted = (now.block.owed(CARD) > 0) | (now.block.owed(LOAN) > 0)
    used = np.minimum(now.block.owed(CARD) / np.maximum(s.card_limit, 1.0), 1.0)
    months = np.minimum(s.distress_months, now.p("default.memory"))
    hazard = now.p("default.base") * np.exp(
        now.p("default.distress") * months + now.p("default.utilisation") * used
    )
    late = np.maximum(s.card_missed, s.loan_missed) >= now.p("default.months")
    hazard = np.where(late, np.maximum(now.p("default.after_missed"), hazard), hazard)
    s.defaulted |= now.draws.happens("default", hazard) & indebted


def card_was_missed(now: Now, settled: Settled, payment: np.ndarray) -> Bools:
    """Whether the card's payment did not come although something was due."""
    s = now.state
    who = np.arange(s.size)
    day = now.debit_day(s.card_day, who)
    return settled.refused[MISSED, who, day] & (payment > 0) & (least_payment(now) > 0)

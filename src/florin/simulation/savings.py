"""What is put aside and what it grows by: savings, investments, interest on loans beside it."""

import numpy as np

from florin.simulation.draws import Draws
from florin.simulation.leaves import category
from florin.simulation.lines import CURRENT, INVESTMENT, LOAN, MORTGAGE, SAVINGS, SKIPPED
from florin.simulation.now import Now
from florin.simulation.texts import phrase


def put_aside(now: Now) -> None:
    """The month's savings and investments; left out where the account would fall below its cushion."""
    s = now.state
    saved = np.rint(s.usual_income * s.save_share / 1000) * 1000
    idle = np.maximum(now.block.liquid() - s.cushion - s.usual_income * now.p("savings.idle_from"), 0.0)
    idle = np.where(s.sweeps & now.draws.happens("sweep", now.p("savings.sweep_chance")), idle, 0.0)
    amount = saved + np.rint(idle * now.p("savings.sweep_share") / 1000) * 1000
    who = np.flatnonzero((amount > 0) & s.has[:, SAVINGS])
    day = np.minimum(now.pay_day(s.pay_day[who], who) + 1, now.days.count - 1)
    now.lines.move(
        who,
        (CURRENT, SAVINGS),
        day,
        amount[who],
        category("money.own_transfer"),
        (phrase("saving_out"), phrase("saving_in")),
        when_short=SKIPPED,
    )
    who = np.flatnonzero((s.invest > 0) & s.has[:, INVESTMENT])
    day = np.minimum(now.debit_day(s.housing_day[who], who) + 1, now.days.count - 1)
    now.lines.move(
        who,
        (CURRENT, INVESTMENT),
        day,
        s.invest[who],
        category("money.investing"),
        (phrase("invest_out", s.invest_kind[who]), phrase("invest_in", s.invest_kind[who])),
        when_short=SKIPPED,
    )


def grow(now: Now) -> None:
    """Interest on savings and loans, the market's month on investments: on what was there before."""
    s = now.state
    last = now.days.count - 1
    interest = np.maximum(s.balance[:, SAVINGS], 0) * s.savings_rate / 12
    every = np.arange(s.size)
    now.lines.add(
        every,
        SAVINGS,
        last,
        np.floor(interest),
        "interest",
        category("income.interest"),
        phrase("interest_earned"),
        recurring=True,
    )
    market = Draws(np.zeros(1, np.uint64), now.number).normal("market")[0]
    change = now.p("invest.return") / 12 + now.p("invest.volatility") / np.sqrt(12) * market
    gain = np.maximum(s.balance[:, INVESTMENT], 0) * change
    now.lines.add(
        every,
        INVESTMENT,
        last,
        gain,
        "valuation",
        category("money.investing"),
        phrase("valuation", s.invest_kind),
    )
    for account, rate in ((LOAN, s.loan_rate), (MORTGAGE, s.mortgage_rate)):
        charged = now.block.owed(account) * rate / 12 * ~(s.defaulted & (account == LOAN))
        now.lines.add(
            every,
            account,
            last,
            -charged,
            "interest",
            category("fees.interest"),
            phrase("loan_interest"),
            recurring=True,
        )


def pay_dividends(now: Now) -> None:
    """Twice a year, what the investments pay out."""
    s = now.state
    paid = np.maximum(s.balance[:, INVESTMENT], 0) * now.p("invest.dividend") / 2
    paid = paid * (now.p("invest.dividend_month") == now.month)
    who = np.flatnonzero(paid > 0)
    text = phrase("dividend", s.invest_kind[who])
    now.lines.add(
        who,
        CURRENT,
        now.days.count // 2,
        paid[who],
        "dividend",
        category("income.dividends"),
        text,
        recurring=True,
    )

"""What comes in: pay in its cycles, bonus and raises, pensions, benefits, grants, platform pay, tax back."""

import numpy as np

from florin.simulation.draws import Floats
from florin.simulation.leaves import category
from florin.simulation.lines import CURRENT, FOREIGN, Bools, Ints, event_code
from florin.simulation.now import FORTNIGHT, LONGEST, WEEK, Now
from florin.simulation.state import FORTNIGHTLY, MONTHLY, TWICE, WEEKLY
from florin.simulation.texts import phrase

FORTNIGHTS, WEEKS = 26, 52  # in a year
MIDDLE = 15  # the first of two pay-days a month; the second is its last day


def earn(now: Now) -> None:
    """All lines that bring money from outside."""
    _raises(now)
    _wages(now)
    _partner(now)
    _gig(now)
    _pensions(now)
    _support(now)
    _out_of_work(now)
    _once_a_year(now)
    _from_abroad(now)


def _raises(now: Now) -> None:
    s = now.state
    due = s.raise_month == now.month
    rate = now.p("raise.rate") + now.p("raise.spread") * now.draws.normal("raise")
    factor = np.where(due, 1 + np.maximum(rate, 0.0), 1.0)
    s.monthly_net_income = s.monthly_net_income * factor
    s.partner_net_income = s.partner_net_income * factor


def _wages(now: Now) -> None:
    s = now.state
    who = s.working & now.of("salaried", "couple", "family", "migrant", "student")
    pay = s.monthly_net_income * np.where(s.ill_months > 0, now.p("illness.pay"), 1.0)
    pay = np.where(now.of("student"), s.monthly_net_income * now.p("work.student_pay"), pay)
    event = np.where(s.ill_months > 0, event_code("illness"), 0)
    event = np.where(np.isin(s.cause, [event_code("new_job"), event_code("raise")]), s.cause, event)
    for cycle, parts in ((MONTHLY, 12), (TWICE, 2 * 12), (FORTNIGHTLY, FORTNIGHTS), (WEEKLY, WEEKS)):
        mine = np.flatnonzero(who & (s.pay_cycle == cycle))
        for turn, (at, day) in enumerate(_pay_days(now, mine, cycle)):
            hours = np.exp(now.p("pay.hours")[at] * now.draws.normal(f"hours {turn}")[at])
            amount = pay[at] * 12 / parts * np.where(cycle == WEEKLY, hours, 1.0)
            text = phrase("salary", s.employer[at])
            now.lines.add(
                at,
                CURRENT,
                day,
                amount,
                "salary",
                category("income.salary"),
                text,
                recurring=True,
                event=event[at],
            )


def _pay_days(now: Now, who: Ints, cycle: int) -> list[tuple[Ints, Ints]]:
    """(who, booking day) of each pay-day of the month."""
    if not len(who):
        return []
    if cycle == MONTHLY:
        return [(who, now.pay_day(now.state.pay_day[who], who))]
    if cycle == TWICE:
        return [(who, now.pay_day(np.full(len(who), day), who)) for day in (MIDDLE, LONGEST)]
    length = WEEK if cycle == WEEKLY else FORTNIGHT
    first = (now.state.pay_day[who] - now.days.first.toordinal()) % length
    found = []
    for turn in range(LONGEST // length + 1):
        day = first + turn * length
        at = day < now.days.count
        found.append((who[at], now.pay_day(day[at] + 1, who[at])))
    return found


def _partner(now: Now) -> None:
    s = now.state
    who = np.flatnonzero((s.partner_net_income > 0) & ~now.of("retired"))
    day = now.pay_day(s.partner_pay_day[who], who)
    text = phrase("second_salary", s.employer[who] + 1)
    paid = s.partner_net_income * np.where(s.leave_months > 0, now.p("child.leave_pay"), 1.0)
    now.lines.add(
        who,
        CURRENT,
        day,
        paid[who],
        "salary",
        category("income.salary"),
        text,
        recurring=True,
    )


def _gig(now: Now) -> None:
    """A payout a week from one of two platforms, of very different size."""
    s = now.state
    who = np.flatnonzero(now.of("gig") & s.working & (s.ill_months == 0))
    month = np.exp(now.p("gig.month_spread") * now.draws.normal("gig month"))
    for turn, (at, day) in enumerate(_pay_days(now, who, WEEKLY)):
        week = np.exp(now.p("gig.spread") * now.draws.normal(f"gig {turn}"))
        amount = (s.monthly_net_income * month * week)[at] * 12 / WEEKS
        platform = s.employer[at] + (now.draws.uniform(f"platform {turn}") < now.p("gig.second"))[at]
        now.lines.add(
            at,
            CURRENT,
            day,
            amount,
            "transfer",
            category("income.gig"),
            phrase("gig", platform),
            recurring=True,
        )


def _pensions(now: Now) -> None:
    s = now.state
    who = np.flatnonzero(now.of("retired"))
    state_share = now.p("pension.state")[who]
    whole = (s.monthly_net_income + s.partner_net_income)[who]
    for words, share, day in (
        ("pension", state_share, s.pay_day[who]),
        ("second_pension", 1 - state_share, s.partner_pay_day[who]),
    ):
        text = phrase(words, s.employer[who])
        now.lines.add(
            who,
            CURRENT,
            now.pay_day(day, who),
            whole * share,
            "salary",
            category("income.pension"),
            text,
            recurring=True,
        )


def _support(now: Now) -> None:
    """Grants and parents of students; benefits for children."""
    s = now.state
    who = np.flatnonzero(now.of("student"))
    rest = s.monthly_net_income * (1 - np.where(s.working, now.p("work.student_pay"), 0.0))
    grant = rest * now.p("student.grant")
    _transfer_in(now, who, s.pay_day, grant, "income.student_support", "grant")
    _transfer_in(now, who, s.partner_pay_day, rest - grant, "money.from_people", "from_parents")
    who = np.flatnonzero((s.children > 0) & ~now.of("student"))
    _transfer_in(
        now, who, s.partner_pay_day, s.children * now.p("benefit.child"), "income.benefits", "benefit"
    )


def _transfer_in(now: Now, who: Ints, day: Ints, amount: Floats, leaf: str, words: str) -> None:
    text = phrase(words, now.state.employer[who])
    booked = now.pay_day(day[who], who)
    now.lines.add(who, CURRENT, booked, amount[who], "transfer", category(leaf), text, recurring=True)


def _out_of_work(now: Now) -> None:
    s = now.state
    entitled: Bools = ~s.working & now.of("salaried", "couple", "family", "migrant") & (s.workless_months > 0)
    entitled &= s.workless_months <= now.p("benefit.months")
    who = np.flatnonzero(entitled)
    amount = np.minimum(s.monthly_net_income * now.p("benefit.replacement"), now.p("benefit.most"))
    text = phrase("unemployment")
    now.lines.add(
        who,
        CURRENT,
        now.pay_day(s.partner_pay_day[who], who),
        amount[who],
        "transfer",
        category("income.unemployment"),
        text,
        recurring=True,
        event=event_code("job_loss"),
    )


def _once_a_year(now: Now) -> None:
    s = now.state
    who = np.flatnonzero((s.bonus_month == now.month) & s.working & (s.bonus_share > 0))
    now.lines.add(
        who,
        CURRENT,
        now.pay_day(s.pay_day[who], who),
        (s.monthly_net_income * s.bonus_share)[who],
        "salary",
        category("income.salary"),
        phrase("bonus", s.employer[who]),
    )
    due = now.p("tax_refund.month") == now.month
    who = np.flatnonzero(due & now.draws.happens("tax refund", now.p("tax_refund.has")))
    amount = now.draws.around("tax refund", now.p("tax_refund.size"), now.p("tax_refund.spread"))
    now.lines.add(
        who,
        CURRENT,
        now.pay_day(s.partner_pay_day[who], who),
        amount[who],
        "transfer",
        category("income.tax_refund"),
        phrase("tax_refund"),
    )


def _from_abroad(now: Now) -> None:
    """Money that comes in on an account in another currency, in that currency."""
    s = now.state
    who = np.flatnonzero(s.has[:, FOREIGN] & now.draws.happens("from abroad", now.p("foreign.chance")))
    amount = now.draws.around("from abroad", now.p("foreign.amount"), now.p("bill.spread"))
    day = now.pay_day(s.partner_pay_day[who], who)
    now.lines.add(who, FOREIGN, day, amount[who], "transfer", category("income.other"), phrase("from_abroad"))

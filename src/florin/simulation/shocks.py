"""What befalls a household: by stated hazards, or because its author scripted it."""

import numpy as np

from florin.simulation.draws import Floats
from florin.simulation.leaves import category
from florin.simulation.lines import CARD, CURRENT, RETURNED, Bools, Ints, event_code
from florin.simulation.now import Now
from florin.simulation.state import MORTGAGED, OWNS
from florin.simulation.texts import phrase


def befall(now: Now) -> None:
    """Applies this month's events; the last in the list stands as the month's cause."""
    now.state.cause = np.zeros(now.state.size, np.int64)
    for name, apply in EVENTS:
        who = np.flatnonzero(_happens(now, name))
        if len(who):
            now.state.cause[who] = event_code(name)
            apply(now, who)
    _drift(now)


def _happens(now: Now, name: str) -> Bools:
    code = event_code(name)
    scripted = now.block.scripted.get(now.number, {}).get(code)
    hazard = now.draws.happens(name, _HAZARDS[name](now)) & (now.number >= now.block.spared.get(code, 0))
    return hazard if scripted is None else hazard | scripted


def _employees(now: Now) -> Bools:
    return now.state.working & now.of("salaried", "couple", "family", "migrant")


def _job_loss(now: Now, who: Ints) -> None:
    s = now.state
    s.working[who] = False
    s.workless_months[who] = 0
    severance = s.monthly_net_income[who] * now.p("job_loss.severance")[who]
    day = now.pay_day(s.pay_day[who], who)
    text = phrase("settlement", s.employer[who])
    now.lines.add(
        who, CURRENT, day, severance, "salary", category("income.salary"), text, event=event_code("job_loss")
    )


def _new_job(now: Now, who: Ints) -> None:
    s = now.state
    was = s.working[who]
    change = now.p("new_job.change") + now.p("new_job.spread") * now.draws.normal("new pay")
    s.monthly_net_income[who] *= np.exp(change[who])
    s.employer[who] = np.floor(now.draws.uniform("new employer") * now.p("work.employers"))[who].astype(
        np.int64
    )
    s.working[who] = True
    s.workless_months[who] = np.where(was, s.workless_months[who], 0)


def _raise(now: Now, who: Ints) -> None:
    now.state.monthly_net_income[who] *= 1 + now.p("raise.promotion")[who]


def _illness(now: Now, who: Ints) -> None:
    months = 1 + np.floor(now.draws.uniform("ill months") * now.p("illness.months"))
    now.state.ill_months[who] = months[who].astype(np.int64)
    cost = now.draws.around("hospital", now.p("illness.cost"), now.p("illness.spread"))
    _pay(now, who, cost, "health.hospital", "illness")


def _divorce(now: Now, who: Ints) -> None:
    s = now.state
    s.adults[who] = 1.0
    share = now.p("divorce.alimony")[who] * ((s.children[who] > 0) & ~s.keeps_children[who])
    s.alimony[who] = s.monthly_net_income[who] * share
    s.partner_net_income[who] = 0.0
    s.usual_income[who] = s.monthly_net_income[who]
    cost = now.draws.around("lawyer", now.p("divorce.cost"), now.p("divorce.spread"))
    _pay(now, who, cost, "business.legal", "divorce")


def _windfall(now: Now, who: Ints) -> None:
    amount = now.draws.around(
        "windfall", now.p("windfall.size") * now.state.usual_income, now.p("windfall.spread")
    )
    day = now.pay_day(np.full(len(who), now.days.count // 2), who)
    text = phrase("windfall", who * 0 + now.number % 2)
    now.lines.add(
        who,
        CURRENT,
        day,
        np.rint(amount[who] / 100) * 100,
        "transfer",
        category("income.windfall"),
        text,
        event=event_code("windfall"),
    )


def _child(now: Now, who: Ints) -> None:
    now.state.children[who] += 1
    months = 1 + np.rint(now.p("child.leave"))  # one of them has passed once this month's drift has
    now.state.leave_months[who] = months[who].astype(np.int64)
    _pay(
        now,
        who,
        now.draws.around("baby", now.p("child.cost"), now.p("child.spread")),
        "shopping.toys",
        "child",
    )


def _car_breakdown(now: Now, who: Ints) -> None:
    cost = now.draws.around("garage", now.p("car.repair_cost"), now.p("car.repair_spread"))
    _pay(now, who, cost, "transport.car_repair", "car_breakdown")


def _move(now: Now, who: Ints) -> None:
    s = now.state
    change = np.exp(now.p("move.rent_change") + now.p("move.rent_spread") * now.draws.normal("new rent"))
    s.rent[who] *= change[who]
    _pay(
        now, who, now.draws.around("movers", now.p("move.cost"), now.p("move.spread")), "home.moving", "move"
    )


def _pay(now: Now, who: Ints, cost: Floats, leaf: str, event: str) -> None:
    """A bill that the event brings: on the card where it fits there, else from the current account."""
    s = now.state
    room = s.card_limit[who] - now.block.owed(CARD)[who]
    on_card = (
        s.has[who, CARD] & ~s.defaulted[who] & (room > cost[who]) & (s.balance[who, CURRENT] < cost[who])
    )
    day = np.floor(now.draws.uniform(f"day of {event}")[who] * now.days.count).astype(np.int64)
    text = now.biller(leaf)[who]
    now.lines.add(
        who,
        np.where(on_card, CARD, CURRENT),
        day,
        -cost[who],
        "card",
        category(leaf),
        text,
        event=event_code(event),
        when_short=RETURNED,
    )


def _drift(now: Now) -> None:
    """What changes by itself: moods, months without work, of illness, of leave."""
    s = now.state
    keep = now.p("mood.persistence")
    s.mood = keep * s.mood + np.sqrt(1 - keep**2) * now.p("mood.spread") * now.draws.normal("mood")
    s.workless_months = np.where(s.working, 0, s.workless_months + 1)
    s.ill_months = np.maximum(s.ill_months - 1, 0)
    s.leave_months = np.maximum(s.leave_months - 1, 0)


_HAZARDS = {
    "job_loss": lambda now: now.p("job_loss.hazard") * _employees(now),
    "new_job": lambda now: np.where(
        now.of("salaried", "couple", "family", "migrant")
        & ~now.state.working
        & (now.state.workless_months > 0),
        now.p("new_job.hazard_workless"),
        now.p("new_job.hazard") * _employees(now),
    ),
    "raise": lambda now: now.p("raise.hazard") * _employees(now),
    "illness": lambda now: now.p("illness.hazard"),
    "divorce": lambda now: now.p("divorce.hazard") * (now.state.adults > 1),
    "windfall": lambda now: now.p("windfall.hazard"),
    "child": lambda now: now.p("child.hazard") * (now.state.adults > 1) * ~now.of("retired"),
    "car_breakdown": lambda now: now.p("car.breakdown") * now.state.car,
    "move": lambda now: now.p("move.hazard") * ~np.isin(now.state.tenure, [MORTGAGED, OWNS]),
}
EVENTS = (
    ("job_loss", _job_loss),
    ("new_job", _new_job),
    ("raise", _raise),
    ("illness", _illness),
    ("divorce", _divorce),
    ("windfall", _windfall),
    ("child", _child),
    ("car_breakdown", _car_breakdown),
    ("move", _move),
)

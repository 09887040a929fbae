"""Ordinary days: how much a household means to spend, on what, where, how paid; what goes wrong."""

from dataclasses import dataclass

import numpy as np

from florin.simulation.bills import season_of
from florin.simulation.draws import Floats, Words, as_normal, bits, mixed, share_of
from florin.simulation.leaves import SHOPPED, category
from florin.simulation.lines import CARD, CURRENT, DECLINED, LINE_KINDS, Bools, Ints, Records, summed
from florin.simulation.now import Now, pick
from florin.simulation.shapes import REGIONS
from florin.simulation.texts import charges_abroad, is_purchase, merchant_of, phrase, purchase, refund_of

LEAF_NUMBERS = np.array([category(leaf.name) for leaf in SHOPPED])
WEEKEND = np.array([leaf.weekend for leaf in SHOPPED])
SENDS_BACK = np.array([leaf.returns for leaf in SHOPPED])
# Where in a purchase's 64 bits each of its questions is answered: (first bit, how many).
DAY, FAVOURITE, HABIT, PRINT, SHOP = (0, 16), (16, 2), (18, 10), (28, 4), (32, 16)
PLASTIC, DOUBLE, BACK, DELAY = (0, 12), (12, 16), (28, 12), (40, 8)  # of its second word


@dataclass(frozen=True, slots=True)
class Plan:
    """What a household means to do this month, minor units."""

    budget: Floats  # for what is not agreed on before
    cash: Floats


def spend(now: Now) -> None:
    """All lines of ordinary days."""
    plan = planned(now)
    _purchases(now, plan)
    _cash(now, plan)
    _people(now, plan)


def planned(now: Now) -> Plan:
    """The month's budget: what the household believes it can afford, less what is agreed on already.

    The more a household plans (`planning`), the more it keeps to what is really there; credit that is free
    pulls by `spend.credit_pull`.
    """
    s = now.state
    fixed = agreed(now)
    heads = (s.adults + now.p("spend.child") * s.children) ** now.p("bill.size")
    free = np.maximum(s.card_limit - now.block.owed(CARD), 0.0) * ~s.defaulted * s.has[:, CARD]
    rich = np.maximum(now.block.liquid() - s.cushion * 2, 0.0)
    wanted = s.propensity * s.usual_income * np.exp(s.mood) - fixed
    wanted = wanted + now.p("spend.credit_pull") * free + now.p("spend.wealth_pull") * rich
    income = np.where(
        s.working | now.of("retired", "student"),
        s.usual_income,
        s.usual_income * now.p("benefit.replacement"),
    )
    there = now.block.liquid() + income - fixed - _card_due(now) - s.cushion * now.p("spend.reserve")
    there = there + s.overdraft_limit * now.p("spend.overdraft_meant")
    budget = wanted * (1 - s.planning) + np.minimum(wanted, there) * s.planning
    budget = np.maximum(budget, now.p("spend.least") * heads)
    return Plan(budget * (1 - s.cash_share), budget * s.cash_share)


def agreed(now: Now) -> Floats:
    """What this month's lines so far take from the current account and the card, without events."""
    lines = now.lines.all()
    out = (lines["amount"] < 0) & (lines["event"] == 0) & np.isin(lines["account"], [CURRENT, CARD])
    return -summed(lines, out, now.state.size)


def _card_due(now: Now) -> Floats:
    owed = now.block.owed(CARD)
    return np.where(now.state.card_full, owed, owed * now.p("card.least_share"))


def _wants(now: Now, budget: Floats) -> tuple[Floats, Floats]:
    """[households, leaves]: money meant for each leaf this month, and the usual size of one purchase."""
    s = now.state
    leaves = [leaf.name for leaf in SHOPPED]
    scale = np.maximum(budget / now.p("spend.reference"), now.p("spend.scale_least"))[:, None]
    share = _stack(now, leaves, "share") * s.taste * scale ** (_stack(now, leaves, "elasticity") - 1)
    share *= _needed(now)
    season = np.stack([season_of(now, leaf.season) for leaf in SHOPPED], axis=1)
    wanted = budget[:, None] * share / share.sum(axis=1, keepdims=True) * season
    ticket = _stack(now, leaves, "ticket") * scale ** now.p("spend.ticket_elasticity")[:, None]
    return wanted, ticket


def _stack(now: Now, leaves: list[str], what: str) -> Floats:
    """[households, leaves] of a parameter of each leaf; made once a block."""
    made = now.block.stacks
    if what not in made:
        made[what] = np.stack([now.p(f"{leaf}.{what}") for leaf in leaves], axis=1)
    return made[what]


def _needed(now: Now) -> Bools:
    s = now.state
    has = {"": None, "car": s.car, "children": s.children > 0, "owner": np.isin(s.tenure, [1, 2])}
    needed = np.ones((s.size, len(SHOPPED)), bool)
    for at, leaf in enumerate(SHOPPED):
        if leaf.needs:
            needed[:, at] = has[leaf.needs]
    return needed


def _purchases(now: Now, plan: Plan) -> None:
    wanted, ticket = _wants(now, plan.budget)
    counts = np.floor(wanted / ticket + now.draws.uniform("times", len(SHOPPED))).astype(np.int64)
    cells = np.repeat(np.arange(counts.size), counts.ravel())
    who, leaf = cells // len(SHOPPED), cells % len(SHOPPED)
    if not len(who):
        return
    words = now.draws.words_at("purchases", who, _place(who))
    spread = _stack(now, [each.name for each in SHOPPED], "spread")[who, leaf]
    amount = ticket[who, leaf] * np.exp(spread * as_normal(words) - spread**2 / 2)
    day = _day(now, leaf, words)
    shop, look = _shop(now, who, leaf, words)
    second = mixed(words)
    s = now.state
    share = (s.card_share * ~s.defaulted)[who]
    account = np.where(share_of(second, *PLASTIC) < share, CARD, CURRENT)
    text = purchase(shop, look, PRINT[0])
    once = np.ones(len(who), np.int64) + (share_of(second, *DOUBLE) < now.p("double.chance")[who])
    again = np.repeat(np.arange(len(who)), once)
    now.lines.add(
        who[again],
        account[again],
        day[again],
        -np.maximum(amount, 1.0)[again],
        "card",
        LEAF_NUMBERS[leaf][again],
        text[again],
        when_short=DECLINED,
    )


def _place(who: Ints) -> Ints:
    """The running number of each line within its household; `who` is in order."""
    first = np.searchsorted(who, who, side="left")
    return np.arange(len(who)) - first


def _day(now: Now, leaf: Ints, words: Words) -> Ints:
    weekend = now.block.parameters.table("spend.weekend")[0, 0]
    usual = np.ones(now.days.count)
    fun = np.where(now.days.weekend, weekend, 1.0)
    at = share_of(words, *DAY)
    found = [
        np.searchsorted(np.cumsum(weights / weights.sum()), at, side="right") for weights in (usual, fun)
    ]
    return np.minimum(np.where(WEEKEND[leaf], found[1], found[0]), now.days.count - 1)


def _shop(now: Now, who: Ints, leaf: Ints, words: Words) -> tuple[Ints, Words]:
    """The merchant, mostly one of the household's few usual ones, and the bits that choose how it prints."""
    habitual = share_of(words, *HABIT) < now.p("spend.habit")[who]
    place = (leaf << FAVOURITE[1]) + bits(words, *FAVOURITE)
    usual = mixed(now.state.key[who] + mixed(place.astype(np.uint64)))
    look = np.where(habitual, usual, words)
    return pick(now.block.market[who], LEAF_NUMBERS[leaf], share_of(look, *SHOP)), look


def _cash(now: Now, plan: Plan) -> None:
    size = now.p("cash.ticket")
    times = np.floor(plan.cash / size + now.draws.uniform("cash times")).astype(np.int64)
    who = np.repeat(np.arange(now.state.size), times)
    if not len(who):
        return
    words = now.draws.words_at("cash", who, _place(who))
    day = np.minimum((share_of(words, *DAY) * now.days.count).astype(np.int64), now.days.count - 1)
    step = now.p("cash.step")[who]
    amount = (
        np.maximum(np.rint(size[who] * np.exp(now.p("cash.spread")[who] * as_normal(words)) / step), 1) * step
    )
    s = now.state
    now.lines.add(
        who,
        CURRENT,
        day,
        -amount,
        "cash",
        category("money.cash_out"),
        phrase("atm", s.city[who]),
        when_short=DECLINED,
    )
    charged = share_of(words, *SHOP) < now.p("fee.atm_chance")[who]
    now.lines.add(
        who[charged],
        CURRENT,
        day[charged],
        -now.p("fee.atm")[who][charged],
        "fee",
        category("fees.atm"),
        phrase("atm_fee"),
        when_short=DECLINED,
    )


def _people(now: Now, plan: Plan) -> None:
    """Money to friends, and from them."""
    for name, leaf, side in (("to_person", "money.to_people", -1), ("from_person", "money.from_people", 1)):
        who = np.flatnonzero(now.draws.happens(name, now.p(f"people.{name}")))
        size = now.draws.around(f"{name} size", now.p("people.ticket"), now.p("people.spread"))
        amount = np.maximum(np.rint(np.minimum(size, plan.budget) / 100), 1) * 100
        day = np.floor(now.draws.uniform(f"{name} day")[who] * now.days.count).astype(np.int64)
        friend = now.state.employer[who] + bits(now.draws.words(name)[who], 0, 2)
        now.lines.add(
            who,
            CURRENT,
            day,
            side * amount[who],
            "transfer",
            category(leaf),
            phrase(name, friend),
            when_short=DECLINED,
        )


def abroad(now: Now, lines: Records) -> Records:
    """The fees that go with purchases in foreign currency."""
    shopped = is_purchase(lines["text"]) & (lines["kind"] == LINE_KINDS.index("card"))
    at = np.flatnonzero(shopped)
    region = now.state.region[lines["household"][at]]
    foreign = np.zeros(len(at), bool)
    for number, name in enumerate(REGIONS):
        mine = region == number
        foreign[mine] = charges_abroad(name)[merchant_of(lines["text"][at[mine]])]
    fees = lines[at[foreign]].copy()
    fees["amount"] = np.rint(fees["amount"] * now.p("fee.foreign")[fees["household"]])
    fees["kind"] = LINE_KINDS.index("fee")
    fees["category"] = category("fees.foreign")
    fees["text"] = phrase("foreign_fee")
    fees["recurring"] = False
    return fees[fees["amount"] != 0]


def given_back(now: Now, booked: Records) -> Records:
    """Next month's refunds of what was booked in this one: things sent back, and charges made twice."""
    by_leaf = np.zeros(int(LEAF_NUMBERS.max()) + 1, bool)
    by_leaf[LEAF_NUMBERS[SENDS_BACK]] = True
    shopped = (
        is_purchase(booked["text"]) & (booked["amount"] < 0) & (booked["event"] == 0) & ~booked["recurring"]
    )
    shopped &= np.isin(booked["account"], [CURRENT, CARD])
    lines = booked[shopped]
    who = lines["household"].astype(np.int64)
    place = lines["text"] + lines["amount"] * 2 + lines["day"]
    words = now.draws.words_at("refund", who, place)
    returned = by_leaf[np.minimum(lines["category"], len(by_leaf) - 1)] & (
        share_of(words, *BACK) < now.p("refund.chance")[who]
    )
    twice = _doubled(lines) & (share_of(words, *BACK) < now.p("double.given_back")[who])
    made = lines[returned | twice].copy()
    delay = bits(words, *DELAY)[returned | twice] % now.p("refund.days")[made["household"]].astype(np.int64)
    made["day"] = np.maximum(made["day"] + 1 + delay - now.days.count, delay % 2)
    made["amount"] = -made["amount"]
    made["kind"] = LINE_KINDS.index("refund")
    made["text"] = refund_of(made["text"])
    made["when_short"] = 0
    return made


def _doubled(lines: Records) -> Bools:
    """Whether a line is the second of two alike."""
    order = np.lexsort((lines["amount"], lines["text"], lines["day"], lines["household"]))
    ordered = lines[order]
    same = np.zeros(len(lines), bool)
    if len(lines) > 1:
        same[order[1:]] = np.all(
            [ordered[name][1:] == ordered[name][:-1] for name in ("household", "day", "text", "amount")],
            axis=0,
        )
    return same

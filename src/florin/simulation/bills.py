"""What falls due: home, utilities with their seasons, insurance, care, debts, subscriptions, the state."""

import numpy as np

from florin.simulation.draws import Floats
from florin.simulation.leaves import INSURED, LOANS, SUBSCRIBED, category
from florin.simulation.lines import (
    AGAIN,
    CARD,
    CURRENT,
    DECLINED,
    LOAN,
    MISSED,
    MORTGAGE,
    RETURNED,
    Ints,
    summed,
)
from florin.simulation.now import Now
from florin.simulation.state import MORTGAGED, OWNS, RENTS
from florin.simulation.texts import phrase
from florin.simulation.traits import charm_price

QUARTER = 3  # months


def fall_due(now: Now) -> None:
    """All lines that were agreed on before."""
    _home(now)
    _utilities(now)
    _insurance(now)
    _care(now)
    _debts(now)
    _subscriptions(now)
    _state(now)
    _catch_up(now)


def _debit(
    now: Now, who: Ints, day: Ints, amount: Floats, leaf: str, text: Ints | int, kind: str = "direct_debit"
) -> None:
    now.lines.add(
        who,
        CURRENT,
        now.debit_day(day[who], who),
        -amount[who],
        kind,
        category(leaf),
        text[who] if isinstance(text, np.ndarray) else text,
        recurring=True,
        when_short=RETURNED,
    )


def _home(now: Now) -> None:
    s = now.state
    rises = (s.raise_month == now.month) & (s.tenure == RENTS)
    s.rent = np.where(rises, s.rent * (1 + now.p("home.rent_rise")), s.rent)
    who = np.flatnonzero((s.tenure == RENTS) & (s.rent > 0))
    rounded = np.rint(s.rent / 100) * 100
    _debit(now, who, s.housing_day, rounded, "home.rent", phrase("rent", s.employer), "transfer")


def _utilities(now: Now) -> None:
    s = now.state
    day = s.biller_day
    for turn, (name, season) in enumerate(
        (("electricity", "power"), ("heating", "heating"), ("water", "flat"))
    ):
        amount = (
            getattr(s, name) * season_of(now, season) * np.exp(now.p("bill.month") * now.draws.normal(name))
        )
        due = amount > 0
        if name == "water":
            due &= (now.month + s.biller_day) % QUARTER == 0
            amount = amount * QUARTER
        _debit(
            now,
            np.flatnonzero(due),
            _after(now, day, turn),
            amount,
            f"utilities.{name}",
            now.biller(f"utilities.{name}"),
        )
    for turn, name in enumerate(("mobile", "internet")):
        amount = charm_price(getattr(s, name))
        text = now.biller(f"utilities.{name}")
        _debit(
            now,
            np.flatnonzero(getattr(s, name) > 0),
            _after(now, day, QUARTER + turn),
            amount,
            f"utilities.{name}",
            text,
        )


def season_of(now: Now, season: str) -> Floats:
    """The factor of this month, a household; a year's mean is 1."""
    return now.p(f"season.{season}.{now.month}")


def _after(now: Now, day: Ints, turn: int) -> Ints:
    """Another day of the month for each bill, the same every month."""
    return (day + turn * now.p("bill.apart").astype(np.int64)) % now.p("home.days").astype(np.int64) + 1


def _insurance(now: Now) -> None:
    s = now.state
    for turn, leaf in enumerate(INSURED):
        yearly = now.p("insurance.yearly") > 0
        amount = s.insurance[:, turn] * np.where(yearly, 12, 1)
        due = (amount > 0) & (~yearly | (s.biller_day % 12 + 1 == now.month))
        _debit(now, np.flatnonzero(due), _after(now, s.housing_day, turn), amount, leaf, now.biller(leaf))


def _care(now: Now) -> None:
    s = now.state
    _debit(
        now,
        np.flatnonzero(s.childcare > 0),
        s.housing_day,
        s.childcare,
        "family.childcare",
        now.biller("family.childcare"),
    )
    term = (s.tuition > 0) & ((now.p("tuition.first") == now.month) | (now.p("tuition.second") == now.month))
    _debit(
        now,
        np.flatnonzero(term),
        s.biller_day,
        s.tuition,
        "family.university",
        now.biller("family.university"),
    )
    _debit(
        now,
        np.flatnonzero(s.alimony > 0),
        s.housing_day,
        s.alimony,
        "family.support",
        phrase("alimony", s.employer),
        "transfer",
    )
    remittance = np.rint(s.remittance / 1000) * 1000 * s.working
    text = phrase("remittance", s.employer)
    _debit(
        now, np.flatnonzero(remittance > 0), s.biller_day, remittance, "money.remittance", text, "transfer"
    )


def _debts(now: Now) -> None:
    s = now.state
    for account, payment, words in (
        (LOAN, s.loan_payment, "loan"),
        (MORTGAGE, s.mortgage_payment, "mortgage"),
    ):
        owed = now.block.owed(account)
        amount = np.minimum(payment, owed)
        who = np.flatnonzero((amount > 0) & ~(s.defaulted & (account == LOAN)))
        for number, leaf in enumerate(LOANS if account == LOAN else ("home.mortgage",)):
            at = (s.loan_kind[who] == number) if account == LOAN else np.ones(len(who), bool)
            day = now.debit_day(s.housing_day[who[at]], who[at])
            now.lines.move(
                who[at],
                (CURRENT, account),
                day,
                amount[who[at]],
                category(leaf),
                (phrase(f"{words}_out", s.loan_kind[who[at]]), phrase(f"{words}_in", s.loan_kind[who[at]])),
                when_short=MISSED,
            )


def _subscriptions(now: Now) -> None:
    s = now.state
    wide = len(SUBSCRIBED)
    ends = now.draws.uniform("unsubscribe", wide) < now.p("subscription.end")[:, None]
    starts = now.draws.uniform("subscribe", wide) < _starting(now)
    trial = now.draws.uniform("trial", wide) < now.p("subscription.trial")[:, None]
    rises = now.draws.uniform("price rise", wide) < now.p("subscription.rise_chance")[:, None]
    s.subscription_free = np.maximum(s.subscription_free - 1, 0)
    new = starts & ~s.subscription_on
    s.subscription_free = np.where(new & trial, 2, s.subscription_free)
    s.subscription_on = (s.subscription_on & ~ends) | new
    risen = charm_price(s.subscription_price * (1 + now.p("subscription.rise")[:, None]))
    s.subscription_price = np.where(rises & s.subscription_on, risen, s.subscription_price)
    _subscribed(now)


def _starting(now: Now) -> Floats:
    """Chance of each subscription to begin: as many begin as end."""
    wanted = np.stack([now.p("subscription.has") * now.p(f"{leaf}.has") for leaf in SUBSCRIBED], axis=1)
    return (
        now.p("subscription.end")[:, None]
        * wanted
        / np.maximum(1 - wanted, now.p("subscription.end")[:, None])
    )


def _subscribed(now: Now) -> None:
    s = now.state
    on_card = s.has[:, CARD] & ~s.defaulted & (s.card_share > now.p("subscription.card_from"))
    for slot, leaf in enumerate(SUBSCRIBED):
        who = np.flatnonzero(s.subscription_on[:, slot] & (s.subscription_free[:, slot] == 0))
        text = now.chosen(leaf, s.subscription_pick[:, slot])[who]
        now.lines.add(
            who,
            np.where(on_card[who], CARD, CURRENT),
            now.debit_day(s.subscription_day[who, slot], who),
            -s.subscription_price[who, slot],
            "card",
            category(leaf),
            text,
            recurring=True,
            when_short=DECLINED,
        )


def _state(now: Now) -> None:
    s = now.state
    due = np.isin(s.tenure, [OWNS, MORTGAGED]) & (
        (now.p("property_tax.first") == now.month) | (now.p("property_tax.second") == now.month)
    )
    amount = s.usual_income * now.p("property_tax.share") * (12 // 2)
    _debit(
        now, np.flatnonzero(due), s.biller_day, amount, "public.property_tax", phrase("property_tax", s.city)
    )
    who = np.flatnonzero(now.draws.happens("account fee", now.p("fee.account_has")))
    last = np.full(len(who), now.days.count - 1)
    amount = now.p("fee.account")
    now.lines.add(
        who,
        CURRENT,
        last,
        -amount[who],
        "fee",
        category("fees.account"),
        phrase("account_fee"),
        recurring=True,
    )


def _catch_up(now: Now) -> None:
    """Bills that were sent back are asked for once more by their biller, after the next pay.

    What could not be paid then goes to a collector once the household has defaulted: a plan of a share of the
    usual income a month, until nothing is owed.
    """
    s = now.state
    again = now.block.again
    who = again["household"]
    last = now.days.count - 1
    again["day"] = np.minimum(now.pay_day(s.pay_day[who], who) + 1, last)
    again["when_short"] = AGAIN
    now.lines.parts.append(again)
    handed = s.bills_owed + summed(again, np.ones(len(again), bool), s.size)
    plan = np.minimum(handed, now.p("collection.share") * s.usual_income)
    owing = np.flatnonzero(s.defaulted & (np.rint(plan) > 0))
    day = np.minimum(now.pay_day(s.pay_day[owing], owing) + 1, last)
    text = phrase("catch_up", s.employer[owing])
    leaf = category("debt.collection")
    now.lines.add(owing, CURRENT, day, -plan[owing], "direct_debit", leaf, text, when_short=AGAIN)

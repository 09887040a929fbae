"""Who the households are: their traits drawn from the parameters, what a Cast tells taken as told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np

from florin.kernel.errors import InvalidInput
from florin.simulation.draws import Draws, Floats, Words, household_keys
from florin.simulation.leaves import INSURED, SHOPPED, SUBSCRIBED
from florin.simulation.lines import (
    BUSINESS,
    CARD,
    CURRENT,
    FOREIGN,
    INVESTMENT,
    LOAN,
    MORTGAGE,
    SAVINGS,
    Bools,
    Ints,
    event_code,
)
from florin.simulation.merchants.lexicon import lexicon
from florin.simulation.parameters import Parameters, parameters
from florin.simulation.shapes import ACCOUNTS, KINDS, REGIONS, Cast
from florin.simulation.state import (
    FORTNIGHTLY,
    IRREGULAR,
    MONTHLY,
    MORTGAGED,
    RENTS,
    WEEKLY,
    WITH_PARENTS,
    Block,
    State,
)

BEFORE = -1  # the month that traits are drawn in
TRAITS = frozenset(each.name for each in fields(State)) - {"key", "kind", "region", "has", "balance", "cause"}
_SINGLE = frozenset(f"{what}_{account}" for what in ("has", "opening") for account in ACCOUNTS)
_WORKERS = ("salaried", "couple", "family", "migrant")
_PAIRS = ("couple", "family")
RATE_DIGITS = 4  # rates are told in hundredths of a percent


@dataclass(frozen=True, slots=True)
class Drawing:
    """The columns drawn so far; what casts told stands before what chance says."""

    draws: Draws
    block: Block
    told: Mapping[str, tuple[np.ndarray, np.ndarray]]  # trait: who, values
    columns: dict[str, Any]

    def put(self, name: str, values: np.ndarray) -> np.ndarray:
        """Keeps a column, as told where it was told."""
        values = np.array(values)
        if name in self.told:
            who, said = self.told[name]
            values[who] = said.astype(values.dtype).reshape((-1,) + (1,) * (values.ndim - 1))
        self.columns[name] = values
        return values

    def p(self, name: str) -> Floats:
        """A parameter, a household."""
        return self.block.p(name)

    def has(self, name: str, chance: Floats | float) -> Bools:
        """Whether a household has something that the share `chance` of them have."""
        return self.draws.happens(f"has {name}", chance)


def keys_of(seed: int, numbers: np.ndarray) -> Words:
    """The keys of a population's households."""
    return household_keys(seed, numbers)


def drawn(
    keys: Words,
    kinds: np.ndarray,
    regions: np.ndarray,
    chosen: Parameters | None = None,
    casts: Sequence[Cast] = (),
) -> Block:
    """A block of households before their first month; `casts`: one for each household, or none.

    Raises:
        InvalidInput: a trait that does not exist.
    """
    told = _told(casts)
    blank: dict[str, Any] = dict.fromkeys((each.name for each in fields(State)), np.zeros(0))
    start = State(**{**blank, "key": keys, "kind": kinds, "region": regions})
    block = Block(start, chosen or parameters(), _scripted(casts), _spared(casts))
    d = Drawing(Draws(keys, BEFORE), block, told, {"key": keys, "kind": kinds, "region": regions})
    for part in (_people, _work, _home, _bills, _subscriptions, _habits, _card, _debts, _savings, _accounts):
        part(d)
    return Block(State(**d.columns), block.parameters, block.scripted, block.spared)


def shares_of_kinds(chosen: Parameters, region: str) -> Floats:
    """How common each kind is in a region; sums to 1."""
    shares = chosen.table("kind.share")[:, REGIONS.index(region)]
    return shares / shares.sum()


def _told(casts: Sequence[Cast]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    found: dict[str, tuple[list[int], list[Any]]] = {}
    for at, cast in enumerate(casts):
        for name, value in cast.traits.items():
            if name not in TRAITS | _SINGLE:
                raise InvalidInput(f"a household has no trait {name!r}")
            who, values = found.setdefault(name, ([], []))
            who.append(at)
            values.append(value)
    return {name: (np.array(who), np.array(values)) for name, (who, values) in found.items()}


def _scripted(casts: Sequence[Cast]) -> dict[int, dict[int, Bools]]:
    found: dict[int, dict[int, Bools]] = {}
    for at, cast in enumerate(casts):
        for event in cast.events:
            month = month_number(event.month)
            who = found.setdefault(month, {}).setdefault(event_code(event.name), np.zeros(len(casts), bool))
            who[at] = True
    return found


def _spared(casts: Sequence[Cast]) -> dict[int, Ints]:
    found: dict[int, Ints] = {}
    for at, cast in enumerate(casts):
        for event in cast.spared:
            until = found.setdefault(event_code(event.name), np.zeros(len(casts), np.int64))
            until[at] = month_number(event.month)
    return found


def month_number(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def _of(block: Block, *names: str) -> Bools:
    return np.isin(block.state.kind, [KINDS.index(name) for name in names])  # type: ignore[arg-type]


def _whole(values: np.ndarray) -> np.ndarray:
    return np.floor(values).astype(np.int64)


def _people(d: Drawing) -> None:
    n = d.block.state.size
    pairs = _of(d.block, *_PAIRS) | d.has("partner", d.p("people.partner"))
    d.put("adults", 1.0 + pairs)
    many = _whole(d.draws.between("children", d.p("people.children_least"), d.p("people.children_most") + 1))
    d.put("children", many.astype(float))
    cities = np.array([len(lexicon(region).cities) for region in REGIONS])
    d.put("city", _whole(d.draws.uniform("city") * cities[d.block.state.region]))
    for name in (
        "workless_months",
        "ill_months",
        "leave_months",
        "card_missed",
        "loan_missed",
        "bills_missed",
        "distress_months",
        "cause",
    ):
        d.put(name, np.zeros(n, np.int64))
    for name in ("distress", "defaulted", "keeps_children"):
        d.put(name, np.zeros(n, bool))
    for name in ("bills_owed", "alimony"):
        d.put(name, np.zeros(n))
    d.put("mood", d.p("mood.spread") * d.draws.normal("mood"))


def _work(d: Drawing) -> None:
    income = d.draws.around("income", d.p("income.median"), d.p("income.spread"))
    income = d.put("monthly_net_income", np.maximum(income, d.p("income.least")))
    partner = d.has("partner income", d.p("income.partner_works")) & (d.columns["adults"] > 1)
    share = d.draws.between("partner share", d.p("income.partner_low"), d.p("income.partner_high"))
    d.put("partner_net_income", np.where(partner, income * share, 0.0))
    d.put("employer", _whole(d.draws.uniform("employer") * d.p("work.employers")))
    at = d.draws.uniform("pay cycle")
    bounds = np.cumsum([d.p(f"pay.{name}") for name in ("monthly", "twice", "fortnightly", "weekly")], axis=0)
    cycle = np.minimum((at > bounds).sum(axis=0), IRREGULAR)
    cycle = np.where(_of(d.block, "gig"), IRREGULAR, np.where(cycle == IRREGULAR, MONTHLY, cycle))
    d.put("pay_cycle", cycle)
    monthly = d.draws.between("pay day", d.p("pay.day_first"), d.p("pay.day_last") + 1)
    phase = d.draws.uniform("pay phase") * np.where(cycle == WEEKLY, 7, 2 * 7)
    d.put("pay_day", _whole(np.where(np.isin(cycle, [FORTNIGHTLY, WEEKLY]), phase, monthly)))
    d.put(
        "partner_pay_day",
        _whole(d.draws.between("partner pay", d.p("pay.day_first"), d.p("pay.day_last") + 1)),
    )
    bonus = d.has("bonus", d.p("bonus.has"))
    size = d.draws.between("bonus", d.p("bonus.low"), d.p("bonus.high"))
    d.put("bonus_share", np.where(bonus, size, 0.0))
    d.put("bonus_month", _whole(d.p("bonus.month")))
    d.put("raise_month", 1 + _whole(d.draws.uniform("raise month") * 12))
    d.put("working", ~_of(d.block, "retired", "student") | d.has("student job", d.p("work.student_job")))
    d.put("usual_income", income + d.columns["partner_net_income"])


def _home(d: Drawing) -> None:
    at = d.draws.uniform("tenure")
    bounds = np.cumsum([d.p(f"home.{name}") for name in ("rents", "mortgaged", "owns")], axis=0)
    tenure = d.put("tenure", np.minimum((at > bounds).sum(axis=0), WITH_PARENTS))
    income = d.columns["monthly_net_income"] + d.columns["partner_net_income"]
    level = d.p("income.median") ** (1 - d.p("home.rent_elasticity")) * income ** d.p("home.rent_elasticity")
    rent = d.draws.around("rent", level * d.p("home.rent_share"), d.p("home.rent_spread"))
    rent = np.minimum(rent, income * d.p("home.most"))
    d.put("rent", np.where(tenure == RENTS, rent, 0.0))
    d.put("housing_day", 1 + _whole(d.draws.uniform("housing day") * d.p("home.days")))
    d.put("car", d.has("car", d.p("car.has")))
    own_home = tenure != WITH_PARENTS
    heads = (d.columns["adults"] + d.columns["children"]) ** d.p("bill.size")
    for name in ("electricity", "heating", "water"):
        bill = d.draws.around(name, d.p(f"bill.{name}") * heads, d.p("bill.spread"))
        d.put(name, np.where(own_home, bill, 0.0))


def _bills(d: Drawing) -> None:
    n = d.block.state.size
    adults, children = d.columns["adults"], d.columns["children"]
    home = d.columns["tenure"] != WITH_PARENTS
    d.put("mobile", d.draws.around("mobile", d.p("bill.mobile") * adults, d.p("bill.spread")))
    d.put(
        "internet", np.where(home, d.draws.around("internet", d.p("bill.internet"), d.p("bill.spread")), 0.0)
    )
    needs = np.ones((n, len(INSURED)), bool)
    needs[:, 1], needs[:, 2] = d.columns["car"], home
    costs = [
        np.where(
            d.has(name, d.p(f"{name}.has")),
            d.draws.around(name, d.p(f"{name}.cost"), d.p("bill.spread")),
            0.0,
        )
        for name in INSURED
    ]
    d.put("insurance", np.stack(costs, axis=1) * needs)
    d.put("biller_day", 1 + _whole(d.draws.uniform("biller day") * d.p("home.days")))
    care = d.has("childcare", d.p("childcare.has")) & (children > 0)
    d.put(
        "childcare",
        np.where(care, d.draws.around("childcare", d.p("childcare.cost"), d.p("bill.spread")), 0.0),
    )
    tuition = d.draws.around("tuition", d.p("tuition.cost"), d.p("bill.spread"))
    d.put("tuition", np.where(_of(d.block, "student"), tuition, 0.0))


def _subscriptions(d: Drawing) -> None:
    wide = len(SUBSCRIBED)
    on = d.draws.uniform("subscribed", wide) < np.stack(
        [d.p("subscription.has") * d.p(f"{leaf}.has") for leaf in SUBSCRIBED], axis=1
    )
    d.put("subscription_on", on)
    d.put("subscription_pick", d.draws.uniform("subscription pick", wide))
    cost = np.stack([d.p(f"{leaf}.cost") for leaf in SUBSCRIBED], axis=1)
    price = cost * np.exp(d.p("subscription.spread")[:, None] * d.draws.normal("subscription price", wide))
    d.put("subscription_price", charm_price(price))
    d.put(
        "subscription_day", 1 + _whole(d.draws.uniform("subscription day", wide) * d.p("home.days")[:, None])
    )
    d.put("subscription_free", np.zeros(on.shape, np.int64))


def charm_price(amount: Floats) -> Floats:
    """The nearest price that ends in 99 hundredths, as subscriptions do."""
    return np.maximum(np.rint(amount / 100), 1) * 100 - 1


def _habits(d: Drawing) -> None:
    d.put(
        "propensity", d.p("spend.propensity") + d.p("spend.propensity_spread") * d.draws.normal("propensity")
    )
    d.put(
        "planning",
        np.clip(d.p("spend.planning") + d.p("spend.planning_spread") * d.draws.normal("planning"), 0, 1),
    )
    d.put("taste", np.exp(d.p("spend.taste")[:, None] * d.draws.normal("taste", len(SHOPPED))))
    d.put("cash_share", d.p("cash.share") * 2 * d.draws.uniform("cash"))
    d.put("remittance", d.columns["monthly_net_income"] * d.p("remittance.share"))
    overdraft = d.has("overdraft", d.p("overdraft.has"))
    d.put("overdraft_limit", np.where(overdraft, d.p("overdraft.limit") * d.columns["usual_income"], 0.0))


def _card(d: Drawing) -> None:
    has = _account(d, "card", d.p("card.has"))
    income = d.columns["usual_income"]
    limit = d.draws.around("limit", income * d.p("card.limit"), d.p("card.limit_spread"))
    limit = np.minimum(limit, d.p("card.limit_most"))
    d.put("card_limit", np.where(has, np.rint(limit / d.p("card.limit_step")) * d.p("card.limit_step"), 0.0))
    spread = d.p("card.rate_spread") * d.draws.normal("card rate")
    d.put("card_rate", np.round(np.maximum(d.p("card.rate") + spread, d.p("card.rate_least")), RATE_DIGITS))
    full = d.put("card_full", ~d.has("revolves", d.p("card.revolves")))
    d.put("card_extra", d.draws.uniform("card extra") * d.p("card.extra"))
    share = np.where(full, d.p("card.share_full"), d.p("card.share_revolving"))
    d.put("card_share", np.where(has, share * d.draws.between("card share", d.p("card.share_low"), 1.0), 0.0))
    d.put("card_day", 1 + _whole(d.draws.uniform("card day") * d.p("home.days")))
    used = np.where(full, d.p("card.used_full"), d.draws.uniform("used") * d.p("card.used"))
    owed = np.where(full, income * used, d.columns["card_limit"] * used)
    _opening(d, CARD, -np.minimum(owed, d.columns["card_limit"]) * has)


def _debts(d: Drawing) -> None:
    income = d.columns["usual_income"]
    kind = np.where(_of(d.block, "student"), 2, d.columns["car"] & d.has("car loan", d.p("loan.is_car")))
    kind = d.put("loan_kind", kind.astype(np.int64))
    has = _account(d, "loan", d.p("loan.has"))
    rate = d.put(
        "loan_rate",
        np.round(d.draws.around("loan rate", d.p("loan.rate"), d.p("loan.rate_spread")), RATE_DIGITS),
    )
    owed = d.draws.around("loan", income * d.p("loan.size"), d.p("loan.size_spread"))
    left = np.maximum(
        np.rint(d.draws.between("loan left", d.p("loan.months_least"), d.p("loan.months_most"))), 1
    )
    owed = owed * _granted(annuity(owed, rate, left), income * d.p("loan.most"))
    _opening(d, LOAN, -np.round(owed, -2) * has)
    payment = np.where(kind == 2, owed * d.p("loan.student_pays"), annuity(owed, rate, left))
    d.put("loan_payment", np.rint(payment * has))
    has = _account(d, "mortgage", (d.columns["tenure"] == MORTGAGED) * 1.0)
    rate = d.put(
        "mortgage_rate",
        np.round(d.draws.around("mortgage", d.p("mortgage.rate"), d.p("mortgage.rate_spread")), RATE_DIGITS),
    )
    level = d.p("income.median") ** (1 - d.p("home.rent_elasticity")) * income ** d.p("home.rent_elasticity")
    owed = d.draws.around("mortgage owed", level * d.p("mortgage.size"), d.p("mortgage.size_spread"))
    left = np.rint(
        d.draws.between("mortgage left", d.p("mortgage.months_least"), d.p("mortgage.months_most"))
    )
    owed = owed * _granted(annuity(owed, rate, left), income * d.p("home.most"))
    _opening(d, MORTGAGE, -np.round(owed, -2) * has)
    d.put("mortgage_payment", np.rint(annuity(owed, rate, left) * has))


def _granted(payment: Floats, most: Floats) -> Floats:
    """The share of a debt that is lent, so that its payment is at most `most`."""
    return np.minimum(1.0, most / np.maximum(payment, 1.0))


def annuity(owed: Floats, rate: Floats, months: Floats) -> Floats:
    """The level monthly payment that clears `owed` in `months` at the yearly `rate`, compounded monthly."""
    monthly = rate / 12
    return owed * monthly / (1 - (1 + monthly) ** -months)


def _savings(d: Drawing) -> None:
    income = d.columns["usual_income"]
    has = _account(d, "savings", d.p("savings.has"))
    d.put(
        "savings_rate",
        np.round(
            d.draws.between("savings rate", d.p("savings.rate_low"), d.p("savings.rate_high")), RATE_DIGITS
        ),
    )
    saves = d.has("saves", d.p("savings.saves")) & has
    share = d.draws.between("save share", d.p("savings.share_low"), d.p("savings.share_high"))
    d.put("save_share", np.where(saves, share, 0.0))
    d.put("sweeps", d.has("sweeps", d.p("savings.sweeps")) & has)
    d.put("rescues", d.has("rescues", d.p("savings.rescues")) & has)
    d.put("cushion", income * d.p("savings.cushion"))
    _opening(
        d, SAVINGS, d.draws.around("saved", income * d.p("savings.size"), d.p("savings.size_spread")) * has
    )
    has = _account(d, "investment", d.p("invest.has"))
    d.put("invest", np.round(income * d.p("invest.share") * has, -2))
    d.put("invest_kind", _whole(d.draws.uniform("fund") * d.p("invest.funds")))
    _opening(
        d,
        INVESTMENT,
        d.draws.around("invested", income * d.p("invest.size"), d.p("invest.size_spread")) * has,
    )


def _accounts(d: Drawing) -> None:
    income = d.columns["usual_income"]
    _account(d, "current", np.ones(len(income)))
    _opening(d, CURRENT, d.draws.around("on hand", income * d.p("current.size"), d.p("current.size_spread")))
    has = _account(d, "business", _of(d.block, "self_employed").astype(np.float64))
    _opening(d, BUSINESS, income * d.p("business.buffer") * has)
    has = _account(d, "foreign", d.p("foreign.has"))
    _opening(d, FOREIGN, d.draws.around("foreign", d.p("foreign.size"), d.p("bill.spread")) * has)
    debts = d.columns["balance"][:, [LOAN, MORTGAGE, CARD]] < 0
    d.columns["has"][:, [LOAN, MORTGAGE, CARD]] |= debts


def _account(d: Drawing, name: str, chance: Floats) -> Bools:
    """Whether the household has an account, now or later."""
    has = d.columns.setdefault("has", np.zeros((d.block.state.size, len(ACCOUNTS)), bool))
    d.columns.setdefault("balance", np.zeros(has.shape, np.int64))
    mine = d.has(name, chance)
    if f"has_{name}" in d.told:
        who, said = d.told[f"has_{name}"]
        mine[who] = said.astype(bool)
    if f"opening_{name}" in d.told:
        mine[d.told[f"opening_{name}"][0]] = True
    has[:, ACCOUNTS.index(name)] = mine
    return mine


def _opening(d: Drawing, account: int, amount: Floats) -> None:
    opening = np.rint(amount).astype(np.int64)
    name = f"opening_{ACCOUNTS[account]}"
    if name in d.told:
        who, said = d.told[name]
        opening[who] = said.astype(np.int64)
    d.columns["balance"][:, account] = opening

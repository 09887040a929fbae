"""The state of a block of households: one column a trait, each of which `Cast.traits` may set."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from florin.simulation.draws import Floats, Words
from florin.simulation.lines import CURRENT, LINE, Bools, Ints, Records
from florin.simulation.parameters import Parameters
from florin.simulation.shapes import REGIONS
from florin.simulation.texts import market_of_city

MONTHLY, TWICE, FORTNIGHTLY, WEEKLY, IRREGULAR = range(5)  # pay cycles
RENTS, MORTGAGED, OWNS, WITH_PARENTS = range(4)  # tenure


@dataclass(slots=True)
class State:
    """Columns by household. Money is in minor units (per month where it flows), rates are yearly fractions.

    A trait of a Cast is a field's name. Besides, `has_<account>` and `opening_<account>` set single accounts.
    """

    key: Words  # of all its random numbers
    kind: Ints  # place in shapes.KINDS
    region: Ints  # place in shapes.REGIONS
    city: Ints  # place among the lexicon's cities
    adults: Floats
    children: Floats
    employer: Ints  # stands for a name
    monthly_net_income: Floats  # of the first earner, when working; of the business, for the self-employed
    partner_net_income: Floats
    usual_income: Floats  # what the household believes it has
    pay_cycle: Ints
    pay_day: Ints  # day of the month, or the phase of a weekly cycle
    partner_pay_day: Ints
    bonus_share: Floats  # of a month's net pay; 0: none
    bonus_month: Ints  # 1 to 12
    raise_month: Ints  # 1 to 12
    working: Bools
    workless_months: Ints
    ill_months: Ints  # still to come
    leave_months: Ints  # of the second earner, still to come
    tenure: Ints
    rent: Floats
    housing_day: Ints
    electricity: Floats
    heating: Floats
    water: Floats
    mobile: Floats
    internet: Floats
    insurance: Floats  # [households, kinds of insurance]
    biller_day: Ints  # from which the days of the bills follow
    car: Bools
    childcare: Floats
    tuition: Floats
    alimony: Floats
    keeps_children: Bools  # after a divorce, and pays no alimony for them
    subscription_on: Bools  # [households, subscriptions]
    subscription_pick: Floats  # which merchant, as a number in [0, 1)
    subscription_price: Floats
    subscription_day: Ints
    subscription_free: Ints  # months of a trial that are left
    propensity: Floats  # share of the usual income that is meant to be spent
    planning: Floats  # 0: spends what is there, 1: looks at what the month still needs
    mood: Floats  # of spending; logarithm, slowly varying
    taste: Floats  # [households, spending leaves], a factor
    card_share: Floats  # of purchases that go on the credit card
    cash_share: Floats
    card_limit: Floats
    card_rate: Floats
    card_full: Bools  # pays what it owes, every month
    card_extra: Floats  # share of the rest that is paid beyond the minimum
    card_day: Ints
    loan_rate: Floats
    loan_payment: Floats
    loan_kind: Ints  # 0 personal, 1 car, 2 student
    mortgage_rate: Floats
    mortgage_payment: Floats
    savings_rate: Floats
    save_share: Floats  # of the usual income, set aside after pay-day
    sweeps: Bools  # moves what lies idle to savings
    rescues: Bools  # fetches from savings before the account goes below its limit
    cushion: Floats  # kept on the current account when saving
    invest: Floats
    invest_kind: Ints
    remittance: Floats
    overdraft_limit: Floats
    bills_owed: Floats  # sent back and still to be paid; a collector's from the default on
    card_missed: Ints  # payments in a row
    loan_missed: Ints
    bills_missed: Ints
    distress: Bools
    distress_months: Ints
    defaulted: Bools
    cause: Ints  # event code of this month
    has: Bools  # [households, accounts]
    balance: Ints  # [households, accounts], at the end of the last month

    @property
    def size(self) -> int:
        """How many households."""
        return len(self.key)


@dataclass(slots=True)
class Block:
    """Households that are simulated together; `scripted` says which events are told and when, `spared` until
    which month chance brings which of them to nobody."""

    state: State
    parameters: Parameters
    scripted: Mapping[int, Mapping[int, Bools]] = field(default_factory=dict)  # month, event code: who
    spared: Mapping[int, Ints] = field(default_factory=dict)  # event code: month number, a household
    _columns: dict[str, Floats] = field(default_factory=dict)
    suppliers: dict[str, Ints] = field(default_factory=dict)  # texts by category leaf
    stacks: dict[str, Floats] = field(default_factory=dict)  # [households, leaves] by parameter
    later: Records = field(default_factory=lambda: np.zeros(0, LINE))  # refunds that come next month
    again: Records = field(default_factory=lambda: np.zeros(0, LINE))  # bills sent back this month

    @property
    def market(self) -> Ints:
        """Which country's market each household buys in (texts.markets)."""
        if "market" not in self.suppliers:
            found = np.zeros(self.state.size, np.int64)
            for number, region in enumerate(REGIONS):
                at = self.state.region == number
                found[at] = market_of_city(region)[self.state.city[at]]
            self.suppliers["market"] = found
        return self.suppliers["market"]

    def p(self, name: str) -> Floats:
        """A parameter's value for each household, by its kind and region."""
        if name not in self._columns:
            self._columns[name] = self.parameters.table(name)[self.state.kind, self.state.region]
        return self._columns[name]

    def monthly(self, name: str) -> Floats:
        """The chance in a month of what has the chance `name` in a year."""
        return 1 - (1 - self.p(name)) ** (1 / 12)

    def owed(self, account: int) -> Floats:
        """What is owed on an account, minor units, never negative."""
        return np.maximum(0.0, -self.state.balance[:, account])

    def liquid(self) -> Floats:
        """What the current account holds, minor units."""
        return self.state.balance[:, CURRENT].astype(np.float64)

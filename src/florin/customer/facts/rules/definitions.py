"""The table of facts: what each one means, and the function that finds it."""

from collections.abc import Callable
from dataclasses import dataclass

from florin.customer.facts.rules import findings
from florin.customer.facts.rules.books import Books
from florin.customer.facts.rules.shapes import Finding, Unit


@dataclass(frozen=True, slots=True)
class Definition:
    """How one fact is defined: `version` rises when the same movements may give another value.

    `definition` is the plain sentence that the catalogue translates as "fact.<name>.definition".
    """

    name: str
    unit: Unit
    version: int
    compute: Callable[[Books], Finding]
    definition: str


FACTS: tuple[Definition, ...] = (
    Definition(
        "income",
        "money",
        2,
        findings.income,
        "Money that comes in from others in a usual month: the median of the last complete calendar "
        "months (at most three), without transfers between your own accounts, refunds, or payments "
        "towards a card or loan.",
    ),
    Definition(
        "spending",
        "money",
        2,
        findings.spending,
        "Money that goes out to others in a usual month, less refunds: the median of the last complete "
        "calendar months (at most three), with card purchases counted when they are made and without "
        "transfers between your own accounts.",
    ),
    Definition(
        "monthly_net",
        "money",
        3,
        findings.monthly_net,
        "Your usual income a month less your usual spending a month: the two figures named so here, each the "
        "median of the same complete calendar months, the last three at most. A whole year can look "
        "different.",
    ),
    Definition(
        "liquid",
        "money",
        2,
        findings.liquid,
        "The balances of your current, savings and cash accounts added up.",
    ),
    Definition(
        "buffer_days",
        "days",
        1,
        findings.buffer_days,
        "How many days your current, savings and cash balances would last without income, at your mean "
        "daily spending of the last ninety days.",
    ),
    Definition(
        "overdrafts",
        "days",
        2,
        findings.overdrafts,
        "Days on which a current account ended the day below zero, in the last ninety days or as many of "
        "them as we know.",
    ),
    Definition(
        "lowest_balance",
        "money",
        2,
        findings.lowest_balance,
        "The lowest balance at which any one of your current accounts ended a day, in the last ninety "
        "days or as many of them as we know.",
    ),
    Definition(
        "idle_cash",
        "money",
        3,
        findings.idle_cash,
        "Money on current accounts that would stay there through the largest drop that the month after "
        "this date brought in the last twelve months, as far as we know them, and after a week's "
        "spending; never more than the lowest balance of the last month. Transfers to and from your savings "
        "and extra payments on your own debts are no drop.",
    ),
    Definition(
        "dearest_debt",
        "money",
        2,
        findings.dearest_debt,
        "What you owe on the card, loan or mortgage with the highest yearly rate, told or estimated from "
        "the interest charged. A card that you pay in full each month costs no interest and comes last.",
    ),
    Definition(
        "fees",
        "money",
        2,
        findings.fees,
        "What banks charged you in fees in the last twelve months, or since your first known transaction "
        "where that is later, less fees they gave back, without interest.",
    ),
    Definition(
        "net_worth",
        "money",
        3,
        findings.net_worth,
        "All your balances and securities added up, with debts counted as negative; other currencies at the "
        "European Central Bank's newest reference rates.",
    ),
)

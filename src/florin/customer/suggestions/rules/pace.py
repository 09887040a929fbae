"""A card that costs interest and no money lies idle to clear it: what a little more each month would save."""

from collections.abc import Container
from dataclasses import replace
from decimal import Decimal

from florin.customer.facts.rules.findings import known_since, monthly_net
from florin.customer.facts.rules.idle import rounded_down
from florin.customer.facts.rules.rates import charges
from florin.customer.facts.rules.shapes import AccountState
from florin.customer.suggestions.rules.amortise import HORIZON_MONTHS, course
from florin.customer.suggestions.rules.charged import AGAIN
from florin.customer.suggestions.rules.debt import by_rate, rate_reason, schedules
from florin.customer.suggestions.rules.desk import REMINDER_STANDS, Desk
from florin.customer.suggestions.rules.shapes import Effect, Proposal, Reason
from florin.language.slots import Account

_PART_OF_LEFT = 2  # half of what is left over in a usual month can go to the debt


def pay_more(desk: Desk, served: Container[str | None]) -> list[Proposal]:
    """A reminder to pay more each month on the dearest card, where no transfer serves it yet (`served`: the
    accounts that one does) and something is left over in a usual month."""
    left = monthly_net(desk.books).value
    cards = [(account, rate) for account, rate in by_rate(desk) if account.kind == "card"]
    if left is None or not cards or cards[0][0].id in served:
        return []
    account, rate = cards[0]
    part = min(int(left) // _PART_OF_LEFT, -account.balance // HORIZON_MONTHS)
    extra = rounded_down(part, desk.currency)
    if extra <= 0 or (desk.home and rate <= desk.home.rate):
        return []
    proposal = _proposal(desk, account, rate, extra, int(left))
    return [proposal] if desk.worth_a_word(proposal.effect.value) else []


def _proposal(desk: Desk, account: AccountState, rate: Decimal, extra: int, left: int) -> Proposal:
    books, owed = desk.books, -account.balance
    _, pace = schedules(desk, account)
    without = course(owed, rate, pace, desk.today)
    usual = without.payments[0]
    more = course(owed, rate, replace(pace, level=usual + extra), desk.today)
    saved = desk.money(without.interest - more.interest)
    charged = charges(books, account)
    paid = desk.money(-sum(books.movements[at].amount for at in charged))
    since = known_since(books, books.observed_from(account))
    return Proposal(
        kind="pay_dearest_debt",
        key=f"pay_dearest_debt:more:{account.id}",
        action="remind",
        from_account=None,
        to_account=account.id,
        amount=None,
        currency=desk.currency,
        effect=Effect(saved.minor, 0, saved.minor, "year"),
        reasons=(
            rate_reason(account, rate),
            *_near_limit(desk, account),
            *((Reason("interest_paid", (("paid", paid), ("since", since))),) if charged else ()),
            Reason("pace_now", (("level", desk.money(usual)),)),
            Reason(
                "left_over",
                (("left", desk.money(left)), ("months", len(books.months)), ("extra", desk.money(extra))),
            ),
            Reason("band_more", (("extra", desk.money(extra)), ("bound", saved))),
        ),
        figures=(("owed", desk.money(owed)), ("horizon_months", HORIZON_MONTHS)),
        evidence=books.evidence(charged),
        expires=desk.today + REMINDER_STANDS,
        variant="more",
        slots=(
            ("to", Account(account.id)),
            ("rate", rate),
            ("extra", desk.money(extra)),
            ("saved", saved),
            ("again", AGAIN),
        ),
    )


def _near_limit(desk: Desk, account: AccountState) -> tuple[Reason, ...]:
    """How much of the card's limit is used, where that is known and most of it."""
    owed = -account.balance
    if account.limit is None or owed * 10 < account.limit * 8:
        return ()
    return (Reason("near_limit", (("owed", desk.money(owed)), ("limit", desk.money(account.limit)))),)

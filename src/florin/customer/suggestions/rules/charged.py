"""The fees that an account was charged, and how advice on them is told: as a transfer or as a reminder."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from florin.customer.facts.rules.findings import cushion, known_since
from florin.customer.facts.rules.shapes import AccountState, Figures
from florin.customer.suggestions.rules.desk import REMINDER_STANDS, TRANSFER_STANDS, Desk, largest_first
from florin.customer.suggestions.rules.shapes import Effect, Proposal, Reason
from florin.language.slots import Account, Days, Slot

AGAIN = Days(30)  # after which a reminder comes back


def charged_by_type(desk: Desk, account: AccountState) -> dict[str, list[int]]:
    """Positions of the account's fees by type, oldest first, without those that were given back.

    A fee given back cancels the latest earlier charge of its type and amount.
    """
    charged: dict[str, list[int]] = defaultdict(list)
    movements = desk.books.movements
    for at, type in desk.fees:
        if movements[at].account != account.id:
            continue
        if movements[at].amount < 0:
            charged[type].append(at)
            continue
        same = [c for c in charged[type] if movements[c].amount == -movements[at].amount]
        if same:
            charged[type].remove(same[-1])
    return charged


def fees_total(desk: Desk, positions: list[int]) -> int:
    """What the fees at `positions` came to, minor units, positive."""
    return -sum(desk.books.movements[at].amount for at in positions)


def source_for(desk: Desk, account: AccountState, amount: int) -> str | None:
    """The account to take `amount` from, which is then taken from the pool or noted as drawn.

    Savings must keep a week's spending.
    """
    for id in largest_first(desk.pool):
        if id != account.id and desk.pool[id] >= amount:
            desk.take(id, amount, account.id)
            return id
    least = amount + cushion(desk.books)
    enough = [a for a in desk.of_kind("savings") if a.balance - a.held >= least and a.id not in desk.drawn]
    chosen = max(enough, key=lambda a: (a.here, a.balance, a.id), default=None)
    if chosen is None:
        return None
    desk.drawn.add(chosen.id)
    return chosen.id


def kept_in_savings(desk: Desk, source: str, amount: int) -> tuple[Reason, ...]:
    """What stays where the amount is taken from savings; nothing where it is not."""
    left = [a.balance - a.held - amount for a in desk.of_kind("savings") if a.id == source]
    slots = [
        (("from", Account(source)), ("left", desk.money(rest)), ("week", desk.money(cushion(desk.books))))
        for rest in left
    ]
    return tuple(Reason("kept_in_savings", each) for each in slots)


def known_from(desk: Desk, account: AccountState) -> date:
    """The first of the last 12 months' days that is known of `account`."""
    return known_since(desk.books, desk.books.observed_from(account))


def fees_paid(desk: Desk, account: AccountState, fees: list[int]) -> Reason:
    """How many there were and what they came to."""
    total, since = desk.money(fees_total(desk, fees)), known_from(desk, account)
    return Reason("fees_paid", (("count", len(fees)), ("total", total), ("since", since)))


@dataclass(frozen=True, slots=True)
class More:
    """What a reminder says and rests on besides its fees: slots, and positions in the books."""

    slots: Figures = ()
    positions: tuple[int, ...] = ()


_NO_MORE = More()


def remind(
    desk: Desk,
    account: AccountState,
    variant: str,
    fees: list[int],
    reasons: tuple[Reason, ...],
    more: More = _NO_MORE,
    *,
    key: str | None = None,
) -> Proposal:
    """A reminder; it saves nothing by itself, so its band begins at zero. `key` where not the variant."""
    total = fees_total(desk, fees)
    return Proposal(
        kind="avoid_fee",
        key=f"avoid_fee:{key or variant}:{account.id}",
        action="remind",
        from_account=account.id,
        to_account=None,
        amount=None,
        currency=desk.currency,
        effect=Effect(total, 0, total, "year"),
        reasons=(
            fees_paid(desk, account, fees),
            *reasons,
            Reason("band_reminder", (("bound", desk.money(total)),)),
        ),
        figures=figures(desk, account, fees),
        evidence=desk.books.evidence((*fees, *more.positions)),
        expires=desk.today + REMINDER_STANDS,
        variant=variant,
        slots=(
            ("account", Account(account.id)),
            ("saved", desk.money(total)),
            ("count", len(fees)),
            ("since", known_from(desk, account)),
            ("again", AGAIN),
            *more.slots,
        ),
    )


@dataclass(frozen=True, slots=True)
class Move:
    """A transfer of `amount` from `source` to `account`, told as the variant."""

    account: AccountState
    source: str
    amount: int
    variant: str
    key: str | None = None  # where not the variant


def transfer(
    desk: Desk, move: Move, effect: Effect, reasons: tuple[Reason, ...], fees: list[int]
) -> Proposal:
    return Proposal(
        kind="avoid_fee",
        key=f"avoid_fee:{move.key or move.variant}:{move.account.id}",
        action="transfer",
        from_account=move.source,
        to_account=move.account.id,
        amount=move.amount,
        currency=desk.currency,
        effect=effect,
        reasons=reasons,
        figures=figures(desk, move.account, fees),
        evidence=desk.books.evidence(fees),
        expires=desk.today + TRANSFER_STANDS,
        variant=move.variant,
        slots=(
            ("amount", desk.money(move.amount)),
            ("from", Account(move.source)),
            ("to", Account(move.account.id)),
            ("saved", desk.money(effect.value)),
            ("since", known_from(desk, move.account)),
        ),
    )


def figures(desk: Desk, account: AccountState, fees: list[int]) -> tuple[tuple[str, Slot], ...]:
    return (
        ("since", known_from(desk, account)),
        ("fees_total", desk.money(fees_total(desk, fees))),
        ("fees_count", len(fees)),
        ("fees_last", desk.books.movements[fees[-1]].booked),
    )

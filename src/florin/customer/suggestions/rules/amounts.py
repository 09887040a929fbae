"""How much can be moved out of a current account, in words: each step from its balance to the amount."""

from florin.customer.facts.rules.idle import SafeCash
from florin.customer.suggestions.rules.desk import Desk, unbound
from florin.customer.suggestions.rules.shapes import Reason
from florin.language.slots import Account


def spare_reasons(desk: Desk, account: str) -> tuple[Reason, ...]:
    """What the pool's amount of `account` follows from, as it stands now, in the order of the sum."""
    cash = desk.safe[account]
    return (
        Reason("untouched_month", (("lowest", desk.money(cash.lowest)),)),
        fall_reason(desk, cash),
        Reason("cushion", (("cushion", desk.money(cash.cushion)),)),
        *_spared(desk, cash),
        *_kept_free(desk, cash),
        *_left_after(desk, account),
    )


def fall_reason(desk: Desk, cash: SafeCash) -> Reason:
    """The largest drop with its days, or that there was none."""
    if not cash.worst_fall:
        return Reason("never_fell", (("cycles", cash.cycles),))
    return Reason(
        "worst_fall",
        (
            ("fall", desk.money(cash.worst_fall)),
            ("from", cash.worst_from),
            ("to", cash.worst_to),
            ("cycles", cash.cycles),
        ),
    )


def band_reason(desk: Desk, code: str, bound: int, value: int, **more: int) -> tuple[Reason, ...]:
    """What would have to happen for an effect to be `bound`; nothing where that is its `value` anyway."""
    amounts = tuple((name, desk.money(amount)) for name, amount in more.items())
    return (Reason(code, (("bound", desk.money(bound)), *amounts)),) if bound != value else ()


def _spared(desk: Desk, cash: SafeCash) -> tuple[Reason, ...]:
    state = next(a for a in desk.books.accounts if a.id == cash.account)
    slots = (
        ("from", Account(cash.account)),
        ("balance", desk.money(state.balance)),
        ("spare", desk.money(cash.amount)),
    )
    if not state.held:
        return (Reason("spared", slots),)
    return (Reason("spared_held", (*slots, ("held", desk.money(state.held)))),)


def _kept_free(desk: Desk, cash: SafeCash) -> tuple[Reason, ...]:
    kept = desk.bank.maintenance_free_balance
    whole = unbound(desk, cash.account)
    if kept is None or whole >= cash.amount:
        return ()
    return (Reason("kept_free", (("kept", desk.money(kept)), ("left", desk.money(whole)))),)


def _left_after(desk: Desk, account: str) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            "left_after",
            (("taken", desk.money(take.amount)), ("for", Account(take.to)), ("left", desk.money(take.left))),
        )
        for take in desk.takes.get(account, ())
    )

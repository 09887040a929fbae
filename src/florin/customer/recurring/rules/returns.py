"""Debits that were sent back, and those that were asked for again: one bill, however often it was tried."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from florin.customer.recurring.rules.bank_days import BankDays
from florin.customer.recurring.rules.cadence import best_fit
from florin.customer.recurring.rules.shapes import Payment

BACK = {"refund", None}  # what a statement calls money that a debit brings back; some say nothing of it
RETURN_DAYS = 10  # a bank sends a debit back within a week of its own days
RETRY_DAYS = 62  # a biller asks again by the end of the month after
SOON_DAYS = 14  # where no rhythm tells a new bill from one asked for again
WORD = 4  # letters of a word that two names may be known by


def returns(payments: Sequence[Payment], payees: Mapping[str, str]) -> list[tuple[Payment, Payment]]:
    """Each debit that was sent back with the credit that brought it: the newest one before it on its account
    of exactly its amount, from the same payee. A line that is called a return may word the payee otherwise.

    `payees`: by what payments belong together, of each name.
    """
    credits = sorted((p for p in payments if p.amount > 0 and p.kind in BACK), key=_order)
    amounts = {credit.amount for credit in credits}
    debits: dict[tuple[str, str, int], list[Payment]] = defaultdict(list)
    for payment in payments:
        if -payment.amount in amounts:
            debits[payment.account, payment.currency, -payment.amount].append(payment)
    found: list[tuple[Payment, Payment]] = []
    gone: set[Payment] = set()
    for back in credits:
        near = [
            debit
            for debit in debits[back.account, back.currency, back.amount]
            if debit not in gone and 0 <= (back.day - debit.day).days <= RETURN_DAYS
        ]
        same = [debit for debit in near if payees[debit.name] == payees[back.name]]
        if not same and back.kind == "refund":
            same = [debit for debit in near if _words(payees[debit.name]) & _words(payees[back.name])]
        if same:
            debit = max(same, key=_order)
            gone.add(debit)
            found.append((debit, back))
    return found


def stood(members: Sequence[Payment], bank: BankDays) -> tuple[list[Payment], list[Payment]]:
    """The debits of one payee that were paid, in order, each on the day on which it was first asked for, and
    those that came back and were not paid since.

    `members`: debits, and the credits that brought some of them back. One that was asked for again bears the
    entry of the try that was paid.
    """
    debits = sorted((p for p in members if p.amount < 0), key=_order)
    same = {p.name: "" for p in members}
    back = {debit for debit, _ in returns(members, same)}
    if not back:
        return debits, []
    fit = best_fit([p.day for p in debits], bank, retries=len(back))
    timely = fit.on_time([p.day for p in debits], bank) if fit else [False] * len(debits)
    kept: list[Payment] = []
    unpaid: list[Payment] = []
    for at, debit in enumerate(debits):
        first = _first(debit, unpaid, RETRY_DAYS if fit else SOON_DAYS)
        if first and not timely[at]:
            if debit not in back:
                unpaid.remove(first)
                kept.append(replace(first, entry=debit.entry))
        elif debit in back:
            unpaid.append(debit)
        else:
            kept.append(debit)
    return sorted(kept, key=_order), unpaid


def _first(debit: Payment, unpaid: Sequence[Payment], days: int) -> Payment | None:
    """The bill, not paid yet, that this debit may ask for again."""
    return next((p for p in unpaid if p.amount == debit.amount and (debit.day - p.day).days <= days), None)


def _order(payment: Payment):
    return payment.day, payment.entry


def _words(payee: str) -> set[str]:
    return {word for word in payee.split() if len(word) >= WORD}

"""More goes out than comes in: how wide the gap is, how long the money lasts, and where most of it goes."""

from collections import defaultdict
from datetime import date

from florin.customer.facts.rules.books import DAY, Books
from florin.customer.facts.rules.calendar import months_later
from florin.customer.facts.rules.findings import liquid, monthly_net, spending
from florin.customer.suggestions.rules.charged import AGAIN
from florin.customer.suggestions.rules.desk import REMINDER_STANDS, Desk
from florin.customer.suggestions.rules.shapes import Effect, Proposal, Reason
from florin.language.slots import Days, Payee, Slot

_MONTHS = 12
_MONTH_DAYS = 30
_LASTS = 365  # days that the money must carry the gap before living off it is no matter
_PART_OF_SPENDING = 20  # a gap of less than a twentieth of what is spent may be chance
_RANKS = ("gap_first", "gap_second", "gap_third")


def close_gap(desk: Desk) -> list[Proposal]:
    """A reminder where more goes out than comes in in a usual month and the money would not carry that for a
    year: what the gap comes to, and to whom most was paid."""
    net, spent = monthly_net(desk.books).value, spending(desk.books).value
    if net is None or spent is None or not lives_off_it(desk):
        return []
    gap = -int(net)
    if gap * _PART_OF_SPENDING < int(spent) or not desk.worth_a_word(gap * _MONTHS):
        return []
    return [_proposal(desk, gap)]


def lives_off_it(desk: Desk) -> bool:
    """Whether more goes out than comes in, and the money at hand would not carry that for a year."""
    net = monthly_net(desk.books).value
    there = int(liquid(desk.books).value or 0)
    return net is not None and net < 0 and there * _MONTH_DAYS < -int(net) * _LASTS


def _proposal(desk: Desk, gap: int) -> Proposal:
    books, there = desk.books, int(liquid(desk.books).value or 0)
    largest = _largest(books)
    year = gap * _MONTHS
    kept = min(year, there) if there > 0 else year
    slots: list[tuple[str, Slot]] = [
        ("gap", desk.money(gap)),
        ("months", len(books.months)),
        ("again", AGAIN),
        ("there", desk.money(there)),
    ]
    if there > 0:
        slots.append(("lasts", Days(there * _MONTH_DAYS // gap)))
    return Proposal(
        kind="close_gap",
        key="close_gap",
        action="remind",
        from_account=None,
        to_account=None,
        amount=None,
        currency=desk.currency,
        effect=Effect(kept, 0, year, "year"),
        reasons=(
            Reason("gap", (("gap", desk.money(gap)), ("months", len(books.months)))),
            *(_paid_to(desk, code, found) for code, found in zip(_RANKS, largest, strict=False)),
            *((Reason("gap_eats", (("kept", desk.money(kept)),)),) if there > 0 else ()),
            Reason("band_gap", (("bound", desk.money(year)),)),
        ),
        figures=(
            *((code, slot) for code, slot in monthly_net(books).figures if code in ("income", "spending")),
            ("months", len(books.months)),
            ("liquid", desk.money(there)),
        ),
        evidence=books.evidence(at for found in largest for at in found),
        expires=desk.today + REMINDER_STANDS,
        variant=None if there > 0 else "spent",
        slots=tuple(slots),
    )


def _paid_to(desk: Desk, code: str, positions: list[int]) -> Reason:
    """How much of the months' spending went to one payee."""
    latest = desk.books.movements[max(positions)]
    return Reason(
        code,
        (
            ("whom", Payee(str(latest.entry))),
            ("amount", desk.money(sum(desk.books.spent[at] for at in positions))),
            ("count", len(positions)),
        ),
    )


def _largest(books: Books) -> list[list[int]]:
    """The positions of what was paid in the complete months to those who got most of it, the most first."""
    first, last = books.months[0], _end(books.months[-1])
    found: dict[str, list[int]] = defaultdict(list)
    for at in books.between(first, last):
        movement = books.movements[at]
        if (
            books.spent[at] > 0
            and movement.kind != "cash"
            and (name := movement.counterparty or movement.text)
        ):
            found[name].append(at)
    sums = {name: sum(books.spent[at] for at in positions) for name, positions in found.items()}
    return [found[name] for name in sorted(sums, key=lambda name: (-sums[name], name))[: len(_RANKS)]]


def _end(month: date) -> date:
    return months_later(month, 1) - DAY

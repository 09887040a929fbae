"""Which column holds what: by its heading and by what stands in it, or by what stands in it alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from florin.ledger.statements.amounts import amount_of, decimal_sign, looks_like_amount
from florin.ledger.statements.days import looks_like_date
from florin.ledger.statements.delimited.vocabulary import (
    HEADINGS,
    INCOMING,
    OUTGOING,
    plain,
    roles_of_heading,
)
from florin.ledger.statements.statement import StatementError

Columns = dict[str, tuple[int, ...]]

_ACCOUNT_NUMBER = re.compile(r"(?=(?:.*[\dX*]){4})[A-Za-z0-9 ./*-]{5,40}")
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_NOTHING = {"", "-", "--", "n/a", "na", "null", "none"}
_SAMPLE = 400
# Roles are filled in this order: what is sure by its cells first, what any text could be last.
_ORDER = (
    "booked", "value", "debit", "credit", "amount", "balance", "currency", "mark", "status", "account",
    "counterparty_account", "counterparty", "bank_id", "reference", "type", "fee",
)  # fmt: skip
_BANK_CODES = {"blz", "bic", "bankleitzahl", "bic swift code"}
_CATEGORY = HEADINGS["text"].index("category")


def is_nothing(cell: str) -> bool:
    """Whether a cell says nothing: empty, a dash, n/a."""
    return cell.strip().lower() in _NOTHING


def columns_by_heading(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns:
    """The columns of each role under a header."""
    cells = _cells(rows, len(headings))
    blank = not any(cells)  # a list without rows yet: headings alone decide
    named = [roles_of_heading(heading) for heading in headings]
    found: Columns = {}
    for role in _ORDER:
        free = [i for i in range(len(headings)) if not any(i in taken for taken in found.values())]
        ranked = sorted(
            (named[i][role], i) for i in free if role in named[i] and (blank or _suits(role, cells[i]))
        )
        if ranked:
            found[role] = (ranked[0][1],)
    _settle_accounts(found, headings, cells)
    _settle_amounts(found, cells)
    if "booked" not in found and "value" in found:
        found["booked"] = found["value"]
    taken = {i for columns in found.values() for i in columns}
    texts = [i for i in range(len(headings)) if i not in taken and "text" in named[i]]
    said = [i for i in texts if named[i]["text"] < _CATEGORY]
    found["text"] = tuple(said or texts) or (() if "counterparty" in found else _longest(cells, taken))
    return found


def columns_by_content(rows: Sequence[Sequence[str]]) -> Columns:
    """The columns of a table without a header: a date, one or two amounts, a balance, the rest text."""
    width = max((len(row) for row in rows), default=0)
    cells = _cells(rows, width)
    dates = [i for i in range(width) if _mostly(looks_like_date, cells[i])]
    figures = [i for i in range(width) if i not in dates and _mostly(looks_like_amount, cells[i])]
    moneys = [i for i in figures if any(_has_cents(cell) for cell in cells[i])] or figures
    found: Columns = {}
    if dates:
        found["booked"] = (dates[0],)
        if len(dates) > 1:
            found["value"] = (dates[1],)
    if len(moneys) > 1 and _never_both(cells[moneys[0]], cells[moneys[1]], rows, moneys):
        found["debit"], found["credit"] = (moneys[0],), (moneys[1],)
        balances = moneys[2:]
    elif moneys:
        amount = next((i for i in moneys if any(_is_negative(cell) for cell in cells[i])), moneys[0])
        found["amount"] = (amount,)
        balances = _balance_columns(rows, amount, [i for i in moneys if i != amount])
    else:
        balances = []
    if balances:
        found["balance"] = (balances[-1],)
    for i in range(width):
        if "mark" not in found and _suits("mark", cells[i]):
            found["mark"] = (i,)
        elif "currency" not in found and i not in figures and _is_one_code(cells[i]):
            found["currency"] = (i,)
        elif "account" not in found and i not in {*dates, *moneys} and _is_one_account(cells[i]):
            found["account"] = (i,)
    found["text"] = _texts({*dates, *figures, *(i for columns in found.values() for i in columns)}, cells)
    return found


def _texts(taken: set[int], cells: list[list[str]]) -> tuple[int, ...]:
    return tuple(
        i for i in range(len(cells)) if i not in taken and any(not is_nothing(cell) for cell in cells[i])
    )


def _cells(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    return [
        [row[i].strip() for row in rows[:_SAMPLE] if i < len(row) and not is_nothing(row[i])]
        for i in range(width)
    ]


def _suits(role: str, cells: list[str]) -> bool:
    """Whether what stands in a column is what its role needs."""
    if role in ("booked", "value"):
        return _mostly(looks_like_date, cells, 0.4)
    if role in ("amount", "balance", "fee"):
        return _mostly(looks_like_amount, cells, 0.5)
    if role in ("debit", "credit"):
        return not cells or _mostly(looks_like_amount, cells, 0.5)
    if role == "currency":
        return not cells or all(_CURRENCY.fullmatch(cell) for cell in cells)
    if role == "mark":
        said = {plain(cell) or cell for cell in cells}
        return bool(said) and said <= {*OUTGOING, *INCOMING}
    if role == "counterparty_account":
        return bool(cells) and _mostly(lambda cell: _ACCOUNT_NUMBER.fullmatch(cell) is not None, cells, 0.5)
    return True


def _mostly(test: Callable[[str], bool], cells: list[str], share: float = 0.6) -> bool:
    return bool(cells) and sum(map(test, cells)) >= len(cells) * share


def _settle_accounts(found: Columns, headings: Sequence[str], cells: list[list[str]]) -> None:
    """A "Kontonummer" beside its bank code is the other side's; a single constant IBAN is the owner's."""
    said = [plain(heading) for heading in headings]
    other = found.get("counterparty_account")
    if "account" not in found and other and len(cells[other[0]]) > 1 and len(set(cells[other[0]])) == 1:
        found["account"] = found.pop("counterparty_account")
    theirs = next(
        (i for i in range(len(said) - 1) if said[i] == "kontonummer" and said[i + 1] in _BANK_CODES), None
    )
    if theirs is None or other is not None:
        return
    if found.get("account") == (theirs,):
        del found["account"]
    found["counterparty_account"] = (theirs,)


def _settle_amounts(found: Columns, cells: list[list[str]]) -> None:
    """A debit and a credit column are the amount, unless one of a pair is missing or the amount is signed."""
    if "amount" in found and not ("debit" in found and "credit" in found):
        found.pop("debit", None)
        found.pop("credit", None)
    elif "amount" in found and any("-" in cell or "(" in cell for cell in cells[found["amount"][0]]):
        del found["debit"], found["credit"]
    elif "debit" in found and "credit" in found:
        found.pop("amount", None)


def _longest(cells: list[list[str]], taken: set[int]) -> tuple[int, ...]:
    free = {
        i: sum(map(len, column)) / len(column) for i, column in enumerate(cells) if column and i not in taken
    }
    return (max(free, key=lambda i: free[i]),) if free else ()


def _has_cents(cell: str) -> bool:
    return bool(re.search(r"[.,]\d\d?\D*$", cell))


def _never_both(
    first: list[str], second: list[str], rows: Sequence[Sequence[str]], columns: Sequence[int]
) -> bool:
    """Whether two amount columns are filled in turns, as debit and credit are."""
    if not first or not second:
        return False
    left, right = columns[0], columns[1]
    return all(is_nothing(row[left]) or is_nothing(row[right]) for row in rows if len(row) > max(left, right))


def _is_negative(cell: str) -> bool:
    return "-" in cell or cell.startswith("(")


def _balance_columns(rows: Sequence[Sequence[str]], amount: int, others: list[int]) -> list[int]:
    """Of the other figures those that run on by the amount from row to row; too few rows prove nothing."""
    if len(others) < 2 or len(rows) < 2:
        return others[-1:]
    return [i for i in others if _runs_on(rows, amount, i)]


def _runs_on(rows: Sequence[Sequence[str]], amount: int, balance: int) -> bool:
    try:
        sign, _ = decimal_sign(row[balance] for row in rows)
        figures = [(amount_of(row[amount], sign, ""), amount_of(row[balance], sign, "")) for row in rows]
    except (StatementError, IndexError):
        return False
    upwards = all(before[1] + after[0] == after[1] for before, after in pairwise(figures))
    return upwards or all(after[1] + before[0] == before[1] for before, after in pairwise(figures))


def _is_one_account(cells: list[str]) -> bool:
    return len(set(cells)) == 1 and len(cells) > 1 and _ACCOUNT_NUMBER.fullmatch(cells[0]) is not None


def _is_one_code(cells: list[str]) -> bool:
    return bool(cells) and len(set(cells)) <= 3 and all(re.fullmatch("[A-Z]{3}", cell) for cell in cells)

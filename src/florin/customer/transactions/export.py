"""Transactions to take along: the same filters, every column, row by row as they are read."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import text

from florin.customer.transactions import views
from florin.customer.transactions.filters import FROM, MARKS, Filter, where
from florin.customer.transactions.rules.table import cell, line
from florin.kernel.money import amount_text
from florin.kernel.work import Work
from florin.ports.environment import Environment
from florin.ports.keys.vault import Vault

COLUMNS = (
    "id",
    "booked",
    "value",
    "account",
    "amount",
    "currency",
    "counterparty",
    "counterparty_account",
    "text",
    "reference",
    "kind",
    "status",
    "own_transfer",
    "note",
    "tags",
    "parts",
    "attachments",
)
_ROWS = f"""
select t.*, m.note, m.tags, m.parts, m.attachments,
       coalesce((select l.personal from statement_line l where l.id = t.statement_line_id),
                (select o.personal from original o where o.entry_id = t.entry_id)) as personal
  from (select t.*{{narrowed}}) t {MARKS}
 order by t.booked desc, t.id desc"""
_AT_ONCE = 500


def records(work: Work, env: Environment, wanted: Filter) -> Iterator[dict[str, Any]]:
    """The transactions of a filter by COLUMNS, newest first, a few at a time from one snapshot.

    Amounts are decimal text in `currency`, dates ISO, `tags` names, `parts` {label, amount}.
    """
    names, vault = views.names(work, env), env.vault(work.customer)
    condition, values = where(wanted)
    query = text(_ROWS.format(narrowed=FROM + condition))
    streamed = work.connection.execution_options(yield_per=_AT_ONCE)
    for row in streamed.execute(query, {"customer": work.customer, **values}):
        yield _record(row, names, vault, work.language)


def _record(row: Any, names: Mapping[str, str], vault: Vault, language: str) -> dict[str, Any]:
    shown = views.transaction_json(row, names, language)
    words = vault.open_fields(row.personal)
    parts = [
        {"label": part["label"], "amount": amount_text(part["amount"], row.currency)}
        for part in row.parts or ()
    ]
    told = {
        **shown,
        "account": shown["account_name"],
        "amount": None if row.amount is None else amount_text(row.amount, row.currency),
        "currency": row.currency,
        "counterparty_account": words.get("counterparty_account"),
        "reference": words.get("reference"),
        "note": row.note,
        "tags": list(row.tags or ()),
        "parts": parts,
        "attachments": row.attachments or 0,
    }
    return {name: told[name] for name in COLUMNS}


def as_csv(found: Iterator[dict[str, Any]]) -> Iterator[str]:
    """The records as CSV (RFC 4180, with a byte order mark for spreadsheets); no cell is a formula."""
    yield "\ufeff" + line(COLUMNS)
    for record in found:
        yield line([_cell(name, record[name]) for name in COLUMNS])


def in_chunks(pieces: Iterator[str]) -> Iterator[str]:
    """The same text in fewer, larger pieces: each piece of an answer costs the server a turn."""
    while taken := "".join(islice(pieces, _AT_ONCE)):
        yield taken


def _cell(name: str, value: Any) -> str:
    match name, value:
        case _, None:
            return ""
        case "amount", amount:
            return amount  # a number, also where it begins with a minus
        case "own_transfer", own:
            return "yes" if own else "no"
        case "tags", names:
            return cell(", ".join(names))
        case "parts", parts:
            return cell("; ".join(f"{part['label']} {part['amount']}" for part in parts))
        case _:
            return cell(str(value))


def as_json(found: Iterator[dict[str, Any]]) -> Iterator[str]:
    """The records as one JSON document, `{"items": [...]}`."""
    yield '{"items":['
    for n, record in enumerate(found):
        yield ("," if n else "") + "\n" + orjson.dumps(record).decode()
    yield "\n]}\n"

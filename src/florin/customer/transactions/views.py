"""Transactions as they are shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.transactions import attachments, lookup, service
from florin.customer.transactions.filters import Filter
from florin.kernel.api import money
from florin.kernel.errors import NotFound
from florin.kernel.work import Work
from florin.language.composer import compose
from florin.ledger.views import account_name, account_names
from florin.ports.environment import Environment

_PLANNED = text("""
select * from planned_transfer
 where customer_id = :customer and state = 'planned'
   and (cast(:accounts as uuid[]) is null or from_account = any(:accounts) or to_account = any(:accounts))
   and (cast(:currencies as text[]) is null or currency = any(:currencies))
 order by planned desc, id
""")


_ONE_PLANNED = text(
    "select * from planned_transfer where customer_id = :customer and id = :id and state = 'planned'"
)


def names(work: Work, env: Environment) -> dict[str, str]:
    """What the accounts are called, by id."""
    return account_names(work, env)


def transaction_json(row: Any, names: Mapping[str, str], language: str) -> dict[str, Any]:
    """A derived transaction."""
    return {
        "id": lookup.public_id(row),
        "account": str(row.account_id),
        "account_name": names.get(str(row.account_id), ""),
        "booked": row.booked.isoformat(),
        "value": None if row.value is None else row.value.isoformat(),
        "amount": None if row.amount is None else money(row.amount, row.currency),
        "counterparty": row.counterparty,
        "text": row.text or _default_text(row, language),
        "status": row.status,
        "kind": row.kind,
        "own_transfer": row.own_transfer,
        "marks": None if row.tags is None else _marks(row),
    }


def _marks(row: Any) -> dict[str, Any]:
    """What is written on a transaction, as a list shows it: parts and attachments by their number."""
    return {
        "note": row.note,
        "tags": row.tags,
        "parts": len(row.parts),
        "attachments": row.attachments,
    }


def sum_json(rows: Sequence[Any]) -> dict[str, Any]:
    """How many transactions there are; by currency what came in, what went out and how many are neither."""
    sums = [
        {
            "count": row.count,
            "in": money(row.came_in, row.currency),
            "out": money(-row.went_out, row.currency),
            "aside": row.aside,
        }
        for row in rows
    ]
    return {"count": sum(row.count for row in rows), "sums": sums}


def planned_json(work: Work, wanted: Filter, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Planned transfers that fit the filter, as lines of the account that the money leaves.

    They have no words, no booking date and nothing written on them: a filter by those finds none.
    """
    knows = Filter(accounts=wanted.accounts, status=wanted.status, currencies=wanted.currencies)
    if wanted.status not in (None, "planned") or wanted not in (knows, replace(knows, own=True)):
        return []
    accounts, currencies = list(wanted.accounts) or None, list(wanted.currencies) or None
    rows = work.all(_PLANNED, customer=work.customer, accounts=accounts, currencies=currencies)
    return [_planned(row, names, work.language, wanted.accounts) for row in rows]


def planned_detail_json(work: Work, env: Environment, identifier: str) -> dict[str, Any]:
    """One planned transfer, as a transaction that has no entry yet; NotFound where it is not the caller's."""
    try:
        row = work.first(_ONE_PLANNED, customer=work.customer, id=UUID(identifier.removeprefix("p")))
    except ValueError:
        row = None
    if row is None:
        raise NotFound("there is no such planned transfer", reason="planned")
    unknown = dict.fromkeys(("reference", "counterparty_account", "where", "import", "entry"))
    bare = {"original": "", "parts": [], "attachments": [], "markable": False}
    return {**_planned(row, names(work, env), work.language), **unknown, **bare}


def evidence_json(
    work: Work, env: Environment, entries: Sequence[int], *, limit: int = 50
) -> list[dict[str, Any]]:
    """The transactions of some entries, newest first."""
    found = names(work, env)
    return [transaction_json(row, found, work.language) for row in service.of_entries(work, entries, limit)]


def detail_json(work: Work, env: Environment, identifier: str) -> dict[str, Any]:
    """A transaction with its original line, its entry and all that is written on it; NotFound where it is
    not the caller's."""
    if identifier.startswith("p"):
        return planned_detail_json(work, env, identifier)
    row = lookup.one(work, identifier)
    legs = lookup.legs(work, row)
    vault = env.vault(work.customer)
    words = vault.open_fields(row.line_personal or row.entry_personal)
    came = vault.open_fields(row.import_personal)
    return {
        **transaction_json(row, names(work, env), work.language),
        "reference": words.get("reference"),
        "counterparty_account": words.get("counterparty_account"),
        "original": words.get("original") or "",
        "where": words.get("where"),
        "import": None if row.import_id is None else _import(row, came),
        "entry": None if row.entry_id is None else _entry(row, legs, vault, work.language),
        "parts": [_part(part, row.currency) for part in row.parts or ()],
        "attachments": attachments.listed(work, env, row),
        "markable": row.entry_id is not None,
    }


def _part(part: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return {"label": part["label"], "amount": money(part["amount"], currency)}


def _import(row: Any, came: Mapping[str, Any]) -> dict[str, Any]:
    imported = None if row.imported is None else row.imported.isoformat()
    return {"id": str(row.import_id), "file": came.get("file", ""), "imported": imported}


def _entry(row: Any, legs: Sequence[Any], vault: Any, language: str) -> dict[str, Any]:
    shown = [
        {
            "account_name": account_name(leg.kind, vault.open_fields(leg.personal), language),
            "amount": money(leg.amount, leg.currency),
        }
        for leg in legs
    ]
    return {
        "id": str(row.entry_id),
        "source": row.source or "",
        "reference": row.entry_reference or "",
        "legs": shown,
    }


def _planned(
    row: Any, names: Mapping[str, str], language: str, seen_from: Collection[UUID] = ()
) -> dict[str, Any]:
    """A planned transfer as its source sees it; as its target does, where only that is in `seen_from`."""
    source = row.from_account or row.to_account
    arriving = row.to_account in seen_from and source not in seen_from
    here, other = (row.to_account, source) if arriving else (source, row.to_account)
    return {
        "id": f"p{row.id}",
        "account": str(here),
        "account_name": names.get(str(here), ""),
        "booked": row.planned.isoformat(),
        "value": row.expires.isoformat(),
        "amount": money(row.amount if arriving else -row.amount, row.currency),
        "counterparty": names.get(str(other)),
        "text": compose(language, "transaction.planned", {}),
        "status": "planned",
        "kind": "transfer",
        "own_transfer": True,
        "marks": None,
    }


def _default_text(row: Any, language: str) -> str:
    """What a line without words is called."""
    key = f"transaction.{row.kind}"
    return compose(
        language, key if row.kind in ("opening", "transfer", "fee", "interest") else "transaction.other", {}
    )

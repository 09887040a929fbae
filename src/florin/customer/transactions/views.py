"""Transactions as they are shown."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.facts.views import LANGUAGE
from florin.customer.transactions import service
from florin.kernel.api import money
from florin.kernel.errors import NotFound
from florin.kernel.work import Work
from florin.language.composer import compose
from florin.ledger.views import account_name, account_names
from florin.ports.environment import Environment

_PLANNED = text("""
select * from planned_transfer
 where customer_id = :customer and state = 'planned'
   and (cast(:account as uuid) is null or from_account = :account or to_account = :account)
 order by planned desc, id
""")


_ONE_PLANNED = text(
    "select * from planned_transfer where customer_id = :customer and id = :id and state = 'planned'"
)


def names(work: Work, env: Environment) -> dict[str, str]:
    """What the accounts are called, by id."""
    return account_names(work, env)


def transaction_json(row: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """A derived transaction."""
    return {
        "id": service.public_id(row),
        "account": str(row.account_id),
        "account_name": names.get(str(row.account_id), ""),
        "booked": row.booked.isoformat(),
        "value": None if row.value is None else row.value.isoformat(),
        "amount": None if row.amount is None else money(row.amount, row.currency),
        "counterparty": row.counterparty,
        "text": row.text or _default_text(row),
        "status": row.status,
        "kind": row.kind,
        "own_transfer": row.own_transfer,
    }


def planned_json(work: Work, wanted: service.Filter, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Planned transfers that fit the filter, as lines of the account that the money leaves."""
    if wanted.query or wanted.since or wanted.until or wanted.direction == "in":
        return []
    rows = work.all(_PLANNED, customer=work.customer, account=wanted.account)
    return [_planned(row, names, wanted.account) for row in rows]


def planned_detail_json(work: Work, env: Environment, identifier: str) -> dict[str, Any]:
    """One planned transfer, as a transaction that has no entry yet; NotFound where it is not the caller's."""
    try:
        row = work.first(_ONE_PLANNED, customer=work.customer, id=UUID(identifier.removeprefix("p")))
    except ValueError:
        row = None
    if row is None:
        raise NotFound("there is no such planned transfer")
    unknown = dict.fromkeys(("reference", "counterparty_account", "where", "import", "entry"))
    return {**_planned(row, names(work, env)), **unknown, "original": ""}


def evidence_json(
    work: Work, env: Environment, entries: Sequence[int], *, limit: int = 50
) -> list[dict[str, Any]]:
    """The transactions of some entries, newest first."""
    found = names(work, env)
    return [transaction_json(row, found) for row in service.of_entries(work, entries, limit)]


def detail_json(work: Work, env: Environment, row: Any, legs: Sequence[Any]) -> dict[str, Any]:
    """A transaction with its original line and its entry."""
    vault = env.vault(work.customer)
    words = vault.open_fields(row.line_personal or row.entry_personal)
    came = vault.open_fields(row.import_personal)
    return {
        **transaction_json(row, names(work, env)),
        "reference": words.get("reference"),
        "counterparty_account": words.get("counterparty_account"),
        "original": words.get("original") or "",
        "where": words.get("where"),
        "import": None if row.import_id is None else _import(row, came),
        "entry": None if row.entry_id is None else _entry(row, legs, vault),
    }


def _import(row: Any, came: Mapping[str, Any]) -> dict[str, Any]:
    imported = None if row.imported is None else row.imported.isoformat()
    return {"id": str(row.import_id), "file": came.get("file", ""), "imported": imported}


def _entry(row: Any, legs: Sequence[Any], vault: Any) -> dict[str, Any]:
    shown = [
        {
            "account_name": account_name(leg.kind, vault.open_fields(leg.personal)),
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


def _planned(row: Any, names: Mapping[str, str], seen_from: UUID | None = None) -> dict[str, Any]:
    """A planned transfer as its source sees it; as its target does, where `seen_from` is that."""
    source = row.from_account or row.to_account
    arriving = seen_from is not None and seen_from == row.to_account
    here, other = (row.to_account, source) if arriving else (source, row.to_account)
    return {
        "id": f"p{row.id}",
        "account": str(here),
        "account_name": names.get(str(here), ""),
        "booked": row.planned.isoformat(),
        "value": row.expires.isoformat(),
        "amount": money(row.amount if arriving else -row.amount, row.currency),
        "counterparty": names.get(str(other)),
        "text": compose(LANGUAGE, "transaction.planned", {}),
        "status": "planned",
        "kind": "transfer",
        "own_transfer": True,
    }


def _default_text(row: Any) -> str:
    """What a line without words is called."""
    key = f"transaction.{row.kind}"
    return compose(
        LANGUAGE, key if row.kind in ("opening", "transfer", "fee", "interest") else "transaction.other", {}
    )

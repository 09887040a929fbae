"""Imports as they are shown: what a file brings, how a CSV was read."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Any

from florin.kernel.errors import FieldError, InvalidInput
from florin.kernel.work import Work
from florin.language.phrases import said
from florin.ledger.imports import service
from florin.ledger.statements import CsvProfile
from florin.ledger.statements.delimited.profile import ROLES
from florin.ledger.views import account_name, masked
from florin.ports.environment import Environment

SAMPLES = 3


def import_json(work: Work, env: Environment, row: Any, *, lines: bool) -> dict[str, Any]:
    """An import as the API shows it; with its first lines where `lines`."""
    vault = env.vault(work.customer)
    personal = vault.open_fields(row.personal)
    summary = vault.open_fields(row.summary)
    # Told so that the file could not be read any more, it is shown as it was told, to be told otherwise.
    profile = summary.get("profile") or personal.get("profile")
    shown = lines and row.state in ("preview", "failed")
    return {
        "id": str(row.id),
        "file": personal.get("file", ""),
        "format": row.format,
        "state": row.state,
        "created": row.created.isoformat(),
        "added": row.added,
        "duplicates": row.duplicates,
        "pending": row.pending,
        "statements": [_statement(s, work.language, lines=lines) for s in summary.get("statements", [])],
        "warnings": [said(work.language, each) for each in summary.get("warnings", [])],
        "profile": _profile(work, env, row, CsvProfile.from_dict(profile)) if profile and shown else None,
        "error": said(work.language, error) if (error := personal.get("error")) else None,
        "kept": service.kept_lines(work, row.id) if row.state == "undone" else 0,
    }


def corrected(found: CsvProfile, wanted: Mapping[str, Any]) -> CsvProfile:
    """The reading of a CSV with a customer's corrections; InvalidInput names the field that cannot be."""
    columns = dict(found.columns)
    for index, role in (wanted.get("columns") or {}).items():
        columns = {r: tuple(i for i in at if i != index) for r, at in columns.items()}
        if role:
            columns[role] = (*columns.get(role, ()), index)
    changes = {
        name: wanted[name]
        for name in ("decimal", "currency", "header_row", "sign")
        if wanted.get(name) is not None
    }
    if wanted.get("date_format"):
        changes["date_order"] = wanted["date_format"]
    try:
        return replace(found, columns=tuple((r, at) for r, at in columns.items() if at), **changes)
    except ValueError as error:
        raise InvalidInput(
            "the file cannot be read like this", fields=[FieldError("profile", str(error), "profile")]
        ) from None


def _statement(told: Mapping[str, Any], language: str, *, lines: bool) -> dict[str, Any]:
    currency = told["currency"]
    return {
        **{
            name: told[name]
            for name in ("account_id", "is_new_account", "kind", "currency", "balanced", "added")
        },
        **{name: told[name] for name in ("duplicates", "pending", "first", "last", "positions")},
        "refused": [
            {part: said(language, each[part]) for part in ("where", "reason")} for each in told["refused"]
        ],
        "warnings": [said(language, each) for each in told["warnings"]],
        "account": masked(told["number"]),
        "account_name": account_name(told["kind"], told, language),
        "opening": _money(told["opening"], currency),
        "closing": _money(told["closing"], currency),
        "credits": _money(told["credits"], currency),
        "debits": _money(told["debits"], currency),
        "lines": told["lines"] if lines else [],
    }


def _money(amount: str | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": f"{Decimal(amount):f}", "currency": currency}


def _profile(work: Work, env: Environment, row: Any, profile: CsvProfile) -> dict[str, Any]:
    stored = service.stored_upload(work, env.vault(work.customer), row.id)
    rows = _rows(stored.content, profile)
    head = rows[0] if rows and profile.header_row is not None else []
    body = rows[1:] if head else rows
    roles = {at: role for role, found in profile.columns for at in found}
    width = max((len(r) for r in rows), default=0)
    columns = [
        {
            "index": at,
            "name": head[at] if at < len(head) else "",
            "role": roles.get(at),
            "sample": [r[at] for r in body[:SAMPLES] if at < len(r)],
        }
        for at in range(width)
    ]
    return {
        "delimiter": profile.delimiter,
        "encoding": profile.encoding,
        "header_row": profile.header_row,
        "columns": columns,
        "roles": list(ROLES),
        "date_format": profile.date_order,
        "decimal": profile.decimal,
        "currency": profile.currency,
        "sign": profile.sign,
    }


def _rows(content: bytes, profile: CsvProfile) -> list[list[str]]:
    """The header row and the first rows below it, of this profile's delimiter."""
    text = content.decode(profile.encoding, errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=profile.delimiter)
    start = profile.header_row or 0
    return list(islice(reader, start, start + 1 + SAMPLES))

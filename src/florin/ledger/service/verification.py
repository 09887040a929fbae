"""Whether the ledger contradicts itself anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from florin.kernel.work import Work

_BREAKS = text("select kind, account, entry, currency, expected, found from ledger_breaks()")
_SIZE = text("select accounts, entries from ledger_size()")


@dataclass(frozen=True, slots=True)
class Verification:
    """Size of the ledger and every place where it contradicts itself (amounts in minor units)."""

    accounts: int
    entries: int
    breaks: tuple[Mapping[str, Any], ...]


def verify(work: Work) -> Verification:
    """Re-derives every balance and checks every entry, over all customers."""
    size = work.first(_SIZE)
    breaks = tuple(dict(row._mapping) for row in work.all(_BREAKS))
    return Verification(size.accounts if size else 0, size.entries if size else 0, breaks)

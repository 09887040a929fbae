"""How one bank's CSV is to be read: found out from a file, kept, and passed in again instead of a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ROLES = (
    "booked", "value", "amount", "debit", "credit", "mark", "balance", "currency", "status", "counterparty",
    "counterparty_account", "account", "text", "reference", "bank_id", "type", "fee",
)  # fmt: skip
_DELIMITERS, _ORDERS, _DECIMALS, _SIGNS = (
    ",;\t|",
    ("ymd", "dmy", "mdy"),
    (".", ","),
    ("as_written", "inverted"),
)


@dataclass(frozen=True, slots=True)
class CsvProfile:
    """The shape of one CSV.

    `header_row` counts rows that are not empty, from 0, and is None where there is no header; `columns` maps
    a role (see ROLES) to its columns, from 0; `decimal` is "." or ","; `currency` is for lines without one;
    `sign` "inverted" is for card lists where money spent is written positive.
    """

    delimiter: str
    encoding: str
    header_row: int | None
    columns: tuple[tuple[str, tuple[int, ...]], ...]
    date_order: str
    decimal: str
    currency: str | None = None
    sign: str = "as_written"

    def __post_init__(self) -> None:
        """Refuse what no file can have, so that a stored profile fails when it is loaded."""
        sound = (
            len(self.delimiter) == 1
            and self.delimiter in _DELIMITERS
            and self.date_order in _ORDERS
            and self.decimal in _DECIMALS
            and self.sign in _SIGNS
            and all(role in ROLES and all(0 <= at < 1000 for at in found) for role, found in self.columns)
        )
        if not sound:
            raise ValueError("this is no CSV profile: an unknown role, sign, order or delimiter")

    def column(self, role: str) -> int | None:
        """The first column of this role."""
        found = self.all_columns(role)
        return found[0] if found else None

    def all_columns(self, role: str) -> tuple[int, ...]:
        """Every column of this role, in the order in which they are read."""
        return next((found for name, found in self.columns if name == role), ())

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "delimiter": self.delimiter,
            "encoding": self.encoding,
            "header_row": self.header_row,
            "columns": {role: list(found) for role, found in self.columns},
            "date_order": self.date_order,
            "decimal": self.decimal,
            "currency": self.currency,
            "sign": self.sign,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> CsvProfile:
        """The profile that `to_dict` wrote; ValueError where it is none."""
        try:
            columns = tuple(
                (str(role), tuple(int(at) for at in found)) for role, found in kept["columns"].items()
            )
            plain = {
                name: kept[name] for name in ("delimiter", "encoding", "header_row", "date_order", "decimal")
            }
            return cls(
                columns=columns, currency=kept.get("currency"), sign=kept.get("sign", "as_written"), **plain
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is no CSV profile: {error}") from None

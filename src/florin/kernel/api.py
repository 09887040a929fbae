"""Shapes that every part's API shares: money as decimal text, problems, pages."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field

from florin.kernel.money import amount_text


class MoneyOut(BaseModel):
    """An amount as decimal text at its currency's scale; money out is negative."""

    amount: Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", examples=["12.34"])]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["USD"])]


class ProblemField(BaseModel):
    """One field that was wrong."""

    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457 problem details; `type` is stable."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemField] | None = None


class DayAmount(BaseModel):
    """An end-of-day balance."""

    day: str
    amount: str


class Figure(BaseModel):
    """One figure that a fact or suggestion rests on, as it is shown."""

    label: str
    value: str


_SAID = {
    "missing": "is missing",
    "decimal_parsing": "is not a number",
    "decimal_type": "is not a number",
    "int_parsing": "is not a whole number",
    "date_from_datetime_parsing": "is not a date such as 2026-01-31",
    "date_parsing": "is not a date such as 2026-01-31",
    "uuid_parsing": "is not an id",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "extra_forbidden": "is not known here",
}


def said(error: Mapping[str, Any]) -> str:
    """What pydantic found wrong, in words for a person."""
    template = _SAID.get(error["type"])
    return template.format(**error.get("ctx", {})) if template else str(error["msg"])


def money(minor: int, currency: str) -> dict[str, str]:
    """`MoneyOut` of whole minor units."""
    return {"amount": amount_text(minor, currency), "currency": currency}

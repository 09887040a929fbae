"""Shapes that every part's API shares: money as decimal text, problems, pages."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field

from florin.kernel.errors import FieldError
from florin.kernel.money import amount_text


class MoneyOut(BaseModel):
    """An amount as decimal text at its currency's scale; money out is negative."""

    amount: Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", examples=["12.34"])]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["USD"])]


class ProblemField(BaseModel):
    """One field that was wrong: how, in the reader's language, and the stable code of that text."""

    field: str
    message: str
    code: str


class Problem(BaseModel):
    """RFC 9457 problem details: `type` and `reason` are stable, `title` and `detail` in the reader's
    language, `cause` in English for developers; `purpose`: what a passkey is to be shown for first."""

    type: str
    title: str
    status: int
    detail: str
    reason: str | None = None
    cause: str | None = None
    purpose: str | None = None
    errors: list[ProblemField] | None = None


class DayAmount(BaseModel):
    """An end-of-day balance."""

    day: str
    amount: str


class Figure(BaseModel):
    """One figure that a fact or suggestion rests on, as it is shown."""

    label: str
    value: str


_CODES = {
    "missing": "missing",
    "decimal_parsing": "no-number",
    "decimal_type": "no-number",
    "finite_number": "no-number",
    "int_parsing": "no-whole-number",
    "int_type": "no-whole-number",
    "date_from_datetime_parsing": "no-date",
    "date_parsing": "no-date",
    "greater_than_equal": "too-small",
    "less_than_equal": "too-large",
    "string_too_long": "too-long",
    "string_too_short": "too-short",
    "literal_error": "not-offered",
    "enum": "not-offered",
    "extra_forbidden": "not-known",
}
_LIMITS = ("ge", "le", "max_length", "min_length")
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


def field_error(error: Mapping[str, Any]) -> FieldError:
    """What pydantic found wrong with one field of a request, with the code of the text that says so."""
    limits = [limit for name in _LIMITS if (limit := error.get("ctx", {}).get(name)) is not None]
    whole = [int(limit) for limit in limits if limit == int(limit)]
    code = _CODES.get(error["type"], "wrong")
    field = ".".join(str(part) for part in error["loc"][1:])
    if limits and not whole:  # no limit that a text may show
        return FieldError(field, said(error), "wrong")
    return FieldError(field, said(error), code, {"limit": whole[0]} if whole else None)


def money(minor: int, currency: str) -> dict[str, str]:
    """`MoneyOut` of whole minor units."""
    return {"amount": amount_text(minor, currency), "currency": currency}

"""Shapes that every part's API shares: money as decimal text, problems, pages."""

from typing import Annotated

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


def money(minor: int, currency: str) -> dict[str, str]:
    """`MoneyOut` of whole minor units."""
    return {"amount": amount_text(minor, currency), "currency": currency}

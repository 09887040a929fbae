"""A text may hold no number that a slot does not render: what a language model writes is checked so."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.kernel.money import Money
from florin.language.composer import rendered
from florin.language.factcheck import UnbackedNumber, fact_check
from florin.language.slots import Days, Name

SLOTS: dict[str, Any] = {
    "sum": Money(2310_60, "USD"),
    "below": Money(-50_00, "USD"),
    "rate": Decimal("0.035"),
    "days": Days(12),
    "count": 3,
    "where": Name("Route 66 Diner"),
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No number at all.",
        "You spend $2,310.60 a month.",
        "You spend about $2,311, which is 2,311 USD.",
        "That is USD 2310.60 (or $2,310.60).",
        "It earns 3.5% a year, that is 3.50 percent.",
        "You are $50 below zero: -$50.00.",
        "It lasts 12 days; a 12-day buffer.",
        "You have 3 accounts, three of them here.",
        "You ate at Route 66 Diner.",
        "One of them is yours.",
    ],
)
def test_backed_numbers_pass(text: str):
    fact_check(text, SLOTS)


@pytest.mark.parametrize(
    "text",
    [
        "You spend $2,310.61 a month.",
        "You spend $2,312.",
        "You spend €2,310.60.",
        "You spend 2,310.60 EUR.",
        "You spend 2,310.60.",
        "You spend -$2,310.60.",
        "You spend $2.310,60.",
        "You spend $2,31,0.60.",
        "You spend $23k.",
        "It earns 3.6% a year.",
        "It earns 3.5 a year.",
        "It lasts 13 days.",
        "It lasts 12%.",
        "It lasts $12.",
        "You have four accounts.",
        "You have twenty-three accounts.",
        "That is half of it.",
        "It will double.",
        "About a million.",
        "On the 3rd.",
        "A½ of it.",
        "\u0663\u0664 accounts.",
        "Route 67 Diner.",
        "In 2027 you save.",
        "You saved zero dollars.",
        "3,3 accounts",
    ],
)
def test_numbers_of_its_own_are_refused(text: str):
    with pytest.raises(UnbackedNumber):
        fact_check(text, SLOTS)


_slots = st.one_of(
    st.builds(Money, st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "USD", "JPY", "KWD", "GBP"])),
    st.builds(Days, st.integers(0, 10**6)),
    st.integers(0, 10**9),
    st.decimals("0", "2", places=4),
    st.dates(),
)


@given(st.lists(_slots, min_size=1, max_size=4))
def test_whatever_the_composer_renders_passes(slots: list[Any]):
    text = "It is " + " and then ".join(rendered(slot, "en") for slot in slots) + "."
    fact_check(text, {str(at): slot for at, slot in enumerate(slots)})


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_another_amount_never_passes(minor: int, other: int):
    shown = rendered(Money(other, "EUR"), "en")
    if shown not in (
        rendered(Money(minor, "EUR"), "en"),
        rendered(Money(minor, "EUR"), "en", "whole") + ".00",
    ):
        with pytest.raises(UnbackedNumber):
            fact_check(f"You have {shown}.", {"sum": Money(minor, "EUR")})


# German: other signs, other words


@pytest.mark.parametrize(
    "text",
    [
        "Sie geben 2.310,60\u00a0$ im Monat aus.",
        "Sie geben etwa 2.311 $ aus, das sind 2.311 USD.",
        "Das sind USD 2310,60 (oder 2.310,60 $).",
        "Es bringt 3,5\u00a0% im Jahr, also 3,50 Prozent.",
        "Sie liegen 50 $ unter null: -50,00\u00a0$.",
        "Es reicht 12 Tage; zwölf Tage sind wenig.",
        "Sie haben 3 Konten, drei davon hier.",
        "Sie aßen bei Route 66 Diner.",
        "Eines davon ist Ihres, einer von vielen.",
        "Sie haben 3.",
    ],
)
def test_backed_numbers_pass_in_german(text: str):
    fact_check(text, SLOTS, "de")


@pytest.mark.parametrize(
    "text",
    [
        "Sie geben 2.310,61 $ aus.",
        "Sie geben 2,310.60 $ aus.",
        "Sie geben 2.310,60 € aus.",
        "Sie geben 2.310,60 aus.",
        "Es bringt 3,6 % im Jahr.",
        "Es bringt 3.5 % im Jahr.",
        "Es bringt 3,5 im Jahr.",
        "Es reicht 13 Tage.",
        "Sie haben vier Konten.",
        "Sie haben dreiundzwanzig Konten.",
        "Das sind zweihundert Tage.",
        "Das ist die Hälfte davon.",
        "Es verdoppelt sich.",
        "Etwa eine Million.",
        "Die 3. Mahnung kam.",
        "Das kam dreimal.",
        "Beim dritten Mal, im zwölften Monat.",
        "Sie sparten null Dollar.",
    ],
)
def test_numbers_of_its_own_are_refused_in_german(text: str):
    with pytest.raises(UnbackedNumber):
        fact_check(text, SLOTS, "de")


@given(st.lists(_slots, min_size=1, max_size=4))
def test_whatever_the_composer_renders_passes_in_german(slots: list[Any]):
    text = "Das sind " + " und dann ".join(rendered(slot, "de") for slot in slots) + "."
    fact_check(text, {str(at): slot for at, slot in enumerate(slots)}, "de")


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_another_amount_never_passes_in_german(minor: int, other: int):
    shown = rendered(Money(other, "EUR"), "de")
    if shown not in (
        rendered(Money(minor, "EUR"), "de"),
        rendered(Money(minor, "EUR"), "de", "whole").replace("\u00a0€", ",00\u00a0€"),
    ):
        with pytest.raises(UnbackedNumber):
            fact_check(f"Sie haben {shown}.", {"sum": Money(minor, "EUR")}, "de")

"""Texts are composed from typed slots only, and every key that the rules use is there."""

import ast
import json
import re
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.kernel.money import Money
from florin.language import composer
from florin.language.composer import (
    ClashingKey,
    MissingSlot,
    UnknownKey,
    UnknownLanguage,
    UntypedSlot,
    catalogue,
    compose,
    rendered,
)
from florin.language.slots import Account, Days, Name, Payee, from_json, named, to_json
from florin.language.template import Place, TemplateError, parse, slot_names

WEB = files("florin.language").joinpath("en.web.json")
SLICES = Path(composer.__file__).parents[1] / "customer"
FACTS = [
    "income",
    "spending",
    "monthly_net",
    "liquid",
    "buffer_days",
    "overdrafts",
    "lowest_balance",
    "idle_cash",
    "dearest_debt",
    "fees",
    "net_worth",
]
SUGGESTIONS = {
    "move_idle_cash": ("", "open"),
    "pay_dearest_debt": ("", "all"),
    "avoid_fee": (
        "top_up",
        "balance",
        "other_account",
        "ask",
        "atm",
        "foreign",
        "late",
        "bill",
        "aside",
        "agree",
    ),
}
PROBLEMS = [
    "not-found",
    "not-signed-in",
    "not-allowed",
    "invalid-input",
    "statement-unreadable",
    "statement-too-large",
    "unposted-precision",
    "rate-missing",
    "account-not-here",
    "already-done",
    "idempotency-mismatch",
    "conflict",
    "unavailable",
    "internal",
]


def own() -> dict[str, str]:
    return json.loads(files("florin.language").joinpath("en.json").read_text("utf-8"))


# Slots


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        (Money(231060, "USD"), "$2,310.60"),
        (Money(-231060, "EUR"), "\u2212€2,310.60"),
        (Money(500, "JPY"), "¥500"),
        (Money(1234567, "KWD"), "KWD1,234.567"),  # three digits by ISO 4217
        (Money(100, "ISK"), "ISK100"),
        (Days(1), "1 day"),
        (Days(1200), "1,200 days"),
        (Decimal("0.035"), "3.5%"),
        (Decimal("0.2199"), "21.99%"),
        (date(2026, 11, 23), "November 23, 2026"),
        (1234, "1,234"),
        (Name("Café {n} #1"), "Café {n} #1"),
    ],
)
def test_slots_are_rendered_by_their_type(slot: Any, words: str):
    assert rendered(slot, "en") == words


@pytest.mark.parametrize("slot", [1.5, "text", True, None, datetime(2026, 1, 1), Account("a")])
def test_nothing_untyped_is_shown(slot: Any):
    with pytest.raises(UntypedSlot):
        rendered(slot, "en")


@pytest.mark.parametrize(("minor", "words"), [(12_50, "$12"), (13_50, "$14"), (-49, "$0"), (99_99, "$100")])
def test_whole_money_is_rounded_half_to_even(minor: int, words: str):
    assert rendered(Money(minor, "USD"), "en", "whole") == words


@given(
    st.one_of(
        st.builds(Money, st.integers(), st.sampled_from(["EUR", "JPY", "KWD"])),
        st.builds(Days, st.integers()),
        st.builds(Name, st.text()),
        st.builds(Account, st.text()),
        st.builds(Payee, st.text()),
        st.dates(),
        st.integers(),
        st.decimals(allow_nan=False, allow_infinity=False),
    )
)
def test_slots_survive_storing(slot: Any):
    stored = json.loads(json.dumps(to_json(slot)))
    assert from_json(stored) == slot
    assert type(from_json(stored)) is type(slot)


@pytest.mark.parametrize("stored", [{}, {"money": 1.5, "currency": "EUR"}, {"rate": 0.1}, {"count": "1"}])
def test_what_was_not_stored_is_no_slot(stored: dict[str, Any]):
    with pytest.raises(ValueError, match="stored"):
        from_json(stored)


def test_accounts_are_named_before_they_are_shown():
    assert named({"a": Account("x"), "n": 1}, {"x": "Everyday"}) == {"a": Name("Everyday"), "n": 1}
    with pytest.raises(KeyError):
        named({"a": Account("x")}, {})


# Templates


def test_plurals_choose_their_branch(monkeypatch: pytest.MonkeyPatch):
    text = "{n, plural, =0 {nothing} one {# fee of {sum}} other {# fees of {sum}}} in {where}"
    monkeypatch.setattr(composer, "_texts", lambda language, name: {"k": text})
    slots = {"sum": Money(5_00, "USD"), "where": Name("June")}
    assert compose("en", "k", {**slots, "n": 0}) == "nothing in June"
    assert compose("en", "k", {**slots, "n": 1}) == "1 fee of $5.00 in June"
    assert compose("en", "k", {**slots, "n": Days(2)}) == "2 days fees of $5.00 in June"
    with pytest.raises(UntypedSlot):
        compose("en", "k", {**slots, "n": Decimal(2)})
    with pytest.raises(MissingSlot):
        compose("en", "k", {"n": 1})


def test_a_name_is_never_read_as_a_template(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(composer, "_texts", lambda language, name: {"k": "Hello {who}"})
    assert compose("en", "k", {"who": Name("{sum, plural}")}) == "Hello {sum, plural}"


def test_names_of_slots():
    parts = parse("a {b} {c, whole} {d, plural, one {{e}} other {#}}")
    assert slot_names(parts) == {"b", "c", "d", "e"}
    assert Place("c", "whole") in parts


@pytest.mark.parametrize(
    "text", ["{", "{a", "{a, b}", "{1}", "}", "{a, plural, one {x}}", "{a, plural, other {x}", "a {B}", "{}"]
)
def test_a_broken_text_is_an_error(text: str):
    with pytest.raises(TemplateError):
        parse(text)


def test_unknown_language_and_key():
    with pytest.raises(UnknownLanguage):
        compose("xx", "fact.income.label", {})
    with pytest.raises(UnknownLanguage):
        catalogue("../en")
    with pytest.raises(UnknownKey):
        compose("en", "fact.happiness.label", {})


# The catalogue


def test_the_interfaces_texts_and_ours_do_not_clash():
    merged = catalogue("en")
    assert own().items() <= merged.items()
    assert len(merged) == len(own()) + len(json.loads(WEB.read_text("utf-8")))


def test_a_key_given_twice_is_an_error():
    with pytest.raises(ClashingKey, match="a"):
        json.loads('{"a": "1", "a": "2"}', object_pairs_hook=composer._unclashing)


def test_every_text_can_be_parsed_and_none_shouts():
    for key, text in own().items():
        parse(text)
        assert "!" not in text, key
        assert text == text.strip(), key


def test_every_wanted_key_is_there():
    wanted = {
        f"fact.{name}.{part}" for name in FACTS for part in ("label", "sentence", "unknown", "definition")
    }
    wanted |= {
        ".".join(filter(None, ("suggestion", kind, variant, part)))
        for kind, variants in SUGGESTIONS.items()
        for variant in variants
        for part in ("title", "sentence", "action")
    }
    wanted |= {"fact.left_out", "missing.balance", "suggestion.contest", "suggestion.reminded"}
    wanted |= {f"problem.{code}.{part}" for code in PROBLEMS for part in ("title", "detail")}
    assert wanted <= own().keys()


def test_every_code_that_the_rules_write_has_its_text():
    source = "\n".join(file.read_text("utf-8") for file in sorted(SLICES.glob("*/rules/*.py")))
    missing = set(re.findall(r'missing="(\w+)"', source))
    reasons = {
        node.args[0].value
        for node in ast.walk(ast.parse(source.replace("from __future__", "")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason"
        if isinstance(node.args[0], ast.Constant)
    }
    reasons |= set(re.findall(r'"((?:band|spared|left)_\w+)"', source)) - {"left_out"}
    assert {"months", "rate"} <= missing
    assert {"worst_fall", "fees_paid"} <= reasons
    assert {f"missing.{code}" for code in missing} <= own().keys()
    assert {f"reason.{code}" for code in reasons} <= own().keys()


def test_definitions_are_those_of_the_rules():
    from florin.customer.facts.rules import FACTS as TABLE  # a test may look up from its floor

    assert {f.name for f in TABLE} == set(FACTS)
    assert all(own()[f"fact.{f.name}.definition"] == f.definition for f in TABLE)

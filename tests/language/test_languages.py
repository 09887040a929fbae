"""Every language says everything: no text is missing, and each error that a page can show has its words."""

import ast
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

import florin
from florin.kernel.api import _CODES
from florin.kernel.bank import Language
from florin.kernel.money import Money
from florin.language import composer, missing
from florin.language.choice import spoken
from florin.language.composer import LANGUAGES, compose, rendered, texts
from florin.language.missing import gaps
from florin.language.phrases import said
from florin.language.slots import Days, Name
from florin.language.template import parse, slot_names

SOURCE = Path(florin.__file__).parent
READERS = [*sorted((SOURCE / "ledger/statements").rglob("*.py")), SOURCE / "ledger/imports/rules.py"]
# Read by the bank's own people at the command line only, in English.
NOT_PAGES = {"cli.py", "bank.py", "bank_cli.py", "main.py"}
# Strings of the readers that are no sentence of theirs, or that only the command line shows.
NO_PHRASES = re.compile(
    r"this is no CSV profile|select |%|no reason given|unexpected end|^the X balance is in X|^unnamed X|"
    r"^(card used for transaction|bic swift code|no well-formed XML)$"
)


# Catalogues


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_a_language_has_every_text_with_the_same_slots(language: str):
    assert list(gaps(language)) == []  # `python -m florin.language.missing` prints the same


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "is missing"),
        ("Sie haben {amount}.", "has the slots"),
        ("Sie haben {value}.", "has the slots"),  # the English text shows how many, too
        ("You have {value} in {n, plural, one {one account} other {# accounts}}.", "is the English text"),
        ("{value} auf {n, plural, one {einem} few {paar} other {#}}", "chooses by ['few']"),
        ("{value", "cannot"),
    ],
)
def test_a_gap_is_told(monkeypatch: pytest.MonkeyPatch, text: str | None, problem: str):
    english = "You have {value} in {n, plural, one {one account} other {# accounts}}."
    found = {"en.json": {"k": english}, "de.json": {"k": text} if text else {}}
    monkeypatch.setattr(missing, "_read", lambda name: found.get(name, {}))
    (told,) = gaps("de")
    assert told.startswith(f"de.json k: {problem}")


def test_a_text_that_is_no_longer_wanted_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(missing, "_read", lambda name: {"old": "Alt"} if name == "de.json" else {})
    assert list(gaps("de")) == ["de.json old: is no longer in the English catalogue"]


def test_what_is_not_translated_yet_is_said_in_english(monkeypatch: pytest.MonkeyPatch):
    found = {"en": {"k": "About {value}"}, "de": {}}
    monkeypatch.setattr(composer, "_texts", lambda language, name: found[language])
    assert compose("de", "k", {"value": Money(1234_50, "EUR")}) == "About 1.234,50\u00a0€"


def test_a_bank_may_offer_the_languages_that_there_are():
    assert get_args(Language) == LANGUAGES


def test_german_is_set_as_german_is():
    slots = {"amount": Money(123456789, "EUR"), "again": Days(30)}
    assert rendered(slots["amount"], "de") == "1.234.567,89\u00a0€"
    assert compose("de", "suggestion.planned.action", slots) == "Überweisung von 1.234.567,89\u00a0€ planen"
    assert compose("de", "suggestion.avoid_fee.atm.action", slots) == "In 30 Tagen erinnern"
    last = {"days": Days(1), "value": Money(5, "EUR"), "day": Name("heute")}
    assert compose("de", "fact.lowest_balance.sentence", last).startswith("Am letzten Tag")
    for catalogue in ("de.json", "de.web.json"):
        for key, text in json.loads(files("florin.language").joinpath(catalogue).read_text("utf-8")).items():
            assert not re.search(r"[\"“”](?=\w)|\d (?:€|%|MB)| (?:du|dein|dir)\b", text), key


# Which language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("DE-at", "de"),
        ("fr, de;q=0.5, en;q=0.7", "en"),
        ("fr, de;q=0.7, en;q=0.5", "de"),
        ("de, en", "de"),
        ("de;q=0, *", "en"),
        ("en;q=0, *", "de"),
        ("fr", "en"),
        ("de;q=high, fr", "en"),
        ("deu", "en"),
        (";q=1,,", "en"),
        ("*", "en"),
        ("de;q=0.1", "de"),
        ("de;q=nan, en", "en"),
    ],
)
def test_the_best_offered_language_is_spoken(header: str | None, language: str):
    assert spoken(header, ("en", "de")) == language


def test_the_banks_first_language_is_its_default():
    assert spoken("fr", ("de", "en")) == "de"
    assert spoken("de", ("en",)) == "en"


# Errors


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if path.name in NOT_PAGES or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def _errors() -> dict[str, str]:
    """The codes of all errors by the names of their classes."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    target = getattr(part, "target", None) or (getattr(part, "targets", None) or [None])[0]
                    value = getattr(part, "value", None)
                    if (
                        getattr(target, "id", "") == "code"
                        and isinstance(value, ast.Constant)
                        and value.value
                    ):
                        found[node.name] = value.value
    return found


def _given(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _names(slots: ast.expr | None) -> set[str]:
    keys = slots.keys if isinstance(slots, ast.Dict) else []
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def test_every_error_has_its_words():
    errors = _errors()
    assert {"not-found", "conflict", "rate-missing"} <= set(errors.values())
    wanted = {f"problem.{code}.{part}" for code in errors.values() for part in ("title", "detail")}
    assert wanted - texts("en").keys() == set()


def test_every_reason_has_its_words_and_their_slots():
    errors, seen = _errors(), 0
    for where, call in _calls():
        reason = _given(call, "reason")
        if call.func.id in errors and isinstance(reason, ast.Constant):  # pyright: ignore[reportAttributeAccessIssue]
            key = f"problem.{errors[call.func.id]}.{reason.value}"  # pyright: ignore[reportAttributeAccessIssue]
            assert key in texts("en"), f"{where} needs {key}"
            assert slot_names(parse(texts("en")[key])) <= _names(_given(call, "slots")), f"{where}: {key}"
            seen += 1
    assert seen > 20


def test_every_wrong_field_has_a_code_with_words():
    seen = 0
    for where, call in _calls():
        if call.func.id != "FieldError":  # pyright: ignore[reportAttributeAccessIssue]
            continue
        code = _given(call, "code") or (call.args[2] if len(call.args) > 2 else None)
        assert code is not None, f"{where}: FieldError needs a code with a text in the catalogues"
        if isinstance(code, ast.Constant):
            assert f"field.{code.value}" in texts("en"), f"{where} needs field.{code.value}"
            slots = _given(call, "slots") or (call.args[3] if len(call.args) > 3 else None)
            if slots is None or isinstance(slots, ast.Dict):
                assert slot_names(parse(texts("en")[f"field.{code.value}"])) <= _names(slots), where
        seen += 1
    assert seen > 5
    assert {f"field.{code}" for code in [*_CODES.values(), "wrong"]} <= texts("en").keys()


def test_every_code_of_money_has_its_words():
    tree = ast.parse((SOURCE / "kernel/money.py").read_text("utf-8"))
    raised = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "MoneyError"
    ]
    codes = {
        call.args[1].value for call in raised if len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    }
    assert {"too-fine", "no-currency"} <= codes
    assert {f"field.{code}" for code in codes} <= texts("en").keys()


# What the reader of statements says is stored in English


def _sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of the readers' code, with "X" where it puts something in."""
    for path in READERS:
        if path.name in ("vocabulary.py", "check.py", "cli.py"):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        inner = {id(part) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for part in ast.walk(n)}
        inner |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            text = _sample(node) if isinstance(node, ast.JoinedStr) or id(node) not in inner else ""
            if len(text.split()) > 2 and re.match(r"[a-z'<]", text) and not NO_PHRASES.search(text):
                yield f"{path.name}:{getattr(node, 'lineno', 0)}", text


def _sample(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        chosen = any(isinstance(n, ast.IfExp) for n in ast.walk(node))  # tested below, by its outcomes
        parts = (part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
        return "" if chosen else "".join(map(str, parts))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_whatever_the_reader_of_statements_says_is_said_in_german():
    found = dict(_sentences())
    assert len(found) > 40
    english = {where: text for where, text in found.items() if said("de", text) == text}
    # Parts of a date's or an amount's pattern read like words to this test.
    assert {w: t for w, t in english.items() if not re.search(r"[\\{}|?]|^[a-z]{3} [a-z]{3}\b", t)} == {}


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("line 5: '31/31/31' is no date", "Zeile 5: „31/31/31“ ist kein Datum"),
        ("june.csv: line 3: there is no amount", "june.csv: Zeile 3: es gibt keinen Betrag"),
        ("1 row without a date left out (line 4)", "1 Zeile ohne Datum ausgelassen (Zeile 4)"),
        ("3 rows without an amount left out (line 4, 5)", "3 Zeilen ohne Betrag ausgelassen (Zeile 4, 5)"),
        (
            "entry 4 has the status FUTR: it is kept as pending",
            "Buchung 4 hat den Status FUTR und bleibt vorgemerkt",
        ),
        ("'there is no amount' is no date", "„there is no amount“ ist kein Datum"),
        ("the closing balance is in USD, the account in EUR", "der Endsaldo ist in USD, das Konto in EUR"),
        ("something that no one has said", "something that no one has said"),
    ],
)
def test_a_stored_sentence_is_said_with_the_files_own_words_as_they_are(english: str, german: str):
    assert said("de", english) == german
    assert said("en", english) == english

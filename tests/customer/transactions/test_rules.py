"""What may be written on a transaction, without a database."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.customer.transactions.rules.files import MOST_BYTES, MOST_NAME, name_of, type_of
from florin.customer.transactions.rules.parts import MOST, split
from florin.customer.transactions.rules.table import cell, line
from florin.customer.transactions.rules.words import clean, folded, note_of, tags_of
from florin.kernel.errors import InvalidInput
from florin.kernel.money import scale_of, to_decimal

CURRENCIES = st.sampled_from(["USD", "JPY", "KWD", "CLF"])
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


@st.composite
def splits(draw):
    """A whole and parts that come to exactly it: minor units, one sign."""
    sign = draw(st.sampled_from([1, -1]))
    minors = draw(st.lists(st.integers(1, 10**12), min_size=2, max_size=MOST))
    return [sign * minor for minor in minors], draw(CURRENCIES)


def typed(minors, currency):
    return [(f"Part {n}", to_decimal(minor, currency)) for n, minor in enumerate(minors)]


@given(splits())
def test_parts_that_come_to_the_amount_are_taken_to_the_last_unit(made):
    minors, currency = made
    parts = split(sum(minors), currency, typed(minors, currency))
    assert [part.minor for part in parts] == minors
    assert sum(part.minor for part in parts) == sum(minors)


@given(splits(), st.integers(-(10**12), 10**12).filter(bool))
def test_parts_that_miss_the_amount_by_anything_are_refused(made, missing):
    minors, currency = made
    with pytest.raises(InvalidInput) as refused:
        split(sum(minors) + missing, currency, typed(minors, currency))
    assert all(problem.field.startswith("parts") for problem in refused.value.fields)


@given(splits(), st.data())
def test_a_part_of_the_other_sign_or_of_nothing_is_refused_at_its_field(made, data):
    minors, currency = made
    at = data.draw(st.integers(0, len(minors) - 1))
    turned = data.draw(st.sampled_from([0, -1]))
    wanted = [turned * minor if n == at else minor for n, minor in enumerate(minors)]
    with pytest.raises(InvalidInput) as refused:
        split(sum(minors), currency, typed(wanted, currency))
    assert f"parts.{at}.amount" in {problem.field for problem in refused.value.fields}


@given(splits())
def test_an_amount_finer_than_the_currency_is_refused_at_its_field(made):
    minors, currency = made
    wanted = typed(minors, currency)
    finer = wanted[0][1] + Decimal(1).scaleb(-scale_of(currency) - 1)
    with pytest.raises(InvalidInput) as refused:
        split(sum(minors), currency, [(wanted[0][0], finer), *wanted[1:]])
    assert [problem.field for problem in refused.value.fields] == ["parts.0.amount"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ([("All of it", Decimal("-10"))], "parts"),
        ([(f"{n}", Decimal("-0.5")) for n in range(21)], "parts"),
        ([("", Decimal("-4")), ("Rest", Decimal("-6"))], "parts.0.label"),
        ([("\x00\t ", Decimal("-4")), ("Rest", Decimal("-6"))], "parts.0.label"),
        ([("Food", Decimal("-4")), ("x" * 81, Decimal("-6"))], "parts.1.label"),
        ([("Food", Decimal("1e30")), ("Rest", Decimal("-6"))], "parts.0.amount"),
    ],
)
def test_bad_parts_name_their_field(wanted, field):
    with pytest.raises(InvalidInput) as refused:
        split(-1000, "USD", wanted)
    assert field in {problem.field for problem in refused.value.fields}


def test_no_parts_join_a_transaction_again():
    assert split(-1000, "USD", []) == []


# Words ------------------------------------------------------------


@given(st.text(max_size=300))
def test_cleaned_words_can_be_stored_and_stay_as_they_are(words):
    once = clean(words, lines=True)
    assert "\x00" not in once
    once.encode()
    assert clean(once, lines=True) == once


def test_what_joins_emoji_stays_and_what_turns_text_goes():
    assert clean("👩‍👧 ok") == "👩‍👧 ok"
    assert clean("a\u202egnp.exe") == "agnp.exe"
    assert clean("two\twords\nhere") == "two words here"
    assert note_of("one\r\ntwo\x07 ") == ("one\ntwo", [])


def test_a_tag_stands_once_however_it_is_spelled():
    names, problems = tags_of(["Holiday", " holiday ", "HÓLIDAY", "Food"])
    assert (names, problems) == (["Holiday", "Food"], [])
    assert folded("Hóliday  Trip") == "holiday trip"


@pytest.mark.parametrize(
    ("typed_tags", "fields"),
    [
        ([" "], {"tags.0"}),
        (["ok", "a,b"], {"tags.1"}),
        (["ok", "x" * 41], {"tags.1"}),
        ([f"t{n}" for n in range(21)], {"tags"}),
    ],
)
def test_bad_tags_name_their_field(typed_tags, fields):
    assert {problem.field for problem in tags_of(typed_tags)[1]} == fields


# Files ------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content, media_type):
    assert type_of(content) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\n%PDF-1.7",
        b"GIF89a",
        b"RIFF\x00\x00\x00\x00WAVE",
        PNG + b"\x00" * MOST_BYTES,
    ],
)
def test_anything_else_is_refused(content):
    with pytest.raises(InvalidInput) as refused:
        type_of(content)
    assert refused.value.fields[0].field == "file"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("receipt.png", "receipt.png"),
        ("Receipt.PNG", "Receipt.PNG"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\bills\\may.png", "may.png"),
        ("page.html", "page.html.png"),
        ("\u202egnp.html", "gnp.html.png"),
        (".png", "png.png"),
        ("", "attachment.png"),
        (None, "attachment.png"),
        ('a"b\r\nx.png', 'a"b x.png'),
    ],
)
def test_a_name_ends_as_what_the_file_is(told, shown):
    assert name_of(told, "image/png") == shown


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_is_short_and_has_its_ending(told):
    shown = name_of(told, "application/pdf")
    assert shown.lower().endswith(".pdf")
    assert 4 < len(shown) <= MOST_NAME + 4
    assert not {"/", "\\", "\n", "\x00"} & set(shown)


# Tables ------------------------------------------------------------


@given(st.text(max_size=60))
def test_no_cell_begins_as_a_formula_and_the_words_are_kept(words):
    shown = cell(words)
    assert not shown.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))  # noqa: RUF001
    assert not shown.startswith(("\t", "\r", "\n"))
    assert shown.removeprefix("'") == words.replace("\x00", "") or shown == words.replace("\x00", "")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=2, max_size=5))
def test_a_row_is_read_back_as_it_was(cells):
    wanted = [each.replace("\x00", "") for each in cells]
    (row,) = csv.reader(io.StringIO(line(wanted), newline=""))
    assert row == wanted

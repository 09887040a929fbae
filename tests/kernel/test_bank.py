"""bank.toml: what ships holds, and whatever is wrong is named by its field."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale

from florin.kernel.bank import COUNTRIES, DEMO_BANK, Bank, check_bank, load_bank
from florin.kernel.colour import DARK_PAPER, INK, READABLE, contrast
from florin.kernel.errors import InvalidInput

DEMO = DEMO_BANK.read_text()
EXAMPLE = Path(__file__).parents[2] / "docs/examples/nordlicht/bank.toml"
DOCS = Path(__file__).parents[2] / "docs/bank.md"


def write(folder: Path, content: str) -> Path:
    path = folder / "bank.toml"
    path.write_text(content)
    return path


def test_the_demo_bank_holds_and_its_rates_are_exact():
    assert check_bank() == ()
    bank = load_bank()
    assert (bank.name, bank.country, bank.currency) == ("Florin Demo Bank", "US", "USD")
    assert bank.prices.savings_rate == Decimal("0.035")
    assert bank.index.day == date(2026, 8, 1)


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ('name = "Florin Demo Bank"', 'name = ""', "name", "at least 1 character"),
        ('country = "US"', 'country = "UK"', "country", "'UK' is not a country code"),
        ('currency = "USD"', 'currency = "USX"', "currency", "'USX' is not a currency code"),
        ("America/New_York", "America/Gotham", "time_zone", "'America/Gotham' is not a time zone"),
        ("America/New_York", "../../etc/passwd", "time_zone", "is not a time zone"),
        ('"federal-reserve"', '"lunar"', "calendar", "'federal-reserve', 'target' or 'weekdays'"),
        ('["current", "savings"]', '["current", "yacht"]', "products.1", "'current' or 'savings'"),
        ('["en", "de"]', '["en", "xx"]', "languages.1", "'en' or 'de'"),
        ('["current", "savings"]', "[]", "products", "at least 1 item"),
        ('ink = "#14212B"', 'ink = "navy"', "colours.ink", "match pattern"),
        ('accent = "#8A5F10"', 'accent = "#E2B04A"', "colours.accent", "contrast of 1.9 on #FAF7F1"),
        (
            'accent_dark = "#E2B04A"',
            'accent_dark = "#222222"',
            "colours.accent_dark",
            "on #10171D; text needs 4.5",
        ),
        ("savings_rate = 0.035", "savings_rate = 3.5", "prices.savings_rate", "at most 1: write 0.035"),
        ("savings_rate = 0.035", 'savings_rate = "much"', "prices.savings_rate", "is not a number"),
        ("savings_rate = 0.035", "savings_rat = 0.035", "prices.savings_rat", "is not a key of bank.toml"),
        ("monthly_fee = 0 ", "monthly_fee = 4.999 ", "", "finer than the currency"),
        ("monthly_fee = 0 ", "monthly_fee = -1 ", "prices.monthly_fee", "must be at least 0"),
        ("cost = 0.036", "", "funding.cost", "is missing"),
        ("day = 2026-08-01", 'day = "soon"', "index.day", "is not a date"),
        ('# logo = "logo.svg"', 'logo = "logo.svg"', "logo", "logo.svg does not exist"),
        ('# logo = "logo.svg"', 'logo = "bank.toml"', "logo", "neither SVG nor PNG"),
        ("[funding]", "[funding", "", "at line 32"),
    ],
)
def test_each_mistake_is_named_by_its_field(tmp_path: Path, old: str, new: str, field: str, message: str):
    assert old in DEMO
    problems = check_bank(write(tmp_path, DEMO.replace(old, new)))
    assert field in [each.field for each in problems]
    assert any(message in each.message for each in problems), problems


def test_all_mistakes_are_told_at_once_and_loading_refuses(tmp_path: Path):
    path = write(tmp_path, DEMO.replace('"US"', '"UK"').replace('"USD"', '"USX"'))
    with pytest.raises(InvalidInput, match=r"country: .*; currency: ") as refused:
        load_bank(path)
    assert [each.field for each in refused.value.fields] == ["country", "currency"]


def test_a_missing_or_unreadable_file_is_a_problem_not_a_crash(tmp_path: Path):
    assert check_bank(tmp_path / "none.toml")[0].message == "No such file or directory"
    (tmp_path / "bank.toml").write_bytes(b'name = "\xff"')
    assert "utf-8" in check_bank(tmp_path / "bank.toml")[0].message


def test_a_logo_is_looked_for_beside_the_file(tmp_path: Path):
    (tmp_path / "logo.svg").write_text("<svg/>")
    bank = load_bank(write(tmp_path, DEMO.replace('# logo = "logo.svg"', 'logo = "logo.svg"')))
    assert bank.logo == tmp_path / "logo.svg"


def test_an_accent_for_dark_paper_is_made_where_none_is_given(tmp_path: Path):
    own = DEMO.replace("accent_dark", "# accent_dark").replace("#8A5F10", "#0B3D91")
    accent = load_bank(write(tmp_path, own)).colours.accent_on_dark
    assert READABLE <= contrast(accent, DARK_PAPER) < READABLE + 0.5


def test_an_ink_for_dark_paper_is_made_light_enough_to_be_read_at_length(tmp_path: Path):
    own = DEMO.replace("ink_dark", "# ink_dark").replace("#14212B", "#3A0D2E")
    ink = load_bank(write(tmp_path, own)).colours.ink_on_dark
    assert INK <= contrast(ink, DARK_PAPER) < INK + 0.5


def test_the_example_bank_holds_and_differs_from_the_demo_in_what_one_sees():
    example = load_bank(EXAMPLE)
    assert (example.name, example.country, example.currency) == ("Nordlicht Bank", "DE", "EUR")
    assert example.calendar == "target"
    assert example.logo is not None
    assert not {*vars(example.colours).values()} & {*vars(load_bank().colours).values()}


def test_every_country_of_the_standard_and_no_other():
    no_countries = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
    known = {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}
    assert known - no_countries == COUNTRIES


def _keys(model, prefix: str = ""):
    for name, field in model.model_fields.items():
        table = hasattr(field.annotation, "model_fields")
        yield from _keys(field.annotation, f"{name}.") if table else [prefix + name]


@pytest.mark.parametrize("key", list(_keys(Bank)))
def test_every_key_is_documented(key: str):
    assert f"`{key}`" in DOCS.read_text(), f"{key} is missing in docs/bank.md"

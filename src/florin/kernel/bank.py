"""The bank that runs Florin: its name, face, place, calendar and prices, read from `bank.toml`."""

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from florin.kernel.api import said
from florin.kernel.colour import DARK_PAPER, INK, PAPER, READABLE, contrast, lightened
from florin.kernel.errors import FieldError, InvalidInput
from florin.kernel.money import scale_of, to_minor

DEMO_BANK = Path(__file__).with_name("bank.toml")
# ISO 3166-1 alpha-2, officially assigned.
_ASSIGNED = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
    "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
    "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
    "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
    "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
    "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
    "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
    "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_ASSIGNED.split())


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise ValueError(f"{code!r} is not a country code of ISO 3166-1, such as US")
    return code


def _currency(code: str) -> str:
    scale_of(code)
    return code


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone of the IANA database, such as Europe/Berlin") from None
    return name


def _readable_on(background: str):
    def check(colour: str) -> str:
        if (ratio := contrast(colour, background)) < READABLE:
            raise ValueError(f"{colour} has a contrast of {ratio:.1f} on {background}; text needs {READABLE}")
        return colour

    return check


def _logo(path: Path, info: ValidationInfo) -> Path:
    path = (info.context or DEMO_BANK.parent) / path
    if path.suffix not in {".svg", ".png"}:
        raise ValueError(f"{path.name!r} is neither SVG nor PNG")
    if not path.is_file():
        raise ValueError(f"{path} does not exist")
    return path


Rate = Annotated[Decimal, Field(ge=0, le=1, description="A yearly fraction: 0.035 is 3.5 %.")]
Fee = Annotated[Decimal, Field(ge=0, description="An amount in the bank's currency.")]
Hex = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$", description="A colour as #RRGGBB.")]
Language = Literal["en", "de"]  # those that have a catalogue, see florin.language
OnPaper = Annotated[Hex, AfterValidator(_readable_on(PAPER))]
OnDarkPaper = Annotated[Hex, AfterValidator(_readable_on(DARK_PAPER))]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Colours(_Table):
    """The bank's two colours; each is readable as text on the paper that it stands on."""

    ink: OnPaper = "#14212B"
    accent: OnPaper = "#8A5F10"
    ink_dark: OnDarkPaper | None = None
    accent_dark: OnDarkPaper | None = None

    @property
    def ink_on_dark(self) -> str:
        """The ink for dark paper: the bank's own, or `ink` made light enough to be read at length."""
        return self.ink_dark or lightened(self.ink, DARK_PAPER, INK)

    @property
    def accent_on_dark(self) -> str:
        """The accent for dark paper: the bank's own, or `accent` made light enough."""
        return self.accent_dark or lightened(self.accent, DARK_PAPER)


class Prices(_Table):
    """What the bank pays and charges."""

    savings_rate: Rate
    current_rate: Rate = Decimal(0)
    overdraft_rate: Rate = Decimal(0)
    monthly_fee: Fee = Decimal(0)
    overdraft_fee: Fee = Decimal(0)


class Index(_Table):
    """The published rate that variable rates follow, and its last known value."""

    name: Annotated[str, Field(min_length=1)]
    rate: Rate
    day: date


class Funding(_Table):
    """What the bank's own money costs it."""

    cost: Rate


class Bank(_Table):
    """Everything that one bank decides about itself."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    logo: Annotated[Path, AfterValidator(_logo)] | None = None
    country: Annotated[str, AfterValidator(_country)]
    currency: Annotated[str, AfterValidator(_currency)]
    time_zone: Annotated[str, AfterValidator(_time_zone)]
    calendar: Literal["federal-reserve", "target", "weekdays"] = "weekdays"
    holidays: frozenset[date] = frozenset()
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en", "de")  # the first is the default
    products: Annotated[tuple[Literal["current", "savings"], ...], Field(min_length=1)]
    colours: Colours = Colours()
    prices: Prices
    index: Index
    funding: Funding

    @model_validator(mode="after")
    def _fees_fit_the_currency(self) -> Self:
        for fee in (self.prices.monthly_fee, self.prices.overdraft_fee):
            to_minor(fee, self.currency)
        return self


def load_bank(path: Path | None = None) -> Bank:
    """The bank of a `bank.toml`, by default the demo bank's.

    Raises:
        InvalidInput: the file cannot be read or does not hold; its `fields` name every problem.
    """
    path = path or DEMO_BANK
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        return Bank.model_validate(content, context=path.absolute().parent)
    except OSError as error:
        problems = [FieldError("", error.strerror or str(error))]
    except ValidationError as error:
        problems = [FieldError(_field(each["loc"]), _message(each)) for each in error.errors()]
    except ValueError as error:  # not TOML, or not UTF-8
        problems = [FieldError("", str(error))]
    raise InvalidInput(f"{path}: {_listed(problems)}", fields=problems)


@cache
def bank_of(path: Path | None = None) -> Bank:
    """The same as `load_bank`, read once in a process."""
    return load_bank(path)


def check_bank(path: Path | None = None) -> tuple[FieldError, ...]:
    """Everything wrong with a `bank.toml`, each problem by the field's dotted name; empty where it holds."""
    try:
        load_bank(path)
    except InvalidInput as error:
        return error.fields
    return ()


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _message(error) -> str:
    if error["type"] == "extra_forbidden":
        return "is not a key of bank.toml"
    if error["type"] == "less_than_equal" and error["ctx"]["le"] == 1:
        return "is a fraction, at most 1: write 0.035 for 3.5 %"
    return said(error).removeprefix("Value error, ")


def _listed(problems: list[FieldError]) -> str:
    return "; ".join(f"{each.field}: {each.message}" if each.field else each.message for each in problems)

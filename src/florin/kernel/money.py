"""Money in whole minor units with its ISO 4217 currency; never a float, never mixed."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

# Minor units that are not 2 (ISO 4217 list one, 2026-01-01); every other active code has two.
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"
_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
    "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD "
    "HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL LTL LVL MAD MDL MGA MKD "
    "MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
    "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD "
    "USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
_SCALES = {
    code: scale for codes, scale in ((_ZERO, 0), (_TWO, 2), (_THREE, 3), (_FOUR, 4)) for code in codes.split()
}


class MoneyError(ValueError):
    """An amount or currency that cannot be money here; `code` names the text "field.<code>" that says so."""

    def __init__(self, message: str, code: str = "no-amount") -> None:
        super().__init__(message)
        self.code = code


@cache
def scale_of(currency: str) -> int:
    """Digits after the point of `currency`; MoneyError where ISO 4217 does not know it."""
    try:
        return _SCALES[currency]
    except KeyError:
        raise MoneyError(f"{currency!r} is not a currency code of ISO 4217", "no-currency") from None


def is_currency(code: str) -> bool:
    """Whether ISO 4217 knows the code."""
    return code in _SCALES


def to_minor(amount: Decimal, currency: str) -> int:
    """Whole minor units of `amount`; MoneyError where it is finer than the currency allows."""
    scaled = amount.scaleb(scale_of(currency))
    whole = scaled.to_integral_value()
    if scaled != whole:
        finer = f"{amount} {currency} is finer than the currency's {scale_of(currency)} decimals"
        raise MoneyError(finer, "too-fine")
    if abs(whole) >= 2**63:
        raise MoneyError(f"{amount} {currency} is larger than the ledger can hold", "too-much")
    return int(whole)


def to_decimal(minor: int, currency: str) -> Decimal:
    """The decimal amount of whole minor units, at the currency's scale."""
    return Decimal(minor).scaleb(-scale_of(currency))


def amount_text(minor: int, currency: str) -> str:
    """Plain decimal text at the currency's scale, such as '-12.30'."""
    return f"{to_decimal(minor, currency):f}"


def round_minor(amount: Decimal) -> int:
    """Nearest whole minor unit of `amount` (already in minor units), ties to even."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole minor units of one currency."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return f"{amount_text(self.minor, self.currency)} {self.currency}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MoneyError(f"cannot add {other.currency} to {self.currency}")

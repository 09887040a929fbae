"""How each text number prints: the raw descriptor, who the other side is, and the merchant code."""

from dataclasses import dataclass
from functools import cache, lru_cache

from florin.simulation.merchants.lexicon import lexicon
from florin.simulation.merchants.people import employer, person, place
from florin.simulation.shapes import Region
from florin.simulation.texts import Meant, meaning


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of one line; `counterparty` is "" where a statement names none, `mcc` None off the cards."""

    descriptor: str
    counterparty: str
    mcc: str | None


@dataclass(frozen=True, slots=True)
class _Phrase:
    """`kind` of the lexicon's statement words; `slot` is filled with a name of the sort `filler`."""

    kind: str
    slot: str = ""
    filler: str = ""


_PHRASES = {
    "salary": _Phrase("salary", "employer", "employer"),
    "second_salary": _Phrase("salary", "employer", "employer"),
    "bonus": _Phrase("bonus", "employer", "employer"),
    "settlement": _Phrase("bonus", "employer", "employer"),
    "pension": _Phrase("pension"),
    "second_pension": _Phrase("salary", "employer", "pension"),
    "benefit": _Phrase("benefits"),
    "unemployment": _Phrase("unemployment"),
    "grant": _Phrase("student_support"),
    "from_parents": _Phrase("person_in", "person", "person"),
    "gig": _Phrase("gig_payout", "platform", "platform"),
    "sales": _Phrase("invoice_paid", "client", "employer"),
    "tax_refund": _Phrase("tax_refund"),
    "windfall": _Phrase("windfall"),
    "dividend": _Phrase("dividend", "fund", "fund"),
    "interest_earned": _Phrase("interest_earned"),
    "rent": _Phrase("rent", "landlord", "landlord"),
    "mortgage_out": _Phrase("mortgage", "lender", "lender"),
    "mortgage_in": _Phrase("loan_received"),
    "loan_out": _Phrase("loan_instalment", "lender", "lender"),
    "loan_in": _Phrase("loan_received"),
    "card_out": _Phrase("card_payment"),
    "card_in": _Phrase("card_payment_received"),
    "saving_out": _Phrase("own_transfer_out", "account", "savings"),
    "saving_in": _Phrase("own_transfer_in", "account", "current"),
    "fetch_out": _Phrase("own_transfer_out", "account", "current"),
    "fetch_in": _Phrase("own_transfer_in", "account", "savings"),
    "invest_out": _Phrase("invest_buy", "fund", "fund"),
    "invest_in": _Phrase("own_transfer_in", "account", "current"),
    "drawing_out": _Phrase("own_transfer_out", "account", "current"),
    "drawing_in": _Phrase("own_transfer_in", "account", "business"),
    "valuation": _Phrase("", "fund", "fund"),
    "card_interest": _Phrase("card_interest"),
    "loan_interest": _Phrase("loan_interest"),
    "overdraft_interest": _Phrase("overdraft_interest"),
    "overdraft_fee": _Phrase("overdraft_fee"),
    "returned_fee": _Phrase("returned_fee"),
    "late_fee": _Phrase("late_fee"),
    "foreign_fee": _Phrase("foreign_fee"),
    "account_fee": _Phrase("account_fee"),
    "atm_fee": _Phrase("atm_fee"),
    "atm": _Phrase("atm", "city", "city"),
    "to_person": _Phrase("person_out", "person", "person"),
    "from_person": _Phrase("person_in", "person", "person"),
    "remittance": _Phrase("remittance", "service", "service"),
    "alimony": _Phrase("child_support", "person", "person"),
    "catch_up": _Phrase("collection", "agency", "agency"),
    "property_tax": _Phrase("property_tax"),
    "sales_tax": _Phrase("sales_tax"),
    "from_abroad": _Phrase("person_in", "person", "person"),
}
PLATFORMS = ("Kerbside Rides", "Basketly Courier", "Taskmoor", "Wheelhop")
SERVICES = ("Remora Pay", "Farbridge", "Casamundi")
FUNDS = ("World Index Fund", "Balanced 60/40 Fund", "Euro Bond Fund", "Large Cap Index", "Target Date 2045")
_OWN = {  # what people call their accounts: savings, current, business
    "US": ("Savings", "Checking", "Business Checking"),
    "DE": ("Tagesgeld", "Girokonto", "Geschäftskonto"),
    "AT": ("Sparkonto", "Girokonto", "Geschäftskonto"),
    "NL": ("Spaarrekening", "Betaalrekening", "Zakelijke rekening"),
    "FR": ("Livret", "Compte courant", "Compte pro"),
    "IT": ("Conto deposito", "Conto corrente", "Conto azienda"),
    "ES": ("Cuenta ahorro", "Cuenta corriente", "Cuenta negocio"),
    "IE": ("Savings", "Current account", "Business account"),
}
KEPT = 1 << 16  # texts that are remembered: a household shops in the same places again and again
_NAMELESS = frozenset({"savings", "current", "business", "city"})


def own_account(country: str, key: str) -> str:
    """What an account of the household is called in its country; its key where there is no word for it."""
    keys: tuple[str, ...] = ("savings", "current", "business")
    names: dict[str, str] = dict(zip(keys, _OWN[country], strict=True))
    return names.get(key, key)


@cache
def _filled(filler: str, country: str, city: str, slot: int) -> str:
    """The name that fills a phrase; the same slot, the same name."""
    match filler:
        case "employer":
            return employer(country, str(slot))
        case "person":
            return person(country, str(slot))
        case "landlord":
            return (
                person(country, f"landlord {slot}")
                if slot % 2
                else f"{place(country, str(slot))} {_HOMES[country]}"
            )
        case "lender" | "pension":
            return f"{place(country, f'{filler} {slot}')} {'Bank' if filler == 'lender' else 'Pension'}"
        case "agency":
            return (
                f"{place(country, f'agency {slot % len(FUNDS)}')} Inkasso"
                if country != "US"
                else "Harrow Recovery"
            )
        case "platform" | "service" | "fund":
            names = {"platform": PLATFORMS, "service": SERVICES, "fund": FUNDS}[filler]
            return names[slot % len(names)]
        case "city":
            return city
        case _:
            return own_account(country, filler)


_HOMES = {
    "US": "Apartments",
    "DE": "Wohnbau",
    "AT": "Wohnbau",
    "NL": "Wonen",
    "FR": "Habitat",
    "IT": "Immobiliare",
    "ES": "Viviendas",
    "IE": "Homes",
}


@lru_cache(maxsize=KEPT)
def worded(text: int, region: Region, city: int) -> Worded:
    """The words of a text number on the statement of someone in `city` (its place in the lexicon)."""
    meant = meaning(text)
    if meant.sort in ("phrase", "phrase_sent_back"):
        return _phrase(meant, region, city)
    return _shop(meant, region, city)


def _shop(meant: Meant, region: Region, city: int) -> Worded:
    found = lexicon(region)
    merchant = found.merchants[meant.merchant]
    if meant.sort == "purchase":
        return Worded(found.text(meant.merchant, city, meant.variant), merchant.name, merchant.mcc)
    kind = "refund" if meant.sort == "refund" else "returned"
    country = found.places[city].country
    text = found.statement_words.phrase(kind, meant.variant, country, merchant=merchant.name)
    return Worded(text, merchant.name, merchant.mcc)


@cache
def _phrase(meant: Meant, region: Region, city: int) -> Worded:
    found = lexicon(region)
    home = found.places[city]
    told = _PHRASES[meant.phrase]
    name = _filled(told.filler, home.country, home.name, meant.slot) if told.filler else ""
    slots = {told.slot: name} if told.slot else {}
    if told.kind == "remittance":
        slots["person"] = person(home.country, str(meant.slot))
    words = found.statement_words
    if not told.kind:
        text = f"{name} {meant.phrase}".upper()
    elif meant.sort == "phrase_sent_back":
        text = words.phrase("returned", meant.slot, home.country, merchant=name or meant.phrase)
    else:
        text = words.phrase(told.kind, meant.slot, home.country, **slots)
    return Worded(text, "" if told.filler in _NAMELESS else name, None)

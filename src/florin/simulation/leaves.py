"""The category leaves that the engine speaks of, by number; named as in merchants/categories.toml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf that is shopped for on ordinary days. `needs`: car, children, or garden for owners."""

    name: str
    season: str = "flat"
    weekend: bool = False
    needs: str = ""
    returns: bool = False  # things are sent back


SHOPPED: tuple[Leaf, ...] = (
    Leaf("food.groceries"),
    Leaf("food.bakery"),
    Leaf("food.convenience"),
    Leaf("food.restaurants", weekend=True),
    Leaf("food.fast_food", weekend=True),
    Leaf("food.coffee"),
    Leaf("food.bars", weekend=True),
    Leaf("food.delivery", weekend=True),
    Leaf("food.alcohol", season="gifts", weekend=True),
    Leaf("food.work_meals"),
    Leaf("transport.fuel", needs="car"),
    Leaf("transport.public_transit"),
    Leaf("transport.rail", season="travel"),
    Leaf("transport.taxi", weekend=True),
    Leaf("transport.parking", needs="car"),
    Leaf("transport.car_repair", needs="car"),
    Leaf("transport.car_wash", needs="car"),
    Leaf("shopping.marketplace", season="gifts", returns=True),
    Leaf("shopping.department", season="gifts", weekend=True, returns=True),
    Leaf("shopping.discount"),
    Leaf("shopping.clothing", season="gifts", weekend=True, returns=True),
    Leaf("shopping.shoes", weekend=True, returns=True),
    Leaf("shopping.electronics", season="gifts", returns=True),
    Leaf("shopping.books", season="gifts"),
    Leaf("shopping.sports", weekend=True, returns=True),
    Leaf("shopping.toys", season="gifts", needs="children", returns=True),
    Leaf("shopping.hobby", season="gifts"),
    Leaf("shopping.gifts", season="gifts"),
    Leaf("home.diy", season="garden", weekend=True, returns=True),
    Leaf("home.furniture", weekend=True, returns=True),
    Leaf("home.appliances"),
    Leaf("home.repairs", needs="owner"),
    Leaf("home.garden", season="garden", weekend=True, needs="owner"),
    Leaf("health.pharmacy", season="colds"),
    Leaf("health.doctor"),
    Leaf("health.dentist"),
    Leaf("health.optician"),
    Leaf("care.hair"),
    Leaf("care.beauty"),
    Leaf("care.cosmetics"),
    Leaf("care.laundry"),
    Leaf("family.pets"),
    Leaf("family.courses"),
    Leaf("family.school", season="school", needs="children"),
    Leaf("fun.cinema", weekend=True),
    Leaf("fun.events", weekend=True),
    Leaf("fun.games"),
    Leaf("fun.outings", season="travel", weekend=True),
    Leaf("fun.gambling"),
    Leaf("travel.flights", season="travel"),
    Leaf("travel.hotels", season="travel"),
    Leaf("travel.holiday_homes", season="travel"),
    Leaf("travel.agencies", season="travel"),
    Leaf("public.charity", season="gifts"),
    Leaf("public.post", season="gifts"),
)
SUBSCRIBED = (
    "fun.streaming",
    "fun.streaming",
    "fun.music",
    "fun.apps",
    "care.gym",
    "fun.news",
    "fun.games",
    "fun.apps",
)
INSURED = ("insurance.health", "insurance.car", "insurance.home", "insurance.life")
LOANS = ("debt.personal_loan", "debt.car_loan", "debt.student_loan")
BUSINESS = (
    "business.supplies",
    "business.software",
    "business.advertising",
    "business.premises",
    "business.accounting",
)
_OTHERS = tuple(
    [
        "income.salary",
        "income.self_employed",
        "income.gig",
        "income.pension",
        "income.benefits",
        "income.unemployment",
        "income.interest",
        "income.dividends",
        "income.student_support",
        "income.windfall",
        "income.tax_refund",
        "income.other",
        "money.own_transfer",
        "money.card_payment",
        "money.from_people",
        "money.to_people",
        "money.remittance",
        "money.cash_out",
        "money.investing",
        "home.rent",
        "home.mortgage",
        "home.moving",
        "utilities.electricity",
        "utilities.heating",
        "utilities.water",
        "utilities.mobile",
        "utilities.internet",
        "family.childcare",
        "family.university",
        "family.support",
        "health.hospital",
        "fees.overdraft",
        "fees.account",
        "fees.atm",
        "fees.late",
        "fees.foreign",
        "fees.returned",
        "fees.interest",
        "debt.collection",
        "public.property_tax",
        "business.sales",
        "business.legal",
        "business.sales_tax",
    ]
)
CATEGORIES: tuple[str, ...] = tuple(
    dict.fromkeys((*(leaf.name for leaf in SHOPPED), *SUBSCRIBED, *INSURED, *LOANS, *BUSINESS, *_OTHERS))
)
_NUMBERS = {name: number for number, name in enumerate(CATEGORIES)}


def category(name: str) -> int:
    """The number of a leaf in the lines."""
    return _NUMBERS[name]

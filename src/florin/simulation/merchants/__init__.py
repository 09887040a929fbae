"""Invented merchants of the US and the euro area, their categories, and how statements print them."""

from florin.simulation.merchants.categories import Category, categories, of_code
from florin.simulation.merchants.descriptors import stamped
from florin.simulation.merchants.lexicon import VARIANTS, Billing, Lexicon, Merchant, lexicon
from florin.simulation.merchants.people import employer, person
from florin.simulation.merchants.words import StatementWords

__all__ = [
    "VARIANTS",
    "Billing",
    "Category",
    "Lexicon",
    "Merchant",
    "StatementWords",
    "categories",
    "employer",
    "lexicon",
    "of_code",
    "person",
    "stamped",
]

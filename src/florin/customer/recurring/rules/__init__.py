"""Repeated payments as pure rules: dated amounts in, series with their next days out."""

from florin.customer.recurring.rules.bank_days import BankDays
from florin.customer.recurring.rules.cadence import CADENCES, Cadence
from florin.customer.recurring.rules.coming import Occurrence, Summed, before_pay, occurrences, sureness
from florin.customer.recurring.rules.finding import Key, find, grouped, series_of
from florin.customer.recurring.rules.shapes import Payment, Series

__all__ = [
    "CADENCES",
    "BankDays",
    "Cadence",
    "Key",
    "Occurrence",
    "Payment",
    "Series",
    "Summed",
    "before_pay",
    "find",
    "grouped",
    "occurrences",
    "series_of",
    "sureness",
]

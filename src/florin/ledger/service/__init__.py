"""The ledger's use cases: the front door to the journal, accounts, promises, verification."""

from florin.ledger.service.accounts import (
    NewAccount,
    account_count,
    available,
    balances_on,
    close_empty,
    external_account,
    external_accounts,
    open_account,
    open_accounts,
)
from florin.ledger.service.journal import Entry, Leg, Recorded, record, record_all, reversals
from florin.ledger.service.promises import (
    LIABILITIES,
    authorise,
    cancel_planned,
    plan_transfer,
    release,
    settle,
    transfer,
)
from florin.ledger.service.verification import Verification, verify

__all__ = [
    "LIABILITIES",
    "Entry",
    "Leg",
    "NewAccount",
    "Recorded",
    "Verification",
    "account_count",
    "authorise",
    "available",
    "balances_on",
    "cancel_planned",
    "close_empty",
    "external_account",
    "external_accounts",
    "open_account",
    "open_accounts",
    "plan_transfer",
    "record",
    "record_all",
    "release",
    "reversals",
    "settle",
    "transfer",
    "verify",
]

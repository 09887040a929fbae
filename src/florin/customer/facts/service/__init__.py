"""The picture of one customer: computed from the derived transactions, stored with its evidence."""

from florin.customer.facts.service.kept import refresh, stored, unknown
from florin.customer.facts.service.marking import own_transfers
from florin.customer.facts.service.reading import LOOK_BACK, Material, Snapshot, read, seen, snapshot

__all__ = [
    "LOOK_BACK",
    "Material",
    "Snapshot",
    "own_transfers",
    "read",
    "refresh",
    "seen",
    "snapshot",
    "stored",
    "unknown",
]

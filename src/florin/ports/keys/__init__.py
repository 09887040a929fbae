"""Data keys of customers: made, fetched, destroyed; without its key a customer's text is gone."""

from typing import Protocol
from uuid import UUID

PURPOSES = ("personal", "retained")


class KeyDestroyed(LookupError):
    """The customer's key does not exist (any more): what it sealed cannot be read."""


class Keys(Protocol):
    """Keeps 32-byte data keys, wrapped at rest; one for each customer and purpose."""

    def create(self, customer: UUID) -> None:
        """Makes the customer's keys; nothing where they exist."""
        ...

    def data_key(self, customer: UUID, purpose: str = "personal") -> bytes:
        """The plain data key (32 bytes). Raises KeyDestroyed."""
        ...

    def destroy(self, customer: UUID, purpose: str) -> None:
        """Destroys one key for good; nothing where it is gone."""
        ...

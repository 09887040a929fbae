"""Data keys of customers: made, fetched, destroyed; without its key a customer's text is gone."""

from typing import Protocol
from uuid import UUID

from florin.kernel.errors import NotFound

PURPOSES = ("personal", "retained")


class KeyDestroyed(NotFound, LookupError):
    """The customer's key does not exist (any more): what it sealed cannot be read.

    To a caller this is a customer who never existed.
    """

    def __init__(self, detail: str = "there is no such customer") -> None:
        super().__init__(detail, reason="customer")


class Keys(Protocol):
    """Keeps 32-byte data keys, wrapped at rest; one for each customer and purpose."""

    def create(self, customer: UUID) -> None:
        """Makes the customer's keys; nothing where they exist."""
        ...

    def data_key(self, customer: UUID, purpose: str = "personal") -> bytes:
        """The plain data key (32 bytes), also from memory, but never one that was destroyed meanwhile by
        this or another process. Raises KeyDestroyed."""
        ...

    def destroy(self, customer: UUID, purpose: str) -> None:
        """Destroys one key for good; nothing where it is gone."""
        ...

    def forget(self) -> None:
        """Lets go of every plain key that this process holds in memory."""
        ...

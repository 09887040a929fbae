"""What a use case is given: the bank, the clocks, the settings and the adapters that wiring chose."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from florin.kernel.bank import Bank
from florin.kernel.clock import Clock
from florin.kernel.settings import Settings
from florin.ports.keys import Keys
from florin.ports.keys.vault import Vault


@dataclass(frozen=True)
class Environment:
    """One for each process; `vault(customer)` seals and opens that customer's text."""

    settings: Settings
    bank: Bank
    clock: Clock
    keys: Keys
    vault: Callable[[UUID], Vault] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "vault", lru_cache(maxsize=1024)(lambda customer: Vault(self.keys, customer))
        )

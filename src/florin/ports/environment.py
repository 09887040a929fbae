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
from florin.ports.signing import Signing


@dataclass(frozen=True)
class Environment:
    """One for each process; `vault(customer)` seals and opens that customer's text."""

    settings: Settings
    bank: Bank
    clock: Clock
    keys: Keys
    signing: Signing
    vault: Callable[[UUID], Vault] = field(init=False)
    forget: Callable[[], None] = field(init=False)

    def __post_init__(self) -> None:
        made = lru_cache(maxsize=1024)(lambda customer, _: Vault(self.keys, customer))

        def vault(customer: UUID) -> Vault:
            """The customer's vault; KeyDestroyed where their key is gone, whoever destroyed it."""
            return made(customer, self.keys.data_key(customer))

        def forget() -> None:
            """Lets go of all keys and vaults in memory: somewhere one was destroyed."""
            made.cache_clear()
            self.keys.forget()

        object.__setattr__(self, "vault", vault)
        object.__setattr__(self, "forget", forget)

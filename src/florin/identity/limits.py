"""Rate limits and lock-out: failures by address and by account, in a window that slides."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from florin.identity.rules import network_of
from florin.kernel.errors import TooManyTries
from florin.ports.environment import Environment

HOUSE = UUID(int=0)  # the bank's own key, by which addresses and accounts are coded
_SPEND = text("""
select wait from attempts_spend(cast(:keys as bytea[]), cast(:mosts as integer[]), :now, :span)
""")
_FORGIVE = text("select attempts_forgive(cast(:keys as bytea[]))")

Keys = Mapping[bytes, int]


def address_code(env: Environment, address: str) -> bytes:
    """A keyed code of an address (32 bytes), under the bank's own key: the address is stored nowhere."""
    env.keys.create(HOUSE)
    return env.vault(HOUSE).code(f"address {network_of(address)}")


@contextmanager
def trying(engine: Engine, env: Environment, address: bytes, account: str | None = None) -> Iterator[None]:
    """A try, counted before it is made, so that many at once count too; one that comes to good is taken back.

    Raises:
        TooManyTries: too many failed from this address, or for this account, in the last minutes.
    """
    keys = {address: env.settings.attempts_per_address}
    if account:
        keys[env.vault(HOUSE).code(f"account {account}")] = env.settings.attempts_per_account
    with engine.begin() as connection:
        wait = spend(connection, env, keys)
    if wait is not None:
        raise TooManyTries(wait)
    yield
    with engine.begin() as connection:
        connection.execute(_FORGIVE, {"keys": list(keys)})


def ceremonies(env: Environment, address: bytes) -> Keys:
    """What beginning a ceremony is counted by."""
    return {env.vault(HOUSE).code(f"begun {address.hex()}"): env.settings.challenges_per_address}


def spend(connection: Connection, env: Environment, keys: Keys) -> float | None:
    """Counts a try by each key; seconds to wait where one has had as many as it may."""
    span = timedelta(minutes=env.settings.attempt_window_minutes)
    values = {"keys": list(keys), "mosts": list(keys.values()), "now": env.clock.now(), "span": span}
    return connection.execute(_SPEND, values).scalar()

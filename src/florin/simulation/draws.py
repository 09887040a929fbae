"""Random numbers that belong to a household, a month and a purpose: who else is simulated changes nothing.

Each number is the hash of (household, month, purpose, place), by the finaliser of SplitMix64 (Steele, Lea and
Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). There is no state that runs along, so a
block may be of any size, months may be asked for one at a time, and a new purpose disturbs no other.
"""

from functools import cache
from statistics import NormalDist
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_THIRTY, _TWENTY_SEVEN, _THIRTY_ONE = np.uint64(30), np.uint64(27), np.uint64(31)
_DROPPED = np.uint64(11)  # bits of 64 that a double's 53 do not hold
_UNIT = 2.0**-53
_NORMAL_BITS = 12
_TABLE = 1 << _NORMAL_BITS


def mixed(words: Words) -> Words:
    """Each word scrambled so that neighbours have nothing in common."""
    words = (words ^ (words >> _THIRTY)) * _FIRST
    words = (words ^ (words >> _TWENTY_SEVEN)) * _SECOND
    return words ^ (words >> _THIRTY_ONE)


@cache
def normal_table() -> Floats:
    """The standard normal's quantiles at the middles of 4,096 equal steps: draws beyond 3.7 do not occur."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((step + 0.5) / _TABLE) for step in range(_TABLE)])


@cache
def _purpose(name: str) -> np.uint64:
    return np.uint64(crc32(name.encode()) << 32)


def household_keys(seed: int, numbers: NDArray[np.int64]) -> Words:
    """The keys of households number `numbers` of the population with `seed`."""
    start = mixed(np.array([seed % 2**64], np.uint64))
    return mixed(start + numbers.astype(np.uint64) * _GOLDEN)


class Draws:
    """What chance has for some households in one month (`month` counts from year 0; -1: before the first)."""

    def __init__(self, keys: Words, month: int) -> None:
        at = np.array([(month + 1) % 2**64], np.uint64)
        self._keys = mixed(keys + mixed(at + _GOLDEN))

    def words(self, name: str, wide: int = 0) -> Words:
        """64 random bits a household, or [households, wide]."""
        keys = self._keys + _purpose(name)
        if not wide:
            return mixed(keys)
        places = np.arange(wide, dtype=np.uint64) * _GOLDEN
        return mixed(keys[:, None] + places)

    def words_at(self, name: str, household: NDArray[np.int64], place: NDArray[np.int64]) -> Words:
        """64 random bits for each pair of a household's position and a place of its own."""
        return mixed((self._keys + _purpose(name))[household] + place.astype(np.uint64) * _GOLDEN)

    def uniform(self, name: str, wide: int = 0) -> Floats:
        """In [0, 1), a household or [households, wide]."""
        return as_uniform(self.words(name, wide))

    def normal(self, name: str, wide: int = 0) -> Floats:
        """Standard normal, a household or [households, wide]."""
        return as_normal(self.words(name, wide))

    def happens(self, name: str, chance: Floats | float) -> NDArray[np.bool_]:
        """Whether something with this `chance` comes true, a household."""
        return self.uniform(name) < chance

    def between(self, name: str, low: Floats | float, high: Floats | float) -> Floats:
        """Uniform between `low` and `high`, a household."""
        return np.asarray(low + (high - low) * self.uniform(name), np.float64)

    def around(self, name: str, middle: Floats | float, spread: Floats | float) -> Floats:
        """Lognormal with median `middle`; `spread` is the standard deviation of the logarithm."""
        return np.asarray(middle * np.exp(spread * self.normal(name)), np.float64)


def as_uniform(words: Words) -> Floats:
    """In [0, 1), of the words' upper 53 bits."""
    return np.asarray((words >> _DROPPED) * _UNIT, np.float64)


def as_normal(words: Words) -> Floats:
    """Standard normal, of the words' upper twelve bits."""
    return normal_table()[bits(words, 64 - _NORMAL_BITS, _NORMAL_BITS)]


def bits(words: Words, start: int, count: int) -> NDArray[np.int64]:
    """`count` bits from `start` on (0 is the lowest), as whole numbers: one word serves several questions."""
    return ((words >> np.uint64(start)) & np.uint64((1 << count) - 1)).astype(np.int64)


def share_of(words: Words, start: int, count: int) -> Floats:
    """The same bits as a number in [0, 1)."""
    return np.asarray(bits(words, start, count) / float(1 << count), np.float64)

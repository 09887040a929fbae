"""What money is earned by and spent on: groups, leaves, their merchant codes, read from categories.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Category:
    """A leaf; `mcc` are ISO 18245 codes and blocks of them as (first, last), `pfc` Plaid's primary group."""

    id: str
    name: str
    group: str
    group_name: str
    pfc: str
    mcc: tuple[tuple[int, int], ...]

    def holds(self, code: str) -> bool:
        """Whether the merchant code (4 digits) is one of this leaf's."""
        return any(first <= int(code) <= last for first, last in self.mcc)


@cache
def data(name: str) -> Mapping[str, Any]:
    """The content of the TOML file `name` of this folder."""
    return tomllib.loads(files("florin.simulation.merchants").joinpath(name).read_text(encoding="utf-8"))


@cache
def categories() -> Mapping[str, Category]:
    """All leaves by id, in the order of the file."""
    leaves = (
        Category(f"{group}.{leaf}", told["name"], group, leaves["name"], told["pfc"], _codes(told))
        for group, leaves in data("categories.toml").items()
        for leaf, told in leaves.items()
        if leaf != "name"
    )
    return {each.id: each for each in leaves}


def _codes(told: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    blocks = (code.partition("-") for code in told.get("mcc", ()))
    return tuple((int(first), int(last or first)) for first, _, last in blocks)


@cache
def of_code(code: str) -> tuple[str, ...]:
    """The leaves that bear the merchant code `code`, the most likely first."""
    return tuple(each.id for each in categories().values() if each.holds(code))

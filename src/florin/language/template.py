"""The small part of ICU message syntax that the catalogue uses, parsed once a text."""

import re
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = re.compile(r"[^{}#]+")
_STYLES = ("whole", "count")
_NAME = re.compile(r"\s*([a-z][a-z0-9_]*)\s*")
_CATEGORY = re.compile(r"\s*(zero|one|two|few|many|other|=\d+)\s*\{")


class TemplateError(ValueError):
    """A text of the catalogue that cannot be parsed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A slot, with a style ("whole": money without its fraction; "count": days as a bare number) or ""."""

    name: str
    style: str


@dataclass(frozen=True, slots=True)
class Plural:
    """One of several texts, chosen by the count in a slot; "=2" means exactly 2, "#" inside is the count."""

    name: str
    branches: dict[str, tuple["Part", ...]]


Part = str | Place | Plural


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Part, ...]:
    """The parts of `text`: words, `{slot}`, `{slot, whole}` or `{slot, count}`, and
    `{n, plural, one {...} other {...}}`."""
    parts, end = _parts(text, 0, None)
    if end != len(text):
        raise TemplateError(f"unexpected }} at {end} in {text!r}")
    return parts


def slot_names(parts: tuple[Part, ...]) -> set[str]:
    """All slots that a parsed text may ask for."""
    names: set[str] = set()
    for part in parts:
        if isinstance(part, Place | Plural):
            names.add(part.name)
        if isinstance(part, Plural):
            names |= {name for branch in part.branches.values() for name in slot_names(branch)}
    return names


def _parts(text: str, at: int, counted: str | None) -> tuple[tuple[Part, ...], int]:
    """The parts from `at` to the closing brace or the end; `counted`: the slot that "#" stands for."""
    parts: list[Part] = []
    while at < len(text) and text[at] != "}":
        if words := _PLAIN.match(text, at):
            parts.append(words.group())
            at = words.end()
        elif text[at] == "#":
            parts.append(Place(counted, "") if counted else "#")
            at += 1
        else:
            part, at = _slot(text, at + 1)
            parts.append(part)
    return tuple(parts), at


def _slot(text: str, at: int) -> tuple[Part, int]:
    name = _NAME.match(text, at)
    if not name:
        raise TemplateError(f"no slot name at {at} in {text!r}")
    at = name.end()
    if text.startswith("}", at):
        return Place(name[1], ""), at + 1
    style = _NAME.match(text, at + 1) if text.startswith(",", at) else None
    if style and style[1] in _STYLES and text.startswith("}", style.end()):
        return Place(name[1], style[1]), style.end() + 1
    if style and style[1] == "plural" and text.startswith(",", style.end()):
        return _plural(text, style.end() + 1, name[1])
    raise TemplateError(f"cannot read the slot {name[1]!r} in {text!r}")


def _plural(text: str, at: int, name: str) -> tuple[Part, int]:
    branches: dict[str, tuple[Part, ...]] = {}
    while category := _CATEGORY.match(text, at):
        branches[category[1]], at = _parts(text, category.end(), name)
        at = _closed(text, at)
    if "other" not in branches:
        raise TemplateError(f"plural of {name!r} without other in {text!r}")
    return Plural(name, branches), _closed(text, at)


def _closed(text: str, at: int) -> int:
    if not text.startswith("}", at):
        raise TemplateError(f"missing }} at {at} in {text!r}")
    return at + 1

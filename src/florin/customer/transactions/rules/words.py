"""Words that a customer types on a transaction: how they are compared, and how long they may be."""

import unicodedata
from collections.abc import Sequence

from florin.kernel.errors import FieldError

MOST_NOTE = 2000
MOST_TAGS = 20
MOST_TAG = 40
_TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def folded(words: str) -> str:
    """Text as it is searched and compared: lower case, without accents, single spaces."""
    if words.isascii():
        return " ".join(words.lower().split())
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def clean(words: str, *, lines: bool = False) -> str:
    """Text without what cannot be seen, trimmed; line breaks stay only where `lines` says so."""
    kept = "".join(shown for c in words if (shown := _shown(c, lines)))
    return kept.strip() if lines else " ".join(kept.split())


def _shown(character: str, lines: bool) -> str:
    """The character itself, a space for any other white space, nothing for what no one sees.

    What joins letters and emoji stays; what turns the direction of the text does not.
    """
    if character.isspace():
        return character if lines and character == "\n" else " "
    return (
        ""
        if character in _TURNING or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn")
        else character
    )


def note_of(typed: str) -> tuple[str, list[FieldError]]:
    """The note that was typed (empty: none), and what is wrong with it."""
    note = clean(typed.replace("\r\n", "\n"), lines=True)
    if len(note) > MOST_NOTE:
        slots = {"limit": MOST_NOTE}
        return note, [FieldError("note", f"must have at most {MOST_NOTE} characters", "too-long", slots)]
    return note, []


def tags_of(typed: Sequence[str]) -> tuple[list[str], list[FieldError]]:
    """The tags that were typed, each once by its folded name, and what is wrong with which of them."""
    names = [clean(tag) for tag in typed]
    problems = [problem for n, name in enumerate(names) if (problem := _tag_problem(f"tags.{n}", name))]
    found = list({folded(name): name for name in reversed(names)}.values())[::-1]
    if len(found) > MOST_TAGS:
        problems.append(
            FieldError("tags", f"there are at most {MOST_TAGS} tags", "too-many", {"limit": MOST_TAGS})
        )
    return found, problems


def _tag_problem(field: str, name: str) -> FieldError | None:
    if not folded(name):
        return FieldError(field, "is empty", "missing")
    if len(name) > MOST_TAG:
        return FieldError(field, f"must have at most {MOST_TAG} characters", "too-long", {"limit": MOST_TAG})
    if "," in name:
        return FieldError(field, "must have no comma", "no-comma")
    return None

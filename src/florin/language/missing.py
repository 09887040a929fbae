"""What a catalogue still lacks beside the English one: `python -m florin.language.missing`."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files

from babel import Locale

from florin.language.composer import LANGUAGES
from florin.language.template import Part, Place, Plural, TemplateError, parse, slot_names

CATALOGUES = ("{}.json", "{}.web.json")
# Words that a language has in common with English: a text of these alone may be the same.
ALIKE = {"de": frozenset({"CAMT", "Demo", "Filter", "Name", "Status", "Text", "PDF", "OK", "Format"})}


def gaps(language: str) -> Iterator[str]:
    """Everything by which a catalogue differs from the English one, a line each."""
    for catalogue in CATALOGUES:
        source, texts = (_read(catalogue.format(each)) for each in ("en", language))
        for key in sorted(source.keys() | texts.keys()):
            if problem := _problem(language, source.get(key), texts.get(key)):
                yield f"{catalogue.format(language)} {key}: {problem}"


def _problem(language: str, english: str | None, text: str | None) -> str:
    if text is None:
        return f"is missing ({english})"
    if english is None:
        return "is no longer in the English catalogue"
    try:
        parts, wanted = parse(text), parse(english)
    except TemplateError as error:
        return str(error)
    if not _shown(wanted) <= slot_names(parts) <= slot_names(wanted):
        return f"has the slots {sorted(slot_names(parts))} instead of {sorted(slot_names(wanted))}"
    if text == english and not _words(wanted) <= ALIKE[language]:
        return f"is the English text ({english})"
    return _plural_problem(language, parts)


def _plural_problem(language: str, parts: tuple[Part, ...]) -> str:
    """What is wrong with a choice by number: a case that the language never chooses."""
    known = {*Locale.parse(language).plural_form.tags, "other"}
    for part in parts:
        if isinstance(part, Plural):
            strange = {case for case in part.branches if not case.startswith("=")} - known
            if strange:
                return f"chooses by {sorted(strange)}, which the language never does"
    return ""


def _shown(parts: tuple[Part, ...]) -> set[str]:
    """The slots that a text shows; one that it only chooses by, another language may not need."""
    cases = [case for part in parts if isinstance(part, Plural) for case in part.branches.values()]
    return {part.name for part in parts if isinstance(part, Place)}.union(*map(_shown, cases))


def _words(parts: tuple[Part, ...]) -> set[str]:
    """The words that a text has of its own, in every one of its cases."""
    found = {word for part in parts if isinstance(part, str) for word in re.findall(r"[^\W\d_]+", part)}
    cases = (case for part in parts if isinstance(part, Plural) for case in part.branches.values())
    return found.union(*(_words(case) for case in cases))


def _read(name: str) -> Mapping[str, str]:
    return json.loads(files("florin.language").joinpath(name).read_text("utf-8"))


def main() -> int:
    """Prints what is missing; 1 where anything is."""
    found = [gap for language in LANGUAGES if language != "en" for gap in gaps(language)]
    sys.stdout.write("".join(f"{gap}\n" for gap in found) or "every language says everything\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""Which language a reader is answered in: the best of those offered, by what the request accepts."""

from collections.abc import Sequence


def spoken(header: str | None, offered: Sequence[str]) -> str:
    """Of `offered` (the first is the default) the one that an Accept-Language header wants most.

    By RFC 9110 § 12.5.4 and the lookup of RFC 4647 § 3.4: ranges in order of their quality, then as they
    stand; "de-AT" finds "de"; "*" is the default; a range that cannot be read counts for nothing.
    """
    wanted = [_range(each) for each in (header or "").split(",")]
    refused = {tag for tag, quality in wanted if quality <= 0}
    liked = sorted((each for each in wanted if each[1] > 0), key=lambda each: -each[1])
    for tag, _ in liked:
        if found := _found(tag, [each for each in offered if each not in refused]):
            return found
    return offered[0]


def _found(tag: str, offered: Sequence[str]) -> str | None:
    """The offered language of a range: the range itself, or what is left as its end is cut off."""
    if tag == "*":
        return offered[0] if offered else None
    return next((each for each in offered if tag == each or tag.startswith(f"{each}-")), None)


def _range(text: str) -> tuple[str, float]:
    """A language range in lower case and its quality, 0 where it is malformed."""
    tag, *parameters = (each.strip().lower() for each in text.split(";"))
    quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return (tag, float(quality)) if tag else ("", 0.0)
    except ValueError:
        return "", 0.0

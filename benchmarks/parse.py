"""Lines a second of each statement parser, against the plainest reading of the same bytes."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from benchmarks.material.statements import FORMATS, LINES, lines
from florin.app.bench import Figure, figure, seconds
from florin.ledger.statements import read


def figures(runs: int) -> Iterator[Figure]:
    """Ours and its floor in turn, on the same 10,000 lines."""
    told = lines()
    for name, write in FORMATS.items():
        content = write(told)
        peer, floor = FLOORS[name]
        pairs = [
            (seconds(lambda c=content: read(c)), seconds(lambda c=content, f=floor: f(c)))
            for _ in range(runs)
        ]
        ours, floors = ([LINES / pair[n] for pair in pairs] for n in (0, 1))
        yield figure(f"parse.{name}", "lines/s", ours, (peer, floors))


def _by_regex(pattern: str) -> Callable[[bytes], object]:
    found = re.compile(pattern)
    return lambda content: [Decimal(each.replace(",", ".")) for each in found.findall(content.decode())]


def _by_csv(content: bytes) -> object:
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    next(rows)
    return [(date.fromisoformat(row[0]), Decimal(row[2]), Decimal(row[3])) for row in rows]


def _by_xml(content: bytes) -> object:
    tree = ElementTree.fromstring(content)  # noqa: S314 - our own file
    return [Decimal(each.text or "") for each in tree.iter() if each.tag.endswith("}Amt")]


FLOORS: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "ofx": ("one regex for the amounts", _by_regex(r"<TRNAMT>([-\d.]+)")),
    "csv": ("csv.reader, date and Decimal", _by_csv),
    "camt.053": ("ElementTree and the amounts", _by_xml),
    "mt940": ("one regex for the amounts", _by_regex(r":61:\d{10}[CD]([\d,]+)")),
    "qif": ("one regex for the amounts", _by_regex(r"\nT([-\d.]+)")),
}

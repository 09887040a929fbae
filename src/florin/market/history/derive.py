"""Writes eurofxref.csv anew from the European Central Bank's history of its euro reference rates.

`python -m florin.market.history.derive eurofxref-hist.zip` (or the CSV in it). The columns are the currencies
that had a fixing since FIRST; the rates are taken over as they stand.
"""

import csv
import io
import sys
import zipfile
from pathlib import Path

FIRST = "2021-01-01"
OUT = Path(__file__).with_name("eurofxref.csv")
NO_FIXING = ("", "N/A")


def derived(content: str) -> str:
    """The days since FIRST, newest first, an empty cell where there was no fixing."""
    header, *rows = csv.reader(io.StringIO(content))
    kept = [row for row in rows if row and row[0] >= FIRST]
    columns = [
        at
        for at, name in enumerate(header)
        if at and name.strip() and any(row[at] not in NO_FIXING for row in kept)
    ]
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["Date", *(header[at].strip() for at in columns)])
    for row in kept:
        table.writerow([row[0], *("" if row[at] in NO_FIXING else row[at] for at in columns)])
    return out.getvalue()


def read(path: Path) -> str:
    """The CSV, also where it lies alone in a zip file."""
    if not zipfile.is_zipfile(path):
        return path.read_text("utf-8-sig")
    with zipfile.ZipFile(path) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".csv"))
        return archive.read(name).decode("utf-8-sig")


if __name__ == "__main__":
    OUT.write_text(derived(read(Path(sys.argv[1]))), "utf-8")

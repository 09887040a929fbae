"""The files of a population: complete, the same bytes each time, all or none of them."""

import csv
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from florin.simulation import writing
from florin.simulation.merchants.categories import categories
from florin.simulation.population import asked, households
from florin.simulation.shapes import EVENTS

LAST = date(2025, 11, 17)
ASKED = 110, 6, 4, LAST  # more than a block
COLUMNS = [
    "customer",
    "account",
    "booked",
    "amount",
    "currency",
    "descriptor",
    "counterparty",
    "mcc",
    "reference",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "population"
    writing.write(asked(*ASKED), folder, processes=1)
    return folder


def rows(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_files_hold_what_the_households_are_told_to_have_done(made):
    transactions, truth = rows(made, "transactions.csv"), rows(made, "truth.csv")
    assert list(transactions[0]) == COLUMNS
    assert list(truth[0]) == ["reference", "category", "recurring", "event"]
    assert [row["reference"] for row in transactions] == [row["reference"] for row in truth]
    assert len({row["reference"] for row in transactions}) == len(transactions)
    told = [
        (each, line, really)
        for each in households(*ASKED)
        for line, really in zip(each.lines, each.truths, strict=True)
    ]
    assert len(told) == len(transactions)
    for (each, line, really), row, true in zip(told, transactions, truth, strict=True):
        assert row == {
            "customer": each.id,
            "account": line.account,
            "booked": str(line.booked),
            "amount": f"{Decimal(line.amount).scaleb(-2):f}",
            "currency": line.currency,
            "descriptor": line.descriptor,
            "counterparty": line.counterparty,
            "mcc": line.mcc or "",
            "reference": f"{each.id}:{line.reference}",
        }
        assert true == {
            "reference": row["reference"],
            "category": really.category,
            "recurring": "true" if really.recurring else "false",
            "event": really.event or "",
        }


def test_openings_and_lines_come_to_the_closings(made):
    told = json.loads((made / "households.json").read_text("utf-8"))
    assert (told["seed"], told["set"], told["first"], told["last"]) == (
        6,
        "baseline",
        "2025-08-01",
        "2025-11-17",
    )
    moved = defaultdict(Decimal)
    for row in rows(made, "transactions.csv"):
        moved[row["customer"], row["account"]] += Decimal(row["amount"])
    assert len(told["households"]) == ASKED[0]
    for each in told["households"]:
        for account in each["accounts"]:
            opening, closing = Decimal(account["opening"]), Decimal(account["closing"])
            assert opening + moved.pop((each["id"], account["account"]), Decimal(0)) == closing
    assert not moved


def test_the_truth_is_nowhere_in_what_a_bank_would_see(made):
    text = (made / "transactions.csv").read_text("utf-8")
    fields = {field for row in csv.reader(text.splitlines()) for field in row}
    assert len(fields) > len(categories())
    assert not fields & {*categories(), *EVENTS, "distress", "defaulted", "recurring", "true", "false"}


def test_the_same_seed_gives_the_same_bytes_with_any_number_of_processes(made, tmp_path):
    for processes in (2, 3):
        folder = tmp_path / str(processes)
        writing.write(asked(*ASKED), folder, processes)
        for name in writing.FILES:
            assert (folder / name).read_bytes() == (made / name).read_bytes()


def test_fields_with_commas_and_quotes_are_read_back_as_they_were():
    for field in ("plain", "a,b", 'say "x"', "two\nlines"):
        assert next(csv.reader([writing.quoted(field)], strict=True))[0].startswith(field.split("\n")[0])


def test_a_simulation_that_breaks_leaves_the_files_of_before(tmp_path, monkeypatch):
    writing.write(asked(2, 1, 1, LAST), tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in writing.FILES}

    def breaks(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_append", breaks)
    with pytest.raises(OSError, match="No space left"):
        writing.write(asked(3, 1, 1, LAST), tmp_path)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before

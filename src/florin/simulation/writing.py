"""A population's transactions.csv, truth.csv and households.json, streamed, the same bytes every time."""

import json
import multiprocessing
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from multiprocessing.connection import wait
from multiprocessing.synchronize import Condition
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from florin.kernel.errors import FlorinError, InvalidInput
from florin.kernel.money import amount_text
from florin.simulation.leaves import CATEGORIES
from florin.simulation.life import FOREIGN_CURRENCY
from florin.simulation.lines import FOREIGN, Ints, Records
from florin.simulation.merchants.lexicon import VARIANTS, lexicon
from florin.simulation.population import Asked, LivedBlock, household_id, lived_block
from florin.simulation.shapes import ACCOUNTS, CURRENCIES, EVENTS, KINDS, REGIONS, Account, Region
from florin.simulation.texts import is_purchase
from florin.simulation.wording import Worded, worded

TRANSACTIONS, TRUTH, HOUSEHOLDS = FILES = ("transactions.csv", "truth.csv", "households.json")
HEADERS = {
    TRANSACTIONS: "customer,account,booked,amount,currency,descriptor,counterparty,mcc,reference\n",
    TRUTH: "reference,category,recurring,event\n",
}
AT_ONCE = 20_000  # rows that are text at the same time


class Broken(FlorinError):
    """A process of the simulation ended before its work was done."""

    code = "simulation-broken"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many lines, and where."""

    lines: int
    folder: Path


def write(wanted: Asked, folder: Path, processes: int = 1) -> Written:
    """The population's three files in `folder`; all or none of them, and no other file is touched.

    Raises:
        InvalidInput: `folder` holds something else, or is no folder.
        Broken: a process ended early.
    """
    _refuse_foreign(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".making-*"):  # of a run that was killed
        shutil.rmtree(left)
    making = Path(mkdtemp(prefix=".making-", dir=folder))
    try:
        lines = _made(wanted, making, processes)
        for name in FILES:
            os.replace(making / name, folder / name)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Written(lines, folder)


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(f"--out {folder} is a file, not a folder")
    others = sorted(each.name for each in folder.iterdir()) if folder.exists() else []
    if foreign := [name for name in others if name not in FILES and not name.startswith(".making-")]:
        raise InvalidInput(
            f"--out {folder} holds other files ({', '.join(foreign[:3])}); choose an empty folder"
        )


def _made(wanted: Asked, making: Path, processes: int) -> int:
    for name, header in HEADERS.items():
        (making / name).write_text(header, "utf-8", newline="")
    (making / HOUSEHOLDS).write_text(_head(wanted), "utf-8", newline="")
    workers = max(1, min(processes, wanted.blocks))
    if workers == 1:
        lines = sum(_append(making, _texts(wanted, number)) for number in range(wanted.blocks))
    else:
        lines = _together(wanted, making, workers)
    with (making / HOUSEHOLDS).open("a", encoding="utf-8", newline="") as file:
        file.write("\n]}\n")
    return lines


def _together(wanted: Asked, making: Path, workers: int) -> int:
    """Each process makes every n-th block and appends it when all before it are there."""
    context = multiprocessing.get_context()
    turn, lines, condition = (
        context.Value("q", 0, lock=False),
        context.Value("q", 0, lock=False),
        context.Condition(),
    )
    started = [
        context.Process(target=_work, args=(wanted, making, at, workers, turn, lines, condition), daemon=True)
        for at in range(workers)
    ]
    for process in started:
        process.start()
    try:
        running = {process.sentinel: process for process in started}
        while running:
            for sentinel in wait(list(running)):
                ended = running.pop(sentinel)  # type: ignore[index]
                ended.join()
                if ended.exitcode:
                    raise Broken(f"a process of the simulation ended with code {ended.exitcode}")
    finally:
        for process in started:
            process.terminate()
            process.join()
    return int(lines.value)


def _work(
    wanted: Asked, making: Path, at: int, workers: int, turn: Any, lines: Any, condition: Condition
) -> None:
    for number in range(at, wanted.blocks, workers):
        texts = _texts(wanted, number)
        with condition:
            condition.wait_for(lambda mine=number: turn.value == mine)
            lines.value += _append(making, texts)
            turn.value += 1
            condition.notify_all()


@dataclass(frozen=True, slots=True)
class _Texts:
    """One block as text."""

    lines: int
    files: dict[str, list[bytes]]


def _append(making: Path, texts: _Texts) -> int:
    with ExitStack() as stack:
        for name, parts in texts.files.items():
            file = stack.enter_context((making / name).open("ab", buffering=0))
            for part in parts:
                file.write(part)
    return texts.lines


def _texts(wanted: Asked, number: int) -> _Texts:
    lived = lived_block(wanted, number)
    transactions, truth = [], []
    for rows, truths in _rows(wanted, lived):
        transactions.append(rows.encode())
        truth.append(truths.encode())
    told = [json.dumps(each, separators=(",", ":")) for each in _households(wanted, lived)]
    start = ",\n" if number else "\n"
    files = {TRANSACTIONS: transactions, TRUTH: truth, HOUSEHOLDS: [(start + ",\n".join(told)).encode()]}
    return _Texts(len(lived.lines), files)


def _rows(wanted: Asked, lived: LivedBlock) -> Iterator[tuple[str, str]]:
    """The rows of both files, some thousand at a time."""
    n = lived.block.state.size
    ids = [household_id(lived.first + at) for at in range(n)]
    owners = np.array([f"{id},{key}," for id in ids for key in ACCOUNTS], object)
    days = _days(wanted)
    months = [
        f"m{number // 12}-{number % 12 + 1:02}:"
        for number in range(wanted.first_month, wanted.first_month + wanted.months)
    ]
    prefixes = np.array([f"{id}:{month}" for id in ids for month in months], object)
    lines, group = lived.lines, lived.lines["household"].astype(np.int64) * wanted.months + lived.month
    place = np.arange(len(lines)) - np.searchsorted(group, group) + 1
    kinds_of_truth = truth_texts()
    for start in range(0, len(lines), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        mine = lines[part]
        references = [
            f"{prefix}{at}"
            for prefix, at in zip(prefixes[group[part]].tolist(), place[part].tolist(), strict=True)
        ]
        owner = owners[mine["household"].astype(np.int64) * len(ACCOUNTS) + mine["account"]].tolist()
        booked = days[lived.month[part], mine["day"]].tolist()
        words = _words(lived, mine).tolist()
        amounts = (mine["amount"] / 100).tolist()
        rows = [
            f"{a}{b}{c:.2f},{d}{e}\n"
            for a, b, c, d, e in zip(owner, booked, amounts, words, references, strict=True)
        ]
        truths = kinds_of_truth[truth_codes(mine)].tolist()
        yield "".join(rows), "".join([f"{a},{b}" for a, b in zip(references, truths, strict=True)])


def _days(wanted: Asked) -> NDArray[np.object_]:
    """[months, 31] the date and a comma."""
    starts = [
        date(number // 12, number % 12 + 1, 1)
        for number in range(wanted.first_month, wanted.first_month + wanted.months)
    ]
    return np.array([[f"{start + timedelta(day)}," for day in range(31)] for start in starts], object)


@cache
def truth_texts() -> NDArray[np.object_]:
    """The end of a row of truth.csv by its code."""
    events = ("", *EVENTS)
    return np.array(
        [f"{name},{told},{event}\n" for name in CATEGORIES for told in ("false", "true") for event in events],
        object,
    )


def truth_codes(lines: Records) -> Ints:
    """Where in `truth_texts` each line's truth is."""
    return (lines["category"].astype(np.int64) * 2 + lines["recurring"]) * (len(EVENTS) + 1) + lines["event"]


def _words(lived: LivedBlock, lines: Records) -> NDArray[np.object_]:
    """currency, descriptor, counterparty and mcc of each line, as they stand in the file."""
    state = lived.block.state
    who = lines["household"].astype(np.int64)
    found = np.empty(len(lines), object)
    text = lines["text"]
    shop = is_purchase(text)
    for region, name in enumerate(REGIONS):
        at = np.flatnonzero(shop & (state.region[who] == region))
        found[at] = shop_texts(name)[state.city[who[at]], text[at]]
    at = np.flatnonzero(~shop)
    places = (state.region * len(KINDS) ** 4 + state.city)[who[at]] * 2 + (lines["account"][at] == FOREIGN)
    keys, which = np.unique(np.stack([text[at], places], axis=1), axis=0, return_inverse=True)
    texts = np.array([_other_text(*key) for key in keys.tolist()] + [""], object)
    found[at] = texts[which.ravel()]
    return found


def _other_text(text: int, place: int) -> str:
    region, city = divmod(place // 2, len(KINDS) ** 4)
    name = REGIONS[region]
    currency = FOREIGN_CURRENCY[name] if place % 2 else CURRENCIES[name]
    return row_text(currency, worded(text, name, city))


def row_text(currency: str, words: Worded) -> str:
    """The fields from the currency to the merchant code, each followed by a comma."""
    return f"{currency},{quoted(words.descriptor)},{quoted(words.counterparty)},{words.mcc or ''},"


def quoted(field: str) -> str:
    """A field as RFC 4180 has it."""
    if "," in field or '"' in field or "\n" in field:
        return '"' + field.replace('"', '""') + '"'
    return field


@cache
def shop_texts(region: Region) -> NDArray[np.object_]:
    """[cities, merchant and variant]: every purchase's text of a region."""
    found = lexicon(region)
    currency = CURRENCIES[region]
    tails = [f",{quoted(each.name)},{each.mcc or ''}," for each in found.merchants]
    made = np.empty((len(found.cities), len(tails) * VARIANTS), object)
    for city in range(len(found.cities)):
        made[city] = [
            f"{currency},{quoted(text)}{tail}"
            for row, tail in zip(found.table(city), tails, strict=True)
            for text in row
        ]
    return made


def _head(wanted: Asked) -> str:
    first = date(wanted.first_month // 12, wanted.first_month % 12 + 1, 1)
    told = {"seed": wanted.seed, "set": wanted.parameters.name, "first": str(first), "last": str(wanted.last)}
    return json.dumps(told)[:-1] + ', "households": ['


def _households(wanted: Asked, lived: LivedBlock) -> Iterator[dict[str, Any]]:
    state = lived.block.state
    numbers = range(wanted.first_month, wanted.first_month + wanted.months)
    months = [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]
    change = np.zeros((state.size, len(ACCOUNTS)), np.int64)
    np.add.at(change, (lived.lines["household"], lived.lines["account"]), lived.lines["amount"])
    for at in range(state.size):
        region = REGIONS[int(state.region[at])]
        late = np.flatnonzero(lived.defaulted[:, at])
        yield {
            "id": household_id(lived.first + at),
            "kind": KINDS[int(state.kind[at])],
            "region": region,
            "city": lexicon(region).cities[int(state.city[at])],
            "accounts": [
                _account(each, int(change[at, ACCOUNTS.index(each.key)])) for each in lived.accounts[at]
            ],
            "events": [
                {"month": month, "event": EVENTS[cause - 1]}
                for month, cause in zip(months, lived.cause[:, at].tolist(), strict=True)
                if cause
            ],
            "distress": [
                month for month, so in zip(months, lived.distress[:, at].tolist(), strict=True) if so
            ],
            "defaulted": months[late[0]] if len(late) else None,
        }


def _account(account: Account, change: int) -> dict[str, Any]:
    return {
        "account": account.key,
        "kind": account.kind,
        "currency": account.currency,
        "rate": account.rate,
        "opening": amount_text(account.opening, account.currency),
        "closing": amount_text(account.opening + change, account.currency),
    }


__all__ = ["FILES", "Broken", "Written", "write"]

"""What a part declares so that a person can leave: what it exports of one customer, and what goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Files:
    """Files that belong to the records of a kind: `query` gives `id`, the sealed `personal` and `content`.

    `name`: the field of `personal` that says what the file is called. `packed`: the content was compressed.
    """

    folder: str
    query: str
    name: str
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record of an export: one JSON and one CSV file; the text "export.<name>" says what it is.

    `query` selects the rows of `:customer` in a stable order. Columns in `sealed` are opened and their fields
    take the column's place; those in `money` are minor units of the row's `currency`, told as decimal text.
    `tables` ("schema.table") are those that this kind tells of; `source` is where the data came from.
    """

    name: str
    source: str
    tables: tuple[str, ...]
    query: str
    sealed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    money: tuple[str, ...] = ()
    files: Files | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The tables whose rows of a customer are deleted when they leave, in this order."""

    tables: tuple[str, ...]

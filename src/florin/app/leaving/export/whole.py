"""All files of an export, the manifest last."""

from collections.abc import Iterator, Mapping, Sequence

import orjson
from sqlalchemy import text

from florin.app.leaving.export.records import files_of, rows_of
from florin.app.leaving.export.written import Told, csv_file, json_file
from florin.app.leaving.tables import kinds
from florin.kernel.errors import NotFound
from florin.kernel.work import Work
from florin.language.composer import compose
from florin.law.retention import basis
from florin.ports.environment import Environment

FORMAT = "florin-export-1"
_WRITERS = {"json": json_file, "csv": csv_file}
_KNOWN = text("select 1 from customer where id = :customer")


def files(unit: Work, env: Environment) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each file of the export by name with its pieces, the manifest last; every file must be read to its end
    before the next. NotFound where there is no such customer."""
    known(unit)
    vault = env.vault(unit.customer)
    told: list[Told] = []
    for kind in kinds():
        for ending, write in _WRITERS.items():
            each = Told(f"{kind.name}.{ending}", kind)
            told.append(each)
            yield each.name, each.follow(write(each, rows_of(unit, vault, kind, each)))
        if kind.files:
            for name, content in files_of(unit, vault, kind.files):
                each = Told(name, kind, rows=1)
                told.append(each)
                yield name, each.follow(iter([content]))
    yield "manifest.json", iter([_manifest(unit, env, told)])


def known(unit: Work) -> None:
    """NotFound where the work's customer is not there."""
    if unit.scalar(_KNOWN, customer=unit.customer) is None:
        raise NotFound("there is no such customer", reason="customer")


def _manifest(unit: Work, env: Environment, told: Sequence[Told]) -> bytes:
    listed = [
        {
            "file": each.name,
            "kind": each.kind.name,
            "about": compose(unit.language, f"export.{each.kind.name}", {}),
            "source": each.kind.source,
            "rows": each.rows,
            "columns": list(each.columns),
            "bytes": each.size,
            "sha256": each.digest.hexdigest(),
        }
        for each in told
    ]
    body = {
        "format": FORMAT,
        "customer": str(unit.customer),
        "bank": env.bank.name,
        "made": env.clock.now().isoformat(),
        "basis": basis(env.bank.country).export,
        "amounts": "decimal text in the currency that stands beside them",
        "files": listed,
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"


def counts(unit: Work) -> Mapping[str, int]:
    """How many records of each kind there are."""
    return {
        kind.name: unit.scalar(text(f"select count(*) from ({kind.query}) x"), customer=unit.customer)
        for kind in kinds()
    }

"""`florin`: every part's commands, and those that start and look after the whole."""

import gc
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from uuid import UUID

import typer

from florin.app.leaving import cli as leaving
from florin.app.parts import PARTS, load

if TYPE_CHECKING:
    from florin.kernel.database import Database
    from florin.kernel.work import Work
    from florin.ports.environment import Environment

app = typer.Typer(
    name="florin",
    help="Banking products shaped to one person, from that person's real data.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for _part in PARTS:
    for _name, _lazy in _part.commands.items():
        app.add_typer(load(_lazy), name=_name)
leaving.add_to(load("florin.customer.cli:app"), app)


@dataclass
class Session:
    """What a command works with; the database opens at first use and closes with the command."""

    _opened: list[Any] = field(default_factory=list)

    def __call__(self, reason: str) -> AbstractContextManager["Work"]:
        """A transaction of an operator over all customers, audited with its reason."""
        from florin.kernel.work import operator_work

        return operator_work(self.database.app, reason)

    @contextmanager
    def customer(self, identifier: UUID) -> Iterator["Work"]:
        """A transaction of an operator for one customer; who opened it, by which command, is logged."""
        from florin.kernel.work import Caller, work

        command = " ".join(sys.argv[1:3])  # the command's two names; a third word may be anyone's
        with work(self.database.app, Caller.operator(identifier)) as unit:
            if not unit.gone:  # to the command as somebody who never was
                unit.emit("OperatorAccess", identifier, {"reason": command})
            yield unit

    def drain(self) -> None:
        """Lets everything follow that the log asks for, before the command answers."""
        from florin.app.worker import drain

        drain(self.database.worker, self.environment, PARTS)

    @property
    def database(self) -> "Database":
        """The open database."""
        return self._open()[0]

    @property
    def environment(self) -> "Environment":
        """The bank, clocks, keys and settings."""
        return self._open()[1]

    def _open(self) -> list[Any]:
        if not self._opened:
            from florin.app.wiring import open_all

            self._opened.extend(open_all())
        return self._opened

    def close(self) -> None:
        """Closes what was opened."""
        if self._opened:
            self._opened[0].close()


@app.callback()
def start(context: typer.Context) -> None:
    """Prepares what the commands share, without opening anything."""
    context.obj = Session()
    context.call_on_close(context.obj.close)


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    print(installed("florin-bank"))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (FLORIN_HOST).")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port to listen on (FLORIN_PORT); 0 takes a free one."),
    ] = None,
    parts: Annotated[
        str | None, typer.Option(help="Parts to serve, comma-separated; 'help' lists them.")
    ] = None,
    workers: Annotated[
        bool, typer.Option(help="Run the workers beside the server, in a process of their own.")
    ] = True,
) -> None:
    """Serve the pages and the API."""
    if _listed(parts):
        return
    from florin.app.serve import serve as run

    run(host=host, port=port, parts=parts, workers=workers, demo=False)


@app.command()
def demo(
    host: Annotated[str | None, typer.Option(help="Address to listen on; only this machine's own.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = None,
    customers: Annotated[
        int, typer.Option(min=0, max=1_000_000, help="Generated customers to bring in besides the people.")
    ] = 0,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=2**31 - 1, help="What everyone's life is drawn from [default: 1]."),
    ] = None,
    months: Annotated[
        int | None, typer.Option(min=1, max=120, help="Months of past that the people bring [default: 36].")
    ] = None,
    speed: Annotated[
        str | None,
        typer.Option(help="How long a day of theirs takes: 20s, 1m, 500ms [default: 20s, or as it was]."),
    ] = None,
    live: Annotated[bool, typer.Option(help="Let the people's days pass faster than ours.")] = True,
) -> None:
    """Serve the demo bank: its people sign in without a key, from this machine only."""
    from florin.app.serve import serve as run
    from florin.demo.moving import Wish
    from florin.demo.pace import seconds

    wish = Wish(months, seed, seconds(speed) if speed is not None else None)
    run(host=host, port=port, parts=None, workers=True, demo=True, live=live, wish=wish, customers=customers)


@app.command(hidden=True)
def crowd(
    context: typer.Context,
    customers: Annotated[int, typer.Argument(min=1)],
    parent: Annotated[int | None, typer.Option(help="End when this process, our parent, is gone.")] = None,
) -> None:
    """Bring in generated customers of the demo bank; goes on where a killed load stopped."""
    from florin.demo.crowd import Manner, beside_workers, load

    database = context.obj.database
    ready = beside_workers(database.worker, parent)
    load(database.app, context.obj.environment, customers, Manner(ready=ready))


@app.command()
def work(
    context: typer.Context,
    parts: Annotated[
        str | None, typer.Option(help="Parts to work for, comma-separated; 'help' lists them.")
    ] = None,
    parked: Annotated[bool, typer.Option(help="Show the events that were set aside after failing.")] = False,
    replay: Annotated[bool, typer.Option(help="Try the events again that were set aside.")] = False,
    parent: Annotated[
        int | None, typer.Option(hidden=True, help="End when this process, our parent, is gone.")
    ] = None,
) -> None:
    """Run the workers: follow the event log and carry out durable work."""
    if _listed(parts):
        return
    if parked or replay:
        _set_aside(context.obj, replay=replay)
        return
    from florin.app.parts import chosen
    from florin.app.worker import Worker
    from florin.kernel.logs import configure_logs

    wanted = chosen(parts)
    configure_logs(context.obj.environment.settings.log_level)
    Worker(context.obj.database, context.obj.environment, wanted, parent).run()


def _set_aside(session: Session, *, replay: bool) -> None:
    from florin.kernel.events import parked_events
    from florin.kernel.events import replay as unpark
    from florin.kernel.work import Caller, work

    with work(session.database.worker, Caller.worker("operator")) as unit:
        found = parked_events(unit)
        if replay:
            unpark(unit)
    for row in found:
        print(f"{row.consumer}  event {row.event_id} {row.name}  {row.tries} tries  {row.error}")
    print(f"{len(found)} {'will be tried again' if replay else 'set aside'}")


@app.command()
def bench(
    names: Annotated[
        list[str] | None, typer.Argument(help="Benches to run; all where none is named.")
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Say which benches there are; measure nothing.")
    ] = False,
    runs: Annotated[int, typer.Option(min=1, help="Times that each is measured; the median is told.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines, as it always does.")] = True,
) -> None:
    """Measure; print one JSON line a figure. Needs a checkout."""
    import json

    from florin.app import bench as measured

    if listed:
        for name, sentence in measured.benches().items():
            print(f"{name:18} {sentence}")
        return
    for figure in measured.run(names or (), runs):
        print(json.dumps(figure.line()), flush=True)


def _listed(parts: str | None) -> bool:
    if parts == "help":
        for part in PARTS:
            print(part.name)
    return parts == "help"


@contextmanager
def _told_errors() -> Iterator[None]:
    """What can go wrong without a mistake of ours becomes one plain sentence and exit code 1."""
    from florin.kernel.errors import FlorinError

    try:
        yield
    except FlorinError as error:
        fields = [f"  {f.field}: {f.message}" for f in error.fields if f.message not in error.detail]
        _fail("\n".join([error.detail, *fields]))
    except OSError as error:
        _fail(f"{error.filename or 'the system'}: {error.strerror or error}")
    except Exception as error:
        if type(error).__name__ != "OperationalError":  # of SQLAlchemy or psycopg, which are imported late
            raise
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()
        _fail(f"the database does not answer: {reason[0] if reason else 'no reason given'}")


def _fail(sentence: str) -> NoReturn:
    print(f"florin: {sentence}", file=sys.stderr)
    raise SystemExit(1) from None


def main() -> None:
    """The entry point.

    A statement becomes a million small objects without cycles: looking for cycles as often as Python does by
    default took a fifth of an import's time.
    """
    gc.set_threshold(50_000, 20, 20)
    with _told_errors():
        app()

"""Server push: one listening connection a process, fanned out to the open pages of each customer."""

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from itertools import chain

import psycopg
from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import Engine

from florin.identity.access import SignedIn
from florin.kernel.logs import log

router = APIRouter(prefix="/api", tags=["live"])
BEAT_SECONDS = 20.0
WAITING = 32  # topics that may wait for one slow page; it refetches all anyway
REMEMBERED = 4096  # customers of whom it is known when they were last told something


class Live:
    """Passes `florin_live` notifications ("customer:topic", "*:topic" for all) on to whoever listens, and has
    this process `forget` its keys where one was destroyed (`florin_keys`)."""

    def __init__(self, database: Engine, forget: Callable[[], None]) -> None:
        self._forget = forget
        self._url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._queues: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._told: dict[str, float] = {}  # customer or "*": when, by the monotonic clock; the latest last
        self._since = math.inf  # from when on every topic is known of
        self.closing = asyncio.Event()

    def start(self) -> None:
        """Begins to listen, in the running event loop."""
        self._task = asyncio.create_task(self._follow())

    def close(self) -> None:
        """Ends all streams."""
        self.closing.set()
        for queue in [q for queues in self._queues.values() for q in queues]:
            _offer(queue, "bye")

    async def stop(self) -> None:
        """Ends all streams and the listening connection."""
        self.close()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def topics(self, customer: str) -> AsyncIterator[str]:
        """Topics for one customer as they come; "beat" where nothing came for a while; ends at shutdown."""
        queue: asyncio.Queue[str] = asyncio.Queue(WAITING)
        self._queues[customer].add(queue)
        try:
            yield "hello"
            while not self.closing.is_set():
                try:
                    topic = await asyncio.wait_for(queue.get(), BEAT_SECONDS)
                except TimeoutError:
                    topic = "beat"
                if topic == "bye":
                    return
                yield topic
        finally:
            self._queues[customer].discard(queue)
            if not self._queues[customer]:
                del self._queues[customer]

    def quiet(self, customer: str) -> float:
        """Seconds for which surely nothing changed for one customer: what was asked since then is true."""
        told = [self._since, *(at for name in (customer, "*") if (at := self._told.get(name)) is not None)]
        return max(0.0, time.monotonic() - max(told))

    async def _follow(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await connection.execute("listen florin_live")
                    await connection.execute("listen florin_keys")
                    self._forget()
                    self._since = time.monotonic()
                    self._tell_all()
                    async for note in connection.notifies():
                        if note.channel == "florin_keys":
                            self._forget()
                            continue
                        customer, _, topic = note.payload.partition(":")
                        self._remember(customer)
                        for queue in self._of(customer):
                            _offer(queue, topic)
            except psycopg.OperationalError:
                log(__name__).warning("live connection lost, trying again")
                self._since = math.inf
                await asyncio.sleep(1)

    def _remember(self, customer: str) -> None:
        self._told.pop(customer, None)
        self._told[customer] = time.monotonic()
        if len(self._told) > REMEMBERED:  # nobody was told anything before, except those who are remembered
            self._since = self._told.pop(next(iter(self._told)))

    def _of(self, customer: str) -> Iterable[asyncio.Queue[str]]:
        """The open pages of one customer, or of everyone ("*")."""
        if customer == "*":
            return chain.from_iterable(self._queues.values())
        return self._queues.get(customer, ())

    def _tell_all(self) -> None:
        """After a (re)connect anything may have been missed: every page refetches."""
        for queues in self._queues.values():
            for queue in queues:
                _offer(queue, "hello")


def _offer(queue: asyncio.Queue[str], topic: str) -> None:
    """Puts a topic; a page that is far behind gets one "hello" for all of them, which makes it refetch."""
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        topic = topic if topic == "bye" else "hello"
    queue.put_nowait(topic)


@router.get("/live", response_class=EventSourceResponse)
async def live(request: Request, access: SignedIn) -> AsyncIterator[ServerSentEvent]:
    """What changed, by topic (hello, ledger, picture, suggestions, consents, imports, life); refetch after
    each hello what was asked longer ago than its `quiet` seconds, for which nothing changed."""
    hub, customer = request.app.state.live, str(access.customer)
    async for topic in hub.topics(customer):
        data = {"quiet": round(hub.quiet(customer), 3)} if topic == "hello" else {}
        yield ServerSentEvent(comment="beat") if topic == "beat" else ServerSentEvent(event=topic, data=data)

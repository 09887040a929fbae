"""Refuses request bodies that are larger than any statement, before they fill memory or disk."""

import orjson
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from florin.app.problems import document, language_of
from florin.kernel.errors import TooLarge

FRAME = 1024 * 1024  # what a form adds around its files


class BodyLimit:
    """Takes bodies of at most `most` bytes and their form's frame: by announced length, else as they come."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most + FRAME

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            announced = Headers(scope=scope).get("content-length", "0")
            if announced.isdigit() and int(announced) > self._most:
                await self._refuse(scope, send)
                return
            receive = self._counted(receive)
        await self._app(scope, receive, send)

    def _counted(self, receive: Receive) -> Receive:
        passed = 0

        async def counting() -> Message:
            nonlocal passed
            message = await receive()
            passed += len(message.get("body", b""))
            if passed > self._most:
                raise HTTPException(413, self._sentence())
            return message

        return counting

    def _sentence(self) -> str:
        return f"what was sent is larger than {self._most // 2**20} MiB; send the files one by one"

    async def _refuse(self, scope: Scope, send: Send) -> None:
        problem = document(TooLarge(self._sentence()), language_of(scope))
        headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": problem["status"], "headers": headers})
        await send({"type": "http.response.body", "body": orjson.dumps(problem)})

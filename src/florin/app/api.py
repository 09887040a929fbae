"""The HTTP application: routes of the chosen parts, errors as problem details, health, the pages."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from florin.app import live
from florin.app.bank_api import router as bank_router
from florin.app.body_limit import BodyLimit
from florin.app.cross_site import CrossSite, harden
from florin.app.install_api import router as install_router
from florin.app.office import router as office_router
from florin.app.parts import PARTS, Part, ablations, load
from florin.app.problems import PROBLEM, document
from florin.app.static import pages
from florin.identity.access import language
from florin.kernel.api import Problem, field_error
from florin.kernel.database import Database, ping
from florin.kernel.errors import FlorinError, InvalidInput, NotFound, TooLarge, Unavailable
from florin.kernel.events import LAG
from florin.kernel.logs import log
from florin.ports.environment import Environment

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for code in (401, 403, 404, 409, 413, 422, 429, 503)
}


class Health(BaseModel):
    """That the process answers."""

    status: str


class Ready(BaseModel):
    """That it can serve: the database answers; by consumer, how many events wait and how many are parked."""

    status: str
    lag: dict[str, int]
    parked: dict[str, int]


def create_app(database: Database | None, env: Environment | None, parts: Sequence[Part] = PARTS) -> FastAPI:
    """The application; without a database it can only tell its OpenAPI document."""
    app = FastAPI(
        title="Florin",
        version="0.1.0",
        description="Banking products shaped to one person, from that person's real data.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        responses=_PROBLEMS,
        generate_unique_id_function=_operation_id,
    )
    app.state.database, app.state.environment = database, env
    app.state.ablations = ablations
    for lazy in dict.fromkeys(lazy for part in parts for lazy in part.routers):
        app.include_router(load(lazy))
    app.include_router(bank_router)
    app.include_router(install_router)
    app.include_router(live.router)
    app.include_router(office_router)
    _add_health(app)
    _add_problems(app)
    if database is not None:
        _add_pages(app)
    most = env.settings.statement_max_bytes if env else 0
    # Streams of events are left as they are; a page's answer shrinks to a fifth.
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(BodyLimit, most=most)
    app.add_middleware(CrossSite)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.live = live.Live(app.state.database.app, app.state.environment.forget)
    app.state.live.start()
    yield
    await app.state.live.stop()


def _add_health(app: FastAPI) -> None:
    @app.get("/health", tags=["health"])
    def health() -> Health:
        """The process answers."""
        return Health(status="ok")

    @app.get("/ready", tags=["health"])
    def ready(request: Request) -> Ready:
        """The database answers and the log is read."""
        database = request.app.state.database
        ping(database.app)
        with database.worker.connect() as connection:
            rows = connection.execute(LAG).all()
        return Ready(
            status="ok",
            lag={r.consumer: r.lag for r in rows},
            parked={r.consumer: r.parked for r in rows},
        )


def _add_pages(app: FastAPI) -> None:
    """The built client; a checkout in which it was not built yet serves the API alone, and says so."""
    try:
        app.mount("/", pages())
    except FileNotFoundError:
        log(__name__).warning("no web client was built: `make setup` builds it")


def _add_problems(app: FastAPI) -> None:
    @app.exception_handler(FlorinError)
    def florin_error(request: Request, error: FlorinError) -> Response:
        return _problem(request, error)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        fields = [field_error(each) for each in error.errors()]
        return _problem(request, InvalidInput("the request is malformed", fields=fields))

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return _problem(request, NotFound("there is nothing at this address"))
        if error.status_code == 413:
            return _problem(request, TooLarge(error.detail))
        return _body(
            {
                "type": "about:blank",
                "title": error.detail,
                "status": error.status_code,
                "detail": error.detail,
            }
        )

    @app.exception_handler(DataError)
    def not_text(request: Request, error: DataError) -> Response:
        """A character that no text of the database can hold: the one fault of data that typing can cause."""
        if "NUL (0x00)" not in str(error.orig):
            return unexpected(request, error)
        return _problem(request, InvalidInput("a text holds the character NUL", reason="nul"))

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> Response:
        log(__name__).error("request failed", route=_route(request), exc_info=error)
        told = FlorinError("something went wrong on our side; nothing was changed")
        if type(error).__name__ == "OperationalError":
            told = Unavailable("the database does not answer")
        answer = _problem(request, told)  # past all middleware
        harden(answer.headers, api=True, demo=request.app.state.environment.settings.demo)
        return answer


def _route(request: Request) -> str:
    """The route's pattern: the address itself may hold ids."""
    return getattr(request.scope.get("route"), "path", "unknown")


def _problem(request: Request, error: FlorinError) -> Response:
    return _body(document(error, language(request)), error.headers)


def _body(problem: dict, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(problem), problem["status"], dict(headers or {}), PROBLEM)

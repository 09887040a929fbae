"""Structured logs: one JSON object a line on standard error, ids and codes only."""

import logging
import sys

import structlog


def configure_logs(level: str = "INFO") -> None:
    """Sends structlog and the standard library's warnings to standard error as JSON lines."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_class_only),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(number, logging.WARNING), stream=sys.stderr, force=True, format="%(name)s: %(levelname)s"
    )


def _class_only(exc_info: structlog.typing.ExcInfo) -> str:
    """The class and place of an error: its text may hold what a customer typed, so it stays out."""
    kind, _, trace = exc_info
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f" at {trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"
    return f"{kind.__module__}.{kind.__qualname__}{place}"


def log(name: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a module."""
    return structlog.get_logger(name=name)

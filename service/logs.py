"""Events with fields -> one JSON line each. Ids, codes, durations, versions; never the text of a ticket or a draft."""

from __future__ import annotations

import logging
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LEVELS = ("debug", "info", "warning", "error")
_FOREIGN_LENGTH = 200


def configure(level: str, stream: TextIO) -> None:
    """Sends the service's events, and the warnings of its libraries, to ``stream``. For entry points."""
    number = logging.getLevelNamesMapping()[level.upper()]
    stamps: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*stamps, _wordless, render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=stamps,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _first_line, _wordless, render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(number, logging.WARNING))


def _wordless(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception becomes the name of its class: its message may quote a ticket."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
    return event


def _first_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Libraries write what they hold, such as a failed task with its exception, from the second line on."""
    lines = str(event["event"]).splitlines() or [""]
    return {**event, "event": lines[0][:_FOREIGN_LENGTH]}

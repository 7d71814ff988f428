"""What do the logs say?

Constant messages with ids beside them, one line each on standard error: a JSON object for machines that gather lines, or
text for people; never case text. An exception is written with its kind and where it happened, but without its own words:
those quote what somebody typed, or the row that the database refused.
"""

from __future__ import annotations

import logging
import sys
import traceback
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from pythonjsonlogger.json import JsonFormatter

if TYPE_CHECKING:
    from collections.abc import Iterator

request_number: ContextVar[str] = ContextVar("request_number", default="")
"""The number of the request that is being answered; "" outside of one."""


class WithRequest(logging.Filter):
    """Gives each line the number of the request that caused it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line passes."""
        if number := request_number.get():
            record.request = number
        return True


class WithoutWords(logging.Formatter):
    """Writes where something went wrong and never what was in it."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  # logging's own name
        """The frames and kinds of the exception and of those that led to it, the first one first."""
        parts = [
            "".join((*traceback.format_tb(error.__traceback__), _kind(error)))
            for error in reversed([*_chain(ei[1])])
        ]
        return "\nwhich led to\n".join(parts)


class JsonLines(WithoutWords, JsonFormatter):
    """The same as one JSON object a line; what was given as ``extra`` has keys of its own."""


def formatter(kind: str) -> logging.Formatter:
    """How a line looks: "json" or "text"."""
    if kind == "json":
        return JsonLines(
            ("asctime", "levelname", "name", "message"),
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
        )
    return WithoutWords("%(asctime)s %(levelname)s %(name)s %(message)s")


def start_logging(*, level: str = "INFO", kind: str = "text") -> None:
    """Send the application's log lines to standard error, once."""
    root = logging.getLogger("qa_app")
    root.setLevel(level)
    if root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(kind))
    handler.addFilter(WithRequest())
    root.addHandler(handler)
    root.propagate = False


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"

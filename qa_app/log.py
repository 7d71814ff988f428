"""What do the logs say?

Constant messages with ids beside them, one line each on standard error; never case text. An exception is written with
its kind and where it happened, but without its own words: those quote what somebody typed, or the row that the
database refused.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class WithoutWords(logging.Formatter):
    """Writes where something went wrong and never what was in it."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  # logging's own name
        """The frames and kinds of the exception and of those that led to it, the first one first."""
        parts = [
            "".join((*traceback.format_tb(error.__traceback__), _kind(error)))
            for error in reversed([*_chain(ei[1])])
        ]
        return "\nwhich led to\n".join(parts)


def start_logging(*, level: str = "INFO") -> None:
    """Send the application's log lines to standard error, once."""
    root = logging.getLogger("qa_app")
    root.setLevel(level)
    if root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutWords("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.propagate = False


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"

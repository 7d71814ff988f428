"""What do the logs say?

Constant messages with ids beside them, one line each on standard error; never case text.
"""

from __future__ import annotations

import logging
import sys


def start_logging(*, level: str = "INFO") -> None:
    """Send the application's log lines to standard error, once."""
    root = logging.getLogger("qa_app")
    root.setLevel(level)
    if root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.propagate = False

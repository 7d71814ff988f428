"""How is an anchor written, so that it can be read again from a file or a message?

One line: ``qa-history 1234 <hash> 2026-11-20T09:30:00+00:00``. Other lines around it are passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_app.domain.errors import BadFile

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.domain.chain_checks import Head

_ANCHOR = re.compile(r"^[>\s]*qa-history ([0-9]{1,15}) ([0-9a-f]{64})\b", re.MULTILINE)


def written(head: Head, *, at: datetime) -> str:
    """The line, without its end."""
    return f"qa-history {head.sequence} {head.hash} {at.isoformat(timespec='seconds')}"


def read(text: str) -> dict[int, str]:
    """Number → hash of every anchor in a text.

    :raises BadFile: when there is none, or one number has two hashes.
    """
    found: dict[int, str] = {}
    for number, digest in _ANCHOR.findall(text):
        if found.setdefault(int(number), digest) != digest:
            raise BadFile(f"There are two different anchors of row {int(number):,}. One of them is forged.")
    if not found:
        raise BadFile("There is no anchor in it: a line that begins with 'qa-history'.")
    return found

"""What is kept of what somebody typed or pasted?

Everything that can be read. Line endings become one kind, and characters that cannot be seen, stored or printed
(pasted from Word, Outlook or a PDF) are left out. Nothing is trimmed: a pause after a space is not an edit.
"""

from __future__ import annotations

import re

from qa_app.domain.errors import Incomplete

LONGEST = 20_000
"""How many characters a text may have."""

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


def cleaned(text: str) -> str:
    """The text as it is kept. Emoji, accents, tabs and lines stay."""
    return _UNREADABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def on_one_line(text: str) -> str:
    """The same for a field of one line: every run of spaces and line ends is one space, none at either end."""
    return " ".join(cleaned(text).split())


def written(text: str, when_none: str, *, limit: int = LONGEST) -> str:
    """What somebody wrote, cleaned and without empty ends.

    :raises Incomplete: saying ``when_none`` for nothing, and how much is too much.
    """
    words = cleaned(text).strip()
    if not words:
        raise Incomplete(when_none)
    if len(words) > limit:
        raise Incomplete(f"Use {limit:,} characters or fewer; there are {len(words):,}.")
    return words

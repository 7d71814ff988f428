"""What may be a password?

Twelve characters, and not easy to guess. What is easy to guess is estimated with zxcvbn (Wheeler, "zxcvbn: Low-Budget
Password Strength Estimation", USENIX Security 2016): it knows the passwords and words that most people use, in other
spellings, rows of keys, dates and repetitions. To its lists are added the words that belong here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zxcvbn import zxcvbn

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 12
_LOOKED_AT = 72
"""Of a longer one, so many characters are looked at: what they are worth alone is enough."""
_SAFE = 4
"""Of 0 to 4: more than ten thousand million guesses."""
_OURS = frozenset(
    [
        "annex",
        "assurance",
        "audit",
        "auditor",
        "case",
        "children",
        "council",
        "ofsted",
        "quality",
        "safeguarding",
        "services",
        "social",
        "worker",
    ]
)

TOO_SHORT = f"Use at least {SHORTEST} characters. Three random words make a good password."
EASY_TO_GUESS = (
    "That password is easy to guess: many people use one like it, or it is made of names that belong to you or to the "
    "council. Three random words make a good password."
)


def problem_with(password: str, *, about: Iterable[str] = ()) -> str | None:
    """Why this may not be somebody's password; None when it may.

    ``about`` is what others know of the person: their name, their address, their council.
    """
    if len(password) < SHORTEST:
        return TOO_SHORT
    known = [*_OURS, *(word.lower() for text in about for word in (text, *re.findall(r"\w{3,}", text)))]
    found = zxcvbn(password[:_LOOKED_AT], user_inputs=known)
    return EASY_TO_GUESS if found["score"] < _SAFE else None

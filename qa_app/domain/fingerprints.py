"""How is it kept that a text changed, without the text?

As its length, when that says nothing, and a keyed fingerprint: with the instance's secret anybody can check which text it
was, and without it nobody can find out by trying "yes" and "no". The same word elsewhere has another fingerprint.
"""

from __future__ import annotations

import hmac
from functools import lru_cache

_SHORT = 40
_DIGITS = 16


@lru_cache(maxsize=8)
def key_from(secret: str) -> bytes:
    """The key of an instance. A new secret makes later fingerprints unlike earlier ones."""
    return hmac.digest(secret.encode(), b"history", "sha256")


def fingerprint(text: str, *, where: str, key: bytes) -> str:
    """What is kept instead of a text, such as "312 characters 8f3a01c2d4e5f607". ``where`` is the place that it is in."""
    if not text:
        return "empty"
    print_ = hmac.digest(key, f"{where}:{text}".encode(), "sha256").hex()[:_DIGITS]
    size = "short" if len(text) < _SHORT else f"{len(text)} characters"
    return f"{size} {print_}"

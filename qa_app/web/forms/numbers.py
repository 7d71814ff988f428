"""How is a number read from an address or a hidden field, whatever somebody wrote there?"""

from __future__ import annotations


def number_from(text: object) -> int | None:
    """The number; None for what is no number, or too large to be one of ours."""
    said = str(text)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None

"""How is a key of a tool read from an address, whatever somebody wrote there?"""

from __future__ import annotations

_LONGEST = 100


def key_from(text: str) -> str:
    """A key as tools write them; anything else is as if it had not been said."""
    return text if len(text) <= _LONGEST and text.replace("-", "").replace("_", "").isalnum() else ""

"""Which version of the product runs?"""

from __future__ import annotations

from functools import cache
from importlib import metadata


@cache
def version() -> str:
    """As the installed package says it; "unknown" when the code runs without having been installed."""
    try:
        return metadata.version("qa-app")
    except metadata.PackageNotFoundError:
        return "unknown"

"""What can stand in an address in the place of a record's number or name?

Numbers that the databases can hold, and words that can be read. Anything else is an address that does not exist: it
never reaches a query, where PostgreSQL would refuse it as an error of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.routing import IntegerConverter, UnicodeConverter

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Map

GREATEST = 2**31 - 1
_LONGEST = 500


class RecordNumber(IntegerConverter):
    """What ``<int:audit_id>`` means in our addresses."""

    regex = "[0-9]{1,10}"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": GREATEST, **kwargs})


class Key(UnicodeConverter):
    """What ``<key>`` means: a word without slashes and control characters, not longer than a token of sign-in."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # noqa: A002  # Werkzeug's own name
        super().__init__(map, *args, **{"maxlength": _LONGEST, **kwargs})
        self.regex = self.regex.replace("[^/]", "[^/\\x00-\\x1f\\x7f]")


def add_to(app: Flask) -> None:
    """Use them in every address that is added from now on."""
    app.url_map.converters.update(int=RecordNumber, default=Key, string=Key)

"""What is every part of a tool definition made of?

Frozen, strict about unknown fields, and written to JSON under the same names that a tool file uses, so that
the stored snapshot, the YAML file and the script in the browser speak one language.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

SLUG = r"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$"

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
"""A key: small letters, digits, single hyphens or underscores; begins with a letter."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=60)]
"""The key of something to choose: like a slug, and may begin with a digit ("2_weeks")."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=500)]
"""Words that must be there: a title, the text of a question."""

Prose = Annotated[str, StringConstraints(max_length=5_000)]
"""Words that may be empty and may be several paragraphs."""


class Shape(BaseModel):
    """One part of a tool definition. Never changes once made."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        serialize_by_alias=True,
        validate_by_name=True,
        validate_by_alias=True,
        str_strip_whitespace=True,
    )


def key_from(words: str) -> str:
    """The key that a name gets when none is written: "Requires improvement" → "requires_improvement"."""
    return re.sub(r"[^a-z0-9]+", "_", words.lower())[:60].strip("_")

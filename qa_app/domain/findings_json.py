"""How is a published value kept, and read back years later?

As JSON with the number of its shape. A change of shape raises ``SCHEMA`` and adds a step to ``from_json`` that
lifts the older one; a published value itself is never rewritten.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from qa_app.domain.errors import BadFile
from qa_app.domain.findings import Findings  # noqa: TC001 (pydantic needs it when it runs)

SCHEMA = 2
_READ = frozenset({1, SCHEMA})
"""1 had no chapter on consistency; the defaults of ``Findings`` say so."""


@dataclass(frozen=True, slots=True)
class _Kept:
    schema: int
    findings: Findings


_KEPT = TypeAdapter(_Kept)


def to_json(findings: Findings) -> str:
    """The whole value as one line of JSON; ``from_json`` gives back an equal value."""
    return _KEPT.dump_json(_Kept(SCHEMA, findings)).decode()


def from_json(text: str) -> Findings:
    """The value that ``to_json`` wrote. Raises BadFile when it is not one, or is of a later shape than is known."""
    try:
        kept = _KEPT.validate_json(text, strict=True)
    except ValidationError as error:
        raise BadFile("These published findings cannot be read. Restore them from a backup.") from error
    if kept.schema not in _READ:
        raise BadFile(
            f"These findings have shape {kept.schema}; this version of qa_app reads shapes up to {SCHEMA}."
        )
    return kept.findings

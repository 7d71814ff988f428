"""Which tool versions has this council published?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.domain.tools import ToolDefinition
from qa_app.models.base import Row


class ToolVersion(Row):
    """A tool definition, frozen and hashed. Read whole, so it is one JSON text."""

    __tablename__ = "tool_version"
    __table_args__ = (sa.UniqueConstraint("key", "version"),)

    key: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    content_hash: Mapped[str]
    definition_json: Mapped[str] = mapped_column(deferred=True, deferred_raiseload=False)
    published_at: Mapped[datetime]
    is_offered: Mapped[bool] = mapped_column(default=True)

    @property
    def definition(self) -> ToolDefinition:
        """The tool as the rules know it. Parsed once for each content."""
        cached = _known.get(self.content_hash)
        return cached or _parsed(self.content_hash, self.definition_json)

    @property
    def label(self) -> str:
        """Title and version, as people name it."""
        return f"{self.title}, version {self.version}"


_known: dict[str, ToolDefinition] = {}


def _parsed(content_hash: str, definition_json: str) -> ToolDefinition:
    _known[content_hash] = ToolDefinition.model_validate_json(definition_json)
    return _known[content_hash]

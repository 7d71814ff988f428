"""How does an audit tool become a version that rounds can use?

A tool file is read, hashed and kept. Publishing again what is published changes nothing, so an instance loads its
tools each time it starts; a published version whose content changed is refused, because audits were done with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from qa_app.db import session, use_case
from qa_app.domain.errors import BadFile, ToolChanged
from qa_app.imports.tool_files import content_hash, read_tool
from qa_app.models.tools import ToolVersion

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from qa_app.domain.tools import ToolDefinition


@use_case
def publish(definition: ToolDefinition, *, at: datetime) -> ToolVersion:
    """One tool version; the one that is there when it says the same.

    :raises ToolChanged: when this version was published with other content.
    """
    return _published(definition, at=at)


@use_case
def load(folder: Path, *, at: datetime) -> list[ToolVersion]:
    """Publish every ``*.yaml`` of a folder: all of them or, when one has a problem, none.

    :raises BadFile: for files that are not tools, with every problem on a line of its own.
    :raises ToolChanged: when a published version was published with other content.
    """
    paths = sorted(folder.glob("*.yaml"))
    readings = [(path, read_tool(path.read_bytes(), path.name)) for path in paths]
    problems = [
        f"{path.name}, line {problem.line}: {problem.message}"
        for path, reading in readings
        for problem in reading.problems
    ]
    if problems:
        raise BadFile("\n".join(problems))
    definitions = [reading.definition for _, reading in readings if reading.definition]
    return [
        _published(each, at=at) for each in sorted(definitions, key=lambda each: (each.key, each.version))
    ]


def _published(definition: ToolDefinition, *, at: datetime) -> ToolVersion:
    fingerprint = content_hash(definition)
    versions = list(session.scalars(select(ToolVersion).where(ToolVersion.key == definition.key)))
    for known in versions:
        if known.version == definition.version:
            if known.content_hash != fingerprint:
                raise ToolChanged(
                    f"“{known.label}” was published and has changed since. Audits were done with it, so it must "
                    f"stay as it was: put the file back, and write version {known.version + 1} in a file of its own."
                )
            return known
    newest = max((each.version for each in versions), default=0)
    is_newest = definition.version > newest
    if is_newest:
        session.execute(update(ToolVersion).where(ToolVersion.key == definition.key).values(is_offered=False))
    published = ToolVersion(
        key=definition.key,
        version=definition.version,
        title=definition.title,
        content_hash=fingerprint,
        definition_json=definition.model_dump_json(),
        published_at=at,
        is_offered=is_newest,
    )
    session.add(published)
    session.flush()
    return published

"""How do findings become a publication that nobody can change?

The files are made first (``qa_app.press``), in a folder that no page knows. Then one short transaction has them taken to
their place and writes down what they hold. A crash before the end leaves files and no publication: the next publication
clears them away.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete, Stale
from qa_app.models.council import Council
from qa_app.models.publications import Audience, Publication, PublishedFile

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import ColumnElement, Select

    from qa_app.models.people import User
    from qa_app.storage import Store


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One file that was written and closed: its name in the folder, and what it holds. ``kind``: xlsx or pdf."""

    audience: Audience
    kind: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that makes a publication. ``number`` is the one that the files say; ``folder`` holds them."""

    key: str
    number: int
    title: str
    findings_json: str
    board_json: str
    findings_sha256: str
    folder: Path
    files: tuple[MadeFile, ...]


@use_case
def publish(
    edition: Edition, *, into: Store, change_note: str = "", once: str | None = None, by: User, at: datetime
) -> Publication:
    """Publish it, with its files under ``into``; what the same form published before when it is sent twice.

    :raises Incomplete: for a correction that does not say what changed.
    :raises Stale: when somebody published in the meantime, so that the number in the files is taken.
    """
    session.scalars(select(Council.id).with_for_update()).one_or_none()  # one publication at a time
    if once and (made := session.scalars(_published(Publication.once == once)).one_or_none()):
        shutil.rmtree(edition.folder, ignore_errors=True)
        return made
    last = session.scalar(
        select(Publication.number)
        .where(Publication.period_key == edition.key)
        .order_by(Publication.number.desc())
        .limit(1)
    )
    if edition.number != (last or 0) + 1:
        raise Stale("This was published by someone else in the meantime. Look at that publication first.")
    if edition.number > 1 and not change_note:
        raise Incomplete("Say what this correction changes.")
    place = f"{edition.key}/{edition.number}"
    into.take(edition.folder, place)  # what stands there belongs to no publication: a crash left it
    publication = Publication(
        period_key=edition.key,
        number=edition.number,
        title=edition.title,
        change_note=change_note,
        findings_json=edition.findings_json,
        board_json=edition.board_json,
        findings_sha256=edition.findings_sha256,
        published_by_id=by.id,
        published_at=at,
        once=once,
        files=[
            PublishedFile(
                audience=made.audience,
                kind=made.kind,
                path=f"{place}/{made.name}",
                sha256=made.sha256,
                size=made.size,
            )
            for made in edition.files
        ],
    )
    session.add(publication)
    session.flush()
    return publication


def _published(condition: ColumnElement[bool]) -> Select[Publication]:
    return select(Publication).where(condition).options(selectinload(Publication.files))

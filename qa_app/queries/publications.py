"""Which findings have been published, and which version of them may a person read?

QA and the director read the full version: they may read every audit anyway. Everybody else who reads findings gets the
board's version, which has no rows about single cases or actions: a team manager has no business with the cases of
another team, and a published file cannot be cut to measure. Nobody but who publishes sees what is not published.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import Select, exists, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload, undefer

from qa_app.db import session
from qa_app.domain.errors import BadFile
from qa_app.domain.findings_json import from_json
from qa_app.domain.policy import Role
from qa_app.models.publications import Audience, Publication, PublishedFile
from qa_app.queries.paging import Page, page_of
from qa_app.storage import store_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_app.domain.findings import Findings
    from qa_app.models.people import User
    from qa_app.storage import Store

_READ_ALL = frozenset({Role.QA_MANAGER, Role.DIRECTOR})


def store() -> Store:
    """Where published files are kept."""
    return store_of(current_app.config["QA"], "published")


def reads_cases(user: User) -> bool:
    """Whether a person reads the full version, with its rows about single cases."""
    return bool(user.held_roles & _READ_ALL)


def audiences_of(user: User) -> tuple[Audience, ...]:
    """The versions that a person may read. What they may take away is said by ``User.export_level``."""
    return (Audience.FULL, Audience.BOARD) if reads_cases(user) else (Audience.BOARD,)


def latest(*, page: int = 1) -> Page[Publication]:
    """The newest publication of each month and round, the newest first, 50 a page. Two statements."""
    newest = (
        select(Publication.period_key, func.max(Publication.number).label("number"))
        .group_by(Publication.period_key)
        .subquery()
    )
    query = (
        select(Publication)
        .join(
            newest,
            (Publication.period_key == newest.c.period_key) & (Publication.number == newest.c.number),
        )
        .options(joinedload(Publication.published_by))
        .order_by(Publication.published_at.desc(), Publication.id.desc())
    )
    return page_of(query, page)


def times_published(keys: Sequence[str]) -> Mapping[str, int]:
    """How often each of these was published; those that never were are left out."""
    rows = session.execute(
        select(Publication.period_key, func.count())
        .where(Publication.period_key.in_(keys))
        .group_by(Publication.period_key)
    )
    return dict(rows.all())


def of_subject(key: str) -> Sequence[Publication]:
    """Every publication of a month or a round, the newest first, with who published it."""
    return session.scalars(_of(key).order_by(Publication.number.desc())).all()


def one(key: str, number: int | None = None) -> Publication:
    """A publication with its files and its board version; the newest without a number. NoResultFound → 404."""
    query = _of(key).options(selectinload(Publication.files), undefer(Publication.board_json))
    if number is not None:
        query = query.where(Publication.number == number)
    return session.scalars(query.order_by(Publication.number.desc()).limit(1)).one()


def made_with(once: str) -> Publication | None:
    """The publication that the form with this token made before, with its files."""
    return session.scalars(
        select(Publication).where(Publication.once == once).options(selectinload(Publication.files))
    ).one_or_none()


def latest_findings(key: str) -> Findings | None:
    """What was last published of a month or a round, without rows; None when nothing was."""
    text = session.scalar(
        select(Publication.board_json)
        .where(Publication.period_key == key)
        .order_by(Publication.number.desc())
        .limit(1)
    )
    return from_json(text) if text else None


def whole(user: User, key: str, number: int) -> Findings:
    """What was published, with its rows. NoResultFound for who may not read them, and for what was never published."""
    if not reads_cases(user):
        raise NoResultFound
    text = session.scalars(
        select(Publication.findings_json).where(Publication.period_key == key, Publication.number == number)
    ).one()
    return from_json(text)


@dataclass(frozen=True, slots=True)
class Kept:
    """A published file as it was made."""

    row: PublishedFile
    publication: Publication
    content: bytes


def file_for(user: User, key: str, number: int, audience: str, kind: str) -> Kept:
    """The bytes of a published file, checked against the hash that was written down when it was made.

    NoResultFound for a version that the person may not have, and for what was never made.

    :raises BadFile: when the file is gone, is not what was published, or cannot be reached.
    """
    row = session.scalars(
        select(PublishedFile)
        .join(Publication, PublishedFile.publication_id == Publication.id)
        .where(
            Publication.period_key == key,
            Publication.number == number,
            PublishedFile.audience.in_(audiences_of(user)),
            PublishedFile.kind == kind,
        )
    ).all()
    found = next((each for each in row if each.audience.value == audience), None)
    if found is None:
        raise NoResultFound
    publication = session.get_one(Publication, found.publication_id)
    try:
        content = store().read(found.path)
    except FileNotFoundError:
        content = b""
    except OSError as error:
        raise BadFile(
            "Published files cannot be reached at this moment. Try again in a few minutes."
        ) from error
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise BadFile(
            f"This file is not as it was published (publication {number} of {publication.title}), so it is not handed "
            "out. Ask your administrator to restore it from a backup."
        )
    return Kept(found, publication, content)


def files_without_record() -> list[str]:
    """Names of the full versions in the store that no publication has any more: what a removal leaves to be taken away."""
    has_full = exists().where(
        PublishedFile.publication_id == Publication.id, PublishedFile.audience == Audience.FULL
    )
    without = session.execute(select(Publication.period_key, Publication.number).where(~has_full))
    begins = tuple(f"{key}/{number}/{Audience.FULL.value}." for key, number in without)
    return [name for name in store().names() if name.startswith(begins)] if begins else []


def _of(key: str) -> Select[Publication]:
    return (
        select(Publication).where(Publication.period_key == key).options(joinedload(Publication.published_by))
    )

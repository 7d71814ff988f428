"""Which audit tools has this council published? The same for everybody who may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.db import session
from qa_app.models.rounds import Round
from qa_app.models.tools import ToolVersion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def all_versions() -> Sequence[ToolVersion]:
    """Every published version, by title, the newest version first."""
    return session.scalars(select(ToolVersion).order_by(ToolVersion.title, ToolVersion.version.desc())).all()


def offered() -> Sequence[ToolVersion]:
    """The versions that a new round can use, by title."""
    query = select(ToolVersion).where(ToolVersion.is_offered)
    return session.scalars(query.order_by(ToolVersion.title, ToolVersion.id)).all()


def one(key: str, version: int) -> ToolVersion:
    """One version. NoResultFound when there is none."""
    return session.scalars(
        select(ToolVersion).where(ToolVersion.key == key, ToolVersion.version == version)
    ).one()


def versions_of(key: str) -> Sequence[ToolVersion]:
    """All versions of one tool, the newest first."""
    query = select(ToolVersion).where(ToolVersion.key == key)
    return session.scalars(query.order_by(ToolVersion.version.desc())).all()


def rounds_using() -> Mapping[int, int]:
    """Tool version id → number of rounds that use it."""
    query = select(Round.tool_version_id, func.count()).group_by(Round.tool_version_id)
    return dict(session.execute(query).all())

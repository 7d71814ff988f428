"""Who has an account, and what is theirs?"""

from __future__ import annotations

from sqlalchemy import Select, select, union

from qa_app.db import session
from qa_app.models.people import Management, Team, User


def teams_managed_by(user: User) -> Select[tuple[int]]:
    """The ids of the teams that a person manages, by team or by service: a subquery for scopes."""
    by_team = select(Management.team_id.label("id")).where(
        Management.user_id == user.id, Management.team_id.is_not(None)
    )
    by_service = (
        select(Team.id.label("id"))
        .join(Management, Management.service_id == Team.service_id)
        .where(Management.user_id == user.id)
    )
    return select(union(by_team, by_service).subquery().c.id)


def is_anybody_here() -> bool:
    """Whether the instance has any account."""
    return session.scalar(select(User.id).limit(1)) is not None

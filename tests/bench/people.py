"""Who works in the council that is measured? 12 teams in 5 services, 150 workers, auditors, managers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.domain.policy import Role
from qa_app.models.people import Management, RoleRow, Service, Team, User, Worker, user_role

if TYPE_CHECKING:
    from datetime import datetime

SERVICES = 5
TEAMS = 12
WORKERS = 150
PASSWORD = "measured twice and cut once"
QA_MANAGER = "quality@bench.example"


@dataclass(frozen=True, slots=True)
class People:
    """The ids of everybody."""

    auditors: tuple[int, ...]
    managers: tuple[int, ...]
    """One for each team, in the order of the teams."""
    qa_manager: int
    teams: tuple[int, ...]
    workers: tuple[int, ...]


def address_of_auditor(place: int) -> str:
    """How the auditor at this place (from 0) signs in."""
    return f"auditor-{place + 1}@bench.example"


def add_people(connection: sa.Connection, *, auditors: int, password_hash: str, at: datetime) -> People:
    """Services, teams, workers and accounts. All accounts have one password, hashed as hard as real ones are."""
    teams = tuple(range(1, TEAMS + 1))
    workers = tuple(range(1, WORKERS + 1))
    connection.execute(
        sa.insert(Service), [{"id": each, "name": f"Service {each}"} for each in range(1, SERVICES + 1)]
    )
    connection.execute(
        sa.insert(Team),
        [{"id": each, "name": f"Team {each:02}", "service_id": each % SERVICES + 1} for each in teams],
    )
    connection.execute(sa.insert(Worker), [{"id": each, "name": f"Worker {each:03}"} for each in workers])
    accounts = [
        (QA_MANAGER, "Quality Manager", Role.QA_MANAGER),
        *((f"manager-{each}@bench.example", f"Manager {each:02}", Role.TEAM_MANAGER) for each in teams),
        *((address_of_auditor(each), f"Auditor {each + 1:02}", Role.AUDITOR) for each in range(auditors)),
    ]
    connection.execute(
        sa.insert(User),
        [
            {
                "id": number,
                "name": name,
                "email": email,
                "password": password_hash,
                "active": True,
                "fs_uniquifier": f"bench-{number}",
                "created_at": at,
            }
            for number, (email, name, _role) in enumerate(accounts, 1)
        ],
    )
    roles = dict(connection.execute(sa.select(RoleRow.name, RoleRow.id)).all())
    connection.execute(
        sa.insert(user_role),
        [
            {"user_id": number, "role_id": roles[role.value]}
            for number, (_email, _name, role) in enumerate(accounts, 1)
        ],
    )
    managers = tuple(range(2, TEAMS + 2))
    connection.execute(
        sa.insert(Management),
        [{"user_id": user_id, "team_id": team_id} for user_id, team_id in zip(managers, teams, strict=True)],
    )
    first = TEAMS + 2
    return People(tuple(range(first, first + auditors)), managers, 1, teams, workers)

"""Who plays in the tests? People with names, not "user1".

Asha and Ben audit, Quinn manages quality assurance, Tomas manages the Harbour team, Sana manages the whole service,
Dara directs, Bola sits on the board, Ada administers, Olu is an auditor with nothing to do here, Ines looks
after information governance.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.policy import Role
from qa_app.models.people import Management, RoleRow, Service, Team, User, Worker
from qa_app.services import starting

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Cast:
    """Everybody, and where they work."""

    asha: User
    ben: User
    quinn: User
    tomas: User
    sana: User
    dara: User
    bola: User
    ada: User
    olu: User
    ines: User
    protection: Service
    care: Service
    harbour: Team
    meadow: Team
    lantern: Team

    @property
    def everybody(self) -> tuple[User, ...]:
        """Each role has somebody here."""
        return (
            self.asha, self.ben, self.quinn, self.tomas, self.sana, self.dara, self.bola, self.ada, self.olu,
            self.ines,
        )  # fmt: skip


def assemble(*, at: datetime) -> Cast:
    """Make the council, its tree and its people."""
    starting.set_up_council("Testshire Council")
    return _people(at=at)


@use_case
def _people(*, at: datetime) -> Cast:
    protection, care = Service(name="Children in need and protection"), Service(name="Children in care")
    harbour = Team(name="Harbour", service=protection)
    meadow = Team(name="Meadow", service=protection)
    lantern = Team(name="Lantern", service=care)
    session.add_all([protection, care, harbour, meadow, lantern])
    session.flush()
    roles = {row.name: row for row in session.scalars(select(RoleRow))}

    def person(name: str, *held: Role, team: Team | None = None) -> User:
        user = User(
            name=name,
            email=f"{name.split(maxsplit=1)[0].lower()}@testshire.example",
            fs_uniquifier=secrets.token_hex(16),
            created_at=at,
            team_id=team.id if team else None,
        )
        user.roles = [roles[role.value] for role in held]
        session.add(user)
        return user

    asha = person("Asha Rao", Role.AUDITOR, team=lantern)
    ben = person("Ben Okoro", Role.AUDITOR, team=meadow)
    quinn = person("Quinn Hale", Role.QA_MANAGER)
    tomas = person("Tomas Reyes", Role.TEAM_MANAGER, team=harbour)
    sana = person("Sana Malik", Role.SERVICE_MANAGER)
    dara = person("Dara Quigley", Role.DIRECTOR)
    bola = person("Bola Ade", Role.BOARD_MEMBER)
    ada = person("Ada Finch", Role.ADMINISTRATOR)
    olu = person("Olu Stranger", Role.AUDITOR, team=lantern)
    ines = person("Ines Carrow", Role.INFORMATION_GOVERNANCE)
    session.flush()  # all at once: every test begins with this
    session.add_all(
        [
            Management(user_id=tomas.id, team_id=harbour.id),
            Management(user_id=sana.id, service_id=protection.id),
            Worker(name="Wren Castle"),
            Worker(name="Idris Vale"),
        ]
    )
    session.flush()
    return Cast(
        asha, ben, quinn, tomas, sana, dara, bola, ada, olu, ines, protection, care, harbour, meadow, lantern
    )

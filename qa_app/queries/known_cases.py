"""What do our tables say of every case, in the words of the rules? Read whole, for comparing with a new list."""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.case_changes import CaseState, folded
from qa_app.domain.cases import Flag, ListedCase
from qa_app.models.cases import Case, CaseEntry, CaseFlag
from qa_app.models.people import Team, Worker

if TYPE_CHECKING:
    from collections.abc import Collection


def states() -> dict[str, CaseState]:
    """Reference → where the case stands, for all cases."""
    rows = session.execute(
        select(Case.reference, Team.name, Worker.name, Case.age_band, Case.family, Case.is_open)
        .outerjoin(Team, Case.team_id == Team.id)
        .outerjoin(Worker, Case.worker_id == Worker.id)
        .where(Case.removed_at.is_(None))
    )
    return {
        reference: CaseState(reference, team or "", worker or "", age_band, family, is_open)
        for reference, team, worker, age_band, family, is_open in rows
    }


def entries(case_ids: Collection[int] | None = None) -> list[ListedCase]:
    """Every entry of every list (or of some cases), list by list, in the order of the file it came from.

    ``row`` counts from 1 within the list: the spreadsheet's own row numbers are not kept.
    """
    query = (
        select(
            *(CaseEntry.id, CaseEntry.list_number, Case.reference, CaseEntry.team, CaseEntry.worker),
            *(CaseEntry.status, CaseEntry.started_on, CaseEntry.ended_on),
            *(CaseEntry.last_seen_on, CaseEntry.reviewed_on),
        )
        .join(Case)
        .order_by(CaseEntry.list_number, CaseEntry.id)
    )
    flagged = select(CaseFlag.entry_id, CaseFlag.flag)
    if case_ids is not None:
        query = query.where(CaseEntry.case_id.in_(case_ids))
        flagged = flagged.join(CaseEntry, CaseEntry.id == CaseFlag.entry_id).where(
            CaseEntry.case_id.in_(case_ids)
        )
    flags: dict[int, set[Flag]] = defaultdict(set)
    for entry_id, flag in session.execute(flagged):
        flags[entry_id].add(flag)
    rows: dict[int, count[int]] = defaultdict(lambda: count(1))
    return [
        ListedCase(
            list_number=each.list_number,
            row=next(rows[each.list_number]),
            reference=each.reference,
            team=each.team,
            worker=each.worker,
            status=each.status,
            started_on=each.started_on,
            ended_on=each.ended_on,
            last_seen_on=each.last_seen_on,
            reviewed_on=each.reviewed_on,
            flags=frozenset(flags.get(each.id, ())),
        )
        for each in session.execute(query)
    ]


def team_names() -> dict[str, str]:
    """The name of every team as it is compared → the name itself."""
    return {folded(name): name for name in session.scalars(select(Team.name).order_by(Team.id.desc()))}

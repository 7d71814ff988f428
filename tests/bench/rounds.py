"""Which rounds were the audits of? One long one with half of all, twenty short ones, and the one that is under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.domain.cases import AgeBand, CaseStatus, Flag
from qa_app.domain.cohorts import Cohort, Criterion
from qa_app.domain.moderating import ModerationRules
from qa_app.models.cases import Case, CaseEntry, CaseFlag, CaseListImport, ImportState
from qa_app.models.rounds import Round, RoundStatus, Sample, SampledCase

if TYPE_CHECKING:
    from datetime import datetime

    from tests.bench.people import People

LONG_ROUND = 1
_SHORT_ROUNDS = 20
_LIST = 8


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """A round and its audits, which have the numbers ``first`` to ``last``."""

    id: int
    title: str
    tool_version_id: int
    first: int
    last: int
    is_open: bool = False

    @property
    def audits(self) -> range:
        """The numbers of its audits, which are those of its sampled cases too."""
        return range(self.first, self.last + 1)


def planned_rounds(*, audits: int, drafts: int, tool_id: int, draft_tool_id: int) -> tuple[PlannedRound, ...]:
    """The rounds that so many audits are shared among. The drafts come last and are the open round's."""
    half = audits // 2
    rounds = [PlannedRound(LONG_ROUND, "The whole year", tool_id, 1, half)]
    others = audits - half - drafts
    for place in range(_SHORT_ROUNDS):
        first = half + 1 + others * place // _SHORT_ROUNDS
        last = half + others * (place + 1) // _SHORT_ROUNDS
        rounds.append(PlannedRound(place + 2, f"Round {place + 1}", tool_id, first, last))
    rounds.append(
        PlannedRound(_SHORT_ROUNDS + 2, "Under way", draft_tool_id, audits - drafts + 1, audits, is_open=True)
    )
    return tuple(each for each in rounds if each.audits)


def case_of(audit: int, cases: int) -> int:
    """The case of an audit. Within a round no case comes twice."""
    return (audit - 1) % cases + 1


def team_of(case: int, people: People) -> int:
    """The team of a case."""
    return people.teams[case % len(people.teams)]


def worker_of(case: int, people: People) -> int:
    """The worker of a case."""
    return people.workers[case % len(people.workers)]


def add_cases(connection: sa.Connection, cases: int, people: People, *, at: datetime) -> None:
    """One imported list of so many children in care."""
    connection.execute(
        sa.insert(CaseListImport),
        {
            "id": 1, "file_name": "annex-a.xlsx", "sha256": "0" * 64, "state": ImportState.CONFIRMED,
            "rows": cases, "cases": cases, "uploaded_at": at, "confirmed_at": at,
        },
    )  # fmt: skip
    bands = tuple(AgeBand)
    connection.execute(
        sa.insert(Case),
        [
            {
                "id": case, "reference": f"EX{case:06}", "family": f"F{case // 2}", "is_open": True,
                "age_band": bands[case % len(bands)], "team_id": team_of(case, people),
                "worker_id": worker_of(case, people), "first_import_id": 1, "last_import_id": 1,
            }
            for case in range(1, cases + 1)
        ],
    )  # fmt: skip
    connection.execute(
        sa.insert(CaseEntry),
        [
            {
                "id": case, "case_id": case, "list_number": _LIST, "status": CaseStatus.IN_CARE.value,
                "team": f"Team {team_of(case, people):02}", "worker": f"Worker {worker_of(case, people):03}",
                "started_on": at.date() - timedelta(days=300 + case % 900),
                "last_seen_on": at.date() - timedelta(days=case % 40),
                "reviewed_on": at.date() - timedelta(days=case % 150),
            }
            for case in range(1, cases + 1)
        ],
    )  # fmt: skip
    connection.execute(
        sa.insert(CaseFlag),
        [
            {"entry_id": case, "flag": Flag.SEEN_ALONE if case % 3 else Flag.NOT_SEEN_ALONE}
            for case in range(1, cases + 1)
        ],
    )


def add_rounds(
    connection: sa.Connection,
    rounds: tuple[PlannedRound, ...],
    cases: int,
    people: People,
    *,
    at: datetime,
) -> None:
    """The rounds with their samples: each audit's case was drawn for it."""
    cohort = Cohort("In care", (Criterion(lists=(_LIST,), open_only=True),)).to_json()
    today = at.date()
    connection.execute(
        sa.insert(Round),
        [
            {
                "id": each.id, "title": each.title, "theme": "Plans that move on",
                "tool_version_id": each.tool_version_id, "period_start": _years_before(today, 2),
                "period_end": today, "opens_on": _years_before(today, 2), "due_on": today + timedelta(days=30),
                "status": RoundStatus.OPEN if each.is_open else RoundStatus.CLOSED, "cohort_json": cohort,
                "moderation_json": ModerationRules().to_json(), "moderation_seed": each.id,
                "created_by_id": people.qa_manager, "created_at": at, "once": None, "revision": 1,
            }
            for each in rounds
        ],
    )  # fmt: skip
    connection.execute(
        sa.insert(Sample),
        [
            {
                "id": each.id, "round_id": each.id, "case_list_import_id": 1, "sources": [],
                "cohort_description": "In care", "stratify_by": "team", "method": "proportional",
                "size": len(each.audits), "per_stratum": None, "reserve_size": 0,
                "excluded_if_audited_months": 12, "seed": each.id, "algorithm": "v1", "frame_hash": "0" * 64,
                "population": cases, "strata": [], "exclusions": [], "drawn_by_id": people.qa_manager,
                "drawn_at": at, "once": None,
            }
            for each in rounds
        ],
    )  # fmt: skip
    connection.execute(
        sa.insert(SampledCase),
        [
            {
                "id": audit, "sample_id": each.id, "case_id": case_of(audit, cases), "position": place,
                "stratum": f"Team {team_of(case_of(audit, cases), people):02}", "is_reserve": False,
            }
            for each in rounds
            for place, audit in enumerate(each.audits)
        ],
    )  # fmt: skip


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, 1)

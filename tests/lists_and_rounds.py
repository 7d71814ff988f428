"""Case lists and rounds for tests, made the way people make them: through the use cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from qa_app.domain.cases import AgeBand, CaseListReading, CaseStatus, ListedCase, ReadList
from qa_app.domain.cohorts import Cohort, Criterion, Period
from qa_app.domain.moderating import ModerationRules
from qa_app.domain.rounds import DrawPlan, RoundPlan, StratifyBy
from qa_app.services import allocating, drawing, importing, scheduling, tools
from tests.conftest import TODAY
from tests.domain.small_tool import TOOL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.cases import CaseProblem
    from qa_app.models.cases import CaseListImport
    from qa_app.models.rounds import Round, Sample
    from qa_app.models.tools import ToolVersion
    from tests.cast import Cast

PERIOD = Period(date(2026, 8, 1), date(2026, 10, 31))
IN_CARE = Cohort("In care", (Criterion(lists=(8,), open_only=True),))


def listed(reference: str, number: int = 8, **facts: object) -> ListedCase:
    """One entry: a child in care with the Harbour team, unless told otherwise."""
    usual = ListedCase(
        list_number=number,
        row=3,
        reference=reference,
        team="Harbour",
        worker="Wren Castle",
        age_band=AgeBand.FROM_5_TO_9,
        status=CaseStatus.IN_CARE,
        started_on=date(2026, 3, 2),
    )
    return replace(usual, **facts)  # type: ignore[arg-type]  # each is checked by the dataclass's users


def reading_of(
    *entries: ListedCase,
    name: str = "annex-a.xlsx",
    content: str = "",
    lists: Sequence[int] = (),
    problems: Sequence[CaseProblem] = (),
) -> CaseListReading:
    """A reading of these entries; ``lists`` are lists that the file also has, without entries of their own."""
    numbers = sorted({entry.list_number for entry in entries} | set(lists))
    read = []
    for number in numbers:
        own = tuple(
            replace(entry, row=row)
            for row, entry in enumerate((e for e in entries if e.list_number == number), start=3)
        )
        wrong = tuple(problem for problem in problems if problem.list_number == number)
        read.append(ReadList(number, f"List_{number}", 2, len(own), own, wrong))
    digest = sha256((content or repr(entries)).encode()).hexdigest()
    return CaseListReading(name, digest, tuple(read), tuple(p for p in problems if p.list_number is None))


def import_list(cast: Cast, *entries: ListedCase, **kwargs: object) -> CaseListImport:
    """The entries as they are after a confirmed import."""
    row = importing.preview(reading_of(*entries, **kwargs), by=cast.quinn, at=TODAY)  # type: ignore[arg-type]
    return importing.confirm(row.id, by=cast.quinn, at=TODAY)


def many(n: int, **facts: object) -> list[ListedCase]:
    """``n`` children in care, shared among the three teams in turn."""
    teams = ("Harbour", "Meadow", "Lantern")
    return [listed(f"C{each:04}", **{"team": teams[each % 3], **facts}) for each in range(1, n + 1)]


def a_tool() -> ToolVersion:
    """A published tool version."""
    return tools.publish(TOOL, at=TODAY)


def plan_of(tool: ToolVersion, **changes: object) -> RoundPlan:
    """A plan with everything in order."""
    usual = RoundPlan(
        title="November round",
        theme="Children in care",
        tool_version_id=tool.id,
        period=PERIOD,
        opens_on=date(2026, 11, 20),
        due_on=date(2026, 12, 11),
        cohort=IN_CARE,
        moderation=ModerationRules(),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def draw_plan(**changes: object) -> DrawPlan:
    """Six cases in proportion to the teams, with a known seed."""
    usual = DrawPlan(StratifyBy.TEAM, "proportional", size=6, seed=2026)
    return replace(usual, **changes)  # type: ignore[arg-type]


def a_round(cast: Cast, **changes: object) -> Round:
    """A draft round."""
    return scheduling.create(plan_of(a_tool(), **changes), by=cast.quinn, at=TODAY)


def a_sample(cast: Cast, round_: Round, **changes: object) -> Sample:
    """The round with its sample drawn."""
    return drawing.draw(round_.id, draw_plan(**changes), by=cast.quinn, at=TODAY)


def an_open_round(cast: Cast, *entries: ListedCase, **changes: object) -> Round:
    """Thirty cases (or these) imported, a sample of six drawn and allocated."""
    import_list(cast, *(entries or many(30)))
    round_ = a_round(cast, **changes)
    a_sample(cast, round_)
    allocating.allocate(round_.id, by=cast.quinn, at=TODAY)
    return round_

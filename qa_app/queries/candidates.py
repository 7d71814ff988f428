"""Who could grade which case of an exercise, and why can others not?

Vignettes are open to every auditor. A council's case is not for those who are close to it, who read every audit, who
judged or moderated it before, or who follow up what was found in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.conflicts import CaseToAllocate, blind_conflict
from qa_app.queries import auditors

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from qa_app.domain.conflicts import AvailableAuditor
    from qa_app.models.calibration import Exercise, ExerciseCase


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be invited: the cases (of the exercise, by id) that they may grade, and why not the others."""

    auditor: AvailableAuditor
    may: frozenset[int]
    why_not: Mapping[int, str]

    @property
    def can_join(self) -> bool:
        """Whether there is anything for them to grade."""
        return bool(self.may)


def for_exercise(
    exercise: Exercise, on: date, *, only: Collection[int] | None = None, without: Collection[int] = ()
) -> Sequence[Candidate]:
    """Every active auditor by name, or those of ``only`` (ids). The exercise needs its cases, with team and worker."""
    real = [each for each in exercise.cases if each.case]
    pool = auditors.everybody(on, cases=[each.case_id for each in real if each.case_id], without=without)
    return [_candidate(each, exercise.cases) for each in pool if only is None or each.user_id in only]


def as_case(each: ExerciseCase) -> CaseToAllocate:
    """A real case of an exercise as the rules of independence know it. It needs its case with team and worker."""
    case = each.case
    return CaseToAllocate(
        sampled_case_id=each.id,
        reference=each.name,
        team=case.team.name if case and case.team else "",
        worker=case.worker.name if case and case.worker else "",
    )


def _candidate(auditor: AvailableAuditor, cases: Sequence[ExerciseCase]) -> Candidate:
    if auditor.is_external:
        only_theirs = (
            f"{auditor.name} is an external auditor, who sees nothing but the audits given to them: no exercise, and no "
            "grades of other people."
        )
        return Candidate(auditor, frozenset(), {cases[0].id: only_theirs} if cases else {})
    clashes = {each.id: blind_conflict(as_case(each), auditor) for each in cases if each.case}
    why_not = {number: clash.sentence for number, clash in clashes.items() if clash}
    return Candidate(auditor, frozenset(each.id for each in cases if each.id not in why_not), why_not)

"""May a moderator give these grades instead of the auditor's, and is every change explained?

A moderator may go above the cap as an auditor may: with a reason. A changed section can also bring a cap about that
the unchanged overall grade is above, and that must not happen silently.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  # what a field is must be known at run time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_app.domain import grading
from qa_app.domain.errors import Incomplete, NotPossible
from qa_app.domain.moderating import ChangeReason, check_change
from qa_app.domain.questions import Given
from qa_app.domain.standing_questions import OVERALL_GRADE
from qa_app.domain.words import written

if TYPE_CHECKING:
    from qa_app.domain.tools import Grade, ToolDefinition


@dataclass(frozen=True, slots=True)
class GradeChange:
    """Another grade (a key of the tool's scale), the category of the reason, and the reason in words."""

    grade: str
    category: ChangeReason | None
    because: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a moderator changes: the overall grade, grades of sections by key, or both.

    ``above_cap_because`` says why an overall grade that stands stays above the cap that changed sections lead to.
    """

    overall: GradeChange | None = None
    sections: Mapping[str, GradeChange] = field(default_factory=dict)
    above_cap_because: str = ""


def check_changes(
    tool: ToolDefinition,
    answers: Mapping[str, Given],
    overall: str,
    sections: Mapping[str, str],
    changes: Changes,
) -> None:
    """``overall`` and ``sections`` are the auditor's grades, as keys.

    :raises Incomplete: when nothing differs, a change is not explained, or a cap is passed over in silence.
    :raises NotPossible: for a grade or a section that the audit does not have.
    """
    if unknown := set(changes.sections) - set(sections):
        raise NotPossible(f"This audit has no graded section {', '.join(sorted(unknown))}.")
    pairs = [(each, sections[key]) for key, each in changes.sections.items()]
    if changes.overall:
        pairs.append((changes.overall, overall))
    if not pairs or any(each.grade == before for each, before in pairs):
        raise Incomplete(
            "Choose a grade that differs from the one it has now, or leave the grades as they are."
        )
    for each, _ in pairs:
        if each.grade not in {grade.key for grade in tool.grades}:
            raise NotPossible("Choose one of the grades of this tool.")
        check_change(each.category, each.because)
        written(each.because, "Explain the change to the auditor in your own words.")
    limit = cap_that_appears(tool, answers, overall, changes)
    if limit and not changes.above_cap_because.strip():
        raise Incomplete(
            f"With these grades the tool's rules allow {limit.name} overall at most. Change the overall grade "
            "too, or say why it stays."
        )


def cap_that_appears(
    tool: ToolDefinition, answers: Mapping[str, Given], overall: str, changes: Changes
) -> Grade | None:
    """The cap below the auditor's overall grade that only the changed sections bring about; None when there is none.

    A changed overall grade is explained by its own reason, and one above a cap before by the auditor's.
    """
    if changes.overall or grading.limited(tool, overall, answers) != overall:
        return None
    changed = {tool.section(key).grade_key: Given(each.grade) for key, each in changes.sections.items()}
    after = {**answers, **changed, OVERALL_GRADE: Given(overall)}
    return grading.cap(tool, after) if grading.is_above_cap(tool, after) else None

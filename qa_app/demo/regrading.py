"""How does a moderator word a changed grade, so that the words fit the change?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.demo import auditing, voices_moderation
from qa_app.demo.tendencies import GRADES
from qa_app.domain.regrading import Changes, GradeChange

if TYPE_CHECKING:
    from qa_app.demo.stage import Stage, Task


def changes_for(task: Task, settled: str, stage: Stage) -> Changes:
    """The overall grade becomes ``settled`` (a key), and often some sections move the same way."""
    given = auditing.grade_of(task)
    category, because = stage.voices.pick(
        voices_moderation.CHANGED[GRADES.index(given), GRADES.index(settled)]
    )
    step = 1 if GRADES.index(settled) > GRADES.index(given) else -1
    sections = {}
    able = [
        key
        for key, grade in auditing.grades_of_sections(task).items()
        if grade == given and 0 <= GRADES.index(grade) + step < len(GRADES)
    ]
    if not stage.chance(0.8):
        able = []
    for key in stage.rng.sample(able, min(len(able), stage.rng.choice((1, 1, 2, 3)))):
        words = stage.voices.pick(voices_moderation.SECTION_CHANGED)
        sections[key] = GradeChange(GRADES[GRADES.index(given) + step], category, words)
    return Changes(overall=GradeChange(settled, category, because), sections=sections)

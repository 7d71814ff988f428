"""Which exemplars have the QA managers of Exampleshire made?

When the first round was over they sat down with its audits, and again after the second: an extract from each of several
audits whose grade is final, some that they wrote themselves, and one that they soon retired. All without the dice of the
story, so that what else happens does not depend on it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session
from qa_app.demo import voices_exemplars
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import days_later
from qa_app.domain.exemplars import CouldIdentify
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, SectionGrade
from qa_app.models.tools import ToolVersion
from qa_app.queries import exemplars
from qa_app.services import exemplifying
from qa_app.services.exemplifying import Curated

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.demo.plot import Plot
    from qa_app.demo.stage import Stage
    from qa_app.demo.voices_exemplars import ExemplarVoice
    from qa_app.models.people import User


def expect_exemplars(stage: Stage, plot: Plot) -> None:
    """Two afternoons, each after a round, and a morning on which one is retired."""
    for number, (plotted, by) in enumerate(
        zip((plot.first, plot.second), stage.town.those_with(Role.QA_MANAGER), strict=True)
    ):
        day = days_later(plotted.due, 3)
        for place, voice in enumerate(_of(voices_exemplars.FROM_AUDITS, plotted.look.tool)):
            stage.diary.note(moment(day, 14, 20 + 7 * place), partial(_from_audit, voice, by))
        for place, voice in enumerate(_of(voices_exemplars.BY_HAND, plotted.look.tool)):
            stage.diary.note(moment(day, 15, 5 + 9 * place), partial(_by_hand, voice, by))
        if not number:
            stage.diary.note(moment(day, 15, 40), partial(_soon_retired, stage, by))


def _of(voices: tuple[ExemplarVoice, ...], tool: str) -> list[ExemplarVoice]:
    return [voice for voice in voices if voice.tool == tool]


def _from_audit(voice: ExemplarVoice, by: User, at: datetime) -> None:
    """From the first audit that has this grade in this section; by hand where there is none."""
    query = (
        select(Audit.id)
        .join(SectionGrade, SectionGrade.audit_id == Audit.id)
        .join(ToolVersion, ToolVersion.id == Audit.tool_version_id)
        .where(
            Audit.status == Status.MODERATED,
            ToolVersion.key == voice.tool,
            SectionGrade.section_key == voice.section,
            SectionGrade.final_grade == voice.grade,
        )
    )
    audit_id = session.scalar(query.order_by(Audit.id).limit(1))
    if audit_id is None:
        _by_hand(voice, by, at)
        return
    exemplifying.curate_from(exemplars.source(by, audit_id), _words(voice), by=by, at=at)


def _by_hand(voice: ExemplarVoice, by: User, at: datetime) -> None:
    """The warning, where there is one, is looked at as anybody would."""
    words = _words(voice)
    try:
        exemplifying.curate_by_hand(voice.tool, words, by=by, at=at)
    except CouldIdentify as warning:
        seen = _words(voice, seen=warning.marks)
        exemplifying.curate_by_hand(voice.tool, seen, by=by, at=at)


def _soon_retired(stage: Stage, by: User, at: datetime) -> None:
    made = exemplifying.curate_by_hand(
        voices_exemplars.RETIRED.tool, _words(voices_exemplars.RETIRED), by=by, at=at
    )

    def retire(later: datetime) -> None:
        exemplifying.retire(made, voices_exemplars.RETIRED_BECAUSE, revision=1, by=by, at=later)

    stage.diary.note(moment(days_later(at.date(), 6), 9, 25), retire)


def _words(voice: ExemplarVoice, *, seen: str = "") -> Curated:
    return Curated(
        section_key=voice.section,
        grade_key=voice.grade,
        text=voice.text,
        because=voice.because,
        source=voice.source,
        seen=seen,
        stays_because=voice.stays_because,
    )

"""What do the findings of a month or a round say today?

Everything is counted at one moment, hidden once where numbers are small, and handed on as one frozen value that the
page, the workbook and the PDF render. Nobody counts anything after this. The number of statements is the same for
ten audits and for ten thousand (``tests/queries/test_findings.py`` holds it).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.db import one_moment
from qa_app.domain.findings import Findings, Narrative
from qa_app.domain.suppression import suppress
from qa_app.queries import council as councils
from qa_app.queries import narratives, publications
from qa_app.queries.figures import (
    actions,
    agreement,
    concerns,
    grades,
    moderation,
    progress,
    questions,
    rows,
    sampling,
    sections,
    subjects,
    themes,
)
from qa_app.queries.figures.judgements import judgements

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.domain.figures import Figure, Value
    from qa_app.models.council import Council
    from qa_app.queries.figures.judgements import Judgements
    from qa_app.queries.figures.progress import Expected
    from qa_app.queries.figures.subjects import Subject

_AS_THEY_STAND = {"actions-open", "actions-late", "expected"}
"""Figures of how things stand now: counted today for an earlier period they would say something else."""


def findings_of(subject: Subject, *, at: datetime, with_rows: bool = False, corrects: str = "") -> Findings:
    """The findings with small numbers hidden. ``with_rows``: also the lists of audits and actions, for publishing.

    ``corrects`` says what a correction changes.
    """
    with one_moment():
        return _counted(subject, councils.settings(), at=at, with_rows=with_rows, corrects=corrects)


def _counted(subject: Subject, council: Council, *, at: datetime, with_rows: bool, corrects: str) -> Findings:
    threshold, today = council.suppression_threshold, in_london(at).date()
    found = judgements(subject, threshold)
    became = progress.expected(subject)
    raised = concerns.concerns(subject)
    promised = actions.promised(subject, council, today)
    alike = agreement.agreement(subject)
    listed = rows.rows(subject, found) if with_rows else rows.Rows((), ())
    written = narratives.of(subject.key)
    previous, last = _previous(subject, threshold)
    whole = Findings(
        kind=subject.kind,
        title=subject.title,
        council=council.name,
        period=subject.period,
        made_at=at,
        sampling=sampling.sampling(subject, found.n, became, progress.not_counted(became, subject)),
        figures=tuple(
            replace(figure, last=last.get(figure.key))
            for figure in (
                *_figures(subject, found, became, threshold),
                *concerns.figures(raised, subject),
                *actions.figures(promised),
            )
        ),
        grades=grades.overall(found),
        by_service=grades.by_service(found),
        by_team=grades.by_team(found),
        by_section=sections.by_section(subject, found),
        by_question=questions.by_question(subject, found),
        themes=themes.by_theme(subject, found, threshold),
        moderation=(*moderation.matrices(found), *moderation.reasons(subject, threshold)),
        agreement=tuple(replace(figure, last=last.get(figure.key)) for figure in alike.figures),
        consistency=alike.tables,
        actions=actions.by_rag(promised, subject),
        concerns=concerns.steps(raised, subject),
        narrative=Narrative(written.purpose, written.key_messages, written.next_steps)
        if written
        else Narrative(),
        previous=previous,
        answer_columns=listed.columns,
        audit_rows=listed.audits,
        action_rows=actions.rows(subject, council, today) if with_rows else (),
        classification=council.classification,
        corrects=corrects,
    )
    return suppress(whole, threshold)


def _figures(subject: Subject, found: Judgements, became: Expected, threshold: int) -> tuple[Figure, ...]:
    return (
        grades.audited(found, subject),
        progress.figure(became, subject, threshold),
        grades.good_or_better(found),
        *moderation.figures(found),
        progress.days(subject),
    )


def _previous(subject: Subject, threshold: int) -> tuple[str, dict[str, Value]]:
    """The last period's name and figures: as they were published, else as they are counted today, else none."""
    earlier = subjects.before(subject)
    if earlier is None:
        return "", {}
    published = publications.latest_findings(earlier.key)
    if published is not None:
        as_published = (*published.figures, *published.agreement)
        return f"{earlier.period.name}, as published", {each.key: each.value for each in as_published}
    found = judgements(earlier, threshold)
    if found.n == 0:
        return "", {}
    figures = (
        *_figures(earlier, found, progress.expected(earlier), threshold),
        *concerns.figures(concerns.concerns(earlier), earlier),
        *agreement.agreement(earlier).figures,
    )
    return (
        f"{earlier.period.name}, not published",
        {each.key: each.value for each in figures if each.key not in _AS_THEY_STAND},
    )

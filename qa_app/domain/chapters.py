"""In what order are findings read, and under which headings? Page, workbook and PDF follow the same chapters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.charts import Chart, chart_of
from qa_app.domain.findings import FindingsKind
from qa_app.domain.tables import Table, table_of, table_of_figures

if TYPE_CHECKING:
    from qa_app.domain.breakdowns import Breakdown
    from qa_app.domain.findings import Findings


@dataclass(frozen=True, slots=True)
class Part:
    """A table, with its picture when a picture helps."""

    table: Table
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading, words in plain text (see ``plain_text.blocks``), and tables. ``written``: by the QA manager."""

    key: str
    title: str
    words: str
    parts: tuple[Part, ...] = ()
    written: bool = False


def chapters(findings: Findings) -> tuple[Chapter, ...]:
    """The chapters that have something to say, in reading order."""
    told = findings.narrative
    figures = table_of_figures(findings.figures, findings.period.name, findings.previous)
    every = (
        Chapter("corrections", "What this publication corrects", findings.corrects, written=True),
        Chapter("purpose", "Purpose", told.purpose, written=True),
        Chapter("key-messages", "Key messages", told.key_messages, written=True),
        Chapter("main-figures", "Main figures", "", (Part(figures),) if findings.figures else ()),
        Chapter(
            "sampling",
            "How the cases were chosen",
            findings.sampling.statement,
            _parts(findings.sampling.tables),
        ),
        _chapter("grades", "Grades", _GRADES, findings.grades),
        _chapter("services", "Services", _SERVICES, findings.by_service),
        _chapter("teams", "Teams", _TEAMS, findings.by_team),
        _chapter("sections", "Sections of the audit", _SECTIONS, findings.by_section),
        _chapter("questions", "Questions", _QUESTIONS, findings.by_question),
        _chapter("themes", "Strengths and areas for improvement", _THEMES, findings.themes),
        _chapter("moderation", "Moderation", _MODERATION, findings.moderation),
        _consistency(findings),
        _chapter("actions", "Actions", _ACTIONS, findings.actions),
        _chapter("concerns", "Immediate concerns", _CONCERNS, findings.concerns),
        Chapter("next-steps", "Next steps", told.next_steps, written=True),
    )
    return tuple(chapter for chapter in every if chapter.words or chapter.parts)


def how_to_read(findings: Findings) -> str:
    """What every reader should know before the numbers, in plain text."""
    period = "month" if findings.kind is FindingsKind.MONTH else "round"
    lines = [
        (
            f"Figures are of audits finished in this {period}. They use the final grade: the moderator\u2019s where "
            "the moderator changed it, otherwise the auditor\u2019s."
        ),
        (
            "A likely range is the 95% Wilson interval: if the whole service had been audited, its figure would "
            "probably lie in that range. The fewer the audits, the wider the range. Two figures whose ranges "
            "overlap a lot may not be truly different."
        ),
    ]
    if findings.hidden_below:
        lines.append(
            f"\u201cNot shown\u201d means that the number is smaller than {findings.hidden_below}, or that it "
            "would let somebody work such a number out. It protects children and families in small groups.",
        )
    return "\n".join(f"- {line}" for line in lines)


def _chapter(key: str, title: str, words: str, breakdowns: tuple[Breakdown, ...]) -> Chapter:
    parts = _parts(breakdowns)
    return Chapter(key, title, words if parts else "", parts)


def _consistency(findings: Findings) -> Chapter:
    figures = table_of_figures(
        findings.agreement,
        findings.period.name,
        findings.previous,
        key="agreement-figures",
        title="Agreement between blind audits",
    )
    parts = (*((Part(figures),) if findings.agreement else ()), *_parts(findings.consistency))
    return Chapter("consistency", "Consistency of grading", _CONSISTENCY if parts else "", parts)


def _parts(breakdowns: tuple[Breakdown, ...]) -> tuple[Part, ...]:
    return tuple(Part(table_of(one), chart_of(one)) for one in breakdowns if not one.is_empty)


_GRADES = "What auditors decided, and what stood after moderation."
_SERVICES = "Each case counts for the service of the team that worked with the child when it was audited."
_TEAMS = (
    "Each case counts for the team that worked with the child when it was audited. "
    "A small group moves a lot with one case: read the likely range, not only the percentage."
)
_SECTIONS = (
    "Each section of an audit has its own grade. A section that was not relevant to the child is left out."
)
_QUESTIONS = (
    "Compliance questions ask whether something was done. Quality questions ask how well. They are never added "
    "together. Not applicable is left out of every share; not evidenced counts as not met."
)
_THEMES = (
    "Auditors tag what they found. One finding can carry several themes, so themes do not add up to findings."
)
_MODERATION = "What moderators did with the grades that auditors gave. Most agreement is good; none at all, or all, is a question."
_CONSISTENCY = (
    "Some cases are audited twice, by two people who do not know of each other. These figures compare what each of them "
    "graded first, before anybody moderated, so they show how alike auditors judge. Moderation has a chapter of its own: "
    "a moderator has seen the auditor\u2019s grade."
)
_ACTIONS = (
    "Blue: completed and verified. Green: on track. Amber: some progress, but slippage. "
    "Red: not progressed as planned. An action is blue only after quality assurance has seen the evidence."
)
_CONCERNS = "When an auditor was worried about a child\u2019s safety today, managers were told at once, before the audit was finished."

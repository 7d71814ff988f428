"""What should somebody know before they publish these findings? Sentences, the weightiest first; none forbids it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.figures import Count, Share
from qa_app.domain.findings import FindingsKind

if TYPE_CHECKING:
    from datetime import date

    from qa_app.domain.figures import Value
    from qa_app.domain.findings import Findings


def warnings(findings: Findings, today: date) -> tuple[str, ...]:
    """Whatever is missing, early or hidden."""
    return tuple(
        filter(
            None, (_nothing(findings), _early(findings, today), *_unfinished(findings), *_unwritten(findings))
        )
    )


def hidden_numbers(findings: Findings) -> int:
    """How many numbers of the tables and headline figures are not shown, totals and shares among them."""
    figures = sum(_is_hidden(figure.value) for figure in findings.figures)
    rows = [
        row
        for table in findings.breakdowns
        for row in (*table.rows, *([table.totals] if table.totals else []))
    ]
    return figures + sum(
        sum(count.is_hidden for count in row.counts) + _is_hidden(row.total) + _is_hidden(row.share)
        for row in rows
    )


def _is_hidden(value: Value | None) -> bool:
    return value is not None and value.is_hidden


def _nothing(findings: Findings) -> str:
    value = findings.figure("audited").value
    if isinstance(value, Count) and value.value == 0:
        return "There are no moderated audits, so the publication will say that there is nothing to report."
    return ""


def _early(findings: Findings, today: date) -> str:
    last = findings.period.last
    if findings.kind is FindingsKind.MONTH and today <= last:
        return f"{findings.period.name} is not over: audits that are moderated until {last.day} {last:%B} are not counted."
    return ""


def _unfinished(findings: Findings) -> tuple[str, ...]:
    value = findings.figure("expected").value
    if not isinstance(value, Share) or value.part.value is None or value.of.value is None:
        return ()
    waiting = value.of.value - value.part.value
    if not waiting:
        return ()
    if waiting == 1:
        return ("1 audit that was expected has no final grade yet and is not counted.",)
    return (f"{waiting:,} audits that were expected have no final grade yet and are not counted.",)


def _unwritten(findings: Findings) -> tuple[str, ...]:
    told = findings.narrative
    missing = [
        name
        for name, text in (
            ("purpose", told.purpose),
            ("key messages", told.key_messages),
            ("next steps", told.next_steps),
        )
        if not text
    ]
    if not missing:
        return ()
    listed = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
    return (f"Nothing has been written about: {listed}. Readers see figures without your words.",)

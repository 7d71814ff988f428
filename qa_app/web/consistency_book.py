"""Which sheets make up the workbook about consistency? The figures of the pages, row by row.

It holds what its reader may see on the pages: names of auditors only where they may read names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.agreement_breakdowns import by_distance, first_against_second
from qa_app.domain.agreement_words import WHAT, difference_words, in_plain_words, severity_words
from qa_app.domain.charts import chart_of
from qa_app.domain.figures import share_of
from qa_app.domain.tables import Column, ColumnKind, Table, table_of
from qa_app.exports.consistency_workbook import Sheet
from qa_app.queries.agreement import named_sections
from qa_app.web.agreement_page import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_app.domain.agreement import Estimate, Severity
    from qa_app.domain.breakdowns import Breakdown
    from qa_app.domain.pair_agreement import Compared
    from qa_app.domain.statistics import Share
    from qa_app.domain.tables import Cell
    from qa_app.queries.agreement import Found
    from qa_app.queries.auditor_grading import Auditors
    from qa_app.queries.question_health import ToolHealth

_NUMBER, _COUNT, _SHARE = ColumnKind.NUMBER, ColumnKind.COUNT, ColumnKind.SHARE
_NO_INTERVAL = "none"


def sheets(found: Found, auditors: Auditors, questions: ToolHealth | None) -> Iterator[Sheet]:
    """Agreement, then auditors, then questions; none that has nothing to say."""
    sections = named_sections(found.sections)
    if found.compared is not None:
        yield Sheet(_figures(found.compared, found.ground.words))
        rows = [(found.compared.about.title, found.compared)] if not found.compared.about.is_section else []
        yield _drawn(by_distance([*rows, *sections], words=found.ground.words))
        yield Sheet(table_of(first_against_second(found.compared)))
    if sections:
        yield Sheet(_sections(sections))
    if found.left_out:
        yield Sheet(_left_out(found))
    if auditors.rows:
        yield Sheet(_auditors(auditors))
        if auditors.sections:
            yield Sheet(_auditors_by_section(auditors))
    if questions:
        if questions.to_look_at:
            yield Sheet(_to_look_at(questions))
        yield Sheet(_questions(questions))


def _drawn(one: Breakdown) -> Sheet:
    return Sheet(table_of(one), chart_of(one))


def _figures(found: Compared, words: str) -> Table:
    figures = found.figures
    meanings = {key: meaning for key, _, meaning in MEANINGS}
    rows: list[tuple[Cell, ...]] = [
        ("Pairs", figures.pairs, _NO_INTERVAL, _NO_INTERVAL, figures.pairs, "", meanings["pairs"]),
        *(
            (
                name,
                _rounded(part.fraction),
                _rounded(part.low),
                _rounded(part.high),
                part.n,
                part.words,
                meanings[key],
            )
            for key, name, part in (
                ("exact", "The same, as a share", found.exact),
                ("within_one", "Within one step, as a share", found.within_one),
            )
            if part is not None
        ),
        (
            "First minus second, in steps",
            *_numbers(found.difference),
            figures.pairs,
            difference_words(found.difference),
            meanings["mean_signed_difference"],
        ),
    ]
    for key, name in WHAT.items():
        estimate: Estimate = getattr(figures, key)
        said = in_plain_words(key, estimate) or estimate.words
        rows.append((name, *_numbers(estimate), figures.pairs, said, meanings[key]))
    return Table(
        key="figures",
        title="Agreement",
        words=(f"{found.about.title}: how near two blind auditors come.", words),
        columns=(
            Column("Figure", width=32),
            Column("Value", _NUMBER, 18),
            Column("Interval from", _NUMBER, 14),
            Column("Interval to", _NUMBER, 14),
            Column("Pairs", _NUMBER, 10),
            Column("In words", width=60),
            Column("What it means", width=80),
        ),
        rows=tuple(rows),
    )


def _sections(sections: list[tuple[str, Compared]]) -> Table:
    return Table(
        key="sections",
        title="Agreement by section",
        words=("How near two blind auditors come in each section, with 95% intervals.",),
        columns=(
            Column("Section", width=40),
            Column("Pairs", _NUMBER, 10),
            *(
                Column(f"{name}{part}", _NUMBER, 16)
                for name in ("Alpha", "AC2")
                for part in ("", ", interval from", ", interval to")
            ),
        ),
        rows=tuple(
            (
                name,
                each.figures.pairs,
                *_numbers(each.figures.alpha_ordinal),
                *_numbers(each.figures.ac2_quadratic),
            )
            for name, each in sections
        ),
    )


def _left_out(found: Found) -> Table:
    return Table(
        key="left_out",
        title="Pairs left out",
        words=("Pairs that are not compared. Each is counted once, for the first reason that holds.",),
        columns=(Column("Why", width=90), Column("Pairs", _NUMBER, 10)),
        rows=tuple((reason.sentence, n) for reason, n in found.left_out),
    )


def _auditors(found: Auditors) -> Table:
    hidden = (
        f"Auditors with too few pairs have no row; there {'is' if found.hidden == 1 else 'are'} {found.hidden}."
        if found.hidden
        else ""
    )
    return Table(
        key="auditors",
        title="Auditors",
        words=(
            (
                "Mean difference of each auditor’s blind overall grades from the other auditor’s and from the final ones, "
                "in grade steps, drawn towards 0 where pairs are few. Above 0 is lenient."
            ),
            found.ground.words,
            hidden,
        ),
        columns=(
            Column("Auditor", width=28),
            Column("Pairs", _NUMBER, 10),
            Column("Against the other auditor", _NUMBER, 14),
            Column("Interval from", _NUMBER, 14),
            Column("Interval to", _NUMBER, 14),
            Column("In words", width=60),
            Column("Settled pairs", _NUMBER, 10),
            Column("Against the final grade", _NUMBER, 14),
            Column("Final: interval from", _NUMBER, 14),
            Column("Final: interval to", _NUMBER, 14),
        ),
        rows=tuple(
            (
                row.name,
                row.other.n,
                *_severity(row.other),
                severity_words(row.other, "the other auditor"),
                row.final.n if row.final else 0,
                *(_severity(row.final) if row.final else (_NO_INTERVAL,) * 3),
            )
            for row in found.rows
        ),
    )


def _auditors_by_section(found: Auditors) -> Table:
    return Table(
        key="auditors_by_section",
        title="Auditors by section",
        words=("Mean difference from the other auditor in each section, in grade steps, drawn towards 0.",),
        columns=(
            Column("Auditor", width=28),
            *(
                column
                for _, title in found.sections
                for column in (Column(title, _NUMBER, 20), Column(f"{title}: pairs", _NUMBER, 12))
            ),
        ),
        rows=tuple(
            (
                row.name,
                *(
                    value
                    for cell in row.cells
                    for value in (
                        (_NOT_SHOWN, _NOT_SHOWN)
                        if cell.n is None
                        else (_NO_INTERVAL if cell.shrunk is None else _rounded(cell.shrunk), cell.n)
                    )
                ),
            )
            for row in found.rows
        ),
    )


_NOT_SHOWN = "not shown"


def _to_look_at(found: ToolHealth) -> Table:
    return Table(
        key="rewrite_or_drop",
        title="Rewrite or drop",
        words=(
            f"{found.tool.title}: questions that a rule would have rewritten or dropped, one row a rule.",
        ),
        columns=(
            Column("Question", width=60),
            Column("Advice", width=12),
            Column("Why", width=50),
            Column("Rule", width=80),
        ),
        rows=tuple(
            (each.text, one.rule.advice.value, one.figures, one.rule.words)
            for each in found.to_look_at
            for one in each.reasons
        ),
    )


def _questions(found: ToolHealth) -> Table:
    return Table(
        key="questions",
        title="Questions",
        words=(
            f"{found.tool.title}: every question, over {found.audits:,} moderated audits and its blind pairs.",
        ),
        columns=(
            Column("Question", width=60),
            Column("Section", width=30),
            Column("Answered", _NUMBER, 10),
            Column("Not applicable", _SHARE, 14),
            Column("Not evidenced", _SHARE, 14),
            Column("Variation", width=18),
            Column("Same answer in pairs", _SHARE, 14),
            Column("Pairs", _NUMBER, 10),
            Column("Overturned", _SHARE, 14),
            Column("Median characters", _NUMBER, 12),
        ),
        rows=tuple(
            (
                each.text,
                section.title,
                each.answered,
                _share(each.not_applicable),
                _share(each.not_evidenced),
                ""
                if each.is_always_the_same is None
                else "always the same"
                if each.is_always_the_same
                else "varies",
                _share(each.same),
                each.same.n if each.same else 0,
                _share(each.overturned),
                each.median_length,
            )
            for section in found.sections
            for each in section.questions
        ),
    )


def _numbers(estimate: Estimate) -> tuple[Cell, Cell, Cell]:
    """Value and interval, or why there is none in place of the value."""
    if estimate.value is None:
        return estimate.shown.lower(), _NO_INTERVAL, _NO_INTERVAL
    return _rounded(estimate.value), _bound(estimate.low), _bound(estimate.high)


def _severity(found: Severity) -> tuple[Cell, Cell, Cell]:
    return _rounded(found.shrunk), _bound(found.low), _bound(found.high)


def _bound(value: float | None) -> Cell:
    return _NO_INTERVAL if value is None else _rounded(value)


def _rounded(value: float) -> float:
    return round(value, 3)


def _share(found: Share | None) -> Cell:
    return share_of(found.k, found.n) if found else "–"

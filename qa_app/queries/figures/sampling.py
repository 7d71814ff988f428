"""How were the audited cases chosen: drawn from how many, by which rule, and what was left out?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.breakdowns import Breakdown, Category, Tally, breakdown
from qa_app.domain.findings import Sampling
from qa_app.models.audits import Audit
from qa_app.models.rounds import Round, Sample, SampledCase

if TYPE_CHECKING:
    from qa_app.queries.figures.progress import Expected
    from qa_app.queries.figures.subjects import Subject


@dataclass(frozen=True, slots=True)
class Source:
    """One round that the audits came from. ``audited`` counts those of the subject only."""

    title: str
    sample: Sample
    audited: int
    drawn: int
    unsuitable: int

    @property
    def words(self) -> str:
        """``“October audit”: 60 drawn from 2,471; 57 audited. …``."""
        sample = self.sample
        by = "equal numbers by" if sample.method == "equal" else "in proportion by"
        if sample.per_stratum is not None:
            by = f"{sample.per_stratum:,} of each"
        gone = f" {_cases(self.unsuitable)} found unsuitable." if self.unsuitable else ""
        return (
            f"“{self.title}”: {self.drawn:,} drawn from {sample.population:,}; {self.audited:,} audited. "
            f"Drawn by chance, {by} {sample.stratify_by} (seed {sample.seed}).{gone}"
        )


def sampling(subject: Subject, n: int, became: Expected, extra: tuple[Breakdown, ...]) -> Sampling:
    """The statement, then a table of exclusions; for a round also its strata. Two statements.

    ``extra`` tables (audits that are not counted) come first. Without audits the statement says what there is instead.
    """
    sources = _sources(subject)
    lines = [f"- {source.words}" for source in sources]
    statement = _nothing(subject, became) if n == 0 else ""
    if lines:
        lead = "The audits come from these samples:" if n else "Samples of the round:"
        statement = "\n\n".join(filter(None, (statement, f"{lead}\n{chr(10).join(lines)}")))
    return Sampling(statement, (*extra, *_exclusions(sources), *_strata(subject, sources)))


def _nothing(subject: Subject, became: Expected) -> str:
    none = f"No audits were moderated {subject.within}, so there are no grades or answers to report."
    if not became.unfinished:
        return none
    audits = (
        "1 audit was due and has"
        if became.unfinished == 1
        else f"{became.unfinished:,} audits were due and have"
    )
    return f"{none} {audits} no final grade yet."


def _sources(subject: Subject) -> tuple[Source, ...]:
    audited = (
        select(Audit.round_id, func.count().label("n"))
        .where(subject.audited())
        .group_by(Audit.round_id)
        .subquery()
    )
    rounds = select(Round.title, Sample, func.coalesce(audited.c.n, 0)).join(
        Sample, Sample.round_id == Round.id
    )
    if subject.round_id is None:
        rounds = rounds.join(audited, audited.c.round_id == Round.id)
    else:
        rounds = rounds.outerjoin(audited, audited.c.round_id == Round.id).where(Round.id == subject.round_id)
    rows = session.execute(rounds.order_by(Round.opens_on, Round.id)).all()
    counts = {
        sample_id: (drawn, unsuitable)
        for sample_id, drawn, unsuitable in session.execute(
            select(
                SampledCase.sample_id,
                func.count().filter(SampledCase.is_reserve.is_(False)),
                func.count(SampledCase.unsuitable_because),
            )
            .where(SampledCase.sample_id.in_([sample.id for _, sample, _ in rows]))
            .group_by(SampledCase.sample_id)
        )
    }
    return tuple(Source(title, sample, n, *counts.get(sample.id, (0, 0))) for title, sample, n in rows)


def _exclusions(sources: tuple[Source, ...]) -> tuple[Breakdown, ...]:
    tallies = [
        Tally(str(each["reason"]), (int(each["n"]),), within=source.title)
        for source in sources
        for each in source.sample.exclusions
        if each["n"]
    ]
    if not tallies:
        return ()
    return (
        breakdown(
            "sampling-exclusions",
            "Cases that could not be drawn",
            definition="Cases of the list that were left out before the draw, by the reason.",
            row_heading="Reason",
            within_heading="Round",
            categories=(Category("Cases"),),
            tallies=tallies,
            protected=False,  # about the list, before anything was found
        ),
    )


def _strata(subject: Subject, sources: tuple[Source, ...]) -> tuple[Breakdown, ...]:
    if subject.round_id is None or not sources or not sources[0].sample.strata:
        return ()
    sample = sources[0].sample
    return (
        breakdown(
            "sampling-strata",
            "Cases drawn by group",
            definition="Cases that the filters found, those that could be drawn, and those that were.",
            row_heading=sample.stratify_by.capitalize(),
            categories=(Category("Found"), Category("Could be drawn"), Category("Drawn")),
            tallies=[
                Tally(str(each["name"]), (int(each["population"]), int(each["eligible"]), int(each["drawn"])))
                for each in sample.strata
            ],
            add_up_rows=True,
            protected=False,
        ),
    )


def _cases(n: int) -> str:
    return "1 case was" if n == 1 else f"{n:,} cases were"

"""How was a sample drawn, and what became of its cases? What the certificate says, on the page and in what is published."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.certificates import Certificate, Replacement
from qa_app.domain.frames import ExclusionCount
from qa_app.domain.sampling import StratumCount
from qa_app.domain.workflow import AUDITED
from qa_app.models.audits import Audit
from qa_app.models.rounds import SampledCase
from qa_app.queries.imports import ListSource
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.sampling import Method
    from qa_app.models.rounds import Sample


@dataclass(frozen=True, slots=True)
class SampledGroup:
    """The cases of one stratum with their audits, in draw order, the drawn before the reserve."""

    name: str
    cases: tuple[tuple[SampledCase, Audit | None], ...]


def of(sample: Sample, round_title: str) -> Certificate:
    """The certificate of a sample. Three statements."""
    sources = sources_of(sample)
    newest = max((each.confirmed_at for each in sources), default=sample.drawn_at)
    audited = session.scalar(
        select(func.count())
        .select_from(Audit)
        .join(SampledCase, Audit.sampled_case_id == SampledCase.id)
        .where(SampledCase.sample_id == sample.id, Audit.status.in_(AUDITED))
    )
    strata = tuple(StratumCount(**each) for each in sample.strata)
    method: Method = "equal" if sample.method == "equal" else "proportional"
    return Certificate(
        round_title=round_title,
        list_name=" and ".join(dict.fromkeys(each.file_name for each in sources)),
        list_hash=" and ".join(dict.fromkeys(each.sha256 for each in sources)),
        listed_on=in_london(newest).date(),
        drawn_on=in_london(sample.drawn_at).date(),
        filters=(sample.cohort_description,),
        method=method,
        per_stratum=sample.per_stratum,
        population=sample.population,
        asked=sample.size,
        drawn=sum(each.drawn for each in strata),
        strata=strata,
        exclusions=tuple(ExclusionCount(**each) for each in sample.exclusions),
        replacements=tuple(
            Replacement(
                gone.case.reference,
                gone.stratum,
                gone.unsuitable_because or "",
                instead.case.reference if instead else "",
            )
            for gone, instead in replacements(sample.id)
        ),
        audited=audited or 0,
        seed=sample.seed,
        frame_hash=sample.frame_hash,
        algorithm=sample.algorithm,
    )


def sources_of(sample: Sample) -> tuple[ListSource, ...]:
    """The file of each list that the sample was drawn from, as it was then."""
    return tuple(ListSource.from_json(each) for each in sample.sources)


def replacements(sample_id: int) -> Sequence[tuple[SampledCase, SampledCase | None]]:
    """Each case found unsuitable, with the reserve case that took its place, the earliest first."""
    spare = aliased(SampledCase)
    rows = session.execute(
        select(SampledCase, spare)
        .outerjoin(spare, spare.replaces_id == SampledCase.id)
        .where(SampledCase.sample_id == sample_id, SampledCase.unsuitable_because.is_not(None))
        .options(
            joinedload(SampledCase.case),
            joinedload(SampledCase.unsuitable_by),
            joinedload(spare.case),
        )
        .order_by(SampledCase.unsuitable_at, SampledCase.id)
    )
    return [(gone, instead) for gone, instead in rows]


def cases_of(sample: Sample, number: int) -> tuple[Page[SampledCase], list[SampledGroup]]:
    """One page of a sample, and its cases with their audits, group by group. Three statements."""
    page = page_of(
        select(SampledCase)
        .where(SampledCase.sample_id == sample.id)
        .options(joinedload(SampledCase.case))
        .order_by(SampledCase.stratum, SampledCase.is_reserve, SampledCase.position, SampledCase.id),
        number,
    )
    audits = {
        audit.sampled_case_id: audit
        for audit in session.scalars(
            select(Audit)
            .where(Audit.sampled_case_id.in_([each.id for each in page.items]))
            .options(joinedload(Audit.auditor))
        )
    }
    return page, [
        SampledGroup(name, tuple((sampled, audits.get(sampled.id)) for sampled in group))
        for name, group in groupby(page.items, key=lambda sampled: sampled.stratum)
    ]

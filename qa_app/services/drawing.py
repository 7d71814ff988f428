"""How is a sample drawn, so that anybody could draw it again?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from qa_app.clock import in_london
from qa_app.db import session, use_case
from qa_app.domain.errors import NotPossible, StepNotAllowed
from qa_app.domain.sampling import draw as draw_sample
from qa_app.models.audits import Audit
from qa_app.models.rounds import Round, RoundStatus, Sample, SampledCase
from qa_app.queries import imports, samples

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.domain.rounds import DrawPlan
    from qa_app.domain.sampling import Draw
    from qa_app.models.people import User


@use_case
def draw(round_id: int, plan: DrawPlan, *, once: str | None = None, by: User, at: datetime) -> Sample:
    """Draw the round's sample, or draw it again while nothing is allocated. The old draw is then forgotten.

    :raises StepNotAllowed: when audits of the round were given out.
    :raises NotPossible: when there is no case list, no case, or a number makes no sense.
    """
    row = session.get_one(Round, round_id, with_for_update=True, populate_existing=True)
    if once and (made := session.scalars(select(Sample).where(Sample.once == once)).one_or_none()):
        return made
    given_out = session.scalar(select(Audit.id).where(Audit.round_id == row.id).limit(1))
    if row.status is not RoundStatus.DRAFT or given_out is not None:
        raise StepNotAllowed(
            "Audits of this round were given out, so its sample stays as it was drawn. "
            "A case that turns out to be unsuitable can be replaced from the reserve."
        )
    plan.check()
    cohort = row.cohort
    files = imports.sources({number for criterion in cohort.criteria for number in criterion.lists})
    if not files:
        raise NotPossible("There is no case list yet that this round could draw from. Import one first.")
    on = in_london(at).date()
    found = draw_sample(
        samples.candidates(cohort, plan, round_id=row.id, on=on),
        size=plan.size,
        method=plan.method,
        seed=plan.seed,
        reserve=plan.reserve,
        per_stratum=plan.per_stratum,
    )
    _forget(row.id)
    sample = Sample(
        round_id=row.id,
        case_list_import_id=max(files, key=lambda file: (file.confirmed_at, file.import_id)).import_id,
        sources=[file.to_json() for file in files],
        cohort_description=cohort.describe(),
        stratify_by=plan.stratify_by.value,
        method=plan.method,
        size=found.asked,
        per_stratum=plan.per_stratum,
        reserve_size=plan.reserve,
        excluded_if_audited_months=plan.months,
        excluded_if_closed=plan.leave_out_closed,
        seed=found.seed,
        algorithm=found.algorithm,
        frame_hash=found.frame_hash,
        population=found.population,
        strata=[asdict(stratum) for stratum in found.strata],
        exclusions=[asdict(exclusion) for exclusion in found.exclusions],
        drawn_by_id=by.id,
        drawn_at=at,
        once=once,
    )
    session.add(sample)
    session.flush()
    _keep(sample.id, found)
    return sample


def _forget(round_id: int) -> None:
    earlier = select(Sample.id).where(Sample.round_id == round_id)
    session.execute(delete(SampledCase).where(SampledCase.sample_id.in_(earlier)))
    session.execute(delete(Sample).where(Sample.round_id == round_id))


def _keep(sample_id: int, found: Draw) -> None:
    session.execute(
        insert(SampledCase),
        [
            {
                "sample_id": sample_id,
                "case_id": each.case_id,
                "stratum": each.stratum,
                "position": each.position,
                "is_reserve": is_reserve,
            }
            for cases, is_reserve in ((found.drawn, False), (found.reserve, True))
            for each in cases
        ],
    )

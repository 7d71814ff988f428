"""Is the draw fair, repeatable, and kept with all that a certificate needs?"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.cohorts import Cohort, Criterion
from qa_app.domain.errors import NotPossible, StepNotAllowed
from qa_app.models.cases import Case
from qa_app.models.rounds import Round, Sample, SampledCase
from qa_app.queries import samples
from qa_app.services import allocating, drawing, scheduling
from tests.conftest import TODAY
from tests.lists_and_rounds import (
    IN_CARE,
    a_round,
    a_sample,
    a_tool,
    draw_plan,
    import_list,
    listed,
    many,
    plan_of,
)


def drawn_references(sample):
    rows = session.execute(
        select(Case.reference, SampledCase.is_reserve, SampledCase.position)
        .join(SampledCase)
        .where(SampledCase.sample_id == sample.id)
        .order_by(SampledCase.is_reserve, SampledCase.stratum, SampledCase.position)
    )
    return [tuple(row) for row in rows]


def test_the_sample_keeps_what_a_certificate_needs(app, cast):
    imported = import_list(cast, *many(30))
    sample = a_sample(cast, a_round(cast))
    assert sample.population == 30
    assert sample.case_list_import_id == imported.id
    assert [source["sha256"] for source in sample.sources] == [imported.sha256]
    assert sample.cohort_description == "Cases in list 8 (Children in care), still open."
    assert {stratum["name"]: stratum["drawn"] for stratum in sample.strata} == {
        "Harbour": 2,
        "Lantern": 2,
        "Meadow": 2,
    }
    rows = drawn_references(sample)
    assert len([row for row in rows if not row[1]]) == 6
    assert len([row for row in rows if row[1]]) == 6, "two in reserve for each of three teams"


def test_the_same_inputs_give_the_same_draw_whatever_the_database_calls_its_rows(app, cast):
    import_list(cast, *[listed(f"Z{n}") for n in range(7)])  # so that ids differ between the two draws
    import_list(cast, *many(40))
    first = a_sample(cast, a_round(cast))
    before, hash_before = drawn_references(first), first.frame_hash
    import_list(cast, *[listed(f"Y{n}") for n in range(11)])
    import_list(cast, *reversed(many(40)))
    second = drawing.draw(first.round_id, draw_plan(), by=cast.quinn, at=TODAY)
    assert drawn_references(second) == before
    assert second.frame_hash == hash_before
    # What the certificate tells a stranger to do, done by hand: the same on both databases and on any machine.
    by_hand = sorted(
        many(40), key=lambda entry: sha256(f"2026|{entry.team}|{entry.reference}".encode()).hexdigest()
    )
    firsts = {
        team: {entry.reference for entry in [each for each in by_hand if each.team == team][:2]}
        for team in ("Harbour", "Lantern", "Meadow")
    }
    assert {row[0] for row in before if not row[1]} == set().union(*firsts.values())


def test_drawing_again_forgets_the_first_draw(app, cast):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    a_sample(cast, round_)
    a_sample(cast, round_, size=9, seed=7)
    assert session.scalars(select(Sample.size)).all() == [9]
    assert len(session.scalars(select(SampledCase).where(~SampledCase.is_reserve)).all()) == 9


def test_a_second_click_draws_once(app, cast):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    first = drawing.draw(round_.id, draw_plan(), once="click", by=cast.quinn, at=TODAY)
    again = drawing.draw(round_.id, draw_plan(seed=9), once="click", by=cast.quinn, at=TODAY)
    assert (again.id, again.seed) == (first.id, 2026)


def test_nothing_is_drawn_again_once_audits_were_given_out(app, cast):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    a_sample(cast, round_)
    allocating.allocate(round_.id, by=cast.quinn, at=TODAY)
    with pytest.raises(StepNotAllowed, match="stays as it was drawn"):
        a_sample(cast, round_, seed=1)


def test_without_a_case_list_there_is_nothing_to_draw_from(app, cast):
    with pytest.raises(NotPossible, match="Import one first"):
        a_sample(cast, a_round(cast))


def test_a_case_in_another_round_is_left_out_and_counted(app, cast):
    import_list(cast, *many(30))
    a_sample(cast, a_round(cast))
    second = a_sample(cast, a_round(cast, title="Another round"), seed=5)
    assert second.exclusions == [{"reason": samples.IN_ANOTHER_ROUND, "n": 6}]
    both = session.scalars(select(SampledCase.case_id).where(~SampledCase.is_reserve)).all()
    assert len(both) == len(set(both)) == 12


def test_closed_cases_are_left_out_when_asked_and_counted(app, cast):
    known_only = [listed(f"N{n}", number=3, status="referral") for n in range(4)]
    import_list(cast, *many(12), *known_only)
    everybody = Cohort("All", (Criterion(lists=(3, 8)),))
    round_ = a_round(cast, cohort=everybody)
    assert a_sample(cast, round_).exclusions == []
    assert a_sample(cast, round_, leave_out_closed=True).exclusions == [
        {"reason": "The case is closed", "n": 4}
    ]


def test_a_changed_cohort_throws_the_sample_away(app, cast):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    a_sample(cast, round_)
    same = scheduling.change(round_.id, plan_of(a_tool(), title="Another title"), by=cast.quinn, at=TODAY)
    assert session.scalar(select(Sample.id)) is not None, "another title leaves the sample alone"
    scheduling.change(
        same.id, plan_of(a_tool(), cohort=replace(IN_CARE, teams=("Harbour",))), by=cast.quinn, at=TODAY
    )
    assert session.scalar(select(Sample.id)) is None
    assert session.scalar(select(SampledCase.id)) is None
    assert session.scalars(select(Round)).one().cohort.teams == ("Harbour",)

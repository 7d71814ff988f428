"""Who reads which exemplar, and beside which grades does it stand?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from qa_app.db import session, use_case
from qa_app.domain.tools import ToolDefinition
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.exemplars import Exemplar
from qa_app.queries import exemplars
from qa_app.queries.exemplars import Wanted
from qa_app.services import exemplifying, pairing
from tests import factories
from tests.conftest import TODAY
from tests.domain.small_tool import SMALL


def read_by(user, **wanted):
    return {each.id for each in exemplars.matching(user, Wanted(**wanted)).items}


def beside(user, audit, section="overall"):
    """Grade → the ids of what is shown, found again by their words."""
    ids = dict(session.execute(select(Exemplar.text, Exemplar.id)).all())
    return {
        grade: [ids[each.text] for each in found]
        for grade, found in exemplars.shown_beside(user, audit, section).items()
    }


def exemplar(*of, **more):
    """With words of its own."""
    number = session.scalar(select(func.count(Exemplar.id)))
    return factories.exemplar(*of, text=f"Seen alone {number} times, and asked what should change.", **more)


@pytest.fixture
def moderated(cast):
    return factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour, reference="EX1")


def test_it_stands_beside_its_grade_in_its_section_only(cast, moderated):
    overall = exemplar(moderated)
    seeing = exemplar(moderated, section="seeing")
    by_hand = exemplar(section="seeing", grade="inadequate")
    mine = factories.audit(cast.ben, status=Status.IN_PROGRESS)
    assert beside(cast.ben, mine) == {"good": [overall.id]}
    assert beside(cast.ben, mine, "seeing") == {"good": [seeing.id], "inadequate": [by_hand.id]}
    assert beside(cast.ben, mine, "family") == {}


def test_three_of_a_grade_are_shown_the_newest_first(cast):
    made = [exemplar(at=TODAY + timedelta(hours=number)).id for number in range(5)]
    mine = factories.audit(cast.ben, status=Status.IN_PROGRESS)
    assert beside(cast.ben, mine) == {"good": made[:1:-1]}


def test_it_is_on_no_page_of_the_case_that_it_comes_from(cast, moderated):
    made = exemplar(moderated)
    same_case = factories.audit(cast.ben, status=Status.IN_PROGRESS)
    _move_to_case(same_case.id, moderated.case_id)
    other = factories.audit(cast.ben, status=Status.IN_PROGRESS)
    other = session.get_one(Audit, other.id)
    same_case = session.get_one(Audit, same_case.id)
    assert beside(cast.ben, same_case) == {}
    assert beside(cast.ben, other) == {}, "who still has to judge the case meets its extract nowhere"
    assert read_by(cast.ben) == set()
    assert beside(cast.olu, other) == {"good": [made.id]}
    assert read_by(cast.olu) == {made.id}


def test_a_second_auditor_of_the_case_does_not_get_it(cast):
    first = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    pair = pairing.pair_by_hand(first.id, cast.ben.id, because="Sure.", by=cast.quinn, at=TODAY)
    _settle(first.id)
    made = exemplar(first)
    assert pair.second_id
    assert read_by(cast.ben) == set()
    assert read_by(cast.asha) == read_by(cast.quinn) == {made.id}
    with pytest.raises(NoResultFound):
        exemplars.one(cast.ben, made.id)


def test_auditors_do_not_read_retired_ones_or_those_whose_audit_was_graded_otherwise_since(cast, moderated):
    retired, doubtful = exemplar(), exemplar(moderated)
    exemplifying.retire(retired, "Old.", revision=1, by=cast.quinn, at=TODAY)
    assert read_by(cast.ben) == {doubtful.id}
    _final(moderated.id, "inadequate")
    assert read_by(cast.ben) == set()
    assert beside(cast.ben, factories.audit(cast.ben, status=Status.IN_PROGRESS)) == {}
    assert read_by(cast.quinn) == {doubtful.id}
    assert read_by(cast.quinn, is_retired=True) == {retired.id}
    assert exemplars.number_to_look_at(cast.quinn) == 1
    assert not exemplars.described([exemplars.one(cast.quinn, doubtful.id)])[doubtful.id].is_still_so
    _final(moderated.id, None)
    assert read_by(cast.ben) == set()


def test_it_is_narrowed_by_tool_section_and_grade(cast):
    one = exemplar(section="seeing", grade="good").id
    other = exemplar(section="overall", grade="inadequate").id
    assert read_by(cast.ben, section_key="seeing") == read_by(cast.ben, grade_key="good") == {one}
    assert read_by(cast.ben, tool_key="small") == {one, other}
    assert read_by(cast.ben, tool_key="large") == set()
    assert exemplars.choices_for(cast.ben) == exemplars.Choices(
        tools=(("small", "A small tool"),),
        sections=(("overall", "Overall judgement"), ("seeing", "Seeing the child")),
        grades=(("inadequate", "Inadequate"), ("good", "Good")),
    )


def test_a_version_without_the_section_or_the_grade_shows_none_of_them(cast):
    gone = exemplar(section="family", grade="good")
    kept = exemplar(section="seeing", grade="good")
    old = factories.audit(cast.ben, status=Status.IN_PROGRESS)
    smaller = {
        **SMALL,
        "version": 2,
        "sections": [each for each in SMALL["sections"] if each["key"] != "family"],
        "limiting_rules": [],
    }
    new = factories.audit(
        cast.ben, status=Status.IN_PROGRESS, definition=ToolDefinition.model_validate(smaller)
    )
    assert beside(cast.ben, old, "family") == {"good": [gone.id]}
    assert beside(cast.ben, new, "seeing") == {"good": [kept.id]}
    described = exemplars.described([gone, kept])
    assert (described[gone.id].is_asked, described[kept.id].is_asked) == (False, True)
    assert described[gone.id].section == "Family"


def test_what_can_be_made_one_of(cast, moderated):
    graded = exemplars.graded_sections(exemplars.source(cast.quinn, moderated.id))
    assert [(each.section.key, each.grade.key) for each in graded] == [
        ("seeing", "good"), ("family", "good"), ("overall", "good"),
    ]  # fmt: skip
    for other in (factories.audit(cast.asha, status=Status.SUBMITTED), factories.audit(cast.asha)):
        with pytest.raises(NoResultFound):
            exemplars.source(cast.quinn, other.id)


def test_a_list_takes_the_same_queries_however_long_it_is(cast, count_queries):
    counts = []
    for number in (1, 6):
        for _ in range(number):
            exemplar()
        session.expire_all()
        with count_queries() as asked:
            exemplars.described(exemplars.matching(cast.quinn, Wanted()).items)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 7


@use_case
def _move_to_case(audit_id, case_id):
    session.get_one(Audit, audit_id).case_id = case_id


@use_case
def _final(audit_id, grade):
    session.get_one(Audit, audit_id).final_grade = grade


@use_case
def _settle(audit_id):
    audit = session.scalars(select(Audit).where(Audit.id == audit_id)).one()
    audit.status, audit.final_grade, audit.moderated_at = Status.MODERATED, "good", TODAY

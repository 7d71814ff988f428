"""Does nobody see what they must not while a repeat is open, and is self-agreement counted rightly?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from qa_app.db import session, use_case
from qa_app.domain.actions import Level, Priority
from qa_app.domain.months import Month
from qa_app.domain.self_agreement import WhyNot
from qa_app.domain.tools import ToolDefinition
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import AnyAudit, Audit, RepeatAudit
from qa_app.models.council import Council
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.queries import (
    action_lists,
    actions,
    audits,
    exemplars,
    moderation_changes,
    own_audits,
    pairs,
    progress,
    repeats,
    search,
)
from qa_app.queries.figures import subjects
from qa_app.queries.findings import findings_of
from qa_app.queries.moderation_changes import Wanted
from qa_app.services import auditing, proposing, repeating
from qa_app.services.proposing import Proposal
from tests import factories
from tests.conftest import TODAY
from tests.domain.small_tool import SMALL

OPEN = (Status.ALLOCATED, Status.IN_PROGRESS)


def seen_by(user):
    return {audit.id for audit in session.scalars(audits.visible_to(user))}


@pytest.mark.parametrize("status", OPEN)
def test_while_it_is_open_the_earlier_audit_is_hidden_from_its_auditor_everywhere(cast, status):
    repeat = factories.repeat(cast.asha, status=status, reference="EX500")
    earlier = session.get_one(Audit, repeat.of_id)
    asha = cast.asha
    assert seen_by(asha) == {repeat.id}
    assert not audits.is_visible_to(asha, earlier.id)
    for question in (audits.one_of, audits.one_to_answer, audits.one_visible_to):
        with pytest.raises(NoResultFound):
            question(asha, earlier.id)
    assert [each.id for each in search.found_for(asha, "EX500").audits] == [repeat.id]
    assert search.found_for(asha, f"audit {earlier.id}").audits == ()
    counts = own_audits.counts_for(asha, today=TODAY.date())
    assert (counts.due, counts.moderated, counts.unread_feedback) == (1, 0, 0)
    assert own_audits.done_by(asha).items == ()


def test_after_it_is_handed_in_or_withdrawn_the_earlier_audit_is_there_again(cast):
    done = factories.repeat(cast.asha)
    assert seen_by(cast.asha) == {done.id, done.of_id}
    other = factories.repeat(cast.ben, status=Status.IN_PROGRESS)
    repeating.withdraw(other.id, because="No time.", by=cast.ben, at=TODAY)
    assert seen_by(cast.ben) == {other.of_id}
    assert own_audits.counts_for(cast.ben, today=TODAY.date()).unread_feedback == 1


def test_others_judgements_of_the_case_are_hidden_too(cast):
    repeat = factories.repeat(cast.asha, status=Status.ALLOCATED, team=cast.harbour)
    theirs = factories.audit(cast.ben, status=Status.MODERATED, team=cast.harbour)
    _set(theirs.id, case_id=repeat.case_id)
    assert theirs.id not in seen_by(cast.asha)
    assert theirs.id in seen_by(cast.tomas), "who has nothing to judge reads on"


def test_actions_from_the_earlier_audit_are_hidden_unless_they_are_theirs_to_do(cast):
    repeat = factories.repeat(cast.asha, status=Status.ALLOCATED, team=cast.harbour, reference="EX500")
    earlier = session.get_one(Audit, repeat.of_id)

    def proposed(owner):
        wanted = Proposal("Ring.", "Rung.", Level.CHILD, Priority.LOW, owner.id, date(2026, 12, 18))
        return proposing.propose(earlier, wanted, link=str, by=cast.quinn, at=TODAY)

    other, own = proposed(cast.tomas), proposed(cast.asha)

    def reach(user):
        return {each.id for each in session.scalars(actions.visible_to(user))}

    assert reach(cast.asha) == {own.id}
    assert reach(cast.quinn) == reach(cast.tomas) == {other.id, own.id}
    assert [each.id for each in search.found_for(cast.asha, "EX500").actions] == [own.id]
    assert action_lists.owners_within_reach_of(cast.asha) == ((cast.asha.id, "Asha Rao"),)
    repeating.withdraw(repeat.id, because="No time.", by=cast.asha, at=TODAY)
    assert reach(cast.asha) == {other.id, own.id}


def test_a_settled_pair_of_the_earlier_audit_is_hidden_too(cast):
    pair = factories.pair(cast.asha, cast.ben, at=TODAY - timedelta(weeks=10), team=cast.harbour)
    assert pairs.one(cast.asha, pair.id)
    repeating.opt_in(by=cast.asha, at=TODAY)
    (repeat,) = repeating.give_out(at=TODAY)
    assert repeat.of_id == pair.audit_id
    with pytest.raises(NoResultFound):
        pairs.one(cast.asha, pair.id)
    assert pairs.shown_with(cast.asha, repeat) is None
    assert pairs.one(cast.ben, pair.id)
    repeating.withdraw(repeat.id, because="No time.", by=cast.asha, at=TODAY)
    assert pairs.one(cast.asha, pair.id)


def test_an_exemplar_from_the_earlier_audit_is_hidden_too(cast):
    repeat = factories.repeat(cast.asha, status=Status.IN_PROGRESS)
    made = factories.exemplar(session.get_one(Audit, repeat.of_id))
    assert exemplars.matching(cast.asha, exemplars.Wanted()).items == ()
    mine = audits.one_of(cast.asha, repeat.id)
    assert exemplars.shown_beside(cast.asha, mine, "overall") == {}
    assert exemplars.matching(cast.ben, exemplars.Wanted()).items == (made,)


def test_an_earlier_audit_that_comes_back_is_theirs_to_work_on_and_nothing_is_compared(cast):
    repeat = factories.repeat(cast.asha, status=Status.IN_PROGRESS, at=TODAY)
    _come_back(repeat.of_id, cast.quinn, at=TODAY + timedelta(hours=2))
    assert audits.one_of(cast.asha, repeat.of_id)
    mine = audits.one_to_answer(cast.asha, repeat.id)
    factories.answer(mine, factories.everything(), at=TODAY)
    auditing.submit(mine, link=str, by=cast.asha, at=TODAY + timedelta(hours=3))
    (twice,) = repeats.twice(repeats.done_by(cast.asha))
    assert twice.why_not is WhyNot.CAME_BACK


def test_one_that_comes_back_after_the_repeat_changes_nothing(cast):
    done = factories.repeat(cast.asha, ("good", "outstanding"), at=TODAY)
    _come_back(done.of_id, cast.quinn, at=TODAY + timedelta(days=3))
    (twice,) = repeats.twice(repeats.done_by(cast.asha))
    assert twice.why_not is None
    assert (twice.earlier["overall-grade"], twice.again["overall-grade"]) == ("good", "outstanding")


def test_two_versions_of_a_tool_are_counted_apart(cast):
    done = factories.repeat(cast.asha)
    newer = factories.tool(ToolDefinition.model_validate({**SMALL, "version": 2}))
    _set(done.id, tool_version_id=newer.id)
    (twice,) = repeats.twice(repeats.done_by(cast.asha))
    assert twice.why_not is WhyNot.OTHER_VERSION
    (of_asha,) = repeats.overview().auditors
    assert (of_asha.done, of_asha.repeated.n) == (1, 0)
    assert dict(repeats.overview().together.left_out) == {WhyNot.OTHER_VERSION: 1}


def test_a_repeat_is_its_auditors_and_quality_assurances_only(cast):
    done = factories.repeat(cast.asha, team=cast.harbour)
    for person in (cast.dara, cast.tomas, cast.sana, cast.ben):
        assert done.id not in seen_by(person)
        with pytest.raises(NoResultFound):
            repeats.one_done(person, done.id)
    assert done.id in seen_by(cast.quinn)
    for person in (cast.asha, cast.quinn):
        assert repeats.one_done(person, done.id).id == done.id
        with pytest.raises(NoResultFound):
            repeats.one_open(person, done.id)


def test_it_is_in_nobody_elses_figures(cast):
    factories.repeat(cast.asha, ("good", "inadequate"), team=cast.harbour)
    compared = moderation_changes.compared(cast.quinn, Wanted(), threshold=0)
    assert compared.overall.n == 1
    assert session.scalars(select(Pair)).all() == []
    earlier = session.scalars(select(Audit)).one()
    assert progress.of_rounds([earlier.round_id], TODAY.date())[earlier.round_id].total == 1
    _show_small_numbers()
    for month in (Month(2026, 9), Month(2026, 11)):
        found = findings_of(subjects.of_month(month), at=TODAY)
        assert found.figure("audited").value.value == (1 if month.number == 9 else 0)


def test_the_overview_names_everybody_and_counts_them_together(cast):
    factories.repeat(cast.asha, ("good", "requires_improvement"))
    factories.repeat(cast.ben, ("good", "good"))
    repeating.opt_in(by=cast.olu, at=TODAY)
    found = repeats.overview()
    assert [each.auditor.name for each in found.auditors] == ["Asha Rao", "Ben Okoro", "Olu Stranger"]
    assert [each.done for each in found.auditors] == [1, 1, 0]
    assert [each.repeated.n for each in found.auditors] == [1, 1, 0]
    assert (found.together.n, found.together.by_scale[0].drift.mean) == (2, -0.5)


def test_what_a_moderator_changed_is_said(cast):
    done = factories.repeat(cast.asha)
    _set(done.of_id, final_grade="inadequate")
    (twice,) = repeats.twice(repeats.done_by(cast.asha))
    assert twice.was_changed


def test_the_overview_takes_the_same_queries_however_many_there_are(cast, count_queries):
    counts = []
    for people in ([cast.asha], [cast.ben, cast.olu]):
        for each in people:
            factories.repeat(each)
        session.expunge_all()
        with count_queries() as asked:
            repeats.overview()
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


@use_case
def _set(audit_id, **values):
    row = session.get_one(AnyAudit, audit_id)
    for name, value in values.items():
        setattr(row, name, value)


@use_case
def _show_small_numbers():
    session.get_one(Council, 1).suppression_threshold = 0


@use_case
def _come_back(audit_id, by, *, at):
    """As a second look that is asked for after moderation."""
    audit = session.get_one(Audit, audit_id)
    audit.status, audit.final_grade = Status.SUBMITTED, None
    audit.take(Step.RETURN, by=by, at=at, note="Look again.")
    assert session.scalars(select(Moderation).where(Moderation.audit_id == audit_id)).one().stands
    assert isinstance(session.scalars(select(RepeatAudit)).first(), RepeatAudit)

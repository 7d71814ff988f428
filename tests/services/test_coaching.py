"""Is a conversation about grading kept in the words of those who had it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from qa_app.db import session, use_case
from qa_app.domain.coaching import Conversation, Source, Standing
from qa_app.domain.errors import Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.moderating import ChangeReason
from qa_app.domain.policy import Role
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.workflow import Status
from qa_app.models.coaching import Coaching
from qa_app.models.mail import OutboxMessage
from qa_app.models.moderation import Moderation
from qa_app.models.people import RoleRow, User
from qa_app.queries import coaching as found
from qa_app.queries.coaching import CoachingCounts, Occasion, Wanted
from qa_app.services import coaching, moderating
from tests import exercises, factories
from tests.conftest import TODAY

SOON = TODAY + timedelta(days=2)
SAID = Conversation(
    "Impact before effort", "We read two audits together.", "Grade two vignettes.", date(2026, 12, 1)
)


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


def write(by, auditor, said=SAID, origin=None, **more):
    origin = origin or found.by_hand(by)
    return coaching.write(origin, auditor.id, said, **{"link": str, "by": by, "at": TODAY, **more})


def stored(entry):
    session.expire_all()
    return session.get_one(Coaching, entry.id)


def answer(entry, by, words="I see it now.", **more):
    fresh = stored(entry)
    coaching.answer(fresh, words, **{"link": str, "revision": fresh.revision, "by": by, "at": TODAY, **more})


def change(entry, by, said=SAID, **more):
    fresh = stored(entry)
    coaching.change(fresh, said, **{"revision": fresh.revision, "by": by, "at": TODAY, **more})


def changed_audit(cast, auditor, by):
    audit = factories.audit(auditor, status=Status.SUBMITTED, team=cast.harbour)
    changed = GradeChange("requires_improvement", ChangeReason.IMPACT, "Effort is not impact.")
    moderating.change(audit, Changes(changed), link=str, revision=audit.revision, by=by, at=TODAY)
    return audit


def test_the_auditor_is_told_without_detail_and_answers(cast):
    entry = write(cast.quinn, cast.asha)
    (told,) = session.scalars(select(OutboxMessage))
    assert told.to_address == cast.asha.email
    assert "Impact" not in told.subject + told.body
    assert entry.standing is Standing.UNANSWERED
    answer(entry, cast.asha)
    assert (stored(entry).answer, stored(entry).standing) == ("I see it now.", Standing.OPEN)
    assert {each.to_address for each in session.scalars(select(OutboxMessage))} == {
        cast.asha.email,
        cast.quinn.email,
    }


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (replace(SAID, topic=" "), "Say what it was about"),
        (replace(SAID, topic="x" * 201), "200 characters or fewer"),
        (replace(SAID, notes=""), "Write down what you talked about"),
        (replace(SAID, next_step=""), "which next step"),
        (replace(SAID, next_on=date(2026, 11, 19)), "today or later"),
    ],
)
def test_an_incomplete_entry_is_none(cast, said, refusal):
    with pytest.raises(Incomplete, match=refusal):
        write(cast.quinn, cast.asha, said)
    assert session.scalars(select(Coaching)).all() == []


def test_it_is_about_an_auditor_and_never_about_oneself(cast, rita):
    for person in (cast.tomas, rita, cast.quinn):
        with pytest.raises(NotPossible):
            write(cast.quinn, person)
    also(cast.quinn, Role.AUDITOR)
    with pytest.raises(NotPossible):
        write(cast.quinn, cast.quinn)
    assert write(rita, cast.quinn).auditor_id == cast.quinn.id


@use_case
def also(user, role):
    user.roles = [*user.roles, session.scalars(select(RoleRow).where(RoleRow.name == role)).one()]


def test_the_same_form_twice_is_one_entry(cast):
    assert write(cast.quinn, cast.asha, once="a").id == write(cast.quinn, cast.asha, once="a").id


def test_only_its_author_changes_it_and_only_until_it_is_answered(cast, rita):
    entry = write(cast.quinn, cast.asha)
    other = replace(SAID, notes="We read three audits together.")
    with pytest.raises(NotYours, match="Only Quinn Hale"):
        change(entry, rita, other)
    with pytest.raises(Stale):
        change(entry, cast.quinn, other, revision=9)
    change(entry, cast.quinn, other)
    assert stored(entry).notes == "We read three audits together."
    answer(entry, cast.asha)
    with pytest.raises(StepNotAllowed, match="its words stay as they are"):
        change(entry, cast.quinn)


def test_a_day_that_was_agreed_may_pass_while_words_are_changed(cast):
    entry = write(cast.quinn, cast.asha)
    later = TODAY + timedelta(days=30)
    change(entry, cast.quinn, replace(SAID, topic="Impact"), at=later)
    with pytest.raises(Incomplete, match="today or later"):
        change(entry, cast.quinn, replace(SAID, next_on=date(2026, 12, 2)), at=later)


def test_only_the_auditor_answers_and_once_and_to_what_they_read(cast):
    entry = write(cast.quinn, cast.asha)
    for person in (cast.ben, cast.quinn):
        with pytest.raises(NotYours):
            answer(entry, person)
    with pytest.raises(Incomplete):
        answer(entry, cast.asha, " ")
    with pytest.raises(Stale):
        answer(entry, cast.asha, revision=9)
    answer(entry, cast.asha)
    with pytest.raises(StepNotAllowed, match="answered this entry already"):
        answer(entry, cast.asha, "Again.")
    assert stored(entry).answer == "I see it now."


@pytest.mark.parametrize("who", ["asha", "quinn"])
def test_the_next_step_is_done_once_by_the_auditor_or_who_runs_it(cast, who):
    entry, person = write(cast.quinn, cast.asha), getattr(cast, who)
    with pytest.raises(NotYours):
        coaching.mark_done(entry, revision=entry.revision, by=cast.ben, at=TODAY)
    coaching.mark_done(entry, revision=entry.revision, by=person, at=TODAY)
    assert (stored(entry).standing, stored(entry).done_by_id) == (Standing.DONE, person.id)
    with pytest.raises(StepNotAllowed, match="done already"):
        coaching.mark_done(stored(entry), revision=entry.revision, by=person, at=TODAY)


# ------------------------------------------------------------------------------------------- origin
def test_from_a_changed_grade_the_topic_is_its_category(cast):
    audit = changed_audit(cast, cast.asha, cast.quinn)
    (decision,) = found_decisions()
    origin = found.from_decision(cast.quinn, decision.id)
    assert [each.name for each in origin.auditors] == ["Asha Rao"]
    assert origin.topic == f"{ChangeReason.IMPACT.label}: overall grade"
    entry = write(cast.quinn, cast.asha, replace(SAID, topic=origin.topic), origin)
    assert (entry.source, entry.source_id, found.occasion_of(cast.quinn, entry).audit_id) == (
        Source.CHANGED,
        decision.id,
        audit.id,
    )
    with pytest.raises(NotPossible):
        write(cast.quinn, cast.ben, origin=origin)


def found_decisions():
    return session.scalars(select(Moderation)).all()


def test_from_what_was_agreed_or_is_ones_own_there_is_no_occasion(cast, rita):
    factories.audit(cast.asha, status=Status.MODERATED)
    (agreed,) = found_decisions()
    with pytest.raises(NoResultFound):
        found.from_decision(cast.quinn, agreed.id)
    changed_audit(cast, rita, cast.quinn)
    with pytest.raises(NoResultFound):
        found.from_decision(rita, found_decisions()[-1].id)


def test_from_a_pair_either_auditor_and_the_audit_is_their_own(cast):
    pair = factories.pair(cast.asha, cast.ben)
    origin = found.from_pair(cast.quinn, pair.id)
    assert {each.name for each in origin.auditors} == {"Asha Rao", "Ben Okoro"}
    for person, audit_id in ((cast.asha, pair.audit_id), (cast.ben, pair.second_id)):
        entry = write(cast.quinn, person, origin=origin)
        assert (entry.source, found.occasion_of(cast.quinn, entry).audit_id) == (
            Source.DISAGREEMENT,
            audit_id,
        )
    waiting = factories.pair(cast.asha, cast.ben, handed_in=1)
    with pytest.raises(NoResultFound):
        found.from_pair(cast.quinn, waiting.id)


def test_a_released_calibration_is_an_occasion_for_whoever_was_invited(cast):
    shown = exercises.released(cast.quinn, {cast.asha: "good", cast.ben: None})
    origin = found.from_calibration(cast.quinn, shown.id)
    assert {each.name for each in origin.auditors} == {"Asha Rao", "Ben Okoro"}
    assert origin.topic == shown.title
    entry = write(cast.quinn, cast.ben, origin=origin)
    assert (entry.source, entry.source_id) == (Source.CALIBRATION, shown.id)
    for reader in (cast.quinn, cast.ben):
        assert found.occasion_of(reader, entry) == Occasion(exercise_id=shown.id)
    with pytest.raises(NotPossible):
        write(cast.quinn, cast.olu, origin=origin)


def test_before_its_release_a_calibration_is_no_occasion(cast):
    waiting = exercises.opened(cast.quinn, [cast.asha], at=TODAY, releases_at=SOON)
    for number in (waiting.id, 99999):
        with pytest.raises(NoResultFound):
            found.from_calibration(cast.quinn, number)


# -------------------------------------------------------------------------------------------- reach
def test_only_qa_managers_and_that_auditor_read_an_entry(cast, rita):
    entry = write(cast.quinn, cast.asha)
    for person in (cast.quinn, rita, cast.asha):
        assert found.one(person, entry.id).id == entry.id
    for person in (cast.ben, cast.tomas, cast.sana, cast.dara, cast.bola, cast.ada, cast.olu):
        with pytest.raises(NoResultFound):
            found.one(person, entry.id)


def test_the_log_is_narrowed_and_counted(cast, rita):
    first = write(cast.quinn, cast.asha, replace(SAID, next_on=TODAY.date()))
    second = write(cast.quinn, cast.ben)
    answer(first, cast.asha)

    def listed(**wanted):
        return {each.id for each in found.log(rita, Wanted(**wanted)).items}

    assert listed() == {first.id, second.id}
    assert listed(auditor_id=cast.ben.id) == {second.id}
    assert listed(standing=Standing.UNANSWERED) == {second.id}
    assert listed(standing=Standing.OPEN) == {first.id}
    assert listed(standing=Standing.DONE) == set()
    assert found.auditors_in_log(rita) == ((cast.asha.id, "Asha Rao"), (cast.ben.id, "Ben Okoro"))
    assert found.counts_for_programme(rita, today=TODAY.date()) == CoachingCounts(unanswered=1, due=1)
    asha = session.get_one(User, cast.asha.id)
    assert found.counts_for_auditor(asha, today=TODAY.date()) == CoachingCounts(unanswered=0, due=1)
    assert [each.id for each in found.own(asha).items] == [first.id]

"""Is what people from outside promise written down, version by version, and who is let in at all?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.coaching import Conversation, Source
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, Stale
from qa_app.domain.exporting import ExportLevel
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status
from qa_app.models.history import HistoryRow
from qa_app.models.mail import OutboxMessage
from qa_app.models.moderation import Moderation
from qa_app.models.outsiders import Acceptance, ConfidentialityStatement
from qa_app.queries import auditors, candidates, coaching, outbox, outsiders, rounds
from qa_app.services import admitting, chasing, messaging, moving, people
from qa_app.services import coaching as coaching_service
from qa_app.services.people import PersonDetails
from tests import exercises, factories
from tests.conftest import TODAY

MIRA = PersonDetails(
    "Mira Holt",
    "mira@fenwick.example",
    frozenset({Role.EXTERNAL_AUDITOR}),
    organisation="Fenwick Reviews",
    access_from=date(2026, 11, 2),
    access_until=date(2026, 12, 18),
)


def write(cast, text="Keep it to yourself.", seen=0):
    return admitting.write_statement(text, seen=seen, by=cast.ada, at=TODAY)


def add(cast, **changes):
    return people.add(replace(MIRA, **changes), None, by=cast.ada, at=TODAY)


def test_nobody_is_let_in_before_there_is_something_to_promise(cast):
    with pytest.raises(NotPossible, match="Write the confidentiality statement first"):
        add(cast)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"roles": frozenset({Role.EXTERNAL_AUDITOR, Role.AUDITOR})}, "has no other role"),
        ({"roles": frozenset({Role.EXTERNAL_AUDITOR, Role.QA_MANAGER})}, "has no other role"),
        ({"organisation": ""}, "which organisation"),
        ({"access_from": None}, "from when until when"),
        ({"access_until": None}, "from when until when"),
        ({"access_until": date(2026, 11, 1)}, "before the first one"),
        ({"export_level": ExportLevel.AGGREGATES}, "downloads nothing"),
    ],
)
def test_somebody_from_outside_is_described_as_such(cast, changes, says):
    write(cast)
    with pytest.raises(NotPossible, match=says):
        add(cast, **changes)


def test_a_day_is_enough_and_the_council_s_own_people_have_no_dates(cast):
    write(cast)
    assert add(cast, access_until=MIRA.access_from).access.covers(MIRA.access_from)
    own = add(
        cast,
        name="Kit Lowe",
        email="kit@testshire.example",
        roles=frozenset({Role.AUDITOR}),
        export_level=None,
    )
    assert (own.organisation, own.access_from, own.access_until) == ("", None, None)


def test_a_version_is_never_changed_and_the_newest_counts(cast):
    write(cast)
    mira = add(cast)
    admitting.accept(1, by=mira, at=TODAY)
    assert outsiders.statement_for(mira) is None
    second = write(cast, "Keep it to yourself, for ever.", seen=1)
    assert second.number == 2
    assert outsiders.statement_for(mira).number == 2
    assert [(each.statement.number, each.accepted) for each in outsiders.versions()] == [(2, 0), (1, 1)]
    with pytest.raises(Stale, match="changed while you were reading"):
        admitting.accept(1, by=mira, at=TODAY)
    admitting.accept(2, by=mira, at=TODAY)
    admitting.accept(2, by=mira, at=TODAY + timedelta(hours=1))
    assert session.scalar(select(func.count(Acceptance.id))) == 2
    kept = session.scalars(select(HistoryRow.what).order_by(HistoryRow.sequence)).all()
    assert [what for what in kept if what.startswith("statement")] == [
        "statement_written", "statement_accepted", "statement_written", "statement_accepted",
    ]  # fmt: skip


def test_two_writers_do_not_overwrite_each_other(cast):
    write(cast)
    with pytest.raises(Stale, match="wrote another version"):
        write(cast, "Other words.", seen=0)
    with pytest.raises(NotPossible, match="words that hold already"):
        write(cast, seen=1)
    with pytest.raises(Incomplete):
        write(cast, " \n", seen=1)
    assert session.scalar(select(func.count(ConfidentialityStatement.id))) == 1


def test_only_people_from_outside_promise(cast):
    write(cast)
    with pytest.raises(NotPossible, match="Only external auditors"):
        admitting.accept(1, by=cast.asha, at=TODAY)


def test_whoever_is_gone_before_the_work_is_due_is_left_out_and_it_says_why(cast):
    audit = factories.audit(cast.asha, team=cast.harbour)
    stays = factories.outsider(cast.ada, last=audit.due_on)
    goes = factories.outsider(cast.ada, name="Noor Blake", last=audit.due_on - timedelta(days=1))
    choice = auditors.for_audit(rounds.one_audit(cast.quinn, audit.id), TODAY.date())
    assert stays.id in {each.user_id for each in choice.may}
    assert goes.id not in {each.user_id for each in choice.may}
    assert any(sentence.startswith("The access of Noor Blake") for sentence in choice.why_not)
    with pytest.raises(ConflictOfInterest, match="The access of Noor Blake"):
        moving.move(audit.id, goes.id, because="Ill.", revision=audit.revision, by=cast.quinn, at=TODAY)


def test_no_practice_is_asked_of_them_and_no_exercise_offered(cast):
    mira = factories.outsider(cast.ada)
    exercise = exercises.draft(cast.quinn)
    found = {each.auditor.user_id: each for each in candidates.for_exercise(exercise, TODAY.date())}
    assert not found[mira.id].can_join
    assert "nothing but the audits given to them" in " ".join(found[mira.id].why_not.values())


def waiting_mail():
    sent = []
    while (message := messaging.claim_next(at=TODAY)) is not None:
        sent.append(message.to_address)
        messaging.record_sent(message, at=TODAY)
    return sent


def queue(*names):
    for name in names:
        messaging.queue(f"test:{name}", f"{name}@FENWICK.example", "Subject", "Body", at=TODAY)


def test_mail_waits_for_the_first_day_and_is_never_sent_after_the_last(cast):
    today = TODAY.date()
    day = timedelta(days=1)
    factories.outsider(cast.ada, name="Mira Early", first=today + day, has_accepted=False)
    factories.outsider(cast.ada, name="Noor Here", first=today, last=today, has_accepted=False)
    factories.outsider(cast.ada, name="Pell Late", last=today - day, has_accepted=False)
    queue("mira", "noor", "pell")
    assert messaging.withhold(at=TODAY) == 1
    assert waiting_mail() == ["noor@FENWICK.example"]
    assert outbox.count_waiting() == 1
    withheld = session.scalars(select(OutboxMessage).where(OutboxMessage.withheld_at.is_not(None))).one()
    assert withheld.to_address.startswith("pell")
    assert withheld.sent_at is None


def test_reminders_end_with_the_access(cast):
    today = TODAY.date()
    mira = factories.outsider(cast.ada, last=today)
    factories.audit(mira, due_on=today - timedelta(days=1), team=cast.harbour)
    assert chasing.remind(base_url="https://qa.example", at=TODAY + timedelta(days=1)) == 0
    assert chasing.remind(base_url="https://qa.example", at=TODAY) == 1


def test_nobody_from_outside_is_coached_in_a_log_that_they_cannot_read(cast):
    mira = factories.outsider(cast.ada)
    factories.audit(mira, status=Status.MODERATED, team=cast.harbour)
    decision = session.scalars(select(Moderation)).one()
    origin = coaching.Origin(Source.CHANGED, decision.id, (mira,))
    words = Conversation("Topic", "Notes", "Next step", TODAY.date())
    with pytest.raises(NotPossible, match="reads no coaching log"):
        coaching_service.write(origin, mira.id, words, link=str, by=cast.quinn, at=TODAY)

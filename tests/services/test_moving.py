"""Can an audit change hands or dates, with a reason, and never into the wrong hands?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import Answer, Audit, AuditEvent, Finding
from qa_app.models.mail import OutboxMessage
from qa_app.queries import proposals
from qa_app.services import exempting, moving
from tests import factories
from tests.conftest import TODAY
from tests.lists_and_rounds import an_open_round, many


def one_of(auditor, team=None):
    query = select(Audit).where(Audit.auditor_id == auditor.id).order_by(Audit.id)
    return session.scalars(query.where(Audit.team_id == team.id) if team else query).first()


def history(audit):
    query = select(AuditEvent.step, AuditEvent.note).where(AuditEvent.audit_id == audit.id)
    return [tuple(row) for row in session.execute(query.order_by(AuditEvent.id))]


def test_a_moved_audit_begins_again_and_its_history_says_why(app, cast):
    audit = factories.audit(
        cast.asha, status=Status.IN_PROGRESS, team=cast.harbour, answers=factories.everything()
    )
    assert session.scalar(select(func.count()).select_from(Answer)) > 0
    moving.move(audit.id, cast.ben.id, because="Asha is ill", by=cast.quinn, at=TODAY)
    session.expire_all()
    moved = session.get(Audit, audit.id)
    assert (moved.auditor_id, moved.status, moved.started_at) == (cast.ben.id, Status.ALLOCATED, None)
    assert session.scalar(select(func.count()).select_from(Answer)) == 0
    assert session.scalar(select(func.count()).select_from(Finding)) == 0
    assert history(moved)[-1] == (Step.MOVE, "From Asha Rao to Ben Okoro. Asha is ill")


def test_both_auditors_are_told(app, cast):
    audit = factories.audit(cast.asha, team=cast.harbour)
    moving.move(audit.id, cast.ben.id, because="Asha is ill", by=cast.quinn, at=TODAY)
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.key.startswith("moved:"))).all()
    assert {mail.to_address for mail in mails} == {cast.asha.email, cast.ben.email}


def test_nobody_is_given_a_case_of_their_own_team(app, cast):
    audit = factories.audit(cast.asha, team=cast.meadow)
    with pytest.raises(ConflictOfInterest, match=r"Ben Okoro belongs to Meadow.*Choose another"):
        moving.move(audit.id, cast.ben.id, because="Asha is ill", by=cast.quinn, at=TODAY)
    assert session.get(Audit, audit.id).auditor_id == cast.asha.id


@pytest.mark.parametrize("name", ["quinn", "ada", "asha"])
def test_only_another_auditor_can_be_given_an_audit(app, cast, name):
    audit = factories.audit(cast.asha, team=cast.harbour)
    with pytest.raises(NotPossible):
        moving.move(audit.id, getattr(cast, name).id, because="Asha is ill", by=cast.quinn, at=TODAY)


def test_an_exempt_auditor_is_given_nothing(app, cast):
    audit = factories.audit(cast.asha, team=cast.harbour)
    exempting.exempt(audit.round_id, cast.ben.id, because="On leave", by=cast.quinn, at=TODAY)
    with pytest.raises(NotPossible, match="not exempt"):
        moving.move(audit.id, cast.ben.id, because="Asha is ill", by=cast.quinn, at=TODAY)


def test_a_move_needs_a_reason_and_the_page_that_is_current(app, cast):
    audit = factories.audit(cast.asha, team=cast.harbour)
    with pytest.raises(Incomplete, match="reason"):
        moving.move(audit.id, cast.ben.id, because="  ", by=cast.quinn, at=TODAY)
    with pytest.raises(Stale):
        moving.move(audit.id, cast.ben.id, because="Ill", revision=99, by=cast.quinn, at=TODAY)


def test_handed_in_work_stays_where_it_is(app, cast):
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    with pytest.raises(StepNotAllowed):
        moving.move(audit.id, cast.ben.id, because="Ill", by=cast.quinn, at=TODAY)


def test_a_due_date_changes_with_a_reason_and_the_first_is_kept(app, cast):
    audit = factories.audit(cast.asha)
    first = audit.due_on
    moving.extend(audit.id, date(2026, 12, 24), because="The record is away", by=cast.quinn, at=TODAY)
    session.expire_all()
    moved = session.get(Audit, audit.id)
    assert (moved.due_on, moved.original_due_on) == (date(2026, 12, 24), first)
    assert history(moved)[-1][0] is Step.EXTEND
    assert history(moved)[-1][1].endswith("to 24 December 2026. The record is away")


@pytest.mark.parametrize(
    ("due_on", "because", "words"),
    [
        (date(2026, 11, 19), "Late", "today or later"),
        (date(2026, 12, 24), "", "reason"),
        (date(2026, 12, 24), "x" * 2_001, "2,000 characters"),
    ],
)
def test_a_due_date_that_makes_no_sense_is_refused(app, cast, due_on, because, words):
    audit = factories.audit(cast.asha)
    with pytest.raises(Incomplete, match=words):
        moving.extend(audit.id, due_on, because=because, by=cast.quinn, at=TODAY)


def test_an_exempt_auditors_work_is_handed_on_to_the_others(app, cast):
    round_ = an_open_round(cast, *many(30, team="Harbour"))
    theirs = session.scalars(select(Audit.id).where(Audit.auditor_id == cast.ben.id)).all()
    exempting.exempt(round_.id, cast.ben.id, because="On leave", by=cast.quinn, at=TODAY)
    shown = proposals.for_work_of(cast.ben.id, round_.id, seed=1, on=TODAY.date())
    with pytest.raises(Stale):
        moving.hand_on(
            round_.id, cast.ben.id, digest="other", seed=1, because="On leave", by=cast.quinn, at=TODAY
        )
    moved = moving.hand_on(
        round_.id, cast.ben.id, digest=shown.digest, seed=1, because="On leave", by=cast.quinn, at=TODAY
    )
    assert {audit.id for audit in moved} <= set(theirs)
    assert moved
    left = session.scalars(select(Audit).where(Audit.auditor_id == cast.ben.id)).all()
    assert len(left) == len(theirs) - len(moved) == len(shown.left_over)

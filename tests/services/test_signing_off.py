"""Is a finished audit frozen as it was read, alone or with others?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Incomplete, Stale, StepNotAllowed
from qa_app.domain.frozen_audits import FrozenAnswer, FrozenAudit, FrozenGrade, fingerprint
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import Audit, AuditEvent, FindingKind
from qa_app.models.sign_offs import SignOff
from qa_app.queries import sign_offs
from qa_app.services import auditing, moderating, signing_off
from tests import factories
from tests.conftest import TODAY

LONG_AGO = TODAY - timedelta(days=40)
RULES = {"days": 10, "today": TODAY.date()}


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


def moderated(cast, **wanted):
    return factories.audit(
        cast.asha, **{"status": Status.MODERATED, "team": cast.harbour, "at": LONG_AGO, **wanted}
    )


def sign(audit, by, because="", **more):
    session.expire_all()
    fresh = session.get_one(Audit, audit.id)
    return signing_off.sign_off(fresh, because, **{"revision": fresh.revision, "by": by, "at": TODAY, **more})


def test_everything_is_frozen_with_its_fingerprint(cast):
    draft = moderated(cast, status=Status.IN_PROGRESS, answers=factories.everything())
    noted = factories.note(draft, FindingKind.STRENGTH, "Her words are on file.", "drift", at=LONG_AGO)
    auditing.submit(draft, link=str, by=cast.asha, at=LONG_AGO)
    moderating.agree(draft, "Clear.", link=str, revision=draft.revision, by=cast.quinn, at=LONG_AGO)
    made = sign(draft, cast.quinn)
    content = FrozenAudit.from_json(made.content)
    assert (made.number, made.sha256, made.voided_at) == (1, fingerprint(made.content), None)
    assert content.answers["visits"] == FrozenAnswer("4")
    assert content.grades["overall"] == FrozenGrade("good", "good")
    assert set(content.grades) == {"overall", "seeing", "family"}
    assert content.findings[str(noted.id)].themes == ("drift",)
    assert (content.decision.by, content.decision.feedback) == ("Quinn Hale", "Clear.")
    assert (content.case, content.auditor) == (draft.case.reference, "Asha Rao")
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.step == Step.SIGN_OFF))
    assert (event.status, event.by_id) == (Status.MODERATED, cast.quinn.id)


def test_while_somebody_may_still_ask_a_reason_is_needed(cast):
    audit = moderated(cast, at=TODAY - timedelta(days=10))
    with pytest.raises(Incomplete, match="until 20 November 2026"):
        sign(audit, cast.quinn)
    made = sign(audit, cast.quinn, "Both have said that they will not ask.")
    assert made.because == "Both have said that they will not ask."
    assert sign(moderated(cast, at=TODAY - timedelta(days=11)), cast.quinn).because == ""


def test_a_decision_by_the_rule_can_be_signed_off(cast):
    pair = factories.pair(cast.asha, cast.ben, at=LONG_AGO)
    made = sign(session.get_one(Audit, pair.audit_id), cast.quinn)
    content = FrozenAudit.from_json(made.content)
    assert (content.decision.by, content.decision.way) == ("", "Agreed by the rule for second audits")


def test_what_is_not_moderated_or_signed_already_is_refused(cast, rita):
    with pytest.raises(StepNotAllowed, match="Waiting for moderation"):
        sign(moderated(cast, status=Status.SUBMITTED), cast.quinn)
    audit = moderated(cast)
    sign(audit, cast.quinn)
    with pytest.raises(StepNotAllowed, match="Quinn Hale has signed this audit off already"):
        sign(audit, rita)


def test_an_open_reply_is_decided_first_whatever_the_reason(cast, rita):
    audit = moderated(cast, at=TODAY - timedelta(days=2))
    factories.reply(audit, at=TODAY)
    with pytest.raises(StepNotAllowed, match="Decide on the reply first"):
        sign(audit, rita, "It is urgent.")


def test_nobody_signs_off_their_own_audit(cast, rita):
    audit = factories.audit(rita, status=Status.MODERATED, moderator=cast.quinn, at=LONG_AGO)
    with pytest.raises(ConflictOfInterest, match="You made this audit"):
        sign(audit, rita)


def test_what_changed_since_it_was_read_is_not_signed(cast):
    audit = moderated(cast)
    with pytest.raises(Stale, match="Read what it says now"):
        sign(audit, cast.quinn, revision=audit.revision - 1)


def test_many_are_signed_at_once_and_what_cannot_be_is_told_and_left(cast):
    good, early, gone, read_before = (
        moderated(cast),
        moderated(cast, at=TODAY - timedelta(days=3)),
        moderated(cast, status=Status.SUBMITTED),
        moderated(cast),
    )
    session.expire_all()
    seen = {each.id: session.get_one(Audit, each.id).revision for each in (good, early, gone, read_before)}
    seen[read_before.id] -= 1
    signed = signing_off.sign_off_together(seen, by=cast.quinn, at=TODAY)
    assert signed.done == (good.id,)
    assert set(signed.refused) == {early.id, gone.id, read_before.id}
    assert "Another look can be asked for until" in signed.refused[early.id]
    assert [each.audit_id for each in session.scalars(select(SignOff))] == [good.id]


def test_many_cost_a_fixed_number_of_reads(cast, count_queries):
    def reads(number):
        audits = [moderated(cast) for _ in range(number)]
        session.expire_all()
        seen = {each.id: session.get_one(Audit, each.id).revision for each in audits}
        with count_queries() as asked:
            signing_off.sign_off_together(seen, by=cast.quinn, at=TODAY)
        return sum(statement.startswith("SELECT") for statement in asked)

    assert reads(1) == reads(6)


# ------------------------------------------------------------------------------------------ ready
def test_ready_is_what_nobody_can_ask_about_any_more(cast, rita):
    ready, signed, asked = moderated(cast), moderated(cast), moderated(cast, at=TODAY - timedelta(days=9))
    early, own = (
        moderated(cast, at=TODAY - timedelta(days=10)),
        factories.audit(rita, status=Status.MODERATED, at=LONG_AGO),
    )
    moderated(cast, status=Status.SUBMITTED)
    sign(signed, rita)
    factories.reply(asked, at=TODAY)
    assert {each.id for each in sign_offs.ready(rita, **RULES).items} == {ready.id}
    assert {each.id for each in sign_offs.ready(cast.quinn, **RULES).items} == {ready.id, own.id}
    assert sign_offs.number_too_early(cast.quinn, **RULES) == 2
    assert sign_offs.rounds_with_ready(cast.quinn, **RULES) == ((ready.round_id, "November practice audit"),)
    assert sign_offs.ready(cast.quinn, **RULES, round_id=999).total == 0
    some = sign_offs.some_ready(cast.quinn, [ready.id, early.id, signed.id, 999], **RULES)
    assert [each.id for each in some] == [ready.id]


@use_case
def alter(sign_off):
    session.get_one(SignOff, sign_off.id).content = sign_off.content.replace("good", "outstanding")


def test_an_altered_content_no_longer_fits_its_fingerprint(cast):
    made = sign(moderated(cast), cast.quinn)
    alter(made)
    session.expire_all()
    kept = sign_offs.one(cast.quinn, made.audit_id, 1)
    assert fingerprint(kept.content) != kept.sha256

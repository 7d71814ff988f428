"""Does an action go from proposal to verification in the right hands, with every word and date kept?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.actions import ActionStatus, ActionStep, Level, Priority, Words
from qa_app.domain.errors import (
    ConflictOfInterest,
    Incomplete,
    NotPossible,
    NotYours,
    QaError,
    Stale,
    StepNotAllowed,
)
from qa_app.domain.rag import Rag
from qa_app.domain.workflow import Status
from qa_app.models.actions import Action
from qa_app.models.audits import FindingKind
from qa_app.models.mail import OutboxMessage
from qa_app.models.people import User
from qa_app.queries import actions
from qa_app.services import agreeing, moderating, progressing, proposing, verifying
from qa_app.services.proposing import Proposal
from tests import factories
from tests.conftest import TODAY

DUE = date(2026, 12, 18)


def link(number):
    return f"https://qa.example/actions/{number}"


def proposal(owner, **other):
    wanted = {
        "what": "Write a plan with dates for each of the four goals.",
        "measure": "The plan is on file by the review.",
        "level": Level.CHILD,
        "priority": Priority.HIGH,
        "owner_id": owner.id,
        "due_on": DUE,
    }
    return Proposal(**{**wanted, **other})


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def audit(cast):
    return factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)


@pytest.fixture
def proposed(cast, audit):
    return propose(audit, proposal(cast.tomas), cast.asha)


@pytest.fixture
def agreed(cast, proposed):
    step(agreeing.agree, proposed, cast.tomas, link=link)
    return proposed


@pytest.fixture
def completed(cast, agreed):
    step(progressing.complete, agreed, cast.tomas, "The plan of 3 December is on file.")
    return agreed


def propose(audit, wanted, by, **other):
    return proposing.propose(audit, wanted, **{"link": link, "by": by, "at": TODAY, **other})


def step(use, action, by, *words, **other):
    return use(action, *words, **{"revision": action.revision, "by": by, "at": TODAY, **other})


def told():
    return [(each.to_address.split("@")[0], each.subject) for each in session.scalars(
        select(OutboxMessage).order_by(OutboxMessage.id))]  # fmt: skip


def history(action):
    return [(event.step, event.by.name.split()[0]) for event in actions.history_of(action)]


def read_again(action, by):
    session.expire_all()
    return actions.one_visible_to(by, action.id)


# ------------------------------------------------------------------------------------ proposing
def test_an_auditor_proposes_from_their_audit_and_the_manager_is_told(cast, audit):
    action = propose(audit, proposal(cast.tomas), cast.asha)
    assert (action.status, action.team_id, action.original_due_on) == (
        ActionStatus.PROPOSED, cast.harbour.id, DUE,
    )  # fmt: skip
    assert told() == [("tomas", f"Action {action.id} waits for you to agree it")]
    assert history(action) == [(ActionStep.PROPOSE, "Asha")]


def test_the_same_form_twice_makes_one_action(cast, audit):
    first = propose(audit, proposal(cast.tomas), cast.asha, once="abc")
    assert (
        propose(audit, proposal(cast.tomas, what="Something else altogether."), cast.asha, once="abc")
        is first
    )
    assert len(session.scalars(select(Action)).all()) == 1


def test_quality_assurance_may_propose_and_other_auditors_may_not(cast, audit):
    assert propose(audit, proposal(cast.tomas), cast.quinn).proposed_by_id == cast.quinn.id
    with pytest.raises(NotYours):
        propose(audit, proposal(cast.tomas), cast.ben)


def test_managers_hear_of_an_action_when_the_audit_is_moderated(cast):
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    action = propose(audit, proposal(cast.tomas), cast.asha)
    assert told() == []
    assert actions.ties_of(cast.sana, action) == frozenset()
    moderating.agree(audit, link=link, revision=audit.revision, by=cast.quinn, at=TODAY)
    assert told() == [("tomas", "1 action waits for you to agree")]


@pytest.mark.parametrize("status", [Status.ALLOCATED])
def test_no_action_comes_out_of_an_audit_that_has_not_begun(cast, status):
    with pytest.raises(StepNotAllowed, match="Not started"):
        propose(factories.audit(cast.asha, status=status, team=cast.harbour), proposal(cast.tomas), cast.asha)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"what": " \x01"}, "what is to be done"),
        ({"measure": ""}, "how you will know"),
        ({"what": "x" * 20_001}, "20,000 characters or fewer; there are 20,001"),
        ({"due_on": date(2026, 11, 19)}, "today or later"),
    ],
)
def test_a_proposal_that_is_not_whole_is_refused(cast, audit, wrong, refusal):
    with pytest.raises(Incomplete, match=refusal):
        propose(audit, proposal(cast.tomas, **wrong), cast.asha)
    assert session.scalars(select(Action)).all() == []


def test_the_owner_is_somebody_who_can_act(cast, audit):
    for nobody in (cast.bola.id, cast.ada.id, 0, 99_999):
        with pytest.raises(NotPossible, match="Choose an owner"):
            propose(audit, proposal(cast.tomas, owner_id=nobody), cast.asha)


def test_an_action_answers_findings_of_its_own_audit_only(cast):
    draft = factories.audit(cast.asha, status=Status.IN_PROGRESS, team=cast.harbour)
    other = factories.audit(cast.asha, status=Status.IN_PROGRESS, team=cast.harbour)
    mine = factories.note(draft, FindingKind.IMPROVEMENT)
    foreign = factories.note(other, FindingKind.IMPROVEMENT)
    action = propose(draft, proposal(cast.tomas, finding_ids=frozenset({mine.id})), cast.asha)
    assert [each.id for each in action.findings] == [mine.id]
    with pytest.raises(NotPossible, match="no longer part of this audit"):
        propose(draft, proposal(cast.tomas, finding_ids=frozenset({foreign.id})), cast.asha)


def test_a_case_without_a_team_is_given_one_to_agree_its_action(cast):
    audit = factories.audit(cast.asha, status=Status.MODERATED)
    with pytest.raises(NotPossible, match="Choose the team"):
        propose(audit, proposal(cast.tomas), cast.asha)
    assert propose(audit, proposal(cast.tomas, team_id=cast.harbour.id), cast.asha).team_id == cast.harbour.id


# ------------------------------------------------------------------------------------- agreeing
def test_the_team_manager_agrees_and_the_owner_is_told(cast, audit):
    action = propose(audit, proposal(cast.ben), cast.asha)
    step(agreeing.agree, action, cast.tomas, link=link)
    action = read_again(action, cast.quinn)
    assert (action.status, action.agreed_by.name) == (ActionStatus.AGREED, "Tomas Reyes")
    assert told()[-1] == ("ben", f"Action {action.id} is agreed and yours to do")


def test_the_service_manager_may_agree_and_a_stranger_may_not(cast, proposed):
    for stranger in (cast.asha, cast.quinn, cast.dara):
        with pytest.raises(NotYours, match="the manager of the team or service"):
            step(agreeing.agree, proposed, stranger, link=link)
    step(agreeing.agree, proposed, cast.sana, link=link)


def test_a_suggestion_is_kept_beside_the_first_words(cast, proposed):
    first = Words(proposed.what, proposed.measure, proposed.due_on)
    other = Words("Write the plan with the family.", "Signed by the mother.", date(2027, 1, 15))
    step(agreeing.suggest, proposed, cast.tomas, other, "The family is away until then.", link=link)
    assert told()[-1] == ("asha", f"A change to action {proposed.id} was suggested")
    assert proposed.what == first.what
    step(agreeing.accept, proposed, cast.asha, link=link)
    action = read_again(proposed, cast.quinn)
    assert Words(action.what, action.measure, action.due_on) == other
    assert (action.original_due_on, action.due_changes, action.agreed_by.name) == (
        date(2027, 1, 15), 0, "Tomas Reyes",
    )  # fmt: skip
    events = actions.history_of(action)
    assert [Words(e.what, e.measure, e.due_on) for e in events] == [first, other, other]
    assert [e.step for e in events] == [ActionStep.PROPOSE, ActionStep.SUGGEST, ActionStep.ACCEPT]


def test_a_suggestion_that_is_not_taken_up_leaves_the_action_as_it_was(cast, proposed):
    other = Words(proposed.what, proposed.measure, date(2027, 1, 15))
    step(agreeing.suggest, proposed, cast.tomas, other, "Too soon.", link=link)
    step(agreeing.keep, proposed, cast.quinn, "The review is before that.", link=link)
    action = read_again(proposed, cast.quinn)
    assert (action.status, action.due_on) == (ActionStatus.PROPOSED, DUE)
    assert told()[-1] == ("tomas", f"Your suggestion for action {action.id} was not taken up")
    step(agreeing.agree, action, cast.tomas, link=link)


def test_a_suggestion_without_a_difference_is_none(cast, proposed):
    same = Words(proposed.what, proposed.measure, proposed.due_on)
    with pytest.raises(Incomplete, match="Change the words or the date"):
        step(agreeing.suggest, proposed, cast.tomas, same, "Hm.", link=link)


# ---------------------------------------------------------------------------------- progressing
def test_the_owner_notes_progress_and_completes_with_evidence(cast, agreed):
    step(progressing.note_progress, agreed, cast.tomas, "Two goals have dates.")
    assert agreed.status is ActionStatus.IN_PROGRESS
    step(progressing.complete, agreed, cast.tomas, "On file.")
    assert (agreed.status, agreed.evidence) == (ActionStatus.COMPLETED, "On file.")


def test_nobody_but_the_owner_completes(cast, agreed):
    for other in (cast.sana, cast.quinn, cast.asha):
        with pytest.raises(NotYours, match="is for its owner"):
            step(progressing.complete, agreed, other, "On file.")
    with pytest.raises(Incomplete, match="Describe the evidence"):
        step(progressing.complete, agreed, cast.tomas, "  ")


def test_every_change_of_due_date_is_kept_and_counted(cast, agreed):
    step(progressing.move_due_date, agreed, cast.tomas, date(2027, 1, 8), "The review moved.")
    step(progressing.move_due_date, agreed, cast.quinn, date(2027, 1, 29), "Illness.")
    assert (agreed.due_changes, agreed.original_due_on, agreed.due_on) == (2, DUE, date(2027, 1, 29))
    notes = [event.note for event in actions.history_of(agreed) if event.step is ActionStep.MOVE_DUE_DATE]
    assert notes == [
        "From 18 December 2026 to 8 January 2027. The review moved.",
        "From 8 January 2027 to 29 January 2027. Illness.",
    ]
    for wrong in (date(2027, 1, 29), date(2026, 11, 1)):
        with pytest.raises(Incomplete):
            step(progressing.move_due_date, agreed, cast.tomas, wrong, "Why not.")


def test_an_owner_who_does_not_manage_the_team_cannot_move_the_date(cast, audit):
    action = propose(audit, proposal(cast.ben), cast.asha)
    step(agreeing.agree, action, cast.tomas, link=link)
    with pytest.raises(NotYours):
        step(progressing.move_due_date, action, cast.ben, date(2027, 1, 8), "Busy.")


def test_an_action_is_handed_over_with_a_reason(cast, agreed):
    step(progressing.hand_over, agreed, cast.sana, cast.ben.id, "Tomas is leaving.", link=link)
    assert agreed.owner_id == cast.ben.id
    assert told()[-1] == ("ben", f"Action {agreed.id} was handed to you")
    with pytest.raises(NotYours):
        step(progressing.note_progress, agreed, cast.tomas, "Still me?")
    with pytest.raises(Incomplete, match="owns the action already"):
        step(progressing.hand_over, agreed, cast.sana, cast.ben.id, "Again.", link=link)


def test_a_rating_by_hand_has_a_reason_and_goes_back_to_the_rules(cast, agreed):
    step(progressing.rate, agreed, cast.quinn, Rag.RED, "The school has heard nothing")
    assert (agreed.rag_override, agreed.rag_override_because) == (Rag.RED, "The school has heard nothing.")
    step(progressing.rate, agreed, cast.tomas, None, "They have now.")
    assert agreed.rag_override is None
    assert [note for _, note in ((e.step, e.note) for e in actions.history_of(agreed))][-2:] == [
        "Red. The school has heard nothing", "Back to the rules. They have now.",
    ]  # fmt: skip
    with pytest.raises(NotPossible, match="Blue means completed and verified"):
        step(progressing.rate, agreed, cast.quinn, Rag.BLUE, "Looks done.")


def test_cancelling_needs_a_reason_and_quality_assurance(cast, agreed):
    with pytest.raises(NotYours):
        step(progressing.cancel, agreed, cast.tomas, "No longer needed.")
    with pytest.raises(Incomplete):
        step(progressing.cancel, agreed, cast.quinn, "")
    step(progressing.cancel, agreed, cast.quinn, "The child moved away.")
    assert agreed.status is ActionStatus.CANCELLED


# ------------------------------------------------------------------------------------ verifying
def test_quality_assurance_verifies(cast, completed):
    step(verifying.verify, completed, cast.quinn, "Read the plan.")
    assert (completed.status, completed.verified_by_id) == (ActionStatus.VERIFIED, cast.quinn.id)


def test_the_owner_never_verifies_even_from_quality_assurance(cast, audit):
    action = propose(audit, proposal(cast.quinn), cast.asha)
    step(agreeing.agree, action, cast.tomas, link=link)
    step(progressing.complete, action, cast.quinn, "Done.")
    with pytest.raises(ConflictOfInterest):
        step(verifying.verify, action, cast.quinn)
    with pytest.raises(NotYours, match="is for quality assurance"):
        step(verifying.verify, action, cast.tomas)


def test_returned_evidence_goes_back_with_a_reason(cast, completed):
    step(verifying.return_to_owner, completed, cast.quinn, "The plan has no dates.", link=link)
    assert completed.status is ActionStatus.RETURNED
    assert told()[-1] == ("tomas", f"Action {completed.id} was returned to you")
    step(progressing.complete, completed, cast.tomas, "Dates added.")
    step(verifying.verify, completed, cast.quinn)


# ---------------------------------------------------------------------------- two at the same time
def test_a_stale_page_is_told(cast, agreed):
    seen = agreed.revision
    step(progressing.note_progress, agreed, cast.tomas, "One.")
    with pytest.raises(Stale):
        step(progressing.note_progress, agreed, cast.tomas, "Two.", revision=seen)


def test_of_two_approvals_at_once_one_wins_and_the_other_is_told(app, cast, proposed):
    action_id, revision = proposed.id, proposed.revision
    managers = (cast.tomas.id, cast.sana.id)
    session.rollback()
    together = Barrier(2)

    def decide(user_id):
        with app.app_context():
            user, action = session.get_one(User, user_id), session.get_one(Action, action_id)
            session.rollback()
            together.wait()
            try:
                step(agreeing.agree, action, user, link=link, revision=revision)
            except QaError as refusal:
                return type(refusal).__name__
            finally:
                session.remove()
            return "won"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, managers)) == ["StepNotAllowed", "won"]
    agreements = [each for each, _ in history(read_again(proposed, cast.quinn)) if each is ActionStep.AGREE]
    assert len(agreements) == 1


@use_case
def leave(user):
    user.active = False


def test_nobody_who_left_is_told(cast, audit):
    leave(cast.tomas)
    propose(audit, proposal(cast.ben), cast.asha)
    assert told()[0][0] == "sana"

"""When two people do the same at the same moment, does exactly one win, and is the other told?

Real threads, each with a browser and a session of its own, on both databases.
"""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from qa_app import clock
from qa_app.db import db, session
from qa_app.domain.actions import ActionStatus, ActionStep, Level, Priority
from qa_app.domain.moderating import Way
from qa_app.domain.pairs import PairStatus
from qa_app.domain.policy import Role
from qa_app.domain.reopenings import ReopeningStatus
from qa_app.domain.replies import ReplyOutcome
from qa_app.domain.workflow import Status, Step
from qa_app.models.actions import Action, ActionEvent
from qa_app.models.audits import (
    AnyAudit,
    Audit,
    AuditEvent,
    CalibrationAudit,
    Finding,
    FindingKind,
    PracticeAudit,
    RepeatAudit,
    SecondAudit,
)
from qa_app.models.calibration import Exercise, ReferenceGrade
from qa_app.models.cases import Case, CaseListImport, ImportState
from qa_app.models.coaching import Coaching
from qa_app.models.concerns import Concern
from qa_app.models.exemplars import Exemplar
from qa_app.models.jobs import Job, JobState
from qa_app.models.moderation import Moderation
from qa_app.models.outsiders import Acceptance, ConfidentialityStatement
from qa_app.models.pairs import Pair, PanelGrades
from qa_app.models.publications import Publication, PublishedFile
from qa_app.models.reopenings import Reopening
from qa_app.models.replies import Reply
from qa_app.models.rounds import Round, Sample, SampledCase
from qa_app.models.sign_offs import SignOff
from qa_app.queries import repeats
from qa_app.services import agreeing, auditing, importing, progressing, proposing, repeating
from qa_app.services import people as people_services
from qa_app.services.people import PersonDetails
from qa_app.services.proposing import Proposal
from tests import exercises, factories
from tests.conftest import TODAY
from tests.finished import wait_for_jobs
from tests.lists_and_rounds import a_round, a_sample, import_list, listed, many, reading_of
from tests.page import Page

if TYPE_CHECKING:
    from tests.page_form import Submission
    from tests.visitor import Visitor

DUE = date(2026, 12, 18)
DRAW = "stratify_by=team&method=proportional&size=6&reserve=1&months=0&seed={}"


def at_once(*both: tuple[Visitor, Submission]) -> list[tuple[int, str]]:
    """Send these at the same moment; the status and the words of each answer, the lowest status first."""
    line, moment = Barrier(len(both)), clock.now()
    db.session.rollback()

    def send(visitor: Visitor, sent: Submission) -> tuple[int, str]:
        line.wait(timeout=60)
        with clock.frozen(moment):
            answer = visitor.client.open(sent.action, method=sent.method, data=sent.fields)
        text = answer.get_data(as_text=True)
        return answer.status_code, Page(text, url=sent.action).text if answer.status_code >= 400 else text

    with ThreadPoolExecutor(len(both)) as pool:
        running = [pool.submit(contextvars.Context().run, send, *each) for each in both]
        answers = sorted(each.result() for each in running)
    wait_for_jobs()  # which forgets what this test had read
    return answers


def one_won(answers: list[tuple[int, str]], *, told: str = "") -> None:
    """The first was let through, the second refused with a sentence."""
    (first, _), (second, said) = answers
    assert first in {302, 303}
    assert second in {409, 422}
    assert told in said


def number_of(kind, *conditions) -> int:
    return session.scalar(select(func.count()).select_from(kind).where(*conditions)) or 0


def test_of_two_moderators_one_decides(cast, rita, visit):
    factories.tool()
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, grade="inadequate")
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/audits/{audit.id}/moderation"
    agreed = quinn.get(path)
    button = next(each for each in agreed.buttons if "ecision" in each or "ave" in each)
    answers = at_once(
        (quinn, agreed.fill(button, **{"Your decision": "Agree the grades"})),
        (
            other,
            other.get(path).fill(
                button,
                **{
                    "Your decision": "Return it to the auditor",
                    "What does the auditor need to do?": "Say more about the visit.",
                },
            ),
        ),
    )
    one_won(answers)
    kept = session.scalars(select(Moderation)).one()
    assert session.get_one(Audit, audit.id).status is (
        Status.MODERATED if kept.decision.value == "agreed" else Status.RETURNED
    )
    steps = list(session.scalars(select(AuditEvent.step).where(AuditEvent.audit_id == audit.id)))
    assert len([step for step in steps if step in {Step.MODERATE, Step.RETURN}]) == 1


def test_of_two_confirmations_one_imports(cast, rita, visit):
    row = importing.preview(reading_of(*many(12)), by=cast.quinn, at=TODAY)
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/cases/imports/{row.id}"
    answers = at_once(
        (quinn, quinn.get(path).fill("Confirm and import")),
        (other, other.get(path).fill("Confirm and import")),
    )
    assert answers[0][0] == 302
    assert session.get_one(CaseListImport, row.id).state is ImportState.CONFIRMED
    assert number_of(Case) == 12
    done = number_of(Job, Job.state == JobState.DONE)
    failed = session.scalars(select(Job.message).where(Job.state == JobState.FAILED)).all()
    refused = [said for status, said in answers if status == 409]
    assert (done, len(failed) + len(refused)) == (1, 1)
    assert "confirmed already" in " ".join([*failed, *refused])


def test_a_confirmation_and_a_removal_leave_one_of_the_two(cast, rita, visit):
    row = importing.preview(reading_of(listed("C1")), by=cast.quinn, at=TODAY)
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/cases/imports/{row.id}"
    at_once(
        (quinn, quinn.get(path).fill("Confirm and import")),
        (other, other.get(path).fill("Discard this file")),
    )
    state = session.get_one(CaseListImport, row.id).state
    assert (state, number_of(Case)) in {(ImportState.CONFIRMED, 1), (ImportState.DISCARDED, 0)}


def test_of_two_draws_the_round_has_one_sample(cast, rita, visit):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/rounds/{round_.id}/sample/new?{DRAW}"
    answers = at_once(
        (quinn, quinn.get(path.format(1)).fill("Draw the sample")),
        (other, other.get(path.format(2)).fill("Draw the sample")),
    )
    assert {status for status, _ in answers} <= {302, 409}
    sample = session.scalars(select(Sample)).one()
    assert number_of(SampledCase, SampledCase.sample_id == sample.id) == number_of(SampledCase)
    assert number_of(SampledCase, ~SampledCase.is_reserve) == 6


def test_of_two_allocations_each_case_is_given_out_once(cast, rita, visit):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    a_sample(cast, round_)
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/rounds/{round_.id}/allocation"
    page = quinn.get(path)
    button = next(each for each in page.buttons if "ive out" in each or "llocate" in each)
    one_won(at_once((quinn, page.fill(button)), (other, other.get(path).fill(button))))
    assert number_of(Audit) == 6
    assert session.get_one(Round, round_.id).status.value == "open"


@pytest.fixture
def action(cast):
    factories.tool()
    audit = factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    wanted = Proposal("Write a plan.", "It is on file.", Level.CHILD, Priority.HIGH, cast.tomas.id, DUE)
    return proposing.propose(audit, wanted, link=str, by=cast.asha, at=TODAY)


def test_of_two_managers_one_agrees_an_action(cast, visit, action):
    tomas, sana = visit(cast.tomas), visit(cast.sana)
    path = f"/actions/{action.id}"
    page = tomas.get(path)
    button = next(each for each in page.buttons if each.startswith("Agree"))
    one_won(at_once((tomas, page.fill(button)), (sana, sana.get(path).fill(button))))
    assert session.get_one(Action, action.id).status is ActionStatus.AGREED
    assert number_of(ActionEvent, ActionEvent.step == ActionStep.AGREE) == 1


def test_of_verifying_and_cancelling_one_happens(cast, rita, visit, action):
    agreeing.agree(action, link=str, revision=action.revision, by=cast.tomas, at=TODAY)
    progressing.complete(action, "It is on file.", revision=action.revision, by=cast.tomas, at=TODAY)
    quinn, other = visit(cast.quinn), visit(rita)
    verifying, cancelling = (
        quinn.get(f"/actions/{action.id}/verification"),
        other.get(f"/actions/{action.id}/cancellation"),
    )
    answers = at_once(
        (quinn, verifying.fill(main_button(verifying), **{"Does the evidence show that the action is done?": "Yes, verify it"})),
        (other, cancelling.fill(main_button(cancelling), **{"Why is the action cancelled?": "The child moved away."})),
    )  # fmt: skip
    one_won(answers)
    kept = session.get_one(Action, action.id)
    assert kept.status in {ActionStatus.VERIFIED, ActionStatus.CANCELLED}
    assert (kept.verified_by_id is not None) == (kept.status is ActionStatus.VERIFIED)
    ends = {ActionStep.VERIFY, ActionStep.CANCEL}
    assert number_of(ActionEvent, ActionEvent.step.in_(ends)) == 1


def main_button(page: Page) -> str:
    """The button of the page's own form: not the one that signs out or searches."""
    return next(each for each in page.buttons if each not in {"Sign out", "Search", "Menu"})


def test_of_two_publications_of_one_month_one_is_made(app, cast, rita, visit):
    factories.tool()
    factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    quinn, other = visit(cast.quinn), visit(rita)
    path = "/findings/2026-11/publication"
    page = quinn.get(path)
    button = next(each for each in page.buttons if each.startswith("Publish"))
    answers = at_once((quinn, page.fill(button)), (other, other.get(path).fill(button)))
    assert answers[0][0] == 302
    made = session.scalars(select(Publication)).one()
    assert made.number == 1
    files = list(session.scalars(select(PublishedFile)))
    folder = app.config["QA"].instance / "published"
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {each.path for each in files} <= on_disk
    told = session.scalars(select(Job.message).where(Job.state == JobState.FAILED)).all()
    assert len(told) + sum(status == 409 for status, _ in answers) == 1
    for kind in ("pdf", "xlsx"):
        assert quinn.open("GET", f"/findings/2026-11/1/full.{kind}").status_code == 200


def test_an_audit_sent_twice_is_handed_in_once(cast, visit):
    factories.tool()
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, answers=factories.everything())
    one, two = visit(cast.asha), visit(cast.asha)
    path = f"/audits/{audit.id}/check"
    page = one.get(path)
    button = next(each for each in page.buttons if each.startswith("Submit"))
    answers = at_once((one, page.fill(button)), (two, two.get(path).fill(button)))
    assert {status for status, _ in answers} <= {302, 303, 409}
    assert session.get_one(Audit, audit.id).status is Status.SUBMITTED
    submitted = (AuditEvent.audit_id == audit.id, AuditEvent.step == Step.SUBMIT)
    assert number_of(AuditEvent, *submitted) == 1


def test_of_two_managers_one_acknowledges_a_concern(cast, visit):
    factories.tool()
    concern = factories.concern(factories.audit(cast.asha, status=Status.IN_PROGRESS, team=cast.harbour))
    tomas, sana = visit(cast.tomas), visit(cast.sana)
    path = f"/concerns/{concern.id}"
    page = tomas.get(path)
    button = next(each for each in page.buttons if "cknowledge" in each)
    words = {"What happens now?": "I ring the worker."}
    one_won(at_once((tomas, page.fill(button, **words)), (sana, sana.get(path).fill(button, **words))))
    assert session.get_one(Concern, concern.id).acknowledged_by_id in {cast.tomas.id, cast.sana.id}


def test_of_two_who_change_an_exemplar_one_does(cast, rita, visit):
    made = factories.exemplar(text="She was seen alone every fortnight, and what she said changed the plan.")
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/exemplars/{made.id}/words"
    why = "Why is it a good example of this grade?"
    answers = at_once(
        (quinn, quinn.get(path).fill("Save exemplar", **{why: "The first reason."})),
        (other, other.get(path).fill("Save exemplar", **{why: "The second reason."})),
    )
    one_won(answers)
    kept = session.get_one(Exemplar, made.id, populate_existing=True)
    assert kept.because in {"The first reason.", "The second reason."}
    assert kept.revision == 2


def test_a_form_sent_twice_at_once_makes_one_exemplar(cast, rita, visit):
    factories.tool()
    quinn, again = visit(cast.quinn), visit(cast.quinn)
    page = quinn.get("/exemplars/new/small")
    words = {
        "Extract": "She was seen alone every fortnight, and what she said changed the plan.",
        "Why is it a good example of this grade?": "Her words lead to what was done.",
        "Grade": "Good",
    }
    sent = [page.fill("Save exemplar", **words) for _ in range(2)]
    with quinn.client.session_transaction() as cookie, again.client.session_transaction() as other:
        other.update(cookie)
    answers = at_once((quinn, sent[0]), (again, sent[1]))
    assert {status for status, _ in answers} <= {302, 303, 409}
    assert number_of(Exemplar) == 1


def test_of_two_who_give_out_repeats_each_auditor_gets_one(cast, rita, visit):
    factories.tool()
    for auditor in (cast.asha, cast.ben):
        for _ in range(2):
            factories.audit(auditor, status=Status.MODERATED, at=TODAY - timedelta(weeks=9))
        repeating.opt_in(by=auditor, at=TODAY)
    quinn, other = visit(cast.quinn), visit(rita)
    button = "Give out repeats now"
    answers = at_once(
        (quinn, quinn.get("/repeats").fill(button)), (other, other.get("/repeats").fill(button))
    )
    assert {status for status, _ in answers} == {303}
    given = session.execute(select(RepeatAudit.auditor_id, func.count()).group_by(RepeatAudit.auditor_id))
    assert dict(given.all()) == {cast.asha.id: 1, cast.ben.id: 1}


def test_of_handing_in_and_withdrawing_a_repeat_one_happens(cast, rita, visit):
    repeat = factories.repeat(cast.asha, status=Status.IN_PROGRESS, at=TODAY - timedelta(hours=5))
    factories.answer(repeats.open_of(cast.asha), factories.everything(), at=TODAY)
    asha, other = visit(cast.asha), visit(rita)
    answers = at_once(
        (asha, asha.get(f"/audits/{repeat.id}/check").fill("Submit audit")),
        (
            other,
            other.get(f"/repeats/{repeat.id}/withdrawal").fill(
                "Withdraw the repeat", **{"Why is it withdrawn?": "She is away."}
            ),
        ),
    )
    assert answers[0][0] == 303
    assert answers[1][0] in {404, 409}
    steps = set(session.scalars(select(AuditEvent.step).where(AuditEvent.audit_id == repeat.id)))
    assert len(steps & {Step.SUBMIT, Step.WITHDRAW}) == 1


def test_a_form_sent_twice_at_once_makes_one_finding(cast, visit):
    factories.tool()
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/findings/new")
    button = next(each for each in page.buttons if each.startswith("Save"))
    answers = {"What is it?": FindingKind.STRENGTH.label, "What did you find?": "She was seen alone."}
    sent = [page.fill(button, **answers) for _ in range(2)]
    again = visit(cast.asha)
    with asha.client.session_transaction() as cookie, again.client.session_transaction() as other:
        other.update(cookie)
    both = at_once((asha, sent[0]), (again, sent[1]))
    assert {status for status, _ in both} <= {302, 303, 409}
    assert number_of(Finding) == 1


def test_a_form_sent_twice_at_once_raises_one_concern(cast, visit):
    factories.tool()
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, team=cast.harbour)
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/concern")
    button = next(each for each in page.buttons if "aise" in each)
    sent = [page.fill(button, **{"What worries you?": "She is not safe."}) for _ in range(2)]
    again = visit(cast.asha)
    with asha.client.session_transaction() as cookie, again.client.session_transaction() as other:
        other.update(cookie)
    both = at_once((asha, sent[0]), (again, sent[1]))
    assert {status for status, _ in both} <= {302, 303, 409}
    assert number_of(Concern) == 1


@pytest.fixture
def vera(cast):
    """A third QA manager."""
    details = PersonDetails("Vera Lund", "vera@testshire.example", frozenset({Role.QA_MANAGER}))
    return people_services.add(details, None, by=cast.ada, at=TODAY)


def test_two_auditors_of_one_case_hand_in_at_once_and_their_pair_is_settled_once(cast, visit):
    pair = factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=0)
    both = []
    for kind, number, person in ((Audit, pair.audit_id, cast.asha), (SecondAudit, pair.second_id, cast.ben)):
        audit = session.get_one(kind, number, options=[joinedload(kind.tool_version)], populate_existing=True)
        auditing.start(audit, by=person, at=TODAY)
        factories.answer(audit, factories.everything(), at=TODAY)
        visitor = visit(person)
        page = visitor.get(f"/audits/{number}/check")
        both.append((visitor, page.fill("Submit audit")))
    answers = at_once(*both)
    assert [status for status, _said in answers] == [303, 303]
    assert session.get_one(Pair, pair.id, populate_existing=True).status is PairStatus.AGREED
    assert number_of(Moderation) == 1
    assert number_of(AnyAudit, AnyAudit.status == Status.MODERATED) == 2


def pair_decision(page, whose):
    form = page.form("Save the decision")
    for key in ("overall", "seeing", "family"):
        form.put(f"taken_{key}", whose)
        form.put(f"category_{key}", "impact")
        form.put(f"because_{key}", f"I take the {whose}.")
    return form.submission("Save the decision")


def test_of_two_moderators_one_decides_a_pair(cast, rita, visit):
    pair = factories.pair(cast.asha, cast.ben, ("good", "requires_improvement"), team=cast.harbour)
    quinn, other = visit(cast.quinn), visit(rita)
    answers = at_once(
        (quinn, pair_decision(quinn.get(f"/pairs/{pair.id}"), "first")),
        (other, pair_decision(other.get(f"/pairs/{pair.id}"), "second")),
    )
    one_won(answers, told="“Decided”")
    assert number_of(Moderation) == 1


def test_of_three_moderators_two_sit_on_a_panel(cast, rita, vera, visit):
    pair = factories.pair(cast.asha, cast.ben, ("good", "inadequate"), team=cast.harbour)
    grade = dict.fromkeys(("Overall grade", "Seeing the child", "Family"), "Inadequate")
    sent = []
    for person in (cast.quinn, rita, vera):
        visitor = visit(person)
        page = visitor.get(f"/pairs/{pair.id}")
        words = {"Why do you grade like this?": f"{person.name} was there."}
        sent.append((visitor, page.fill("Save your grades", **grade, **words)))
    answers = at_once(*sent)
    assert [status for status, _said in answers] == [303, 303, 409]
    assert "panel is complete" in answers[2][1]
    assert number_of(PanelGrades) == 2


def test_of_two_who_have_one_case_audited_twice_one_does(cast, rita, visit):
    audit = factories.audit(cast.asha, team=cast.harbour)
    sent = []
    for person, auditor in ((cast.quinn, "Ben Okoro"), (rita, "Olu Stranger")):
        visitor = visit(person)
        page = visitor.get(f"/rounds/audits/{audit.id}/second-audit")
        given = {
            "Who audits it, without knowing of the other?": auditor,
            "Why is it audited twice?": "To be sure.",
        }
        sent.append((visitor, page.fill("Give out the second audit", **given)))
    answers = at_once(*sent)
    assert sorted(status for status, _said in answers) == [302, 422]
    assert number_of(Pair) == number_of(SecondAudit) == 1


def test_of_two_who_record_a_reference_grade_one_is_told(cast, rita, visit):
    made = exercises.released(
        cast.quinn,
        {cast.asha: "good", cast.ben: "inadequate"},
        at=TODAY - timedelta(days=3),
        releases_at=TODAY - timedelta(hours=1),
    )
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/calibration/{made.id}/cases/{made.cases[0].id}/reference/overall"
    because = "Why is this the right grade?"
    forms = [
        (who, who.get(path).fill("Save and continue", **{"Reference grade": grade, because: grade}))
        for who, grade in ((quinn, "Good"), (other, "Inadequate"))
    ]
    one_won(at_once(*forms), told="Yours is not saved yet")
    assert number_of(ReferenceGrade) == 1


def test_of_a_hand_in_and_a_release_at_the_same_moment_the_grade_counts_or_is_refused(cast, visit):
    made = exercises.opened(cast.quinn, [cast.asha], at=TODAY, releases_at=TODAY + timedelta(days=1))
    (audit,) = exercises.grade(made, cast.asha, hand_in=False, at=TODAY)
    asha, quinn = visit(cast.asha), visit(cast.quinn)
    number, path = audit.id, f"/calibration/{made.id}/release"
    answers = at_once(
        (asha, asha.get(f"/audits/{number}/check").fill("Submit audit")),
        (quinn, quinn.get(path).fill("Release now")),
    )
    status = session.get_one(CalibrationAudit, number).status
    refused = [said for code, said in answers if code == 409]
    assert (status, len(refused)) in {(Status.SUBMITTED, 0), (Status.IN_PROGRESS, 1)}
    assert session.get_one(Exercise, made.id).is_released(TODAY)


def test_an_exercise_opened_twice_at_once_gives_everybody_each_case_once(cast, rita, visit):
    made = exercises.draft(cast.quinn, [cast.asha, cast.ben], at=TODAY, releases_at=TODAY + timedelta(days=1))
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/calibration/{made.id}/opening"
    answers = at_once(
        (quinn, quinn.get(path).fill("Open the exercise")),
        (other, other.get(path).fill("Open the exercise")),
    )
    assert {status for status, _ in answers} <= {302, 303, 409}
    assert number_of(CalibrationAudit) == 2


def test_a_practice_case_taken_twice_at_once_is_taken_once(cast, visit):
    made = exercises.released(
        cast.quinn,
        {cast.ben: "good"},
        at=TODAY - timedelta(days=3),
        releases_at=TODAY - timedelta(hours=1),
    )
    exercises.reference(made, cast.quinn, at=TODAY)
    one, two = visit(cast.asha), visit(cast.asha)
    button = "Practise with Two visits in March"
    answers = at_once((one, one.get("/practice").fill(button)), (two, two.get("/practice").fill(button)))
    assert {status for status, _ in answers} <= {302, 303, 409}
    assert number_of(PracticeAudit) == 1


@pytest.fixture
def moderated(cast):
    factories.tool()
    return factories.audit(
        cast.asha,
        status=Status.MODERATED,
        team=cast.harbour,
        grade="inadequate",
        moderator=cast.dara,
        at=TODAY,
    )


def test_of_two_moderators_one_decides_on_a_reply(cast, rita, visit, moderated):
    reply = factories.reply(moderated, at=TODAY)
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/replies/{reply.id}"
    stands = quinn.get(path).fill(
        "Save the decision", **{"What do you decide?": "The grades stand", "What you decided and why": "So."}
    )
    form = other.get(path).form("Save the decision")
    for name, value in (
        ("outcome", "changed"), ("words", "No."), ("grade_overall", "good"), ("category_overall", "risk"), ("because_overall", "No."),
    ):  # fmt: skip
        form.put(name, value)
    one_won(at_once((quinn, stands), (other, form.submission())), told="has decided on this reply already")
    kept = session.get_one(Reply, reply.id)
    changed = number_of(Moderation, Moderation.way == Way.REPLY)
    assert (kept.outcome, changed) in {(ReplyOutcome.STANDS, 0), (ReplyOutcome.CHANGED, 1)}
    assert number_of(Moderation, Moderation.stands) == 1
    assert number_of(AuditEvent, AuditEvent.step == Step.LOOK_AGAIN) == 1


def test_a_reply_sent_twice_at_once_is_asked_once(cast, visit, moderated):
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{moderated.id}/reply")
    words = {"Which grades should be looked at again?": ("Overall grade",), "Why?": "Read it again."}
    sent = [page.fill("Ask for another look", **words) for _ in range(2)]
    again = visit(cast.asha)
    with asha.client.session_transaction() as cookie, again.client.session_transaction() as other:
        other.update(cookie)
    both = at_once((asha, sent[0]), (again, sent[1]))
    assert {status for status, _ in both} <= {302, 303, 409}
    assert number_of(Reply) == 1


def test_of_a_reply_and_a_reopening_neither_is_lost(cast, visit, moderated):
    asha, quinn = visit(cast.asha), visit(cast.quinn)
    words = {"Which grades should be looked at again?": ("Overall grade",), "Why?": "Read it again."}
    asking = asha.get(f"/audits/{moderated.id}/reply").fill("Ask for another look", **words)
    why = {"Who takes it from here?": "Moderation: only the decision is to change",
           "Why is it reopened, and what has to change?": "A page was missing."}  # fmt: skip
    opening = quinn.get(f"/audits/{moderated.id}/reopening").fill("Reopen it", **why)
    at_once((asha, asking), (quinn, opening))
    audit = session.get_one(Audit, moderated.id)
    outcomes = session.scalars(select(Reply.outcome)).all()
    assert audit.status is Status.SUBMITTED
    # Reopened first, there was nothing left to ask about; asked first, it was overtaken.
    assert outcomes in ([], [ReplyOutcome.OVERTAKEN])


def test_of_two_sign_offs_one_is_made(cast, rita, visit, moderated):
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/audits/{moderated.id}/sign-off"
    why = {"Why is it signed off before the days for a reply are over? (optional)": "Nobody will ask."}
    one_won(
        at_once(
            (quinn, quinn.get(path).fill("Sign off", **why)), (other, other.get(path).fill("Sign off", **why))
        ),
        told="signed this audit off already",
    )
    assert number_of(SignOff) == 1


def test_of_two_who_grant_and_refuse_one_decides(cast, rita, visit, moderated):
    factories.signed_off(moderated, rita, at=TODAY)
    row = factories.reopening(moderated, rita, at=TODAY)
    quinn, dara = visit(cast.quinn), visit(cast.dara)
    path = f"/reopenings/{row.id}"
    granting, refusing = (
        person.get(path).fill("Save the decision", **{"Should it be reopened?": choice, "Why?": "So."})
        for person, choice in ((quinn, "Yes, reopen it"), (dara, "No, it stays signed off"))
    )
    one_won(at_once((quinn, granting), (dara, refusing)), told="has decided on this already")
    status, granted = session.get_one(Audit, moderated.id).status, session.get_one(Reopening, row.id).status
    assert (status, granted) in {
        (Status.SUBMITTED, ReopeningStatus.GRANTED),
        (Status.MODERATED, ReopeningStatus.REFUSED),
    }
    assert number_of(SignOff, SignOff.voided_at.is_(None)) == (status is Status.MODERATED)


def test_of_two_who_ask_to_reopen_one_asks(cast, rita, visit, moderated):
    factories.signed_off(moderated, rita, at=TODAY)
    quinn, other = visit(cast.quinn), visit(rita)
    path = f"/audits/{moderated.id}/reopening"
    why = {"Who takes it from here?": "Moderation: only the decision is to change",
           "Why is it reopened, and what has to change?": "A page was missing."}  # fmt: skip
    one_won(
        at_once(
            (quinn, quinn.get(path).fill("Ask to reopen it", **why)),
            (other, other.get(path).fill("Ask to reopen it", **why)),
        ),
        told="has asked to reopen this audit already",
    )
    assert number_of(Reopening) == 1


def test_an_answer_and_a_change_of_the_words_leave_one_of_the_two(cast, visit):
    entry = factories.coaching(cast.asha, cast.quinn, at=TODAY)
    quinn, asha = visit(cast.quinn), visit(cast.asha)
    changing = quinn.get(f"/coaching/{entry.id}/words").fill(
        "Save the changes", **{"What did you talk about?": "Other words."}
    )
    answering = asha.get(f"/coaching/{entry.id}").fill("Save your answer", **{"Your answer": "Yes."})
    one_won(at_once((quinn, changing), (asha, answering)))
    kept = session.get_one(Coaching, entry.id)
    assert (kept.answer, kept.notes) in {("Yes.", "We read the descriptors."), ("", "Other words.")}


def test_of_two_versions_of_the_statement_one_holds(cast, visit):
    one, other = visit(cast.ada), visit(cast.ada)
    path = "/external-auditors/statement"
    answers = at_once(
        *(
            (each, each.get(path).fill("Save as version 1", **{"The statement": words}))
            for each, words in ((one, "Tell nobody."), (other, "Keep it to yourself."))
        )
    )
    one_won(answers, told="Someone else wrote another version")
    assert number_of(ConfidentialityStatement) == 1


def test_a_promise_given_twice_at_once_is_one(cast, visit):
    mira = factories.outsider(cast.ada, has_accepted=False)
    accepted = {"I have read this and will keep to it": True}
    answers = at_once(
        *(
            (each, each.get("/confidentiality").fill("Accept and go on", **accepted))
            for each in (visit(mira), visit(mira))
        )
    )
    assert [status for status, _ in answers] == [303, 303]
    assert number_of(Acceptance) == 1

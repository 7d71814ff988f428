"""The whole story, told by ``qa demo`` as a newcomer would: it takes most of a minute, so it is told once."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from qa_app.app import create_app
from qa_app.cli import main
from qa_app.clock import frozen, now, today
from qa_app.config import read_config
from qa_app.db import db, session
from qa_app.demo.sign_ins import PASSWORD, chosen
from qa_app.demo.tendencies import GRADES
from qa_app.domain.actions import ActionStatus, is_due_this_week, is_overdue
from qa_app.domain.agreement import severity
from qa_app.domain.calibration import ExerciseStatus, agreement_of
from qa_app.domain.coaching import Standing
from qa_app.domain.frozen_audits import FrozenAudit, changes_between
from qa_app.domain.happenings import Happening
from qa_app.domain.moderating import Decision, ReasonKind, Way
from qa_app.domain.operating import SCHEDULES, Outcome
from qa_app.domain.outsiders import Standing as TimeOf
from qa_app.domain.pairs import PairStatus
from qa_app.domain.policy import Role
from qa_app.domain.practice import Ready
from qa_app.domain.rag import Rag, rag
from qa_app.domain.reopenings import ReopeningStatus
from qa_app.domain.replies import ReplyOutcome
from qa_app.domain.standing_questions import OVERALL_GRADE
from qa_app.domain.workflow import Status
from qa_app.models.actions import Action
from qa_app.models.audits import Answer, AnyAudit, Audit, AuditEvent, LockedAnswer, QueueReason
from qa_app.models.cases import Case, CaseListImport
from qa_app.models.coaching import Coaching
from qa_app.models.concerns import Concern
from qa_app.models.exemplars import Exemplar
from qa_app.models.history import HistoryRow
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.models.people import RoleRow, Service, Team, User
from qa_app.models.publications import Publication
from qa_app.models.reopenings import Reopening
from qa_app.models.replies import Reply
from qa_app.models.rounds import Exemption, Round, RoundStatus, SampledCase
from qa_app.models.sign_offs import SignOff
from qa_app.models.tools import ToolVersion
from qa_app.queries import (
    coaching,
    council,
    exemplars,
    exercises,
    operating,
    outsiders,
    own_audits,
    publications,
    readiness,
    repeats,
    retention,
    spreads,
)
from qa_app.queries import today as todays
from qa_app.web import calibration_page
from tests.conftest import TODAY
from tests.visitor import Visitor

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "instance"


@pytest.fixture(scope="module")
def said(instance):
    """What the command prints the first time."""
    return _qa_demo(instance)


@pytest.fixture
def app(instance, said):
    assert said
    app = create_app(read_config(instance, {}))
    with app.app_context(), frozen(TODAY):
        yield app
        db.session.remove()
        db.engine.dispose()


def _qa_demo(instance):
    with frozen(TODAY):
        result = CliRunner().invoke(
            main, ["demo"], env={"QA_INSTANCE": str(instance)}, catch_exceptions=False
        )
    assert result.exit_code == 0, result.output
    return result.output


def _count(*kind_and_conditions):
    kind, *conditions = kind_and_conditions
    return session.scalar(select(func.count()).select_from(kind).where(*conditions))


def test_it_is_a_council_of_the_size_of_a_real_one(app):
    assert _count(Case, Case.is_open) == 1408
    assert _count(Team) == 12
    assert _count(Service) == 5
    # Two reviewing officers have become auditors besides, and somebody came from outside.
    assert _count(User) == 40 + 2 + 1
    assert _count(User, User.roles.any(RoleRow.name == Role.AUDITOR.value)) == 24 + 2
    assert _count(CaseListImport, CaseListImport.confirmed_at.is_not(None)) >= 2


def test_two_past_rounds_hold_about_400_audits_and_their_months_are_published(app):
    closed = session.scalars(select(Round.id).where(Round.status == RoundStatus.CLOSED)).all()
    audited = (
        select(Audit.round_id, func.count()).where(Audit.status == Status.MODERATED).group_by(Audit.round_id)
    )
    sizes = dict(session.execute(audited.where(Audit.round_id.in_(closed))).all())

    assert len(closed) == 2
    assert all(190 <= size <= 200 for size in sizes.values())
    assert _count(Answer) > 400 * 50
    assert _count(Publication) == 2
    for publication in session.scalars(select(Publication)):
        assert len(publications.one(publication.period_key).files) == 4
        assert publications.latest_findings(publication.period_key).narrative.key_messages


def test_grades_differ_and_moderation_changes_some_both_ways(app):
    finals = Counter(session.scalars(select(Audit.final_grade).where(Audit.status == Status.MODERATED)))
    decisions = Counter(session.scalars(select(Moderation.decision)))
    scale = ("inadequate", "requires_improvement", "good", "outstanding")
    moved = {
        scale.index(final) - scale.index(given)
        for given, final in session.execute(
            select(Audit.auditor_grade, Audit.final_grade).where(Audit.status == Status.MODERATED)
        )
    }

    assert set(finals) == set(scale)
    assert set(decisions) == set(Decision)
    assert moved == {-1, 0, 1}
    assert _count(Moderation, Moderation.way == Way.BULK) > 100


def test_cases_are_audited_twice_and_pairs_are_everywhere_a_pair_can_be(app):
    statuses = Counter(session.scalars(select(Pair.status)))
    assert set(statuses) == set(PairStatus)
    assert 120 <= sum(statuses.values()) <= 220
    assert {Way.RULE, Way.BESIDE, Way.PANEL} <= set(session.scalars(select(Moderation.way)))


def test_second_audits_find_two_lenient_auditors_and_a_severe_one(app):
    """Each has about ten pairs, so that one more may look lenient by chance. One of the two is until she is coached."""
    pairs = select(Pair.audit_id, Pair.second_id).where(Pair.locked_at.is_not(None))
    judged = {
        number: (auditor, GRADES.index(grade), at)
        for number, auditor, grade, at in session.execute(
            select(AnyAudit.id, User.name, LockedAnswer.value, AnyAudit.locked_at)
            .join(AnyAudit.auditor)
            .join(LockedAnswer, LockedAnswer.audit_id == AnyAudit.id)
            .where(LockedAnswer.question_key == OVERALL_GRADE)
        )
    }
    coached = session.scalars(
        select(func.min(Coaching.at))
        .join(User, Coaching.auditor_id == User.id)
        .where(User.name == "Efua Owusu")
    ).one()
    shifts: dict[str, list[int]] = defaultdict(list)
    for first, second in session.execute(pairs):
        for one, other in ((first, second), (second, first)):
            name, grade, at = judged[one]
            if name != "Efua Owusu" or at < coached:
                shifts[name].append(grade - judged[other][1])
    found = {name: severity(each) for name, each in shifts.items()}
    order = sorted(found, key=lambda name: found[name].shrunk)
    assert order[0] == "Alison Tolson"
    assert order[-1] == "Efua Owusu"
    assert "Louise Tranter" in order[-3:]


def test_what_goes_wrong_in_a_round_went_wrong(app):
    steps = Counter(session.scalars(select(AuditEvent.step)))

    assert {step.value for step in steps} == {
        "start", "submit", "return", "moderate", "settle", "move", "extend", "withdraw", "ask", "look_again", "sign_off", "reopen",
    }  # fmt: skip
    assert _count(Exemption) >= 2
    assert _count(SampledCase, SampledCase.unsuitable_because.is_not(None)) >= 4
    assert _count(SampledCase, SampledCase.replaces_id.is_not(None)) >= 4


def test_actions_are_at_every_status_and_of_every_colour(app):
    rules, day = council.settings(), today()
    actions = session.scalars(select(Action)).all()
    ratings = [rag(each.facts, day, rules.amber_grace_days, rules.progress_within_days) for each in actions]

    assert {each.status for each in actions} == set(ActionStatus)
    assert {rating.colour for rating in ratings if rating} == set(Rag)
    assert any(rating.is_overridden for rating in ratings if rating)
    assert sum(is_overdue(each.status, each.due_on, day) for each in actions) >= 5
    assert sum(is_due_this_week(each.status, each.due_on, day) for each in actions) >= 1
    assert sum(each.due_changes > 0 for each in actions) >= 5


def test_concerns_are_open_acknowledged_and_closed(app):
    concerns = session.scalars(select(Concern)).all()

    assert any(each.acknowledged_at is None for each in concerns)
    assert any(each.acknowledged_at and not each.closed_at for each in concerns)
    assert sum(each.closed_at is not None for each in concerns) >= 4


def test_exemplars_come_from_audits_of_both_main_tools_and_by_hand(app):
    found = session.scalars(select(Exemplar)).all()
    shown = [each for each in found if each.retired_at is None]
    readable = exemplars.matching(_any(Role.AUDITOR), exemplars.Wanted()).items

    assert 6 <= len(shown) <= 10
    assert {each.tool_key for each in shown} == {"children_in_need", "children_in_care"}
    assert sum(each.audit_id is not None for each in shown) >= 5
    assert sum(each.audit_id is None for each in shown) >= 2
    assert [bool(each.accepted) for each in shown].count(True) == 1
    assert len(found) - len(shown) == 1
    assert len(readable) >= 6


def test_three_opted_in_to_repeats_one_handed_in_and_one_waits(app):
    found = repeats.overview()

    assert len(found.auditors) == 3
    assert sum(each.done == 1 for each in found.auditors) == 1
    assert any(each.open and each.open.status is Status.ALLOCATED for each in found.auditors)
    assert found.together.n == 1
    assert all(each.auditor.repeats_since for each in found.auditors)


def _any(role):
    return session.scalars(select(User).where(User.roles.any(RoleRow.name == role.value))).first()


def test_auditors_were_coached_between_the_rounds_and_lately(app):
    entries = session.scalars(select(Coaching).order_by(Coaching.at)).all()
    first, second = session.scalars(
        select(Round).where(Round.status == RoundStatus.CLOSED).order_by(Round.opens_on)
    ).all()
    between = [each for each in entries if first.due_on < each.at.date() < second.opens_on]

    assert len(between) == 2
    assert all(each.standing is Standing.DONE and each.answer for each in between)
    assert sum(each.standing is Standing.UNANSWERED for each in entries) == 2
    quality = session.scalars(
        select(User).where(User.roles.any(RoleRow.name == Role.QA_MANAGER.value))
    ).first()
    assert coaching.counts_for_programme(quality, today=today()).due >= 1


def test_some_asked_for_another_look_and_what_is_over_is_signed_off(app):
    outcomes = Counter(session.scalars(select(Reply.outcome)))
    closed = select(Round.id).where(Round.status == RoundStatus.CLOSED)
    unsigned = select(func.count(Audit.id)).where(
        Audit.round_id.in_(closed),
        Audit.status == Status.MODERATED,
        Audit.id.not_in(select(SignOff.audit_id).where(SignOff.voided_at.is_(None))),
    )

    assert outcomes == {ReplyOutcome.STANDS: 1, ReplyOutcome.CHANGED: 1, None: 1}
    assert session.scalar(unsigned) == 0
    assert session.scalars(select(SignOff.audit_id).where(SignOff.number == 2)).one()
    assert Counter(session.scalars(select(Reopening.status))) == {
        ReopeningStatus.GRANTED: 1,
        ReopeningStatus.WAITING: 1,
    }
    again, before = session.scalars(
        select(SignOff)
        .where(SignOff.audit_id.in_(select(SignOff.audit_id).where(SignOff.number == 2)))
        .order_by(SignOff.number.desc())
    ).all()
    tool = session.get_one(ToolVersion, session.get_one(Audit, again.audit_id).tool_version_id).definition
    changes = changes_between(
        FrozenAudit.from_json(before.content), FrozenAudit.from_json(again.content), tool
    )
    assert changes.grades
    assert changes.answers
    assert changes.findings
    waits = [
        (found.replies, found.reopenings)
        for person in session.scalars(
            select(User).where(User.roles.any(RoleRow.name == Role.QA_MANAGER.value))
        )
        if (found := _today(person))
    ]
    assert sum(each for each, _ in waits) >= 1, "one of the two may decide on the reply"
    assert sum(each for _, each in waits) == 1, "whoever did not ask may grant the reopening"


def test_somebody_came_from_outside_and_leaves_soon(app):
    (found,) = outsiders.everybody(today())
    assert found.standing is TimeOf.ENDS_SOON
    assert found.person.organisation
    assert found.accepted_at
    assert {each.status for each in found.held} == {"allocated", "in_progress"}
    assert found.out_of_reach == ()


def test_the_present_round_is_half_done_and_another_waits_to_be_drawn(app):
    newest = session.scalars(
        select(Round).where(Round.status == RoundStatus.OPEN).order_by(Round.due_on.desc())
    ).first()
    by_status = Counter(session.scalars(select(Audit.status).where(Audit.round_id == newest.id)))
    kinds = set(session.scalars(select(QueueReason.code).join(Audit).where(Audit.status == Status.SUBMITTED)))

    assert set(by_status) >= {
        Status.ALLOCATED, Status.IN_PROGRESS, Status.SUBMITTED, Status.RETURNED, Status.MODERATED,
    }  # fmt: skip
    assert len(kinds & set(ReasonKind)) >= 2
    assert _count(Audit, Audit.status == Status.SUBMITTED, ~Audit.queue_reasons.any()) >= 5
    assert _count(Round, Round.status == RoundStatus.DRAFT) == 1


def test_one_calibration_is_finished_and_another_is_open(app):
    quality = session.scalars(
        select(User).where(User.roles.any(RoleRow.name == Role.QA_MANAGER.value))
    ).first()
    exercises_ = {
        each.status(now()): exercises.one(quality, each.id) for each in exercises.listed_for(quality).items
    }
    assert set(exercises_) == {ExerciseStatus.FINISHED, ExerciseStatus.OPEN}
    over, waiting = exercises_[ExerciseStatus.FINISHED], exercises_[ExerciseStatus.OPEN]
    graded = spreads.graded_in(over)
    assert [bool(each.case) for each in over.cases] == [False, False, True]
    assert all(len(graded[each.id]) >= 12 for each in over.cases)
    assert over.notes
    far = [each.summary.mean_signed for each in calibration_page.distances_by_name(over, graded)]
    assert max(far) > 0.15
    assert min(far) < -0.15
    found = agreement_of(over.tool_version.definition, list(graded.values()))
    assert found.sections.alpha_ordinal.value is not None
    statuses = list(exercises.statuses_in(waiting).values())
    assert 0 < statuses.count(Status.SUBMITTED) < len(statuses)
    assert spreads.graded_in(waiting) == {each.id: [] for each in waiting.cases}


def test_one_new_auditor_practises_and_another_was_let_off(app):
    found = {ready.ready: ready for _, ready in readiness.of_new_auditors()}
    assert set(found) == {Ready.NOT_YET, Ready.WAIVED}
    assert found[Ready.NOT_YET].progress == "1 of 3 practice cases done"


def test_everybody_in_the_table_finds_something_to_do(app):
    people = {user.email: user for user in session.scalars(select(User))}
    by_role = {}
    for each in chosen():
        by_role.setdefault(each.role, []).append(people[each.email])
        assert each.waiting
    found = {role: _today(users[0]) for role, users in by_role.items()}

    assert set(by_role) == set(Role)
    busiest = own_audits.counts_for(by_role[Role.AUDITOR][0], today=today())
    assert min(busiest.overdue, busiest.returned, busiest.in_progress, busiest.unread_feedback) >= 1
    quality = found[Role.QA_MANAGER]
    assert min(quality.to_moderate, quality.agreed_in_bulk, quality.actions.to_verify) >= 1
    assert found[Role.TEAM_MANAGER].concerns_waiting >= 1
    assert sum(_today(user).actions.to_agree for user in by_role[Role.TEAM_MANAGER]) >= 1
    assert sum(_today(user).actions.overdue for user in by_role[Role.TEAM_MANAGER]) >= 1
    serves = found[Role.SERVICE_MANAGER]
    assert serves.concerns_waiting + serves.actions.to_agree >= 1
    assert found[Role.DIRECTOR].latest is not None
    assert found[Role.BOARD_MEMBER].latest is not None


def _today(user):
    return todays.for_person(user, today=today(), at=now())


def test_everybody_in_the_table_can_sign_in_and_sees_a_home_page(app):
    for each in chosen():
        visitor = Visitor(app)
        visitor.send(visitor.get("/login"), "Sign in", **{"E-mail address": each.email, "Password": PASSWORD})
        page = visitor.get("/")
        assert each.name.split()[0] in page.text


def test_a_second_time_nothing_is_loaded_and_the_table_is_printed_again(instance, said):
    again = _qa_demo(instance)

    assert "Loading the demo council" in said
    assert "Loading the demo council" not in again
    assert again.strip() == said[said.index("This is the demonstration") :].strip()
    assert "Exampleshire does not exist" in again
    assert PASSWORD in again


def test_what_keeps_it_trusted_can_be_seen(app):
    governance = _any(Role.INFORMATION_GOVERNANCE)
    assert todays.for_person(governance, today=today(), at=now()).due_to_go >= 1
    (held,) = retention.holds()
    ran = operating.last_runs()
    assert {each.command for each in SCHEDULES} <= set(ran)
    assert ran["chase"].outcome is Outcome.DONE
    assert ran["backup"].succeeded_at
    seen = Counter(session.scalars(select(HistoryRow.what)))
    assert {
        Happening.SIGNED_IN,
        Happening.SIGN_IN_REFUSED,
        Happening.SIGNED_OUT,
        Happening.PAGE_REFUSED,
        Happening.COMMAND,
    } <= set(seen)
    viewed = set(
        session.scalars(select(HistoryRow.case_reference).where(HistoryRow.what == Happening.VIEWED))
    )
    assert held.case.reference in viewed

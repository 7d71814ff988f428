"""How does a test get a round, a case, an audit in any status, or a concern, in one line?

    factories.audit(cast.asha)                                        allocated to Asha
    factories.audit(cast.asha, status=Status.SUBMITTED, grade="inadequate", team=cast.harbour)
    factories.audits(cast.asha, 12, status=Status.IN_PROGRESS)        many, in one round
    factories.answers(grade="good")                                   everything that the small tool asks

What people do goes through the services; what another part of the product does (importing, drawing, allocating,
moderating) is written straight into the tables. ``at`` is when all of it happened.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.cases import AgeBand
from qa_app.domain.coaching import Conversation
from qa_app.domain.cohorts import Cohort, Criterion
from qa_app.domain.moderating import ChangeReason, Decision, ModerationRules
from qa_app.domain.policy import Role
from qa_app.domain.questions import Given
from qa_app.domain.reopenings import ReopenTo, WantedReopening
from qa_app.domain.second_audits import SecondAuditRules
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import Answer, AnyAudit, Audit, RepeatAudit, SecondAudit
from qa_app.models.cases import Case, CaseEntry, CaseListImport, ImportState
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.models.people import RoleRow, Team, User, Worker
from qa_app.models.rounds import Round, RoundStatus, Sample, SampledCase
from qa_app.models.tools import ToolVersion
from qa_app.queries import coaching as coaching_queries
from qa_app.queries import exemplars, outsiders
from qa_app.services import (
    admitting,
    answering,
    auditing,
    concerning,
    exemplifying,
    finding,
    pairing,
    people,
    repeating,
    replying,
    signing_off,
    tools,
)
from qa_app.services import coaching as coaching_service
from qa_app.services import reopening as reopening_service
from qa_app.services.answering import Typed
from qa_app.services.exemplifying import Curated
from qa_app.services.finding import Noted
from qa_app.services.people import PersonDetails
from tests.domain.small_tool import TOOL, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.tools import ToolDefinition
    from qa_app.models.audits import Finding, FindingKind
    from qa_app.models.coaching import Coaching
    from qa_app.models.concerns import Concern
    from qa_app.models.exemplars import Exemplar
    from qa_app.models.reopenings import Reopening
    from qa_app.models.replies import Reply
    from qa_app.models.sign_offs import SignOff

__all__ = [
    "AT",
    "a_round",
    "answer",
    "audit",
    "audits",
    "case",
    "coaching",
    "concern",
    "everything",
    "exemplar",
    "given",
    "note",
    "pair",
    "reopening",
    "repeat",
    "reply",
    "signed_off",
    "tool",
]

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
"""The Monday of the tests' week."""

_numbers = count(1)


def tool(definition: ToolDefinition = TOOL, *, at: datetime = AT) -> ToolVersion:
    """A published tool; the small tool of the domain's tests unless another is given."""
    return tools.publish(definition, at=at)


@use_case
def case(
    *, team: Team | None = None, worker: str = "Wren Castle", reference: str = "", at: datetime = AT
) -> Case:
    """A child in need who is known from a list."""
    return _case(team, worker, reference, at)


@use_case
def a_round(
    *,
    title: str = "November practice audit",
    tool_version: ToolVersion | None = None,
    rules: ModerationRules | None = None,
    second: SecondAuditRules | None = None,
    due_on: date = date(2026, 11, 30),
    status: RoundStatus = RoundStatus.OPEN,
    by: User | None = None,
    at: datetime = AT,
) -> Round:
    """A round with a sample that has no cases yet. ``by`` is a QA manager when not given."""
    by = by or _somebody(Role.QA_MANAGER)
    version = tool_version or session.scalars(select(ToolVersion).where(ToolVersion.key == TOOL.key)).one()
    made = Round(
        title=title,
        theme="Practice",
        tool_version=version,
        period_start=date(2026, 11, 1),
        period_end=date(2026, 11, 30),
        opens_on=date(2026, 11, 2),
        due_on=due_on,
        status=status,
        cohort_json=Cohort("Everybody", (Criterion(),)).to_json(),
        moderation_json=(rules or ModerationRules()).to_json(),
        second_json=(second or SecondAuditRules()).to_json(),
        moderation_seed=1,
        created_by_id=by.id,
        created_at=at,
    )
    session.add(made)
    session.flush()
    session.add(
        Sample(
            round_id=made.id,
            case_list_import_id=_import(at).id,
            sources=[],
            cohort_description="Every open case",
            stratify_by="team",
            method="proportional",
            size=60,
            reserve_size=10,
            excluded_if_audited_months=12,
            seed=1,
            algorithm="v1",
            frame_hash="f" * 64,
            population=100,
            strata=[],
            exclusions=[],
            drawn_by_id=by.id,
            drawn_at=at,
        )
    )
    session.flush()
    return made


def audit(
    auditor: User,
    *,
    status: Status = Status.ALLOCATED,
    grade: str = "good",
    answers: Mapping[str, Given] | None = None,
    team: Team | None = None,
    worker: str = "Wren Castle",
    reference: str = "",
    due_on: date | None = None,
    in_round: Round | None = None,
    definition: ToolDefinition = TOOL,
    moderator: User | None = None,
    feedback: str = "Clear and fair. Thank you.",
    at: datetime = AT,
) -> Audit:
    """An audit of a new case, taken to ``status`` the way people would take it there.

    Without ``in_round`` it joins the newest round that uses the tool, or a new one. ``grade`` is given to every
    section and overall. In progress means started, with no answers unless ``answers`` are given.
    """
    version = tool(definition, at=at)
    home = in_round or _newest_round(version) or a_round(tool_version=version, at=at)
    made = _allocate(auditor, home, team, worker, reference, due_on, at)
    if status is Status.ALLOCATED:
        return made
    auditing.start(made, by=auditor, at=at + timedelta(hours=1))
    if answers is not None or status is not Status.IN_PROGRESS:
        answer(made, answers if answers is not None else everything(grade), at=at + timedelta(hours=2))
    if status is Status.IN_PROGRESS:
        return made
    auditing.submit(made, link=str, by=auditor, at=at + timedelta(hours=3))
    if status is Status.MODERATED:
        _moderate(made, moderator, feedback, at + timedelta(hours=4))
    elif status is Status.RETURNED:
        _return(made, moderator, at + timedelta(hours=4))
    return made


def audits(auditor: User, number: int, **wanted: object) -> list[Audit]:
    """So many audits like ``audit`` makes them."""
    return [audit(auditor, **wanted) for _ in range(number)]


def pair(
    first: User,
    second: User,
    grades: tuple[str, str] = ("good", "good"),
    *,
    answers: tuple[Mapping[str, Given] | None, Mapping[str, Given] | None] = (None, None),
    handed_in: int = 2,
    by: User | None = None,
    at: datetime = AT,
    **wanted: object,
) -> Pair:
    """A case that two people audit blind, one hour after the other; ``wanted`` as for ``audit``.

    ``handed_in`` 0, 1 or 2 of the two. What differs is given by ``grades``, for every section and overall, or by all of
    the answers of each.
    """
    audit_of_first = audit(first, at=at, **wanted)
    made = pairing.pair_by_hand(
        audit_of_first.id, second.id, because="To be sure.", by=by or _somebody(Role.QA_MANAGER), at=at
    )
    both = ((audit_of_first, first), (session.get_one(SecondAudit, made.second_id), second))
    for place, (each, auditor) in enumerate(both[:handed_in]):
        moment = at + timedelta(hours=1 + place)
        auditing.start(each, by=auditor, at=moment)
        answer(each, answers[place] or everything(grades[place]), at=moment)
        auditing.submit(each, link=str, by=auditor, at=moment)
    return session.get_one(Pair, made.id, populate_existing=True)


def exemplar(
    of: AnyAudit | None = None,
    *,
    section: str = "overall",
    grade: str = "good",
    text: str = "The child was seen alone every fortnight, and what she said changed the plan.",
    because: str = "Her own words lead to what was done.",
    by: User | None = None,
    at: datetime = AT,
) -> Exemplar:
    """An exemplar from this moderated audit, or one of the small tool that is written by hand."""
    by = by or _somebody(Role.QA_MANAGER)
    words = Curated(section, grade, text, because)
    if of is None:
        tool(at=at)
        return exemplifying.curate_by_hand(TOOL.key, words, by=by, at=at)
    return exemplifying.curate_from(exemplars.source(by, of.id), words, by=by, at=at)


def repeat(
    auditor: User,
    grades: tuple[str, str] = ("good", "good"),
    *,
    status: Status = Status.SUBMITTED,
    answers: tuple[Mapping[str, Given] | None, Mapping[str, Given] | None] = (None, None),
    weeks: int = 10,
    at: datetime = AT,
    **wanted: object,
) -> RepeatAudit:
    """A repeat of an audit that this auditor made ``weeks`` ago, taken to ``status``; ``wanted`` as for ``audit``.

    The first and the second time are given by ``grades``, for every section and overall, or by all of the answers.
    """
    audit(
        auditor,
        status=Status.MODERATED,
        answers=answers[0] or everything(grades[0]),
        at=at - timedelta(weeks=weeks),
        **wanted,
    )
    repeating.opt_in(by=auditor, at=at - timedelta(days=1))
    (made,) = (each for each in repeating.give_out(at=at) if each.auditor_id == auditor.id)
    if status is Status.ALLOCATED:
        return made
    auditing.start(made, by=auditor, at=at + timedelta(hours=1))
    if status is Status.SUBMITTED:
        answer(made, answers[1] or everything(grades[1]), at=at + timedelta(hours=2))
        auditing.submit(made, link=str, by=auditor, at=at + timedelta(hours=3))
    return made


def answer(draft: AnyAudit, given: Mapping[str, Given], *, at: datetime = AT) -> None:
    """Save these answers as the audit's own auditor, whatever was answered before."""
    auditor = session.get_one(User, draft.auditor_id)
    versions = select(Answer.question_key, Answer.version).where(Answer.audit_id == draft.id)
    kept = dict(session.execute(versions).all())
    page = {key: Typed(each, kept.get(key, 0)) for key, each in given.items()}
    saved = answering.save_page(draft, page, by=auditor, at=at)
    assert saved.is_whole, saved


def everything(grade: str = "good") -> dict[str, Given]:
    """An answer to everything that the small tool asks."""
    text = {
        "seen": "yes",
        "seen-alone": "yes",
        "seeing-difference": "She told her social worker what she wanted, and it happened.",
        "seeing-grade": grade,
        "family-relevance": "relevant",
        "who": "child\nparent",
        "visits": "4",
        "summary": "Her grandmother is the steady adult.",
        "family-difference": "The family meets each month without being asked.",
        "family-grade": grade,
        "plan": "child_in_need",
        "plan-now": grade,
        "overall-grade": grade,
        "overall-rationale": "Steady work that the child notices.",
    }
    return {key: Given(value) for key, value in text.items()}


def note(
    draft: Audit,
    kind: FindingKind,
    text: str = "The chronology is up to date.",
    *themes: str,
    at: datetime = AT,
) -> Finding:
    """A strength or an area for improvement of a draft."""
    auditor = session.get_one(User, draft.auditor_id)
    return finding.add(draft, Noted(kind, text, themes, None), by=auditor, at=at)


def concern(
    raised_from: Audit, *, what: str = "She is not safe at home tonight.", at: datetime = AT
) -> Concern:
    """An immediate concern, just raised."""
    auditor = session.get_one(User, raised_from.auditor_id)
    return concerning.raise_concern(
        raised_from,
        what=what,
        noticed_on=at.date(),
        link=lambda number: f"/concerns/{number}",
        by=auditor,
        at=at,
    )


def reply(
    about: Audit,
    asker: User | None = None,
    *,
    reasons: str = "The plan is dated.",
    at: datetime = AT,
    once: str | None = None,
) -> Reply:
    """Another look that the auditor, or somebody else, asks for, at the overall grade."""
    asker = asker or session.get_one(User, about.auditor_id)
    return replying.ask(about, ["overall"], reasons, link=str, by=asker, at=at, once=once)


def signed_off(audit_: Audit, by: User, *, because: str = "Nobody will ask.", at: datetime = AT) -> SignOff:
    """A sign-off, early and with a reason."""
    return signing_off.sign_off(audit_, because, revision=audit_.revision, by=by, at=at)


def reopening(
    audit_: Audit,
    by: User,
    *,
    to: ReopenTo = ReopenTo.MODERATION,
    reason: str = "A page was missing.",
    at: datetime = AT,
) -> Reopening:
    """The audit is reopened, or a second person asked, depending on whether it is signed off."""
    wanted = WantedReopening(to, reason, at.date() + timedelta(days=7))
    return reopening_service.ask(
        audit_, wanted, link=str, request_link=str, revision=audit_.revision, by=by, at=at
    )


def coaching(
    auditor: User,
    by: User,
    *,
    topic: str = "Reading the descriptors",
    next_on: date | None = None,
    at: datetime = AT,
) -> Coaching:
    """An entry of the coaching log, by hand."""
    said = Conversation(topic, "We read the descriptors.", "Grade two vignettes.", next_on or at.date())
    return coaching_service.write(coaching_queries.by_hand(by), auditor.id, said, link=str, by=by, at=at)


def outsider(
    by: User,
    *,
    name: str = "Mira Holt",
    first: date = date(2026, 10, 1),
    last: date = date(2027, 3, 31),
    has_accepted: bool = True,
    at: datetime = AT,
) -> User:
    """An external auditor whom ``by``, an administrator, added; the confidentiality statement is written if there is none."""
    if outsiders.statement_now() is None:
        admitting.write_statement("I keep to myself what I read here.", seen=0, by=by, at=at)
    details = PersonDetails(
        name,
        f"{name.split(maxsplit=1)[0].lower()}@fenwick.example",
        frozenset({Role.EXTERNAL_AUDITOR}),
        organisation="Fenwick Reviews",
        access_from=first,
        access_until=last,
    )
    made = people.add(details, None, by=by, at=at)
    if has_accepted:
        newest = outsiders.statement_now()
        admitting.accept(newest.number if newest else 0, by=made, at=at)
    return made


@use_case
def _allocate(  # noqa: PLR0917
    auditor: User,
    home: Round,
    team: Team | None,
    worker: str,
    reference: str,
    due_on: date | None,
    at: datetime,
) -> Audit:
    sample = session.scalars(select(Sample).where(Sample.round_id == home.id)).one()
    about = _case(team, worker, reference, at)
    drawn = SampledCase(
        sample_id=sample.id, case_id=about.id, stratum=team.name if team else "", position=next(_numbers)
    )
    session.add(drawn)
    session.flush()
    made = Audit(
        round_id=home.id,
        sampled_case_id=drawn.id,
        case_id=about.id,
        tool_version=session.get_one(ToolVersion, home.tool_version_id),
        auditor_id=auditor.id,
        team_id=about.team_id,
        worker_id=about.worker_id,
        allocated_at=at,
        due_on=due_on or home.due_on,
        original_due_on=due_on or home.due_on,
    )
    session.add(made)
    session.flush()
    return made


@use_case
def _moderate(made: Audit, moderator: User | None, feedback: str, at: datetime) -> None:
    moderator = moderator or _somebody(Role.QA_MANAGER)
    made.take(Step.MODERATE, by=moderator, at=at)
    made.moderated_at = at
    made.moderator_grade = made.final_grade = made.auditor_grade
    for row in made.section_grades:
        row.moderator_grade = row.final_grade = row.auditor_grade
    session.add(
        Moderation(
            audit_id=made.id,
            by_id=moderator.id,
            at=at,
            decision=Decision.AGREED,
            stands=True,
            auditor_grade=made.auditor_grade,
            moderator_grade=made.auditor_grade,
            category=None,
            feedback=feedback,
        )
    )


@use_case
def _return(made: Audit, moderator: User | None, at: datetime) -> None:
    moderator = moderator or _somebody(Role.QA_MANAGER)
    because = "Say how you know that she was seen alone."
    made.take(Step.RETURN, by=moderator, at=at, note=because)
    session.add(
        Moderation(
            audit_id=made.id,
            by_id=moderator.id,
            at=at,
            decision=Decision.RETURNED,
            auditor_grade=made.auditor_grade,
            category=ChangeReason.NOT_SUPPORTED,
            because=because,
        )
    )


def _case(team: Team | None, worker: str, reference: str, at: datetime) -> Case:
    from_list = _import(at)
    holder = session.scalars(select(Worker).where(Worker.name == worker)).one_or_none() or Worker(name=worker)
    session.add(holder)
    session.flush()
    made = Case(
        reference=reference or f"EX{next(_numbers):06}",
        age_band=AgeBand.FROM_5_TO_9,
        team_id=team.id if team else None,
        worker_id=holder.id,
        first_import_id=from_list.id,
        last_import_id=from_list.id,
        entries=[
            CaseEntry(
                list_number=6,
                status="child_in_need_plan",
                started_on=date(2026, 3, 2),
                last_seen_on=date(2026, 11, 3),
            )
        ],
    )
    session.add(made)
    session.flush()
    return made


def _import(at: datetime) -> CaseListImport:
    known = session.scalars(select(CaseListImport).where(CaseListImport.sha256 == "c" * 64)).one_or_none()
    if known:
        return known
    made = CaseListImport(
        file_name="Annex A.xlsx",
        sha256="c" * 64,
        state=ImportState.CONFIRMED,
        uploaded_at=at,
        confirmed_at=at,
    )
    session.add(made)
    session.flush()
    return made


def _newest_round(version: ToolVersion) -> Round | None:
    query = select(Round).where(Round.tool_version_id == version.id).order_by(Round.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def _somebody(role: Role) -> User:
    query = select(User).where(User.roles.any(RoleRow.name == role.value)).order_by(User.id).limit(1)
    return session.scalars(query).one()

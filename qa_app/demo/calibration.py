"""How do the auditors of Exampleshire learn to grade alike?

Three weeks ago sixteen of them graded two vignettes and a case of the council, one was ill, and the group agreed its
reference grades. Another exercise is open now, with all of them. Two reviewing officers have become auditors since: one practises, the
other was let off. All of it has dice and words of its own, so that the rest of the story stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo import voices_calibration as words
from qa_app.demo.council import SEED, Job
from qa_app.demo.filling_in import CaseSeen, fill_in
from qa_app.demo.voices import Setting, Voices
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import days_later, some_time
from qa_app.domain.calibration import places
from qa_app.domain.policy import Role
from qa_app.models.audits import Audit, CalibrationAudit
from qa_app.models.calibration import Exercise, ExerciseCase
from qa_app.models.cases import Case, CaseEntry
from qa_app.queries import audits, council
from qa_app.queries import people as people_queries
from qa_app.services import (
    answering,
    auditing,
    calibrating,
    councils,
    inviting,
    people,
    practising,
    referencing,
    releasing,
)
from qa_app.services.answering import Typed
from qa_app.services.councils import Settings
from qa_app.services.people import PersonDetails

if TYPE_CHECKING:
    from datetime import date, datetime

    from qa_app.demo.plot import Plot
    from qa_app.demo.stage import Stage
    from qa_app.demo.voices_calibration import Told
    from qa_app.models.people import User

_ENDED_ASSESSMENTS = 4
_PRACTICE_CASES = 3


@dataclass(slots=True)
class Plan:
    """One exercise: what is graded by whom, on which days it is opened and released, and what is known of it so far."""

    title: str
    tool: str
    told: tuple[Told, ...]
    setting: Setting
    group: tuple[User, ...]
    opens: date
    releases: date
    ill: str = ""
    exercise_id: int = 0
    standings: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """The stage with dice and words of its own."""

    stage: Stage
    rng: Random
    voices: Voices

    @property
    def quality(self) -> User:
        """The QA manager who runs calibration."""
        return self.stage.town.those_with(Role.QA_MANAGER)[0]

    @property
    def administrator(self) -> User:
        """Who adds people and keeps the settings."""
        return self.stage.town.those_with(Role.ADMINISTRATOR)[0]


def expect_calibration(stage: Stage, plot: Plot) -> None:
    """The exercise that is over, the one that is open, and the two who are new."""
    rng = Random(f"{SEED} calibration")
    scene = Scene(stage, rng, Voices(rng))
    today = in_london(plot.now).date()
    auditors = stage.town.those_with(Role.AUDITOR)
    over = Plan(
        words.FINISHED,
        "assessments_nfa",
        words.TOLD,
        Setting.ASSESSED,
        tuple(each for each in auditors if not each.holds(Role.TEAM_MANAGER)),
        opens=days_later(today, -18),
        releases=days_later(today, -12),
        ill="Louise Tranter",
    )
    waiting = Plan(
        words.OPEN,
        "children_in_need",
        words.WAITING,
        Setting.IN_NEED,
        auditors,
        opens=days_later(today, -4),
        releases=days_later(today, 3),
    )
    for plan in (over, waiting):
        stage.diary.note(moment(plan.opens, 9, 40), partial(_open, scene, plan))
    stage.diary.note(moment(over.releases, 15, 25), partial(_agree, scene, over))
    stage.diary.note(moment(days_later(today, -9), 9, 30), partial(_welcome, scene, over))


def _open(scene: Scene, plan: Plan, at: datetime) -> None:
    by, tool = scene.quality, scene.stage.town.tools[plan.tool]
    made = calibrating.create(plan.title, tool.id, once=f"demo:{plan.title}", by=by, at=at)
    plan.exercise_id = made.id
    for told in plan.told:
        case = (
            calibrating.add_vignette(made.id, told.title, told.text, by=by)
            if told.text
            else calibrating.add_case(made.id, _reference(scene), by=by)
        )
        plan.standings[case.id] = told.at
    ids = [person.id for person in plan.group]
    inviting.choose(made.id, ids, revision=_revision(plan), by=by, at=at)
    releasing.schedule(made.id, moment(plan.releases, 14), revision=_revision(plan), by=by, at=at)
    releasing.open_it(made.id, link=_link(scene), revision=_revision(plan), by=by, at=at)
    for person in plan.group:
        if person.name != plan.ill:
            at_desk = _when(scene, plan, person)
            scene.stage.diary.note(at_desk, partial(_grade_all, scene, plan, person))
    day = in_london(at)
    scene.stage.report(f'{day.day} {day:%B}: {len(plan.group)} auditors were invited to "{plan.title}".')


def _when(scene: Scene, plan: Plan, person: User) -> datetime:
    """Managers do it when it comes; those who do nothing but audit have other audits first."""
    is_manager = person.holds(Role.TEAM_MANAGER)
    day = days_later(plan.opens, scene.rng.randint(1, 3)) if is_manager else days_later(plan.releases, -1)
    return some_time(day, scene.rng)


def _reference(scene: Scene) -> str:
    """A case whose assessment has ended and which nobody has audited, by its reference."""
    audited = select(Audit.case_id)
    query = (
        select(Case.reference)
        .join(CaseEntry, CaseEntry.case_id == Case.id)
        .where(
            CaseEntry.list_number == _ENDED_ASSESSMENTS, Case.team_id.is_not(None), Case.id.not_in(audited)
        )
    )
    return scene.rng.choice(
        sorted(set(session.scalars(query)))
    )  # sorted here: databases have rules of their own


def _grade_all(scene: Scene, plan: Plan, person: User, at: datetime) -> None:
    waiting = (
        select(CalibrationAudit.id, CalibrationAudit.exercise_case_id)
        .join(ExerciseCase, CalibrationAudit.exercise_case_id == ExerciseCase.id)
        .where(ExerciseCase.exercise_id == plan.exercise_id, CalibrationAudit.auditor_id == person.id)
        .order_by(ExerciseCase.position)
    )
    for audit_id, case_id in session.execute(waiting).all():
        seen = CaseSeen("", plan.setting, plan.standings[case_id], in_london(at).date())
        _grade(scene, audit_id, seen, person, at)


def _grade(scene: Scene, audit_id: int, seen: CaseSeen, person: User, at: datetime) -> None:
    audit = audits.one_to_answer(person, audit_id)
    auditing.start(audit, by=person, at=at)
    tool = audits.one_to_answer(person, audit_id).tool_version.definition
    given = fill_in(tool, seen, person.name, scene.voices, scene.rng)
    page = {key: Typed(each) for key, each in given.items()}
    answering.save_page(audits.one_to_answer(person, audit_id), page, by=person, at=at)
    audit = audits.one_to_answer(person, audit_id)
    auditing.submit(audit, link=scene.stage.audit_page, by=person, at=at)


def _agree(scene: Scene, plan: Plan, at: datetime) -> None:
    """An hour after the release the group has talked: notes, and a reference grade for everything."""
    by = scene.quality
    referencing.take_notes(plan.exercise_id, words.NOTES, revision=_revision(plan), by=by, at=at)
    cases = session.scalars(
        select(ExerciseCase)
        .where(ExerciseCase.exercise_id == plan.exercise_id)
        .order_by(ExerciseCase.position)
    ).all()
    tool = scene.stage.town.tools[plan.tool].definition
    for case, told in zip(cases, plan.told, strict=True):
        for place in places(tool):
            grade, because = told.references[place.key]
            referencing.record(case.id, place.key, grade, rationale=because, seen=0, by=by, at=at)
    day = in_london(at)
    scene.stage.report(f'{day.day} {day:%B}: the reference grades of "{plan.title}" were recorded.')


def _welcome(scene: Scene, over: Plan, at: datetime) -> None:
    """Two reviewing officers become auditors, and the council asks new ones for practice."""
    town, by = scene.stage.town, scene.administrator
    _ask_for_practice(by)
    joined = [person for person in town.council.staff if person.job is Job.REVIEWING_OFFICER][:2]
    password = by.password
    new = [
        people.add(
            PersonDetails(person.name, person.email, frozenset({Role.AUDITOR})), password, by=by, at=at
        )
        for person in joined
    ]
    today = in_london(at).date()
    scene.stage.diary.note(moment(days_later(today, 1), 11, 15), partial(_let_off, scene, new[1]))
    scene.stage.diary.note(moment(days_later(today, 3), 14, 5), partial(_practise, scene, over, new[0]))


def _ask_for_practice(by: User) -> None:
    now = council.settings()
    settings = replace(
        Settings.of(now, people_queries.roles_with_second_factor()), practice_cases=_PRACTICE_CASES
    )
    councils.change_settings(now, settings, seen=now.revision, by=by)


def _let_off(scene: Scene, person: User, at: datetime) -> None:
    practising.waive(person.id, because=words.WAIVED, by=scene.quality, at=at)


def _practise(scene: Scene, over: Plan, person: User, at: datetime) -> None:
    """The first of the vignettes."""
    case_id, standing = next(iter(over.standings.items()))
    audit = practising.begin(case_id, by=person, at=at)
    seen = CaseSeen("", over.setting, standing, in_london(at).date())
    _grade(scene, audit.id, seen, person, at)


def _revision(plan: Plan) -> int:
    return session.scalars(select(Exercise.revision).where(Exercise.id == plan.exercise_id)).one()


def _link(scene: Scene) -> partial[str]:
    return partial(scene.stage.address, "calibration")

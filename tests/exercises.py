"""How does a test get a calibration exercise, at any point of its life, in one line?

    exercises.opened(cast.quinn, [cast.asha, cast.ben])               one vignette, released in two days
    exercises.grade(exercise, cast.asha, "good")                      Asha grades all of it and hands it in
    exercises.released(cast.quinn, {cast.asha: "good", cast.ben: None})   Ben was absent
    exercises.reference(exercise, cast.quinn, "good")                 every reference grade

Everything goes through the use cases. ``AT`` is when it is opened, ``RELEASE`` when it is released.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.db import session
from qa_app.domain.calibration import places
from qa_app.domain.workflow import Status
from qa_app.models.audits import CalibrationAudit
from qa_app.models.calibration import Exercise, ExerciseCase
from qa_app.models.cases import Case
from qa_app.services import auditing, calibrating, inviting, referencing, releasing
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from qa_app.domain.questions import Given
    from qa_app.models.people import User
    from qa_app.models.tools import ToolVersion

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
RELEASE = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
VIGNETTE = "Kit is nine. Two visits in March, both with his mother in the room."

_numbers = count(1)


def draft(
    by: User,
    people: Collection[User] = (),
    *,
    cases: Sequence[Case] = (),
    vignettes: Sequence[str] = ("Two visits in March",),
    title: str = "Calibration in November",
    tool: ToolVersion | None = None,
    releases_at: datetime | None = RELEASE,
    at: datetime = AT,
) -> Exercise:
    """An exercise that is ready to be opened, unless something is left out."""
    version = tool or factories.tool(at=at)
    made = calibrating.create(title, version.id, once=f"exercise-{next(_numbers)}", by=by, at=at)
    for case in cases:
        calibrating.add_case(made.id, case.reference, by=by)
    for vignette in vignettes:
        calibrating.add_vignette(made.id, vignette, VIGNETTE, by=by)
    if people:
        ids = {person.id for person in people}
        inviting.choose(made.id, ids, revision=made.revision, by=by, at=at)
    if releases_at:
        releasing.schedule(made.id, releases_at, revision=made.revision, by=by, at=at)
    return fresh(made)


def opened(by: User, people: Collection[User], *, at: datetime = AT, **wanted: object) -> Exercise:
    """An open exercise; ``wanted`` as for ``draft``."""
    made = draft(by, people, at=at, **wanted)  # type: ignore[arg-type]  # passed on
    releasing.open_it(made.id, link=str, revision=made.revision, by=by, at=at)
    return fresh(made)


def grade(
    exercise: Exercise,
    person: User,
    given: str | Mapping[str, Given] = "good",
    *,
    hand_in: bool = True,
    at: datetime = AT + timedelta(hours=2),
) -> list[CalibrationAudit]:
    """This person grades everything that they were given in the exercise: with one grade, or with these answers."""
    audits = of_person(exercise, person)
    answers = factories.everything(given) if isinstance(given, str) else given
    for audit in audits:
        auditing.start(audit, by=person, at=at)
        factories.answer(audit, answers, at=at)
        if hand_in:
            auditing.submit(audit, link=str, by=person, at=at)
    return audits


def released(by: User, grades: Mapping[User, str | None], *, at: datetime = AT, **wanted: object) -> Exercise:
    """An exercise that is released at ``RELEASE`` unless told otherwise: None for whoever was absent."""
    made = opened(by, list(grades), at=at, **wanted)
    for person, given in grades.items():
        if given:
            grade(made, person, given, at=at + timedelta(hours=2))
    return fresh(made)


def reference(
    exercise: Exercise,
    by: User,
    grade: str | None = "good",
    *,
    at: datetime = RELEASE + timedelta(hours=1),
    only: Collection[str] | None = None,
) -> Exercise:
    """Record a reference grade for every section of every case, or only for these keys."""
    exercise = fresh(exercise)
    for case in exercise.cases:
        for place in places(exercise.tool_version.definition):
            if only is None or place.key in only:
                seen = case.latest.get(place.key)
                referencing.record(
                    case.id,
                    place.key,
                    grade,
                    rationale=f"The group agreed about {place.title}.",
                    seen=seen.id if seen else 0,
                    by=by,
                    at=at,
                )
    return fresh(exercise)


def of_person(exercise: Exercise, person: User) -> list[CalibrationAudit]:
    """What this person has to grade, in the order of the cases."""
    query = (
        select(CalibrationAudit)
        .options(joinedload(CalibrationAudit.tool_version))
        .join(ExerciseCase, CalibrationAudit.exercise_case_id == ExerciseCase.id)
        .where(
            ExerciseCase.exercise_id == exercise.id,
            CalibrationAudit.auditor_id == person.id,
            CalibrationAudit.status != Status.WITHDRAWN,
        )
        .order_by(ExerciseCase.position)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def fresh(exercise: Exercise) -> Exercise:
    """The exercise as it is now, with everything."""
    return session.scalars(
        select(Exercise)
        .where(Exercise.id == exercise.id)
        .options(
            joinedload(Exercise.tool_version),
            selectinload(Exercise.cases).options(
                joinedload(ExerciseCase.case).options(joinedload(Case.team), joinedload(Case.worker)),
                selectinload(ExerciseCase.references),
            ),
            selectinload(Exercise.invitations),
        )
        .execution_options(populate_existing=True)
    ).one()

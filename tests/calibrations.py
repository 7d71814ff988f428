"""Exercises of every kind, for the full house: a draft, open, released, finished and cancelled ones, and practice.

Whatever people typed has ``SECRET`` in it, and every case is known by a reference that begins with ``REF``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.questions import Given
from qa_app.models.audits import PracticeAudit
from qa_app.models.council import Council
from qa_app.services import auditing, inviting, practising, referencing, releasing
from tests import exercises, factories
from tests.conftest import TODAY

if TYPE_CHECKING:
    from qa_app.models.calibration import Exercise, ExerciseCase
    from qa_app.models.people import User
    from tests.cast import Cast

SECRET = "zebrafinch"
REF = "QXZ"
BEGAN = TODAY - timedelta(days=7)
OVER = TODAY - timedelta(days=3)


@dataclass(frozen=True)
class Calibrated:
    """Ids: of exercises by where they are, of one case of each, and of audits by auditor and what became of them.

    ``graded`` ones are of an exercise that is still open, about a case of Harbour; the others are about vignettes.
    """

    exercises: dict[str, int]
    cases: dict[str, int]
    audits: dict[tuple[str, str], int]


def build(cast: Cast) -> Calibrated:
    """Everything at once. From now on practice is asked for; Olu is let off."""
    case = factories.case(team=cast.harbour, reference=f"{REF}5001")
    unseen = factories.case(team=cast.harbour, reference=f"{REF}5002")  # so that the draft can be opened
    by = cast.quinn
    open_ = exercises.opened(
        by,
        [cast.asha, cast.ben, cast.olu],
        cases=[case],
        title="Open",
        at=BEGAN,
        releases_at=TODAY + timedelta(2),
    )
    exercises.grade(open_, cast.asha, _answers(), at=BEGAN)
    exercises.grade(open_, cast.ben, _answers(), hand_in=False, at=BEGAN)
    inviting.take_out(open_.id, cast.olu.id, because=f"Away: {SECRET}.", by=by, at=BEGAN)
    released = _over(cast, "Released", [cast.asha, cast.ben])
    exercises.reference(released, by, at=TODAY, only=["overall"])
    referencing.take_notes(
        released.id, f"We saw a {SECRET}.", revision=exercises.fresh(released).revision, by=by, at=TODAY
    )
    # Nobody was there: the group recorded its grades all the same, and building it is quick.
    finished = exercises.opened(
        by,
        [cast.ben, cast.olu],
        vignettes=("One", "Two", "Three"),
        title="Finished",
        at=BEGAN,
        releases_at=OVER,
    )
    exercises.reference(finished, by, at=TODAY)
    cancelled = exercises.opened(by, [cast.asha], title="Cancelled", at=BEGAN, releases_at=OVER)
    releasing.cancel(cancelled.id, because=f"No {SECRET}.", revision=cancelled.revision, by=by, at=BEGAN)
    later = {"at": TODAY, "releases_at": TODAY + timedelta(days=9)}
    all_ = {
        "draft": exercises.draft(by, [cast.asha, cast.ben], cases=[unseen], title="Draft", **later),
        "open": open_,
        "released": released,
        "finished": finished,
        "cancelled": cancelled,
        "empty": exercises.draft(by, title="Empty", vignettes=(), at=TODAY, releases_at=None),
    }
    practised = _practice(cast, exercises.fresh(finished).cases)
    audits = {
        ("asha", "graded"): _first(open_, cast.asha),
        ("ben", "grading"): _first(open_, cast.ben),
        ("asha", "released"): _first(released, cast.asha),
        ("ben", "released"): _first(released, cast.ben),
        ("asha", "practised"): practised[0],
        ("asha", "practising"): practised[1],
    }
    return Calibrated(
        exercises={name: each.id for name, each in all_.items()},
        cases={name: cases[-1].id for name, each in all_.items() if (cases := exercises.fresh(each).cases)},
        audits=audits,
    )


def _over(cast: Cast, title: str, people: list[User], **wanted: object) -> Exercise:
    made = exercises.opened(cast.quinn, people, title=title, at=BEGAN, releases_at=OVER, **wanted)
    for person in people:
        exercises.grade(made, person, _answers(), at=BEGAN)
    return exercises.fresh(made)


def _answers() -> dict[str, Given]:
    return {
        **factories.everything("good"),
        "summary": Given(f"Her grandmother is a {SECRET}."),
        "overall-rationale": Given(f"Steady work by a {SECRET}."),
    }


def _practice(cast: Cast, cases: list[ExerciseCase]) -> list[int]:
    """Asha has done one case and begun another; the third is left."""
    done, begun = (practising.begin(each.id, by=cast.asha, at=TODAY).id for each in cases[:2])
    for number in (done, begun):
        audit = session.scalars(select(PracticeAudit).where(PracticeAudit.id == number)).one()
        auditing.start(audit, by=cast.asha, at=TODAY)
        session.refresh(audit, ["tool_version"])
        factories.answer(audit, _answers(), at=TODAY)
        if number == done:
            auditing.submit(audit, link=str, by=cast.asha, at=TODAY)
    practising.waive(cast.olu.id, because=f"Knows the {SECRET}.", by=cast.quinn, at=TODAY)
    _ask_for_practice()
    return [done, begun]


@use_case
def _ask_for_practice() -> None:
    session.scalars(select(Council)).one().practice_cases = 3


def _first(exercise: Exercise, person: User) -> int:
    return exercises.of_person(exercise, person)[0].id

"""A council in which every kind of record exists, in every status: what would somebody find who tried every door?

Whatever people typed has ``SECRET`` in it, and every case is known by a reference that begins with ``REF``: a page, a
mail or a log line that has either and should not is found by looking for two words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app import clearing, press
from qa_app.db import session, use_case
from qa_app.domain.actions import Level, Priority, Words
from qa_app.domain.cases import CaseProblem
from qa_app.domain.moderating import ChangeReason
from qa_app.domain.notices import NoticeKind
from qa_app.domain.questions import Given
from qa_app.domain.rag import Rag
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.second_audits import SecondAuditRules
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import FindingKind
from qa_app.models.cases import Case
from qa_app.models.rounds import Sample, SampledCase
from qa_app.services import (
    agreeing,
    allocating,
    coaching,
    concerning,
    drawing,
    exemplifying,
    exempting,
    holding,
    importing,
    jobs,
    moderating,
    narrating,
    pairing,
    progressing,
    proposing,
    reopening,
    replying,
    scheduling,
    verifying,
)
from qa_app.services.narrating import Written
from qa_app.services.proposing import Proposal
from tests import calibrations, factories
from tests.calibrations import REF, SECRET
from tests.conftest import TODAY
from tests.lists_and_rounds import draw_plan, import_list, listed, plan_of, reading_of
from tests.small_month import NO_REASONS

if TYPE_CHECKING:
    from qa_app.models.actions import Action
    from qa_app.models.audits import Audit
    from qa_app.models.cases import CaseListImport
    from qa_app.models.coaching import Coaching
    from qa_app.models.concerns import Concern
    from qa_app.models.jobs import Job
    from qa_app.models.pairs import Pair
    from qa_app.models.people import User
    from qa_app.models.reopenings import Reopening
    from qa_app.models.replies import Reply
    from qa_app.models.rounds import Round
    from tests.cast import Cast

OCTOBER = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)
HEADINGS = '[{"sheet": "Sheet1", "header_row": 1, "headers": ["Child ID", "Team", ""], "fingerprint": "f1", "list_number": null}]'

_DUE = date(2026, 12, 18)


@dataclass(frozen=True)
class House:
    """Ids of what there is, by what it is. Audits are by their auditor and status: ``audits["asha", "submitted"]``.

    What came after moderation is by its own name: ``asked`` (a reply waits), ``heard`` (one was decided), ``signed`` (twice,
    reopened in between), ``reopening`` (waits for a second person), ``reopened``, and ``recent`` (somebody can still ask).
    """

    cast: Cast
    mira: User
    audits: dict[tuple[str, str], int]
    actions: dict[str, int]
    concerns: dict[str, int]
    rounds: dict[str, int]
    imports: dict[str, int]
    jobs: dict[str, int]
    findings: dict[str, int]
    pairs: dict[str, int]
    exemplars: dict[str, int]
    repeats: dict[str, int]
    replies: dict[str, int]
    reopenings: dict[str, int]
    coachings: dict[str, int]
    sampled: int
    exercises: dict[str, int]
    exercise_cases: dict[str, int]
    notices: dict[str, int]
    disposals: dict[str, int]


def build(cast: Cast) -> House:
    """Everything at once. ``actions`` are by status, Harbour's and Tomas's, ``meadow`` is another team's."""
    imports = _imports(cast)
    rounds = _rounds(cast)
    practice = factories.a_round(title="Practice audit", tool_version=factories.tool(), at=OCTOBER)
    audits = _audits(cast, practice)
    quiet = factories.a_round(title="Quiet", tool_version=factories.tool(), rules=NO_REASONS, at=OCTOBER)
    audits["ben", "rest"] = factories.audit(
        cast.ben,
        status=Status.SUBMITTED,
        team=cast.lantern,
        reference=f"{REF}8001",
        in_round=quiet,
        at=OCTOBER,
    )
    findings = {
        name: factories.note(
            audits[name, "in_progress"], FindingKind.STRENGTH, f"Steady {SECRET}.", "voice_of_the_child"
        ).id
        for name in ("asha", "ben")
    }
    replies, reopenings = _afterwards(cast, practice, audits)
    coachings = _coachings(cast)
    actions = _actions(cast, audits)
    concerns = _concerns(cast, audits)
    _published(cast, practice)
    twice = factories.a_round(
        title="Made twice", tool_version=factories.tool(), second=SecondAuditRules(at_least=1), at=OCTOBER
    )
    audits["olu", "single"] = factories.audit(
        cast.olu, team=cast.meadow, reference=f"{REF}6100", in_round=twice, at=OCTOBER
    )
    pairs = _pairs(cast, twice)
    calibrated = calibrations.build(cast)
    mira = factories.outsider(cast.ada, at=OCTOBER)
    ids = {key: audit.id for key, audit in audits.items()} | calibrated.audits
    for state, pair in pairs.items():
        ids["asha", f"first {state}"], ids["ben", f"second {state}"] = pair.audit_id, pair.second_id
    ids["mira", "given"] = factories.audit(
        mira,
        status=Status.IN_PROGRESS,
        team=cast.harbour,
        reference=f"{REF}3001",
        in_round=practice,
        at=OCTOBER,
    ).id
    rounds |= {"practice": practice, "quiet": quiet, "twice": twice}
    return House(
        cast=cast,
        mira=mira,
        audits=ids,
        actions={key: action.id for key, action in actions.items()},
        concerns={key: each.id for key, each in concerns.items()},
        rounds={key: each.id for key, each in rounds.items()},
        imports={key: each.id for key, each in imports.items()},
        jobs={name: _job(user).id for name, user in (("quinn", cast.quinn), ("asha", cast.asha))},
        findings=findings,
        pairs={key: each.id for key, each in pairs.items()},
        exemplars=_exemplars(cast, audits),
        repeats=_repeats(cast),
        replies={key: each.id for key, each in replies.items()},
        reopenings={key: each.id for key, each in reopenings.items()},
        coachings={key: each.id for key, each in coachings.items()},
        sampled=_sampled_in(rounds["open"].id),
        exercises=calibrated.exercises,
        exercise_cases=calibrated.cases,
        notices=_notices(cast),
        disposals={"nothing due": clearing.carry_out(by=cast.ines, at=TODAY).id},
    )


def _exemplars(cast: Cast, audits: dict[tuple[str, str], Audit]) -> dict[str, int]:
    words = f"A {SECRET} was seen alone every fortnight, and what it sang changed the plan."
    of_asha = factories.exemplar(audits["asha", "moderated"], section="seeing", text=words, by=cast.quinn)
    by_hand = factories.exemplar(text=words, by=cast.quinn)
    retired = factories.exemplar(text=words, by=cast.quinn)
    exemplifying.retire(retired, f"Old {SECRET}.", revision=1, by=cast.quinn, at=TODAY)
    return {"asha": of_asha.id, "by hand": by_hand.id, "retired": retired.id}


def _repeats(cast: Cast) -> dict[str, int]:
    """One that Ben handed in and one that Asha has begun, each with its earlier audit."""
    early = factories.a_round(title="Early round", tool_version=factories.tool(), at=OCTOBER)
    found = {}
    for number, (name, auditor, status) in enumerate(
        (("done", cast.ben, Status.SUBMITTED), ("open", cast.asha, Status.IN_PROGRESS))
    ):
        repeat = factories.repeat(
            auditor,
            ("good", "outstanding"),
            status=status,
            team=cast.harbour,
            reference=f"{REF}850{number}",
            in_round=early,
            feedback=f"Clear, {SECRET}.",
            at=TODAY - timedelta(hours=9),
        )
        found |= {name: repeat.id, f"earlier {name}": repeat.of_id}
    return found


def _imports(cast: Cast) -> dict[str, CaseListImport]:
    teams = ("Harbour", "Meadow", "Lantern")
    entries = [listed(f"{REF}{number:04}", team=teams[number % 3]) for number in range(1, 19)]
    confirmed = import_list(cast, *entries)
    problem = CaseProblem(
        "List_8", 8, 7, "Allocated Team", "F7", f'=cmd("{SECRET}")', "It was left empty.", serious=True
    )
    preview = importing.preview(
        reading_of(*entries, listed(f"{REF}9001", team="Quayside"), problems=[problem], name="november.xlsx"),
        by=cast.quinn,
        at=TODAY,
    )
    columns = importing.wait_for_columns("u" * 43, "own.csv", "d" * 64, HEADINGS, by=cast.quinn, at=TODAY)
    discarded = importing.preview(
        reading_of(listed(f"{REF}9002"), name="wrong.xlsx"), by=cast.quinn, at=TODAY
    )
    importing.discard(discarded.id, by=cast.quinn, at=TODAY)
    return {"confirmed": confirmed, "preview": preview, "columns": columns, "discarded": discarded}


def _rounds(cast: Cast) -> dict[str, Round]:
    tool = factories.tool()
    by, at = cast.quinn, TODAY

    def draft(title: str) -> Round:
        return scheduling.create(plan_of(tool, title=title), by=by, at=at)

    opened = draft("Open round")
    drawing.draw(opened.id, draw_plan(size=5, reserve=1), by=by, at=at)
    allocating.allocate(opened.id, by=by, at=at)
    exempting.exempt(opened.id, cast.olu.id, because=f"Away: {SECRET}.", by=by, at=at)
    drawn = draft("Drawn round")
    drawing.draw(drawn.id, draw_plan(size=4, reserve=1), by=by, at=at)
    closed = draft("Closed round")
    drawing.draw(closed.id, draw_plan(size=2, reserve=0), by=by, at=at)
    allocating.allocate(closed.id, by=by, at=at)
    scheduling.close(closed.id, because=f"Stopped: {SECRET}.", by=by, at=at)
    return {"draft": draft("Draft round"), "drawn": drawn, "open": opened, "closed": closed}


def _audits(cast: Cast, home: Round) -> dict[tuple[str, str], Audit]:
    made = {}
    answers = {
        **factories.everything("good"),
        "summary": Given(f"Her grandmother is a {SECRET}."),
        "overall-rationale": Given(f"Steady work by a {SECRET}."),
    }
    number = 0
    for name, auditor, team in (("asha", cast.asha, cast.harbour), ("ben", cast.ben, cast.lantern)):
        for status in _LIFE:
            number += 1
            made[name, status.value] = factories.audit(
                auditor,
                status=Status.ALLOCATED if status is Status.WITHDRAWN else status,
                team=team,
                reference=f"{REF}7{number:03}",
                in_round=home,
                answers=answers,
                feedback=f"Clear, {SECRET}.",
                at=OCTOBER,
            )
    for name in ("asha", "ben"):
        _withdraw(made[name, "withdrawn"], cast.quinn)
    return made


_LIFE = (
    Status.IN_PROGRESS, Status.ALLOCATED, Status.SUBMITTED, Status.RETURNED, Status.MODERATED, Status.WITHDRAWN,
)  # fmt: skip


@use_case
def _withdraw(audit: Audit, by: User) -> None:
    audit.take(Step.WITHDRAW, by=by, at=TODAY, note=f"Moved away: {SECRET}.")


def _afterwards(
    cast: Cast, home: Round, audits: dict[tuple[str, str], Audit]
) -> tuple[dict[str, Reply], dict[str, Reopening]]:
    """What came after moderation. Dara moderated what Quinn can decide on; each of them asked to reopen something."""
    later = OCTOBER + timedelta(days=1)
    answers = {**factories.everything("good"), "summary": Given(f"Her uncle is a {SECRET}.")}
    for number, (name, what, moderator) in enumerate(
        (
            ("asha", "asked", cast.dara),
            ("asha", "heard", cast.dara),
            ("asha", "signed", cast.quinn),
            ("asha", "reopening", cast.quinn),
            ("ben", "reopening", cast.quinn),
            ("asha", "reopened", cast.quinn),
            ("asha", "recent", cast.dara),
        ),
        start=1,
    ):
        audits[name, what] = factories.audit(
            getattr(cast, name),
            status=Status.MODERATED,
            team=cast.harbour if name == "asha" else cast.lantern,
            reference=f"{REF}6{number:03}",
            in_round=home,
            answers=answers,
            moderator=moderator,
            feedback=f"Clear, {SECRET}.",
            at=TODAY - timedelta(days=2) if what == "recent" else OCTOBER,
        )
    replies = {
        what: factories.reply(audits["asha", what], reasons=f"Read the {SECRET}.", at=later)
        for what in ("asked", "heard")
    }
    replying.change(
        replies["heard"],
        Changes(GradeChange("outstanding", ChangeReason.IMPACT, f"The {SECRET} was heard.")),
        f"I read the {SECRET}.",
        link=str,
        revision=replies["heard"].revision,
        audit_revision=audits["asha", "heard"].revision,
        by=cast.quinn,
        at=later,
    )
    early = f"Nobody asks about the {SECRET}."
    for name, what in (("asha", "signed"), ("asha", "reopening"), ("ben", "reopening")):
        factories.signed_off(audits[name, what], cast.quinn, because=early, at=later)
    why = f"A page about the {SECRET} was missing."
    reopenings = {
        "granted": factories.reopening(audits["asha", "signed"], cast.dara, reason=why, at=later),
        "of_dara": factories.reopening(audits["asha", "reopening"], cast.dara, reason=why, at=later),
        "of_quinn": factories.reopening(audits["ben", "reopening"], cast.quinn, reason=why, at=later),
        "done": factories.reopening(audits["asha", "reopened"], cast.quinn, reason=why, at=later),
    }
    granted, twice = reopenings["granted"], audits["asha", "signed"]
    reopening.grant(
        granted, f"The {SECRET} matters.", link=str, revision=granted.revision, by=cast.quinn, at=later
    )
    moderating.agree(twice, link=str, revision=twice.revision, by=cast.quinn, at=later)
    factories.signed_off(twice, cast.quinn, because=early, at=later)
    return replies, reopenings


def _coachings(cast: Cast) -> dict[str, Coaching]:
    made = {
        name: factories.coaching(auditor, cast.quinn, topic=f"Reading the {SECRET}", at=TODAY)
        for name, auditor in (("asha", cast.asha), ("ben", cast.ben), ("done", cast.asha))
    }
    answered, done = made["ben"], made["done"]
    coaching.answer(
        answered, f"I see the {SECRET}.", link=str, revision=answered.revision, by=cast.ben, at=TODAY
    )
    coaching.mark_done(done, revision=done.revision, by=cast.asha, at=TODAY)
    return made


def _actions(cast: Cast, audits: dict[tuple[str, str], Audit]) -> dict[str, Action]:
    asha, ben, tomas, quinn = cast.asha, cast.ben, cast.tomas, cast.quinn

    def proposed(audit: Audit, owner: User, by: User) -> Action:
        wanted = Proposal(
            f"Write a plan for the {SECRET}.", f"The {SECRET} is on file.", Level.CHILD, Priority.HIGH,
            owner.id, _DUE,
        )  # fmt: skip
        return proposing.propose(audit, wanted, link=str, by=by, at=TODAY)

    def step(use, action: Action, by: User, *words: object, **other: object) -> Action:  # type: ignore[no-untyped-def]
        use(action, *words, revision=action.revision, by=by, at=TODAY, **other)
        return action

    of_asha, of_ben = audits["asha", "moderated"], audits["ben", "moderated"]
    made = {
        name: proposed(of_asha, tomas, asha)
        for name in ("proposed", "suggested", "agreed", "completed", "verified", "cancelled")
    }
    step(
        agreeing.suggest,
        made["suggested"],
        tomas,
        Words(f"Other {SECRET}", "On file", _DUE),
        SECRET,
        link=str,
    )
    for name in ("agreed", "completed", "verified"):
        step(agreeing.agree, made[name], tomas, link=str)
    step(progressing.note_progress, made["agreed"], tomas, f"Half of the {SECRET}.")
    step(progressing.rate, made["agreed"], tomas, Rag.AMBER, f"Slow {SECRET}.")
    for name in ("completed", "verified"):
        step(progressing.complete, made[name], tomas, f"The {SECRET} of 3 December.")
    step(verifying.verify, made["verified"], quinn, f"I saw the {SECRET}.")
    step(progressing.cancel, made["cancelled"], asha, f"No {SECRET} any more.")
    made["other"] = proposed(of_ben, cast.olu, ben)
    made["early"] = proposed(audits["asha", "in_progress"], tomas, asha)
    return made


def _pairs(cast: Cast, home: Round) -> dict[str, Pair]:
    """Asha audits first, Ben second. ``waiting``: only Asha has handed in; ``begun``: neither has."""
    wanted = {
        "begun": ("good", "good"),
        "waiting": ("good", "good"),
        "agreed": ("good", "good"),
        "to_decide": ("good", "requires_improvement"),
        "to_panel": ("good", "inadequate"),
        "called_off": ("good", "good"),
    }
    made = {}
    for number, (state, grades) in enumerate(wanted.items(), start=1):
        made[state] = factories.pair(
            cast.asha,
            cast.ben,
            answers=tuple(
                factories.everything(grade) | {"overall-rationale": Given(f"{who} {SECRET}.")}
                for who, grade in zip(("First", "Second"), grades, strict=True)
            ),
            handed_in={"begun": 0, "waiting": 1, "called_off": 1}.get(state, 2),
            team=cast.harbour,
            reference=f"{REF}4{number:03}",
            in_round=home,
            at=OCTOBER,
        )
    gone = made["called_off"]
    pairing.call_off(gone.id, because=f"Away: {SECRET}.", revision=gone.revision, by=cast.quinn, at=TODAY)
    return made


def _concerns(cast: Cast, audits: dict[tuple[str, str], Audit]) -> dict[str, Concern]:
    what = f"She is afraid of a {SECRET}."
    made = {
        "raised": factories.concern(audits["asha", "in_progress"], what=what),
        "acknowledged": factories.concern(audits["asha", "submitted"], what=what),
        "closed": factories.concern(audits["asha", "moderated"], what=what),
        "other": factories.concern(audits["ben", "in_progress"], what=what),
    }
    for name in ("acknowledged", "closed"):
        concern = made[name]
        concerning.acknowledge(
            concern, f"I ring the {SECRET}.", revision=concern.revision, by=cast.tomas, at=TODAY
        )
    concern = made["closed"]
    concerning.close(
        concern,
        f"The {SECRET} is safe.",
        is_child_safe=True,
        revision=concern.revision,
        by=cast.quinn,
        at=TODAY,
    )
    return made


def _published(cast: Cast, practice: Round) -> None:
    words = Written("Why we looked.", "- Steady work", "Go on.")
    for key in ("2026-10", f"round-{practice.id}"):
        narrating.save(key, words, seen=narrating.NEW, by=cast.quinn, at=TODAY)
    press.publish_month("2026-10", by=cast.quinn, at=TODAY)


def _notices(cast: Cast) -> dict[str, int]:
    """A hold, a restriction and a correction of one case, which has no audits, and a hold that ended."""
    case = session.scalars(
        select(Case).where(Case.reference.like(f"{REF}%")).order_by(Case.id).limit(1)
    ).one()
    made = {
        kind.value: holding.place(
            kind, case, f"About the {SECRET}.", about="Whether she was seen", by=cast.ada, at=TODAY
        )
        for kind in NoticeKind
    }
    made["ended"] = holding.place(NoticeKind.HOLD, case, f"For the {SECRET}.", by=cast.ada, at=TODAY)
    holding.end(made["ended"], f"No {SECRET} any more.", by=cast.ada, at=TODAY)
    return {name: each.id for name, each in made.items()}


def _job(user: User) -> Job:
    return jobs.ask("Reading november.xlsx", by=user, at=TODAY)


def _sampled_in(round_id: int) -> int:
    query = select(SampledCase.id).join(Sample).where(Sample.round_id == round_id, ~SampledCase.is_reserve)
    return session.scalars(query.order_by(SampledCase.id).limit(1)).one()

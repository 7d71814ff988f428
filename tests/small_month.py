"""October 2026 in Testshire, small enough to count by hand.

Ten audits with the small tool. Eight were moderated in October, London time; one ended a minute before the month and
one at its first moment after it. Grades are auditor → final; "bulk" was agreed without being read.

    1 Harbour   good → good                  seen partly
    2 Harbour   good → requires improvement  seen yes          (descriptor read differently)
    3 Harbour   inadequate → inadequate      seen no
    4 Meadow    good → good, bulk            seen n/a
    5 Meadow    outstanding → good           seen yes          (evidence does not support it)
    6 Lantern   good → good, bulk            seen not evidenced
    7 Lantern   good → good, bulk            seen yes          moderated on 1 October 00:00 London
    8 Lantern   ri → ri                      seen yes          family not relevant; moderated on 31 October 23:59
    9 Harbour   good → good                  30 September 23:59 London: September
    10 Harbour  inadequate → inadequate      1 November 00:00 London: November

Harbour and Meadow stand in the service for protection, Lantern in the one for care. Final: 1 inadequate, 2 requires
improvement, 5 good, 0 outstanding. Read one by one: 5, of which 3 kept the auditor's grade, and two fell by one step.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import joinedload

from qa_app.db import session, use_case
from qa_app.domain.actions import ActionStatus, Level, Priority
from qa_app.domain.moderating import ChangeReason, ModerationRules
from qa_app.domain.questions import Given
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.tools import ToolDefinition
from qa_app.domain.workflow import Status, Step
from qa_app.models.actions import Action
from qa_app.models.audits import Audit, FindingKind
from qa_app.models.cases import Case
from qa_app.models.rounds import Round
from qa_app.queries import council
from qa_app.services import auditing, moderating
from tests import factories
from tests.domain.small_tool import SMALL
from tests.snapshots import built_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.models.people import Team, User
    from tests.cast import Cast

BEGUN = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
MIDDLE = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)
DUE_ON = date(2026, 10, 30)


def tool_with_compliance() -> ToolDefinition:
    """The small tool, in which being seen is a question of compliance."""
    raw = deepcopy(SMALL)
    raw["sections"][0]["questions"][0]["measure"] = "compliance"
    return ToolDefinition.model_validate(raw)


TOOL = tool_with_compliance()
NO_REASONS = ModerationRules(
    lowest_grade=False, highest_grade=False, first_audits=0, above_cap=False, share_percent=0
)


@dataclass(frozen=True)
class Planned:
    """One line of the list above."""

    team: Team
    auditor: str
    final: str
    seen: str = "yes"
    bulk: bool = False
    at: datetime = MIDDLE
    family: bool = True
    because: ChangeReason | None = None


def make(cast: Cast) -> tuple[Round, list[Audit]]:
    """The month, in one round whose audits are due before its end."""
    home = open_round(TOOL, "October practice audit")
    harbour, meadow, lantern = cast.harbour, cast.meadow, cast.lantern
    first = datetime(2026, 9, 30, 23, 0, tzinfo=UTC)  # summer time: midnight in London
    last = datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)  # winter time
    planned = (
        Planned(harbour, "good", "good", seen="partly"),
        Planned(harbour, "good", "requires_improvement", because=ChangeReason.DESCRIPTOR),
        Planned(harbour, "inadequate", "inadequate", seen="no"),
        Planned(meadow, "good", "good", seen="not_applicable", bulk=True),
        Planned(meadow, "outstanding", "good", because=ChangeReason.NOT_SUPPORTED),
        Planned(lantern, "good", "good", seen="not_evidenced", bulk=True),
        Planned(lantern, "good", "good", bulk=True, at=first),
        Planned(lantern, "requires_improvement", "requires_improvement", at=last, family=False),
        Planned(harbour, "good", "good", at=datetime(2026, 9, 30, 22, 59, tzinfo=UTC)),
        Planned(harbour, "inadequate", "inadequate", at=datetime(2026, 11, 1, 0, 0, tzinfo=UTC)),
    )
    auditors = (cast.olu, cast.ben, cast.asha)
    return home, [audited(cast, each, auditors[place % 3], home) for place, each in enumerate(planned)]


def again(cast: Cast) -> tuple[Round, list[Audit]]:
    """The same, built once on each database and read from then on."""

    def build() -> tuple[int, list[int]]:
        home, audits = make(cast)
        return home.id, [audit.id for audit in audits]

    home_id, ids = built_once("a small month", build)
    of_audits = (joinedload(Audit.tool_version), joinedload(Audit.case), joinedload(Audit.round))
    audits = [session.get_one(Audit, number, options=of_audits) for number in ids]
    return session.get_one(Round, home_id, options=[joinedload(Round.tool_version)]), audits


def open_round(definition: ToolDefinition, title: str) -> Round:
    """A round of October that sends no audit to a moderator."""
    version = factories.tool(definition, at=BEGUN)
    return factories.a_round(title=title, tool_version=version, rules=NO_REASONS, at=BEGUN)


def another_tool(
    key: str, *, version: int = 1, title: str = "A small tool", grades: Sequence[str] = ()
) -> ToolDefinition:
    """A tool that asks the same, under another key, in another version or with another scale."""
    raw = deepcopy(SMALL) | {"key": key, "version": version, "title": title}
    if grades:
        raw |= {"grades": list(grades), "limiting_rules": []}
    return ToolDefinition.model_validate(raw)


def audited(
    cast: Cast,
    planned: Planned,
    auditor: User,
    home: Round,
    *,
    definition: ToolDefinition = TOOL,
    theme: str = "drift",
) -> Audit:
    """Answered, tagged, submitted and moderated. The first words of the first two audits carry themes."""
    answers = factories.everything(planned.auditor)
    answers["seen"] = Given(planned.seen, "She was out each time." if planned.seen == "no" else "")
    if planned.seen not in {"yes", "partly"}:
        del answers["seen-alone"]
    if not planned.family:
        answers = {key: each for key, each in answers.items() if key not in _FAMILY}
        answers["family-relevance"] = Given("not_relevant", "She has no family in this country.")
    begun = min(BEGUN, planned.at)
    draft = factories.audit(
        auditor,
        status=Status.IN_PROGRESS,
        answers=answers,
        team=planned.team,
        in_round=home,
        due_on=DUE_ON,
        definition=definition,
        at=begun.replace(day=1, month=9),
    )
    if planned.final == "requires_improvement":
        factories.note(draft, FindingKind.IMPROVEMENT, "Plans drift.", theme, at=begun)
        factories.note(draft, FindingKind.IMPROVEMENT, "And drift again.", theme, at=begun)
    elif planned.final == "good":
        factories.note(draft, FindingKind.STRENGTH, "Her words are on file.", "voice_of_the_child", at=begun)
    auditing.submit(draft, link=str, by=auditor, at=planned.at)
    moderate(draft, planned, cast.quinn)
    return draft


_FAMILY = {"who", "visits", "summary", "family-difference", "family-grade"}


def moderate(audit: Audit, planned: Planned, by: User) -> None:
    """Agreed in bulk, agreed, or changed with a reason."""
    revision, at = audit.revision, planned.at
    if planned.because:
        changes = Changes(GradeChange(planned.final, planned.because, "As we discussed."))
        moderating.change(audit, changes, link=str, revision=revision, by=by, at=at)
    else:
        moderating.agree(audit, link=str, revision=revision, by=by, at=at, is_bulk=planned.bulk)


@use_case
def hide_below(threshold: int) -> None:
    """Set the council's threshold; 0 hides nothing."""
    council.settings().suppression_threshold = threshold


@use_case
def move_case(audit: Audit, team: Team) -> None:
    """The case goes to another team after its audit."""
    session.get_one(Case, audit.case_id).team_id = team.id


@use_case
def withdraw(audit: Audit, by: User) -> None:
    """Take an audit out of its round."""
    audit.take(Step.WITHDRAW, by=by, at=MIDDLE, note="The child moved away.")


@use_case
def action(
    audit: Audit,
    owner: User,
    *,
    due_on: date,
    status: ActionStatus = ActionStatus.AGREED,
    agreed_at: datetime,
    verified_at: datetime | None = None,
) -> None:
    """An action as it stands in its table, whatever led there."""
    session.add(
        Action(
            audit_id=audit.id,
            team_id=audit.team_id,
            level=Level.TEAM,
            what="See the child alone.",
            measure="On file.",
            priority=Priority.HIGH,
            owner_id=owner.id,
            due_on=due_on,
            original_due_on=due_on,
            status=status,
            proposed_by_id=audit.auditor_id,
            proposed_at=agreed_at,
            agreed_by_id=owner.id,
            agreed_at=agreed_at,
            completed_at=verified_at,
            verified_at=verified_at,
        )
    )

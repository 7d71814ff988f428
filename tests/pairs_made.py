"""How does a test get many pairs, a settled one with another final grade, or one that cannot be compared?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.db import session, use_case
from qa_app.domain.moderating import Decision, Way
from qa_app.domain.pairs import PairStatus
from qa_app.domain.questions import Given
from qa_app.domain.workflow import Step
from qa_app.models.audits import Audit, SecondAudit
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.models.people import User
from qa_app.models.tools import ToolVersion
from tests import factories
from tests.conftest import TODAY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

RI, GOOD = "requires_improvement", "good"


def pairs(first: User, second: User, *grades: tuple[str, str], **wanted: object) -> list[Pair]:
    """A pair for each (first's grade, second's grade)."""
    return [factories.pair(first, second, each, **wanted) for each in grades]


@use_case
def decide(pair: Pair, final: str, *, at: datetime = TODAY) -> None:
    """Somebody decided beside both: this overall grade is final."""
    first, second = session.get_one(Audit, pair.audit_id), session.get_one(SecondAudit, pair.second_id)
    moderator = session.get_one(User, pair.made_by_id)
    pair.status, pair.settled_at = PairStatus.DECIDED, at
    for each in (first, second):
        each.take(Step.SETTLE, by=moderator, at=at)
        each.final_grade = each.moderator_grade = final
        each.moderated_at = at
    session.add(
        Moderation(
            audit_id=first.id,
            pair_id=pair.id,
            by_id=moderator.id,
            at=at,
            decision=Decision.AGREED if final == first.auditor_grade else Decision.CHANGED,
            auditor_grade=first.auditor_grade,
            second_grade=second.auditor_grade,
            moderator_grade=final,
            way=Way.BESIDE,
            stands=True,
        )
    )


@use_case
def made_with_another_version(pair: Pair) -> None:
    """As if the tool had changed between the two audits."""
    second = session.get_one(SecondAudit, pair.second_id)
    version = session.get_one(ToolVersion, second.tool_version_id)
    other = ToolVersion(
        key=version.key,
        version=version.version + 1,
        title=version.title,
        content_hash="f" * 64,
        definition_json=version.definition.model_copy(
            update={"version": version.version + 1}
        ).model_dump_json(),
        published_at=TODAY,
    )
    session.add(other)
    session.flush()
    second.tool_version_id = other.id


@use_case
def handed_in_before_answers_were_locked(pair: Pair) -> None:
    """As the first audit would be that was returned before there was a place for first answers."""
    first = session.get_one(Audit, pair.audit_id)
    first.locked_at = None
    for row in session.scalars(first.locked_answers.select()):
        session.delete(row)


def answers_with(grade: str = GOOD, **changed: str) -> dict[str, Given]:
    """Everything that the small tool asks, some of it otherwise; underscores for hyphens."""
    kept = factories.everything(grade)
    return {**kept, **{key.replace("_", "-"): Given(value) for key, value in changed.items()}}


def without_family(grade: str = GOOD) -> dict[str, Given]:
    """An audit to which the optional section was not relevant."""
    gone = {"who", "visits", "summary", "family-difference", "family-grade"}
    kept = {key: given for key, given in factories.everything(grade).items() if key not in gone}
    return {**kept, "family-relevance": Given("not_relevant", "He has none.")}


def rows_of(table: Sequence[Sequence[str]]) -> list[list[str]]:
    """The first word of every cell but the first: the numbers of a heat table."""
    return [[cell.split()[0] for cell in row[1:]] for row in table]

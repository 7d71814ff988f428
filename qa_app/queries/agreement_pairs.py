"""Which pairs stand behind one figure of agreement?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from qa_app.db import session
from qa_app.domain.pair_agreement import Apart, LeftOut
from qa_app.domain.pairs import SETTLED
from qa_app.domain.policy import Role
from qa_app.domain.standing_questions import OVERALL_GRADE
from qa_app.models.audits import Audit, LockedAnswer, SecondAudit
from qa_app.models.pairs import Pair
from qa_app.models.people import User
from qa_app.queries.comparisons import (
    ONE,
    OTHER,
    ground,
    joined,
    left_out,
    made_by,
    narrowed,
    place_on,
    with_answers,
)
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.sql.base import ExecutableOption

    from qa_app.domain.tools import ToolDefinition
    from qa_app.queries.comparisons import Ground, Wanted


@dataclass(frozen=True, slots=True)
class Behind:
    """Which figure: grades (keys) of a cell, how far apart, pairs that one auditor made, or those left out and why."""

    first: str = ""
    second: str = ""
    apart: Apart = Apart.ANY
    auditor_id: int | None = None
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class PairBehind:
    """A pair with what each chose first, in words; empty where one did not, or where not both are locked.

    ``final`` is the overall grade that stands, where it is known. Names are empty for those who may not read them.
    """

    pair: Pair
    first: str
    second: str
    final: str
    first_name: str
    second_name: str


def pairs_behind(
    user: User, wanted: Wanted, behind: Behind, *, page: int = 1
) -> tuple[Ground, Page[PairBehind]]:
    """What is compared, and the pairs, the latest locked first, 50 a page.

    Whoever may not know which auditor stands behind a figure can ask for their own pairs only.
    """
    sees_names = user.holds(Role.QA_MANAGER)
    by_one = behind.auditor_id is not None and (sees_names or behind.auditor_id == user.id)
    whose = [made_by(behind.auditor_id or 0)] if by_one else []
    on = ground(user, wanted, *whose)
    query = with_answers(joined(Pair), on.about.key).where(
        *narrowed(user, wanted), *whose, *_chosen(on, behind)
    )
    found: Page[Pair] = page_of(
        query.options(*_loads()).order_by(Pair.locked_at.desc(), Pair.id.desc()), page
    )
    said = _said(found.items, on.about.key)
    items = tuple(_behind(pair, on.about.key, said, sees_names=sees_names) for pair in found.items)
    return on, Page(items, found.number, found.pages, found.total)


def _chosen(on: Ground, behind: Behind) -> list[ColumnElement[bool]]:
    why = left_out(on)
    if behind.left_out:
        return [why == behind.left_out.value]
    conditions = [why == ""]
    if behind.first:
        conditions.append(ONE.value == behind.first)
    if behind.second:
        conditions.append(OTHER.value == behind.second)
    if behind.apart is not Apart.ANY and on.scale.keys:
        steps = func.abs(place_on(on.scale, ONE.value) - place_on(on.scale, OTHER.value))
        conditions.append(
            {Apart.SAME: steps == 0, Apart.WITHIN_ONE: steps <= 1, Apart.FURTHER: steps > 1}[behind.apart]
        )
    return conditions


def _said(found: Iterable[Pair], key: str) -> Mapping[int, str]:
    """Audit id → what was chosen first, for complete pairs only."""
    numbers = [number for pair in found if pair.locked_at for number in (pair.audit_id, pair.second_id)]
    query = select(LockedAnswer.audit_id, LockedAnswer.value).where(
        LockedAnswer.audit_id.in_(numbers), LockedAnswer.question_key == key
    )
    return dict(session.execute(query).all())


def _behind(pair: Pair, key: str, said: Mapping[int, str], *, sees_names: bool) -> PairBehind:
    first, second = pair.audit, pair.second
    is_settled = pair.status in SETTLED and first.final_grade
    return PairBehind(
        pair,
        _in_words(first.tool_version.definition, key, said.get(first.id)),
        _in_words(second.tool_version.definition, key, said.get(second.id)),
        _in_words(first.tool_version.definition, OVERALL_GRADE, first.final_grade if is_settled else None),
        first.auditor.name if sees_names else "",
        second.auditor.name if sees_names else "",
    )


def _in_words(tool: ToolDefinition, key: str, value: str | None) -> str:
    """The choice as the auditor read it."""
    if value is None:
        return ""
    choices = (question.choice(value) for question in tool.all_questions if question.key == key)
    return next((choice.text for choice in choices if choice), value)


def _loads() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Pair.round),
        joinedload(Pair.audit).options(
            joinedload(Audit.case),
            joinedload(Audit.tool_version),
            joinedload(Audit.auditor).lazyload(User.roles),
        ),
        joinedload(Pair.second).options(
            joinedload(SecondAudit.tool_version), joinedload(SecondAudit.auditor).lazyload(User.roles)
        ),
    )

"""When do two blind audits of one case agree, when does somebody have to decide, and when do two?

The written rule. Two audits agree by themselves only where nobody would have to explain the difference to a family: the
same overall grade, and section grades that are the same, or one step apart on the same side of every line that matters.
The lines are the one under the lowest grade that is good or better, and the one above the lowest grade of the scale.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  # what a field is must be known at run time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.scales import scale_of
from qa_app.domain.standing_questions import OVERALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_app.domain.second_audits import SecondAuditRules
    from qa_app.domain.tools import ToolDefinition


class PairStatus(StrEnum):
    """Where a pair is."""

    WAITING = "waiting"
    AGREED = "agreed"
    TO_DECIDE = "to_decide"
    TO_PANEL = "to_panel"
    DECIDED = "decided"
    CALLED_OFF = "called_off"

    @property
    def label(self) -> str:
        """The status as a list says it."""
        return _LABELS[self]


_LABELS = {
    PairStatus.WAITING: "Waiting for both audits",
    PairStatus.AGREED: "Agreed by the rule",
    PairStatus.TO_DECIDE: "To be decided",
    PairStatus.TO_PANEL: "Waiting for a panel",
    PairStatus.DECIDED: "Decided",
    PairStatus.CALLED_OFF: "Second audit called off",
}

LIVE = frozenset({PairStatus.WAITING, PairStatus.TO_DECIDE, PairStatus.TO_PANEL})
"""Something is still to come, so the audit is not for anybody's ordinary moderation."""

OPEN = frozenset({PairStatus.TO_DECIDE, PairStatus.TO_PANEL})
"""Both are locked, and somebody has to decide."""

SETTLED = frozenset({PairStatus.AGREED, PairStatus.DECIDED})
"""The final grade is known: now both auditors may see what the other found."""


class Taken(StrEnum):
    """Whose grade became final."""

    FIRST = "first"
    SECOND = "second"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Grades:
    """What one auditor graded: keys of the tool's scale. A section that was not relevant is not in ``sections``."""

    overall: str
    sections: Mapping[str, str]
    is_above_cap: bool = False

    def __getitem__(self, key: str) -> str | None:
        return self.overall if key == OVERALL else self.sections.get(key)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two audits differ. ``key`` is a section's, or ``OVERALL``; a grade is None where one did not grade."""

    key: str
    title: str
    first: str | None
    second: str | None
    needs_panel: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of two locked audits, and why, in sentences."""

    status: PairStatus
    reasons: tuple[str, ...]


def differences(tool: ToolDefinition, first: Grades, second: Grades) -> tuple[Difference, ...]:
    """Where the two differ: the overall grade first, then sections in the order of the tool."""
    places = [(OVERALL, "Overall grade"), *((each.key, each.title) for each in tool.sections if each.graded)]
    return tuple(
        Difference(key, title, first[key], second[key], _needs_panel(tool, first[key], second[key]))
        for key, title in places
        if first[key] != second[key]
    )


def outcome(tool: ToolDefinition, first: Grades, second: Grades, rules: SecondAuditRules) -> Outcome:
    """Agreed by the rule, to be decided by one moderator, or by a panel of two."""
    found = differences(tool, first, second)
    for_panel = [each for each in found if each.needs_panel]
    if for_panel:
        return Outcome(PairStatus.TO_PANEL, tuple(_why_panel(tool, each) for each in for_panel))
    reasons = [
        *(_why_decide(tool, each) for each in found if not _is_small(tool, each, rules)),
        *_other_reasons(tool, first, second, rules),
    ]
    if reasons:
        return Outcome(PairStatus.TO_DECIDE, tuple(reasons))
    same = f"Both graded {tool.grade(first.overall).name} overall"
    near = [each.title for each in found]
    if near:
        return Outcome(
            PairStatus.AGREED,
            (f"{same}; {_listed(near)} differ by one step on the same side of every line.",),
        )
    return Outcome(PairStatus.AGREED, (f"{same}, and the same in every section.",))


def rule_in_words(tool: ToolDefinition, rules: SecondAuditRules) -> tuple[str, ...]:
    """The rule for this tool's scale, as it stands on the page."""
    scale = scale_of(tool)
    good, below = scale.names[scale.first_good], scale.names[scale.first_good - 1]
    lowest, names = scale.names[0], (scale.names[0], scale.names[1])
    apart = (
        f"every section graded the same, or one step apart but never across {good} and {below}, and never across "
        f"{names[0]} and {names[1]}"
        if rules.sections_apart
        else "every section graded the same"
    )
    agreed = (
        f"Two audits are agreed by themselves when they have the same overall grade, and {apart}, and neither is "
        "graded above what the tool’s limiting rules allow."
    )
    by_person = f"Two audits that are both {lowest} are always decided by a moderator."
    by_panel = (
        f"A difference of two steps or more, or one in which one of the two is {lowest}, is decided by a panel of two "
        "moderators who grade before they see each other’s grades."
    )
    rest = "Everything else is decided by one moderator."
    return (agreed, by_person, by_panel, rest) if rules.lowest_by_person else (agreed, by_panel, rest)


def _needs_panel(tool: ToolDefinition, first: str | None, second: str | None) -> bool:
    if first is None or second is None:
        return False
    one, other = tool.grade_position(first), tool.grade_position(second)
    return abs(one - other) >= 2 or (one != other and 1 in {one, other})


def _is_small(tool: ToolDefinition, difference: Difference, rules: SecondAuditRules) -> bool:
    """Whether the rule may pass over it."""
    if difference.key == OVERALL or difference.first is None or difference.second is None:
        return False
    low, high = sorted((tool.grade_position(difference.first), tool.grade_position(difference.second)))
    crosses_good = low <= scale_of(tool).first_good < high
    return high - low <= rules.sections_apart and not crosses_good and low != 1


def _other_reasons(
    tool: ToolDefinition, first: Grades, second: Grades, rules: SecondAuditRules
) -> Iterator[str]:
    if first.is_above_cap or second.is_above_cap:
        who = "Both are" if first.is_above_cap and second.is_above_cap else "One of them is"
        yield f"{who} graded above what the tool’s limiting rules allow."
    if rules.lowest_by_person and first.overall == second.overall == tool.grades[0].key:
        yield f"Both graded {tool.grades[0].name}, which this round always has decided by a moderator."


def _why_panel(tool: ToolDefinition, difference: Difference) -> str:
    grades = f"{difference.title}: {_both(tool, difference)}"
    steps = abs(tool.grade_position(difference.first or "") - tool.grade_position(difference.second or ""))
    return (
        f"{grades}, {steps} steps apart." if steps > 1 else f"{grades}, so one of them is the lowest grade."
    )


def _why_decide(tool: ToolDefinition, difference: Difference) -> str:
    if difference.first is None or difference.second is None:
        return f"{difference.title}: graded by one of them only."
    return f"{difference.title}: {_both(tool, difference)}."


def _both(tool: ToolDefinition, difference: Difference) -> str:
    return f"{tool.grade(difference.first or '').name} and {tool.grade(difference.second or '').name}"


def _listed(titles: list[str]) -> str:
    *most, last = titles
    return f"{', '.join(most)} and {last}" if most else last

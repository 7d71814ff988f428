"""Which strengths and areas for improvement does an auditor note, and what should be done about them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.demo.tendencies import GRADES
from qa_app.demo.voices import Setting

if TYPE_CHECKING:
    from random import Random

    from qa_app.demo.voices import Voices
    from qa_app.demo.voices_actions import ActionVoice
    from qa_app.domain.tools import ToolDefinition

# What an audit of each overall grade has of strengths and of areas for improvement.
_HOW_MANY = {
    "inadequate": ((0, 1, 1), (2, 3, 3, 4)),
    "requires_improvement": ((1, 1, 2), (2, 2, 3)),
    "good": ((2, 2, 3), (1, 1, 2)),
    "outstanding": ((2, 3, 3), (0, 0, 1)),
}
# The sections that a theme is likely to be seen in; the first that the tool has counts.
_SEEN_IN = {
    "voice": ("voice", "child", "safe"),
    "direct_work": ("voice", "child"),
    "risk_assessment": ("risk", "safe", "quality", "child"),
    "neglect": ("risk", "safe", "quality", "child"),
    "domestic_abuse": ("risk", "quality", "child"),
    "exploitation": ("risk",),
    "missing": ("risk",),
    "analysis": ("assessment", "quality", "again"),
    "fathers": ("assessment", "quality", "again"),
    "identity": ("identity", "quality"),
    "planning": ("planning", "plan", "different"),
    "drift": ("planning", "drift", "permanence"),
    "plo": ("legal", "drift", "planning"),
    "step_decisions": ("planning", "plan", "before"),
    "premature_closure": ("planning", "before"),
    "thresholds": ("threshold", "start", "again"),
    "closed_too_early": ("decision", "before"),
    "assessed_without_need": ("start",),
    "early_help": ("after", "before", "different"),
    "management_oversight": ("oversight", "decision", "drift", "again"),
    "reviews": ("together", "oversight", "drift"),
    "partnership": ("together", "quality", "again", "plan"),
    "family_engagement": ("planning", "after", "different"),
    "permanence": ("permanence",),
    "life_story": ("permanence",),
    "home_stability": ("home",),
    "family_time": ("home",),
    "health": ("health",),
    "education": ("learning",),
    "transition": ("leaving-care",),
    "pathway_planning": ("leaving-care",),
}
# What is seldom or never noticed about such a child, and what often is.
_FITTING: dict[Setting, dict[str, float]] = {
    Setting.IN_NEED: {"plo": 0.1},
    Setting.CARE: {"pathway_planning": 0.1, "transition": 0.2, "plo": 0.2},
    Setting.LEAVING: {"pathway_planning": 5.0, "transition": 3.0},
}
_OF_CARE_LEAVERS = frozenset(
    {
        "pathway_planning",
        "transition",
        "identity",
        "exploitation",
        "drift",
        "management_oversight",
        "partnership",
        "recording",
    }
)
# What comes up most, so that a published month has something to say.
_COMMON = {
    "strength": {"voice": 5, "family_engagement": 4, "direct_work": 3, "partnership": 3, "home_stability": 3},
    "improvement": {
        "drift": 5,
        "management_oversight": 5,
        "planning": 4,
        "fathers": 3,
        "analysis": 3,
        "voice": 2,
    },
}


@dataclass(frozen=True, slots=True)
class Noticed:
    """One finding: ``kind`` is "strength" or "improvement"; section and themes are keys of the tool."""

    kind: str
    section: str | None
    text: str
    themes: tuple[str, ...]


def notice(
    tool: ToolDefinition,
    overall: str,
    sections: dict[str, str],
    voices: Voices,
    rng: Random,
    *,
    setting: Setting | None = None,
) -> tuple[Noticed, ...]:
    """What to note for an audit with this overall grade (a key) and these grades of sections.

    Strengths are seen in the better graded sections, areas for improvement in the worse; ``setting`` says whom the
    audit is about, and so which themes can come up at all.
    """
    strengths, improvements = (rng.choice(number) for number in _HOW_MANY[overall])
    return (
        *_noticed("strength", strengths, tool, sections, voices, rng, setting),
        *_noticed("improvement", improvements, tool, sections, voices, rng, setting),
    )


def answering(
    noticed: tuple[Noticed, ...], voices: Voices, rng: Random
) -> tuple[tuple[Noticed, ActionVoice], ...]:
    """Actions, each with the area for improvement that it answers; some findings need none."""
    answered = []
    for each in noticed:
        if each.kind == "improvement" and rng.random() < 0.6:
            action = voices.action(each.themes[0])
            if action is not None:
                answered.append((each, action))
    return tuple(answered)


def _noticed(  # noqa: PLR0917
    kind: str,
    number: int,
    tool: ToolDefinition,
    sections: dict[str, str],
    voices: Voices,
    rng: Random,
    setting: Setting | None,
) -> list[Noticed]:
    chances = {theme.key: _chance(kind, theme.key, sections, setting) for theme in tool.themes}
    found = []
    for _ in range(number):
        theme = rng.choices(tuple(chances), tuple(chances.values()))[0]
        chances[theme] = 0.0
        text = voices.strength(theme) if kind == "strength" else voices.improvement(theme)
        found.append(Noticed(kind, _section_of(theme, sections), text, (theme,)))
        if not any(chances.values()):
            break
    return found


def _chance(kind: str, theme: str, sections: dict[str, str], setting: Setting | None) -> float:
    """Common themes come up more often; good sections have strengths, and poor ones do not."""
    if setting is Setting.LEAVING and theme not in _OF_CARE_LEAVERS:
        return 0.0
    section = _section_of(theme, sections)
    position = GRADES.index(sections[section]) if section else 1.5
    fits = position + 0.3 if kind == "strength" else 3.3 - position
    fitting = _FITTING[setting].get(theme, 1.0) if setting in _FITTING else 1.0
    return _COMMON[kind].get(theme, 1) * fits**2 * fitting


def _section_of(theme: str, sections: dict[str, str]) -> str | None:
    return next((section for section in _SEEN_IN.get(theme, ()) if section in sections), None)

"""What does everybody in the story share? The people, the diary, the dice and the words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from random import Random

    from qa_app.demo.diary import Diary
    from qa_app.demo.plot import RoundPlot
    from qa_app.demo.settling import Town
    from qa_app.demo.voices import Setting, Voices
    from qa_app.domain.questions import Given
    from qa_app.domain.tools import ToolDefinition
    from qa_app.models.people import User


@dataclass(slots=True)
class Task:
    """One audit on somebody's desk. ``standing`` is how good the work is, ``setting`` whom it is about.

    ``is_second``: somebody else audits the same case, and neither knows. ``starts`` is None when it is never begun, ``ends`` when it is never handed in. ``held_back``: moderators leave it
    for another entry of the diary.
    """

    audit_id: int
    sampled_case_id: int
    round: RoundPlot
    tool: ToolDefinition
    auditor: User
    team: str
    setting: Setting
    standing: float
    is_second: bool = False
    starts: datetime | None = None
    ends: datetime | None = None
    answers: dict[str, Given] = field(default_factory=dict)
    is_worrying: bool = False
    is_gone: bool = False
    held_back: bool = False
    times_returned: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that the story is played with. ``address`` makes full addresses for messages.

    ``busy`` are the ids of auditors who are late with something, and will have more on their desks than others.
    ``in_hand`` has what was proposed for a team or a service, and for which: nobody asks for the same again.
    ``coached`` has the auditors who were coached, by id, and since when.
    """

    town: Town
    diary: Diary
    rng: Random
    voices: Voices
    address: Callable[[str, int], str]
    report: Callable[[str], None]
    busy: set[int] = field(default_factory=set)
    in_hand: set[tuple[str, str]] = field(default_factory=set)
    coached: dict[int, date] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    round_ids: dict[str, int] = field(default_factory=dict)

    def audit_page(self, audit_id: int) -> str:
        """The full address of an audit's page."""
        return self.address("audits", audit_id)

    def action_page(self, action_id: int) -> str:
        """The full address of an action's page."""
        return self.address("actions", action_id)

    def reply_page(self, reply_id: int) -> str:
        """The full address of a reply's page."""
        return self.address("replies", reply_id)

    def coaching_page(self, coaching_id: int) -> str:
        """The full address of an entry of the coaching log."""
        return self.address("coaching", coaching_id)

    def concern_page(self, concern_id: int) -> str:
        """The full address of a concern's page."""
        return self.address("concerns", concern_id)

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < share

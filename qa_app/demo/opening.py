"""Which children are on the first list?

1,408 open cases, the number that a seed report gives for a real council:

| help now                       | children | held by                                                          |
|--------------------------------|---------:|------------------------------------------------------------------|
| open assessment                |      208 | assessment teams                                                 |
| child in need plan             |      520 | safeguarding 340, disability 110, adolescents 70                 |
| child protection plan          |      190 | safeguarding 165, disability 5, adolescents 20                   |
| in care                        |      310 | care teams 205, 16+ 65, safeguarding 25, disability 8, adol. 7   |
| care leavers (list 9)          |      180 | 16+ and leaving care teams                                       |

Beside them stand those whose help ended in the last six months, and those who never got further than a
contact, a referral, early help or an assessment that found no need.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from qa_app.demo import care_histories, codes, endings, histories
from qa_app.demo.children import Contact, EarlyHelp, Help
from qa_app.demo.codes import pick
from qa_app.demo.desks import Desks
from qa_app.demo.families import FIRST_OLD_REFERENCE, FIRST_REFERENCE, Families
from qa_app.demo.rhythms import workday
from qa_app.demo.teams import Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from random import Random

    from qa_app.demo.children import Child
    from qa_app.demo.council import Council
    from qa_app.demo.histories import Story

OPEN_CASES = 1408
_OLD_REFERENCES = 6


@dataclass(frozen=True, slots=True)
class _Share:
    """So many children of one kind of team with one kind of history."""

    number: int
    kind: Kind
    history: Callable[[Child, Story], Child]
    ages: tuple[int, int]
    alone: bool = False
    disabled: float = 0.06


_OPEN = (
    _Share(208, Kind.ASSESSMENT, histories.being_assessed, (-1, 17)),
    _Share(287, Kind.SAFEGUARDING, histories.in_need, (0, 17)),
    _Share(43, Kind.SAFEGUARDING, histories.stepped_down, (0, 15)),
    _Share(10, Kind.SAFEGUARDING, care_histories.returned_home, (1, 14)),
    _Share(110, Kind.DISABILITY, histories.in_need, (2, 17), alone=True, disabled=1),
    _Share(70, Kind.ADOLESCENT, histories.in_need, (13, 17), alone=True),
    _Share(165, Kind.SAFEGUARDING, histories.on_a_plan, (-1, 15)),
    _Share(5, Kind.DISABILITY, histories.on_a_plan, (4, 15), alone=True, disabled=1),
    _Share(20, Kind.ADOLESCENT, histories.on_a_plan, (13, 16), alone=True),
    _Share(205, Kind.CARE, care_histories.long_in_care, (1, 15)),
    _Share(65, Kind.LEAVING_CARE, care_histories.in_care_at_16, (16, 17), alone=True),
    _Share(25, Kind.SAFEGUARDING, care_histories.newly_in_care, (0, 12)),
    _Share(8, Kind.DISABILITY, care_histories.long_in_care, (8, 17), alone=True, disabled=1),
    _Share(7, Kind.ADOLESCENT, care_histories.newly_in_care, (13, 16), alone=True),
    _Share(156, Kind.LEAVING_CARE, care_histories.leaving_care, (18, 24), alone=True),
    _Share(10, Kind.LEAVING_CARE, care_histories.leaving_care, (16, 17), alone=True),
    _Share(14, Kind.LEAVING_CARE, care_histories.turned_18_lately, (17, 17), alone=True),
)
_ENDED = (
    _Share(330, Kind.ASSESSMENT, endings.assessed_without_need, (0, 17)),
    _Share(90, Kind.ASSESSMENT, endings.assessed_to_early_help, (0, 17)),
    _Share(226, Kind.SAFEGUARDING, endings.closed_after_help, (0, 17)),
    _Share(34, Kind.ADOLESCENT, endings.closed_after_help, (13, 17), alone=True),
    _Share(18, Kind.SAFEGUARDING, endings.closed_soon_after_step_down, (1, 15)),
    _Share(16, Kind.CARE, care_histories.left_care_for_good, (1, 13)),
)
_REFERRED_ONLY, _EARLY_HELP, _CONTACTS_ONLY = 120, 260, 640


def opening(council: Council, on: date, rng: Random) -> tuple[Child, ...]:
    """Everybody on the first list, families together, in no other order."""
    families, desks = Families(rng, on), Desks(council)
    children: list[Child] = []
    for share in _OPEN:
        children += _share(share, families, desks)
    # Those whose help has ended are shown with whoever helped them last; nobody holds them any more.
    past = Desks(council)
    for share in _ENDED:
        children += _share(share, families, past)
    children += without_a_case(_REFERRED_ONLY, _EARLY_HELP, _CONTACTS_ONLY, families, past, within=176)
    return _numbered(children)


def newly_assessed(number: int, families: Families, desks: Desks) -> list[Child]:
    """So many children referred lately, whose assessments are open."""
    return _share(_Share(number, Kind.ASSESSMENT, histories.being_assessed, (-1, 17)), families, desks)


def without_a_case(
    referred: int, helped_early: int, mentioned: int, families: Families, desks: Desks, *, within: int
) -> list[Child]:
    """Children of the last ``within`` days for whom nothing was opened: so many of each sort."""
    children: list[Child] = []
    for number, history, ages in (
        (referred, _only_referred, (0, 17)),
        (helped_early, _helped_early, (0, 16)),
        (mentioned, _only_mentioned, (0, 17)),
    ):
        share = _Share(number, Kind.ASSESSMENT, partial(history, within=within), ages)
        children += _share(share, families, desks)
    return children


def _share(share: _Share, families: Families, desks: Desks) -> list[Child]:
    children: list[Child] = []
    while len(children) < share.number:
        family = families.grow(
            share.number - len(children),
            share.ages,
            share.history,
            alone=share.alone,
            disabled=share.disabled,
        )
        team, worker = desks.seat(share.kind, len(family), family[0].help)
        children += (replace(child, team=team, worker=worker) for child in family)
    return children


def _only_referred(child: Child, story: Story, within: int) -> Child:
    return histories.referred(child, story, story.rng.randint(2, within), ends_here=True)


def _helped_early(child: Child, story: Story, within: int) -> Child:
    rng = story.rng
    started = story.ago(child, rng.randint(3, within))
    completed = workday(started + timedelta(days=rng.randint(10, 60)))
    return replace(
        child,
        contacts=(Contact(started, pick(codes.SOURCE, rng)),) if rng.random() < 0.4 else (),
        early_help=EarlyHelp(
            started, completed if completed <= story.on else None, pick(codes.EARLY_HELP_ORGANISATIONS, rng)
        ),
    )


def _only_mentioned(child: Child, story: Story, within: int) -> Child:
    rng = story.rng
    times = rng.choices((1, 2, 3), (78, 17, 5))[0]
    return replace(
        child,
        contacts=tuple(
            Contact(story.ago(child, rng.randint(1, within)), pick(codes.SOURCE, rng)) for _ in range(times)
        ),
    )


def _numbered(children: list[Child]) -> tuple[Child, ...]:
    """References in the order in which the council came to know them; the oldest are bare numbers."""
    known = sorted(children, key=lambda child: (child.known_since, child.reference))
    old = [
        child
        for help_ in (Help.LEAVER, Help.IN_CARE)
        for child in [each for each in known if each.help is help_][: _OLD_REFERENCES // 2]
    ]
    references = {child.reference: f"EX{FIRST_REFERENCE + 3 * place}" for place, child in enumerate(known)}
    references |= {child.reference: f"{FIRST_OLD_REFERENCE + 17 * n}" for n, child in enumerate(old)}
    return tuple(replace(child, reference=references[child.reference]) for child in children)

"""A month of findings from fictional Exampleshire, rich enough to fill every table, chart and sheet.

The audits are made up from a seed, and every table is counted from them, so totals agree as they would for real.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from qa_app.domain.agreement_breakdowns import by_distance, published_figures
from qa_app.domain.breakdowns import Breakdown, Category, Picture, Tally, Tone, breakdown
from qa_app.domain.figures import Count, Figure, Measure, share_of
from qa_app.domain.findings import (
    ActionRow,
    AnswerColumn,
    AnswerKind,
    AuditRow,
    Findings,
    FindingsKind,
    Narrative,
    Period,
    Sampling,
)
from qa_app.domain.pair_agreement import OVERALL, About, Compared, PairsAlike, compared
from qa_app.domain.scales import Scale

GRADES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
GRADE_CATEGORIES = (
    Category("Inadequate", Tone.WORST),
    Category("Requires improvement", Tone.POOR),
    Category("Good", Tone.FAIR, in_part=True),
    Category("Outstanding", Tone.BEST, in_part=True),
)
ANSWER_CATEGORIES = (
    Category("Yes", Tone.BEST, in_part=True),
    Category("Partly", Tone.POOR),
    Category("No", Tone.WORST),
    Category("Not evidenced", Tone.PLAIN),
    Category("Not applicable", Tone.FAINT, in_whole=False),
)
RAG_CATEGORIES = (
    Category("Blue", Tone.BLUE, in_part=True),
    Category("Green", Tone.GREEN),
    Category("Amber", Tone.AMBER),
    Category("Red", Tone.RED),
)
TEAMS = {
    "Assessment North": "Assessment",
    "Assessment South": "Assessment",
    "Assessment Coast": "Assessment",
    "Family Support North": "Children in need and protection",
    "Family Support South": "Children in need and protection",
    "Family Support Coast": "Children in need and protection",
    "Disabled Children": "Children in need and protection",
    "Children in Care 1": "Children in care",
    "Children in Care 2": "Children in care",
    "Leaving Care": "Leaving care and 16+",
    "Unaccompanied Young People": "Leaving care and 16+",
    "Adolescent Response": "Adolescents",
}
SECTIONS = (
    "Assessment",
    "Risk and need",
    "Planning and review",
    "Voice of the child",
    "Direct work",
    "Management oversight",
)
COMPLIANCE = (
    "Was the child seen within the timescale of the plan?",
    "Was the child seen alone?",
    "Is the chronology up to date?",
    "Was the review held on time?",
    "Is there supervision in the last six weeks?",
    "Are the genogram and family details complete?",
)
QUALITY = (
    "Does the assessment say what life is like for this child?",
    "Does the analysis explain what the history means for risk now?",
    "Is the plan specific, with a date and a name for each step?",
    "Did the child\u2019s views change what was done?",
    "Does supervision show reflection as well as tasks?",
)
THEMES = (
    "Lived experience of the child",
    "Drift in planning and progression to proceedings",
    "Premature closure after stepping down to child in need",
    "Management oversight and reflective supervision",
    "Work with fathers and wider family",
    "Recording that the child could read",
)
AUDITORS = ("Asha Verma", "Ben Okafor", "Carys Pugh", "Dmitri Antonov", "Eleri Jones", "Farah Siddiqui")
OWNERS = ("Tomas Reyes", "Grace Adeyemi", "Rhys Bevan", "Helen Marsh")


@dataclass(frozen=True, slots=True)
class MadeUpAudit:
    """One audit before it is counted; grades are positions in GRADES."""

    team: str
    first: int
    final: int
    moderated: bool
    sections: tuple[int, ...]
    answers: tuple[int, ...]


def exampleshire_month(audits: int = 57, *, extra_questions: int = 0, seed: int = 7) -> Findings:
    """October 2026 in Exampleshire, nothing hidden yet. The same arguments make the same value."""
    chance = Random(seed)
    made = tuple(_audit(chance) for _ in range(audits))
    pairs = _pairs(seed, audits // 3)
    return Findings(
        kind=FindingsKind.MONTH,
        title="Case audit findings: October 2026",
        council="Exampleshire County Council",
        period=Period("October 2026", date(2026, 10, 1), date(2026, 10, 31)),
        made_at=datetime(2026, 11, 9, 14, 30, tzinfo=UTC),
        previous="September 2026",
        sampling=_sampling(audits),
        figures=_figures(made),
        grades=(_grades(made),),
        by_service=(_by(made, "grades-by-service", "Final grade by service", "Service", TEAMS.__getitem__),),
        by_team=(_by_team(made),),
        by_section=(_by_section(made),),
        by_question=(
            _by_question(made, "compliance", "Compliance: was it done?", COMPLIANCE, 0),
            _by_question(made, "quality", "Quality: how well was it done?", QUALITY, len(COMPLIANCE)),
        ),
        themes=(_themes(chance, audits),),
        moderation=(_matrix(made),),
        agreement=published_figures(pairs[0][1]),
        consistency=(by_distance(pairs, words="", protected=True),),
        actions=(_rag(),),
        concerns=(_concerns(),),
        narrative=NARRATIVE,
        answer_columns=_answer_columns(extra_questions),
        audit_rows=tuple(
            _row(chance, number, audit, extra_questions) for number, audit in enumerate(made, 1)
        ),
        action_rows=tuple(_action(chance, number) for number in range(1, audits // 2)),
    )


def _audit(chance: Random) -> MadeUpAudit:
    team = chance.choice(tuple(TEAMS))
    final = chance.choices(range(4), (8, 40, 44, 8))[0]
    moderated = final in {0, 3} or chance.random() < 0.45
    first = min(3, max(0, final + chance.choices((-1, 0, 1), (1, 8, 3))[0])) if moderated else final
    near = tuple(min(3, max(0, final + chance.choice((-1, 0, 0, 1)))) for _ in SECTIONS)
    answers = tuple(
        chance.choices(range(5), (3 + 2 * final, 3, 3 - final * 0.7, 1, 1))[0] for _ in COMPLIANCE + QUALITY
    )
    return MadeUpAudit(team, first, final, moderated, near, answers)


def _counts(positions: list[int], size: int = 4) -> tuple[int, ...]:
    counted = Counter(positions)
    return tuple(counted[position] for position in range(size))


def _grades(made: tuple[MadeUpAudit, ...]) -> Breakdown:
    return breakdown(
        "grades",
        "Overall grade",
        definition="The auditor\u2019s grade, and the final grade after moderation.",
        excluded="3 audits that were not finished are left out.",
        row_heading="Grade given by",
        categories=GRADE_CATEGORIES,
        tallies=(
            Tally("Auditor", _counts([audit.first for audit in made])),
            Tally("Final", _counts([audit.final for audit in made])),
        ),
        total_heading="Audits",
        share_heading="Good or better",
        picture=Picture.STACKED,
    )


def _by(made, key, title, heading, group_of) -> Breakdown:
    groups = sorted({group_of(audit.team) for audit in made})
    return breakdown(
        key,
        title,
        definition="The final overall grade of each finished audit.",
        row_heading=heading,
        categories=GRADE_CATEGORIES,
        tallies=[
            Tally(group, _counts([audit.final for audit in made if group_of(audit.team) == group]))
            for group in groups
        ],
        total_heading="Audits",
        share_heading="Good or better",
        add_up_rows=True,
        picture=Picture.STACKED,
    )


def _by_team(made: tuple[MadeUpAudit, ...]) -> Breakdown:
    return breakdown(
        "grades-by-team",
        "Final grade by team",
        definition="The final overall grade of each finished audit, for the team at the time of the audit.",
        row_heading="Team",
        within_heading="Service",
        categories=GRADE_CATEGORIES,
        tallies=[
            Tally(team, _counts([audit.final for audit in made if audit.team == team]), within=service)
            for team, service in TEAMS.items()
        ],
        total_heading="Audits",
        share_heading="Good or better",
        add_up_rows=True,
        picture=Picture.INTERVALS,
    )


def _by_section(made: tuple[MadeUpAudit, ...]) -> Breakdown:
    return breakdown(
        "grades-by-section",
        "Grade of each section",
        definition="Children in need and child protection case audit, version 1. Final grade of each section.",
        excluded="Sections that were not relevant to the child are left out.",
        row_heading="Section",
        categories=GRADE_CATEGORIES,
        tallies=[
            Tally(section, _counts([audit.sections[place] for audit in made]))
            for place, section in enumerate(SECTIONS)
        ],
        total_heading="Audits",
        share_heading="Good or better",
        picture=Picture.STACKED,
    )


def _by_question(made, key, title, questions, start) -> Breakdown:
    return breakdown(
        f"questions-{key}",
        title,
        definition="Children in need and child protection case audit, version 1. Answers to each question.",
        row_heading="Question",
        categories=ANSWER_CATEGORIES,
        tallies=[
            Tally(question, _counts([audit.answers[place] for audit in made], 5))
            for place, question in enumerate(questions, start)
        ],
        share_heading="Met",
        picture=Picture.STACKED,
    )


def _themes(chance: Random, audits: int) -> Breakdown:
    return breakdown(
        "themes",
        "Themes of what auditors found",
        definition="The number of findings that carry each theme.",
        excluded="Findings without a theme are left out.",
        row_heading="Theme",
        categories=(Category("Strengths", Tone.BEST), Category("Areas for improvement", Tone.POOR)),
        tallies=[
            Tally(theme, (chance.randint(3, audits // 2), chance.randint(3, audits // 2))) for theme in THEMES
        ],
        picture=Picture.BARS,
    )


def _matrix(made: tuple[MadeUpAudit, ...]) -> Breakdown:
    moderated = [audit for audit in made if audit.moderated]
    return breakdown(
        "moderation",
        "Auditor\u2019s grade and moderator\u2019s grade",
        definition="Moderated audits: the auditor\u2019s grade in rows, the moderator\u2019s grade in columns.",
        excluded="Audits that were agreed in bulk are left out.",
        row_heading="Auditor\u2019s grade",
        categories=GRADE_CATEGORIES,
        tallies=[
            Tally(name, _counts([audit.final for audit in moderated if audit.first == place]))
            for place, name in enumerate(GRADES)
        ],
        total_heading="Moderated",
        add_up_rows=True,
        picture=Picture.MATRIX,
    )


def _pairs(seed: int, pairs: int) -> list[tuple[str, Compared]]:
    """Blind pairs, most of them alike: the overall grade and two sections."""
    chance = Random(seed + 1)
    scale = Scale(tuple(name.lower() for name in GRADES), GRADES)
    found = []
    for about in (OVERALL, *(About(name, name, is_section=True) for name in SECTIONS[:2])):
        some = []
        for _ in range(pairs):
            first = chance.choices(range(4), (8, 40, 44, 8))[0]
            second = min(3, max(0, first + chance.choices((-1, 0, 1, 2), (3, 12, 3, 1))[0]))
            some.append(PairsAlike(scale.keys[first], scale.keys[second], 1))
        found.append((about.title, compared(about, scale, some)))
    return found


def _rag() -> Breakdown:
    return breakdown(
        "actions-by-rag",
        "Actions by progress",
        definition="All open actions, and actions that were closed in this month.",
        excluded="Cancelled actions are left out.",
        row_heading="Area",
        categories=RAG_CATEGORIES,
        tallies=(
            Tally("Quality of practice", (1, 7, 10, 4)),
            Tally("Capacity and capability of the workforce", (3, 4, 2, 3)),
            Tally("Effective leadership and management", (1, 5, 1, 2)),
            Tally("Quality assurance and performance", (6, 2, 1, 0)),
            Tally("Partnership working", (3, 4, 2, 1)),
        ),
        total_heading="Actions",
        add_up_rows=True,
        picture=Picture.STACKED,
        protected=False,
    )


def _concerns() -> Breakdown:
    return breakdown(
        "concerns",
        "Immediate concerns",
        definition="Concerns about a child\u2019s safety that auditors raised in this month.",
        row_heading="Step",
        categories=(Category("Concerns"),),
        tallies=(
            Tally("Raised", (6,)),
            Tally("Acknowledged the same working day", (6,)),
            Tally("Closed", (5,)),
        ),
        protected=False,
    )


def _sampling(audits: int) -> Sampling:
    return Sampling(
        statement=f"60 cases were drawn from 2,471; {audits} were audited. The draw was random within each service, in "
        "proportion to its size (seed 20261001). The list was imported on 1 October 2026.",
        tables=(
            breakdown(
                "sampling-exclusions",
                "Cases that could not be drawn",
                definition="Cases on the list that were left out before the draw, by reason.",
                row_heading="Reason",
                categories=(Category("Cases"),),
                tallies=(
                    Tally("Audited in the last 12 months", (212,)),
                    Tally("Closed before the draw", (64,)),
                    Tally("A brother or sister was already drawn", (18,)),
                ),
                add_up_rows=True,
                protected=False,
            ),
        ),
    )


def _figures(made: tuple[MadeUpAudit, ...]) -> tuple[Figure, ...]:
    good = sum(audit.final >= 2 for audit in made)
    moderated = [audit for audit in made if audit.moderated]
    same = sum(audit.first == audit.final for audit in moderated)
    shift = sum(audit.final - audit.first for audit in moderated) / max(1, len(moderated))
    return (
        Figure(
            "audited",
            "Audits finished",
            Count(len(made)),
            "Audits that were graded and moderated or agreed.",
            last=Count(52),
        ),
        Figure(
            "completed",
            "Audits finished of those expected",
            share_of(len(made), len(made) + 3),
            "Finished audits as a share of those allocated.",
            "Exempted audits are left out.",
            share_of(52, 60),
            protected=False,
        ),
        Figure(
            "good-or-better",
            "Good or better",
            share_of(good, len(made)),
            "Audits whose final overall grade is Good or Outstanding.",
            last=share_of(24, 52),
        ),
        Figure(
            "unchanged",
            "Grades that moderation did not change",
            share_of(same, len(moderated)),
            "Moderated audits whose final overall grade is the auditor\u2019s.",
            "Audits agreed in bulk are left out.",
            share_of(15, 24),
        ),
        Figure(
            "mean-shift",
            "Mean change by moderation",
            Measure(round(shift, 4), "grades", Count(len(moderated)), decimals=2, signed=True),
            "Final grade less auditor\u2019s grade, Inadequate being 1 and Outstanding 4.",
            last=Measure(-0.21, "grades", Count(24), decimals=2, signed=True),
        ),
        Figure(
            "days-to-finish",
            "Days from allocation to finish",
            Measure(11, "days", Count(len(made)), decimals=0),
            "The median, in calendar days.",
            last=Measure(14, "days", Count(52), decimals=0),
        ),
        Figure(
            "concerns-raised",
            "Immediate concerns raised",
            Count(6),
            "Concerns about a child\u2019s safety raised during an audit.",
            last=Count(5),
        ),
    )


def _answer_columns(extra: int) -> tuple[AnswerColumn, ...]:
    return (
        *(AnswerColumn(f"c{place}", question) for place, question in enumerate(COMPLIANCE + QUALITY, 1)),
        AnswerColumn("last-seen-on", "When was the child last seen?", AnswerKind.DATE),
        AnswerColumn("visits", "How many visits were there in the period?", AnswerKind.NUMBER),
        AnswerColumn("overall-rationale", "Why this grade?"),
        *(AnswerColumn(f"extra-{place}", f"Extra question {place}") for place in range(1, extra + 1)),
    )


def _row(chance: Random, number: int, audit: MadeUpAudit, extra: int) -> AuditRow:
    start = date(2026, 10, 1) + timedelta(days=chance.randrange(9))
    finish = start + timedelta(days=chance.randrange(4, 19))
    return AuditRow(
        audit=f"A{number:05}",
        case=f"EX{100_000 + chance.randrange(900_000)}",
        round="October 2026",
        tool="Children in need and child protection case audit",
        tool_version=1,
        service=TEAMS[audit.team],
        team=audit.team,
        auditor=chance.choice(AUDITORS),
        status="moderated" if audit.moderated else "agreed",
        allocated_on=start,
        due_on=date(2026, 10, 30),
        submitted_on=finish,
        moderated_on=finish + timedelta(days=3) if audit.moderated else None,
        auditor_grade=GRADES[audit.first],
        moderator_grade=GRADES[audit.final] if audit.moderated else "",
        final_grade=GRADES[audit.final],
        strengths=chance.randrange(4),
        improvements=chance.randrange(5),
        actions=chance.randrange(3),
        concern_raised=chance.random() < 0.05,
        answers=(
            *(ANSWER_CATEGORIES[answer].name for answer in audit.answers),
            (start - timedelta(days=chance.randrange(40))).isoformat(),
            str(chance.randrange(12)),
            chance.choice(RATIONALES),
            *(chance.choice(("Yes", "No", "Partly")) for _ in range(extra)),
        ),
    )


def _action(chance: Random, number: int) -> ActionRow:
    team = chance.choice(tuple(TEAMS))
    agreed = date(2026, 10, 12) + timedelta(days=chance.randrange(15))
    due = agreed + timedelta(days=chance.randrange(14, 60))
    moved = chance.random() < 0.3
    done = chance.random() < 0.3
    return ActionRow(
        action=f"AC{number:04}",
        audit=f"A{chance.randrange(1, 50):05}",
        what=chance.choice(
            (
                "Hold a legal gateway meeting and record the decision",
                "See the child alone and record what they said",
                "Bring the chronology up to date and use it in supervision",
            )
        ),
        level=chance.choice(("Child", "Worker", "Team", "Service")),
        service=TEAMS[team],
        team=team,
        owner=chance.choice(OWNERS),
        priority=chance.choice(("High", "Medium")),
        measure_of_success="Seen on file by quality assurance",
        status="Verified" if done else "Agreed",
        rag="Blue" if done else chance.choice(("Green", "Amber", "Red")),
        agreed_on=agreed,
        first_due_on=due,
        due_on=due + timedelta(days=14) if moved else due,
        due_changes=int(moved),
        completed_on=due if done else None,
        verified_on=due + timedelta(days=5) if done else None,
    )


RATIONALES = (
    "The plan is clear and the child\u2019s views are in it, but reviews drifted over the summer.",
    "Risk is understood and acted on. Direct work is thoughtful and the child\u2019s words are recorded.",
    "The assessment repeats history without saying what it means for this child now.",
)

NARRATIVE = Narrative(
    purpose="This month we looked at children on child protection plans and at children who recently stepped down to "
    "child in need plans. We wanted to know whether plans move on when they need to, and whether closing was safe.\n\n"
    "The theme follows from the September findings, in which drift in planning was the most common area for improvement.",
    key_messages="- Most children were seen on time, and more of them alone than in September.\n"
    "- Assessments are better at saying what life is like for the child. Analysis of what history means is still thin.\n"
    "- Supervision happens, but too often lists tasks. Reflection is what makes the difference in the audits graded Good.\n"
    "- In three audits a plan stepped down before the change in the family had been tested.",
    next_steps="- Team managers bring one stepped-down case each to the November practice clinic.\n"
    "- The practice lead runs two workshops on analysis, on 18 and 25 November.\n"
    "- We audit 20 stepped-down cases again in January, with different auditors.",
)

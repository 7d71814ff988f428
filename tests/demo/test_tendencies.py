from collections import Counter
from datetime import date
from random import Random

from qa_app.demo.council import exampleshire
from qa_app.demo.tendencies import (
    GRADES,
    grade_for,
    moderated,
    overall_for,
    quality_of,
    severity_of,
    standing,
)

COUNCIL = exampleshire()


def _share_good(team, auditor, times=600):
    rng = Random(11)
    grades = [grade_for(team, auditor, "risk", rng) for _ in range(times)]
    return sum(grade in {"good", "outstanding"} for grade in grades) / times


def test_a_strong_team_is_graded_better_than_a_weak_one_by_the_same_auditor():
    auditor = COUNCIL.auditors[0].name

    assert (
        _share_good("Adolescent Support Team", auditor) - _share_good("Marlstowe Safeguarding Team", auditor)
        > 0.3
    )


def test_a_lenient_auditor_grades_the_same_team_better_than_a_strict_one():
    by_severity = sorted(COUNCIL.auditors, key=lambda person: severity_of(person.name))
    lenient, strict = by_severity[0].name, by_severity[-1].name

    assert severity_of(strict) - severity_of(lenient) > 0.6
    assert (
        _share_good("Harrowmere Safeguarding Team", lenient)
        - _share_good("Harrowmere Safeguarding Team", strict)
        > 0.15
    )


def test_from_the_day_of_their_coaching_an_auditor_grades_nearer_to_the_others():
    lenient = min((person.name for person in COUNCIL.auditors), key=severity_of)
    day = date(2026, 10, 1)

    assert severity_of(lenient, on=date(2026, 9, 30), coached_on=day) == severity_of(lenient)
    assert abs(severity_of(lenient, on=day, coached_on=day)) < abs(severity_of(lenient)) / 4
    assert severity_of(lenient, on=day) == severity_of(lenient)


def test_every_team_of_the_council_has_a_quality_of_its_own():
    qualities = [quality_of(team.name) for team in COUNCIL.teams]

    assert len(set(qualities)) == 12
    assert abs(sum(qualities) / 12) < 0.1


def test_over_many_audits_the_grades_are_spread_as_councils_know_them():
    rng, grades, changes = Random(3), Counter(), Counter()
    for _ in range(3000):
        place = standing(rng.choice(COUNCIL.teams).name, rng)
        grade = overall_for(rng.choice(COUNCIL.auditors).name, rng, at=place)
        settled = moderated(grade, rng, at=place)
        grades[grade] += 1
        changes[GRADES.index(settled) - GRADES.index(grade)] += 1

    assert 0.01 < grades["inadequate"] / 3000 < 0.10
    assert 0.30 < grades["requires_improvement"] / 3000 < 0.55
    assert 0.35 < grades["good"] / 3000 < 0.60
    assert 0.01 < grades["outstanding"] / 3000 < 0.10
    assert set(changes) == {-1, 0, 1}
    assert 0.08 < 1 - changes[0] / 3000 < 0.25


def test_sections_of_one_case_belong_together():
    rng = Random(5)
    apart = 0
    for _ in range(300):
        place = standing("Harrowmere Safeguarding Team", rng)
        grades = [
            GRADES.index(grade_for("Harrowmere Safeguarding Team", "Amy Farrow", section, rng, at=place))
            for section in ("voice", "risk", "planning", "oversight", "outcomes")
        ]
        apart += max(grades) - min(grades) > 1

    assert apart < 75


def test_the_same_seed_gives_the_same_grades():
    def grades():
        rng = Random(9)
        return [grade_for("Adolescent Support Team", "Amy Farrow", "risk", rng) for _ in range(50)]

    assert grades() == grades()

"""Which addresses does the product answer, with which records behind them, and what else might somebody type there?

Made from the application's own rules, so that a new page is tried as soon as it exists. An argument that is not known
here is an error: say what it may be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from qa_app.web.access import needs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flask import Flask
    from werkzeug.routing import Rule

    from qa_app.models.people import User
    from tests.full_house import House

_ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")

ODD_NUMBERS = (
    "0",
    "999999",
    "2147483647",
    "2147483648",
    "9223372036854775808",
    "1" + "0" * 30,
    "-1",
    "1.0",
    "abc",
)
ODD_WORDS = (
    "nothing-like-it", "%00", "a%00b", "%ff%fe", "%ed%a0%80", "%2e%2e%2f%2e%2e%2fqa.db", "..", "%2e%2e%5cqa.db",
    "2026-13", "0000-00", "9999-12", "round-0", "round-99999999999999999999", "round-%C2%B2", "%27%20OR%201=1--",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%F0%9F%A6%93", "%25", "%0d%0aSet-Cookie:%20a=b", "x" * 3000,
)  # fmt: skip

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Door:
    """One rule of the application, with what stands in its place holders."""

    endpoint: str
    methods: frozenset[str]
    path: str


def rules(app: Flask) -> list[Rule]:
    """Every rule of ours, in a steady order; not the sign-in's, which have their own tests, and no static files."""
    return sorted(
        (
            rule
            for rule in app.url_map.iter_rules()
            if rule.endpoint.split(".")[0] not in {"static", "security"}
        ),
        key=str,
    )


def doors(app: Flask, house: House, person: User | None = None) -> Iterator[Door]:
    """Every rule with every record of its house in each place holder, the first record in the others.

    Only those whose page is for ``person``, when one is given: what becomes of the others is asked elsewhere.
    """
    known = _known(house)
    for rule in rules(app):
        if person is not None and not _is_for(app, rule, person):
            continue
        there = _known_for(rule, known)
        usual = {name: str(values[0]) for name, values in there.items()}
        yield _door(rule, usual)
        for name, values in there.items():
            for other in values[1:]:
                yield _door(rule, {**usual, name: str(other)})


def odd_doors(app: Flask, house: House, person: User) -> Iterator[Door]:
    """Every rule that is for this person, with something odd in one place holder, and real records in the others."""
    known = _known(house)
    for rule in rules(app):
        if not _is_for(app, rule, person):
            continue
        usual = {name: str(values[0]) for name, values in _known_for(rule, known).items()}
        for converter, name in _ARGUMENT.findall(rule.rule):
            for odd in ODD_NUMBERS if converter == "int" else ODD_WORDS:
                yield _door(rule, {**usual, name: odd}, is_quoted=True)


def asked_pages(house: House) -> list[str]:
    """Pages that offer their form only when they are asked for something."""
    draw = "stratify_by=team&method=proportional&size=2&reserve=1&months=0&seed=7"
    return [
        f"/rounds/{house.rounds['draft']}/sample/new?{draw}",
        f"/moderation/rest/agreement?audit={house.audits['ben', 'rest']}",
        f"/moderation/sign-offs/confirmation?audit={house.audits['ben', 'moderated']}",
    ]


def _is_for(app: Flask, rule: Rule, person: User) -> bool:
    needs = needs_of(app, rule.endpoint)
    return isinstance(needs, str) or person.may_any(list(needs))


def _known(house: House) -> Mapping[str, Sequence[object]]:
    cast = house.cast
    return {
        "audit_id": [*house.audits.values(), *house.repeats.values()],
        "exemplar_id": [*house.exemplars.values()],
        "section_key": ["seeing", "overall", "facts"],
        "tool_key": ["small"],
        "action_id": [*house.actions.values()],
        "concern_id": [*house.concerns.values()],
        "pair_id": [*house.pairs.values()],
        "finding_id": [*house.findings.values()],
        "reply_id": [*house.replies.values()],
        "reopening_id": [*house.reopenings.values()],
        "coaching_id": [*house.coachings.values()],
        "round_id": [*house.rounds.values()],
        "sampled_case_id": [house.sampled],
        "auditor_id": [cast.olu.id, cast.asha.id],
        "auditor_id of invitations": [cast.asha.id, cast.olu.id, cast.quinn.id],
        "audit_id of practice": [
            house.audits["asha", "practised"],
            house.audits["asha", "practising"],
            house.audits["asha", "released"],
        ],
        "exercise_id": [*house.exercises.values()],
        "exercise_id of invitations": [house.exercises["open"], *house.exercises.values()],
        "exercise_id of references": [house.exercises["released"], *house.exercises.values()],
        "exercise_id of spreads": [house.exercises["released"], *house.exercises.values()],
        "exercise_case_id": [*house.exercise_cases.values()],
        "exercise_case_id of practice": [house.exercise_cases["finished"], *house.exercise_cases.values()],
        "exercise_case_id of references": [house.exercise_cases["released"], *house.exercise_cases.values()],
        "exercise_case_id of spreads": [house.exercise_cases["released"], *house.exercise_cases.values()],
        "import_id": [*house.imports.values()],
        "job_id": [*house.jobs.values()],
        "user_id": [cast.olu.id, cast.quinn.id],
        "sign_in_id": [1],
        "service_id": [cast.care.id],
        "team_id": [cast.meadow.id],
        "case_id": [1],
        "notice_id": [*house.notices.values()],
        "disposal_id": [*house.disposals.values()],
        "key": ["2026-10", f"round-{house.rounds['practice']}"],
        "key of answers": ["seeing", "seen", "overall"],
        "key of references": ["overall", "seeing", "family", "facts"],
        "key of tools": ["small"],
        "number": [1, 2],
        "version": [1],
        "audience": ["full", "board"],
        "kind": ["xlsx", "pdf", "exe"],
    }


def _known_for(rule: Rule, known: Mapping[str, Sequence[object]]) -> dict[str, Sequence[object]]:
    """Name → what may stand there, in the order of the rule. A key is a key of something."""
    kind = rule.endpoint.split(".")[0]
    return {
        name: known.get(f"{name} of {kind}", known[name]) for _converter, name in _ARGUMENT.findall(rule.rule)
    }


def _door(rule: Rule, values: Mapping[str, str], *, is_quoted: bool = False) -> Door:
    def put(found: re.Match[str]) -> str:
        value = values[found[2]]
        return value if is_quoted else quote(value, safe="")

    methods = frozenset(rule.methods or ()) - {"HEAD", "OPTIONS"}
    return Door(rule.endpoint, methods, _ARGUMENT.sub(put, rule.rule))

"""Is every page that somebody may open sound for axe, wide and narrow, and does none scroll sideways?

Which pages there are is asked of the application itself (``tests/doors.py``), with every kind of record in every
status behind them, so that a new page is looked at as soon as it exists, and one that nobody could be shown is missed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from qa_app.domain.workflow import Status
from tests import factories, full_house, small_month
from tests.browser.chromium import Tabs
from tests.browser.council import ServedCouncil, served_council
from tests.browser.person import NARROW, WIDE, Looking
from tests.conftest import TODAY
from tests.domain.small_tool import TOOL
from tests.doors import doors, rules
from tests.pairs_made import pairs
from tests.visitor import Visitor, cookie_of

if TYPE_CHECKING:
    from qa_app.models.people import User
    from tests.full_house import House

NO_PAGES = frozenset(
    {
        "probes.health",
        "probes.metrics",
        "probes.ready",
        "home.token",
        "answers.limits",
        "history.as_csv",
        "history.as_workbook",
        "imports.problems_csv",
        "findings.board_file",
        "findings.copy_without_cases",
        "findings.full_file",
        "agreement.workbook",
        "personal_data.certificate_pdf",
        "sign_on.answer",
        "sign_on.begin",
        "sign_on.connect",
        "sign_on.prove",
    }
)
"""Downloads, what scripts ask for, and ways to the council's own sign-on and back."""

PEOPLE = ("quinn", "asha", "tomas", "sana", "dara", "bola", "ada", "ines", "mira")
TOOLS = ("children_in_need", "children_in_care", "assessments_nfa", "re_referrals", "safety_check")


@pytest.fixture(scope="module")
def council(tmp_path_factory, sqlite_template):
    with served_council(tmp_path_factory.mktemp("every-page"), sqlite_template, at=TODAY) as council:
        yield council


@pytest.fixture(scope="module")
def house(council):
    return full_house.build(council.cast)


@pytest.fixture(scope="module")
def people(council, house):
    return {name: getattr(council.cast, name, None) or house.mira for name in PEOPLE}


@pytest.fixture(scope="module")
def paths(council, house, people):
    """``paths[name]`` is what this person is shown: endpoint and address of each page unlike the others."""
    cast = council.cast
    home = factories.a_round(title="Agreed together", rules=small_month.NO_REASONS)
    pairs(
        cast.asha,
        cast.ben,
        *[("good", "good")] * 6,
        *[("good", "requires_improvement")] * 5,
        team=cast.harbour,
    )
    rest = factories.audit(cast.asha, status=Status.SUBMITTED, in_round=home)
    more = {
        "asha": [
            f"/audits/{house.audits['asha', 'in_progress']}/sections/{each.key}" for each in TOOL.all_sections
        ],
        "quinn": [
            f"/moderation/rest/agreement?audit={rest.id}",
            f"/moderation/sign-offs/confirmation?audit={house.audits['ben', 'moderated']}",
            f"/audits/{house.audits['asha', 'signed']}/sign-offs/2",
        ],
    }
    seen: set[tuple[str, ...]] = set()
    return {name: _shown(council, house, person, more.get(name, []), seen) for name, person in people.items()}


def _shown(
    council: ServedCouncil, house: House, person: User, more: list[str], seen: set[tuple[str, ...]]
) -> list[tuple[str, str]]:
    """What this person is shown and nobody before them was: ``seen`` has what makes a page unlike others."""
    visitor = Visitor(council.app, person)
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    readable = [each for each in doors(council.app, house, person) if "GET" in each.methods]
    known = council.app.url_map.bind("localhost")
    asked = [(each.endpoint, each.path) for each in readable if each.endpoint not in NO_PAGES]
    for endpoint, path in [*asked, *((known.match(path.split("?")[0])[0], path) for path in more)]:
        response = visitor.open("GET", path)
        assert response.status_code < 500, f"GET {path} answered {response.status}"
        if response.status_code == 200 and response.mimetype == "text/html":
            parts = re.findall(r"<(?:h[1-6]|caption|button|legend|label)[ >].*?</", response.text, re.DOTALL)
            like = (endpoint, *(re.sub(r"\d+", "…", part) for part in parts))
            if like not in seen:
                found.setdefault(like, (endpoint, path))
    seen.update(found)
    return list(found.values())


def signed_in(council: ServedCouncil, tabs: Tabs, person: User):
    page = tabs.open(f"{council.address}/health")
    page.context.add_cookies([cookie_of(council.app, person, council.address)])
    return page


def look_at(council, page, paths):
    """Every page at 320 pixels, and the first of each kind at 1280 too: others differ in what it says, not in how it lies."""
    looking, seen = Looking(), set()
    for kind, path in paths:
        page.goto(council.address + path)
        looking.at(page, (NARROW,) if kind in seen else (NARROW, WIDE))
        seen.add(kind)
    return looking.problems


@pytest.mark.long
@pytest.mark.parametrize("name", PEOPLE)
def test_each_page_is_sound_for_whoever_may_open_it(council, paths, people, tabs, name):
    assert look_at(council, signed_in(council, tabs, people[name]), paths[name]) == []


def test_no_page_was_forgotten(council, paths):
    shown = {endpoint for pages in paths.values() for endpoint, _ in pages}
    pages = {rule.endpoint for rule in rules(council.app) if "GET" in rule.methods} - NO_PAGES
    assert pages - shown == set(), "nobody of PEOPLE was shown these: the full house lacks what they need"


@pytest.mark.parametrize("key", TOOLS)
def test_each_section_of_each_tool_is_sound(council, tabs, key):
    tool = council.tools[key]
    audit = factories.audit(council.cast.asha, status=Status.IN_PROGRESS, definition=tool)
    sections = [("section", f"/audits/{audit.id}/sections/{section.key}") for section in tool.all_sections]
    paths = [
        ("audit", f"/audits/{audit.id}"),
        *sections,
        ("check", f"/audits/{audit.id}/check"),
        ("tool", f"/tools/{key}/{tool.version}"),
    ]
    assert look_at(council, signed_in(council, tabs, council.cast.asha), paths) == []

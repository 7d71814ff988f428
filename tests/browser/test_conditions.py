"""Does the browser lead to the same questions as the server?"""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from qa_app.domain.conditions import Condition, holds
from tests.browser.chromium import served
from tests.web.gallery import create_gallery

READ = TypeAdapter(Condition)
IS_NO = {"question": "seen", "is": "no"}
IS_SOME = {"question": "who", "is_any": ["health", "police"]}
CONDITIONS = [
    IS_NO,
    IS_SOME,
    {"any": [IS_NO, IS_SOME]},
    {"all": [IS_NO, IS_SOME]},
    {"all": [{"any": [IS_NO, {"question": "gone", "is": "yes"}]}, IS_SOME]},
]
VALUES = [
    {},
    {"seen": ""},
    {"seen": "no"},
    {"seen": "no", "who": "school\nhealth"},
    {"seen": "yes", "who": "police"},
    {"seen": "no\nyes", "who": "police station"},
    {"gone": "yes", "who": "health"},
]


@pytest.fixture(scope="module")
def gallery():
    with served(create_gallery()) as address:
        yield address


def test_the_script_and_the_rules_agree_on_every_condition(tabs, gallery):
    page = tabs.open(f"{gallery}/questions")
    cases = [[condition, values] for condition in CONDITIONS for values in VALUES]
    in_browser = page.evaluate(
        "async cases => { const {holds} = await import('/static/js/conditions.js');"
        " return cases.map(([condition, values]) => holds(condition, values)); }",
        cases,
    )
    assert in_browser == [holds(READ.validate_python(condition), values) for condition, values in cases]
    assert True in in_browser
    assert False in in_browser

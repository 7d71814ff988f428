"""Does the audit of dependencies say what it found, and never that all is well when it could ask nobody?"""

from __future__ import annotations

import json

import pytest

from tests.architecture.known_vulnerabilities import verdict

FLAW = {"id": "CVE-2026-1", "fix_versions": ["1.1"], "description": "", "aliases": []}


def report(*packages):
    return json.dumps({"dependencies": list(packages), "fixes": []})


def package(name, *flaws):
    return {"name": name, "version": "1.0", "vulns": list(flaws)}


SKIPPED = {"name": "ours", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("given", "code", "strict_code", "said"),
    [
        (report(package("a"), package("b")), 0, 0, "2 packages looked up: no known vulnerability."),
        (report(package("a", FLAW)), 1, 1, "a 1.0: CVE-2026-1, repaired in 1.1"),
        (report(package("a", FLAW | {"fix_versions": []})), 1, 1, "repaired in no version yet"),
        (report(package("a"), SKIPPED), 0, 1, "Not in the list: ours."),
        (report(SKIPPED), 0, 1, "nothing was looked up"),
        ("", 0, 1, "nothing was looked up"),
        ("no network", 0, 1, "nothing was looked up"),
    ],
)
def test_what_is_said_and_what_fails(given, code, strict_code, said):
    found, lines = verdict(given, must_answer=False)
    assert (found, verdict(given, must_answer=True)[0]) == (code, strict_code)
    assert said in "\n".join(lines)

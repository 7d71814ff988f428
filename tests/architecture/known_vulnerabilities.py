"""Is any installed package known to be vulnerable? ``make check`` asks with pip-audit.

pip-audit answers 0 when it could ask nobody, which reads like a clean bill. Here a known vulnerability fails, and what could
not be asked about is said: a machine without a network can still check everything else. ``QA_AUDIT=required`` (for a
pipeline that has a network) makes an unanswered question fail too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys


def verdict(report: str, *, must_answer: bool) -> tuple[int, list[str]]:
    """The exit code and the lines to print, for pip-audit's JSON; anything else means that it could not ask."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    asked = [each for each in packages if "skip_reason" not in each]
    found = [
        f"{each['name']} {each['version']}: {flaw['id']}, repaired in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for each in asked
        for flaw in each["vulns"]
    ]
    if found:
        return 1, ["Known vulnerabilities:", *found]
    if not asked:
        return int(must_answer), [
            "The list of known vulnerabilities did not answer, so nothing was looked up."
        ]
    lines = [f"{len(asked)} packages looked up: no known vulnerability."]
    if unknown := [each["name"] for each in packages if "skip_reason" in each]:
        lines.append(f"Not in the list: {', '.join(unknown)}.")
    return int(must_answer and bool(unknown)), lines


def main() -> int:
    """Ask, print, and return the exit code."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--format", "json", "--skip-editable", "--progress-spinner", "off"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    code, lines = verdict(asked.stdout, must_answer=os.environ.get("QA_AUDIT") == "required")
    print("\n".join(lines))  # noqa: T201  # a step of make check
    return code


if __name__ == "__main__":
    sys.exit(main())

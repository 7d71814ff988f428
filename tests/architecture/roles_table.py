"""README's table of who may do what, made from the policy: ``python -m tests.architecture.roles_table`` writes it."""

from __future__ import annotations

from pathlib import Path

from qa_app.domain.policy import GRANTS, Permission, Role

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- roles: begin (made by `make roles`) -->", "<!-- roles: end -->"


def table() -> str:
    """One line a permission, one column a role."""
    head = ["What", *(role.label for role in Role)]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for permission in sorted(Permission, key=lambda each: each.label):
        cells = ("yes" if permission in GRANTS[role] else "" for role in Role)
        lines.append(f"| {permission.label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def between(text: str) -> tuple[str, str, str]:
    """README before, within and after the markers."""
    before, _, rest = text.partition(BEGIN)
    within, _, after = rest.partition(END)
    return before + BEGIN, within.strip(), END + after


if __name__ == "__main__":
    before, _, after = between(README.read_text(encoding="utf-8"))
    README.write_text(f"{before}\n{table()}\n{after}", encoding="utf-8")

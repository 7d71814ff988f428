"""How do other people's front-end files come into this repository?

``python docs/vendoring/vendor.py`` packs the two pinned npm packages, takes the few files that are used, strips from
GOV.UK Frontend what may only be used on gov.uk domains (the font, the crown, the crest, the GOV.UK header) and writes
the result. Run twice, it writes the same bytes. Needs npm and the network; nothing in the product or its tests does.
"""

# ruff: noqa: INP001 - a script of its own, not part of a package

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
GOVUK = "govuk-frontend@6.6.0"
AXE = "axe-core@4.14.1"
FONT = re.compile(r'"?GDS Transport"?,arial,sans-serif')
OWN_FONT = "var(--council-font,arial,sans-serif)"

#: Selectors whose rules show GOV.UK's own identity, and at-rules that fetch its font.
NOT_OURS = ("govuk-header", "crown", "crest", "govuk-footer__copyright-logo", "govuk-footer__licence-logo")


def blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """The (prelude, body) pairs of one level of a minified style sheet; body is None for ``@charset …;``."""
    start = position = 0
    while position < len(css):
        if css[position] == ";":
            yield css[start : position + 1], None
            start = position = position + 1
        elif css[position] == "{":
            end = closing_brace(css, position)
            yield css[start:position].strip(), css[position + 1 : end]
            start = position = end + 1
        else:
            position += 1


def closing_brace(css: str, opening: int) -> int:
    """Where the block opened at ``opening`` closes."""
    depth = 0
    for position in range(opening, len(css)):
        depth += {"{": 1, "}": -1}.get(css[position], 0)
        if depth == 0:
            return position
    raise ValueError("The style sheet has a block that never closes.")


def stripped(css: str) -> str:
    """The style sheet without the font, the crown, the crest and the GOV.UK header."""
    kept: list[str] = []
    for prelude, body in blocks(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).strip()):
        if body is None:
            kept.append(prelude)
        elif prelude.startswith("@font-face"):
            continue
        elif prelude.startswith(("@media", "@supports", "@layer", "@-moz-document")):
            if inner := stripped(body):
                kept.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{body}}}")
        elif ours := [part for part in prelude.split(",") if not any(word in part for word in NOT_OURS)]:
            kept.append(f"{','.join(ours) if len(ours) < prelude.count(',') + 1 else prelude}{{{body}}}")
    return FONT.sub(OWN_FONT, "".join(kept))


def unpacked(package: str, folder: Path) -> Path:
    """Fetch one npm package (npm checks its integrity hash) and return its folder."""
    name = subprocess.run(  # noqa: S603 - fixed arguments
        ["npm", "pack", package, "--silent"],  # noqa: S607 - npm is found on the path like any developer tool
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    target = folder / name.removesuffix(".tgz")
    with tarfile.open(folder / name) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def main() -> int:
    """Write the vendored files and say which."""
    govuk = ROOT / "qa_app/web/static/vendor/govuk"
    axe = ROOT / "tests/browser/vendor"
    with tempfile.TemporaryDirectory() as folder:
        dist = unpacked(GOVUK, Path(folder)) / "dist/govuk"
        source = unpacked(AXE, Path(folder))
        css = stripped((dist / "govuk-frontend.min.css").read_text("utf-8"))
        script = (dist / "govuk-frontend.min.js").read_text("utf-8")
        written = {
            govuk / "govuk-frontend.min.css": css + "\n",
            govuk / "govuk-frontend.min.js": re.sub(r"//# sourceMappingURL=\S+\s*$", "", script).rstrip()
            + "\n",
            axe / "axe.min.js": (source / "axe.min.js").read_text("utf-8"),
            axe / "axe-LICENSE.txt": (source / "LICENSE").read_text("utf-8"),
        }
    for path, text in written.items():
        path.write_text(text, "utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}: {len(text.encode()):,} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

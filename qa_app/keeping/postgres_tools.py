"""Where are pg_dump and pg_restore, and how are they run?

They must be at least as new as the server. Looked for on PATH, then beside the server, then where Debian and Ubuntu put
each version.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa_app.domain.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Server:
    """Its major version, and the folder of its programs if it stands here and says so."""

    version: int
    programs: str = ""


_DEBIAN = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"\(PostgreSQL\)\D*(\d+)")
_LINES_TOLD = 3


def find(name: str, server: Server) -> Path:
    """The tool with this name that can talk to the server.

    :raises NotPossible: when there is none, saying what was found and what to install.
    """
    found = [(path, version) for path in _candidates(name, server.programs) if (version := _version(path))]
    for path, version in found:
        if version >= server.version:
            return path
    there = "; ".join(f"{path} is of version {version}" for path, version in found) or "none was found"
    raise NotPossible(
        f"This needs {name} of PostgreSQL {server.version} or newer, on PATH or beside the server ({there}). Install the client "
        f"tools of PostgreSQL {server.version} (on Debian and Ubuntu: postgresql-client-{server.version}), then try again."
    )


def run(tool: Path, arguments: Sequence[str], url: sa.URL) -> None:
    """Run a tool on a database. The password goes by the environment: arguments are seen by everybody.

    :raises NotPossible: with the tool's own last words when it fails.
    """
    bare = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run(  # noqa: S603  # no shell
        [str(tool), f"--dbname={bare}", "--no-password", *arguments],
        env=environment, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        said = " ".join(done.stderr.split("\n")[:_LINES_TOLD]).strip()
        raise NotPossible(f"{tool.name} could not do its work: {said}")


def _candidates(name: str, beside: str) -> Iterator[Path]:
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    if beside:
        yield Path(beside) / name
    if _DEBIAN.is_dir():
        yield from (folder / "bin" / name for folder in sorted(_DEBIAN.iterdir(), reverse=True))


def _version(path: Path) -> int:
    """The tool's major version; 0 when it is not there or does not run."""
    if not shutil.which(path):
        return 0
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = _VERSION.search(said.stdout)
    return int(found[1]) if found else 0

"""Is an audit tool's file right?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from qa_app.cli.frame import EXIT_REFUSED, refuse


@click.command("check-tool")
@click.argument("file", type=click.Path(path_type=Path))
def check_tool(file: Path) -> None:
    """Print every problem of an audit tool's FILE, each with its line and what to do; exit 1 if there is any."""
    from qa_app.imports.tool_files import read_tool  # noqa: PLC0415

    try:
        content = file.read_bytes()
    except OSError as error:
        refuse(f"{file}: cannot be opened ({error.strerror}). Check the name and the folder.")
    reading = read_tool(content, file.name)
    for problem in reading.problems:
        click.echo(f"{file}:{problem.line}: {problem.where}: {problem.message}" if problem.where
                   else f"{file}:{problem.line}: {problem.message}")  # fmt: skip
    if reading.definition is None or reading.problems:
        click.echo(f"{len(reading.problems)} problem{'s' * (len(reading.problems) != 1)}.", err=True)
        sys.exit(EXIT_REFUSED)
    tool = reading.definition
    click.echo(f"{file}: no problems. {tool.title}, version {tool.version}: {len(tool.sections)} sections.")

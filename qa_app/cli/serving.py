"""How is an instance served?"""

from __future__ import annotations

import os
import sys
import tempfile

import click

from qa_app.cli.frame import application, note_command, refusals
from qa_app.config import instance_folder, read_config
from qa_app.production import refuse_unsafe


@click.command()
@click.option(
    "--host", default=lambda: os.environ.get("HOST") or "127.0.0.1", help="Default: HOST or 127.0.0.1."
)
@click.option(
    "--port", type=int, default=lambda: int(os.environ.get("PORT") or 8000), help="Default: PORT or 8000."
)
@click.option("--workers", type=int, default=2, help="Processes (Linux). Each answers four people at once.")
@click.option(
    "--server",
    type=click.Choice(["gunicorn", "waitress"]),
    default="waitress" if sys.platform == "win32" else "gunicorn",
    show_default=True,
    help="waitress is one process, and the only one on Windows.",
)
def serve(host: str, port: int, workers: int, server: str) -> None:
    """Serve this instance."""
    with refusals():
        refuse_unsafe(read_config(instance_folder()))  # said here, not by a worker that dies
        with application().app_context():
            note_command()
    os.environ["QA_INSTANCE"] = str(instance_folder())
    click.echo(f"Serving on http://{host}:{port}  (stop with Ctrl+C)")
    if server == "waitress":
        from waitress import serve as serve_threads  # noqa: PLC0415

        serve_threads(application(), host=host, port=port, threads=8)
        return
    # Each worker counts in a file of its own there; whichever is asked adds them up.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="qa-metrics-")
    os.execv(  # noqa: S606  # no shell is involved
        sys.executable,
        [
            sys.executable, "-m", "gunicorn", "qa_app.app:from_environment()",
            "--config", "python:qa_app.workers", "--bind", f"{host}:{port}", "--workers", str(workers),
        ],
    )  # fmt: skip

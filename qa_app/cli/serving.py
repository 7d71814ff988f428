"""How is an instance served?"""

from __future__ import annotations

import os
import sys

import click

from qa_app.cli.frame import application, note_command, refusals
from qa_app.config import instance_folder


@click.command()
@click.option(
    "--host", default=lambda: os.environ.get("HOST") or "127.0.0.1", help="Default: HOST or 127.0.0.1."
)
@click.option(
    "--port", type=int, default=lambda: int(os.environ.get("PORT") or 8000), help="Default: PORT or 8000."
)
@click.option("--workers", type=int, default=2, help="Processes (Linux). Each answers four people at once.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve this instance."""
    with refusals(), application().app_context():  # a wrong setting is said here, not by a worker that dies
        note_command()
    os.environ["QA_INSTANCE"] = str(instance_folder())
    click.echo(f"Serving on http://{host}:{port}  (stop with Ctrl+C)")
    if sys.platform == "win32":
        from waitress import serve as serve_threads  # noqa: PLC0415

        serve_threads(application(), host=host, port=port, threads=8)
        return
    os.execv(  # noqa: S606  # no shell is involved
        sys.executable,
        [
            sys.executable, "-m", "gunicorn", "qa_app.app:from_environment()",
            "--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4", "--worker-class", "gthread",
            "--timeout", "120", "--graceful-timeout", "30", "--log-level", "warning",
        ],
    )  # fmt: skip

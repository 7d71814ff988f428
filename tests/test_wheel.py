"""Does a wheel built from the tree work alone?"""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_every_package_is_named():
    named = configparser.ConfigParser()
    named.read(ROOT / "setup.cfg", encoding="utf-8")
    found = {
        ".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "qa_app").rglob("__init__.py")
    } | {"qa_app.templates", "qa_app.migrations", "qa_app.audit_tools"}
    assert set(named["options"]["packages"].split()) == found


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel's content, in a folder far from the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    # Built from a copy: the build leaves folders behind.
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\n")  # fmt: skip
    for name in filter(None, tracked):
        if name.startswith("tests/") or not (ROOT / name).is_file():
            continue
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(source)],
        check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "alone")
    return folder / "alone"


def qa(unpacked, instance, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "QA_INSTANCE": str(instance)}
    return subprocess.run(
        [sys.executable, "-c", "from qa_app.cli import main; main()", *arguments],
        cwd=instance.parent, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_wheel_sets_up_an_instance_without_the_tree(unpacked, tmp_path):
    result = qa(
        unpacked, tmp_path / "instance", "init", "--council", "Testshire", "--name", "Ada", "--email",
        "ada@testshire.example", "--password", "three random words",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "instance" / "qa.db").exists()


def test_its_pages_templates_and_styles_are_inside(unpacked, tmp_path):
    program = (
        "import qa_app, qa_app.config as c; from pathlib import Path;"
        f"assert Path(qa_app.__file__).is_relative_to(Path({str(unpacked)!r}));"
        "print(sum(1 for f in ('templates', 'migrations', 'audit_tools') "
        f"if c.shipped(f).is_relative_to(Path({str(unpacked)!r}))))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.stdout.strip() == "3", result.stderr
    assert (unpacked / "qa_app" / "web" / "static" / "app.css").exists()

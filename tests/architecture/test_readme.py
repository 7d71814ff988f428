"""Does README say what is so?"""

from __future__ import annotations

import re

from qa_app.cli import main
from tests.architecture.roles_table import README, between, table

TEXT = README.read_text(encoding="utf-8")


def test_the_roles_table_is_the_policy():
    assert between(TEXT)[1] == table(), "run `make roles`"


def test_every_file_that_readme_names_is_there():
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", TEXT):
        assert (README.parent / target).exists(), target


def test_every_make_target_that_readme_names_is_there():
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z]+)`", TEXT):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_command_is_in_readme():
    assert set(re.findall(r"^\| `qa ([a-z-]+)", TEXT, re.MULTILINE)) == set(main.commands)

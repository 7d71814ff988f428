"""Does an uploaded file lie where nobody else can read it, and no longer than it must?"""

from __future__ import annotations

import os
import time

import pytest

from qa_app.domain.errors import BadFile
from qa_app.web import uploads


def folder(app):
    return app.config["QA"].instance / "uploads"


def test_a_file_is_kept_under_a_name_that_nobody_can_guess_and_only_we_can_read(app):
    one, other = uploads.keep(b"case list"), uploads.keep(b"case list")
    assert one != other
    assert len(one) == 43
    assert uploads.read(one) == b"case list"
    assert (folder(app) / one).stat().st_mode & 0o077 == 0
    assert folder(app).stat().st_mode & 0o077 == 0


def test_a_forgotten_file_is_gone(app):
    name = uploads.keep(b"case list")
    uploads.forget(name)
    uploads.forget(name)
    with pytest.raises(BadFile, match="Upload it again"):
        uploads.read(name)


def test_what_a_stopped_process_left_is_deleted_at_the_next_upload(app):
    left = uploads.keep(b"yesterday")
    yesterday = time.time() - 25 * 60 * 60
    os.utime(folder(app) / left, (yesterday, yesterday))
    kept = uploads.keep(b"today")
    assert [path.name for path in folder(app).iterdir()] == [kept]


@pytest.mark.parametrize("name", ["../qa.db", "", "x" * 42, "/etc/passwd"])
def test_only_names_of_uploads_are_read(app, name):
    with pytest.raises(ValueError, match="not the name"):
        uploads.read(name)

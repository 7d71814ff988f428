"""Are the backups of the folder listed, and nothing else?"""

from __future__ import annotations

from datetime import timedelta

from qa_app.domain.backups import name_of
from qa_app.queries import backups
from tests.conftest import TODAY


def test_the_newest_is_first_and_other_files_are_left_out(app):
    assert backups.kept() == []
    place = backups.folder(app.config["QA"])
    place.mkdir()
    older = name_of(TODAY - timedelta(days=1), "aaaaaa", is_encrypted=True)
    newer = name_of(TODAY, "bbbbbb", is_encrypted=False)
    for name in (older, newer, f"{newer}.sha256", "notes.txt"):
        (place / name).write_bytes(b"12345")
    assert [(each.name, each.bytes, each.is_encrypted) for each in backups.kept()] == [
        (newer, 5, False),
        (older, 5, True),
    ]

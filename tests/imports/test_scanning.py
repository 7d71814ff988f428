"""Is a harmful file refused, and one that nobody could check as well?"""

from __future__ import annotations

import socket

import pytest

from qa_app.domain.errors import BadFile
from qa_app.imports.scanning import refuse_harmful
from tests.imports.clamd import EICAR, MOST_BYTES, listening


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"x" * 200_000, b""])
def test_all_of_a_file_is_shown_to_the_scanner_and_a_good_one_passes(content):
    with listening() as (address, heard):
        refuse_harmful(content, address)
    assert heard == [content]


def test_a_scanner_at_a_path_is_asked_too(tmp_path):
    with listening(tmp_path / "s") as (address, heard):
        refuse_harmful(b"a,b", address)
        with pytest.raises(BadFile, match="harmful"):
            refuse_harmful(b"before " + EICAR + b" after", address)
    assert len(heard) == 2


def test_a_harmful_file_is_refused():
    with listening() as (address, _), pytest.raises(BadFile, match="harmful"):
        refuse_harmful(EICAR, address)


@pytest.mark.parametrize(
    "answer",
    [b"", b"UNKNOWN COMMAND\0", b"stream: OK but\0", b"\xff\xfe\0", b"stream: Can't allocate memory ERROR\0"],
)
def test_anything_but_a_clear_answer_is_a_refusal(answer):
    with listening(says=answer) as (address, _), pytest.raises(BadFile, match="could not be checked"):
        refuse_harmful(b"a,b", address)


def test_a_file_that_is_too_large_for_the_scanner_is_refused():
    with listening() as (address, _), pytest.raises(BadFile, match="could not be checked"):
        refuse_harmful(b"x" * (MOST_BYTES * 4), address)


def test_a_scanner_that_is_not_there_is_a_refusal(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for address in (f"127.0.0.1:{port}", str(tmp_path / "nobody"), "clamd", "127.0.0.1:99999"):
        with pytest.raises(BadFile, match="could not be checked"):
            refuse_harmful(b"a,b", address)


def test_without_a_scanner_nobody_is_asked():
    refuse_harmful(EICAR, "")

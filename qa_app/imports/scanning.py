"""Does the council's virus scanner let this file pass?

The scanner is ClamAV's daemon, which the council runs; it is asked with its INSTREAM command, so that nothing is written to
a disk first. A file that could not be checked is refused like one that is harmful: no answer is not a good answer.
"""

from __future__ import annotations

import socket
import struct
from contextlib import closing
from typing import TYPE_CHECKING

from qa_app.domain.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 64 * 1024
_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 60
_LONGEST_ANSWER = 4096
_NOT_CHECKED = (
    "The file could not be checked for viruses, so it was not taken. Try again in a few minutes; if it happens again, tell "
    "your administrator that the virus scanner does not answer."
)


def refuse_harmful(content: bytes, scanner: str) -> None:
    """Ask the scanner at an address such as ``/run/clamav/clamd.ctl`` or ``127.0.0.1:3310``; "" asks nobody.

    :raises BadFile: when the file is harmful, or the scanner cannot be asked.
    """
    if not scanner:
        return
    try:
        answer = _asked(content, scanner)
    except (OSError, ValueError, OverflowError) as problem:  # not there, or no address at all
        raise BadFile(_NOT_CHECKED) from problem
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        raise BadFile(
            "The virus scanner says that this file is harmful, so it was not taken. Do not open it, and tell your IT service."
        )
    raise BadFile(_NOT_CHECKED)


def _asked(content: bytes, scanner: str) -> str:
    with closing(_connected(scanner)) as daemon:
        daemon.settimeout(_ANSWER_SECONDS)
        try:
            daemon.sendall(b"zINSTREAM\0")
            for part in _parts(content):
                daemon.sendall(part)
        except BrokenPipeError:
            pass  # it has heard enough, and its answer says why
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER and (more := daemon.recv(1024)):
            answer += more
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _connected(scanner: str) -> socket.socket:
    if not scanner.startswith("/"):
        host, _, port = scanner.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT_SECONDS)
    daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        daemon.settimeout(_CONNECT_SECONDS)
        daemon.connect(scanner)
    except OSError:
        daemon.close()
        raise
    return daemon


def _parts(content: bytes) -> Iterator[bytes]:
    """Each part behind its length; a length of nothing is the end."""
    for begin in range(0, len(content), _CHUNK):
        part = content[begin : begin + _CHUNK]
        yield struct.pack("!L", len(part)) + part
    yield struct.pack("!L", 0)

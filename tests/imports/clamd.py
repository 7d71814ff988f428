"""A virus scanner that listens on a socket and answers as ClamAV's daemon does (its manual: clamd(8), INSTREAM)."""

from __future__ import annotations

import socketserver
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The text that every scanner takes for a virus, and that does no harm."""

MOST_BYTES = 1024 * 1024


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        assert command == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > MOST_BYTES:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.heard.append(content)  # type: ignore[attr-defined]
        said = self.server.says  # type: ignore[attr-defined]
        found = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(found if said is None else said)


@contextmanager
def listening(at: Path | None = None, says: bytes | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """Its address, and what it has heard. At a path or at a free port; ``says`` is its answer to everything."""
    kind = socketserver.ThreadingUnixStreamServer if at else socketserver.ThreadingTCPServer
    with kind(str(at) if at else ("127.0.0.1", 0), _Handler) as server:  # type: ignore[arg-type]
        server.heard, server.says, server.daemon_threads = [], says, True  # type: ignore[union-attr]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield str(at) if at else f"127.0.0.1:{server.server_address[1]}", server.heard  # type: ignore[union-attr]
        finally:
            server.shutdown()
            thread.join()

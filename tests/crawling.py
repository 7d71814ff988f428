"""What does somebody find who follows every link?"""

from __future__ import annotations

import io
import zipfile
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from tests.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.visitor import Visitor


def crawled(visitor: Visitor, *starts: str) -> Iterator[tuple[str, str]]:
    """Every page that can be reached by links, with its HTML; what is no page comes with its bytes as text."""
    waiting, seen = deque(starts), set(starts)
    while waiting:
        path = waiting.popleft()
        response = visitor.open("GET", path, follow_redirects=True)
        if response.mimetype != "text/html":
            yield path, _inside(response.get_data())
            continue
        html = response.get_data(as_text=True)
        yield path, html
        for href in Page(html, url=path, checked=False).links.values():
            there = urldefrag(urljoin(path, href)).url
            if there.startswith("/") and not there.startswith("/static") and there not in seen:
                seen.add(there)
                waiting.append(there)


def _inside(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("utf-8", "replace")

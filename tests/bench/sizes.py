"""How much is built and asked? The full run is what README's table comes from; the quick one only shows that it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many audits are built, and how often each thing is asked."""

    audits: int
    """In the database that everything but the short lists is measured on."""
    fewer_audits: int
    """In the database that the lists are compared with."""
    auditors: int
    """Few enough that each has more than a list's 50 audits in both databases."""
    drafts: int
    """Audits that are being worked on. The same number in both databases: they are not what grows."""
    pairs: int
    """Pairs of blind audits, in a database of their own."""
    blocks: int
    """Ours and the floor are asked in turns, so many times each, so that a busy moment hits both."""
    page_opens: int
    """Requests in each block."""
    saves: tuple[tuple[int, int], ...]
    """Clients at once, and saves of each client in each block."""
    export_turns: int
    pdf_pages: int
    history_rows: int
    loads_the_demo: bool


FULL = Sizes(
    audits=10_000,
    fewer_audits=1_000,
    auditors=16,
    drafts=64,
    pairs=5_000,
    blocks=4,
    page_opens=50,
    saves=((1, 60), (8, 25), (32, 12)),
    export_turns=3,
    pdf_pages=40,
    history_rows=1_000_000,
    loads_the_demo=True,
)

QUICK = Sizes(
    audits=200,
    fewer_audits=150,
    auditors=4,
    drafts=8,
    pairs=60,
    blocks=1,
    page_opens=3,
    saves=((1, 3), (2, 3), (4, 2)),
    export_turns=1,
    pdf_pages=3,
    history_rows=500,
    loads_the_demo=False,
)

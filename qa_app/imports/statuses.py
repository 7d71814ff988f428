"""Which status does a word in a "case status" column mean?

Annex A has five, with letters; councils' own lists use the same words in other orders and shorter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_app.domain.cases import CaseStatus
from qa_app.imports.cells import NOTHING, is_error, text_of

if TYPE_CHECKING:
    from qa_app.imports.cells import Cell

_LETTERS = {
    "a": CaseStatus.IN_CARE,
    "b": CaseStatus.CHILD_PROTECTION_PLAN,
    "c": CaseStatus.CHILD_IN_NEED_PLAN,
    "d": CaseStatus.ASSESSMENT,
    "e": CaseStatus.CLOSED,
}
_LETTER = re.compile(r"([a-e])\s*[).:]?")
# Tried in this order: "closed child in need plan" is closed.
_WORDS = (
    (r"\bclosed\b|\bceased\b|\bended\b", CaseStatus.CLOSED),
    (r"\bcare leavers?\b|\bleaving care\b", CaseStatus.CARE_LEAVER),
    (r"\blooked after\b|\bin care\b|\bcla\b|\blac\b|\bcic\b", CaseStatus.IN_CARE),
    (r"\bchild(?:ren)? protection\b|\bcpp?(?: plan)?\b", CaseStatus.CHILD_PROTECTION_PLAN),
    (r"\bchild(?:ren)? in need\b|\bcinp?(?: plan)?\b", CaseStatus.CHILD_IN_NEED_PLAN),
    (r"\bs(?:ection )?47\b", CaseStatus.SECTION_47),
    (r"\bearly help\b", CaseStatus.EARLY_HELP),
    (r"\bassessments?\b", CaseStatus.ASSESSMENT),
    (r"\breferrals?\b|\breferred\b", CaseStatus.REFERRAL),
    (r"\bcontacts?\b", CaseStatus.CONTACT),
)


def status_of(cell: Cell) -> tuple[CaseStatus | None, str]:
    """The status, or a complaint when the words are not known."""
    shown = text_of(cell).casefold()
    if shown in NOTHING:
        return None, ""
    if is_error(cell):
        return None, "This is a spreadsheet error"
    if letter := _LETTER.fullmatch(shown):
        return _LETTERS[letter[1]], ""
    for words, status in _WORDS:
        if re.search(words, shown.replace("_", " ")):
            return status, ""
    return None, "This is not a case status that is known"

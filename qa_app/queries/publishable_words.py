"""What in the words of these findings still has to be settled before they are published?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.identifying import mark
from qa_app.domain.publishable_words import Unsettled, WordsToSettle, once_each, passages
from qa_app.models.personal import AcceptedWords
from qa_app.queries import identifying

if TYPE_CHECKING:
    from qa_app.domain.findings import Findings


def unsettled(findings: Findings) -> tuple[Unsettled, ...]:
    """Each thing once for each text that it stands in, without those that were accepted. It needs the rows.

    Choices are the same words in many audits, so every text is looked through once.
    """
    every = {passage.text: passage for passage in reversed([*passages(findings)])}
    found = identifying.found_in(*every, on=in_london(findings.made_at).date())
    hits = [
        Unsettled(passage, hit) for passage, some in zip(every.values(), found, strict=True) for hit in some
    ]
    accepted = {tuple(row) for row in session.execute(select(AcceptedWords.sha256, AcceptedWords.mark))}
    return once_each(
        [each for each in reversed(hits) if (each.passage.fingerprint, mark(each.hit)) not in accepted]
    )


def refuse_unsettled(findings: Findings) -> None:
    """Whoever publishes these words asks this first.

    :raises WordsToSettle: while anything in them is neither changed nor accepted.
    """
    if left := unsettled(findings):
        raise WordsToSettle(len(left))

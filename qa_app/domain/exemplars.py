"""What is an extract from an audit made of, and when is it no extract at all?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.answers import asked
from qa_app.domain.errors import QaError
from qa_app.domain.identifying import mark, without
from qa_app.domain.questions import LongTextQuestion, ShortTextQuestion
from qa_app.domain.standing_questions import ABOVE_CAP_REASON, OVERALL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_app.domain.identifying import Hit
    from qa_app.domain.questions import Given
    from qa_app.domain.tools import Section, ToolDefinition

TEXT_LIMIT = 5_000
"""Characters: what stands beside a grade has to be read while somebody waits to choose."""
SHOWN = 3
"""So many exemplars of one grade are shown where it is chosen, the newest first."""
_LEAST = 40
"""Letters that must be left of an extract when everything that could identify somebody is taken out."""


class CouldIdentify(QaError):
    """The words have something in them that could identify somebody, and nobody has said why it can stay.

    ``hits`` are in the extract, ``in_reason`` in the words about it.
    """

    def __init__(self, hits: Sequence[Hit], in_reason: Sequence[Hit]) -> None:
        super().__init__("Look at what could identify somebody, and change the words or say why it can stay.")
        self.hits, self.in_reason = tuple(hits), tuple(in_reason)

    @property
    def marks(self) -> str:
        """What a page carries to say which things its reader saw: a word for each, wherever it stands."""
        return " ".join(sorted({mark(hit) for hit in (*self.hits, *self.in_reason)}))

    def was_seen(self, marks: str) -> bool:
        """Whether whoever saw what these marks stand for has seen everything that is found now."""
        return set(self.marks.split()) <= set(marks.split())


def sections_for(tool: ToolDefinition) -> tuple[Section, ...]:
    """The sections that have a grade, the overall judgement last."""
    return tuple(section for section in tool.all_sections if section.graded or section.key == OVERALL)


def extract(tool: ToolDefinition, answers: Mapping[str, Given], section_key: str) -> str:
    """What the auditor wrote in this section in their own words, one paragraph for each answer; to be edited."""
    words = []
    for question in asked(tool, answers):
        given = answers.get(question.key)
        if given is None or tool.section_of(question.key).key != section_key:
            continue
        if isinstance(question, LongTextQuestion | ShortTextQuestion) and question.key != ABOVE_CAP_REASON:
            words.append(given.value.strip())
        words.append(given.comment.strip())
    return "\n\n".join(word for word in words if word)


def is_nothing_else(text: str, hits: Sequence[Hit]) -> bool:
    """Whether hardly anything is left of a text when what was found in it is taken out."""
    return sum(sign.isalpha() for sign in without(text, hits)) < _LEAST if hits else False

"""What do auditors write when nobody reads it? Enough different sentences, of the length that real ones have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.questions import Given

if TYPE_CHECKING:
    from random import Random

    from qa_app.domain.questions import Question

_BEGINNINGS = (
    "The plan", "Her social worker", "The last review", "The chronology", "Supervision in March", "The core group",
    "His school", "The assessment", "The family network meeting", "Direct work with the brothers",
)  # fmt: skip
_MIDDLES = (
    "shows what life is like for the child and says what must change, by when and with whose help",
    "repeats the history of the family without saying what it means for this child now",
    "was kept in time, and the child’s own words are in it",
    "drifted over the summer and nobody wrote down why the date was moved",
    "is thoughtful about identity, language and faith, and about what the grandparents can offer",
    "names the risk clearly but the contingency plan is one line long",
)
_ENDS = (
    "The difference for the child can be seen.",
    "It is not yet clear what difference this made.",
    "The manager’s oversight is on the record.",
    "This was raised with the team manager.",
)
_POOL = 60
_GRADES = (8, 34, 44, 14)
_JUDGEMENTS = {"yes": 60, "partly": 18, "no": 10, "not_evidenced": 7, "not_applicable": 5}


def passage(chance: Random, sentences: int) -> str:
    """So many sentences of somebody's judgement."""
    return " ".join(
        f"{chance.choice(_BEGINNINGS)} {chance.choice(_MIDDLES)}. {chance.choice(_ENDS)}"
        for _ in range(sentences)
    )


def possible_answers(question: Question, chance: Random) -> tuple[Given, ...]:
    """Answers to pick from, as likely as they are in life."""
    return tuple(_answer(question, chance) for _ in range(_POOL))


def _answer(question: Question, chance: Random) -> Given:
    comment = ""
    match question.kind:
        case "judgement":
            value = chance.choices(tuple(_JUDGEMENTS), tuple(_JUDGEMENTS.values()))[0]
            comment = "" if value in {"yes", "not_applicable"} else passage(chance, 1)
        case "grade":
            value = chance.choices([each.key for each in reversed(question.choices)], _GRADES)[0]
        case "one_of":
            value = chance.choice(question.choices).key
        case "many_of":
            some = chance.randint(1, len(question.choices))
            value = "\n".join(each.key for each in question.choices[:some])
        case "date":
            value = f"2026-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}"
        case "number":
            lowest = int(question.minimum or 0)
            value = str(chance.randint(lowest, int(min(question.maximum or 12, lowest + 12))))
        case "short_text":
            value = chance.choice(_BEGINNINGS)
        case _:
            value = passage(chance, 3)
    return Given(value, comment)

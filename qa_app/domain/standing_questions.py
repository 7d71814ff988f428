"""Which questions does every tool ask, whatever its file says?

Everything that an auditor types is an answer with a key, so relevance, difference, grades and the overall
judgement are questions too: saved, versioned and counted like all others.
"""

from __future__ import annotations

from qa_app.domain.conditions import AllOf, Is
from qa_app.domain.questions import GradeQuestion, LongTextQuestion, OneOfQuestion, Option, Question

OVERALL = "overall"
OVERALL_GRADE = "overall-grade"
OVERALL_RATIONALE = "overall-rationale"
ABOVE_CAP_REASON = "overall-above-cap-reason"
RELEVANT, NOT_RELEVANT = "relevant", "not_relevant"


def relevance_key(section_key: str) -> str:
    """The question whether an optional section is relevant."""
    return f"{section_key}-relevance"


def difference_key(section_key: str) -> str:
    """The question what difference the work of a graded section made."""
    return f"{section_key}-difference"


def grade_key(section_key: str) -> str:
    """The question that grades a section."""
    return f"{section_key}-grade"


def relevance_question(section_key: str) -> OneOfQuestion:
    """Asked first in an optional section. Marking it not relevant needs a reason, kept as the comment."""
    return OneOfQuestion(
        kind="one_of",
        key=relevance_key(section_key),
        text="Is this section relevant for this child?",
        options=(
            Option(key=RELEVANT, text="Yes, it is relevant"),
            Option(key=NOT_RELEVANT, text="No, it is not relevant", hint="Say why"),
        ),
        comment_when=(NOT_RELEVANT,),
    )


def closing_questions(section_key: str, title: str, scale: tuple[Option, ...]) -> tuple[Question, Question]:
    """Asked last in a graded section: the difference it made, then the grade."""
    return (
        LongTextQuestion(
            kind="long_text",
            key=difference_key(section_key),
            text="What difference did it make for the child?",
            hint="What is better, worse or the same in the child’s daily life because of this work?",
        ),
        GradeQuestion(
            kind="grade",
            key=grade_key(section_key),
            text=f"How do you grade “{title}”?",
            scale=scale,
        ),
    )


def overall_questions(scale: tuple[Option, ...]) -> tuple[Question, Question, Question]:
    """The overall judgement. The third is asked only when the grade is above a limit (`answers.asked`)."""
    return (
        GradeQuestion(kind="grade", key=OVERALL_GRADE, text="What is the overall grade?", scale=scale),
        LongTextQuestion(
            kind="long_text",
            key=OVERALL_RATIONALE,
            text="Why is this the right grade?",
            hint="The two or three things that decided it, good and bad, and what they mean for the child.",
        ),
        LongTextQuestion(
            kind="long_text",
            key=ABOVE_CAP_REASON,
            text="Why is the grade above the limit?",
            hint="The person who moderates the audit will read your reason.",
        ),
    )


def only_if_relevant(question: Question, relevance: str) -> Question:
    """The question, asked only when its section is relevant and its own condition holds."""
    relevant = Is(question=relevance, value=RELEVANT)
    both = relevant if question.show_if is None else AllOf(conditions=(relevant, question.show_if))
    return question.model_copy(update={"show_if": both})


def on_scale(question: Question, scale: tuple[Option, ...]) -> Question:
    """The question; a grade question offers the tool's own grades."""
    return question.model_copy(update={"scale": scale}) if isinstance(question, GradeQuestion) else question

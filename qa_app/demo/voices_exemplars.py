"""Which extracts do the QA managers of Exampleshire keep as exemplars, and why is each a good one?

For a tool, a section and a grade. The first of a pair is the extract, the second says why it is that grade. Nobody is
named anywhere; one of them names a guinea pig.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExemplarVoice:
    """An extract, why it is a good example, and where it is from when it comes from no audit.

    ``stays_because``: something in it looks as if it could identify somebody, and this is why it does not.
    """

    tool: str
    section: str
    grade: str
    text: str
    because: str
    source: str = ""
    stays_because: str = ""


FROM_AUDITS = (
    ExemplarVoice(
        "children_in_need",
        "voice",
        "good",
        "The child was seen alone on every visit but one, and the reason for that one is recorded. The worker drew the "
        "house with the child and asked which rooms were loud. What the child said about the stairs at night is in the plan, "
        "in the child’s own words, and the parents were asked to answer it.",
        "The child’s own account changed something in the plan. It is not outstanding, because nobody went back to ask "
        "whether the nights are better now.",
    ),
    ExemplarVoice(
        "children_in_need",
        "planning",
        "requires_improvement",
        "There are eleven actions. Nine begin with “continue to”. Each has an owner and none has a date. The core group met on "
        "time and read the list out. I could not see what would have to be different for the plan to end.",
        "The basics are done: there is a plan, it is reviewed and people come. It is not good, because it lists tasks and not "
        "change, and not inadequate, because the child is seen and safe meanwhile.",
    ),
    ExemplarVoice(
        "children_in_need",
        "oversight",
        "good",
        "Supervision each month, and each time the manager asks what the worker would do if the mother said no. Two decisions "
        "have a reason that somebody new would understand. In one month the direction of the month before was not followed "
        "up.",
        "Reflective, and it steers. One lapse in nine months does not outweigh that.",
    ),
    ExemplarVoice(
        "children_in_care",
        "permanence",
        "requires_improvement",
        "The plan for permanence has been “long-term fostering, to be confirmed” for fourteen months. The carers say that they "
        "would keep the child for good; nobody has asked the panel. The child asked the reviewing officer twice.",
        "The child is well cared for, so this is drift and not harm. It would be good if the question had been taken to panel "
        "when the carers first said it.",
    ),
    ExemplarVoice(
        "children_in_care",
        "home",
        "outstanding",
        "The carers knew before the child did that the new school would be hard. They and the worker planned the first half "
        "term together, with a signal for “come and fetch me” that was used once. The child chose the colour of the room and, "
        "later, the day on which the cot of the younger child came in.",
        "Foresight, and the child’s hand in it. Others could learn from how the worker and the carers plan together.",
    ),
    ExemplarVoice(
        "children_in_care",
        "health",
        "good",
        "The health assessment was three weeks late and worth waiting for: it says what the child eats, how the child sleeps, and "
        "who notices. The dentist and the optician are done. The wait for therapy is chased each month, and something is "
        "offered in the meantime.",
        "Lateness alone does not make it less than good: needs are known, met where they can be, and chased where they cannot.",
    ),
)  # fmt: skip

BY_HAND = (
    ExemplarVoice(
        "children_in_need",
        "overall",
        "inadequate",
        "The children were visited on time and asked nothing. Three professionals wrote down the same bruise, and nobody put the "
        "three dates beside each other. The plan says “parents to keep the children safe”. The manager signed each month.",
        "Activity without anybody thinking. Visits in time do not lift it: the children were left at risk, and the work did "
        "not see it.",
        source="Written for the auditors’ practice day",
    ),
    ExemplarVoice(
        "children_in_care",
        "overall",
        "outstanding",
        "A young person who said on the first day that adults leave has had one worker, one home and one plan for two years. "
        "When the plan had to change, it was changed with the young person in the room. The file reads like a letter to them.",
        "Everything that makes practice good, and a young person who would recognise themselves in every page.",
        source="Written for the auditors’ practice day",
    ),
    ExemplarVoice(
        "children_in_care",
        "voice",
        "good",
        "The child says little to adults and much to a guinea pig called Alfie. The worker visits when the hutch is cleaned, and "
        "writes down what Alfie is told. Contact was moved to a Sunday because of it.",
        "The worker found the way that this child talks, and something came of it.",
        source="Written for the auditors’ practice day",
        stays_because="Alfie is a guinea pig that was made up for this text.",
    ),
)  # fmt: skip

RETIRED = ExemplarVoice(
    "children_in_need",
    "assessment",
    "good",
    "The assessment is fourteen pages long and complete. All headings are filled in and all agencies answered.",
    "Nothing is missing.",
    source="Written for the auditors’ practice day",
)
RETIRED_BECAUSE = (
    "Two auditors read it as “long is good”. Complete is not the same as understood: write a better one."
)

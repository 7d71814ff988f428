"""What do people say once an audit is moderated: in coaching, in replies, in sign-off and reopening?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoachingVoice:
    """One conversation about grading: its topic, notes, next step, and the auditor's answer."""

    topic: str
    notes: str
    next_step: str
    answer: str


TOO_MILD = (
    CoachingVoice(
        "Grading the difference for the child, not the effort of the worker",
        "We read two of your audits beside the descriptors. In both you describe well how hard the worker tried, and grade "
        "good. In both there is little that changed for the child. You said that it feels unkind to grade a colleague’s hard "
        "work as requires improvement. We agreed that the grade is about what the child got, and that the effort belongs in "
        "the strengths.",
        "In your next three audits write one sentence on what is better for the child before you choose a grade, and read "
        "the descriptor on either side of it.",
        "I recognise that. I had been grading the worker whom I imagined reading it. I will write the sentence first.",
    ),
    CoachingVoice(
        "Evidence before grade",
        "Three of your grades were lowered because what you wrote does not carry them: “no concerns” and “regular visits” "
        "without dates. You know these cases to be fine from elsewhere, and the record does not show it. We looked at an "
        "audit of a colleague in which each grade can be followed from dated evidence.",
        "For every section graded good or better name two dated records that show it. If there are none, grade what the "
        "record shows.",
        "Fair. I sometimes know the team too well to notice what is missing from the record. The two dates will help.",
    ),
)
FOLLOW_UP = CoachingVoice(
    "Following up: two dated records for every good",
    "You name dates now, and your grades still lie above what second auditors find. Supervision shows it best: decisions "
    "are there, reasons seldom, and you grade it good. We read the descriptor for management oversight together.",
    "Look for the reason behind each decision in the next two audits, and bring one to our next talk.",
    "",
)
TOO_SEVERE = CoachingVoice(
    "Timeliness and quality are graded apart",
    "You lower whole sections for late forms, where colleagues find good work for the child. We talked about where "
    "timeliness is asked, and that it should count there once.",
    "Read the two audits that I sent you, grade them without looking at mine, and we compare.",
    "",
)

ASKED_BY_AUDITOR = (
    "The grade was lowered because the visits between March and May were said to be missing. They are recorded under the "
    "grandmother’s address, in the file of the sibling, and I name both in my answer on seeing the child. Please read them "
    "again before the grade stands."
)
ASKED_BY_ANOTHER = (
    "I was told that my grade rests on effort and not on impact. My rationale names three things that changed: school every "
    "day since June, contact that the young person chose, and no missing episode. I think that these are impact."
)
ASKED_BY_MANAGER = (
    "The team accepts that the plan drifted in spring. The audit does not mention that a strategy discussion was held, that "
    "the child moved within the week to carers who know her, and that she has been safe since. The record is there. We ask "
    "for another look at the overall grade."
)
ASKED_BY_ANOTHER_MANAGER = (
    "The audit says that nobody saw the child for eight weeks. The duty worker saw him at school in two of them, and wrote it "
    "under contacts and not under visits. That is our mistake. It is also the difference between not seen and not well "
    "recorded, and we ask somebody to look at the grade with it."
)
STANDS = (
    "I read the visits under the other address. They are there and they were careful. They end in early April, though, and "
    "the seven weeks after it, in which risk was rising, have none. The grade stands. What you say about the quality of the "
    "visits belongs in the strengths, and I have told the manager so."
)
CHANGED = (
    "I read the strategy discussion and the record of the move. They were overlooked. The child was made safe within days, "
    "and has been safe since. The drift in planning before it remains: requires improvement overall, and not inadequate."
)
CHANGED_BECAUSE = (
    "The strategy discussion of the same week and the move were not weighed. With them the child was not left at risk of "
    "harm."
)

REOPENED_BECAUSE = (
    "The team has found that the last review was filed under another reference and could not be seen by the auditor. The answers "
    "on planning have to be looked at again."
)
AGREED_TO_REOPEN = (
    "I have seen the review. It changes what was found on planning, and the audit should say so."
)
LOOKED_AT_AGAIN = (
    "The review of the last month has been found since, under another reference, and shows a plan that was revised with the "
    "family."
)
FOUND_SINCE = "The plan was reviewed with the family and revised to what they asked for."
SIGNED_EARLY = (
    "The auditor and the team manager have both read the new decision and will not ask for another look."
)
ASKED_TO_REOPEN = (
    "The service manager has told me that two of the visits we counted belong to the sibling. The decision on seeing the child "
    "should be made again with the right ones."
)

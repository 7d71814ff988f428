"""What do moderators write to auditors, and why do they change a grade?"""

from __future__ import annotations

from qa_app.domain.moderating import ChangeReason

AGREED = (
    "A fair and well-evidenced audit. The rationale shows clearly how you weighed impact against compliance.",
    "Agreed. Your account of the child’s day is a model of how to write that section.",
    "Agreed. Thank you for talking with the family; their words carry this audit.",
    "I read the record alongside and come to the same place. The strengths could be more specific.",
    "Agreed. You tested your grade against the descriptor on either side of it, and it shows.",
    "A careful audit. Next time say a little more on why the plan is good, and not only that it is.",
    "Agreed. The actions answer the findings one by one, which helps the manager a lot.",
    "Good, honest audit of a colleague’s work. The reflection section shows how well you did it together.",
    "Agreed. I would have weighed the late review a little more, but not enough to change the grade.",
    "Agreed. The evidence for the risk section is exactly what I look for: what, when, and what it meant for the child.",
    "Agreed on all sections. Please avoid “no concerns”: say what you saw.",
    "A thoughtful audit. The part on identity says what the worker understood, and not only what was recorded.",
    "Agreed, and well argued. I have passed on the good practice in direct work to the principal social worker.",
    "Agreed. Short, clear and fair. The practitioner has told me that she found it useful.",
)
# By the places of the auditor's grade and of the moderator's on the scale, 0 the worst: category and words.
_TO_IMPROVE, _TO_GOOD, _TO_OUTSTANDING = (0, 1), (1, 2), (2, 3)
_TO_LESS_THAN_GOOD, _TO_GOOD_ONLY, _TO_INADEQUATE = (2, 1), (3, 2), (1, 0)
CHANGED: dict[tuple[int, int], tuple[tuple[ChangeReason, str], ...]] = {
    _TO_IMPROVE: (
        (
            ChangeReason.RISK,
            "What you found is serious, and I share the worry. The child is safe today, though, and the plan that keeps it so has been followed for three months. Requires improvement fits better.",
        ),
        (
            ChangeReason.EVIDENCE_OVERLOOKED,
            "The record under the old reference shows four more visits and a strategy discussion. With those, this is work that needs to improve and not work that failed the child.",
        ),
        (
            ChangeReason.DESCRIPTOR,
            "The descriptor for inadequate speaks of children left at risk of harm. Drift there was, and harm or risk of it I cannot see in what you wrote.",
        ),
    ),
    _TO_GOOD: (
        (
            ChangeReason.IMPACT,
            "The evidence that you give describes good practice: the child is seen, heard and safer, and you say so yourself. Two late forms do not outweigh that. Changed to good.",
        ),
        (
            ChangeReason.TIMELINESS,
            "You have weighed timeliness above what changed for the child. On impact, this is good.",
        ),
        (
            ChangeReason.DESCRIPTOR,
            "I understand your caution about the chronology. The descriptor for requires improvement speaks of work that does not make enough difference, and this does.",
        ),
        (
            ChangeReason.EVIDENCE_OVERLOOKED,
            "The gap in visits was explained and agreed, and the child was with grandparents who were checked. Without it, what you describe is good.",
        ),
        (
            ChangeReason.LOOK_BACK,
            "You judged two months that lie outside the look-back. Within it practice is consistently good.",
        ),
    ),
    _TO_OUTSTANDING: (
        (
            ChangeReason.DESCRIPTOR,
            "The direct work here is exceptional, and its effect is described by four people. I think that you hesitated to use the top grade. It is right here.",
        ),
        (
            ChangeReason.IMPACT,
            "Nothing in your audit holds this child’s progress below the highest grade, and the young person’s own words say as much. Please do not keep the top grade for perfection.",
        ),
    ),
    _TO_LESS_THAN_GOOD: (
        (
            ChangeReason.IMPACT,
            "You describe the worker’s effort well, and it was considerable. The grade is about what it meant for the child, and there I cannot see enough change. Changed to requires improvement.",
        ),
        (
            ChangeReason.EVIDENCE_OVERLOOKED,
            "The visit record shows a gap of 47 days that your audit does not mention. In that time risk was rising.",
        ),
        (
            ChangeReason.NOT_SUPPORTED,
            "The evidence would fit requires improvement: the plan is current, but you could not say what has to change, and neither can I.",
        ),
        (
            ChangeReason.EVIDENCE_OVERLOOKED,
            "The assessment is well written. It leaves out the father, who cares for the children each weekend. I have lowered the overall grade.",
        ),
        (
            ChangeReason.DESCRIPTOR,
            "Good was given for reviews that were on time. The standard asks whether they changed anything, and the minutes suggest that they did not.",
        ),
        (
            ChangeReason.IMPACT,
            "The case reads better than it is because it is recorded with care. Daily life at home is the same as it was half a year ago.",
        ),
    ),
    _TO_GOOD_ONLY: (
        (
            ChangeReason.DESCRIPTOR,
            "This is strong work and the worker should hear it. The highest grade asks for a change in the child’s life that is large and lasting, and that cannot be known yet. Good.",
        ),
        (
            ChangeReason.NOT_SUPPORTED,
            "Your strengths describe good practice throughout. What made it outstanding I could not find in the evidence, although I looked for it gladly.",
        ),
    ),
    _TO_INADEQUATE: (
        (
            ChangeReason.RISK,
            "I agree with every finding and not with the grade. Three areas for improvement go to the heart of safety, and together they are inadequate.",
        ),
        (
            ChangeReason.IMPACT,
            "The plan is tidy and nothing in it has happened for five months, while the child says that home has become worse. I have spoken with the team manager and changed the grade to inadequate.",
        ),
    ),
}
RETURNED = (
    "Please look again at the risk section: the police information from the start of the period is on the record and is not mentioned.",
    "The rationale repeats the findings. Please say in two or three sentences what decided the grade.",
    "Please speak with the practitioner, or say why this was not possible. The reflection section is empty.",
    "Four answers are “not evidenced” for documents that are on file under the old reference. Please check, and change what needs changing.",
    "The strengths and areas for improvement are not tagged with themes. Please add them, so that they count in the findings.",
    "You mention that a brother may not be safe. Please tell the team manager today, raise a concern, and then come back to the audit.",
    "The audit judges work of two years ago. Please look at the last six months again.",
    "There is a child’s first name in the profile. Please take it out.",
)
SECTION_CHANGED = (
    "The evidence in this section reads one grade differently to me, for the reasons given overall.",
    "Weighed by what it meant for the child, this section is one grade away from where you put it.",
    "See the visit record, where two months look different from how you describe them.",
)
COACHING = (
    "Shall we read one case together before your next audit? It would help both of us to agree on where good begins.",
    "Please bring this one to the auditors’ forum; I think that others will have the same question.",
    "Your grades are on the generous side of the group’s this round. The descriptors for impact are worth another look.",
    "Your grades are on the strict side of the group’s this round. Compliance counts, and what changed for the child counts more.",
)

"""What do moderators write to auditors, and why do they change a grade?"""

from __future__ import annotations

from qa_app.domain.moderating import ChangeReason

AGREED = (
    "A fair and well-evidenced audit. The rationale shows clearly how you weighed impact against compliance.",
    "Agreed. Your account of the child’s day is a model of how to write that section.",
    "Agreed. Thank you for talking with the family; their words carry this audit.",
    "I read the record alongside and come to the same place. The strengths could be more specific.",
    "Agreed. You were right to go lower than the rule allowed, and your reason is clear.",
    "A careful audit. Next time say a little more on why the plan is good, and not only that it is.",
    "Agreed. The actions answer the findings one by one, which helps the manager a lot.",
    "Good, honest audit of a colleague’s work. The reflection section shows how well you did it together.",
    "Agreed. I would have weighed the late review a little more, but not enough to change the grade.",
    "Agreed. The evidence for the risk section is exactly what I look for: what, when, and what it meant for the child.",
    "Agreed on all sections. Please avoid “no concerns”: say what you saw.",
    "A thoughtful first audit. Do read the descriptors again for identity; your evidence would support good.",
    "Agreed, and well argued. I have passed on the good practice in direct work to the principal social worker.",
    "Agreed. Short, clear and fair. The practitioner has told me that she found it useful.",
)
RAISED = (
    "The evidence that you give describes good practice: the child is seen, heard and safer, and you say so yourself. Two late forms do not outweigh that. Changed to good.",
    "You have weighed timeliness above what changed for the child. On impact, this is good.",
    "I understand your caution about the chronology. The descriptor for requires improvement speaks of work that does not make enough difference, and this does.",
    "The gap in visits was explained and agreed, and the child was with grandparents who were checked. I have raised the section by one grade.",
    "You judged two months that lie outside the look-back. Within it practice is consistently good.",
    "The direct work here is exceptional, and its effect is described by four people. I think that you hesitated to use the top grade. It is right here.",
)
LOWERED = (
    "You describe the worker’s effort well, and it was considerable. The grade is about what it meant for the child, and there I cannot see enough change. Changed to requires improvement.",
    "The visit record shows a gap of 47 days that your audit does not mention. In that time risk was rising.",
    "The evidence would fit requires improvement: the plan is current, but you could not say what has to change, and neither can I.",
    "I agree with every finding and not with the grade. Three areas for improvement go to the heart of safety, and together they are inadequate.",
    "The assessment is well written. It leaves out the father, who cares for the children each weekend. I have lowered the section and, with it, the overall grade.",
    "The limiting rule on risk applies here. Your reason for going above it is about the worker’s intentions, and the child is not yet safer.",
    "Good was given for reviews that were on time. The standard asks whether they changed anything, and the minutes suggest that they did not.",
    "The case reads better than it is because it is recorded with care. Daily life at home is the same as it was in the spring.",
)
RETURNED = (
    "Please look again at the risk section: the police information of 14 June is on the record and is not mentioned.",
    "The rationale repeats the findings. Please say in two or three sentences what decided the grade.",
    "Please speak with the practitioner, or say why this was not possible. The reflection section is empty.",
    "Four answers are “not evidenced” for documents that are on file under the old reference. Please check, and change what needs changing.",
    "The strengths and areas for improvement are not tagged with themes. Please add them, so that they count in the findings.",
    "You mention that a brother may not be safe. Please tell the team manager today, raise a concern, and then come back to the audit.",
    "The audit judges work of two years ago. Please look at the last six months again.",
    "There is a child’s first name in the profile. Please take it out.",
)
REASONS_TO_RAISE = (
    ChangeReason.IMPACT,
    ChangeReason.TIMELINESS,
    ChangeReason.DESCRIPTOR,
    ChangeReason.EVIDENCE_OVERLOOKED,
    ChangeReason.LOOK_BACK,
    ChangeReason.DESCRIPTOR,
)
REASONS_TO_LOWER = (
    ChangeReason.IMPACT,
    ChangeReason.EVIDENCE_OVERLOOKED,
    ChangeReason.NOT_SUPPORTED,
    ChangeReason.RISK,
    ChangeReason.EVIDENCE_OVERLOOKED,
    ChangeReason.LIMITING_RULE,
    ChangeReason.DESCRIPTOR,
    ChangeReason.IMPACT,
)
SECTION_CHANGED = (
    "The evidence in this section reads one grade differently to me, for the reasons given overall.",
    "Weighed by what it meant for the child, this section is one grade away from where you put it.",
    "See the visit record of July and August.",
)
COACHING = (
    "Shall we read one case together before your next audit? It would help both of us to agree on where good begins.",
    "Please bring this one to the auditors’ forum; I think that others will have the same question.",
    "Your grades are on the generous side of the group’s this round. The descriptors for impact are worth another look.",
    "Your grades are on the strict side of the group’s this round. Compliance counts, and what changed for the child counts more.",
)

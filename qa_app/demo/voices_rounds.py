"""What is said around a round: immediate concerns, replaced cases, later dates, and the words of the findings?"""

from __future__ import annotations

CONCERNS: dict[str, tuple[str, ...]] = {
    "home": (
        "A new adult has moved into the home and is known to the police for violence. The plan says that he is not in contact. The children were told not to mention him.",
        "The child told school last week about being hit with a belt. It is recorded as a telephone call, and no strategy discussion was held.",
        "The child has not been seen for 63 days. The last two visits found nobody at home. The plan asks for ten working days.",
        "A sleeping place was noted as unsafe for a baby at two visits. I cannot find that anything was done.",
        "Medicine for the child’s epilepsy ran out nine days ago, according to the school nurse. The parents have not answered the telephone.",
        "The mother’s partner has returned, against the safety plan. She told the nursery that she is frightened.",
    ),
    "care": (
        "The young person has been missing since Friday and the risk plan has not been started.",
        "The person whom the child must not be alone with is named in the carers’ log as babysitting last weekend.",
        "The carers’ log says twice that the child was locked in a bedroom at night “to settle”. Nobody has asked about it.",
    ),
    "leaving": (
        "The young person wrote to the adviser about not wanting to be alive. The message was answered after four days with an appointment.",
        "The supported home has asked for the young person to leave by tomorrow. No other home has been found.",
        "The young person told the adviser about an older friend who pays the rent and takes the telephone. It was not recorded as exploitation, and nobody has acted.",
    ),
    "decision": (
        "The assessment ended with no further action on the day on which school reported a new injury. The report was filed and not read.",
        "The case was closed because the father had left. The nursery’s note of last week says that he picks the child up every day.",
    ),
}
ACKNOWLEDGED = (
    "Read. Visiting this afternoon with a colleague. I will ring when we have seen the children.",
    "Thank you. Strategy discussion at 3 pm today with police and school.",
    "I have spoken with the worker. The child was seen this morning, and is safe tonight. Full plan tomorrow.",
    "Taken on. I am ringing the out-of-hours team now.",
    "Read and understood. Joint visit today; the service manager knows.",
)
CONCERNS_CLOSED = (
    "Child seen and spoken with alone, strategy discussion held, and a new safety plan is in place with grandparents. Nothing further is needed as an immediate concern; the plan goes on.",
    "The young person was found, is safe and well, and has had a return conversation. Risk plan updated.",
    "Medicine was supplied the same day. School and parents have agreed how this will not happen again.",
    "The adult has left the home. Police and the specialist service are involved, and the children have been seen twice since.",
    "A home was found within the county and the young person moved in with the adviser’s help.",
    "Visited within two hours. The information was out of date; the record has been put right.",
)
REPLACED_BECAUSE = (
    "Closed since the list was sent.",
    "The family moved to another council in the week after the draw.",
    "The child’s record is locked because of a court direction.",
    "There is a complaint under way about this case.",
    "The case was read in a learning review last month.",
    "Open for four days only: there is nothing to audit yet.",
    "A bereavement in the family. The team manager asked us to wait.",
)
EXTENDED_BECAUSE = (
    "The worker is on leave until Monday and the auditor would like to speak with her.",
    "The auditor was needed on duty for two days.",
    "The record could not be opened until access was granted, a week into the round.",
    "Annual leave, agreed before the round began.",
    "The auditor has been unwell.",
    "The family asked to be rung in the week after next.",
)
EXEMPTED_BECAUSE = (
    "On long leave until the end of the quarter.",
    "Acting up as service manager in this round.",
    "Giving evidence in court for most of the month.",
    "New in post: will shadow a colleague in this round.",
)
PURPOSES = {
    "children_in_need": "To find out how good help is for children in need and on child protection plans, what difference it makes to them, and what we need to do next.",
    "children_in_care": "To find out how well we look after the children in our care and those who leave it, what difference this makes to them, and what we need to do next.",
}
KEY_MESSAGES = {
    "children_in_need": (
        "Children are seen, and mostly seen alone. Where the child’s own account reaches the plan, outcomes are better.",
        "Plans are the weakest part of the work, together with management oversight. Too many list tasks, and too few say what will be different for the child.",
        "Teams differ more than they should. The children’s needs do not explain the gap.",
        "Moderation changed some grades in both directions. The reasons were used to coach auditors one by one.",
    ),
    "children_in_care": (
        "More of the work was good than last month, though the children are others and the audit asks other questions: read the two months side by side with care.",
        "Most children live where they want to stay. Where carers were helped early, homes held.",
        "Management oversight and pathway plans are the weakest parts. Several plans describe a life that the young person no longer leads.",
        "Actions from last month are mostly on track. Those at service level are slower.",
    ),
}
NEXT_STEPS = {
    "children_in_need": (
        "Each team manager takes the two themes that came up most in the team to the next team meeting.",
        "Four half-day sessions on analysis, built on anonymised cases from this round.",
        "The next round looks at children in care and care leavers.",
    ),
    "children_in_care": (
        "Care leavers read their pathway plans with us, beginning with those that are oldest.",
        "A reflective session for auditors on where good begins, with three cases graded by everybody.",
        "The next round looks again at children in need and protection, and a small one at assessments that ended in no further action.",
    ),
}

"""What do auditors write beside an answer?

Kept by the answer and by what the section is about; where a subject has nothing of its own to say, the general
remarks stand in. "Not evidenced" and "not applicable" are different answers and sound different.
"""

from __future__ import annotations

GENERAL = "general"

COMMENTS: dict[str, dict[str, tuple[str, ...]]] = {
    "yes": {
        GENERAL: (
            "Clear throughout the period, and the worker could tell me more than is written down.",
            "Yes, and on time.",
            "Consistently done. I checked the last six months entry by entry.",
            "This is a strength of the team and not only of this worker.",
            "Well evidenced in case notes from May onwards.",
            "Yes. The parent I spoke with said the same without being asked.",
        ),
        "voice": (
            "Seen every ten working days and mostly at school, which the child prefers. The longest gap is fifteen days, over a holiday.",
            "The worker used pictures, then Lego, then a walk with the dog. What the child said on the walk is in the plan.",
            "Wishes are recorded in the child’s own words, with what was done about each.",
        ),
        "risk": (
            "Named in one paragraph that anybody could understand, with what makes it worse and what makes it better.",
            "The strategy discussion was held within three hours, with police, health and school.",
        ),
        "planning": (
            "Five actions, five names, five dates. The family have a copy with the child’s stickers on it.",
            "The plan was changed in June when it was not working, and the reason is recorded.",
        ),
        "oversight": (
            "Monthly, reflective, and what was agreed is checked the next time.",
            "The manager’s decision to keep the case open is reasoned and was right.",
        ),
        "pathway": (
            "Reviewed in August with the young person, who chose who came.",
            "The adviser is in touch at least every three weeks, and in person at least every eight.",
        ),
    },
    "partly": {
        GENERAL: (
            "Done, but late, and the reason for the delay is not recorded.",
            "For the older child, yes. For the younger one I could find very little.",
            "There until the change of worker in July, and thin since then.",
            "The intention is clear. I could not see that it was followed through.",
            "Some of it. What is there is good.",
        ),
        "voice": (
            "Seen on time. Twice the child was asleep, and once only the parents’ account is recorded.",
            "Direct work was started in spring and not picked up again by the new worker.",
            "The child’s wish to change school is recorded four times. It is not clear that anybody answered it.",
            "Observed, and kindly described, but the same words are used at three visits running.",
        ),
        "identity": (
            "Recorded in the assessment; no sign of it in the plan.",
            "Language was thought about. What being the only black child in the class is like was not.",
        ),
        "threshold": (
            "History was listed, but the decision reads as if it had not been.",
            "Consent was sought from the mother only; the father has parental responsibility.",
        ),
        "assessment": (
            "The stepfather was seen once and is described by what others say of him.",
            "It describes well and explains little. The conclusion could have been reached without the analysis.",
            "Health and school contributed. Adult services were asked and did not reply, and that is where it was left.",
        ),
        "risk": (
            "Looked at again after the June incident, not after the partner’s return in August.",
            "There is a plan for tonight. It has not been tested, and it relies on a neighbour who has since moved.",
            "The child is safe enough for now because a grandmother is staying. That ends in three weeks.",
        ),
        "planning": (
            "What has to change is clear for the mother and not for the father.",
            "Four weeks were lost waiting for a referral that had not been sent.",
            "Seven actions say “to continue” and none says until when.",
            "The right step down, three or four weeks too soon. Support ended on the same day.",
        ),
        "together": (
            "The second core group was six days late. Everybody came.",
            "The school shares and is heard. The GP was invited to each meeting and has never replied.",
        ),
        "legal": (
            "Advice was sought promptly, and then four weeks went by before the letter was sent.",
            "The family meeting was held, but only after the second review.",
        ),
        "oversight": (
            "Four of six sessions are recorded. Those that are there are good.",
            "Clear at allocation, and clear at closure. In between there is no direction for eleven weeks.",
            "It asks how the worker is, which is right, and seldom what the child’s days are like.",
        ),
        "outcomes": (
            "Better at school, the same at home.",
            "There is improvement since September. It is too soon to say that it will last.",
        ),
        "home": (
            "Settled for now. The carers have asked for help with nights and have waited since July.",
            "The health assessment is five weeks late and booked.",
        ),
        "pathway": (
            "The plan is current but the accommodation part describes the last flat.",
            "In touch, but by text message for the last ten weeks.",
        ),
        "closure": (
            "Reasons are given, and they answer the referral rather than what the assessment found.",
            "The school was told. The health visitor, who had referred, was not.",
        ),
    },
    "no": {
        GENERAL: (
            "I looked through the whole period and it was not done.",
            "No, and I could see no reason for it. The worker agrees.",
            "Not done. It was noted as an action in two supervisions.",
            "No. The task passed between two workers and was lost.",
            "This did not happen. The team manager has put it right since I rang.",
        ),
        "voice": (
            "The longest gap is 54 days, in the weeks after the conference. Two visits were tried and nobody was at home.",
            "The child has been seen with a parent in the room each time. School was not tried.",
            "I could not describe one ordinary day. The record tells me about the adults.",
        ),
        "identity": (
            "A cousin aged fifteen interpreted. An independent interpreter was not considered.",
            "Heritage is given as “not obtained” eleven months after the referral.",
        ),
        "threshold": (
            "Two referrals in the seven months before are not mentioned. Both were about the same worry.",
            "The decision took six working days, and nobody had rung the family.",
        ),
        "assessment": (
            "The baby’s father is called “Dad” throughout; he is not named and was not seen.",
            "The analysis is two sentences long and repeats the referral.",
        ),
        "risk": (
            "I do not think that the child is safe tonight, and have rung the team manager. I have raised an immediate concern.",
            "A bruise seen by the nursery was explained by the parents, and the explanation was written down. A strategy discussion should have been held.",
            "Risk is called “low” in June and “high” in August, with no sign of what changed.",
        ),
        "planning": (
            "The plan on file belongs to the assessment of last year.",
            "Four months with no significant work. Every review carries the same actions forward.",
            "The case was closed two weeks after the plan ended. The one service that the family valued ended with it.",
        ),
        "together": (
            "The review was eleven weeks late. Nobody sought agreement to that.",
            "The school’s disagreement is in the minutes and was never answered.",
        ),
        "legal": (
            "Threshold for advice was met in March. It was sought in August, after the baby was born.",
        ),
        "oversight": (
            "One session recorded in six months.",
            "The record says “discussed and agreed”. It does not say what or why.",
            "The decision to end visits was made by the worker alone.",
        ),
        "outcomes": (
            "Things are harder for the child than they were. Attendance has dropped from 88 to 71 per cent.",
            "I see no difference for the child that anybody could point to.",
        ),
        "home": (
            "The third move in a year, at two days’ notice. The child was not asked.",
            "No permanence plan was agreed at the second review, or since.",
        ),
        "pathway": (
            "There is no current plan. The young person turned eighteen in May.",
            "The young person has not been seen since April. Messages were sent and not answered, and nothing else was tried.",
        ),
        "closure": (
            "The child’s own words are not mentioned in the reasons for closing.",
            "The family were told by letter only, eleven days later.",
        ),
    },
    "not_evidenced": {
        GENERAL: (
            "The worker is sure that this was done and could describe it. There is no record.",
            "I would expect to see this in case notes for June and July and could not find it.",
            "It may have happened at the visit on the 14th; the note is one line long.",
            "The document is mentioned and is not on the file.",
            "Nothing either way. The record should show it.",
            "The previous worker has left and the notes for that period are blank.",
        ),
        "voice": (
            "Four visits are logged. In two of them it is not recorded whether the child was seen.",
            "The worker described good direct work to me. None of it has been uploaded.",
        ),
        "risk": ("The police information was read out at the meeting and was not saved to the record.",),
        "oversight": ("Sessions are in the diary. The notes are not on the child’s record.",),
    },
    "not_applicable": {
        GENERAL: (
            "Did not arise in the period.",
            "The child is four months old.",
            "There has been no change of this kind in the last twelve months.",
            "No other agency was involved at that point.",
        ),
    },
}
NOT_RELEVANT = (
    "There was no referral in the twelve months that I read.",
    "No legal planning meeting was held, and I agree that none was called for.",
    "The child was not in this situation at any time in the period.",
    "This part of the service was not involved with the child.",
)
CHOSEN = (
    "The worker told me about the reasons; they are not in the record in so many words.",
    "I chose the answer that fits the last few months best.",
    "The worker was on leave when I audited; I spoke with the team manager a week later.",
    "It was discussed with the worker, who sees it in the same way.",
    "Taken from the case notes of the last review.",
)

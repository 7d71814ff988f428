"""How do auditors explain an overall grade?

Kept by the grade and by whom the audit is about: ``any`` fits every audit, the others only their own.
"""

from __future__ import annotations

ANY, FAMILY, CARE, DECISION = "any", "family", "care", "decision"

RATIONALES: dict[str, dict[str, tuple[str, ...]]] = {
    "inadequate": {
        ANY: (
            "Two sections are inadequate, and they are the ones that keep a child safe. There is a committed worker here who was left alone with too much.",
            "The child’s voice is absent, and with it any sense of what is happening day by day. Four workers in six months is not the child’s fault and has become the child’s experience.",
            "Visits were missed and then recorded in one sitting. I cannot rely on what they say, and neither could anybody else.",
            "Risk is listed and not understood. The pattern of the last year is there for anybody who reads it in one go, and no one has. I have spoken with the team manager today.",
        ),
        FAMILY: (
            "The child has not been seen for nine weeks at a time when risk was rising, and nobody noticed. Good recording and a warm relationship with the mother do not make up for that.",
            "The plan has drifted for seven months. The same actions are carried over and the same worries are repeated, while the child’s life gets harder. Legal advice should have been sought in the spring.",
            "There is no assessment that describes this child, no plan that the family recognises and no sign that a manager has looked for either. I could not be confident that the child is safe.",
            "The safety plan depends on a parent who has said that she cannot keep to it. This was known in June. Nothing else in the file outweighs it.",
        ),
        CARE: (
            "A young person who goes missing weekly has had one return conversation in four months. What is known about where and with whom has not been put together by anybody.",
            "Three moves, no plan for permanence and no adult who knows the whole story. Each decision had its reasons; taken together they have harmed the child.",
            "The young person left care without a home, without a current plan and without having met an adviser. What was done since is better, and it does not undo that.",
        ),
        DECISION: (
            "The case was closed on the parents’ word, with a school’s concern unanswered. The child was referred again, with injuries, within ten weeks.",
            "The child was not spoken with, the other parent was not found, and the assessment ended because nobody replied. None of this tells us that the child is safe.",
            "The same worry has now come to us three times. Each time it was treated as the first, and the child is where she was a year ago.",
        ),
    },
    "requires_improvement": {
        ANY: (
            "The basics are in place and the child is safe today. It is not yet clear enough what has to change, and so it is hard for anybody, the family included, to know whether it has.",
            "Visits are regular and kind. What is learned in them does not reach the analysis, and decisions lean on what the adults report.",
            "The direction is right and the pace is slow. There were two periods of six weeks with no significant work. Neither was noticed at the time.",
            "There is real skill in the direct work. It stands beside a chronology that stops two years ago, and the earlier history, which would explain a lot, was not used.",
            "The limiting rule applies and I agree with it: whatever else is good here, there was a time in which nobody knew how the child was.",
            "I weighed good relationships and honest work against weak management oversight. It is not yet good.",
        ),
        FAMILY: (
            "This is a case with good parts that do not join up. A thoughtful assessment led to a standard plan, and supervision counts tasks without asking whether they help.",
            "The worker knows the child well. Fathers are missing from the record: one is not named, and the other was written to once.",
            "Stepping down was the right decision made a little early. The child in need plan is thinner than the plan that it replaced, and reviews were late.",
            "Assessment, plan and review are all in time, and all of them describe more than they explain. The child’s daily life comes through in one visit out of five.",
            "Partners are involved and say what they think. Differences were left standing for too long, and the child waited while adults decided whose task it was.",
        ),
        CARE: (
            "The child’s needs are met and the child is settled. Health, dental and education plans are each out of date, and nobody has brought them together.",
            "The pathway plan covers everything and says little. The adviser’s notes show much better practice than the plan does, but the young person only has the plan.",
            "A good home found by good work, and a permanence decision that is six months late. The child feels the waiting.",
            "Family time is arranged from week to week. Everything else here is close to good, and this is what the child talks about.",
        ),
        DECISION: (
            "The decision was probably right and the way to it was short. One parent and one agency are missing from it, and the child was told by nobody.",
            "A timely assessment with a fair conclusion that says little about history. The earlier referrals deserved more than a line.",
            "The family were left with a leaflet where they had asked for a person. The risk is low, and the help could have been better.",
            "What is different this time is hard to see. The response was quicker than the last and not yet deeper.",
        ),
    },
    "good": {
        ANY: (
            "The child is seen, known and listened to, and it shows in what was decided. Weaknesses in the chronology and in one late review do not change how safe and how well the child is.",
            "What lifts this above requires improvement is impact: attendance, health and mood are all better, and the evidence comes from more than one place.",
            "The child’s identity is understood and respected throughout, and is not kept to one box. Progress is plain. Recording is sometimes late, never thin.",
            "Everything that matters is done well and some of it very well. It is not outstanding, because the younger brother is less visible than his sister.",
            "Risk is understood and is looked at again whenever something changes. Supervision is reflective and steers the work. I would like to see fathers better represented.",
        ),
        FAMILY: (
            "A clear assessment, a plan that the family can recite, and steady work against it. Life is better for the child in ways that the child, the school and the parents all describe.",
            "Good work in hard circumstances. The worker was honest with the parents from the first day, and they trust her because of it. Contingency planning could be clearer.",
            "Management oversight made a difference in this case. The change of plan in July came from supervision, and it was the turning point for the child.",
            "Partners act as one team, with the family in it. Reviews are purposeful and short. Small gaps in the record do not affect the child.",
        ),
        CARE: (
            "Permanence was thought about from the start and carried through. The child has moved once and is where he will stay. Life story work has begun and should not be left to drift.",
            "A strong plan in the young person’s own words, an adult who keeps in touch through good weeks and bad, and a safe home. Health needs more attention.",
            "The child is settled, is learning, and is asked. The reviewing officer’s challenge can be seen and has changed things. Delegated authority still needs to be settled.",
        ),
        DECISION: (
            "The right decision at the right time, with reasons that I could follow and agree with. The family were told in person, and know where to turn.",
            "Both parents, the school and the child were heard, and what they said was weighed. Ending was right. The written outcome could have been kinder.",
            "History was read, the pattern was named, and the response was different because of it. It is early, and the child is already better off.",
        ),
    },
    "outstanding": {
        ANY: (
            "The child’s own account drives every decision, and the change in the child’s life is large, lasting and described in the same way by everybody. Others should learn from how the worker went about it.",
            "Curiosity at each step: the worker kept asking what she might have missed, and supervision helped her to ask. The child is safe, settled and proud of it.",
            "Everything that makes practice good, and a relationship that has outlasted every setback. I could find nothing that I would have done differently.",
        ),
        FAMILY: (
            "Skilled, patient, honest work with a family who had every reason not to trust us. The analysis is among the best that I have read, and the plan rests on it line by line.",
            "Early action, shared by all, changed the course of this child’s life. The family wrote the plan and still use it.",
        ),
        CARE: (
            "This child moved from daily fear to a settled home within the year, and the record shows how. Risk, identity, family and future are thought about together, and the child can see it.",
            "The persistence of one adult through eight silent weeks should be told to every new starter. The young person calls it life-saving.",
        ),
        DECISION: (
            "A short piece of work that could be taught from: every adult found, the child heard twice, history weighed, and an ending that the family planned with us.",
        ),
    },
}
ABOVE_CAP_REASONS = (
    "The rule fires because of the gap in visits in August. The child was on holiday abroad with grandparents, which was agreed and checked; apart from that visits were fortnightly and purposeful.",
    "The child was not seen alone by her own choice, and was seen with her advocate each time. I do not think that this should limit the grade.",
    "The section was weak in the first months that I judged. The team put it right themselves in July and the last four months are consistently good.",
    "The late decision was outside the team’s control and did not affect the child, who was already safe with family. Everything that followed was good.",
    "Stepping down was early on paper. The family had asked for it, the chair agreed and support did not change, and the outcome has borne it out.",
    "The rule counts sections that are each only just short of good. Taken as a whole, and above all in what changed for the child, this is good practice.",
)
LOOKED_AGAIN = (
    "I have been through the record again with the moderator’s question in mind. What decided the grade is what changed for the child in the last six months.",
    "I have since spoken with the practitioner, whose account agrees with the record. The grade stays, and the reasons are now set out section by section.",
    "The documents under the old reference have been read and the answers put right where they were wrong.",
    "The strengths and areas for improvement now say what was seen, when, and what it meant for the child.",
)

"""What strengths and areas for improvement do auditors find, theme by theme?

Keys are those of the theme vocabularies of the shipped tools.
"""

from __future__ import annotations

STRENGTHS: dict[str, tuple[str, ...]] = {
    "voice": (
        "The child’s day is described so well that I could picture it: waking, the walk to school, who is in, what is frightening and what is fun.",
        "What the child said in direct work was put to the meeting in the child’s own words and changed the plan.",
        "The child was seen alone, in places that the child chose, and was told what would be done with what was said.",
    ),
    "risk_assessment": (
        "Risk was looked at again after each change in the household, with partners, and the record says what changed.",
        "The worker put small signs of neglect together and named the pattern early.",
    ),
    "analysis": (
        "The analysis tests more than one explanation and says plainly what is not known.",
        "History is used to understand what is happening now, not only listed.",
    ),
    "fathers": (
        "The father was found, met twice on his own and heard. He turned out to be the safe parent.",
        "A partner whom everybody mentioned and nobody had met was assessed before he moved in.",
    ),
    "identity": (
        "An independent interpreter at every visit, and a worker who asked what being new in this town is like.",
        "Plans fit the child’s way of communicating. The worker learned it from the school.",
    ),
    "planning": (
        "A short plan with names and dates that the family can explain without looking at it.",
        "The contingency plan is clear enough to act on tonight, and the family helped to write it.",
    ),
    "drift": (
        "When progress stalled, the plan was changed within a fortnight and not at the next review.",
        "A change of worker was planned with an overlap, and no time was lost for the child.",
    ),
    "plo": (
        "Advice was sought early and the pre-proceedings work ended in week 15 with a clear answer.",
        "Family members were assessed side by side from the start, so the child did not have to wait twice.",
    ),
    "step_decisions": (
        "Stepping down was tested over two months, with support kept at the same level while it was.",
        "The decision to step up was prompt, shared with the parents in person, and right.",
    ),
    "premature_closure": (
        "The case stayed open for four weeks after the last visit, so that the family could show that change held.",
        "Closing was planned with the family and the school, and everybody knows what would bring us back.",
    ),
    "thresholds": (
        "A same-day decision that used the whole history and said why this time was different.",
        "Consent was sought in a conversation, and what the mother asked for was written into the referral.",
    ),
    "management_oversight": (
        "Supervision asked the question that nobody had asked, and the plan changed because of it.",
        "Decisions at each turning point are reasoned and dated, and were checked at the next session.",
    ),
    "reviews": (
        "The chair brought the review forward when nothing had changed, and said so to everybody in the room.",
        "The reviewing officer’s midway check led to a new school place within the month.",
    ),
    "partnership": (
        "School, health visitor and worker share one page that the family can read and correct.",
        "A disagreement between agencies was raised openly and settled within ten days.",
    ),
    "family_engagement": (
        "Honest and respectful from the first visit. The parents say that they always knew where they stood.",
        "A family group conference found six relatives who each do one thing a week.",
    ),
    "direct_work": (
        "Skilled play-based work over eight sessions, fitted to a child who does not use many words.",
        "One worker throughout. The young person gives this as the reason why it worked.",
    ),
    "recording": (
        "Written to the child, on the day, with fact and opinion told apart.",
        "A chronology of two pages that shows what mattered and leaves out the rest.",
    ),
    "neglect": (
        "Neglect was measured with the family every month, so that everybody could see what was better and what was not.",
        "Practical help came first: beds, a washing machine and a dentist. Trust came with it.",
    ),
    "domestic_abuse": (
        "Safety planning with the mother, separate work with the father, and the child’s own plan for loud evenings.",
        "The worker understood coercion and control and did not ask the mother to keep the children safe from him on her own.",
    ),
    "exploitation": (
        "Places, people and times were mapped with the young person, and the plan changed the places and not only the young person.",
        "Language that does not blame, from the first note to the last.",
    ),
    "closed_too_early": (
        "The manager asked for one more visit to the child before ending, and it brought out what mattered.",
        "Reasons for ending answer the referral point by point, and the referrer was told.",
    ),
    "early_help": (
        "A three-way meeting with the family hub before ending. Help began in the same week.",
        "The family chose the hub worker whom they already knew. It was arranged in two days.",
    ),
    "assessed_without_need": (
        "The question whether an assessment was needed at all was asked on the first day, and the answer recorded.",
        "A proportionate assessment, ended after three weeks when the answer was clear.",
    ),
    "permanence": (
        "Two plans were followed side by side from the first week, and the child moved once.",
        "The child knows that she is staying, and can say who decided it and why.",
    ),
    "home_stability": (
        "Support came before the carers asked for it, and a home that was at risk has held for a year.",
        "The match was made on need. Carers met the child three times before the move.",
    ),
    "family_time": (
        "Time with family is planned around the child’s wishes and is looked at after every third visit.",
        "Brothers and sisters in three homes have a day together each month that nobody cancels.",
    ),
    "health": (
        "Health assessment, dental check and therapy are all in time, and the carers know what each is for.",
        "The worker would not accept a waiting list as an answer and found help meanwhile.",
    ),
    "education": (
        "The education plan is short, ambitious and known by heart in the staff room.",
        "An exclusion was avoided by four adults meeting within two days.",
    ),
    "missing": (
        "Return conversations within a day, by somebody whom the young person chose, feed into the risk plan.",
        "Everybody knows what to do in the first hour, and did it.",
    ),
    "transition": (
        "Adult services joined in at sixteen. The young person met the new worker five times before the birthday.",
        "The move was rehearsed: three weekends in the flat with a former carer at the end of the telephone.",
    ),
    "pathway_planning": (
        "The pathway plan is in the young person’s words and is used by the young person.",
        "Money, housing and friendship have equal space in the plan, as they do in life.",
    ),
    "life_story": (
        "Life story work is under way with somebody whom the child trusts, and the carers are part of it.",
        "Later-life letter written, checked with the birth family, and kept safe for the child.",
    ),
}
IMPROVEMENTS: dict[str, tuple[str, ...]] = {
    "voice": (
        "Four visits in six months say that the child “presented well”. I could not describe one ordinary day.",
        "The child is seen with a parent in the room. School, or a walk, was not tried.",
        "What the child asked for is recorded and was not answered.",
    ),
    "risk_assessment": (
        "Risk was not looked at again when the partner came back.",
        "Concerns are listed one by one. Nobody has added them up, and together they are serious.",
        "The safety plan relies on a promise. It has not been tested and has no plan for the night.",
    ),
    "analysis": (
        "The assessment describes and does not explain. What is likely if nothing changes is not said.",
        "Three earlier assessments are listed and none is used.",
    ),
    "fathers": (
        "The father is called “Dad” throughout. He is not named, was not seen, and has parental responsibility.",
        "A grandfather who cares for the children four days a week does not appear in the assessment.",
    ),
    "identity": (
        "Ethnicity is recorded. What it means for this child, in this school and this street, is not.",
        "A sister of thirteen interpreted for her mother.",
    ),
    "planning": (
        "The plan has eleven actions, seven of which begin with “to continue”. None says how we shall know.",
        "The contingency plan is one line: “seek legal advice”. It does not say when.",
        "The family have not seen the plan and could not tell me what is in it.",
    ),
    "drift": (
        "Nineteen weeks with no significant work and no change for the child.",
        "The same actions were carried over at three reviews without anybody asking why.",
        "Two changes of worker cost the child eleven weeks each.",
    ),
    "plo": (
        "The case met the threshold for legal advice in the spring. Advice was sought in the autumn.",
        "Pre-proceedings has lasted 31 weeks. The assessment that it waits for was asked for in week 12.",
    ),
    "step_decisions": (
        "Stepped down because visits were made and not because the child’s life was better.",
        "Stepping up was right. The reasons were not explained to the parents, who learned of them at the conference.",
    ),
    "premature_closure": (
        "Closed sixteen days after the plan ended. The one service that the family used ended on the same day.",
        "After stepping down there was one visit in nine weeks, and then the case was closed.",
    ),
    "thresholds": (
        "Two earlier referrals were not read. All three describe the same worry.",
        "The referral was closed with advice to refer again. That is what happened, and the child waited five weeks.",
    ),
    "management_oversight": (
        "One recorded supervision in five months, in a case that should have worried us.",
        "The record says “agreed”. It does not say what, or why.",
        "Tasks are carried forward and the question why they are not done is not asked.",
    ),
    "reviews": (
        "The review was seven weeks late and nobody sought agreement.",
        "Reviews count what was done. I could not find one that asked whether it had helped.",
    ),
    "partnership": (
        "Adult mental health was invited and did not come, four times. It was not taken further.",
        "The school’s disagreement is in the minutes and was not answered.",
    ),
    "family_engagement": (
        "“Failed to engage” is used of a mother who works nights and was visited in the mornings.",
        "The wider family were not asked until the court asked for them.",
    ),
    "direct_work": (
        "Worksheets are on file without a word about what was learned from them.",
        "Direct work ended with the change of worker and was not taken up again.",
    ),
    "recording": (
        "Seven visits were recorded on one day, up to ten weeks after they were made.",
        "The chronology stops two years ago.",
        "Written about the child in words that I should not want the child to read.",
    ),
    "neglect": (
        "Neglect is described visit by visit and is never called by its name.",
        "Missed appointments are put down to the parents’ memory. Nobody has counted them: there were fourteen.",
    ),
    "domestic_abuse": (
        "A written agreement asks the mother to keep the person who harms her away.",
        "The father has not been spoken with about what he does. All the actions are the mother’s.",
    ),
    "exploitation": (
        "“Puts herself at risk” is used three times of a girl of thirteen.",
        "Missing episodes, new clothes and a second telephone are recorded in different places and not brought together.",
    ),
    "closed_too_early": (
        "Ended because the parents did not reply. The child had not been seen.",
        "The police information came in two days after the assessment had been signed off.",
    ),
    "early_help": (
        "The family were “signposted”. Nobody checked whether they arrived, and they did not.",
        "Step down to early help is recorded as done. The hub has no note of it.",
    ),
    "assessed_without_need": (
        "A full assessment of 44 days for a question that one telephone call to the school would have settled.",
        "The third assessment in two years to end in the same way. The family are tired of us.",
    ),
    "permanence": (
        "No permanence plan at the second review, nor at the third.",
        "The plan was agreed in principle in January. The match has not been to panel.",
    ),
    "home_stability": (
        "Three moves in a year. After none of them did anybody ask why it had not worked.",
        "The carers asked for help with nights in July and were given a telephone number.",
    ),
    "family_time": (
        "Family time is arranged from week to week and cancelled at short notice. The child minds very much.",
        "The child has not seen a brother for seven months, and no reason is recorded.",
    ),
    "health": (
        "Health assessment nine weeks late, dental check five months late.",
        "Therapy was agreed fourteen months ago. What the child does meanwhile is not asked.",
    ),
    "education": (
        "Five hours of schooling a week since March, called temporary at every review.",
        "The education plan is one school behind.",
    ),
    "missing": (
        "Return conversations are offered by letter. None was accepted, and nothing else was tried.",
        "Every episode has its form. The pattern has no page.",
    ),
    "transition": (
        "Adult services were told a month before the eighteenth birthday.",
        "The young person did not know what would change at eighteen, and neither did the carers.",
    ),
    "pathway_planning": (
        "The pathway plan is eleven months old and describes a flat and a course that are both in the past.",
        "Written about the young person, who has not seen it.",
    ),
    "life_story": (
        "Life story work has been recommended at five reviews and not begun.",
        "The child thinks that he came into care because he was naughty. Nobody has helped him with another story.",
    ),
}
# Where a tool has a theme that is not known here, these can be said of anything.
STRENGTHS_OF_ANYTHING = (
    "Careful, timely work that the family describe in the same way as the record does.",
    "The worker asked for help early and used it well.",
    "Clear reasons at every step, which another worker could follow tomorrow.",
)
IMPROVEMENTS_OF_ANYTHING = (
    "Well begun and not followed through after the change of worker.",
    "The reasons for what was decided cannot be found in the record.",
    "It is not clear who was to do this, and in the end nobody did.",
)

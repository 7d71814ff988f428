"""What do auditors answer when they are asked what difference the work made for the child?

Kept by what the section is about (``voices`` knows which section that is) and by how good the work was: weak, mixed,
firm, bright. What stands under "general" could be said of anything.
"""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How good the work was that a text speaks of."""

    WEAK = "weak"
    MIXED = "mixed"
    FIRM = "firm"
    BRIGHT = "bright"


DIFFERENCES: dict[str, dict[Level, tuple[str, ...]]] = {
    "voice": {
        Level.WEAK: (
            "Very little. The child has had four workers in the period and nobody can say what an ordinary morning at home is like. Decisions were made about the child, not with the child.",
            "The child told school about being frightened at night in the spring. Nothing in the plan changed, and the child has not been asked about it since.",
        ),
        Level.MIXED: (
            "The child enjoys seeing the worker and says so, but what was said in direct work stays on the worksheet. Two of the things that the child asked for could have been done quickly and were not.",
            "The worker knows the older child well and the plan reflects this. The younger child, who does not talk much, is described in the same three sentences at each visit.",
        ),
        Level.FIRM: (
            "Because the worker saw the child at school every fortnight, the child was able to say that weekends were the hard part. The plan now covers weekends and the child reports feeling calmer.",
            "The child asked for fewer adults at meetings and for an aunt to be there. Both were done, and the child spoke for the first time at the last review.",
        ),
        Level.BRIGHT: (
            "The child’s own drawings of a good day and a bad day were read out at the meeting with permission. Both parents say that this is what made them stop arguing about the past. The child now rates home as eight out of ten, from three.",
        ),
    },
    "identity": {
        Level.WEAK: (
            "None that I can see. The family’s first language is named on the front page and was not used once; an older sister interpreted a conversation about violence at home.",
            "The child’s autism is mentioned only as a reason why direct work could not be done. Nobody asked the school, who could have shown how.",
        ),
        Level.MIXED: (
            "An interpreter is now used at every visit, which the mother values. What racism at school means for the child is recorded once and not returned to.",
            "Faith is recorded and respected in the choice of respite carer. The plan says nothing about the child’s hearing loss, although this shapes every school day.",
        ),
        Level.FIRM: (
            "The worker used a communication book that the school had made, so a child who uses few words could show who helps at home and who does not. The support was moved to the times that matter.",
            "The young person’s questions about heritage led to contact with grandparents abroad by video. The young person describes this as “the first thing that was for me”.",
        ),
        Level.BRIGHT: (
            "The worker thought openly in supervision about class and her own assumptions, then went back to the father and apologised. He has come to every meeting since, and the child sees both parents pulling the same way.",
        ),
    },
    "threshold": {
        Level.WEAK: (
            "The child waited eleven days for a decision in which nobody read the two earlier referrals. Read together they describe the same worry three times.",
            "The referral was closed with advice to the school to ring back if things got worse. They got worse, and the child had another month of it.",
        ),
        Level.MIXED: (
            "The decision was quick and, on what was known, fair. The health visitor was not asked, so an earlier loss of weight came to light only during the assessment.",
            "Help came in time. The parents did not understand why, because consent was sought by text message and never talked through.",
        ),
        Level.FIRM: (
            "A decision was made on the same day, with the history on one page. The family had a worker at the door before the weekend and the child did not have to tell the story twice.",
            "The manager saw that this was the third contact in five months and asked what was different this time. This brought the child an assessment instead of another letter.",
        ),
        Level.BRIGHT: (
            "A call to the housing officer before the decision brought out what four agencies each half knew. The child was safe with grandparents that evening, with the mother’s agreement.",
        ),
    },
    "assessment": {
        Level.WEAK: (
            "The assessment repeats the referral and tells the reader little about the child. The father of the youngest was not spoken to, though he cares for the children three nights a week.",
            "It took 71 working days, and by the time it was signed the family had moved. Nothing in it would help the next worker to understand what life is like for this child.",
        ),
        Level.MIXED: (
            "The parents recognise their family in the assessment, which is a good start. It stops at describing: there is no view on what is likely if the drinking goes on.",
            "History is there as a list and is not used. With more thought about what the pattern means, the right help could have come with the first plan and not the second.",
        ),
        Level.FIRM: (
            "The assessment explains in plain words why mornings go wrong in this home, and the family agreed. Help with mornings started the next week and attendance has gone from 61 to 92 per cent.",
            "Both parents and a grandmother were seen apart and together. The analysis is honest about what they can and cannot do, and the plan rests on it. The child has had three settled months.",
        ),
        Level.BRIGHT: (
            "The worker tested three explanations for the child’s injuries and set out the evidence for each. This changed the course of the case: the child is safe, and the mother was believed.",
        ),
    },
    "risk": {
        Level.WEAK: (
            "The child is no safer than in the spring. A written agreement asks a mother who is being harmed to keep the person who harms her away, and this is called the safety plan.",
            "Neglect is described in each visit and never added up. Taken together the record shows a child who has been cold, hungry and late for eight months.",
        ),
        Level.MIXED: (
            "The immediate danger was dealt with well. When the partner came back in July the risk was not looked at again, and the plan still says that he lives elsewhere.",
            "Everybody can say what they are worried about. Nobody has written down what would make them act tonight, so the child depends on who is on duty.",
        ),
        Level.FIRM: (
            "Risk was looked at again after each incident, with the police and the school in the room. The safety plan is on the fridge, the child knows which neighbour to go to, and used it once.",
            "The worker put the small things together and named neglect early. The home is warm, dental treatment has been done, and the child’s weight is back on its line.",
        ),
        Level.BRIGHT: (
            "Mapping the young person’s week with the young person showed where the danger was: the bus station between four and six. A youth worker is there now. No missing episodes for eleven weeks, after nineteen in the term before.",
        ),
    },
    "planning": {
        Level.WEAK: (
            "The plan has had the same nine actions since the winter and none has an end. For the child nothing has changed apart from the worker.",
            "After the plan was stepped down there was no visit for seven weeks. Help stopped before anybody knew whether the change would last.",
        ),
        Level.MIXED: (
            "The family know the plan and have done their part. Two of the services were never booked, so the child is still waiting for help that was agreed in May.",
            "It is clear what the parents must do. It is less clear what will be different for the child, and what happens if it is not.",
        ),
        Level.FIRM: (
            "The plan has five steps, each with a date and a name, and three are done. The child sleeps in a bed of her own, is at school every day, and can say what comes next.",
            "When progress stalled in June the plan was changed within a fortnight, not at the next review. The drift that could have followed did not.",
        ),
        Level.BRIGHT: (
            "The family wrote the plan at a family group conference and it reads like theirs. Six relatives each do one thing a week. The child has not missed a meal or a school day since.",
        ),
    },
    "together": {
        Level.WEAK: (
            "Two core groups were cancelled and one was held without the school or the family. Each agency went on with its own plan and the child got three appointments on one day and none in the next month.",
            "The review agreed that all was well on the word of the parents. The nursery’s report, sent the day before, said that it was not.",
        ),
        Level.MIXED: (
            "Reviews are on time and well attended. They look at what was done and not at whether it helped, so the child’s wait for therapy has been noted three times and not shortened.",
            "The school and the health visitor work closely with the worker. Adult mental health has not been heard since the spring, and this is the part that matters most to the child.",
        ),
        Level.FIRM: (
            "The chair asked at the second review why nothing had changed at home and brought the next one forward. Within six weeks the child had a bed, a school place and a mentor.",
            "The disagreement between school and social care about leaving the plan was settled with the child’s daily life on the table. Support stayed for one more term and the change has held.",
        ),
        Level.BRIGHT: (
            "Agencies share one page that the family can read. When the mother became ill, four people did what the page says without being asked, and the child stayed at home.",
        ),
    },
    "legal": {
        Level.WEAK: (
            "Legal advice was first sought fourteen months after neglect was named. In those months the child lived with it, and the baby was born into it.",
            "The letter before proceedings lists 22 expectations. The parents could not say which mattered most, and neither could I. The child is still waiting for a decision.",
        ),
        Level.MIXED: (
            "Pre-proceedings began at the right time and lost ten weeks to an assessment that should have been asked for at the start. The child’s future was uncertain for longer than it needed to be.",
            "The tracker kept the case moving. Family members came forward late because the family meeting was held after the second review.",
        ),
        Level.FIRM: (
            "Sixteen weeks after the letter there is a clear and fair answer: the child stays with his mother, with his aunt next door. The parents say that it was hard and that they always knew what was expected.",
            "Early permanence planning meant that the child moved once. The child has lived with the carers who will bring her up since she was five weeks old.",
        ),
        Level.BRIGHT: (
            "Both grandmothers were assessed in parallel from the first week, with help to do so. The court ended the case at week 22 and the child has not had to wait for adults to make up their minds.",
        ),
    },
    "oversight": {
        Level.WEAK: (
            "Supervision is recorded once in five months. The same three tasks are carried forward, and nobody asked what it was like for the child that they were not done.",
            "The manager signed the closure on the day that the school rang with a new worry. There is no sign that the two were read together.",
        ),
        Level.MIXED: (
            "Supervision is regular and the worker feels supported. It keeps count of tasks and seldom asks why things are as they are, so the plan goes on without being questioned.",
            "Decisions are clear at allocation and at transfer. In between, direction is thin, and a visit that was due after the incident was made nine days late.",
        ),
        Level.FIRM: (
            "The manager noticed that visits had become friendly and said little, and asked the worker to see the child elsewhere. What the child said there changed the plan.",
            "Every turning point has a reasoned decision with a date to look at it again. The worker was given time to read the whole file, and the pattern that she found has led to the right help.",
        ),
        Level.BRIGHT: (
            "A reflective group discussion helped the worker to see how afraid she was of the father, and that the child lives with that fear. Visits are now made in pairs, and the child has begun to talk.",
        ),
    },
    "outcomes": {
        Level.WEAK: (
            "I cannot find that anything is better for this child than it was six months ago. School attendance is lower, and the child has stopped asking to see grandparents.",
            "The adults are busier and the child’s days are the same. A young carer at nine years old still gets two brothers up in the morning.",
        ),
        Level.MIXED: (
            "School is better and home is not yet. The child is safe, eats well and has friends; the arguments that brought us in go on in the evenings.",
            "There is change, and it is recent. The next three months will show whether it lasts without the family support worker.",
        ),
        Level.FIRM: (
            "Home is quiet in the evenings, attendance is above 95 per cent, and the child goes to swimming on Saturdays with a cousin. The child’s own words at the last visit: “normal now”.",
            "The young person is back in education three days a week and has not been missing since the summer. The young person says that one worker who stayed is the reason.",
        ),
        Level.BRIGHT: (
            "Eighteen months ago this child did not speak outside the home. She read a poem at her school’s assembly in June. Her mother, her teacher and her worker each describe in the same way what made the difference.",
        ),
    },
    "health": {
        Level.WEAK: (
            "The child has had toothache since June and has not seen a dentist in care. The health assessment lists what is needed, and none of it has been booked.",
            "The waiting list is given as the reason at each review. In fourteen months nobody has asked what could be done meanwhile, and the child’s nights are no better.",
        ),
        Level.MIXED: (
            "Physical health is well looked after. What the child has been through is known, and therapy was agreed in the spring; it has not begun.",
            "The health assessment was late and is good. The carers have acted on most of it, and the glasses are on the child’s nose.",
        ),
        Level.FIRM: (
            "The carers, the nurse and the school use the same plan for asthma and for bad days. The child has missed one day of school this term, and eleven in the same term of last year.",
            "Therapy began within six weeks because the worker would not accept the first answer. The child sleeps through and has started to talk about her brothers.",
        ),
        Level.BRIGHT: (
            "The young person was helped to speak with the consultant alone, asked every question on a list of his own, and decided on the treatment himself.",
        ),
    },
    "learning": {
        Level.WEAK: (
            "The child has been on a timetable of five hours a week since March. The education plan says that this is under review, and the child’s day is a sofa and a screen.",
            "Three schools in a year, with the plan always one school behind. The child has no friends to speak of and is two years behind in reading.",
        ),
        Level.MIXED: (
            "School is going well and the young person likes it. The plan sets the same target as last year, which was met last year.",
            "Extra tuition was agreed quickly and has helped with maths. There is less sign that anybody has asked what the young person would like to do next.",
        ),
        Level.FIRM: (
            "The designated teacher, the carers and the child look at one page together each half-term. Attendance is 97 per cent, and the child has been picked for the choir.",
            "When exclusion was close, the virtual school, the carers and the worker met within two days. The child stayed, with a later start and a mentor, and has not been sent out since.",
        ),
        Level.BRIGHT: (
            "Nobody in this young person’s family had stayed at school past sixteen. She has a place to study nursing and showed me the letter before I sat down.",
        ),
    },
    "permanence": {
        Level.WEAK: (
            "The fourth review has come and gone without a plan for permanence. The child asked the carers at breakfast whether she is staying, and they could not say.",
            "The match has been about to go to panel for nine months. The child calls the carers Mum and Dad and has a file that calls them temporary.",
        ),
        Level.MIXED: (
            "The plan is right and it took a year to be agreed. Life story work has been allocated to three people and begun by none.",
            "The child knows where he will live. When he will see his sister is decided afresh each time, and he minds.",
        ),
        Level.FIRM: (
            "Two plans were followed from the first week, so no time was lost when the first one failed. The child has been with her aunt for ten months and has her own house key on a ribbon.",
            "The carers’ support plan came before the order and has been kept to. The child asked for her surname to be added to theirs at school, and it was.",
        ),
        Level.BRIGHT: (
            "The child made a film of the move with both sets of carers. She watches it when she needs to, and the old carers come for her birthday.",
        ),
    },
    "voice in care": {
        Level.WEAK: (
            "Visits are made and say that the placement is going well. What the child thinks of it, of the next move or of family time is not in one of them.",
            "The child asked twice for a different school bag, because the one that came with the move has somebody else’s name in it. It is still the same bag.",
        ),
        Level.MIXED: (
            "The child is seen alone and says plenty. The review heard half of it, because the consultation paper was sent and nobody helped to fill it in.",
            "The young person trusts the worker and has said what matters. There was no answer about overnight stays with friends for nine weeks.",
        ),
        Level.FIRM: (
            "The child chaired the first ten minutes of the last review, asked for more time with a brother, and got it. The worker had prepared this over three visits.",
            "The worker goes to every match. On the way home in the car the young person talks, and the plan has changed twice because of what was said.",
        ),
        Level.BRIGHT: (
            "The letters that the worker writes after each visit are kept in a box by the bed. The child knows why she is in care, who decided it, and what she may ask for.",
        ),
    },
    "risk in care": {
        Level.WEAK: (
            "Fourteen missing episodes have led to fourteen forms. Nobody has put the places, people and times side by side, and the young person is in as much danger as in the spring.",
            "What the carers were told about the child’s earlier harm was one line. They have managed alone with behaviour that frightens them and the child.",
        ),
        Level.MIXED: (
            "Return conversations are held within three days and are good. They stay with the service that holds them, and so the risk plan is always one step behind.",
            "The young person’s online life is talked about openly at home, which helps. The written plan still consists of taking the telephone away.",
        ),
        Level.FIRM: (
            "Carers, police and the young person agreed what to do in the first hour of a late night. There has been one such night this term, and everybody did what the plan says.",
            "Concerns about a man at the bus stop were shared within the day. He was warned off, the route to college was changed, and the young person felt believed.",
        ),
        Level.BRIGHT: (
            "The young person who used to go missing now helps to train new workers in how to ask. She says that one adult stayed curious when everybody else was cross.",
        ),
    },
    "oversight in care": {
        Level.WEAK: (
            "Five reviews in a row recommend life story work. Nobody in supervision has asked why it does not happen, and the reviewing officer has not taken it further.",
            "A move was agreed by telephone on a Friday with no record of why. The child was told on the Saturday.",
        ),
        Level.MIXED: (
            "The reviewing officer’s midway checks are regular. Two concerns were raised and settled informally, and it cannot be seen what the child gained.",
            "Supervision is kept up through a change of manager. It follows the timetable of reviews and court, and less what is happening for the child between them.",
        ),
        Level.FIRM: (
            "The reviewing officer challenged the second change of home in a month and it was stopped. The child is still there and settled.",
            "The manager asked in each supervision: does this child know that she is staying? In March the answer became yes, and the record shows what made it so.",
        ),
        Level.BRIGHT: (
            "Manager, reviewing officer and worker read the whole file together over an afternoon. The child had been labelled since he was four; nobody who works with him now uses the word.",
        ),
    },
    "outcomes in care": {
        Level.WEAK: (
            "The young person is less safe, less well and less hopeful than when care began. He told me so in those words.",
            "The child has moved, changed school and lost touch with a sister in six months. Each had its reasons; together they have cost the child a great deal.",
        ),
        Level.MIXED: (
            "The child is settled, healthy and doing well at school. Family time is still unplanned, and every visit takes a week to get over.",
            "Practical things are in place for the young person: a home, a course, money. Loneliness is the gap, and it is not in the plan.",
        ),
        Level.FIRM: (
            "The child has grown eight centimetres, reads for pleasure and has been to the same Brownie pack for a year. The carers cannot imagine the house without her.",
            "The young person has work, a tenancy and three people to ring at night. A year ago there was none of these.",
        ),
        Level.BRIGHT: (
            "From a child who hid food to one who bakes for the whole street. The carers, the school and the child all tell the story with the same pride.",
        ),
    },
    "home": {
        Level.WEAK: (
            "This is the child’s fifth home in eleven months, and each move was decided in a day. The child keeps a packed bag under the bed.",
            "The match was made on vacancy and not on need. The carers were not told about night terrors and the child was moved again within five weeks.",
        ),
        Level.MIXED: (
            "The child is settled and likes the carers. Delegated authority was never agreed, so each school trip and haircut has to be asked for.",
            "Stability meetings kept this home together through a hard summer. Health assessment and dental check are both late, and the child has had toothache.",
        ),
        Level.FIRM: (
            "The child has been with the same carers for two years, calls it home, and has a say in holidays, bedtimes and the colour of the room. The worker’s preparation with the carers shows.",
            "Extra help for the carers came before they asked for it. The child has stayed, has caught up a year in reading, and has a best friend in the street.",
        ),
        Level.BRIGHT: (
            "Brothers and sisters who had been placed apart were brought back together after the worker challenged the search three times. They share a garden and argue about the swing.",
        ),
    },
    "pathway": {
        Level.WEAK: (
            "The pathway plan is eleven months old and speaks of a college place that ended in the autumn. The young person has a flat with no cooker, and did not know who to ring.",
            "The young person turned eighteen without having met the personal adviser. The first weeks alone were very hard, and two of them were spent on a friend’s sofa.",
        ),
        Level.MIXED: (
            "The adviser is in touch every fortnight and is trusted. The plan reads like a form, and the young person has not seen it and would not recognise it.",
            "Housing was found in time and is safe. There is no plan yet for the debts, which are what keeps the young person awake.",
        ),
        Level.FIRM: (
            "The young person passed a driving test, has started an apprenticeship and knows to the pound what support comes with it. The adviser was there for each step and not in the way.",
            "The plan is in the young person’s own words. It starts with staying close to the former foster family, and Sunday lunch there is the part that holds everything else up.",
        ),
        Level.BRIGHT: (
            "After months of closed doors the adviser kept sending a card each week. The young person rang on a bad night in March and says that the card is why.",
        ),
    },
    "grown up": {
        Level.WEAK: (
            "The young person has been told to ring and has rung. Nobody rang back. What help there is comes from a former carer.",
            "The young person’s benefits stopped in the summer and it took us seven weeks to notice. The food bank noticed first.",
            "A friend’s sofa is called “staying with friends” in the record. The young person calls it having nowhere to go.",
        ),
        Level.MIXED: (
            "Contact is regular and friendly, and the young person likes the adviser. It is less clear what has moved on since the winter.",
            "Money and housing are sorted out. Health and friends are what the young person talks about, and they have no place in the plan.",
            "The young person is listened to. Two of the three things asked for depend on other services, and nobody has chased them.",
        ),
        Level.FIRM: (
            "With the adviser beside him the young person opened a bank account, saw a doctor and went back to college. He says that he would have done one of the three.",
            "The young person knows what she is entitled to, has used it, and has helped two others to do the same.",
            "After a rough summer the young person is well, in work and in touch with a sister. The adviser’s steadiness is what she names first.",
            "The young person was asked what safe means to him, and the plan says it. He has not moved since, for the first time in four years.",
        ),
        Level.BRIGHT: (
            "The young person sat on the panel that chose the new team manager, and asked the best question. Three years ago he would not come into the building.",
        ),
    },
    "closure": {
        Level.WEAK: (
            "The case was closed because the parents did not reply. The child’s situation had not changed and the school was not told. There was a new referral within nine weeks.",
            "No further action was right for the mother’s request and wrong for the child, whose disclosure is not mentioned in the reasons.",
        ),
        Level.MIXED: (
            "Closing was probably right. The family were told by letter and could not say who would help if things slipped, and the child was not told at all.",
            "The handover to early help is recorded as done. The hub has no note of it, and the family waited seven weeks.",
        ),
        Level.FIRM: (
            "The worker, the family and the hub met together before closing. The child drew who will help with what, and took the picture home.",
            "Change was tested over two months before the case was closed. Nothing has come back since, and the school describes a child who is cheerful and on time.",
        ),
        Level.BRIGHT: (
            "The family were asked to say when they were ready to go on without us, and what would tell us that they were not. They rang once, got a visit, and managed.",
        ),
    },
    "general": {
        Level.WEAK: (
            "I looked for a difference and did not find one. The work has been about forms and timescales, and the child’s daily life has stayed as it was.",
            "The child has been asked the same questions by three people and nothing has come of the answers. The child now says “fine” to everything.",
            "What was done came too late to help. The child had already found other ways to cope, not all of them safe.",
        ),
        Level.MIXED: (
            "Some. Life is calmer on the days when the support worker is there, and much as before on the others.",
            "The parents are more willing to talk, which helps. It has not yet reached the child, who still worries about what will be said at school.",
            "There is good work here that began late. If it goes on like this I should expect the child to feel it by the spring.",
            "The child is safer. Whether the child is happier is hard to tell from the record, because it was not asked.",
        ),
        Level.FIRM: (
            "A clear one. The child can name two adults who would help, has used that help, and says that it worked.",
            "The child is at school, sleeps through the night and has stopped looking after the adults. The family put this down to a worker who did what she said she would.",
            "Help came at the right time and left when it was no longer needed. The child describes the worker as “the lady who fixed mornings”.",
            "The worry that brought us in has gone, and the family can say what they would do if it came back.",
        ),
        Level.BRIGHT: (
            "A lasting one, and others could learn from how it was done: slowly, honestly and with the whole family in the room. The child’s confidence is plain in every note since the summer.",
            "The child’s life has changed for good. Everybody I spoke with, the child included, described the same change and the same reasons for it.",
        ),
    },
}

"""How do auditors introduce a child, and what do families and practitioners tell them?

No child, parent or worker is named anywhere.
"""

from __future__ import annotations

SYNOPSES: dict[str, tuple[str, ...]] = {
    "in need": (
        "A child of seven who lives with both parents and a younger sister. We became involved when the school described a tired, hungry and often late child. The parents work opposite shifts and have little help. There is affection at home, and the child loves football and his grandfather’s allotment.",
        "A teenager who cares for a parent with a serious mental illness and for a brother in primary school. School referred because of falling attendance. The family are private, close, and proud of managing. A child in need plan has been in place for five months.",
        "A baby of eight months and a mother of nineteen who was in care herself. The mother asked for help before the birth. She has few friends nearby, and a strong bond with her former foster carer. The father visits; little is known about him.",
        "Three brothers whose parents separated after years of arguments that the boys heard. Contact is a battleground. The boys say different things to each parent. School is the calm place in their week.",
        "A child with a life-limiting condition who needs care through the night. The parents are exhausted and skilled. Our involvement is about short breaks, equipment and a sister of ten who is easily overlooked.",
        "A child of eleven with autism who has not been at school since the spring. Home is where the child feels safe and where the parents cannot manage. The plan is about school, sleep and help for the parents.",
        "A family of five in two rooms of temporary housing. The worry is what this does to the children, the mother’s low mood, and a father who works away. The children are bright, well dressed and always together.",
        "Stepped down from a child protection plan four months ago. Drinking at home was the worry. The mother has been sober since the winter; the father has moved out and sees the child on Sundays.",
    ),
    "protection": (
        "A child of four, the third of four, subject to a plan because of neglect. Home conditions go up and down, and it is the same few things each time: food, sleep, medical appointments. The parents love their children and find it hard to keep going when visits become fewer.",
        "An unborn child and a sister of two. The father has been violent to the mother and to an earlier partner. The mother wants to stay at home and wants him to change. The plan began before the birth.",
        "A girl of fourteen who goes missing and comes back with new things. Those who know her think that she is being exploited. She is funny, stubborn and fond of her nan, and says that we worry too much.",
        "Two children whose mother’s partner hurt the older one. He has left. The children now say more about what life was like, and the mother is working out what she saw and did not see.",
        "A child of nine, on a plan for emotional abuse. The parents’ separation has turned into a war that is fought through the child. School, a youth club and an aunt are the steady things.",
        "A boy of twelve on a second plan within three years. Both were about neglect and a father’s drug use. The boy looks after a younger brother and hides how hard it is.",
        "A baby of five months with an injury that has not been explained. The parents’ accounts changed. The family live with grandparents under a safety plan while the enquiry goes on.",
    ),
    "care": (
        "A child of six who has lived with the same foster carers since she was three. The plan is long-term fostering. She sees her mother four times a year, and her two brothers, who were adopted, by letter only.",
        "A boy of thirteen in his fourth home. He was hurt when he was small and finds it hard to believe that adults stay. He is good with engines and with younger children. The plan is to remain where he is.",
        "Two sisters who came into care in the summer under an interim order. They are with an aunt who is being assessed. Both parents are part of the court’s timetable.",
        "A young person of sixteen who came to this country alone, by lorry, a year ago. He lives in a shared house with support, is learning English quickly, and does not know where his brother is.",
        "A child of two with a placement order. An adoptive family has been found and introductions are planned. She has been with her foster carers since birth.",
        "A young person of fifteen in a children’s home 40 miles away. The move followed a series of missing episodes. She wants to come home, and her mother wants that too.",
        "A child of ten placed with his father under a care order. It is going well enough for the order to be looked at. School is where he still struggles.",
    ),
    "leaving": (
        "A young woman of nineteen with a baby, living in her own flat since spring. She spent six years with one foster family and sees them weekly. She would like to go back to college.",
        "A young man of twenty in supported housing. He was in eleven homes as a child. Debts, sleep and a court date are on his mind; a boxing club keeps his week together.",
        "A young person of eighteen who stayed with former foster carers and is in the second year of an apprenticeship. Little goes wrong, and the question for the audit is whether help is there when it does.",
        "A young woman of twenty-two in her last year at university. She has an adviser whom she rings when she needs to. Vacations and money for the graduation year are the open questions.",
        "A young man of seventeen who left care last year and moved between friends until a room was found. He trusts his adviser and nobody else in an office.",
    ),
    "assessed": (
        "A child of five, referred by the nursery after a remark about being smacked. The parents agreed to an assessment. It ended with no further action after seven weeks.",
        "Two children referred by the police after a loud argument between the parents. No earlier contact. The assessment ended with advice and no further action.",
        "A girl of twelve referred by a school nurse because of self-harm. A mental health service was already involved. The assessment found that this was enough.",
        "A family new to the county, referred by a hospital after a toddler swallowed tablets. The third contact in a year. The assessment ended in no further action.",
        "A boy of eight, referred by a neighbour who did not give a name. The home was found warm and the child well. Closed after the assessment.",
        "A baby whose mother came to A&E twice in one month. The assessment considered the mother’s partner and ended with a referral to the family hub.",
    ),
    "referred again": (
        "Referred for the third time in a year, each time by the school and each time about a child who is left alone in the evening. Two earlier assessments ended in no further action.",
        "Referred again eleven weeks after a child in need plan was closed. The father has come back to live at home.",
        "A second referral from the police within five months. After the first one the family were offered early help and did not take it up.",
        "Closed in the spring with a plan led by the school. The plan lapsed when the child changed school and the new school referred in the first week of term.",
        "Four contacts in ten months from four different agencies. This is the first time that they were looked at together.",
    ),
}
FAMILY_WORDS = (
    "“She does what she says she will. If she can’t, she rings.” The mother would have liked help sooner and without having to tell it all again.",
    "“I was scared you’d take him. Nobody has ever explained it to me as well as she did.”",
    "The young person said: “He asks me stuff and then he actually does it.” Would like visits not to be at teatime.",
    "“Too many meetings. The one at my kitchen table was the only one where I said anything.”",
    "The father said that he was never asked to anything until the conference. He wants to be rung, not written to.",
    "The child drew a house with everybody in it and said that the worker can come for dinner.",
    "“We had three social workers. The third one read the file first, you could tell.”",
    "The grandmother said that the plan is clear and that she knows whom to ring at night. She has not had to.",
    "“It’s better at home. Not perfect. Mum doesn’t cry as much.”",
    "The carer feels listened to and well prepared. Would like answers about the summer holiday before the summer.",
    "The mother did not agree with the plan at first and says that she does now. “You were right about the mornings.”",
    "“Don’t write that I’m hard to engage. I work nights.”",
    "The young person rated our help at 7 out of 10, and said that it would be 9 with the same worker all year.",
    "The parents said that they were treated with respect, and that the interpreter made all the difference.",
    "“I still don’t know what has to happen for it to stop.”",
    "The child said that meetings are boring, that the worker is nice, and that she wants a hamster.",
)
PRACTITIONER_PROUD = (
    "The relationship with the father, who had not spoken to a social worker for two years and now rings before he is rung.",
    "Seeing the child in three different places before writing a word. It changed what she thought was going on.",
    "Keeping the brothers together when every list said that it could not be done.",
    "Saying honestly at the core group that the plan was not working, although it was her own plan.",
    "The safety plan, which the child illustrated and the family used.",
    "Staying in touch through eight weeks of no answers. The young person came back.",
    "Getting the school, the nurse and the police to agree on one page.",
    "The chronology: it took four evenings, and it was the first time that anybody saw the pattern.",
    "Learning some words of the family’s language. The grandmother laughed and then talked.",
    "Writing the last case summary to the child. The child has a copy.",
    "Being clear and kind on the day that the children came into care.",
    "That the mother says it was done with her and not to her.",
    "Noticing that the quiet one of the three was the one who was not all right.",
    "Asking for help in supervision when she felt stuck, and coming back with a different question.",
)
PRACTITIONER_DIFFERENTLY = (
    "Would have seen the father in the first week. Help: a team habit of asking who is missing from the genogram.",
    "Would write up visits on the same day. A protected hour after visits would make the difference.",
    "Would ask for legal advice sooner and not wait to be certain.",
    "Would not have let the review slip when the school could not come. Help: somebody to chair at short notice.",
    "Would use the child’s own words in the plan. Would like training in direct work with children who do not talk.",
    "Would challenge the mental health service earlier. Would like to know which manager to turn to there.",
    "Would take the earlier assessments seriously from the start. It took a new student asking “why again?”",
    "Would hand over in person. The written transfer summary lost what mattered most.",
    "Would look at risk again when the partner came back, and not at the next review.",
    "Would plan the ending with the family. Help: permission to keep a case open for four weeks after the last visit.",
    "Would involve the grandparents sooner through a family group conference.",
    "Would talk about race with the young person earlier. Would value a reflective group on it.",
    "Would bring this case to group supervision. It felt too messy to show.",
    "Fewer cases in the weeks after conference. With nineteen, something had to wait, and it was the recording.",
)
WHY_NOT_SEEN = (
    "The family had left the county for the holidays. The team manager agreed to end on the school’s account.",
    "The parents did not agree, and the worker accepted this. There is no manager’s decision about it.",
    "The child was asleep at the first visit and at school at the second. No third visit was made.",
    "The child is a baby and was in hospital; the ward was spoken with. The manager recorded the reason.",
    "The record does not say. The worker thinks that a colleague saw the child, and there is no note of it.",
)
SHORT_LINES = (
    "Social worker, in a meeting of an hour",
    "Team manager, by telephone",
    "Case notes, plan and last two reviews",
    "Read with the worker at her desk",
    "Personal adviser, by video",
)
OTHER_WORDS = (
    "The record shows steady contact through the period, with more detail in the last three months than before.",
    "The most telling entry is the visit of early June, in which the child explains what happens on Fridays.",
    "There was a change of worker in the summer. The handover was done in person and the child was told beforehand.",
    "I read the last twelve months and spoke with the worker for an hour. We agreed on most points.",
    "The picture is of a family who accept help when it is practical and close the door when it is not.",
    "The main event of the period was a move of house. It explains both the missed appointments and the new school.",
    "What stands out is how often the child’s grandparents are mentioned and how seldom they are asked.",
    "Two reviews fell into the period. Each led to a change in the plan that I could follow.",
)

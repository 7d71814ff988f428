"""What is graded in Exampleshire's calibration exercises, and what did the groups say when they saw the spread?

Every child here is made up. Reference grades stand with their reasons, by the sections of the tool.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_GOOD, _RI, _INADEQUATE = "good", "requires_improvement", "inadequate"


@dataclass(frozen=True, slots=True)
class Told:
    """One case of an exercise. ``at`` is where it stands (``tendencies.standing``); without a text it is a real case.

    ``references``: section key, or ``overall`` → the grade that the group agreed, and why.
    """

    at: float
    title: str = ""
    text: str = ""
    references: dict[str, tuple[str, str]] = field(default_factory=dict)


FINISHED = "Calibration: assessments ending in no further action"
OPEN = "Calibration: the child’s plan and its progress"

NOTES = (
    "We were closest on the child’s own voice and furthest apart on what the family was left with. Half of us had graded it by "
    "what was offered, half by what was taken up. We agreed: by what reached the child.\n\n"
    "“A referral to somebody else” is not help until somebody has checked that it was taken up. From now on that is “partly”. "
    "A decision is graded by what was known on the day, or could have been known by asking, and not by how it turned out.\n\n"
    "Good does not need a perfect chronology. It needs a child whose life we can picture.\n\n"
    "Next time: bring one where the father is known and was not asked."
)

TOLD = (
    Told(
        at=0.3,
        title="Two visits in March",
        text=(
            "Kit is nine and lives with his mother and a baby sister. School referred on 3 March: Kit falls asleep in lessons, "
            "and told a teaching assistant that he gets the baby up because Mum is “poorly in the mornings”.\n\n"
            "The worker visited on 6 and 20 March. On the first visit Kit was seen in the kitchen with his mother present, and "
            "said that he likes looking after the baby. On the second he was seen alone at school and drew his day: up at five, "
            "bottle, nappy, breakfast, school. He would like “one more hour”. The drawing is on the record.\n\n"
            "The mother said that she has been low since the birth and agreed that the worker speak with her GP and health "
            "visitor. Both replied: treatment began in February, mood improving, no concern about the baby’s care. The father "
            "is named and lives in another county; the mother asked that he not be contacted, and he was not.\n\n"
            "The assessment took 34 working days. It describes Kit’s day in his own words, links his tiredness to the mother’s "
            "illness, and finds that the family needs help and not a plan. Supervision on 25 March asked whether Kit’s tasks "
            "would end by themselves. It ended with no further action on 17 April, with a referral to the young carers’ group "
            "and a letter to school. Kit was told by letter. Nobody has checked whether the group has a place."
        ),
        references={
            "overall": (_GOOD, "We can picture Kit’s day, because he was asked and it was written down. The referral to the young carers’ group was left hanging, and his father was not asked. Neither makes him unsafe."),
            "start": (_GOOD, "School’s worry was taken up within three days, and it was clear to everybody what the assessment was to find out."),
            "child": (_GOOD, "Seen alone at the second visit, in a way that suits a boy of nine, and his own words are in the analysis."),
            "quality": (_GOOD, "It explains and does not only describe. His father is missing, and the group thought that this should have been argued with the mother once more."),
            "decision": (_GOOD, "Right on what was known on the day: treatment had begun, two professionals agreed, and a manager had asked the hard question."),
            "after": (_RI, "A letter to a child of nine, and a referral that nobody followed up. The help is named and not yet there."),
        },
    ),
    Told(
        at=-1.2,
        title="A quiet house",
        text=(
            "Amal is fourteen, Yusuf eleven. A neighbour rang on 11 May about shouting at night and two children sitting on the "
            "stairs outside. It is the third such call in two years; the first two ended after a telephone call each.\n\n"
            "The worker visited on 28 May by appointment. Both parents were there. They said that they argue about money. The "
            "children were called in, said that everything is all right, and went back upstairs. The record says that the house "
            "was tidy and quiet. No other visit was made.\n\n"
            "School said that Amal’s attendance has fallen from 96 to 71 per cent since Christmas. The police have one call-out, "
            "in January, “verbal only”. Neither is mentioned in the analysis. The GP was written to and did not reply.\n\n"
            "The assessment is four pages, two of them about the parents’ debts. It says that the children “present as settled”. "
            "A manager signed it off on 2 July with the words “agree NFA, debt advice given”. The parents were given a leaflet. "
            "The children were not told."
        ),
        references={
            "overall": (_RI, "The most argued of the three. Two children were seen once, together, with the adults whom the call was about, and what school and police knew was left out. Many of us had said inadequate; we settled on the higher grade because nothing on the record says that they came to harm, and we want this one looked at again in a year."),
            "start": (_RI, "A third call was treated as the first. The two before it are listed and not used."),
            "child": (_RI, "Both were seen, neither was heard. “Everything is all right” was said in front of the people it was about."),
            "quality": (_RI, "Half of it is about debts. Attendance and the police call-out would have changed the picture."),
            "decision": (_RI, "The threshold may well be right. Nobody can know that from this record, and that is the point."),
            "after": (_INADEQUATE, "A leaflet for the parents and nothing for the children, who do not know that anybody came because of them."),
        },
    ),
    Told(
        at=0.9,
        references={
            "overall": (_GOOD, "Steady work that everybody recognised. What keeps it from outstanding is that the family’s own network was described and not brought together."),
            "start": (_GOOD, "A clear reason, agreed with the parents at the first visit."),
            "child": (_GOOD, "Seen alone twice, and the second conversation builds on the first."),
            "quality": (_GOOD, "History, present and what might come next are all there, in that order."),
            "decision": (_GOOD, "Nobody in the room would have decided otherwise, and the reasons stand on the record."),
            "after": (_GOOD, "The help began before the assessment ended, and somebody checked after a fortnight."),
        },
    ),
)  # fmt: skip
"""The cases of the exercise that is over: two vignettes, and one of the council's own."""

WAITING = (
    Told(
        at=-0.1,
        title="The plan on the fridge",
        text=(
            "Maisie is six and has been on a child in need plan since February, after her mother was found asleep in the park with "
            "her in the pushchair, smelling of drink. She lives with her mother and grandmother.\n\n"
            "The plan has four actions: the mother attends the alcohol service, the grandmother does the school run, the worker "
            "sees Maisie every three weeks, and a family group conference is held by Easter. It hangs on the fridge; the "
            "grandmother has ticked off the weeks.\n\n"
            "Visits were made on 10 March, 2 April, 20 May and 11 June. Maisie was seen alone at three of them, with a worksheet of "
            "faces. She says that Mum is “nice Mum now” and that she sleeps in Nana’s bed. The conference was put off twice and has "
            "not been held. The alcohol service says that the mother came to five of nine appointments; the review of 21 May says "
            "that she “engages well”.\n\n"
            "The second review was held on 16 June, nine weeks after the first. The actions were carried over unchanged. Supervision "
            "on 18 June notes that the grandmother is having an operation in July."
        ),
    ),
)
"""What is graded in the exercise that is open now."""

WAIVED = "She audited for a neighbouring council for six years, and I have read three of those audits: her grades are where ours are."

"""What do moderators of Exampleshire write when two auditors of one case differ, and why is a case audited twice?"""

from __future__ import annotations

from qa_app.demo.tendencies import GOOD, INADEQUATE, OUTSTANDING, REQUIRES_IMPROVEMENT
from qa_app.domain.moderating import ChangeReason

AFTER_COACHING = "We talked about grading before this round. More second audits show whether it helped."
CALLED_OFF = "The second auditor is off sick until after the round closes, and nobody else is free."

DECIDED = {
    INADEQUATE: (
        (
            ChangeReason.RISK,
            "Both of you describe the same gaps. Read together they mean that nobody could say whether the child was safe, and that decides it.",
        ),
        (
            ChangeReason.IMPACT,
            "The plan was there and nothing in it happened. For this child that is inadequate, however well it is recorded.",
        ),
    ),
    REQUIRES_IMPROVEMENT: (
        (
            ChangeReason.IMPACT,
            "The work is steady and the child’s life has not changed by it yet. One of you graded the effort, the other what came of it; the descriptor asks for the second.",
        ),
        (
            ChangeReason.EVIDENCE_OVERLOOKED,
            "The gap in visits over the summer is in one audit and not in the other. It is on the record, so it counts.",
        ),
        (
            ChangeReason.DESCRIPTOR,
            "You read “consistently” differently. Two good months of six are not consistent practice.",
        ),
        (
            ChangeReason.RISK,
            "Neither audit calls the risk high, and only one asks whether the plan would be noticed failing. It would not.",
        ),
    ),
    GOOD: (
        (
            ChangeReason.EVIDENCE_OVERLOOKED,
            "The direct work is filed under another heading, and only one of you found it. With it the child’s voice is clear throughout.",
        ),
        (
            ChangeReason.TIMELINESS,
            "The late review was put right within a fortnight and did no harm. It is a fact to record, not one that decides the grade.",
        ),
        (
            ChangeReason.IMPACT,
            "What both of you quote from the child tells me that daily life is better, and that is what good means here.",
        ),
        (
            ChangeReason.LOOK_BACK,
            "One audit weighs what happened two years ago. In the period that we judge the work is good.",
        ),
    ),
    OUTSTANDING: (
        (
            ChangeReason.IMPACT,
            "Four people describe the same change in this child’s life, and the worker brought it about. I see nothing that holds it below the top.",
        ),
        (
            ChangeReason.DESCRIPTOR,
            "Exceptional does not mean without a fault. The descriptor asks for lasting difference, and here it is.",
        ),
    ),
}
"""By the grade that became final: a reason and words that fit it."""

PANEL = {
    INADEQUATE: (
        "I read the record before either audit. Contact was lost for seven weeks and no one went to look. That is inadequate.",
        "The decision to close was made without anybody speaking to the child. For me nothing outweighs it.",
    ),
    REQUIRES_IMPROVEMENT: (
        "There is drift, and there is somebody who noticed it and wrote to the manager. It is not good, and the child was not left unseen.",
        "Weak planning with safe practice beneath it. I would not call it inadequate.",
    ),
    GOOD: (
        "The visits are purposeful and the plan moves. What is missing is recorded late rather than not done.",
        "I looked for what one audit calls dangerous, and found it answered in supervision the day after.",
    ),
    OUTSTANDING: (
        "This is the best direct work that I have read this year, and it shows in what the child says.",
        "The child’s own words carry it. I see no reason to stay below the top grade.",
    ),
}
"""Why a member of a panel grades as they do, by grade."""

FEEDBACK = (
    "Please read each other’s section on planning. You looked at the same plan and asked it different questions.",
    "You agree about what happened. Where you part is how much the child’s own account weighs: let us talk it through at the forum.",
    "One of you graded the record, the other the practice. The tool asks for the practice, and the record is how we know it.",
    "A close call, and both of you argued it well.",
    "",
    "",
)

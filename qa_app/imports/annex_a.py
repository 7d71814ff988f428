"""Which columns do Ofsted's child-level lists have, and what is each used for?

Source: Ofsted's "Child-level data" template for Annex A, update of August 2019, with the additions of 2023
to list 9. Only what is named here with a use is ever looked at; the other columns are known so that they
need not be reported, and go no further than their heading.
"""

from __future__ import annotations

import re

from qa_app.domain.cases import CaseStatus, Flag
from qa_app.imports.flag_rules import at_least, blank, codes, yes_no
from qa_app.imports.list_shapes import Column, Field, ListShape

_CHILD = (
    Column(
        "Child Unique ID",
        Field.REFERENCE,
        also=(
            "Child ID",
            "Unique Child ID",
            "Child Unique Identifier",
            "Child's Unique ID",
            "Child Reference",
        ),
    ),
    Column("Age of Child (Years)", Field.AGE, also=("Age", "Age of Child", "Child Age", "Age (Years)")),
    Column("Date of Birth", Field.BIRTH, also=("DOB", "Child Date of Birth"), is_expected=False),
    Column(
        "Family identifier",
        Field.FAMILY,
        also=("Family ID", "Family Unique ID", "Family Reference", "Sibling Group", "Sibling Group ID"),
        is_expected=False,
    ),
)
_STAFF = (
    Column("Allocated Team", Field.TEAM, also=("Team", "Allocated Team Name")),
    Column(
        "Allocated Worker", Field.WORKER, also=("Worker", "Allocated Social Worker", "Allocated Case Worker")
    ),
)
_ABOUT_THE_CHILD = (
    "Gender",
    "Sex",
    "Ethnicity",
    "Does the Child have a Disability",
    "Disability",
)
# Codes of the SSDA903 return. Whoever died, refuses, needs no service or went home is not in touch.
_IN_TOUCH = codes(
    Flag.NOT_IN_TOUCH,
    r"([b-f]\W*)?(no|n|died|refu.*|nreq.*|rhom.*)|[b-f]\W?",
    others=r"(a\W*)?(yes|y)|a\W?",
)
_SUITABILITY = codes(
    Flag.UNSUITABLE_ACCOMMODATION,
    r"(b\W*)?(unsuitable|not suitable).*|b\W?",
    others=r"(a\W*)?suitable.*|a\W?",
)
_ACTIVITY = codes(
    Flag.NOT_IN_EDUCATION_OR_WORK,
    r"g[456]\b.*|(\w{1,2}\W+)?not in education.*|neet",
    others=r"[fp][1-5]\b.*|(full|part).time.*",
)


def _dates(started: str = "", ended: str = "", seen: str = "", reviewed: str = "") -> tuple[Column, ...]:
    named = (
        (started, Field.STARTED_ON),
        (ended, Field.ENDED_ON),
        (seen, Field.LAST_SEEN_ON),
        (reviewed, Field.REVIEWED_ON),
    )
    return tuple(Column(heading, field) for heading, field in named if heading)


LISTS: dict[int, ListShape] = {
    shape.number: shape
    for shape in (
        ListShape(
            1,
            (*_CHILD, *_dates(started="Date of Contact")),
            (*_ABOUT_THE_CHILD, "Contact Source"),
            CaseStatus.CONTACT,
        ),
        ListShape(
            2,
            (*_CHILD, *_dates(started="Assessment start date", ended="Assessment completion date")),
            (*_ABOUT_THE_CHILD, "Organisation completing assessment"),
            CaseStatus.EARLY_HELP,
        ),
        ListShape(
            3,
            (
                *_CHILD,
                *_STAFF,
                *_dates(started="Date of referral"),
                Column("Referral NFA?", yes_no(yes=Flag.NO_FURTHER_ACTION)),
                Column("Number of Referrals in Last 12 Months", at_least(1, Flag.RE_REFERRED)),
            ),
            (*_ABOUT_THE_CHILD, "Referral Source"),
            CaseStatus.REFERRAL,
        ),
        ListShape(
            4,
            (
                *_CHILD,
                *_STAFF,
                *_dates(
                    started="Continuous Assessment Start Date",
                    ended="Continuous Assessment Date of Authorisation",
                ),
                Column("Child Seen During Continuous Assessment", yes_no(no=Flag.CHILD_NOT_SEEN)),
                Column(
                    "Was the child assessed as requiring LA children’s social care support",
                    yes_no(no=Flag.NO_FURTHER_ACTION),
                ),
            ),
            _ABOUT_THE_CHILD,
            CaseStatus.ASSESSMENT,
        ),
        ListShape(
            5,
            (
                *_CHILD,
                *_STAFF,
                *_dates(
                    started="Strategy discussion initiating Section 47 Enquiry Start Date",
                    reviewed="Date of Initial Child Protection Conference",
                ),
                Column(
                    "Was an Initial Child Protection Conference deemed unnecessary?",
                    yes_no(yes=Flag.NO_CONFERENCE),
                ),
                Column("Number of Section 47 Enquiries in the last 12 months", at_least(1, Flag.REPEAT_S47)),
            ),
            (
                *_ABOUT_THE_CHILD,
                "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                "Number of ICPCs in the last 12 months",
            ),
            CaseStatus.SECTION_47,
        ),
        ListShape(
            6,
            (
                *_CHILD,
                *_STAFF,
                *_dates(started="CIN Start Date", ended="CIN Closure Date", seen="Date Child Was Last Seen"),
                Column("Case status", Field.STATUS),
            ),
            (*_ABOUT_THE_CHILD, "Primary Need Code", "Reason for Closure"),
            None,
        ),
        ListShape(
            7,
            (
                *_CHILD,
                *_STAFF,
                *_dates(
                    started="Child Protection Plan Start Date",
                    ended="Child Protection Plan End Date",
                    seen="Date of the Last Statutory Visit",
                    reviewed="Date of latest review conference",
                ),
                Column("Was the Child Seen Alone?", yes_no(yes=Flag.SEEN_ALONE, no=Flag.NOT_SEEN_ALONE)),
                Column("Number of Previous Child Protection Plans", at_least(1, Flag.REPEAT_PLAN)),
            ),
            (
                *_ABOUT_THE_CHILD,
                "Initial Category of Abuse",
                "Latest Category of Abuse",
                "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
            ),
            CaseStatus.CHILD_PROTECTION_PLAN,
        ),
        ListShape(
            8,
            (
                *_CHILD,
                *_STAFF,
                *_dates(
                    started="Date Started to be Looked After",
                    ended="Date Ceased to be Looked After",
                    seen="Date of Last Social Work Visit",
                    reviewed="Date of Latest Statutory Review",
                ),
                Column(
                    "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
                    yes_no(yes=Flag.UNACCOMPANIED),
                ),
                Column(
                    "Is this a second or subsequent period of being a Looked After Child within the last 12 "
                    "months (Y/N)",
                    yes_no(yes=Flag.REPEAT_CARE),
                ),
                Column("What is the permanence plan for this child?", blank(Flag.NO_PERMANENCE_PLAN)),
                Column("Number of Placements in the Last 12 months", at_least(3, Flag.MANY_PLACEMENTS)),
                Column(
                    "Number of Episodes the Child has been ‘Missing’ from their Placement in the last 12 months",
                    at_least(1, Flag.MISSING),
                ),
                Column(
                    "Was the child offered a Return Interview after their last missing episode (Y/N)?",
                    yes_no(no=Flag.NO_RETURN_INTERVIEW),
                ),
            ),
            (
                *_ABOUT_THE_CHILD,
                "Child's Category of Need",
                "Start date of current legal status",
                "Child's Legal Status",
                "Date of Last IRO Visit / Contact to the Child",
                "Date of Last Health Assessment",
                "Date of Last Dental Check",
                "Reason Ceased to be Looked After",
                "Start Date of Most Recent Placement",
                "Placement Type",
                "Placement Provider",
                "Placement postcode",
                "URN of Placement",
                "Placement Location",
                "LA of Placement",
                "Number of Episodes the Child has been ‘Absent’ from their Placement in the last 12 months",
                "Did the child accept a Return Interview after their last missing episode (Y/N)?",
            ),
            CaseStatus.IN_CARE,
        ),
        ListShape(
            9,
            (
                *_CHILD,
                *_STAFF,
                Column(
                    "Allocated Personal Advisor", Field.ADVISER, also=("Personal Advisor",), is_expected=False
                ),
                Column("Latest Date of Contact", Field.LAST_SEEN_ON, is_expected=False),
                Column("Latest Pathway Plan Review Date", Field.REVIEWED_ON, is_expected=False),
                Column(
                    "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
                    yes_no(yes=Flag.UNACCOMPANIED),
                    is_expected=False,
                ),
                Column("LA In Touch", _IN_TOUCH),
                Column(
                    "Suitability of Accommodation",
                    _SUITABILITY,
                ),
                Column(
                    "Activity Status",
                    _ACTIVITY,
                ),
            ),
            (*_ABOUT_THE_CHILD, "Eligibility Category", "Type of Accommodation"),
            CaseStatus.CARE_LEAVER,
        ),
    )
}

_SHEET_NAME = re.compile(r"\blist\W?\s*0?(\d{1,2})(?!\d)(?:\s*(?:-|–|to|and|&|,)\s*(\d{1,2})(?!\d))?")


def list_number(sheet_name: str) -> int | None:
    """8 for "List 8", "List_8", "LIST 8 - Children in care" or a title "List 8: Children in care".

    None for other sheets, and for a sheet of several lists such as "List 1-9". Lists 10 and 11 (adoption)
    have their numbers too, so that they are never taken for list 1.
    """
    match = _SHEET_NAME.search(sheet_name.replace("_", " ").replace("\u00a0", " ").casefold())
    if not match or not 1 <= int(match[1]) <= 11:
        return None
    several = match[2] is not None and int(match[1]) < int(match[2]) <= 11
    return None if several else int(match[1])

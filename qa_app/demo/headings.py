"""What is written above the columns of Annex A?

Titles and headers are those of Ofsted's template of August 2019, to the letter: with its curly quotes and with
the spaces that some headers end in.
"""

from __future__ import annotations

TITLES: dict[int, str] = {
    1: "List 1: Contacts",
    2: "List 2: Early Help",
    3: "List 3: Referral",
    4: "List 4: Assessments",
    5: "List 5: Section 47 enquiries and Initial Child Protection Conferences",
    6: "List 6: Children in Need",
    7: "List 7: Child protection",
    8: "List 8: Children in care",
    9: "List 9: Care leavers",
}
_EVERY_CHILD = ("Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)")
_DISABILITY = "Does the Child have a Disability"
_ALLOCATED = ("Allocated Team", "Allocated Worker")
HEADERS: dict[int, tuple[str, ...]] = {
    1: (*_EVERY_CHILD, "Date of Contact", "Contact Source"),
    2: (
        *_EVERY_CHILD,
        "Assessment start date",
        "Assessment completion date",
        "Organisation completing assessment",
    ),
    3: (
        *_EVERY_CHILD,
        "Date of referral",
        "Referral Source",
        "Referral NFA?",
        "Number of Referrals in Last 12 Months",
        *_ALLOCATED,
    ),
    4: (
        *_EVERY_CHILD,
        _DISABILITY,
        "Continuous Assessment Start Date",
        "Child Seen During Continuous Assessment",
        "Continuous Assessment Date of Authorisation",
        "Was the child assessed as requiring LA children\u2019s social care support",
        *_ALLOCATED,
    ),
    5: (
        *_EVERY_CHILD,
        _DISABILITY,
        "Strategy discussion initiating Section 47 Enquiry Start Date",
        "Was an Initial Child Protection Conference deemed unnecessary?",
        "Date of Initial Child Protection Conference",
        "Did the Initial Child Protection Conference Result in a Child Protection Plan",
        "Number of Section 47 Enquiries in the last 12 months",
        "Number of ICPCs in the last 12 months",
        *_ALLOCATED,
    ),
    6: (
        *_EVERY_CHILD,
        _DISABILITY,
        "CIN Start Date",
        "Primary Need Code",
        "Date Child Was Last Seen",
        "CIN Closure Date",
        "Reason for Closure",
        "Case status",
        *_ALLOCATED,
    ),
    7: (
        *_EVERY_CHILD,
        _DISABILITY,
        "Child Protection Plan Start Date",
        "Initial Category of Abuse",
        "Latest Category of Abuse",
        "Date of the Last Statutory Visit",
        "Was the Child Seen Alone?",
        "Date of latest review conference",
        "Child Protection Plan End Date",
        "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
        "Number of Previous Child Protection Plans",
        *_ALLOCATED,
    ),
    8: (
        *_EVERY_CHILD,
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
        _DISABILITY,
        "Date Started to be Looked After",
        "Child's Category of Need",
        "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
        "Start date of current legal status",
        "Child's Legal Status",
        "Date of Latest Statutory Review",
        "Date of Last Social Work Visit",
        "What is the permanence plan for this child?",
        "Date of Last IRO Visit / Contact to the Child",
        "Date of Last Health Assessment",
        "Date of Last Dental Check",
        "Number of Placements in the Last 12 months",
        "Date Ceased to be Looked After ",
        "Reason Ceased to be Looked After",
        "Start Date of Most Recent Placement",
        "Placement Type",
        "Placement Provider",
        "Placement postcode",
        "URN of Placement",
        "Placement Location",
        "LA of Placement",
        "Number of Episodes the Child has been \u2018Missing\u2019 from their Placement in the last 12 months",
        "Number of Episodes the Child has been \u2018Absent\u2019 from their Placement in the last 12 months",
        "Was the child offered a Return Interview after their last missing episode (Y/N)?",
        "Did the child accept a Return Interview after their last missing episode (Y/N)?",
        *_ALLOCATED,
    ),
    9: (
        *_EVERY_CHILD,
        _DISABILITY,
        *_ALLOCATED,
        "Eligibility Category",
        "LA In Touch ",
        "Type of Accommodation",
        "Suitability of Accommodation",
        "Activity Status",
    ),
}
FRONT_SHEET = (
    "Annex A - Child level data",
    "Lists 1 - 9",
    "",
    "Exampleshire does not exist. Every child, reference, date and postcode in this workbook is made up.",
    "",
    (
        "Lists 1 to 5 cover the last six months. Lists 6 to 9 show everybody who is helped now, and lists 6 to 8 also "
        "those whose help ended in the last six months."
    ),
    "Lists 10 (adoption) and 11 (adopters) are sent separately.",
)

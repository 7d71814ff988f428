"""How do Annex A lists word things, and how often does each wording occur in Exampleshire?

The codes are those of the sheet "Codes_used" of Ofsted's template (August 2019). The numbers beside them are
weights, made up to look like a middling county; nothing is measured. Where one code is always meant, it is a
constant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

YES, NO, UNKNOWN = "a) Yes", "b) No", "c) Unknown"
FULL_CARE_ORDER, INTERIM_CARE_ORDER, PLACEMENT_ORDER = "C2: FCO", "C1: ICO", "E1: Placement order"
SECTION_20 = "V2: Single period under S20"
CLOSED_NO_LONGER_IN_NEED = "RC7 - Services ceased for any other reason, including child no longer in need"
CLOSED_NO_FURTHER_ACTION = "RC8 - Case closed after assessment, no further action"
CLOSED_TO_EARLY_HELP = "RC9 - Case closed after assessment, referred to early help"
CLOSED_MOVED_AWAY = "RC5 - Transferred to services of another local authority"
CLOSED_GUARDIANSHIP = "RC4 - Special guardianship order"
CLOSED_ADOPTED = "RC1 - Adopted"
CEASED_HOME = "e) E4A: Returned home to live with parents or relatives - part of planning"
CEASED_GUARDIANSHIP = "k) E47: Special Guardianship Orders - relative/friend"
CEASED_ADOPTED = "b) E12: Adopted - consent dispensed"
CEASED_INDEPENDENT = "m) E5: Moved into independent living - supported"
MULTIPLE_CATEGORIES = "e) Multiple/not recommended"

GENDER = {"a) Male": 51, "b) Female": 48, "d) Neither": 1}
ETHNICITY = {
    "a) WBRI": 69,
    "b) WIRI": 1,
    "d) WOTH": 4,
    "e) WROM": 1,
    "f) MWBC": 3,
    "g) MWBA": 2,
    "h) MWAS": 2,
    "i) MOTH": 3,
    "j) AIND": 1,
    "k) APKN": 3,
    "l) ABAN": 1,
    "m) AOTH": 1,
    "n) BCRB": 1,
    "o) BAFR": 4,
    "r) OOTH": 2,
    "s) NOBT": 2,
}
SOURCE = {
    "a) 1A: Individual": 8,
    "b) 1B: Individual": 3,
    "e) 2A: Schools": 19,
    "g) 3A: Health services": 3,
    "h) 3B: Health services": 4,
    "k) 3E: Health services": 6,
    "m) 4: Housing": 2,
    "n) 5A: LA services": 6,
    "o) 5B: LA services": 8,
    "q) 6: Police": 31,
    "r) 7: Other legal agency": 4,
    "s) 8: Other": 5,
    "t) 9: Anonymous": 3,
}
NEED = {
    "N1 - Abuse or neglect": 56,
    "N3 - Parental disability or illness": 6,
    "N4 - Family in acute stress": 12,
    "N5 - Family dysfunction": 20,
    "N6 - Socially unacceptable behaviour": 4,
    "N8 - Absent parenting": 2,
}
NEED_DISABILITY = "N2 - Child\u2019s disability"
NEED_ABSENT = "N8 - Absent parenting"
NEED_IN_CARE = {
    "N1 - Abuse or neglect": 66,
    "N2 - Child\u2019s disability": 3,
    "N3 - Parental illness or disability": 4,
    "N4 - Family in acute stress": 8,
    "N5 - Family dysfunction": 14,
    "N6 - Socially unacceptable behaviour": 2,
    "N8 - Absent parenting": 3,
}
ABUSE = {
    "a) Neglect": 46,
    "b) Physical abuse": 9,
    "c) Sexual abuse": 5,
    "d) Emotional abuse": 34,
    MULTIPLE_CATEGORIES: 6,
}
LEGAL_NEWLY_IN_CARE = {INTERIM_CARE_ORDER: 70, SECTION_20: 30}
LEGAL_LONG_IN_CARE = {FULL_CARE_ORDER: 66, PLACEMENT_ORDER: 9, SECTION_20: 17, INTERIM_CARE_ORDER: 8}
LEGAL_AGED_16 = {FULL_CARE_ORDER: 60, SECTION_20: 40}
PERMANENCE_YOUNG = {
    "b) Adoption": 30,
    "c) SGO/CAO": 22,
    "f) Long-term fostering": 30,
    "a) Return to family": 18,
}
PERMANENCE_OLDER = {
    "f) Long-term fostering": 62,
    "c) SGO/CAO": 9,
    "a) Return to family": 10,
    "e) Long-term residential placement": 15,
    "g) other": 4,
}
PERMANENCE_AGED_16 = {
    "d) Supported living in the community": 52,
    "f) Long-term fostering": 34,
    "e) Long-term residential placement": 10,
    "a) Return to family": 4,
}
PLACEMENT = {
    "d) U4: Foster placement - long term": 36,
    "f) U6: Foster placement - not FFA": 28,
    "a) U1: Foster placement - relatives - long term": 9,
    "c) U3: Foster placement - relative - not FFA": 10,
    "k) P1: Placed with parents": 6,
    "p) K2: Children\u2019s Homes": 11,
}
PLACEMENT_AGED_16 = {
    "n) H5: Residential accommodation": 34,
    "d) U4: Foster placement - long term": 30,
    "f) U6: Foster placement - not FFA": 14,
    "p) K2: Children\u2019s Homes": 14,
    "l) P2: Independent living": 8,
}
PROVIDER = {"b) PR1: Own provision": 54, "e) PR4: Private provision": 40, "f) PR5: Voluntary/third sector": 6}
LOCATION = {"a) In": 72, "b) Out": 28}
ELIGIBILITY = {"b) Former relevant child": 88, "c) Qualifying care leaver": 12}
RELEVANT_CHILD = "a) Relevant child"
IN_TOUCH = {YES: 91, NO: 6, "d) Refu": 1, "e) NREQ": 1, "f) Rhom": 1}
SUITABLE, UNSUITABLE = "a) Suitable", "b) Unsuitable"
ACCOMMODATION = {
    "U: Independent living": 38,
    "D: Semi-independent, transitional accommodation and self-contained accommodation": 17,
    "B: Parents/relatives": 13,
    "Z: With former foster carers": 12,
    "E: Supported lodgings": 6,
    "T: Foyers and similar supported accommodation": 4,
    "K: Ordinary lodgings, without formal support": 3,
    "X: In custody": 3,
    "S: No fixed abode / homeless": 1,
    "V: Emergency accommodation": 1,
    "W: Bed and breakfast": 1,
    "R: Residence not known": 1,
}
UNSUITABLE_ACCOMMODATION = frozenset(
    {"X: In custody", "S: No fixed abode / homeless", "W: Bed and breakfast", "R: Residence not known"}
)
ACTIVITY = {
    "F1: Full time in higher education": 7,
    "F2: Full time in education other than higher": 18,
    "P2: Part time in education other than higher": 3,
    "F3: Full time in training or employment": 20,
    "P3: Part time in training or employment": 8,
    "G4: Not in education, employment or training - illness or disability": 12,
    "G5: Not in education, employment or training - other": 22,
    "G6: Not in education, employment or training - pregnancy or parenting": 10,
}
EARLY_HELP_ORGANISATIONS = {
    "Ellerwick Family Hub": 24,
    "Harrowmere Family Hub": 20,
    "Marlstowe Family Hub": 18,
    "Wexbourne Family Hub": 16,
    "Beck Lane Primary School": 6,
    "Castle Hill Academy": 6,
    "Health visiting service": 10,
}


def pick(weighted: Mapping[str, int], rng: Random) -> str:
    """One of the codes, as often as its weight says."""
    return rng.choices(tuple(weighted), tuple(weighted.values()))[0]

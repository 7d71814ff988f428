"""Is whatever could identify somebody found, and is ordinary audit prose left in peace?"""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.identifying import Hit, Kind, found, possible_references, without
from qa_app.domain.person_names import NOBODY, names_of
from tests.demo.test_voices import ALL as PROSE
from tests.demo.test_voices import TOOLS

ON = date(2026, 11, 20)
PEOPLE = names_of(
    [
        "Wren Castle", "Asha Rao", "Will May", "Grace Hope", "Seán O’Brien", "Anne-Marie Núñez", "SMITH, Jo (agency)",
        "Duty Worker", "Mark Young", "Li Ng", "Łukasz Żak", "Amber Green", "Unallocated", "Dr Imogen Field",
    ]
)  # fmt: skip


def hits(text, names=PEOPLE, references=()):
    return [(hit.kind, hit.text) for hit in found(text, names=names, references=references, on=ON)]


def only(kind, text, what, **others):
    assert hits(text, **others) == [(kind, what)], text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wren Castle visited.", "Wren Castle"),
        ("I rang castle wren twice.", "castle wren"),
        ("RAO, Asha was away.", "RAO, Asha"),
        ("Asha K. Rao signed it.", "Asha K. Rao"),
        ("asha’s note says so.", "asha’s"),
        ("It was Asha's case.", "Asha's"),
        ("Rao closed it.", "Rao"),
        ("Agreed with ASHA RAO.", "ASHA RAO"),
        ("Then Will May came.", "Will May"),
        ("Then W. May came.", "W. May"),
        ("Then W May came.", "W May"),
        ("Seen by G. Hope.", "G. Hope"),
        ("Seen by Ms May.", "Ms May"),
        ("Seen by sean obrien.", "sean obrien"),
        ("Seen by SEÁN O'BRIEN.", "SEÁN O'BRIEN"),
        ("Seen by O’Brien.", "O’Brien"),
        ("Seen by anne marie nunez.", "anne marie nunez"),
        ("Seen by Nunez.", "Nunez"),
        ("Seen by Jo Smith.", "Jo Smith"),
        ("Seen by Jo at home.", "Jo"),
        ("Seen by Ng.", "Ng"),
        ("Seen by lukasz zak.", "lukasz zak"),
        ("Seen by Amber Green.", "Amber Green"),
        ("Seen by Imogen\nField.", "Imogen\nField"),
        ("Mr. Khan said so.", "Mr. Khan"),
        ("Mr Khan’s GP said so.", "Mr Khan’s"),
        ("Mrs A. Khan-Price said so.", "Mrs A. Khan-Price"),
        ("dr Foster said so.", "dr Foster"),
        ("Cllr Beale Jones asked.", "Cllr Beale Jones"),
        ("She loves her nan Sheila.", "nan Sheila"),
        ("Her uncle Dave collects her.", "uncle Dave"),
        ("Mum Sarah is well.", "Mum Sarah"),
        ("Ellie was seen at school.", "Ellie"),
        ("The worker took Mohammed to school.", "Mohammed"),
        ("Zoë likes football.", "Zoë"),
    ],
)
def test_a_name_is_found_in_any_order_case_and_spelling(text, name):
    only(Kind.NAME, text, name)


@pytest.mark.parametrize(
    "text",
    [
        "In May she will visit, and may hope for more.",
        "He has the grace to hope, and a mark was seen on a young castle wall.",
        "Rated Amber, Green and Red.",
        "A duty worker took the call; the case was unallocated.",
        "The agency worker left.",
        "Miss Monday’s visit and you miss School.",
        "Her mother. She said nothing.",
        "Her mother, Polish by birth, works nights.",
        "Mum, Dad and the girls. Nan came on Friday.",
        "The father Friday visits stopped.",
        "the ELLIE project",
        "A field of hope.",
        "",
        "J. and K. talked.",
    ],
)
def test_words_that_are_also_names_are_left_in_peace(text):
    assert hits(text) == []


def test_a_person_is_looked_for_only_when_given():
    assert hits("Wren Castle visited.", names=NOBODY) == []
    assert hits("Wren Castle visited.", names=names_of(["Idris Vale"])) == []
    assert hits("Idris rang.", names=names_of(["Idris Vale"])) == [(Kind.NAME, "Idris")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("DOB 12/3/14.", "12/3/14"),
        ("D.O.B.: 12-03-2014", "12-03-2014"),
        ("date of birth: 12.3.14", "12.3.14"),
        ("born 12 March", "12 March"),
        ("He was born on the 12th of March 2014.", "12th of March 2014"),
        ("born in March 2014", "March 2014"),
        ("Birthday: March 12th", "March 12th"),
        ("her birthday is 24/07", "24/07"),
        ("born 1 Sept '19", "1 Sept '19"),
        ("Born 3 November 2026", "3 November 2026"),
        ("12 March 2014, she was seen", "12 March 2014"),
        ("seen 2014-03-12 at home", "2014-03-12"),
        ("March 12th, 2014", "March 12th, 2014"),
        ("12-Mar-2014", "12-Mar-2014"),
        ("12/03/2014", "12/03/2014"),
    ],
)
def test_a_date_of_birth_is_found(text, day):
    only(Kind.BIRTH_DATE, text, day)


@pytest.mark.parametrize(
    "text",
    [
        "Seen on 3 November 2026 and 12/10/2026.",
        "The plan of 4 March 2025 was late.",
        "In force since 1 January 1990.",
        "Before the birth the plan was made; in August, after the baby was born, it was not.",
        "Support 24/7. On 31/02/2014 and 45/13/2014.",
        "99 of 100; 3/4 of them",
    ],
)
def test_dates_of_what_happened_are_left_in_peace(text):
    assert hits(text) == []


def test_nhs_numbers_have_a_right_check_digit_or_say_that_they_are_one():
    for written in ("943 476 5919", "9434765919", "943-476-5919", "943 4765919"):
        only(Kind.NHS_NUMBER, f"Number {written}.", written)
    only(Kind.NHS_NUMBER, "NHS no. 943 476 5918", "943 476 5918")
    for other in ("943 476 5918", "000 000 0000", "943 476 591", "9434 765919 1", "12345678901234"):
        assert hits(f"Number {other}.") == []


@pytest.mark.parametrize(
    "written", ["ME4 4TR", "me44tr", "SW1A 1AA", "M1 1AE", "GIR 0AA", "B33  8TH", "w1a 0ax"]
)
def test_postcodes(written):
    only(Kind.POSTCODE, f"at {written}, since May", written)


@pytest.mark.parametrize("text", ["section B1 2nd review", "S47 3rd", "in Year 6 1st term", "ME4", "QQ1 1QQ"])
def test_no_postcodes(text):
    assert hits(text) == []


@pytest.mark.parametrize(
    "written",
    ["07700 900123", "+44 7700 900123", "(01634) 332266", "0044 (0)1634 332 266", "020 7946 0000", "01634-332266",
     "0800.111.1234"],
)  # fmt: skip
def test_telephone_numbers(written):
    only(Kind.PHONE, f"Ring {written}.", written)


@pytest.mark.parametrize(
    "text", ["Ring 999 or 101.", "01.02.2024-05.06.2026", "0 of 12", "1408 cases in 2026"]
)
def test_no_telephone_numbers(text):
    assert hits(text) == []


def test_mail_addresses_hide_the_name_within():
    only(Kind.EMAIL, "To asha.rao@testshire.example, please.", "asha.rao@testshire.example")
    assert hits("Meet @ 10, not @home") == []


def test_references_are_those_of_cases():
    text = "As in EX000123 and (lcs-0042): not EX999999, 2026 or 12."
    assert possible_references(text) == {"ex000123", "lcs-0042", "ex999999"}
    assert hits(text, references={"ex000123", "lcs-0042"}) == [
        (Kind.REFERENCE, "EX000123"),
        (Kind.REFERENCE, "lcs-0042"),
    ]


def test_a_hit_says_where_it_is_and_what_it_is():
    first, second = found("Asha Rao rang.\n\nAt ME4\u00a04TR.", names=PEOPLE, on=ON)
    assert (first.line, first.start, first.end) == (1, 0, 8)
    assert first.sentence == "“Asha Rao” looks like the name of a person."
    assert (second.line, second.sentence) == (3, "“ME4 4TR” looks like a postcode.")
    assert without("Asha Rao rang.\n\nAt ME4\u00a04TR.", [first, second]) == " rang.\n\nAt ."


def test_ordinary_audit_prose_has_nothing_in_it():
    of_tools = [
        words
        for tool in TOOLS
        for question in tool.all_questions
        for words in (
            question.text,
            question.hint,
            question.guidance,
            *(each.text for each in question.choices),
        )
    ]
    assert len(PROSE) > 600
    found_in = {text: said for text in (*PROSE, *of_tools) if (said := hits(text))}
    # But for the guinea pig of an exemplar, which is there to be warned of.
    assert list(found_in.values()) == [[(Kind.NAME, "Alfie"), (Kind.NAME, "Alfie")]]


ODD = st.text(
    st.sampled_from("aA1 09.,-/'’@\n\tM4Tr()+éßıŁ中😀\u00a0\u0301") | st.characters(exclude_categories=["Cs"])
)
WORDS = st.lists(
    st.sampled_from(
        ["Asha", "rao", "Will", "may", "W.", "Mr", "born", "12/3/14", "March", "2014", "ME4", "4TR", "07700", "900123", "@",
         "943 476 5919", "a.b@c.de", "EX000123", "NHS", "\n", ",", "-", "of", "x" * 70]
    )
).map(" ".join)  # fmt: skip


@given(ODD | WORDS)
def test_no_text_breaks_it_and_hits_are_what_they_say(text):
    said = found(text, names=PEOPLE, references={"ex000123"}, on=ON)
    assert all(isinstance(each, Hit) and text[each.start : each.end] == each.text for each in said)
    assert all(each.text and each.line == text.count("\n", 0, each.start) + 1 for each in said)
    assert all(one.end <= other.start for one, other in pairwise(said))
    assert len(without(text, said)) == len(text) - sum(len(each.text) for each in said)
    assert found(text, names=PEOPLE, references={"ex000123"}, on=ON) == said


@given(WORDS, WORDS)
def test_what_is_found_does_not_depend_on_what_stands_far_before_it(one, other):
    apart = "\n" + "." * 60 + "\n"
    alone = [(each.kind, each.text) for each in found(other, names=PEOPLE, on=ON)]
    after = [
        (each.kind, each.text)
        for each in found(one + apart + other, names=PEOPLE, on=ON)
        if each.start >= len(one + apart)
    ]
    assert after == alone


@given(st.lists(ODD | st.just("May"), max_size=6))
def test_any_list_of_names_can_be_looked_for(people):
    found("May May or Asha", names=names_of(people), on=ON)


def seconds(text, names):
    """Of this process alone: whatever else the machine does."""
    begun = time.process_time()
    found(text, names=names, references={"ex000123"}, on=ON)
    return time.process_time() - begun


def test_two_thousand_names_in_twenty_thousand_characters_take_milliseconds():
    syllables = [a + b for a in "bcdfghjklmnprstvz" for b in ("an", "ero", "il", "o", "undi")]
    people = names_of(
        f"{one.title()}{other} {other.title()}{one}ley" for one in syllables[:45] for other in syllables[:45]
    )
    text = " ".join(PROSE)[:20_000]
    assert len(people.initials) > 2_000
    assert min(seconds(text, people) for _ in range(5)) < 0.15
    # However odd a text is, four times as much of it takes no more than about four times as long.
    for odd in ("a.", "a@", "0 ", "12/", "born ", "(0(", "+44 ", "Mr ", "A. ", "1 May ", "\n", "Banan "):
        little, much = (min(seconds(odd * times, people) for _ in range(3)) for times in (1_500, 6_000))
        assert much < 10 * little + 0.05, odd

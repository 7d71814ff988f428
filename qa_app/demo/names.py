"""What are the people of Exampleshire called?

First names and surnames as they are met in any British council, of many heritages, put together by chance.
Nobody in particular is meant; a name that is also somebody's is a coincidence.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

# Each pair of lists belongs together, so that first name and surname suit each other; the number is the
# share of staff that it stands for, out of 100.
_FAMILIES: tuple[tuple[int, str, str], ...] = (
    (
        52,
        (
            "Alison Amy Andrew Beth Bryony Callum Carol Catherine Chloe Claire Craig Daniel Debbie Edward Eleanor Ellie "
            "Fiona Gareth Gemma Georgina Hannah Harriet Heather Helen Holly Ian Jack Jacqui Jenny Joanne Kate Katie "
            "Kelly Kirsty Laura Leanne Louise Lucy Luke Lynne Mark Martin Megan Natalie Neil Nicola Paula Rachel "
            "Rebecca Rhys Rob Rosie Sally Sam Sarah Simon Stephanie Stuart Tom Tracy Vicky Wendy"
        ),
        (
            "Ainsley Ashdown Beckwith Blakey Bramhall Cartmell Chadwell Colbeck Crossland Dacre Denholm Eastham "
            "Elsdon Fairhurst Farrow Garside Goodridge Halliday Harkness Hebden Hepworth Holroyd Ingleby Jessop Kershaw "
            "Lidgett Longden Maltby Marsden Midgley Nettleton Oldroyd Ormerod Pickersgill Prescott Radcliffe Rushworth "
            "Sandall Selby Shackleton Stancliffe Stead Tattersall Thackray Tolson Tranter Utley Varley Wadsworth "
            "Whitaker Wigglesworth Winterbourne Wragg Yeadon"
        ),
    ),
    (
        6,
        "Aoife Bronagh Ciaran Deirdre Eoin Maeve Niamh Orla Padraig Sinead",
        "Brannigan Cassidy Devlin Donnellan Gilhooly Hanratty Keaveney McGrory Mulvey Rafferty",
    ),
    (3, "Angharad Carys Dewi Eleri Gwen Iwan Lowri Owain", "Bevan Gethin Llewellyn Parry Prosser Pugh"),
    (
        3,
        "Catriona Eilidh Hamish Isla Mhairi Ross",
        "Abernethy Dalgleish Galbraith McCrindle Murchison Strachan",
    ),
    (
        12,
        "Aisha Amina Asif Farah Hassan Imran Javed Nadia Naveed Nazia Rukhsana Saima Samina Shabnam Tariq Zainab",
        "Akhtar Anwar Ashraf Aziz Chaudhry Hussain Iqbal Mahmood Malik Mirza Qureshi Rashid Saleem Uddin",
    ),
    (
        8,
        "Amrit Anjali Deepa Gurpreet Harjit Jaspreet Kiran Manjit Meera Nikhil Priya Rajan Sunita Vikram",
        "Atwal Bains Bhogal Chauhan Desai Dhillon Gohil Joshi Lakhani Mistry Nair Sandhu Solanki Thakrar",
    ),
    (
        10,
        "Abena Adaeze Ayodele Chidi Efua Folake Kwame Ngozi Olufemi Temi Tendai Uche Yewande Zanele",
        "Adeleke Adomako Agyeman Asante Balogun Chikwanha Danso Eze Moyo Ncube Nwosu Ogunleye Okafor Owusu",
    ),
    (
        4,
        "Andrea Calvin Desmond Joy Keisha Leroy Marcia Shanice Yvette",
        "Bartley Cuffe Dawkins Gayle Morrison Reid Samuels Thorpe Wint",
    ),
    (2, "Agnieszka Katarzyna Magda Marek Monika Tomasz", "Kaczmarek Mazur Nowak Pawlak Wrona"),
    (1, "Andreea Ioana Mihai Simona", "Ionescu Popa Rusu Stan"),
)


def draw_names(number: int, rng: Random) -> tuple[str, ...]:
    """So many full names, no two alike; no first name and no surname more than twice, to tell people apart."""
    shares = [share for share, _, _ in _FAMILIES]
    drawn: dict[str, None] = {}
    uses: Counter[str] = Counter()
    while len(drawn) < number:
        _, firsts, lasts = rng.choices(_FAMILIES, shares)[0]
        first, last = rng.choice(firsts.split()), rng.choice(lasts.split())
        name = f"{first} {last}"
        if name not in drawn and uses[first] < 2 and uses[last] < 2:
            drawn[name] = None
            uses.update((first, last))
    return tuple(drawn)

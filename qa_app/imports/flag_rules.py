"""What does an answer in a list say about the case?

Each rule turns a cell into the flags that it raises, with a complaint when the cell cannot be understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from qa_app.imports.cells import NOTHING, is_error, text_of, whole_number, yes_or_no

if TYPE_CHECKING:
    from qa_app.domain.cases import Flag
    from qa_app.imports.cells import Cell

Rule = Callable[["Cell"], "tuple[frozenset[Flag], str]"]

_NONE: frozenset[Flag] = frozenset()


def yes_no(yes: Flag | None = None, no: Flag | None = None) -> Rule:
    """One flag for a yes, another or none for a no, none for unknown."""
    raised = {True: frozenset({yes} if yes else ()), False: frozenset({no} if no else ()), None: _NONE}

    def rule(cell: Cell) -> tuple[frozenset[Flag], str]:
        answer, complaint = yes_or_no(cell)
        return raised[answer], complaint

    return rule


def at_least(least: int, flag: Flag) -> Rule:
    """The flag when the number is that large."""
    raised = frozenset({flag})

    def rule(cell: Cell) -> tuple[frozenset[Flag], str]:
        number, complaint = whole_number(cell)
        return raised if number is not None and number >= least else _NONE, complaint

    return rule


def blank(flag: Flag) -> Rule:
    """The flag when nothing is written, as Ofsted asks for a child without a permanence plan."""
    raised = frozenset({flag})

    def rule(cell: Cell) -> tuple[frozenset[Flag], str]:
        if is_error(cell):
            return _NONE, "This is a spreadsheet error"
        return raised if text_of(cell).casefold() in NOTHING else _NONE, ""

    return rule


def codes(flag: Flag, raised_by: str, others: str) -> Rule:
    """The flag for answers that one pattern matches, none for those of the other; small letters, whole answer."""
    raised = frozenset({flag})

    def rule(cell: Cell) -> tuple[frozenset[Flag], str]:
        answer = text_of(cell).casefold()
        if answer in NOTHING or re.fullmatch(others, answer):
            return _NONE, ""
        return (raised, "") if re.fullmatch(raised_by, answer) else (_NONE, "This is not one of the codes")

    return rule


def yes_or_number(least: int, flag: Flag) -> Rule:
    """For a council's own column, which may count or may say yes and no."""
    counted, answered = at_least(least, flag), yes_no(yes=flag)

    def rule(cell: Cell) -> tuple[frozenset[Flag], str]:
        flags, complaint = counted(cell)
        return (flags, "") if not complaint else answered(cell)

    return rule

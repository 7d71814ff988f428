"""How are choices offered?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.widgets import CheckboxInput, ListWidget

if TYPE_CHECKING:
    from collections.abc import Iterable


class Checkboxes(SelectMultipleField):
    """Many of several choices."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def offered(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Choices from (value, label) pairs, in their order."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def offered_with_hints(triples: Iterable[tuple[str, str, str]]) -> list[SelectChoice]:
    """Choices from (value, label, hint) triples, in their order."""
    return [
        SelectChoice(value=value, label=label, render_kw={"hint": hint} if hint else {})
        for value, label, hint in triples
    ]

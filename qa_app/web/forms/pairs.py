"""What does a QA manager say about second audits: how many, by whom, and when one is waited for no longer?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired

from qa_app.domain.second_audits import SecondAuditRules
from qa_app.web.forms.choices import offered_with_hints
from qa_app.web.forms.text import whole, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_app.domain.conflicts import AvailableAuditor
    from qa_app.models.rounds import Round

_REASON_LIMIT = 2_000


class SecondRulesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """How many of a round's audits are made twice, and when two of them agree."""

    share_percent = whole(
        "What percentage of the audits?",
        0,
        100,
        hint="Drawn by chance, in an order that anybody can repeat. 0 for none.",
    )
    at_least = whole("At least how many of each auditor’s audits?", 0, 50, hint="0 for no least number.")
    first_of_new = whole(
        "How many first audits of a new auditor?",
        0,
        50,
        hint="Counted over all rounds: all of an auditor’s first so many. 0 for none.",
    )
    is_strict = BooleanField("Two audits agree only when every section has the same grade")
    lowest_by_person = BooleanField(
        "Two audits that both have the lowest grade go to a moderator all the same"
    )
    revision = HiddenField()

    @property
    def rules(self) -> SecondAuditRules:
        """What was entered."""
        return SecondAuditRules(
            share_percent=self.share_percent.data,
            at_least=self.at_least.data,
            first_of_new=self.first_of_new.data,
            sections_apart=0 if self.is_strict.data else 1,
            lowest_by_person=self.lowest_by_person.data,
        )


def second_rules_of(round_: Round) -> dict[str, Any]:
    """What the form begins with."""
    rules = round_.second_rules
    return {
        "share_percent": rules.share_percent,
        "at_least": rules.at_least,
        "first_of_new": rules.first_of_new,
        "is_strict": rules.sections_apart == 0,
        "lowest_by_person": rules.lowest_by_person,
        "revision": str(round_.revision),
    }


class ByHandForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Let somebody audit a case again, blind."""

    auditor = RadioField(
        "Who audits it, without knowing of the other?", [InputRequired("Choose who audits it")]
    )
    because = words(
        "Why is it audited twice?",
        required="Enter why this case is audited twice",
        limit=_REASON_LIMIT,
        hint="Neither of the two auditors can read this before both have handed in.",
    )

    def place(self, auditors: Iterable[AvailableAuditor]) -> ByHandForm:
        """Offer those who are independent, each with what they have already."""
        self.auditor.choices = offered_with_hints(
            (
                str(each.user_id),
                each.name,
                "Has 1 audit now" if each.load == 1 else f"Has {each.load} audits now",
            )
            for each in auditors
        )
        return self


class CallOffForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Wait no longer for a second audit."""

    because = words(
        "Why is the second audit called off?",
        required="Enter why the second audit is called off",
        limit=_REASON_LIMIT,
        hint="It stays with the withdrawn audit.",
    )
    revision = HiddenField()

"""Which moderated audits are compared?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import Form, SelectField

from qa_app.domain.months import month_named
from qa_app.queries.moderation_changes import Wanted
from qa_app.web.forms.choices import offered
from qa_app.web.forms.numbers import number_from

if TYPE_CHECKING:
    from qa_app.queries.moderation_changes import Offered


class ChangesFilter(Form):
    """Month, round and tool. Sent with the address, so it changes nothing."""

    month = SelectField("Moderated in")
    round = SelectField("Round")
    tool = SelectField("Tool")

    def place(self, choices: Offered) -> ChangesFilter:
        """Offer what moderated audits have."""
        self.month.choices = offered([("", "Any month"), *((each.key, each.name) for each in choices.months)])
        self.round.choices = offered([("", "Any round"), *((str(n), title) for n, title in choices.rounds)])
        self.tool.choices = offered([("", "Any tool"), *choices.tools])
        return self

    def wanted(self) -> Wanted:
        """What was asked for; what makes no sense is as if it had not been asked."""
        tools = {choice.value for choice in self.tool.choices or ()}  # type: ignore[union-attr]  # ours
        return Wanted(
            month=month_named(self.month.data or ""),
            round_id=number_from(self.round.data),
            tool_key=self.tool.data if self.tool.data in tools else "",
        )

"""Which blind pairs are compared, and about what?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import Form, SelectField

from qa_app.domain.grading_over_time import Span
from qa_app.domain.months import month_named
from qa_app.domain.pair_agreement import OVERALL
from qa_app.queries.comparisons import Wanted
from qa_app.web.forms.choices import offered
from qa_app.web.forms.numbers import number_from

if TYPE_CHECKING:
    from qa_app.domain.pair_agreement import About
    from qa_app.queries import moderation_changes
    from qa_app.queries.comparisons import Offered


class PairsFilter(Form):
    """Months, round and tool. Sent with the address, so it changes nothing."""

    since = SelectField("Both locked from", name="from")
    until = SelectField("Both locked to", name="to")
    round = SelectField("Round")
    tool = SelectField("Tool")

    def place(self, choices: Offered | moderation_changes.Offered) -> PairsFilter:
        """Offer what pairs have, and what was asked for although they have it not: the page must say what it shows."""
        asked = filter(None, (month_named(each.data or "") for each in (self.since, self.until)))
        months = [(month.key, month.name) for month in sorted({*choices.months, *asked}, reverse=True)]
        self.since.choices = offered([("", "The beginning"), *months])
        self.until.choices = offered([("", "Today"), *months])
        rounds = dict(choices.rounds)
        number = number_from(self.round.data)
        if number is not None:
            rounds.setdefault(number, "Another round")
        self.round.choices = offered([("", "Any round"), *((str(n), title) for n, title in rounds.items())])
        self.tool.choices = offered([("", "Any tool"), *choices.tools])
        return self

    @property
    def kept(self) -> dict[str, Any]:
        """What was asked for, as addresses of the same pairs say it."""
        return {each.name: each.data for each in self if each.data}

    def in_words(self) -> list[tuple[str, str]]:
        """Each filter and what was chosen in it, in the words of the page."""
        asked = []
        for each in (self.since, self.until, self.round, self.tool):
            choices = _offered_in(each)
            asked.append((each.label.text, choices.get(each.data or "", choices[""])))
        return asked

    def wanted(self) -> Wanted:
        """What was asked for; what makes no sense is as if it had not been asked, and months may be the wrong way round."""
        since, until = month_named(self.since.data or ""), month_named(self.until.data or "")
        if since and until and until < since:
            since, until = until, since
        return Wanted(
            since=since,
            until=until,
            round_id=number_from(self.round.data),
            tool_key=self.tool.data if self.tool.data in _offered_in(self.tool) else "",
        )


class AgreementFilter(PairsFilter):
    """The same, and what is compared: one page for the overall grade, a section and a question."""

    about = SelectField("Section or question")

    def offer(self, choices: Offered) -> AgreementFilter:
        """Offer what pairs have; sections and questions where pairs have one tool."""
        self.place(choices)
        self.about.choices = offered([(_value(each), _label(each)) for each in choices.abouts])
        return self

    def wanted(self) -> Wanted:
        """The same, and what about."""
        wanted = super().wanted()
        return Wanted(
            wanted.since,
            wanted.until,
            wanted.round_id,
            wanted.tool_key,
            self.about.data or OVERALL.key,
        )


class QuestionsFilter(PairsFilter):
    """The same of moderated audits, of one tool."""

    since = SelectField("Moderated from", name="from")
    until = SelectField("Moderated to", name="to")

    def place(self, choices: Offered | moderation_changes.Offered) -> QuestionsFilter:
        """Offer what moderated audits have."""
        super().place(choices)
        self.tool.choices = offered([("", "The tool used most"), *choices.tools])
        return self


class AuditorFilter(PairsFilter):
    """The same, and how long the periods of a course are."""

    span = SelectField(
        "Over time by", choices=offered([("", "What fits"), ("month", "Month"), ("quarter", "Quarter")])
    )

    def wanted_span(self) -> Span | None:
        """The length asked for; None for what fits."""
        return Span(self.span.data) if self.span.data in set(Span) else None


def _offered_in(field: SelectField) -> dict[str, str]:
    """Value → label of every choice."""
    return {choice.value: choice.label for choice in field.choices or ()}  # type: ignore[union-attr]  # ours


def _value(about: About) -> str:
    return "" if about == OVERALL else about.key


def _label(about: About) -> str:
    if about == OVERALL:
        return about.title
    return f"{'Section' if about.is_section else 'Question'}: {about.title}"

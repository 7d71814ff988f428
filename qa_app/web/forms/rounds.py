"""What a QA manager says about a round: what it looks at, when, in which cases, and what a moderator reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from qa_app.domain.cases import LIST_TITLES, Flag
from qa_app.domain.cohort_choices import OWN_LISTS, CohortChoice, choice_of
from qa_app.domain.cohorts import READY_MADE, Period
from qa_app.domain.moderating import ModerationRules
from qa_app.domain.rounds import NO_SECOND_AUDITS, RoundPlan
from qa_app.domain.workflow import Status
from qa_app.queries.rounds import OUTSTANDING, OVERDUE, AuditFilter
from qa_app.web.forms.choices import Checkboxes, offered, offered_with_hints
from qa_app.web.forms.fields import DatePartsField
from qa_app.web.forms.text import Once, line, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from qa_app.domain.cohorts import Cohort
    from qa_app.domain.second_audits import SecondAuditRules
    from qa_app.models.people import Service
    from qa_app.models.rounds import Round
    from qa_app.models.tools import ToolVersion
    from qa_app.queries.progress import ProgressLine


class DetailsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a round looks at and when."""

    title = line("Title", required="Enter a title for the round", hint="For example, November 2026 round.")
    theme = line(
        "Theme",
        required="Enter what the round looks into",
        hint="For example, assessments ending in no further action.",
    )
    tool = SelectField("Audit tool", validators=[InputRequired("Choose the audit tool")])
    period_first = DatePartsField(
        "First day of the audit period",
        called="The first day of the audit period",
        required="Enter the first day of the audit period",
        description="The practice that is looked at. Ready-made cohorts such as re-referrals use it.",
    )
    period_last = DatePartsField(
        "Last day of the audit period",
        called="The last day of the audit period",
        required="Enter the last day of the audit period",
    )
    opens_on = DatePartsField(
        "Day that the round opens",
        called="The day that the round opens",
        required="Enter the day that the round opens",
    )
    due_on = DatePartsField(
        "Day that audits are due", called="The due date", required="Enter the day that audits are due"
    )
    once = Once()
    revision = HiddenField()

    def place(self, tools: Sequence[ToolVersion]) -> DetailsForm:
        """Offer the tool versions."""
        self.tool.choices = offered([("", "Choose a tool"), *((str(each.id), each.label) for each in tools)])
        return self

    def validate_period_last(self, field: Any) -> None:
        """The period has an end that comes after its beginning."""
        _in_order(
            self.period_first.data, field, "The last day of the audit period must not be before its first"
        )

    def validate_due_on(self, field: Any) -> None:
        """Audits are due after the round opens."""
        _in_order(self.opens_on.data, field, "The due date must not be before the day that the round opens")

    @property
    def period(self) -> Period:
        """The audit period that was entered."""
        return Period(self.period_first.data, self.period_last.data)

    def plan(
        self,
        choice: CohortChoice,
        moderation: ModerationRules,
        second: SecondAuditRules = NO_SECOND_AUDITS,
    ) -> RoundPlan:
        """The plan with what was entered, and the rules that the round has."""
        return RoundPlan(
            title=self.title.data,
            theme=self.theme.data,
            tool_version_id=int(self.tool.data),
            period=self.period,
            opens_on=self.opens_on.data,
            due_on=self.due_on.data,
            cohort=choice.cohort(self.period),
            moderation=moderation,
            second=second,
        )


class CohortForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which cases a round is about."""

    key = RadioField(
        "Which cases?",
        validators=[InputRequired("Choose which cases the round is about")],
    )
    lists = Checkboxes(
        "Lists",
        choices=offered((str(number), f"{number}: {title}") for number, title in LIST_TITLES.items()),
        description="Only for cases of lists that you choose.",
    )
    services = Checkboxes("Services", description="Choose none for all services.")
    teams = Checkboxes("Teams", description="Choose none for all teams.")
    flags = Checkboxes(
        "Facts",
        choices=offered((flag.value, flag.label) for flag in Flag),
        description="A case must have every fact that you choose.",
    )
    open_only = BooleanField("Only cases that are open now")
    revision = HiddenField()

    def place(
        self, services: Sequence[Service], period: Period, size_of: Callable[[Cohort], int]
    ) -> CohortForm:
        """Offer the ready-made cohorts for the period with their sizes, and the council's services and teams."""
        ready = [
            (key, f"{cohort.title} ({_cases(size_of(cohort))})", cohort.describe())
            for key, cohort in ((key, make(period)) for key, make in READY_MADE.items())
        ]
        own = (OWN_LISTS, "Cases of lists that I choose", "Choose the lists below.")
        self.key.choices = offered_with_hints([*ready, own])
        self.services.choices = offered((each.name, each.name) for each in services)
        self.teams.choices = offered(
            (team.name, f"{team.name} ({each.name})") for each in services for team in each.teams
        )
        return self

    @property
    def choice(self) -> CohortChoice:
        """What was chosen."""
        return CohortChoice(
            self.key.data,
            lists=tuple(sorted(int(number) for number in self.lists.data or ()))
            if self.key.data == OWN_LISTS
            else (),
            teams=tuple(self.teams.data or ()),
            services=tuple(self.services.data or ()),
            flags=tuple(sorted(Flag(value) for value in self.flags.data or ())),
            open_only=self.open_only.data,
        )


class RulesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which submitted audits a moderator must read."""

    lowest_grade = BooleanField("Every audit with the lowest grade")
    highest_grade = BooleanField("Every audit with the highest grade")
    above_cap = BooleanField("Every audit graded above what the tool’s limiting rules allow")
    came_back = BooleanField("Every audit that was returned and came back")
    first_audits = whole(
        "How many first audits of each auditor?", 0, 50, hint="Counted over all rounds. 0 for none."
    )
    share_percent = whole(
        "What percentage of the rest?",
        0,
        100,
        hint="Chosen by chance, with a number that anybody can work out again.",
    )
    revision = HiddenField()

    @property
    def rules(self) -> ModerationRules:
        """What was entered."""
        return ModerationRules(
            lowest_grade=self.lowest_grade.data,
            highest_grade=self.highest_grade.data,
            above_cap=self.above_cap.data,
            came_back=self.came_back.data,
            first_audits=self.first_audits.data,
            share_percent=self.share_percent.data,
        )


class AuditsFilterForm(Form):
    """Which audits of a round a list shows. Sent with the address."""

    status = SelectField(
        "Status",
        choices=offered(
            [
                ("", "Any status"),
                (OUTSTANDING, "Not handed in"),
                (OVERDUE, "Overdue"),
                *((status.value, status.label) for status in Status),
            ]
        ),
    )
    team = SelectField("Team", validate_choice=False)
    auditor = SelectField("Auditor", validate_choice=False)

    def place(self, teams: Sequence[ProgressLine], auditors: Sequence[ProgressLine]) -> AuditsFilterForm:
        """Offer the teams and auditors of the round."""
        self.team.choices = offered([("", "Any team"), *((str(each.id or 0), each.name) for each in teams)])
        self.auditor.choices = offered([("", "Anybody"), *((str(each.id), each.name) for each in auditors)])
        return self

    @property
    def wanted(self) -> AuditFilter:
        """The filter; what makes no sense asks for nothing."""
        known = {OUTSTANDING, OVERDUE, *(status.value for status in Status)}
        status = self.status.data or ""
        return AuditFilter(
            status=status if status in known else "",
            team_id=_number(self.team.data),
            auditor_id=_number(self.auditor.data),
        )


def details_of(round_: Round) -> dict[str, Any]:
    """What the details form begins with."""
    return {
        "title": round_.title,
        "theme": round_.theme,
        "tool": str(round_.tool_version_id),
        "period_first": round_.period_start,
        "period_last": round_.period_end,
        "opens_on": round_.opens_on,
        "due_on": round_.due_on,
        "revision": str(round_.revision),
    }


def cohort_of(round_: Round) -> dict[str, Any]:
    """What the cohort form begins with."""
    choice = choice_of(round_.cohort, period_of(round_))
    return {
        "key": choice.key,
        "lists": [str(number) for number in choice.lists],
        "teams": list(choice.teams),
        "services": list(choice.services),
        "flags": [flag.value for flag in choice.flags],
        "open_only": choice.open_only,
        "revision": str(round_.revision),
    }


def rules_of(round_: Round) -> dict[str, Any]:
    """What the moderation form begins with."""
    rules = round_.moderation_rules
    return {
        "lowest_grade": rules.lowest_grade,
        "highest_grade": rules.highest_grade,
        "above_cap": rules.above_cap,
        "came_back": rules.came_back,
        "first_audits": rules.first_audits,
        "share_percent": rules.share_percent,
        "revision": str(round_.revision),
    }


def period_of(round_: Round) -> Period:
    """The round's audit period as the rules know it."""
    return Period(round_.period_start, round_.period_end)


def plan_of(round_: Round, *, second: SecondAuditRules | None = None) -> RoundPlan:
    """The plan that the round keeps, to be changed in one part."""
    return RoundPlan(
        title=round_.title,
        theme=round_.theme,
        tool_version_id=round_.tool_version_id,
        period=period_of(round_),
        opens_on=round_.opens_on,
        due_on=round_.due_on,
        cohort=round_.cohort,
        moderation=round_.moderation_rules,
        second=second or round_.second_rules,
    )


def _cases(number: int) -> str:
    return f"{number:,} case" if number == 1 else f"{number:,} cases"


def _in_order(first: date | None, field: Any, message: str) -> None:
    if first and field.data and field.data < first:
        field.faulty_parts = ("day", "month", "year")
        raise ValidationError(message)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None

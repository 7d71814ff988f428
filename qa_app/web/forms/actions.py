"""What do people say of an action, from its proposal to its verification?"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from qa_app.clock import today
from qa_app.domain.actions import ActionStatus, Level, Priority, Words
from qa_app.domain.rag import Rag
from qa_app.queries.action_lists import DueWhen, Stage, Wanted, Whose
from qa_app.services.proposing import Proposal
from qa_app.web.forms.choices import Checkboxes, offered
from qa_app.web.forms.fields import DatePartsField
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.text import Once, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_app.models.actions import Action
    from qa_app.models.audits import Audit
    from qa_app.models.people import User
    from qa_app.web.forms.text import Words as Typed

E = TypeVar("E", bound=StrEnum)

_NONE = ""


class FutureDateField(DatePartsField):
    """A day that is today or later, as it is when the form is sent."""

    def pre_validate(self, form: object) -> None:
        """Check against today."""
        self.earliest = today()
        super().pre_validate(form)


def _due_date(label: str = "Due date") -> FutureDateField:
    return FutureDateField(label, called="The due date", required="Enter the due date")


class ActionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What every step of an action has in common: the revision that its page showed."""

    revision = HiddenField(default="0")
    because: Typed


class ProposalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Propose an action."""

    what = words(
        "What is to be done?",
        required="Say what is to be done",
        hint="Begin with what somebody does: write, visit, agree, train. Do not write names of family members.",
    )
    measure = words(
        "How will you know that it is done?",
        required="Say how you will know that it is done",
        hint="A number, or the record that will show it.",
    )
    level = RadioField(
        "Whose practice or circumstances does it change?",
        [InputRequired("Choose whose practice or circumstances it changes")],
        choices=offered((each.value, each.label) for each in Level),
    )
    priority = RadioField(
        "Priority",
        [InputRequired("Choose a priority")],
        choices=offered((each.value, each.label) for each in Priority),
    )
    owner = SelectField("Owner", description="One person who will do it, or see that it is done.")
    team = SelectField("Team whose manager is to agree it")
    due_on = _due_date()
    findings = Checkboxes("Which findings does it answer?", description="Choose all that apply.")
    once = Once()
    advised = HiddenField(default="")

    def place(self, owners: Sequence[User], audit: Audit, teams: Iterable[tuple[str, str]]) -> ProposalForm:
        """Offer the people who can own it and the findings of the audit; a team only when the case has none."""
        named = ((str(person.id), _described(person)) for person in owners)
        self.owner.choices = offered([(_NONE, "Choose a person"), *named])
        self.owner.validators = [InputRequired("Choose who owns the action")]
        self.findings.choices = offered(
            (str(each.id), f"{each.kind.label}: {each.text}") for each in audit.findings
        )
        if audit.team_id is not None:
            del self.team
        else:
            self.team.choices = offered([(_NONE, "Choose a team"), *teams])
            self.team.validators = [InputRequired("Choose the team whose manager is to agree the action")]
        return self

    def proposal(self) -> Proposal:
        """What was entered, after validation."""
        return Proposal(
            what=self.what.data,
            measure=self.measure.data,
            level=Level(self.level.data),
            priority=Priority(self.priority.data),
            owner_id=int(self.owner.data),
            due_on=self.due_on.data,
            finding_ids=frozenset(int(value) for value in self.findings.data or ()),
            team_id=int(self.team.data) if "team" in self else None,
        )


class SuggestionForm(ActionForm):
    """Suggest other words or another date."""

    what = words("What is to be done?", required="Say what is to be done")
    measure = words("How will you know that it is done?", required="Say how you will know that it is done")
    due_on = DatePartsField("Due date", called="The due date", required="Enter the due date")
    because = words("Why do you suggest this?", required="Say why you suggest other words or another date")

    @property
    def words(self) -> Words:
        """What is suggested, after validation."""
        return Words(self.what.data, self.measure.data, self.due_on.data)


class KeepForm(ActionForm):
    """Keep the action as it was."""

    because = words("Why does the action stay as it was?", required="Say why the action stays as it was")


class ProgressForm(ActionForm):
    """A progress note."""

    because = words(
        "What has been done so far?",
        required="Describe the progress made",
        hint="What is done, what is still to do, and what stands in the way. Do not write names of family members.",
    )


class CompletionForm(ActionForm):
    """Completion, with the evidence."""

    because = words(
        "What shows that it is done?",
        required="Describe the evidence that the action is completed",
        hint="Which record, of which date, says what. Quality assurance will look at it.",
    )


class VerificationForm(ActionForm):
    """Accept the evidence, or send it back."""

    decision = RadioField(
        "Does the evidence show that the action is done?",
        [InputRequired("Choose whether the evidence shows that the action is done")],
        choices=offered([("accept", "Yes, verify it"), ("return", "No, return it to its owner")]),
    )
    because = words(
        "What did you look at, or what is still needed?",
        hint="Needed when you return it. The owner will read this.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.because.flags.optional = False  # it depends on the decision, so the label does not say it

    def validate(self, extra_validators: object = None) -> bool:
        """Returned evidence says what is missing."""
        is_valid: bool = super().validate(extra_validators)
        if is_valid and self.decision.data == "return" and not self.because.data:
            self.because.errors = ["Say what is still needed before the action can be verified"]
            return False
        return is_valid


class DueDateForm(ActionForm):
    """Another due date."""

    due_on = _due_date("New due date")
    because = words("Why does the due date change?", required="Give the reason why the due date changes")


class OwnerForm(ActionForm):
    """Another owner."""

    owner = SelectField("New owner", [InputRequired("Choose who owns the action from now on")])
    because = words("Why does the owner change?", required="Give the reason why the owner changes")

    def place(self, owners: Sequence[User], action: Action) -> OwnerForm:
        """Offer everybody who can own it, except who does."""
        named = ((str(each.id), _described(each)) for each in owners if each.id != action.owner_id)
        self.owner.choices = offered([(_NONE, "Choose a person"), *named])
        return self


class RatingForm(ActionForm):
    """A rating by hand, or back to the rules."""

    colour = RadioField(
        "How is the action going?",
        [InputRequired("Choose a rating")],
        choices=offered(
            [
                *(
                    (each.value, f"{each.label}: {each.words.lower()}")
                    for each in Rag
                    if each is not Rag.BLUE
                ),
                ("rules", "As the rules say"),
            ]
        ),
    )
    because = words("Why?", required="Give the reason for changing the rating")

    @property
    def chosen(self) -> Rag | None:
        """The colour; None for what the rules say."""
        return None if self.colour.data == "rules" else Rag(self.colour.data)


class CancellationForm(ActionForm):
    """It is not going to be done."""

    because = words("Why is the action cancelled?", required="Give the reason why the action is cancelled")


class ActionFilter(Form):
    """Which actions a list shows. Sent with the address, so it changes nothing."""

    whose = HiddenField(default="")
    status = SelectField(
        "Status",
        choices=offered([("", "Open"), ("all", "All"), *((each.value, each.label) for each in ActionStatus)]),
    )
    due = SelectField(
        "Due", choices=offered([("", "Any time"), ("overdue", "Overdue"), ("week", "This week")])
    )
    rag = SelectField(
        "Rating",
        choices=offered(
            [("", "Any"), *((each.value, f"{each.label}: {each.words.lower()}") for each in Rag)]
        ),
    )
    owner = SelectField("Owner")
    team = SelectField("Team")

    def place(self, owners: Sequence[tuple[int, str]], teams: Sequence[tuple[int, str]]) -> ActionFilter:
        """Offer the owners and teams that the reader's actions have."""
        self.owner.choices = offered([("", "Anybody"), *((str(number), name) for number, name in owners)])
        self.team.choices = offered([("", "Any team"), *((str(number), name) for number, name in teams)])
        return self

    def wanted(self) -> Wanted:
        """What was asked for; what makes no sense is as if it had not been asked."""
        said = self.status.data or ""
        return Wanted(
            whose=_one_of(Whose, self.whose.data) or Whose.ALL,
            stage=_one_of(ActionStatus, said) or _one_of(Stage, said) or Stage.OPEN,
            due=_one_of(DueWhen, self.due.data) or DueWhen.ANY,
            rag=_one_of(Rag, self.rag.data),
            owner_id=number_from(self.owner.data),
            team_id=number_from(self.team.data),
        )


def _one_of(kind: type[E], said: object) -> E | None:
    try:
        return kind(str(said))
    except ValueError:
        return None


def _described(person: User) -> str:
    roles = ", ".join(sorted(role.label.lower() for role in person.held_roles))
    return f"{person.name} ({roles})"

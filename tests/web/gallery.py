"""What does every component look like, in every variant?

A small application with one page for each family of components, on the real layout. Tests read its pages, browser
tests look at them, and ``python -m tests.web.gallery`` shows them to a person at http://127.0.0.1:8001.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask, flash, render_template, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from wtforms import (
    BooleanField,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from qa_app.domain.conditions import Is
from qa_app.domain.questions import (
    DateQuestion,
    Given,
    GradeQuestion,
    JudgementQuestion,
    LongTextQuestion,
    ManyOfQuestion,
    NumberQuestion,
    OneOfQuestion,
    Option,
    Question,
    ShortTextQuestion,
)
from qa_app.web.forms.fields import DatePartsField

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("home", "words", "lists", "tables", "status", "fields", "questions", "saving", "error", "signed-out")


class NavItem(NamedTuple):
    """As the product's own navigation has it."""

    href: str
    text: str
    current: bool


class EveryField(Form):
    """One field of each kind that ``field`` knows."""

    title = StringField(
        "Title of the round", [InputRequired("Enter a title")], description="Shown to auditors"
    )
    email = StringField("Contact", [Optional()], render_kw={"autocomplete": "email", "spellcheck": "false"})
    purpose = TextAreaField("Purpose", [InputRequired("Say what the round is for"), Length(max=2000)])
    theme = RadioField(
        "What does this round look into?",
        [InputRequired("Choose what the round looks into")],
        choices=[
            SelectChoice("nfa", "Assessments ending in no further action"),
            SelectChoice("re", "Re-referrals", render_kw={"hint": "A second referral within 12 months"}),
        ],
    )
    method = RadioField(
        "How is the sample shared out?",
        choices=[SelectChoice("p", "In proportion"), SelectChoice("e", "Equally")],
        default="p",
    )
    tool = SelectField(
        "Audit tool", choices=[SelectChoice("", "Choose a tool"), SelectChoice("c", "Children in need")]
    )
    teams = SelectMultipleField(
        "Teams",
        [InputRequired("Choose at least one team")],
        choices=[SelectChoice("1", "Northbrook assessment"), SelectChoice("2", "Southmere protection")],
    )
    due = DatePartsField(
        "Due date",
        called="The due date",
        required="Enter the due date",
        description="For example, 30 11 2026",
    )
    size = IntegerField("How many cases", [InputRequired("Enter how many cases to draw")])
    notify = BooleanField("Tell the auditors by e-mail")
    password = PasswordField("Password", [InputRequired("Enter your password")])
    list = FileField("Case list", render_kw={"accept": ".xlsx,.csv"})
    version = HiddenField(default="3")


SCALE = (
    Option(key="outstanding", text="Outstanding", hint="Practice that others should see and learn from."),
    Option(key="good", text="Good", hint="The child is safer and life is better, and the record shows how."),
    Option(
        key="requires_improvement",
        text="Requires improvement",
        hint="Not yet good, though no child is at risk because of it.",
    ),
    Option(
        key="inadequate",
        text="Inadequate",
        hint="Children are, or may be, at risk of harm because of the practice.",
    ),
)

QUESTIONS: tuple[Question, ...] = (
    JudgementQuestion(
        kind="judgement",
        key="seen-alone",
        text="Was the child seen alone at each statutory visit?",
        hint="Look at the visits of the last 12 months.",
        guidance="A baby or a young child is seen alone when the worker has watched them without the carer speaking for them.",
        standard="Practice standard 4: the child’s voice",
        measure="compliance",
        comment_when=("no", "partly"),
    ),
    LongTextQuestion(
        kind="long_text",
        key="why-not",
        text="Why was the child not seen alone, and what was done about it?",
        show_if=Is.model_validate({"question": "seen-alone", "is": "no"}),
    ),
    OneOfQuestion(
        kind="one_of",
        key="plan",
        text="Which plan is the child on?",
        options=(
            Option(key="cin", text="Child in need plan"),
            Option(key="cp", text="Child protection plan"),
        ),
    ),
    ManyOfQuestion(
        kind="many_of",
        key="partners",
        text="Who took part in the last review?",
        options=(
            Option(key="health", text="Health"),
            Option(key="school", text="School"),
            Option(key="police", text="Police"),
        ),
    ),
    DateQuestion(kind="date", key="last-visit", text="When was the last visit?"),
    NumberQuestion(kind="number", key="workers", text="How many workers has the child had?", unit="workers"),
    ShortTextQuestion(kind="short_text", key="where", text="Where is the best evidence?"),
    LongTextQuestion(
        kind="long_text",
        key="difference",
        text="What difference did it make for the child?",
        hint="Say what changed, and how you know.",
    ),
    GradeQuestion(kind="grade", key="voice-grade", text="Your grade for this section", scale=SCALE),
)
ANSWERS = {
    "seen-alone": Given("partly", "Four of six visits. The two in August were with the mother in the room."),
    "partners": Given("health\nschool"),
    "last-visit": Given("2026-11-02"),
    "voice-grade": Given("good"),
}


def create_gallery() -> Flask:
    """The application. Templates are as strict as the product's."""
    app = Flask("gallery", static_folder=str(ROOT / "qa_app/web/static"), static_url_path="/static")
    app.jinja_loader = ChoiceLoader(  # type: ignore[assignment]  # Flask reads any loader
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent / "gallery_pages")]
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["could_identify"] = (
        lambda *_words: ()
    )  # names are asked of a database, and here is none
    app.config.update(SECRET_KEY="gallery", WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)

    @app.after_request
    def strict(response):
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        return response

    @app.context_processor
    def around():
        return {
            "nav": [NavItem(f"/{name}", name.capitalize(), request.path == f"/{name}") for name in PAGES[:8]],
            "signed_in_name": "Asha Rahman",
            "council_name": "Exampleshire Council",
            "may_search": True,
        }

    @app.get("/<name>")
    def page(name: str):
        return render_page(name, wrong="wrong" in request.args)

    app.add_url_rule("/", "index", lambda: render_page("home"))
    return app


def render_page(name: str, *, wrong: bool = False) -> str:
    """One page of the gallery; ``wrong`` shows it with errors."""
    if name == "words" and wrong:
        flash("Audit 7 was submitted.", "success")
        flash("The case list could not be read.", "error")
        flash("A new list is due on Monday.", "info")
    if name == "fields":
        return render_template("fields.html", form=every_field(wrong=wrong))
    if name == "error":
        return render_template(
            "errors/error.html", title="Page not found", sentence="Check the address.", status=503
        )
    if name == "signed-out":
        typed = [("title", "October"), ("notes", "First line\nsecond line"), ("seen-alone__version", "3")]
        return render_template(
            "errors/signed_out.html",
            typed=typed,
            had_files=True,
            may_send_again=True,
            is_signed_in=wrong,
            why="",
            address="",
            link_text="",
            csrf_token_value="t0ken",
        )
    return render_template(f"{name}.html", questions=QUESTIONS, answers=ANSWERS, wrong=wrong)


def every_field(posted: MultiDict[str, str] | None = None, *, wrong: bool = False) -> EveryField:
    """The form as it first stands, or as it comes back after being sent empty."""
    from werkzeug.datastructures import MultiDict  # noqa: PLC0415 - only this function needs it

    if wrong:
        posted = MultiDict({"due-day": "31", "due-month": "2", "due-year": "2026", "version": "3"})
    form = EveryField(
        posted, data=None if posted else {"due": date(2026, 11, 30), "tool": "c", "teams": ["1"], "size": 60}
    )
    if posted is not None:
        form.validate()
    return form


if __name__ == "__main__":
    create_gallery().run(port=8001, debug=True)

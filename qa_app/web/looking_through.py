"""Who tells a writer that their words could identify somebody?

Every page that shows a field with words in it shows the warning beside them (``could_identify`` in macros/forms.html),
and whatever a form has saved is looked through afterwards: the next page says what was found. Nothing is refused here:
words are never lost, and a warning may be wrong. A field made with ``forms.text.words`` has both without more ado.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, request

from qa_app.queries import identifying

if TYPE_CHECKING:
    from flask import Flask, Response

_SAVED = frozenset({302, 303})


def add_to(app: Flask) -> None:
    """Look through what every form saves, and give templates their warnings."""
    app.jinja_env.globals["could_identify"] = identifying.warnings_about

    @app.after_request
    def warn(response: Response) -> Response:
        written = g.pop("written", ())
        if request.method == "POST" and response.status_code in _SAVED and written:
            sentences = identifying.warnings_about(*dict.fromkeys(written))
            if sentences:
                flash(in_words(sentences), "warning")
        return response


def in_words(sentences: tuple[str, ...]) -> str:
    """What the next page says."""
    return (
        f"Your words were saved, but something in them could identify somebody. {' '.join(sentences)} Change the words if "
        "it does. Findings that hold them are not published until this is settled."
    )

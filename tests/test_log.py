"""Do the logs say where something went wrong, and never what somebody had typed?"""

from __future__ import annotations

import io
import logging

from qa_app.log import WithoutWords


def test_an_exception_is_logged_without_its_words():
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(WithoutWords("%(levelname)s %(message)s"))
    log = logging.getLogger("tests.of.the.log")
    log.addHandler(handler)
    log.propagate = False
    try:
        try:
            int("her grandmother")
        except ValueError as error:
            raise KeyError("a secret") from error
    except KeyError:
        log.exception("job %s failed", 7)
    said = out.getvalue()
    assert said.startswith("ERROR job 7 failed")
    assert said.index("builtins.ValueError") < said.index("which led to") < said.index("builtins.KeyError")
    assert "test_log.py" in said
    for never in ("grandmother", "secret"):
        assert f"{never}'" not in said.replace('int("her grandmother")', "").replace(
            'KeyError("a secret")', ""
        )


def test_a_chain_that_was_cut_on_purpose_stays_cut():
    formatter = WithoutWords()
    try:
        try:
            int("words")
        except ValueError:
            raise KeyError("more") from None
    except KeyError as error:
        said = formatter.formatException((type(error), error, error.__traceback__))
    assert "ValueError" not in said.splitlines()[-1]
    assert "which led to" not in said

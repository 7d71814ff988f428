"""Do the logs say where something went wrong, and never what somebody had typed?"""

from __future__ import annotations

import io
import logging

from qa_app.log import WithoutWords

TYPED = "her grandmother"


def test_an_exception_is_logged_without_its_words():
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(WithoutWords("%(levelname)s %(message)s"))
    log = logging.getLogger("tests.of.the.log")
    log.addHandler(handler)
    log.propagate = False
    try:
        try:
            int(TYPED)
        except ValueError as error:
            raise KeyError(TYPED) from error
    except KeyError:
        log.exception("job %s failed", 7)
    said = out.getvalue()
    assert said.startswith("ERROR job 7 failed")
    assert said.index("builtins.ValueError") < said.index("which led to") < said.index("builtins.KeyError")
    assert "test_log.py" in said
    assert TYPED not in said


def test_a_chain_that_was_cut_on_purpose_stays_cut():
    try:
        try:
            int(TYPED)
        except ValueError:
            raise KeyError(TYPED) from None
    except KeyError as error:
        said = WithoutWords().formatException((type(error), error, error.__traceback__))
    assert said.endswith("builtins.KeyError")
    assert "which led to" not in said

"""Is an address or a form with something impossible in it answered like any that does not exist?"""

from __future__ import annotations

import pytest

from tests.lists_and_rounds import a_round, import_list, listed

TOO_LARGE = (2**31, 2**63, 10**30)


@pytest.mark.parametrize("number", TOO_LARGE)
@pytest.mark.parametrize("path", ["/cases/{}", "/rounds/{}", "/cases/imports/{}", "/rounds/audits/{}/auditor"])  # fmt: skip
def test_a_number_that_no_database_holds_is_not_found(cast, visit, path, number):
    visit(cast.quinn).get(path.format(number), status=404)


def test_a_search_for_what_no_text_holds_finds_nothing(cast, visit):
    import_list(cast, listed("AB1"))
    quinn = visit(cast.quinn)
    assert "1 case" in quinn.get("/cases?q=%00%01").text, "nothing is left to search for"
    assert "AB1" in quinn.get("/cases?q=A%00B1").text
    quinn.get("/cases?team=99999999999999999999&list=1e9")


def test_a_forged_token_breaks_nothing(cast, visit):
    round_ = a_round(cast)
    import_list(cast, listed("AB1"))
    quinn = visit(cast.quinn)
    page = quinn.get(
        f"/rounds/{round_.id}/sample/new?stratify_by=team&method=proportional&size=1&reserve=1&months=0&seed=1"
    )
    sent = page.fill("Draw the sample")
    sent.fields["once"] = "a\x00b" * 50
    answer = quinn.open("POST", sent.action, data=sent.fields)
    assert answer.status_code == 302


@pytest.mark.parametrize("path", ["/search?q=A%00B", "/findings/%00", "/rounds?status=%00"])
def test_a_zero_byte_never_ends_in_an_error_of_ours(cast, visit, path):
    assert visit(cast.quinn).open("GET", path).status_code < 500

"""Does anything that a program sends to a form end in an error of ours? A few hundred here; ``make abuse`` sends 10,000."""

from __future__ import annotations

import pytest

from tests import full_house
from tests.abuse.attacking import attack
from tests.abuse.gathering import forms, more_forms


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_generated_request_is_an_error_of_ours(app, cast, visit, happened):
    """The administrator's forms, and those that are sent by a script, with a file, or before anybody signed in."""
    house = full_house.build(cast)
    found = [*more_forms(app, house, visit), *forms(app, house, visit, (cast.ada,))]
    outcome = attack(found, 200)
    happened(f"{outcome.requests} requests to {len(outcome.by_form)} addresses: {len(outcome.wrong)} errors")
    assert outcome.wrong == []

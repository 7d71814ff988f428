"""How do Exampleshire's case lists come into the product? As workbooks, through the reader and the importer.

Two teams on them are not known: one is misspelt, one is none that holds cases. The QA manager creates neither, so their
few cases have no team until the lists are put right, and the import's page goes on saying so.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.demo.case_list import annex_a_workbook
from qa_app.demo.workdays import at as moment
from qa_app.domain.import_summaries import ImportSummary
from qa_app.domain.policy import Role
from qa_app.imports.case_lists import read_case_list
from qa_app.services import importing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from qa_app.demo.stage import Stage


def expect_lists(stage: Stage, days: Sequence[date]) -> None:
    """A list comes on each of these days at half past nine, the first of them first."""
    for number, day in enumerate(days):
        stage.diary.note(moment(day, 9, 30), partial(_import, stage, number))


def _import(stage: Stage, number: int, at: datetime) -> None:
    day = in_london(at).date()
    by = stage.town.those_with(Role.QA_MANAGER)[0]
    content = annex_a_workbook(stage.town.council, on=day, month=number)
    reading = read_case_list(content, f"Annex A Exampleshire {day:%Y-%m-%d}.xlsx", on=day)
    previewed = importing.preview(reading, by=by, at=at)
    confirmed = importing.confirm(previewed.id, by=by, at=at)
    changes = ImportSummary.from_json(confirmed.summary or {}).changes
    stage.report(
        f"{day.day} {day:%B}: a case list of {previewed.rows:,} rows was imported: {changes.new:,} new cases, "
        f"{changes.closed:,} closed, {previewed.problems} problems to look at."
    )

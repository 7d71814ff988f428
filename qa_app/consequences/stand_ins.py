"""Which case stands in for one that is being removed?

One for each case and disposal, so that two audits of one case stay audits of one case. It is known while the work runs
and written down nowhere: afterwards nobody can go back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from qa_app.consequences import anonymising
from qa_app.db import session
from qa_app.domain.retention import RecordClass
from qa_app.models.audits import AnyAudit
from qa_app.models.cases import Case
from qa_app.models.personal import Anonymised

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.calibration import ExerciseCase


class StandIns:
    """Case → its stand-in, for one run."""

    def __init__(self) -> None:
        self._made: dict[int, int] = {}
        self._pending: dict[int, int] = {}

    def of(self, case_id: int, *, at: datetime) -> int:
        """The stand-in of a case; a stand-in stands in for itself."""
        known = {**self._made, **self._pending}
        if case_id in known:
            return known[case_id]
        case = session.get_one(Case, case_id)
        if case.removed_at is not None:
            return case_id
        self._pending[case_id] = anonymising.stand_in_for(case, at=at).id
        return self._pending[case_id]

    def keep(self) -> None:
        """What the transaction made is there to stay."""
        self._made |= self._pending
        self._pending = {}

    def forget(self) -> None:
        """The transaction was given up, and with it what it made."""
        self._pending = {}

    def is_used(self, each: ExerciseCase) -> bool:
        """Whether somebody's work about this case of an exercise is still as it was."""
        gone = select(Anonymised.record_id).where(Anonymised.record_class == RecordClass.EXERCISES)
        query = select(exists().where(AnyAudit.exercise_case_id == each.id, AnyAudit.id.not_in(gone)))
        return bool(session.scalar(query))

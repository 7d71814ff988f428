"""What has the council decided about how it works?"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.domain.practice import PracticeRules
from qa_app.models.base import Row


class Council(Row):
    """One row: the council's own settings, changed by an administrator in the browser."""

    __tablename__ = "council"

    name: Mapped[str]
    classification: Mapped[str] = mapped_column(default="OFFICIAL-SENSITIVE")
    suppression_threshold: Mapped[int] = mapped_column(default=5)
    reaudit_months: Mapped[int] = mapped_column(default=12)
    amber_grace_days: Mapped[int] = mapped_column(default=14)
    progress_within_days: Mapped[int] = mapped_column(default=28)
    session_minutes: Mapped[int] = mapped_column(default=480)
    repeat_weeks: Mapped[int] = mapped_column(default=8)
    hides_names_until_decided: Mapped[bool] = mapped_column(default=False)
    practice_cases: Mapped[int] = mapped_column(default=0)
    practice_tolerance: Mapped[float] = mapped_column(default=0.5)
    reply_days: Mapped[int] = mapped_column(default=10)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    @property
    def practice_rules(self) -> PracticeRules:
        """What new auditors practise before they are given audits."""
        return PracticeRules(self.practice_cases, self.practice_tolerance)

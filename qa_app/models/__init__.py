"""What is kept: one aggregate per file. Importing this package makes every table known."""

from qa_app.models import (
    actions,
    audits,
    calibration,
    cases,
    concerns,
    council,
    exemplars,
    jobs,
    mail,
    moderation,
    pairs,
    people,
    publications,
    rounds,
    tools,
)
from qa_app.models.base import Base

__all__ = [
    "Base",
    "actions",
    "audits",
    "calibration",
    "cases",
    "concerns",
    "council",
    "exemplars",
    "jobs",
    "mail",
    "moderation",
    "pairs",
    "people",
    "publications",
    "rounds",
    "tools",
]

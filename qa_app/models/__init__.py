"""What is kept: one aggregate per file. Importing this package makes every table known."""

from qa_app.models import (
    actions,
    audits,
    cases,
    coaching,
    concerns,
    council,
    jobs,
    mail,
    moderation,
    pairs,
    people,
    publications,
    reopenings,
    replies,
    rounds,
    sign_offs,
    tools,
)
from qa_app.models.base import Base

__all__ = [
    "Base",
    "actions",
    "audits",
    "cases",
    "coaching",
    "concerns",
    "council",
    "jobs",
    "mail",
    "moderation",
    "pairs",
    "people",
    "publications",
    "reopenings",
    "replies",
    "rounds",
    "sign_offs",
    "tools",
]

"""How much waits in each of the lists that a moderator chooses between?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.queries import moderation, pairs, replies

if TYPE_CHECKING:
    from qa_app.models.people import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait. What can be signed off is not counted: there are hundreds after a round."""

    to_read: int
    the_rest: int
    to_settle: int
    replies: int


def waiting_for(user: User) -> Waiting:
    """The lists, counted for this moderator."""
    return Waiting(
        to_read=moderation.count_waiting_for(user),
        the_rest=moderation.count_the_rest_for(user),
        to_settle=pairs.number_to_settle(user),
        replies=replies.number_for(user),
    )

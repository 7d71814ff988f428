"""What stands ready while figures are taken? The database, both servers, and people who have signed in to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.people import QA_MANAGER, address_of_auditor
from tests.bench.visitors import NOTHING, Session, Timing, enter, load, sign_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.filling import Filled
    from tests.bench.serving import Server
    from tests.bench.sizes import Sizes
    from tests.bench.visitors import Visitor


@dataclass(frozen=True, slots=True)
class Side:
    """A server and the sessions on it: one for each auditor, by place, and the QA manager's."""

    server: Server
    auditors: tuple[Session, ...]
    qa_manager: Session


@dataclass(frozen=True, slots=True)
class Standing:
    """Ours and the floor on one database."""

    filled: Filled
    ours: Side
    floor: Side


def signed_in(filled: Filled, ours: Server, floor: Server) -> Standing:
    """Everybody signs in, really on our side."""
    places = range(len(filled.auditors))
    return Standing(
        filled,
        Side(
            ours,
            tuple(sign_in(ours, address_of_auditor(place)) for place in places),
            sign_in(ours, QA_MANAGER),
        ),
        Side(
            floor,
            tuple(enter(floor, user_id) for user_id in filled.auditors),
            enter(floor, 1),
        ),
    )


def in_turns(
    standing: Standing,
    ours: Sequence[Visitor],
    floor: Sequence[Visitor],
    sizes: Sizes,
) -> tuple[Timing, Timing]:
    """Both loads, in turns, so that a busy moment of the machine is not held against one of them."""
    our_time = floor_time = NOTHING
    for _ in range(sizes.blocks):
        floor_time += load(standing.floor.server, floor)
        our_time += load(standing.ours.server, ours)
    return our_time, floor_time

"""How is the retention schedule carried out? Record by record, from whatever was left the last time to its certificate.

The database says first that a published file is gone; then the file goes. Interrupted between the two, the next carrying
out takes away whatever lies in the folder and belongs to no publication's full version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.consequences.stand_ins import StandIns
from qa_app.queries import publications, retention
from qa_app.services import disposing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from qa_app.models.people import User
    from qa_app.models.personal import Disposal

    Report = Callable[[int, int, str], None]


def carry_out(*, report: Report = lambda _done, _total, _message: None, by: User, at: datetime) -> Disposal:
    """Remove everything that is due and not held. What is held, or is no longer due when its turn comes, stays."""
    disposal = disposing.begin(by=by, at=at)
    stand_ins = StandIns()
    due = [each for each in retention.due(in_london(at).date()) if not each.is_held]
    for number, each in enumerate(due):
        report(number, len(due), each.record_class.label)
        if disposing.remove(disposal.id, each.record_class, each.record_id, stand_ins, by=by, at=at):
            stand_ins.keep()
    report(len(due), len(due), "Taking away published files")
    kept = publications.store()
    for name in publications.files_without_record():
        kept.delete(name)
    return disposing.finish(disposal.id, at=at)

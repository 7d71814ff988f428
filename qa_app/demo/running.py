"""What runs by itself in Exampleshire, and who only looked at something?

The commands of the last nights are on the operations page: one backup found no room, and no mail server is set yet, so that
there is something to see to. The last working day's sign-ins and views are what a reader of the history looks for.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from flask import current_app

from qa_app.clock import in_london
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import days_later, last_moment
from qa_app.domain.happenings import Happening
from qa_app.domain.operating import Outcome
from qa_app.domain.policy import Role
from qa_app.queries import own_audits, retention
from qa_app.services import chasing, noting, operating
from qa_app.services.noting import Seen

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.demo.plot import Plot
    from qa_app.demo.stage import Stage
    from qa_app.models.people import User

_NIGHTS = 3
_MACHINE, _ACCOUNT = "audits.exampleshire.example", "qa"
_LOGIN = "security.login"


def expect_running(stage: Stage, plot: Plot) -> None:
    """The nights up to this one, and yesterday's end."""
    today = in_london(plot.now).date()
    for ago in range(_NIGHTS):
        stage.diary.note(moment(today - timedelta(days=ago), 2, 4), partial(_night, is_last=ago == 0))
    yesterday = days_later(in_london(last_moment(plot.now)).date(), -1)
    stage.diary.note(moment(yesterday, 17, 20), partial(_look, stage))


def _night(at: datetime, *, is_last: bool) -> None:
    new = chasing.remind(base_url=current_app.config["QA"].base_url, at=at)
    if is_last:
        _ran("backup", Outcome.REFUSED, "There is not enough room in the folder for backups.", at)
    else:
        _ran("backup", Outcome.DONE, "", at)
        _ran("verify-history", Outcome.DONE, "", at)
    _ran("anchor-history", Outcome.DONE, "", at)
    _ran("chase", Outcome.DONE, f"{new} new reminder{'' if new == 1 else 's'} in the outbox.", at)
    _ran("repeats", Outcome.DONE, "0 repeats were given out.", at)
    _ran("send-mail", Outcome.REFUSED, "No mail server is set.", at)


def _ran(command: str, outcome: Outcome, said: str, at: datetime) -> None:
    noting.command_run(command, [], _ACCOUNT, at=at)
    ended = at + timedelta(seconds=40)
    operating.record_run(command, outcome, said, machine=_MACHINE, started_at=at, at=ended)


def _look(stage: Stage, at: datetime) -> None:
    """A moderator reads the case that is held, an auditor mistypes a password and the number of an audit."""
    quality = stage.town.those_with(Role.QA_MANAGER)[0]
    auditor = next(each for each in stage.town.those_with(Role.AUDITOR) if own_audits.due_for(each))
    held = next(iter(retention.holds())).case_id
    noting.signed(Happening.SIGNED_IN, {"page": _LOGIN}, by=quality, at=at)
    _saw(Happening.VIEWED, Seen("cases.show", "case", held), quality, at, minutes=2)
    noting.signed(Happening.SIGNED_OUT, {"page": "security.logout"}, by=quality, at=at + timedelta(minutes=9))
    noting.sign_in_refused(auditor.email, _LOGIN, at=at + timedelta(minutes=11))
    noting.signed(Happening.SIGNED_IN, {"page": _LOGIN}, by=auditor, at=at + timedelta(minutes=12))
    own = own_audits.due_for(auditor)[0].id
    other = next(each.audit_id for each in stage.tasks.values() if each.auditor.id != auditor.id)
    _saw(Happening.PAGE_REFUSED, Seen("audits.show", "audit", other), auditor, at, minutes=13)
    _saw(Happening.VIEWED, Seen("audits.show", "audit", own), auditor, at, minutes=14)


def _saw(what: Happening, page: Seen, by: User, at: datetime, *, minutes: int) -> None:
    noting.seen(what, page, by=by, at=at + timedelta(minutes=minutes))

"""How does an empty instance become Exampleshire, a council that has worked with the product for two months?

Everything is done through the use cases that people use, one after the other, each at its own moment of the past. The
same seed and the same day give the same council.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from flask import current_app
from flask_security.utils import hash_password

from qa_app.clock import frozen, now
from qa_app.db import without_waiting
from qa_app.demo import moderating, rounds
from qa_app.demo.afterwards import expect_afterwards
from qa_app.demo.calibration import expect_calibration
from qa_app.demo.coaching import expect_coaching
from qa_app.demo.council import SEED, exampleshire
from qa_app.demo.diary import Diary
from qa_app.demo.exemplifying import expect_exemplars
from qa_app.demo.keeping import expect_keeping
from qa_app.demo.listing import expect_lists
from qa_app.demo.outsiders import expect_outsiders
from qa_app.demo.plot import plot_for
from qa_app.demo.publishing import expect_publication
from qa_app.demo.repeating import expect_repeats
from qa_app.demo.rounds import Trouble
from qa_app.demo.running import expect_running
from qa_app.demo.settling import settle
from qa_app.demo.sign_ins import PASSWORD, sign_ins
from qa_app.demo.stage import Stage
from qa_app.demo.today import expect_today, is_whole
from qa_app.demo.voices import Voices
from qa_app.demo.weeks import expect_reports

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_app.demo.plot import Plot

__all__ = ["is_whole", "load", "sign_ins", "tell"]


def load(report: Callable[[str], None]) -> None:
    """Fill an empty, migrated instance that has its tools. ``report`` is told what happens, in sentences."""
    with without_waiting():
        tell(plot_for(now()), report)


def tell(plot: Plot, report: Callable[[str], None]) -> None:
    """Let this story happen, up to its ``now``."""
    root = current_app.config["QA"].base_url.rstrip("/")
    rng = Random(SEED)
    with frozen(plot.begins):
        town = settle(exampleshire(), hash_password(PASSWORD), at=plot.begins)
    report(f"{len(town.users)} people of {len(town.team_ids)} teams can sign in.")
    stage = Stage(
        town=town,
        diary=Diary(plot.now),
        rng=rng,
        voices=Voices(rng),
        address=lambda kind, number: f"{root}/{kind}/{number}",
        report=report,
    )
    expect_lists(stage, plot.lists)
    rounds.plan(stage, plot.first, Trouble(exempt=5, replaced=2))
    rounds.plan(stage, plot.second, Trouble(ill=9, replaced=2))
    rounds.plan(stage, plot.themed, Trouble())
    rounds.plan(stage, plot.current, Trouble(exempt=14, replaced=1))
    moderating.expect_sittings(stage, plot.first.opens, plot.now.date())
    for (month, at), plotted in zip(plot.published, (plot.first, plot.second), strict=True):
        expect_publication(stage, month, plotted.look.tool, at)
    expect_calibration(stage, plot)
    expect_exemplars(stage, plot)
    expect_repeats(stage, plot)
    expect_coaching(stage, plot)
    expect_keeping(stage, plot)
    expect_afterwards(stage, plot)
    expect_reports(stage, plot.first.opens, plot.now.date())
    expect_outsiders(stage, plot)
    expect_running(stage, plot)
    expect_today(stage, plot)
    stage.diary.live()

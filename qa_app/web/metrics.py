"""What do the numbers say to whoever watches the machines?

What each process counted (added up over all workers of this machine) and, asked when they are read, the queues and the
commands, which are the same on every machine. No number is about a person or a case.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from qa_app.clock import now
from qa_app.domain.operating import SCHEDULES, Standing, standing
from qa_app.queries import health, operating

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from prometheus_client.metrics_core import Metric


class _Now:
    """What the database and the disk say at this moment."""

    def __init__(self, version: str, *, at: datetime) -> None:
        self.version, self.at = version, at

    def collect(self) -> Iterator[Metric]:
        """Everything but what processes count."""
        newest = operating.newest_migration()
        why_not = health.why_not_ready(newest)
        yield InfoMetricFamily("qa_build", "What runs.", value={"version": self.version, "migration": newest})
        yield GaugeMetricFamily(
            "qa_ready", "1 when this machine can answer people.", value=float(not why_not)
        )
        disk = operating.disk()
        yield GaugeMetricFamily("qa_disk_free_bytes", "Free on the instance's disk.", value=disk.free)
        yield GaugeMetricFamily("qa_disk_bytes", "Size of the instance's disk.", value=disk.total)
        if not why_not:
            yield from self._queues()
            yield from self._commands()

    def _queues(self) -> Iterator[Metric]:
        outbox = operating.outbox()
        age = outbox.oldest_age(at=self.at)
        yield GaugeMetricFamily("qa_outbox_waiting", "Messages that wait.", value=outbox.waiting)
        yield GaugeMetricFamily("qa_outbox_failing", "Messages refused several times.", value=outbox.failing)
        yield GaugeMetricFamily(
            "qa_outbox_oldest_seconds",
            "How long the oldest message waits.",
            value=age.total_seconds() if age else 0,
        )
        work = operating.long_work(at=self.at)
        states = GaugeMetricFamily(
            "qa_long_work", "Long work that people asked for, of the last day.", labels=("state",)
        )
        for state in ("running", "lost", "failed"):
            states.add_metric((state,), getattr(work, state))
        yield states
        yield GaugeMetricFamily(
            "qa_long_work_oldest_seconds",
            "How long the oldest running work takes.",
            value=(self.at - work.oldest_at).total_seconds() if work.oldest_at else 0,
        )

    def _commands(self) -> Iterator[Metric]:
        last = operating.last_runs()
        runs = GaugeMetricFamily(
            "qa_command_runs", "Runs of commands in the last 90 days.", labels=("command", "outcome")
        )
        for (command, outcome), count in operating.runs_by_outcome().items():
            runs.add_metric((command, outcome.value), count)
        yield runs
        succeeded = GaugeMetricFamily(
            "qa_command_last_success_seconds", "When a command last succeeded.", labels=("command",)
        )
        for command, run in last.items():
            if run.succeeded_at:
                succeeded.add_metric((command,), run.succeeded_at.timestamp())
        yield succeeded
        well = GaugeMetricFamily(
            "qa_command_well", "1 when a scheduled command is as it should be.", labels=("command",)
        )
        for each in SCHEDULES:
            stands = standing(each, last.get(each.command), at=self.at)
            well.add_metric((each.command,), float(stands is Standing.WELL))
        yield well


def exposition(version: str) -> bytes:
    """All numbers in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_Now(version, at=now()))
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # theirs
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)

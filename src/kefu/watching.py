"""What the host measures of others: how long the store takes, how long an event waits, how full the service's queues are."""

from __future__ import annotations

from prometheus_client import Histogram
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

OPERATIONS = frozenset({"find", "insert", "update", "aggregate", "getMore", "createIndexes"})


class StoreTimes(CommandListener):
    """Observes every command to the store by kind and outcome; kinds beyond the common ones count as ``other``."""

    def __init__(self, durations: Histogram) -> None:
        self._durations = durations

    def started(self, event: CommandStartedEvent) -> None:
        """Nothing is measured yet."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Observe what was done."""
        self._observe(event, "done")

    def failed(self, event: CommandFailedEvent) -> None:
        """Observe what failed."""
        self._observe(event, "failed")

    def _observe(self, event: CommandSucceededEvent | CommandFailedEvent, outcome: str) -> None:
        operation = event.command_name if event.command_name in OPERATIONS else "other"
        self._durations.labels(operation=operation, outcome=outcome).observe(event.duration_micros / 1_000_000)

"""What Prometheus is told beside the host's own figures: how long the store takes, and what the department wants to watch.

A service's method under :func:`kefu.service.figures` is asked once a minute for each organisation, and what it tells is shown as
gauges until it is asked again: a figure that is not told any more is not shown any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from prometheus_client import Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import CollectorRegistry
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from kefu import tracing

TEXT = "A figure of the department, from the service's own records"
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
        seconds = event.duration_micros / 1_000_000
        self._durations.labels(operation=operation, outcome=outcome).observe(seconds)
        tracing.note(f"store {event.command_name}", seconds=seconds, outcome=outcome)


@dataclass(frozen=True)
class Figure:
    """One value of the department: a metric's name in Prometheus' style, and labels whose values are few."""

    name: str
    value: Decimal | int
    labels: Mapping[str, str] = field(default_factory=dict)


class Department:
    """The department's own figures, the newest of each organisation."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._told: dict[tuple[str, str], tuple[Figure, ...]] = {}
        registry.register(self)

    def tell(self, organisation: str, teller: str, figures: Iterable[Figure]) -> None:
        """Replace what the teller has told of the organisation."""
        self._told[organisation, teller] = tuple(figures)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """All of it as Prometheus reads it."""
        families: dict[tuple[str, tuple[str, ...]], GaugeMetricFamily] = {}
        for (organisation, _), figures in self._told.items():
            for figure in figures:
                names = tuple(sorted(figure.labels))
                family = families.setdefault((figure.name, names), GaugeMetricFamily(figure.name, TEXT, labels=("organisation", *names)))
                family.add_metric((organisation, *(figure.labels[name] for name in names)), float(figure.value))
        return families.values()

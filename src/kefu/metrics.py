"""What Prometheus is told of one service: the platform's figures, and those the department adds.

Labels are bounded: services, verbs, outcomes and queues are all finite lists from the contracts.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The figures of one process, in a registry of their own."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        named = {"registry": self.registry}
        self.answered = Histogram(
            "kefu_command_duration_seconds", "Time from a request's arrival to its answer", ["verb", "outcome"], buckets=BUCKETS, **named
        )
        self.heard = Histogram(
            "kefu_event_duration_seconds", "Time a handler took for an event", ["event", "outcome"], buckets=BUCKETS, **named
        )
        self.running = Gauge("kefu_running", "Requests and events being handled now", **named)
        self.published = Counter("kefu_events_published_total", "Events the broker has confirmed", **named)
        self.retried = Counter("kefu_event_retries_total", "Events put aside for another try", ["event"], **named)
        self.parked = Counter("kefu_parked_total", "Messages put aside for good", ["queue"], **named)
        self.outbox_depth = Gauge("kefu_outbox_entries", "Entries written and not yet sent by this process", **named)
        self.scheduler_lag = Gauge("kefu_scheduler_lag_seconds", "Time since the last look for due schedules", **named)
        self.rows = Counter("kefu_import_rows_total", "Imported rows", ["command", "state"], **named)
        self.hub_lag = Gauge("kefu_hub_lag_seconds", "How late the event loop wakes up", **named)
        Gauge("kefu_service_info", "The service that runs here", ["service"], **named).labels(service=service).set(1)

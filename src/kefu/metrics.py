"""What Prometheus is told of one service: the platform's figures, and those the department adds.

Labels are bounded: services, verbs, outcomes and queues are all finite lists from the contracts.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from kefu.identity import expiry_of
from kefu.watching import Department

BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The figures of one process, in a registry of their own."""

    def __init__(self, service: str, *, schedules: bool = True, token: str = "") -> None:
        self.registry: CollectorRegistry = CollectorRegistry()
        self.answered = Histogram(
            "kefu_command_duration_seconds",
            "Time from a request's arrival to its answer",
            ["verb", "outcome"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.heard = Histogram(
            "kefu_event_duration_seconds", "Time a handler took for an event", ["event", "outcome"], buckets=BUCKETS, registry=self.registry
        )
        self.running = Gauge("kefu_running", "Requests and events being handled now", registry=self.registry)
        self.published = Counter("kefu_events_published_total", "Events the broker has confirmed", registry=self.registry)
        self.retried = Counter("kefu_event_retries_total", "Events put aside for another try", ["event"], registry=self.registry)
        self.parked = Counter("kefu_parked_total", "Messages put aside for good", ["queue"], registry=self.registry)
        self.refused = Counter(
            "kefu_events_refused_total", "Events said in another service's name and not taken", ["exchange"], registry=self.registry
        )
        self.store = Histogram(
            "kefu_store_duration_seconds", "Time the store took", ["operation", "outcome"], buckets=BUCKETS, registry=self.registry
        )
        self.outbox_depth = Gauge("kefu_outbox_entries", "Entries written and not yet sent by this process", registry=self.registry)
        self.outbox_oldest = Gauge(
            "kefu_outbox_oldest_seconds", "Age of the oldest entry that this process knows and has not sent", registry=self.registry
        )
        self.scheduler_lag = Gauge(
            "kefu_scheduler_lag_seconds",
            "Time since the last look for due schedules, of a process that looks for them",
            registry=self.registry if schedules else None,
        )
        self.rows = Counter("kefu_import_rows_total", "Imported rows", ["command", "state"], registry=self.registry)
        self.hub_lag = Gauge("kefu_hub_lag_seconds", "How late the event loop wakes up", registry=self.registry)
        self._token_ends(expiry_of(token))
        self.department = Department(self.registry)
        Gauge("kefu_service_info", "The service that runs here", ["service"], registry=self.registry).labels(service=service).set(1)

    def _token_ends(self, moment: float | None) -> None:
        """Tell when the service's own token expires, of one that does."""
        if moment is not None:
            text = "When the service's own token expires, in seconds since 1970"
            Gauge("kefu_service_token_expires_seconds", text, registry=self.registry).set(moment)

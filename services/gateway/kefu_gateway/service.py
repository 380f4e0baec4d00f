"""The gateway as a service of the platform: it answers no message and hears no event, it lets people ask the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nameko.extensions import DependencyProvider
from prometheus_client import Histogram

from kefu.metrics import BUCKETS
from kefu.web.server import WebServer
from kefu_gateway.app import Application
from kefu_gateway.routes import Operation

SECONDS_TO_FINISH = 20.0


class Door(DependencyProvider):  # type: ignore[misc]
    """The HTTP server, on a port and green threads of its own."""

    def __init__(self, offered: Sequence[Operation] | None = None) -> None:
        self._offered = offered
        self._server: WebServer | None = None

    @property
    def port(self) -> int:
        """The port it listens on; 0 before it does (nameko looks at every attribute of an extension)."""
        return self._server.port if self._server else 0

    def start(self) -> None:
        """Open the door: what comes before the bus is connected waits for it, at most until its deadline."""
        host = self.container.host
        duration = Histogram(
            "kefu_http_request_duration_seconds",
            "Time from a request's arrival to the end of its answer",
            ["method", "route", "status"],
            buckets=BUCKETS,
            registry=host.metrics.registry,
        )

        def observe(method: str, route: str, status: int, seconds: float) -> None:
            duration.labels(method=method, route=route, status=str(status)).observe(seconds)

        application = Application(host.caller, host.admission.verifier, observe=observe, offered=self._offered)
        self._server = WebServer(application, bind=host.config.bind, port=host.config.http_port)
        self._server.start()

    def stop(self) -> None:
        """Let in nobody else, and finish with those who are in."""
        if self._server is not None:
            self._server.stop(seconds=min(SECONDS_TO_FINISH, self.container.host.config.stop_deadline))

    def get_dependency(self, worker_ctx: Any) -> Door:  # noqa: ARG002 - nameko's signature
        """Itself."""
        return self


class Gateway:
    """The HTTP door to every service."""

    name = "gateway"
    door = Door()

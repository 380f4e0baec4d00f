"""The nameko container of a Kefu service: stock nameko with the host beside it."""

from __future__ import annotations

from typing import Any

from nameko.containers import ServiceContainer

from kefu.config import Config
from kefu.host import Host


class Container(ServiceContainer):  # type: ignore[misc]
    """Runs a service class with the host's bus, store, law and clock; opened before the service, closed after it."""

    def __init__(self, service_cls: type[Any], config: Config | None = None) -> None:
        self.host = Host(service_cls, self, config or Config())
        super().__init__(service_cls)
        self.max_workers = self.host.config.workers
        self._worker_pool.resize(self.max_workers)

    def start(self) -> None:
        """Open the store, set up the service's extensions, then connect to the bus and take work."""
        self.host.open()
        super().start()
        self.host.start()

    def stop(self) -> None:
        """Take nothing further, finish what is under way on the open connections, send the outbox, then close."""
        self.host.stop_taking()
        super().stop()
        self.host.close()

"""Asking another service from a handler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nameko.extensions import DependencyProvider

if TYPE_CHECKING:
    from kefu.service import Ask


class Calls(DependencyProvider):  # type: ignore[misc]
    """Asks other services: ``self.calls(GetCustomer, ask, customer_no=…)`` returns the reply or raises its error.

    Never the own service and never in a circle: a worker that waits for itself waits for ever.
    """

    def get_dependency(self, worker_ctx: Any) -> Calls:  # noqa: ARG002 - nameko's signature
        """What the handler gets."""
        return self

    def __call__(self, message: type[Any], ask: Ask, **fields: Any) -> Any:
        """The reply to the message with these fields; raises the other service's error, or ``ServiceUnavailable``."""
        return self.container.host.call(message, ask, **fields)

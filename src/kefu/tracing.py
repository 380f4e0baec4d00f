"""One trace from the click to the read model: W3C trace context through HTTP, requests, events and the store.

The context is always passed on and its id is in every log line. Spans are recorded when OpenTelemetry is installed (``pip install
kefu[tracing]``) and a provider is set: by ``OTEL_EXPORTER_OTLP_ENDPOINT`` (:func:`configure`), or by a test.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

try:
    from opentelemetry import propagate, trace
except ImportError:  # the extra is not installed
    trace = None  # type: ignore[assignment]

TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_current: ContextVar[str | None] = ContextVar("kefu_traceparent", default=None)


def recording() -> bool:
    """Whether anybody keeps spans: without a provider they are not even made."""
    return trace is not None and not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


def configure(service: str) -> None:
    """Send spans where ``OTEL_EXPORTER_OTLP_ENDPOINT`` says, in the name of the service; nothing without it or without the extra."""
    if trace is None or not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - only where it is wanted
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": f"kefu-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def current() -> str | None:
    """The ``traceparent`` of what is being done, None outside of everything."""
    return _current.get()


def trace_id() -> str | None:
    """The trace's id of what is being done."""
    found = current()
    return found.split("-")[1] if found else None


@contextmanager
def within(traceparent: Any) -> Iterator[None]:
    """Inside the block this is what is being done: for work that goes on in another green thread."""
    token = _current.set(traceparent if _is_valid(traceparent) else None)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def span(name: str, *, kind: str, parent: object = None, **attributes: str) -> Iterator[str]:
    """Do something under a span of its own, below ``parent`` or what is being done; yields its ``traceparent``.

    ``kind`` is ``server``, ``client``, ``consumer`` or ``internal``.
    """
    above = parent if _is_valid(parent) else current()
    if not recording():
        with within(_below(above)):
            yield str(current())
        return
    context = propagate.extract({"traceparent": above}) if above else None
    tracer = trace.get_tracer("kefu")
    with tracer.start_as_current_span(name, context=context, kind=trace.SpanKind[kind.upper()], attributes=attributes) as recorded:
        made = recorded.get_span_context()
        own = f"00-{made.trace_id:032x}-{made.span_id:016x}-{int(made.trace_flags):02x}" if made.is_valid else _below(above)
        with within(own if recorded.is_recording() or not above else _below(above)):
            yield str(current())


def note(name: str, *, seconds: float, **attributes: str) -> None:
    """Record a span that is over, as long as it took, below what is being done."""
    above = current()
    if above is None or not recording():
        return
    end = time.time_ns()
    done = trace.get_tracer("kefu").start_span(
        name, context=propagate.extract({"traceparent": above}), kind=trace.SpanKind.CLIENT, attributes=attributes,
        start_time=end - int(seconds * 1e9),
    )  # fmt: skip
    done.end(end)


def _is_valid(traceparent: object) -> bool:
    return isinstance(traceparent, str) and TRACEPARENT.fullmatch(traceparent) is not None


def _below(above: object) -> str:
    """A context of our own in the trace of the one above, or in a new trace."""
    trace_of, flags = (str(above).split("-")[1], str(above).split("-")[3]) if _is_valid(above) else (secrets.token_hex(16), "00")
    return f"00-{trace_of}-{secrets.token_hex(8)}-{flags}"

"""One trace from the click to what another service has kept of it; with OpenTelemetry's own exporter in memory."""

import json
import logging
import urllib.request

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from kefu import tracing
from kefu.logs import JsonLines
from kefu_billing.service import Billing
from kefu_customers.service import Customers
from kefu_gateway.service import Door, Gateway
from kefu_messages import roles

INCOMING = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture(scope="session")
def exporter():
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture
def spans(exporter):
    exporter.clear()
    return exporter.get_finished_spans


def test_one_trace_shows_a_command_from_the_click_to_another_services_copy(running, spans):
    running.start(Gateway, Customers, Billing)
    port = running.dependency("gateway", Door).port
    customer = {
        "customer_no": "K1", "name": "王小明", "kind": "residential", "address": "一號", "opened_on": "2024-01-02",
        "confirmed_distinct": True,
    }  # fmt: skip
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/customers", json.dumps(customer).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {running.token(roles=[roles.CUSTOMER_SERVICE_SUPERVISOR])}",
         "traceparent": INCOMING},
    )  # fmt: skip
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 201
    running.settle()
    mine = running.until(
        lambda: {span.name: span for span in spans() if f"{span.context.trace_id:032x}" == INCOMING.split("-")[1]},
        lambda found: "billing hears customers.customer_registered" in found,
    )
    above = {span.context.span_id: span.name for span in mine.values()}

    def parent(name: str) -> str | None:
        return above.get(mine[name].parent.span_id)

    assert f"{mine['HTTP POST'].parent.span_id:016x}" == INCOMING.split("-")[2]
    assert parent("ask customers.register_customer") == "HTTP POST"
    assert parent("customers.register_customer") == "ask customers.register_customer"
    assert parent("store insert") in {"customers.register_customer", "billing hears customers.customer_registered"}
    assert parent("billing hears customers.customer_registered") == "customers.register_customer"


def test_without_a_parent_a_span_begins_a_trace_and_what_is_below_stays_in_it():
    with tracing.span("above", kind="internal") as outer, tracing.span("below", kind="internal") as inner:
        assert inner.split("-")[1] == outer.split("-")[1] == tracing.trace_id()
        assert inner != outer
    assert tracing.current() is None


def test_without_opentelemetry_the_context_is_passed_on_all_the_same(monkeypatch):
    monkeypatch.setattr(tracing, "trace", None)
    with tracing.span("above", kind="server", parent=INCOMING) as outer, tracing.span("below", kind="client") as inner:
        assert outer.split("-")[1] == inner.split("-")[1] == INCOMING.split("-")[1]
        assert len({outer, inner, INCOMING}) == 3
        assert inner.endswith("-01")


@pytest.mark.parametrize("nonsense", [None, "", "00-0-0-00", "00-" + "0" * 32 + "-" + "1" * 16 + "-01", 7, INCOMING.upper()])
def test_nonsense_is_no_parent(nonsense):
    with tracing.span("above", kind="server", parent=nonsense) as made:
        assert tracing.TRACEPARENT.fullmatch(made)
        assert made.split("-")[1] != INCOMING.split("-")[1]


def test_a_log_line_bears_the_trace():
    record = logging.LogRecord("kefu", logging.INFO, __file__, 1, "done", (), None)
    with tracing.within(INCOMING):
        assert json.loads(JsonLines("billing").format(record))["trace_id"] == INCOMING.split("-")[1]
    assert "trace_id" not in json.loads(JsonLines("billing").format(record))

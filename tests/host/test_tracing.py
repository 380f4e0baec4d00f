"""One trace from the click to what another service has kept of it; with OpenTelemetry's own exporter in memory."""

import json
import logging
import urllib.request
from datetime import date
from decimal import Decimal

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
from kefu_messages.customers import UnitRegistered
from kefu_messages.reporting import GetCompiledReport
from kefu_reporting.service import Reporting

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


def click(running, path: str, body: dict[str, object], *, role: str) -> None:
    """Post to the gateway as a browser would that is being traced."""
    port = running.dependency("gateway", Door).port
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {running.token(roles=[role])}", "traceparent": INCOMING},
    )  # fmt: skip
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 201


def test_one_trace_shows_a_payment_from_the_click_to_the_years_report(running, spans):
    running.organisation = "shenpu_property"
    running.start(Gateway, Billing, Reporting)
    running.say(
        UnitRegistered, unit_no="A1", unit_type="residence", area="AC", building="A", owner="某", ownership="owner", handover_due_on=None,
        handed_over_on=date(2020, 1, 1), occupancy="decorated", occupied_since=date(2020, 2, 1), chargeable=True,
        monthly_fee=Decimal(100), fee_paid_through=None,
    )  # fmt: skip
    payment = {
        "receipt_no": "R1",
        "paid_on": "2024-03-01",
        "unit_no": "A1",
        "fee_type": "property_fee",
        "channel": "card",
        "amount": "1200.00",
    }
    click(running, "/property-payments", payment, role=roles.CASHIER)
    running.settle()
    heard = "reporting hears billing.property_fee_received"
    mine = running.until(
        lambda: [span for span in spans() if f"{span.context.trace_id:032x}" == INCOMING.split("-")[1]],
        lambda found: {heard, "HTTP POST"} <= {span.name for span in found},
    )
    by_id = {span.context.span_id: span for span in mine}

    def way(span) -> list[str]:
        above = by_id.get(span.parent.span_id)
        return [span.name, *(way(above) if above else [])]

    from_the_report = next(way(span) for span in mine if span.name == heard)
    assert from_the_report == [heard, "billing.record_property_payment", "ask billing.record_property_payment", "HTTP POST"]
    assert ["store copy", *from_the_report] in [way(span) for span in mine]
    report = running.ask(GetCompiledReport, roles=[roles.PROPERTY_MANAGER], kind="property_year", period="2024")
    assert report["rules"]["REP-25"]["received"] == "1200.00"


def test_one_trace_shows_a_command_from_the_click_to_another_services_copy(running, spans):
    running.start(Gateway, Customers, Billing)
    customer = {
        "customer_no": "K1", "name": "王小明", "kind": "residential", "address": "一號", "opened_on": "2024-01-02",
        "confirmed_distinct": True,
    }  # fmt: skip
    click(running, "/customers", customer, role=roles.CUSTOMER_SERVICE_SUPERVISOR)
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

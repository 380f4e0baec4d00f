"""Read models built again from the stream give the same reports, byte for byte; on a real bus and store."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from kefu import topology
from kefu.testing.links import connect
from kefu_customers.service import Customers
from kefu_messages import roles
from kefu_messages.billing import CollectionMonthReported, SalesDaySummarised
from kefu_messages.customers import MoveIn, RecordOwnerSurvey, RegisterUnit
from kefu_messages.errors import NotAllowed
from kefu_messages.metering import DailyReadingReportFiled, ReadingMonthConsolidated
from kefu_messages.reporting import (
    AmendReport,
    CloseCompiledReport,
    GetCompiledReport,
    GetDashboard,
    GetRebuild,
    GetReport,
    GetReportFile,
    ListReports,
    RebuildReports,
    RebuildRunning,
    RecordReportEntry,
    ReportCompiled,
    WhyCompiledReport,
)
from kefu_reporting.rules.telling import TELLINGS
from kefu_reporting.service import Reporting, rebuilding
from kefu_reporting.store import DASHBOARDS, FACTS, REPORTS

LEADER, ADMINISTRATOR, STEWARD, FINANCE = ("property_manager",), (roles.SYSTEM_ADMINISTRATOR,), ("property_manager",), ("finance",)
YEAR = {"kind": "property_year", "period": "2024"}
HEARD = tuple(dict.fromkeys((*TELLINGS, DailyReadingReportFiled, ReadingMonthConsolidated, CollectionMonthReported, SalesDaySummarised)))
KINDS = {
    "shihua_gas": (("gas_year", "2024"), ("gas_year", "2025"), ("activity", "2025-03")),
    "boiler": (("boiler_year", "2024"), ("boiler_year", "2025")),
    "insurer": (("insurer_year", "2024"), ("insurer_year", "2025"), ("service_month", "2025-06"), ("service_week", "2025-W23")),
    "shenpu_property": (("property_year", "2024"), ("punctuality", "2025-Q1")),
}


def units(running, *numbers):
    for number in numbers:
        running.ask(
            RegisterUnit, roles=STEWARD, unit_no=number, type="residence", area="AC", handover_due_on="2020-01-01",
            handed_over_on="2020-01-02", chargeable=True,
        )  # fmt: skip


def live_through_2024(running):
    units(running, "A", "B", "C")
    running.ask(MoveIn, roles=STEWARD, unit_no="A", moved_in_on="2024-03-01", occupancy="decorated")
    for number, satisfied in (("1", True), ("2", True), ("3", False)):
        running.ask(
            RecordOwnerSurvey, roles=STEWARD, survey_no=number, unit_no="A", channel="phone", answered_on="2024-06-01", satisfied=satisfied
        )


def streamed(running, *services):
    """Have the stream keep what the test says in the name of services that do not run, as each of them does when it starts."""
    with connect(running._amqp_uri) as connection:  # noqa: SLF001 - there is no other way to its bus
        bind(connection.channel(), services or {event.service for event in HEARD})


def bind(channel, services):
    for service in services:
        channel.queue_bind(topology.STREAM, topology.events_exchange(service), "#")


def say_examples(running):
    """Every kind of event that reports are made of, once."""
    with running.together():
        for event in HEARD:
            told = event().load(event.example)
            running.say(event, **{name: value for name, value in told.items() if name != "because"})


def enter(running):
    for number, (kind, on, more) in enumerate((
        ("revenue", "2024-12-23", {"source": "internal", "line": "boiler", "amount": "295000.00"}),
        ("profit", "2024-12-23", {"amount": "1.00"}), ("contract_due", "2024-06-30", {"name": "a", "state": "renewed"}),
        ("fraud_case", "2025-04-06", {"name": "案一"}), ("referral", "2025-03-06", {"state": "accepted", "amount": "1200.00"}),
        ("satisfaction", "2024-12-31", {"part": 901, "whole": 1000}),
    )):  # fmt: skip
        running.ask(RecordReportEntry, roles=FINANCE, entry_no=f"E{number}", kind=kind, on=on, **more)


def reports(running, *wanted):
    """Everything that is read and printed of the reports, as bytes."""
    found = []
    for one in wanted:
        answers = [running.ask(message, roles=LEADER, **one) for message in (GetCompiledReport, WhyCompiledReport)]
        found += [json.dumps({**answer, "rebuilding": None}, sort_keys=True) for answer in answers]
        found += [running.ask(GetReportFile, roles=LEADER, form=form, **one)["content"] for form in ("csv", "html", "xlsx")]
    return found


def gas_months(running):
    """The catalogue's reports and the lights of the month, as bytes."""
    listed = running.ask(ListReports, roles=FINANCE)["items"]
    lights = [
        running.ask(GetDashboard, roles=FINANCE, period=each["period"])
        for each in listed
        if each["kind"] in {"reading_analysis", "collection_report"}
    ]
    return json.dumps([listed, lights], sort_keys=True)


def read_models(running):
    """The collections of the read models."""
    database = running.dependency("reporting", Reporting.facts.__class__).documents.database
    return [database[collection.name] for collection in (FACTS, REPORTS, DASHBOARDS)]


def rebuilt(running, *, seconds=120):
    state = running.until(
        lambda: running.ask(GetRebuild, roles=ADMINISTRATOR), lambda found: found["state"] == "done", seconds=seconds
    )  # fmt: skip
    assert state["state"] == "done"
    return state


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(rebuilding, "PAUSE", 0.2)
    monkeypatch.setattr(rebuilding, "QUIET", 0.3)
    monkeypatch.setattr(rebuilding, "TURN", timedelta(seconds=3))


@pytest.mark.rule("REP-83")
def test_built_again_from_the_stream_the_reports_are_the_same_byte_for_byte(running, hurried):
    running.organisation = "shenpu_property"
    running.start(Customers, Reporting)
    live_through_2024(running)
    running.settle()
    before = reports(running, YEAR)
    facts, *_ = read_models(running)
    facts.delete_many({"kind": "survey"})  # a read model that lost something
    assert reports(running, YEAR) != before
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    state = rebuilt(running)
    assert (state["events"], state["kept"]) == (7, 0)
    assert reports(running, YEAR) == before
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    rebuilt(running)
    assert reports(running, YEAR) == before


@pytest.mark.rule("REP-83")
@pytest.mark.parametrize("book", KINDS)
def test_every_kind_of_report_open_and_closed_is_the_same_byte_for_byte_after_everything_was_lost(running, hurried, book):
    running.organisation = book
    running.start(Reporting)
    streamed(running)
    say_examples(running)
    enter(running)
    asked = [{"kind": kind, "period": period} for kind, period in KINDS[book]]
    running.ask(CloseCompiledReport, roles=LEADER, by="M1", **asked[0])
    before = reports(running, *asked), gas_months(running)
    for documents in read_models(running):
        assert documents.count_documents({}) > 0
        documents.delete_many({})
    assert gas_months(running) != before[1]
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    state = rebuilt(running)
    assert (state["events"], state["kept"]) == (len(HEARD), 0)
    assert (reports(running, *asked), gas_months(running)) == before


def test_while_they_are_built_again_nobody_reads_half_figures(running, hurried, monkeypatch):
    running.organisation = "shenpu_property"
    running.start(Customers, Reporting)
    units(running, *(f"B{number}" for number in range(40)))
    running.settle()
    monkeypatch.setattr(rebuilding, "AT_ONCE", 2)
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    seen = set()

    def look():
        seen.add(running.ask(GetCompiledReport, roles=LEADER, **YEAR)["rules"]["REP-22"]["handed_over"])
        return running.ask(GetRebuild, roles=ADMINISTRATOR)["state"]

    assert running.until(look, lambda state: state == "done", seconds=120) == "done"
    assert seen == {40}


def test_what_was_said_while_they_were_built_is_in_them(running, hurried, monkeypatch):
    running.organisation = "shenpu_property"
    running.start(Customers, Reporting)
    units(running, *(f"B{number}" for number in range(20)))
    running.settle()
    monkeypatch.setattr(rebuilding, "AT_ONCE", 2)
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    units(running, *(f"C{number}" for number in range(20)))
    rebuilt(running)
    assert running.ask(GetCompiledReport, roles=LEADER, **YEAR)["rules"]["REP-22"]["handed_over"] == 40


def lose_the_stream(running):
    """As when the broker is lost: a new one begins at 0."""
    arguments = {"x-queue-type": "stream", "x-max-length-bytes": topology.STREAM_BYTES}
    with connect(running._amqp_uri) as connection:  # noqa: SLF001
        channel = connection.channel()
        channel.queue_delete(topology.STREAM)
        channel.queue_declare(topology.STREAM, durable=True, auto_delete=False, arguments=arguments)
        bind(channel, ("customers", "reporting", "billing"))


def test_what_the_stream_tells_no_more_is_kept_and_said(running, hurried):
    running.organisation = "shenpu_property"
    running.start(Customers, Reporting)
    streamed(running, "billing")
    live_through_2024(running)
    running.say(SalesDaySummarised, date=date(2025, 3, 22), receipts=1, reversals=0, volume=1, amount=2, cash=2, card=0)
    running.settle()
    lose_the_stream(running)
    units(running, "D")
    running.settle()
    before = reports(running, YEAR), gas_months(running)
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    state = rebuilt(running)
    assert (state["events"], state["kept"]) == (1, 9)  # seven events, two of them facts of two kinds: the sales day is a report as well
    assert state["begins_at"] is not None
    assert (reports(running, YEAR), gas_months(running)) == before


def test_what_was_never_said_goes(running, hurried):
    running.organisation = "shenpu_property"
    running.start(Customers, Reporting)
    live_through_2024(running)
    running.settle()
    before = reports(running, YEAR)
    facts, *_ = read_models(running)
    survey = facts.find_one({"kind": "survey"})
    invented = {"_id": f"{running.organisation}/survey:9", "fact": "survey:9", "told_at": datetime.now(UTC)}
    facts.insert_one({**survey, **invented})
    assert reports(running, YEAR) != before
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    assert rebuilt(running)["kept"] == 0
    assert reports(running, YEAR) == before


def test_killed_in_the_middle_it_goes_on_and_where_its_place_is_gone_it_begins_anew(running, hurried, monkeypatch):
    running.organisation = "shenpu_property"
    running.start(Customers, Reporting)
    units(running, *(f"B{number}" for number in range(60)))
    live_through_2024(running)
    running.settle()
    before = reports(running, YEAR)
    monkeypatch.setattr(rebuilding, "AT_ONCE", 2)
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    halfway = running.until(lambda: running.ask(GetRebuild, roles=ADMINISTRATOR), lambda found: found["events"] > 10)
    assert halfway["state"] == "running"
    running._containers.pop("reporting").stop()  # noqa: SLF001 - the thread is killed where it is
    running.start(Reporting)
    assert reports(running, YEAR) == before
    assert rebuilt(running)["events"] == 67
    assert reports(running, YEAR) == before
    left = {"state": "running", "read_to": 10_000, "read_id": "of another stream", "building": 2, "switched": False, "events": 5}
    running.dependency("reporting", Reporting.facts.__class__).documents.database["rebuilds"].update_one({}, {"$set": left})
    assert rebuilt(running)["events"] == 67
    assert reports(running, YEAR) == before


def test_only_the_administrator_and_one_at_a_time(running):
    running.start(Reporting)
    with pytest.raises(NotAllowed):
        running.ask(RebuildReports, roles=LEADER)
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    with pytest.raises(RebuildRunning):
        running.ask(RebuildReports, roles=ADMINISTRATOR)


def test_remarks_outlive_a_rebuild_and_nothing_is_said_twice(running):
    running.start(Reporting)
    streamed(running, "billing")
    running.say(SalesDaySummarised, date=date(2025, 3, 22), receipts=1, reversals=0, volume=1, amount=2, cash=2, card=0)
    running.ask(AmendReport, roles=("finance",), by="F1", kind="sales_summary", period="2025-03-22", remark="核對無誤")
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    rebuilt(running)
    found = running.ask(GetReport, roles=("finance",), kind="sales_summary", period="2025-03-22")
    assert [remark["text"] for remark in found["remarks"]] == ["核對無誤"]
    assert len(running.said(ReportCompiled)) == 1

"""Read models built again from the stream give the same reports, byte for byte; who was away catches up; on a real bus and store."""

import json
from datetime import date

import pytest

from kefu_customers.service import Customers
from kefu_messages import roles
from kefu_messages.billing import SalesDaySummarised
from kefu_messages.customers import MoveIn, RecordOwnerSurvey, RegisterUnit
from kefu_messages.errors import NotAllowed
from kefu_messages.reporting import (
    AmendReport,
    GetCompiledReport,
    GetRebuild,
    GetReport,
    GetReportFile,
    RebuildReports,
    RebuildRunning,
    ReportCompiled,
)
from kefu_reporting.service import Reporting
from kefu_reporting.store import FACTS

LEADER, ADMINISTRATOR, STEWARD = ("property_manager",), (roles.SYSTEM_ADMINISTRATOR,), ("property_manager",)
YEAR = {"kind": "property_year", "period": "2024"}


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


def reports(running):
    """Everything that is read and printed of the year, as bytes."""
    report = running.ask(GetCompiledReport, roles=LEADER, **YEAR)
    files = [running.ask(GetReportFile, roles=LEADER, form=form, **YEAR)["content"] for form in ("csv", "html")]
    return json.dumps(report, sort_keys=True).encode(), *files


def rebuilt(running):
    state = running.until(
        lambda: running.ask(GetRebuild, roles=ADMINISTRATOR), lambda found: found["state"] == "done", seconds=30
    )  # fmt: skip
    assert state["state"] == "done"
    return state


@pytest.mark.rule("REP-83")
def test_built_again_from_the_stream_the_reports_are_the_same_byte_for_byte(running):
    running.organisation = "shenpu_property"
    running.start(Customers, Reporting)
    live_through_2024(running)
    running.settle()
    before = reports(running)
    facts = running.dependency("reporting", Reporting.facts.__class__).documents.database[FACTS.name]
    facts.delete_many({"kind": "survey"})  # a read model that lost something
    assert reports(running) != before
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    assert rebuilt(running)["events"] == 7
    assert reports(running) == before
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    rebuilt(running)
    assert reports(running) == before


def test_only_the_administrator_and_one_at_a_time(running):
    running.start(Reporting)
    with pytest.raises(NotAllowed):
        running.ask(RebuildReports, roles=LEADER)
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    with pytest.raises(RebuildRunning):
        running.ask(RebuildReports, roles=ADMINISTRATOR)


def test_remarks_outlive_a_rebuild_and_nothing_is_said_twice(running):
    running.start(Reporting)
    running.say(SalesDaySummarised, date=date(2025, 3, 22), receipts=1, reversals=0, volume=1, amount=2, cash=2, card=0)
    running.ask(AmendReport, roles=("finance",), by="F1", kind="sales_summary", period="2025-03-22", remark="核對無誤")
    running.ask(RebuildReports, roles=ADMINISTRATOR)
    rebuilt(running)
    found = running.ask(GetReport, roles=("finance",), kind="sales_summary", period="2025-03-22")
    assert [remark["text"] for remark in found["remarks"]] == ["核對無誤"]
    assert len(running.said(ReportCompiled)) == 1


def test_who_was_away_catches_up_without_loss(running):
    running.organisation = "shenpu_property"
    running.start(Customers, Reporting)
    units(running, "A")
    running.settle()
    running._containers.pop("reporting").stop()  # noqa: SLF001 - away, its queues stay
    units(running, *(f"B{number}" for number in range(30)))
    running.settle()
    running.start(Reporting)
    handed_over = running.until(
        lambda: running.ask(GetCompiledReport, roles=LEADER, **YEAR)["rules"]["REP-22"]["handed_over"],
        lambda found: found == 31,
        seconds=60,
    )
    assert handed_over == 31

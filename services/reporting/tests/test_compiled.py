"""Compiled reports on a real bus and store: told facts become figures, closed ones stay, files are printed."""

import base64
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from kefu_messages.billing import OpeningArrearsRegistered, PaymentNoticeIssued, PropertyFeeCharged, PropertyFeeReceived
from kefu_messages.complaints import CaseHandled, CaseOpened, ServiceStatisticsVerified
from kefu_messages.customers import HouseholdVisited, OwnerSurveyed, UnitChanged, UnitRegistered, VisitFindingRecorded
from kefu_messages.errors import NotAllowed
from kefu_messages.reporting import (
    CloseCompiledReport,
    CompiledReportClosed,
    CutOffAhead,
    CutOffTooEarly,
    EntryIncomplete,
    EntryWithdrawn,
    GetCatalogue,
    GetCompiledReport,
    GetReportFile,
    PeriodInvalid,
    RecordReportEntry,
    ReportClosedAlready,
    StatisticsNotVerified,
    WhyCompiledReport,
    WhyReportEntry,
    WithdrawReportEntry,
)
from kefu_reporting.service import Reporting

LEADER = ("property_manager",)
YEAR = {"kind": "property_year", "period": "2024"}


@pytest.fixture
def reporting(shared):
    shared.organisation = "shenpu_property"
    return shared.start(Reporting)


def a_property(reporting):
    with reporting.together():
        for number, group in (("A", "decorated"), ("B", None)):
            reporting.say(
                UnitRegistered, unit_no=number, unit_type="residence", area="AC", building="A01", owner="某", ownership="owner",
                handover_due_on=date(2020, 1, 1), handed_over_on=date(2020, 1, 1), occupancy=group,
                occupied_since=date(2021, 1, 1) if group else None, chargeable=True, monthly_fee=Decimal(100), fee_paid_through=None,
            )  # fmt: skip
        reporting.say(OpeningArrearsRegistered, unit_no="B", fee_type="property_fee", fee_year=2023, amount=Decimal("50.00"))
        for number in ("A", "B"):
            reporting.say(
                PropertyFeeCharged, charge_no=f"C{number}", unit_no=number, fee_type="property_fee", fee_year=2024,
                amount=Decimal("1200.00"), issued_on=date(2024, 1, 1),
            )  # fmt: skip
        pay(reporting, "R1", "A", "1200.00", date(2024, 12, 31))
        case = {
            "kind": "repair",
            "channel": "phone",
            "category": "lift",
            "handling": None,
            "area": "AC",
            "unit_no": "A",
            "customer_no": None,
        }
        reporting.say(CaseOpened, case_no="W1", received_on=date(2024, 5, 1), **case, priority="normal", severity=None, similar=[])
        reporting.say(
            CaseHandled, case_no="W1", received_on=date(2024, 5, 1), **case, handled_on=date(2024, 5, 2), handled_by=None, in_time=None
        )
        survey(reporting, "S1", satisfied=True)
        survey(reporting, "S2", satisfied=False)


@pytest.mark.rule("REP-27", "REP-36", "CUS-62")
def test_what_agrees_in_number_counts_each(reporting):
    """Debts of one kind and year, notices of one number and day, findings of one number: each tells its place; opening debts their year."""
    a_property(reporting)
    debt = {"unit_no": "B", "fee_type": "property_fee", "fee_year": 2024, "at_start_of": 2024, "amount": Decimal("5.00")}
    notice = {"notice_no": "T1", "unit_no": "A", "issued_on": date(2024, 2, 3), "channel": "phone", "delivery_state": "sent"}
    finding = {"visit_no": "Z1", "unit_no": "A", "visited_on": date(2024, 1, 2), "category": "engineering", "repair_categories": []}
    with reporting.together():
        for nth in (None, 2, 2):
            reporting.say(OpeningArrearsRegistered, **debt, nth=nth)
            reporting.say(PaymentNoticeIssued, **notice, nth=nth)
        reporting.say(OpeningArrearsRegistered, **{**debt, "at_start_of": 2025})
        reporting.say(HouseholdVisited, visit_no="Z1", unit_no="A", visited_on=date(2024, 1, 2), steward="張春")
        for number, written in (("W1", None), ("W1~2", "W1")):
            reporting.say(VisitFindingRecorded, finding_no=number, written_no=written, **finding)
    rules = reporting.ask(GetCompiledReport, roles=LEADER, **YEAR, cut_off="2024-12-31")["rules"]
    assert (rules["REP-32"]["opening_arrears"], rules["REP-36"]["notices"], rules["CUS-62"]["untreated"]) == ("60.00", 2, ["W1", "W1"])


@pytest.mark.rule("REP-25", "REP-41", "REP-83")
def test_a_cut_off_in_january_takes_in_what_is_dated_up_to_it(reporting):
    a_property(reporting)
    pay(reporting, "R2", "B", "7.00", date(2025, 1, 2))
    for cut_off, received, later in (("2024-12-31", "1200.00", 1), ("2025-01-01", "1200.00", 1), ("2025-01-02", "1207.00", 0)):
        rules = reporting.ask(GetCompiledReport, roles=LEADER, **YEAR, cut_off=cut_off)["rules"]
        assert (rules["REP-25"]["received"], rules["REP-83"]["payments_after_cut_off"]) == (received, later)


def pay(reporting, number, unit_no, amount, on):
    reporting.say(
        PropertyFeeReceived, receipt_no=number, unit_no=unit_no, fee_type="property_fee", amount=Decimal(amount), paid_on=on, channel="card"
    )


def survey(reporting, number, *, satisfied):
    reporting.say(
        OwnerSurveyed, survey_no=number, unit_no="A", area="AC", channel="phone", answered_on=date(2024, 11, 2), satisfied=satisfied
    )


def read(reporting, **asked):
    return reporting.ask(GetCompiledReport, roles=LEADER, **{**YEAR, **asked})


@pytest.mark.rule("REP-26", "REP-27", "REP-46", "REP-41")
def test_what_is_told_becomes_the_years_figures(reporting):
    a_property(reporting)
    report = read(reporting)
    assert report["rules"]["REP-26"] == {
        "receivable": "2400.00", "received": "1200.00",
        "rate": {"numerator": "1200.00", "denominator": "2400.00", "percent": "50.0000", "shown": "50.0"},
    }  # fmt: skip
    assert report["rules"]["REP-27"]["arrears"] == "1250.00"
    assert report["rules"]["REP-46"]["handled"] == 1
    assert report["rules"]["REP-41"]["rate"]["shown"] == "50.0"
    assert report["details"]["arrears_units"] == [{"unit_no": "B", "balance": "1250.00"}]


def test_facts_in_another_order_give_the_same_report(reporting):
    with reporting.together():
        pay(reporting, "R1", "A", "100.00", date(2024, 3, 1))
        reporting.say(
            UnitChanged, unit_no="A", what="moved_in", on=date(2024, 2, 1), owner="某", tenant=None, ownership="owner",
            handed_over_on=date(2020, 1, 1), occupancy="decorated", occupied_since=date(2024, 2, 1),
        )  # fmt: skip
        reporting.say(
            UnitRegistered, unit_no="A", unit_type="residence", area="AC", building=None, owner=None, ownership="owner",
            handover_due_on=None, handed_over_on=date(2020, 1, 1), occupancy=None, occupied_since=None, chargeable=True, monthly_fee=None,
            fee_paid_through=None,
        )  # fmt: skip
    report = read(reporting)
    assert report["rules"]["REP-25"]["occupied"] == "100.00"
    assert read(reporting, cut_off="2024-01-31")["rules"]["REP-23"]["occupied"] == 0


@pytest.mark.rule("REP-83")
def test_a_later_posting_does_not_change_a_closed_report(reporting):
    a_property(reporting)
    closed = reporting.ask(CloseCompiledReport, roles=LEADER, by="M1", **YEAR)
    assert (closed["closed_by"], closed["cut_off"]) == ("M1", "2024-12-31")
    pay(reporting, "R2", "B", "1250.00", date(2024, 12, 30))
    after = read(reporting)
    assert (after["rules"], after["details"]) == (closed["rules"], closed["details"])
    assert read(reporting, cut_off="2024-12-30")["rules"]["REP-27"]["arrears"] == "1200.00"
    assert reporting.said(CompiledReportClosed)[0]["report"] == "property_year~2024"
    with pytest.raises(ReportClosedAlready):
        reporting.ask(CloseCompiledReport, roles=LEADER, **YEAR)


@pytest.mark.rule("REP-83")
def test_a_report_whose_cut_off_is_ahead_is_not_closed(reporting):
    with pytest.raises(CutOffAhead):
        reporting.ask(CloseCompiledReport, roles=LEADER, kind="property_year", period="2999")


@pytest.mark.rule("REP-83")
def test_a_report_is_not_closed_as_of_a_day_before_its_year_ends(reporting):
    for year, early in (("2026", "2026-01-05"), ("2024", "2020-01-05"), ("2024", "2024-12-30")):
        with pytest.raises(CutOffTooEarly):
            reporting.ask(CloseCompiledReport, roles=LEADER, kind="property_year", period=year, cut_off=early)
    assert read(reporting)["closed_on"] is None


def test_who_reads_the_reports_reads_which_there_are(reporting):
    assert reporting.ask(GetCatalogue, roles=LEADER)["entries"]


@pytest.mark.rule("REP-13")
def test_a_month_is_published_once_its_statistics_are_verified(reporting):
    month = {"kind": "service_month", "period": "2025-05"}
    with pytest.raises(StatisticsNotVerified):
        reporting.ask(CloseCompiledReport, roles=LEADER, **month)
    reporting.say(
        ServiceStatisticsVerified, month="2025-05", services=30, cases=12, by_kind={}, by_channel={}, handled=11, verified_by="D1",
        verified_on=date(2025, 6, 2),
    )  # fmt: skip
    assert reporting.ask(CloseCompiledReport, roles=LEADER, **month)["closed_on"]


def test_why_a_figure_is_what_it_is(reporting):
    a_property(reporting)
    (why,) = reporting.ask(WhyCompiledReport, roles=LEADER, **YEAR, rule="REP-46")["decisions"]
    assert (why["name"], why["facts"]) == ("REP-46", {"received": 1, "handled": 1})
    assert {cited["id"] for cited in why["because"]} == {"REP-46", "REP-75", "rounding"}
    assert why["because"][0]["title"] == "Processing rate of lifts"


def test_a_month_is_no_year_and_a_clerk_reads_no_report(reporting):
    with pytest.raises(PeriodInvalid):
        read(reporting, period="2024-12")
    with pytest.raises(NotAllowed):
        reporting.ask(GetCompiledReport, roles=("meter_reader",), **YEAR)


def test_the_report_as_files(reporting):
    a_property(reporting)
    files = {form: reporting.ask(GetReportFile, roles=LEADER, form=form, language="en", **YEAR) for form in ("csv", "xlsx", "html")}
    table = base64.b64decode(files["csv"]["content"]).decode("utf-8-sig").split("\r\n")
    assert table[0] == "property year"
    assert "REP-27,Arrears,arrears,1250.00,doc 5.2 l.381" in table
    page = load_workbook(io.BytesIO(base64.b64decode(files["xlsx"]["content"]))).active
    assert ("REP-27", "Arrears", "arrears", "1250.00", "doc 5.2 l.381") in list(page.iter_rows(values_only=True))
    html = base64.b64decode(files["html"]["content"]).decode()
    assert "<svg" in html
    assert "http" not in html
    assert files["xlsx"]["file_name"] == "property_year-2024.xlsx"
    chinese = base64.b64decode(reporting.ask(GetReportFile, roles=LEADER, language="zh-Hans", **YEAR)["content"]).decode()
    assert "物业年度报表" in chinese


def enter(reporting, number, kind, on, **more):
    return reporting.ask(RecordReportEntry, roles=("finance",), by="F1", entry_no=number, kind=kind, on=on, **more)


@pytest.mark.rule("REP-60", "REP-61", "REP-62", "REP-76")
def test_a_firms_year_is_made_of_what_is_entered(reporting):
    reporting.organisation = "boiler"
    enter(reporting, "1", "revenue", "2024-12-23", source="internal", line="boiler", amount="295000.00")
    enter(reporting, "2", "revenue", "2024-12-23", source="external", line="boiler", amount="1067000.00")
    enter(reporting, "3", "stated", "2024-12-23", name="revenue", amount="1361000.00")
    enter(reporting, "4", "profit", "2024-12-23", amount="157000.00")
    enter(reporting, "5", "target", "2024-01-01", name="profit", amount="100000.00")
    enter(reporting, "6", "profit", "2024-12-24", amount="1.00")
    figures = read(reporting, kind="boiler_year", cut_off="2024-12-23")["rules"]
    assert (figures["REP-60"]["total"], figures["REP-60"]["difference"], figures["REP-60"]["agrees"]) == ("1362000", "1000", False)
    assert figures["REP-61"]["over_percent"] == "57.0"
    assert figures["REP-71"] == {
        "indicators": 1, "reached": 1, "percent": "100", "all_reached": True,
        "sheet": [{"name": "profit", "target": "100000", "actual": "157000", "reached": True}],
    }  # fmt: skip
    assert figures["REP-76"][-1] == {"line": "all", "revenue": "1362000", "profit": "157000"}


@pytest.mark.rule("REP-70")
def test_an_entry_needs_what_its_kind_needs_and_a_withdrawn_one_counts_no_more(reporting):
    with pytest.raises(EntryIncomplete):
        enter(reporting, "9", "market_note", "2024-12-23", quantity=5)
    enter(reporting, "9", "market_note", "2024-12-23", quantity=5, area="重慶", approximate=True)
    assert read(reporting, kind="boiler_year")["rules"]["REP-70"][0]["number"] == 5
    assert reporting.ask(WhyReportEntry, roles=LEADER, entry_no="9")["decisions"][0]["because"][0]["id"] == "entry_fields"
    reporting.ask(WithdrawReportEntry, roles=("finance",), entry_no="9", reason="重複")
    assert read(reporting, kind="boiler_year")["rules"]["REP-70"] == []
    with pytest.raises(EntryWithdrawn):
        reporting.ask(WithdrawReportEntry, roles=("finance",), entry_no="9", reason="重複")


@pytest.mark.parametrize(("kind", "period"), [
    ("gas_year", "2024"), ("insurer_year", "2024"), ("service_month", "2025-05"), ("service_week", "2025-W23"), ("punctuality", "2025-Q2"),
    ("activity", "2025-06-03"), ("activity", "2025-W23"), ("activity", "2025-06"), ("activity", "2025-Q2"), ("activity", "2025"),
])  # fmt: skip
def test_every_kind_of_report_can_be_read_and_printed(reporting, kind, period):
    report = read(reporting, kind=kind, period=period)
    assert report["rules"]
    json.dumps(report)
    assert reporting.ask(GetReportFile, roles=LEADER, kind=kind, period=period, form="csv")["content"]

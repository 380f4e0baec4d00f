"""Reporting on a real bus and store: what others say becomes reports and lights."""

from datetime import date
from decimal import Decimal

import pytest

from kefu_messages.billing import CollectionMonthReported, SalesDaySummarised
from kefu_messages.errors import NotAllowed, NotFound
from kefu_messages.metering import DailyReadingReportFiled, ReadingMonthConsolidated
from kefu_messages.reporting import (
    AmendReport,
    GetCatalogue,
    GetDashboard,
    GetReport,
    KpiJudged,
    ListReports,
    ReportCompiled,
    ReportNotEditable,
    WhyDashboard,
    WhyReport,
)
from kefu_reporting.service import Reporting

FINANCE = ("finance",)
DAY = date(2025, 3, 22)


@pytest.fixture
def reporting(shared):
    shared.organisation = "shihua_gas"
    return shared.start(Reporting)


def sales(reporting, *, amount="771.90", cash="771.90", card="0.00", **more):
    reporting.say(
        SalesDaySummarised,
        date=DAY,
        receipts=14,
        reversals=0,
        volume=Decimal(310),
        amount=Decimal(amount),
        cash=Decimal(cash),
        card=Decimal(card),
        **more,
    )


def report(reporting, kind, period, roles=FINANCE):
    return reporting.ask(GetReport, roles=roles, kind=kind, period=period)


@pytest.mark.rule("REP-09")
def test_a_day_of_sales_becomes_a_report_that_equals_what_was_told(reporting):
    sales(reporting)
    found = report(reporting, "sales_summary", "2025-03-22")
    assert found["figures"] == {
        "date": "2025-03-22",
        "receipts": 14,
        "reversals": 0,
        "volume": "310",
        "amount": "771.90",
        "cash": "771.90",
        "card": "0.00",
    }
    assert (found["rule"], found["agrees"]) == ("REP-09", True)
    assert reporting.said(ReportCompiled) == [
        {"report": "sales_summary:2025-03-22", "kind": "sales_summary", "period": "2025-03-22", "because": ["REP-09"]},
    ]


@pytest.mark.rule("REP-09")
def test_a_sum_typed_by_hand_is_refused_and_nothing_changes(reporting):
    sales(reporting)
    before = report(reporting, "sales_summary", "2025-03-22")
    with pytest.raises(ReportNotEditable):
        reporting.ask(AmendReport, roles=FINANCE, kind="sales_summary", period="2025-03-22", figures={"amount": "900.00"}, remark="more")
    assert report(reporting, "sales_summary", "2025-03-22") == before
    reporting.settle()
    assert len(reporting.said(ReportCompiled)) == 1


@pytest.mark.rule("REP-09")
def test_a_summary_whose_parts_do_not_add_up_says_so(reporting):
    sales(reporting, cash="771.80")
    assert report(reporting, "sales_summary", "2025-03-22")["agrees"] is False


def test_a_remark_is_kept_beside_the_figures_also_when_they_are_told_anew(reporting):
    sales(reporting)
    reporting.ask(AmendReport, roles=FINANCE, by="F01", kind="sales_summary", period="2025-03-22", remark="與銀行對帳相符")
    sales(reporting, amount="781.90", cash="781.90")
    found = report(reporting, "sales_summary", "2025-03-22")
    assert found["figures"]["amount"] == "781.90"
    assert [(remark["by"], remark["text"]) for remark in found["remarks"]] == [("F01", "與銀行對帳相符")]


def test_an_older_telling_that_arrives_late_and_a_second_delivery_change_nothing(reporting):
    sales(reporting, sequence=200, id="new")
    sales(reporting, amount="1.00", cash="1.00", sequence=100, id="old")
    sales(reporting, sequence=200, id="new")
    assert report(reporting, "sales_summary", "2025-03-22")["figures"]["amount"] == "771.90"
    assert len(reporting.said(ReportCompiled)) == 1


@pytest.mark.rule("REP-08")
def test_daily_reading_reports_of_all_readers_make_the_day(reporting):
    for reader, read in (("R02", 20), ("R01", 39)):
        reporting.say(
            DailyReadingReportFiled,
            reader=reader,
            date=DAY,
            due=40,
            read=read,
            missed=40 - read,
            anomalies=0,
            rate_percent="97.50",
            filed_on=DAY,
        )
    found = report(reporting, "daily_reading_report", "2025-03-22", roles=("meter_reader",))
    assert [(each["reader"], each["due"], each["read"], each["missed"]) for each in found["figures"]["readers"]] == [
        ("R01", 40, 39, 1),
        ("R02", 40, 20, 20),
    ]
    assert found["agrees"] is True
    assert "sequence" not in found["figures"]["readers"][0]


FINDINGS = {
    "MET-05": {"due": 63, "read": 62},
    "MET-06": {"due": 1000, "read": 980},
    "MET-07": {"due": 400, "read": 279},
}


@pytest.mark.rule("REP-08", "REP-77")
def test_a_consolidated_month_is_reported_and_its_read_rates_are_judged(reporting):
    reporting.say(ReadingMonthConsolidated, period="2025-03", consolidated_on=date(2025, 4, 1), findings=FINDINGS)
    assert report(reporting, "reading_analysis", "2025-03")["figures"]["findings"] == FINDINGS
    lights = reporting.ask(GetDashboard, roles=("meter_reader",), period="2025-03")["lights"]
    assert [(light["kpi"], light["rate_percent"], light["target_percent"], light["light"]) for light in lights] == [
        ("commercial_read_rate", "98.41", "100", "red"),
        ("outdoor_residential_read_rate", "98.00", "98", "green"),
        ("indoor_residential_read_rate", "69.75", "70", "red"),
    ]
    told = reporting.said(KpiJudged, count=3)
    assert [(each["kpi"], each["light"]) for each in told] == [(light["kpi"], light["light"]) for light in lights]
    assert {"REP-77", "reading_targets"} <= set(told[0]["because"])


def collected(reporting, received="190000.00"):
    findings = {"BIL-23": {"recovery": {"receivable": "200000.00", "received": received}, "slips_submitted": 120, "slips_wrong": ["JS1"]}}
    reporting.say(CollectionMonthReported, period="2025-03", as_of=date(2025, 3, 31), findings=findings)


@pytest.mark.rule("REP-10", "REP-11")
def test_a_submitted_month_is_reported_and_recovery_and_accuracy_are_judged(reporting):
    collected(reporting)
    assert report(reporting, "collection_report", "2025-03")["figures"]["as_of"] == "2025-03-31"
    lights = reporting.ask(GetDashboard, roles=FINANCE, period="2025-03")["lights"]
    assert [(light["kpi"], light["rule"], light["rate_percent"], light["light"]) for light in lights] == [
        ("recovery_rate", "REP-11", "95.0000", "green"),
        ("slip_accuracy", "REP-10", "99.17", "red"),
    ]
    collected(reporting, received="189999.00")
    (recovery, _) = reporting.ask(GetDashboard, roles=FINANCE, period="2025-03")["lights"]
    assert (recovery["rate_percent"], recovery["light"]) == ("94.9995", "red")


@pytest.mark.rule("BIL-11")
def test_revenue_is_shown_only_to_those_it_concerns(reporting):
    sales(reporting)
    collected(reporting)
    with pytest.raises(NotAllowed):
        report(reporting, "sales_summary", "2025-03-22", roles=("meter_reader",))
    with pytest.raises(NotAllowed):
        reporting.ask(ListReports, roles=("charging_clerk",), kind="collection_report")
    assert reporting.ask(ListReports, roles=("meter_reader",))["items"] == []
    assert len(reporting.ask(ListReports, roles=FINANCE)["items"]) == 2
    assert [light["kpi"] for light in reporting.ask(GetDashboard, roles=("meter_reader",), period="2025-03")["lights"]] == ["slip_accuracy"]
    why = {role: reporting.ask(WhyDashboard, roles=(role,), period="2025-03")["decisions"] for role in ("meter_reader", "finance")}
    assert [each["name"] for each in why["meter_reader"]] == ["slip_accuracy"]
    assert {cited["id"] for cited in why["finance"][0]["because"]} == {"REP-11", "recovery_target", "REP-75", "rounding"}
    with pytest.raises(NotAllowed):
        reporting.ask(WhyReport, roles=("meter_reader",), kind="sales_summary", period="2025-03-22")
    told = reporting.ask(WhyReport, roles=FINANCE, kind="sales_summary", period="2025-03-22")["decisions"]
    assert [each["name"] for each in told] == ["compiled"]


@pytest.mark.rule("REP-08", "REP-09", "REP-10")
def test_the_catalogue_names_every_report_in_the_reader_s_language(reporting):
    english = reporting.ask(GetCatalogue, roles=FINANCE)["entries"]
    assert [(entry["kind"], entry["rhythm"], entry["rule"]) for entry in english] == [
        ("daily_reading_report", "daily", "REP-08"),
        ("reading_analysis", "monthly", "REP-08"),
        ("sales_summary", "daily", "REP-09"),
        ("collection_report", "monthly", "REP-10"),
    ]
    assert english[2]["title"] == "Daily summary of gas sold"
    assert reporting.ask(GetCatalogue, roles=FINANCE, language="zh-Hant")["entries"][2]["title"] == "當日氣量銷售匯總"


def test_a_report_nobody_told_of_is_not_found(reporting):
    with pytest.raises(NotFound):
        report(reporting, "sales_summary", "2025-03-23")
    with pytest.raises(NotFound):
        reporting.ask(GetDashboard, roles=FINANCE, period="2025-02")

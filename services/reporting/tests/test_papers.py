"""What is handed in, who is asked for what has not come, and how punctual a quarter was; on a real bus and store."""

from datetime import date

import pytest

from kefu_messages import platform
from kefu_messages.attendance import StaffRegistered
from kefu_messages.errors import AlreadyExists, NotAllowed
from kefu_messages.reporting import (
    GetCompiledReport,
    GetCompleteness,
    ListPapers,
    PaperOverdue,
    PaperSubmitted,
    PeriodInvalid,
    RecordReportEntry,
    SubmitPaper,
    WhyPaper,
)
from kefu_reporting.service import Reporting

SUPERVISOR, AGENT, HEAD = "customer_service_supervisor", "phone_agent", ("customer_service_manager",)
HELD = next(item for item in platform.built_ins("reporting") if item.__name__ == "GetHeld")
RUN = next(item for item in platform.built_ins("reporting") if item.__name__ == "RunDue")


@pytest.fixture
def reporting(shared):
    shared.organisation = "emall"
    place = shared.start(Reporting)
    with shared.together():
        for number, role, left_on in (("E0", SUPERVISOR, None), ("A1", AGENT, None), ("A2", AGENT, None), ("A3", AGENT, date(2025, 5, 30))):
            shared.say(
                StaffRegistered, staff_no=number, name="某", posts=[{"since": date(2023, 1, 1), "roles": [role]}],
                joined_on=date(2023, 1, 1), left_on=left_on,
            )  # fmt: skip
    return place


def hand_in(reporting, kind, period, on, by="E0", role=SUPERVISOR, **more):
    return reporting.ask(SubmitPaper, roles=(role,), by=by, kind=kind, period=period, submitted_on=on, **more)


def run_due(reporting, day):
    reporting.ask(RUN, roles=("system_administrator",), as_of=day)
    reporting.settle()


@pytest.mark.rule("REP-01", "REP-84")
def test_a_weekly_report_is_in_time_on_monday_and_late_on_tuesday(reporting):
    assert hand_in(reporting, "weekly_report", "2025-W23", "2025-06-09")["days_late"] == 0
    late = hand_in(reporting, "weekly_report", "2025-W24", "2025-06-17")
    assert (late["due_on"], late["days_late"]) == ("2025-06-16", 1)
    assert [each["days_late"] for each in reporting.said(PaperSubmitted, count=2)] == [0, 1]
    why = reporting.ask(WhyPaper, roles=HEAD, paper_no=late["paper_no"])["decisions"][0]
    assert {"REP-01", "paper_duties", "REP-84"} == {cited["id"] for cited in why["because"]}


@pytest.mark.rule("REP-01")
def test_a_report_is_handed_in_once_for_a_week_that_there_is(reporting):
    hand_in(reporting, "weekly_report", "2025-W23", "2025-06-09")
    with pytest.raises(AlreadyExists):
        hand_in(reporting, "weekly_report", "2025-W23", "2025-06-10")
    with pytest.raises(PeriodInvalid):
        hand_in(reporting, "weekly_report", "2025-06", "2025-06-10")
    with pytest.raises(NotAllowed):
        hand_in(reporting, "weekly_report", "2025-W24", "2025-06-16", role="gardener")


@pytest.mark.rule("REP-01", "REP-02", "REP-03")
def test_who_has_not_handed_in_is_told_of_on_the_day_after(reporting):
    hand_in(reporting, "monthly_summary", "2025-05", "2025-06-03")
    run_due(reporting, "2025-06-03")
    before = {(each["kind"], each["period"]) for each in reporting.said(PaperOverdue)}
    assert ("monthly_sales_report", "2025-05") not in before
    run_due(reporting, "2025-06-04")
    overdue = {(each["kind"], each["period"]): each["missing"] for each in reporting.said(PaperOverdue, count=2)}
    assert overdue["monthly_sales_report", "2025-05"] == ["E0"]
    assert ("monthly_summary", "2025-05") not in overdue
    told = len(reporting.said(PaperOverdue))
    run_due(reporting, "2025-06-04")
    assert len(reporting.said(PaperOverdue)) == told


@pytest.mark.rule("REP-03")
def test_reports_on_demand_are_kept_with_who_asked_for_them(reporting):
    for title in ("退貨分析", "價格異議分析"):
        hand_in(reporting, "ad_hoc_report", "2025-06-10", "2025-06-10", title=title, requested_by="G1")
    found = reporting.ask(ListPapers, roles=HEAD, kind="ad_hoc_report", period="2025-06-10")["items"]
    assert {(each["title"], each["requested_by"], each["due_on"]) for each in found} == {
        ("退貨分析", "G1", None),
        ("價格異議分析", "G1", None),
    }


@pytest.mark.rule("REP-04", "REP-06")
def test_completeness_names_who_is_missing_and_asks_nobody_who_has_left(reporting):
    hand_in(reporting, "work_summary", "2025-05", "2025-06-02", by="A1", role=AGENT)
    found = reporting.ask(GetCompleteness, roles=HEAD, kind="work_summary", period="2025-05", as_of="2025-06-03")
    assert (found["due_on"], found["expected"], found["filed"], found["percent"], found["missing"]) == ("2025-06-03", 2, 1, "50.0", ["A2"])
    hand_in(reporting, "work_log", "2025-05-30", "2025-05-30", by="A3", role=AGENT)
    logs = reporting.ask(GetCompleteness, roles=HEAD, kind="work_log", period="2025-05-30")
    assert (logs["expected"], logs["missing"]) == (3, ["A1", "A2"])


@pytest.mark.rule("REP-05", "REP-07", "REP-84")
def test_a_quarters_punctuality_with_its_suggestions(reporting):
    hand_in(reporting, "duty_report", "2025-Q1", "2025-04-02")
    hand_in(reporting, "weekly_report", "2025-W19", "2025-05-14")
    reporting.ask(RecordReportEntry, roles=HEAD, entry_no="JY-1", kind="suggestion", on="2025-05-20", name="延長服務時間", state="accepted")
    report = reporting.ask(GetCompiledReport, roles=HEAD, kind="punctuality", period="2025-Q2")["rules"]
    assert (report["REP-84"]["due"], report["REP-84"]["on_time"], report["REP-84"]["percent"]) == (2, 1, "50.0")
    assert report["REP-05"] == {"suggestions": {"延長服務時間": "accepted"}, "new": 0, "accepted": 1, "rejected": 0}


def test_a_person_finds_what_is_kept_of_him(reporting):
    hand_in(reporting, "work_log", "2025-05-29", "2025-05-29", by="A1", role=AGENT)
    reporting.settle()
    held = reporting.ask(HELD, roles=(AGENT,), by="A1", staff_no="A1")["records"]
    assert sorted({record["collection"] for record in held}) == ["audit", "papers", "report_facts"]
    with pytest.raises(NotAllowed):
        reporting.ask(HELD, roles=(AGENT,), by="A2", staff_no="A1")

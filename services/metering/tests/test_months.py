"""Sheets, daily reports and reading months on a real bus and store."""

from datetime import date

import pytest

from kefu_messages.attendance import PolicyAdopted
from kefu_messages.billing import SlipSubmitted
from kefu_messages.documents import DocumentAcknowledged, DocumentVersionPublished
from kefu_messages.errors import AlreadyExists, NotAllowed, NotFound, StateConflict
from kefu_messages.metering import (
    CheckSheet,
    CloseReadingMonth,
    ConsolidateReadingMonth,
    DailyReadingReportFiled,
    DailyReadingReportOverdue,
    FileDailyReadingReport,
    GetMeter,
    GetReadingMonth,
    GetSheet,
    InstructionNotAcknowledged,
    InvalidValue,
    IssueSheet,
    ListDailyReadingReports,
    ListSheets,
    OpenReadingMonth,
    OutsidePeriod,
    OwnSheet,
    ReadingMonthClosed,
    ReadingMonthConsolidated,
    RecordReading,
    RegisterSheet,
    ReplaceMeter,
    ReportSheetLost,
    ReturnSheet,
    SheetFaultFound,
    SheetIssued,
    SheetLost,
    TooManyPages,
    WhyReadingMonth,
)

LEADER, READER, CLERK = ("business_centre_team_leader",), ("meter_reader",), ("counter_clerk",)
SHOP = {"base_reading": "4520", "cumulative": "4480", "remaining": "35"}


def adopt(department, value, content):
    department.say(
        PolicyAdopted,
        organisation=department.organisation,
        value=value,
        since=date(2020, 1, 1),
        content=content,
        reference="organisation's own",
    )


@pytest.mark.rule("MET-01")
def test_no_sheet_for_a_reader_who_has_not_acknowledged_how_to_work(rounds):
    sheet = {"reader": "R01", "issued_on": "2025-03-01"}
    rounds.ask(IssueSheet, roles=LEADER, sheet_no="1000", **sheet)
    rounds.say(
        DocumentVersionPublished, document_id="reading_work_instruction", edition=1, title="抄表作業指導書",
        effective_from=date(2025, 3, 1), required_of=["meter_reader"],
    )  # fmt: skip
    with pytest.raises(InstructionNotAcknowledged):
        rounds.ask(IssueSheet, roles=LEADER, sheet_no="1001", **sheet)
    assert [told["sheet_no"] for told in rounds.said(SheetIssued, count=0)] == ["1000"]
    rounds.say(DocumentAcknowledged, document_id="reading_work_instruction", edition=1, staff_no="R01", acknowledged_on=date(2025, 3, 1))
    assert rounds.ask(IssueSheet, roles=LEADER, sheet_no="1001", **sheet)["state"] == "issued"
    with pytest.raises(InstructionNotAcknowledged):
        rounds.ask(IssueSheet, roles=LEADER, sheet_no="1002", **{**sheet, "reader": "R02"})


@pytest.mark.rule("MET-01")
def test_an_organisation_decides_whether_a_paper_register_is_checked(rounds):
    rounds.say(
        DocumentVersionPublished, document_id="home_entry_code", edition=1, title="進入客戶室內工作準則", effective_from=date(2025, 1, 1),
        required_of=["meter_reader"],
    )  # fmt: skip
    paper = {"reader": "R01", "issued_on": "2025-03-01", "returned_on": "2025-03-22", "pages": 3}
    assert rounds.ask(RegisterSheet, roles=LEADER, sheet_no="1001", **paper)["state"] == "returned"
    adopt(rounds, "acknowledgement_enforced_for_imports", "true")
    with pytest.raises(InstructionNotAcknowledged):
        rounds.ask(RegisterSheet, roles=LEADER, sheet_no="1002", **paper)


@pytest.mark.rule("MET-13")
def test_a_sheet_is_issued_once_and_comes_back_or_is_lost(rounds):
    rounds.ask(IssueSheet, roles=LEADER, sheet_no="1001", reader="R01", issued_on="2025-03-01")
    with pytest.raises(AlreadyExists):
        rounds.ask(IssueSheet, roles=LEADER, sheet_no="1001", reader="R02", issued_on="2025-03-01")
    with pytest.raises(InvalidValue):
        rounds.ask(ReturnSheet, roles=CLERK, sheet_no="1001", returned_on="2025-02-28", pages=3)
    rounds.ask(ReportSheetLost, roles=READER, by="R01", sheet_no="1001", lost_on="2025-03-20")
    assert [(told["sheet_no"], told["reader"], told["lost_on"]) for told in rounds.said(SheetLost)] == [("1001", "R01", "2025-03-20")]
    back = rounds.ask(ReturnSheet, roles=CLERK, sheet_no="1001", returned_on="2025-03-22", pages=3)
    assert (back["state"], back["pages"]) == ("returned", 3)
    with pytest.raises(StateConflict):
        rounds.ask(ReportSheetLost, roles=READER, by="R01", sheet_no="1001")
    assert [item["sheet_no"] for item in rounds.ask(ListSheets, roles=READER, reader="R01")["items"]] == ["1001"]


@pytest.mark.rule("MET-18")
def test_a_fault_of_a_sheet_is_said_for_discipline_and_not_by_its_own_reader(rounds):
    rounds.ask(RegisterSheet, roles=LEADER, sheet_no="1001", reader="R01", issued_on="2025-03-01", returned_on="2025-03-22", pages=3)
    facts = {"sheet_no": "1001", "fault": "illegible", "checked_on": "2025-03-23"}
    with pytest.raises(OwnSheet):
        rounds.ask(CheckSheet, roles=CLERK, by="R01", page=2, **facts)
    with pytest.raises(TooManyPages):
        rounds.ask(CheckSheet, roles=CLERK, by="K02", page=4, **facts)
    assert rounds.said(SheetFaultFound, count=0) == []
    rounds.ask(CheckSheet, roles=CLERK, by="K02", page=2, **facts)
    (told,) = rounds.said(SheetFaultFound)
    assert (told["reader"], told["page"], told["fault"], told["found_by"]) == ("R01", 2, "illegible", "K02")
    assert told["because"] == ["MET-09", "MET-18"]
    assert len(rounds.ask(GetSheet, roles=CLERK, sheet_no="1001")["faults"]) == 1


@pytest.mark.rule("MET-13")
def test_missing_sheets_and_pages_are_found_and_a_refused_line_proves_its_page(rounds):
    paper = {"reader": "R01", "issued_on": "2025-03-01"}
    sheets = [
        {"sheet_no": "2002", **paper, "returned_on": "2025-03-22", "pages": "3"},
        {"sheet_no": "1003", **paper, "returned_on": "", "pages": ""},
        {"sheet_no": "1001", **paper, "returned_on": "2025-04-01", "pages": "2"},
        {"sheet_no": "1000", "reader": "R01", "issued_on": "2025-02-28", "returned_on": "", "pages": ""},
    ]
    assert {outcome["state"] for outcome in rounds.send(RegisterSheet, sheets, roles=LEADER)} == {"accepted"}
    rounds.read(sheet_no="2002", page=1)
    line = {"meter_no": "M9", "read_at": "2025-03-22T09:00", "reader": "R01", "sheet_no": "2002", "page": "3", "kind": "regular"}
    assert rounds.send(RecordReading, [line], roles=CLERK)[0]["reason"] == "unknown_meter"
    found = rounds.ask(GetReadingMonth, roles=LEADER, period="2025-03")["findings"]["MET-13"]
    assert found == {
        "missing_sheets": ["1003"],
        "missing_pages": [{"sheet_no": "2002", "page": 2}, {"sheet_no": "1001", "page": 1}, {"sheet_no": "1001", "page": 2}],
    }


@pytest.mark.rule("MET-10")
def test_a_readers_day_is_filed_the_next_day_and_again_when_it_changes(rounds):
    rounds.read()
    rounds.read("M3", kind="missed", base_reading=None, missed_reason="other")
    rounds.run_due("2025-03-22")
    assert rounds.said(DailyReadingReportFiled, count=0) == []
    rounds.run_due("2025-03-23")
    (told,) = rounds.said(DailyReadingReportFiled)
    assert told == {
        "reader": "R01", "date": "2025-03-22", "due": 2, "read": 1, "missed": 1, "anomalies": 0, "rate_percent": "50.00",
        "filed_on": "2025-03-23", "because": ["MET-10"],
    }  # fmt: skip
    rounds.read("M1", **SHOP, entered_on="2025-03-24")
    rounds.run_due("2025-03-25")
    assert [item["due"] for item in rounds.said(DailyReadingReportFiled, count=2)] == [2, 3]
    (listed,) = rounds.ask(ListDailyReadingReports, roles=LEADER, period="2025-03")["items"]
    assert (listed["due"], listed["filed_on"], listed["overdue"]) == (3, "2025-03-25", False)


@pytest.mark.rule("MET-10")
def test_where_readers_file_themselves_a_day_not_filed_is_overdue_the_next_day(rounds):
    adopt(rounds, "daily_report_files_itself", "false")
    rounds.read()
    rounds.read("M3", base_reading="130", read_at="2025-03-22T11:00", reader="R02")
    with pytest.raises(NotAllowed):
        rounds.ask(FileDailyReadingReport, roles=READER, by="R02", date="2025-03-22", reader="R01")
    with pytest.raises(NotFound):
        rounds.ask(FileDailyReadingReport, roles=READER, by="R01", date="2025-03-21", reader="R01")
    filed = rounds.ask(FileDailyReadingReport, roles=READER, by="R01", date="2025-03-22", reader="R01")
    assert (filed["due"], filed["read"]) == (1, 1)
    rounds.run_due("2025-03-23")
    assert [(told["reader"], told["date"], told["overdue_since"]) for told in rounds.said(DailyReadingReportOverdue)] == [
        ("R02", "2025-03-22", "2025-03-23")
    ]


@pytest.mark.rule("MET-17")
def test_a_commercial_reading_without_any_slip_is_found_whatever_became_of_the_slip(rounds):
    rounds.read()
    rounds.read("M1", **SHOP)
    rounds.read("M3", base_reading="130")
    findings = rounds.ask(GetReadingMonth, roles=("reporting",), period="2025-03")["findings"]
    assert findings["MET-17"] == {"readings_without_slip": ["M1", "M3"]}
    for slip_no, month, accepted in (("J1", "2025-03", False), ("J2", "2025-02", True)):
        meter = "M3" if slip_no == "J1" else "M1"
        rounds.say(
            SlipSubmitted, slip_no=slip_no, meter_no=meter, customer_no="C3", month=month, issued_on=date(2025, 3, 22), accepted=accepted,
            reason=None,
        )  # fmt: skip
    findings = rounds.ask(GetReadingMonth, roles=("reporting",), period="2025-03")["findings"]
    assert findings["MET-17"] == {"readings_without_slip": ["M1"]}


@pytest.mark.rule("MET-11", "MET-14")
def test_a_month_is_consolidated_when_it_has_ended(rounds):
    rounds.read("M1", **SHOP, read_at="2025-03-24T09:00", entered_on="2025-03-24")
    rounds.read("M3", base_reading="100", read_at="2025-03-26T09:00", entered_on="2025-03-26")
    rounds.run_due("2025-03-31")
    assert rounds.said(ReadingMonthConsolidated, count=0) == []
    rounds.run_due("2025-04-01")
    (told,) = rounds.said(ReadingMonthConsolidated)
    found = told["findings"]
    assert (told["period"], told["consolidated_on"]) == ("2025-03", "2025-04-01")
    assert found["MET-05"] == {
        "class": "commercial", "due": 2, "read": 2, "rate_percent": "100.00", "target_percent": 100, "pass": True,
        "commercial": {"due": 1, "read": 1}, "public_welfare": {"due": 1, "read": 1},
    }  # fmt: skip
    assert (found["MET-06"]["rate_percent"], found["MET-06"]["pass"]) == ("0.00", False)
    assert found["MET-03"]["missed"] == [{"meter_no": "M2", "class": "outdoor_residential", "reason": "no_record"}]
    assert found["MET-08"] == {"window": [22, 23], "out_of_window": [{"meter_no": "M1", "read_on": "2025-03-24"}], "count": 1}
    assert found["MET-15"] == {"window": [20, 25], "out_of_window": [{"meter_no": "M3", "read_on": "2025-03-26"}], "count": 1}
    assert found["MET-11"]["commercial"] == {"accepted_readings": 2, "volume": "120", "zero_readings": 1}
    assert told["readers"]["R01"] == {
        "read": 2, "missed": 0, "errors": 0, "late_entries": 0, "rate_percent": "100.00", "standing": "outstanding",
    }  # fmt: skip
    assert rounds.ask(ConsolidateReadingMonth, roles=LEADER, period="2025-03")["findings"] == found
    with pytest.raises(NotAllowed):
        rounds.ask(ConsolidateReadingMonth, roles=READER, period="2025-03")


@pytest.mark.rule("MET-05", "MET-06")
def test_a_months_rates_tell_why_they_pass_or_fail(rounds):
    adopt(rounds, "reading_targets", '{"commercial": 100, "outdoor_residential": 0, "indoor_residential": 70}')
    rounds.read("M1", **SHOP)
    listed = rounds.ask(WhyReadingMonth, roles=READER, period="2025-03")["decisions"]
    decisions = {item["name"]: item for item in listed}
    assert decisions["commercial"]["outcome"]["pass"] is False
    assert decisions["outdoor_residential"]["outcome"]["pass"] is True
    assert [cited["id"] for cited in decisions["commercial"]["because"]] == ["MET-05", "reading_targets"]
    assert decisions["commercial"]["because"][1]["reference"] == "organisation's own"


@pytest.mark.rule("MET-03")
def test_a_closed_month_takes_no_readings_and_later_ones_count_from_it(rounds):
    rounds.read(base_reading="6025")
    rounds.ask(OpenReadingMonth, roles=LEADER, period="2025-04")
    with pytest.raises(AlreadyExists):
        rounds.ask(OpenReadingMonth, roles=LEADER, period="2025-04")
    with pytest.raises(StateConflict):
        rounds.ask(CloseReadingMonth, roles=LEADER, period="2025-04")
    rounds.ask(CloseReadingMonth, roles=LEADER, period="2025-03")
    assert [told["period"] for told in rounds.said(ReadingMonthClosed)] == ["2025-03"]
    with pytest.raises(OutsidePeriod):
        rounds.read("M3", base_reading="130")
    rounds.run_due("2025-04-05")
    meter = rounds.ask(GetMeter, roles=READER, meter_no="M2")
    assert meter["last_reading"] == "6025"
    rounds.run_due("2025-04-06")
    assert rounds.ask(GetMeter, roles=READER, meter_no="M2")["version"] == meter["version"]
    april = rounds.read(base_reading="6030", read_at="2025-04-22T09:00", entered_on="2025-04-22")
    assert (april["previous"], april["volume"]) == ("6025", "5")
    assert rounds.ask(GetReadingMonth, roles=LEADER, period="2025-03")["state"] == "closed"


@pytest.mark.rule("MET-03")
def test_what_a_replaced_meter_left_is_settled_once(rounds):
    rounds.ask(
        ReplaceMeter, roles=LEADER, meter_no="M2", new_meter_no="M2b", replaced_on="2025-03-20", final_reading="6010.5",
        initial_reading="0", meter_type="G2.5", life_years=10,
    )  # fmt: skip
    assert rounds.read("M2b", base_reading="5")["volume"] == "15"
    rounds.ask(OpenReadingMonth, roles=LEADER, period="2025-04")
    assert rounds.read("M2b", base_reading="8", read_at="2025-04-22T09:00", entered_on="2025-04-22")["volume"] == "3"
    rounds.ask(CloseReadingMonth, roles=LEADER, period="2025-03")
    rounds.ask(CloseReadingMonth, roles=LEADER, period="2025-04")
    rounds.run_due("2025-05-01")
    rounds.ask(OpenReadingMonth, roles=LEADER, period="2025-05")
    assert rounds.read("M1", **SHOP, read_at="2025-05-22T09:00", entered_on="2025-05-22")["volume"] == "120"
    rounds.run_due("2025-05-02")
    assert rounds.ask(GetMeter, roles=READER, meter_no="M2b")["carried_over"] == "0"
    assert rounds.read("M2b", base_reading="9.5", read_at="2025-05-22T09:00", entered_on="2025-05-22")["volume"] == "1.5"

"""Complaints about staff on a real bus and store: filed in any order, investigated, counted, read by few (CMP-24, 50, 58; CUS-31)."""

import pytest

from kefu_messages.complaints import (
    CheckCase,
    ComplaintConfirmed,
    ComplaintFiled,
    ComplaintUnconfirmed,
    ConductBreachFound,
    FileComplaint,
    GetCase,
    GetComplaint,
    GetComplaintWindow,
    GetConfirmedComplaints,
    InvestigateComplaint,
    ListCases,
    NotYourComplaint,
    OpenCase,
    WhyComplaint,
)
from kefu_messages.errors import AlreadyExists, NotAllowed, NotFound, SelfApproval

HR, MANAGER, ENGINEER = ("hr",), ("service_manager",), ("engineer",)
ROW = {
    "complaint_no": "K001", "received_on": "2025-06-09", "customer": "城關小學", "channel": "hotline", "staff_no": "J13", "cause": "skill",
    "major_impact": "no", "text": "客戶投訴", "investigated_on": "2025-06-12", "investigated_by": "J01", "outcome": "confirmed",
}  # fmt: skip
OPEN = {**ROW, "investigated_on": "", "investigated_by": "", "outcome": ""}


def figures(jinyang, **more):
    asked = {"first_month": "2024-12", "last_month": "2025-12", **more}
    return jinyang.ask(GetConfirmedComplaints, roles=MANAGER, **asked)["figures"]


@pytest.mark.rule("CMP-24", "CMP-50")
def test_rows_are_filed_confirmed_and_counted(jinyang):
    rows = [
        ROW, {**ROW, "complaint_no": "K002", "outcome": "unconfirmed"}, {**ROW, "complaint_no": "K003", "staff_no": "J66"},
        {**OPEN, "complaint_no": "K004"}, {**ROW, "complaint_no": "K005", "investigated_by": "J13"},
        {**ROW, "complaint_no": "K006", "cause": "bad_luck"}, {**ROW, "complaint_no": "K007", "investigated_on": "2025-07-02"},
    ]  # fmt: skip
    outcomes = jinyang.send(FileComplaint, rows, roles=HR)
    assert [(one["state"], one["reason"]) for one in outcomes] == [
        ("accepted", None), ("accepted", None), ("refused", "unknown_staff"), ("accepted", None), ("refused", "self_approval"),
        ("refused", "unknown_code"), ("accepted", None),
    ]  # fmt: skip
    assert [one["detail"]["because"] for one in outcomes if one["reason"]] == [["CMP-24"]] * 3
    assert figures(jinyang) == {"J13": {"2025-06": {"count": 1, "because": ["CMP-50"]}, "2025-07": {"count": 1, "because": ["CMP-50"]}}}
    assert figures(jinyang, as_of="2025-06-30") == {"J13": {"2025-06": {"count": 1, "because": ["CMP-50"]}}}
    told = jinyang.said(ComplaintConfirmed, count=2)
    assert [(one["complaint_no"], one["confirmed_on"], one["own_fault"], one["major_impact"]) for one in told] == [
        ("K001", "2025-06-12", True, False), ("K007", "2025-07-02", True, False),
    ]  # fmt: skip
    assert [one["complaint_no"] for one in jinyang.said(ComplaintUnconfirmed)] == ["K002"]
    assert [one["complaint_no"] for one in jinyang.said(ComplaintFiled, count=4)] == ["K001", "K002", "K004", "K007"]
    assert {one["state"] for one in jinyang.send(FileComplaint, rows[:2], roles=HR)} == {"accepted"}
    assert len(jinyang.said(ComplaintConfirmed, count=0)) == 2


@pytest.mark.rule("CMP-24")
@pytest.mark.parametrize("order", [(OPEN, ROW), (ROW, OPEN)])
def test_paper_with_and_without_the_result_may_come_in_any_order(jinyang, order):
    for row in order:
        (outcome,) = jinyang.send(FileComplaint, [row], roles=HR)
        assert outcome["state"] == "accepted"
    assert figures(jinyang)["J13"]["2025-06"]["count"] == 1
    assert len(jinyang.said(ComplaintConfirmed)) == 1
    (outcome,) = jinyang.send(FileComplaint, [{**ROW, "outcome": "unconfirmed"}], roles=HR)
    assert (outcome["state"], outcome["reason"]) == ("refused", "already_exists")
    assert jinyang.said(ComplaintUnconfirmed, count=0) == []


@pytest.mark.rule("CMP-24")
def test_a_complaint_about_nobody_in_particular_is_filed_and_counts_against_nobody_until_somebody_is_found(jinyang):
    rows = [{**row, "staff_no": "", "complaint_no": number} for number, row in (("K001", ROW), ("K002", OPEN))]
    rows += [{**ROW, "staff_no": "", "complaint_no": "K003", "outcome": "unconfirmed"}]
    for _ in range(2):
        assert {one["state"] for one in jinyang.send(FileComplaint, rows, roles=HR)} == {"accepted"}
    assert [(one["complaint_no"], one["staff_no"]) for one in jinyang.said(ComplaintFiled, count=3)] == [
        ("K001", None), ("K002", None), ("K003", None),
    ]  # fmt: skip
    assert (jinyang.said(ComplaintConfirmed, count=0), jinyang.said(ComplaintUnconfirmed, count=0), figures(jinyang)) == ([], [], {})
    shown = jinyang.ask(GetComplaint, roles=HR, by="P1", complaint_no="K001")
    assert (shown["outcome"], shown["staff_no"], shown["state"]) == ("confirmed", None, "recorded")
    with pytest.raises(NotYourComplaint):
        jinyang.ask(GetComplaint, roles=MANAGER, by="J02", complaint_no="K001")
    found = {"outcome": "confirmed", "investigated_on": "2025-06-12", "staff_no": "J13"}
    jinyang.ask(InvestigateComplaint, roles=MANAGER, by="J02", complaint_no="K002", **found)
    jinyang.ask(InvestigateComplaint, roles=MANAGER, by="J02", complaint_no="K001", **found, correction="查明當事人")
    told = jinyang.said(ComplaintConfirmed, count=2)
    assert sorted((one["complaint_no"], one["staff_no"]) for one in told) == [("K001", "J13"), ("K002", "J13")]
    assert figures(jinyang)["J13"]["2025-06"]["count"] == 2


@pytest.mark.rule("CMP-24", "CMP-50")
def test_a_cause_that_is_not_known_is_another_than_attitude_once_the_complaint_is_confirmed(jinyang):
    rows = [{**ROW, "cause": ""}, {**OPEN, "cause": "", "complaint_no": "K002"}]
    for _ in range(2):
        assert {one["state"] for one in jinyang.send(FileComplaint, rows, roles=HR)} == {"accepted"}
    assert [one["cause"] for one in jinyang.said(ComplaintFiled, count=2)] == [None, None]
    assert [one["cause"] for one in jinyang.said(ComplaintConfirmed)] == ["other"]
    window = jinyang.ask(GetComplaintWindow, roles=HR, by="P1", staff_no="J13", as_of="2025-06-12")
    assert (window["confirmed"], window["counted"]) == (["K001"], ["K001"])


@pytest.mark.rule("CMP-24")
def test_without_an_outcome_a_complaint_is_open_and_without_a_day_it_has_none(jinyang):
    rows = [{**ROW, "outcome": ""}, {**ROW, "complaint_no": "K002", "investigated_on": ""}]
    assert [one["reason"] for one in jinyang.send(FileComplaint, rows, roles=HR)] == [None, "validation_failed"]
    shown = jinyang.ask(GetComplaint, roles=HR, by="P1", complaint_no="K001")
    assert (shown["state"], shown["outcome"]) == ("received", None)
    assert (jinyang.said(ComplaintConfirmed, count=0), figures(jinyang)) == ([], {})


@pytest.mark.rule("CMP-24", "CMP-58")
def test_an_investigation_is_recorded_once_and_corrected_with_its_reason(jinyang):
    jinyang.send(FileComplaint, [OPEN], roles=HR)
    found = {"complaint_no": "K001", "outcome": "confirmed", "investigated_on": "2025-06-12"}
    with pytest.raises(SelfApproval):
        jinyang.ask(InvestigateComplaint, roles=MANAGER, by="J13", **found)
    with pytest.raises(NotAllowed):
        jinyang.ask(InvestigateComplaint, roles=ENGINEER, by="J15", **found)
    assert jinyang.said(ComplaintConfirmed, count=0) == []
    jinyang.ask(InvestigateComplaint, roles=MANAGER, by="J02", **found, cause="delay_by_employee")
    (told,) = jinyang.said(ComplaintConfirmed)
    assert (told["cause"], told["own_fault"], told["confirmed_by"], told["because"]) == (
        "delay_by_employee", True, "J02", ["CMP-58", "own_fault_causes"],
    )  # fmt: skip
    with pytest.raises(AlreadyExists):
        jinyang.ask(InvestigateComplaint, roles=MANAGER, by="J02", **{**found, "outcome": "unconfirmed"})
    corrected = {**found, "outcome": "unconfirmed", "correction": "客戶撤回"}
    assert jinyang.ask(InvestigateComplaint, roles=MANAGER, by="J02", **corrected)["outcome"] == "unconfirmed"
    assert [one["complaint_no"] for one in jinyang.said(ComplaintUnconfirmed)] == ["K001"]
    assert figures(jinyang) == {}


@pytest.mark.rule("CMP-24")
def test_a_complaint_is_read_by_hr_the_line_manager_and_the_person_only(jinyang):
    jinyang.send(FileComplaint, [ROW], roles=HR)
    asked = {"complaint_no": "K001"}
    for reader, roles in (("J02", MANAGER), ("J01", ("service_director",)), ("J13", ENGINEER), ("P1", HR)):
        assert jinyang.ask(GetComplaint, roles=roles, by=reader, **asked)["cause"] == "skill"
    for message in (GetComplaint, WhyComplaint):
        with pytest.raises(NotYourComplaint):
            jinyang.ask(message, roles=("engineer",), by="J15", **asked)
    with pytest.raises(NotFound):
        jinyang.ask(GetComplaint, roles=HR, complaint_no="none")
    seen = jinyang.ask(GetCase, roles=ENGINEER, by="J15", case_no="K001")
    assert (seen["state"], seen["text"], seen["customer"], seen["cause"]) == ("recorded", None, None, None)
    (listed,) = jinyang.ask(ListCases, roles=ENGINEER, by="J15", kind="complaint")["items"]
    assert (listed["case_no"], listed["text"]) == ("K001", None)
    decisions = {one["name"]: one for one in jinyang.ask(WhyComplaint, roles=HR, **asked)["decisions"]}
    assert decisions["investigated"]["outcome"] is True


@pytest.mark.rule("CMP-50")
def test_three_complaints_in_half_a_year_are_seen_together(jinyang):
    days = {"K1": ("2025-01-10", "skill"), "K2": ("2025-03-02", "other"), "K3": ("2025-07-09", "skill"), "K4": ("2025-06-01", "attitude")}
    rows = [
        {**ROW, "complaint_no": number, "received_on": day, "cause": cause, "investigated_on": "2025-07-20"}
        for number, (day, cause) in days.items()
    ]
    jinyang.send(FileComplaint, rows, roles=HR)
    seen = jinyang.ask(GetComplaintWindow, roles=MANAGER, by="J02", staff_no="J13", as_of="2025-07-10")
    assert (seen["counted"], seen["confirmed"], seen["reached"], seen["since"]) == (
        ["K1", "K2", "K3"],
        ["K1", "K2", "K4", "K3"],
        True,
        "2025-01-10",
    )
    later = jinyang.ask(GetComplaintWindow, roles=MANAGER, by="J02", staff_no="J13", as_of="2025-07-11")
    assert (later["counted"], later["reached"]) == (["K2", "K3"], False)
    with pytest.raises(NotYourComplaint):
        jinyang.ask(GetComplaintWindow, roles=ENGINEER, by="J15", staff_no="J13")


@pytest.mark.rule("CMP-24")
def test_a_case_that_names_somebody_is_investigated_like_one_from_paper(jinyang):
    told = {
        "kind": "complaint",
        "channel": "call",
        "text": "態度差",
        "staff_no": "J13",
        "cause": "attitude",
        "received_at": "2025-06-09T10:00",
    }
    with jinyang.on("2025-06-09"):
        jinyang.ask(OpenCase, roles=ENGINEER, by="J15", case_no="C7", **told)
    (filed,) = jinyang.said(ComplaintFiled)
    assert (filed["staff_no"], filed["cause"]) == ("J13", "attitude")
    jinyang.ask(InvestigateComplaint, roles=MANAGER, by="J02", complaint_no="C7", outcome="confirmed", investigated_on="2025-06-12")
    assert [one["cause"] for one in jinyang.said(ComplaintConfirmed)] == ["attitude"]


@pytest.mark.rule("CMP-09")
def test_a_quarrel_found_by_a_check_is_told_to_discipline(jinyang):
    told = {"kind": "complaint", "channel": "call", "text": "態度差", "received_at": "2025-06-09T10:00"}
    jinyang.ask(OpenCase, roles=ENGINEER, by="J15", case_no="C31", **told)
    check = {"check_no": "JC-2", "case_no": "C31", "checked_on": "2025-06-10", "agent": "J13", "quarrel": True}
    with pytest.raises(SelfApproval):
        jinyang.ask(CheckCase, roles=MANAGER, by="J13", **check, action="談話", action_due_on="2025-06-12")
    with pytest.raises(Exception, match="corrective action"):
        jinyang.ask(CheckCase, roles=MANAGER, by="J02", **check)
    assert jinyang.said(ConductBreachFound, count=0) == []
    jinyang.ask(CheckCase, roles=MANAGER, by="J02", **check, action="談話", action_due_on="2025-06-12")
    (breach,) = jinyang.said(ConductBreachFound)
    assert (breach["staff_no"], breach["breach"], breach["because"]) == ("J13", "quarrel", ["CMP-09"])

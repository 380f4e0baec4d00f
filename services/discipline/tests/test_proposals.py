"""What facts propose and humans decide; the catalogue and its amendments; inspections; the month's table."""

from __future__ import annotations

import pytest

from kefu_messages.attendance import (
    AbsenceRecorded,
    AbsenceWithdrawn,
    AttendanceMonthChanged,
    PrivateSwapFound,
    TerminationRightArisen,
    TerminationRightWithdrawn,
)
from kefu_messages.customers import ConfidentialityBreachReported
from kefu_messages.discipline import (
    CaseClosed,
    ConfirmViolation,
    DecideProposal,
    DismissalProposed,
    GetStaffChecklist,
    GetViolationStatistics,
    InspectionFinding,
    ListProposals,
    ListVisitors,
    LogVisitor,
    ProposalDecided,
    ProposalLapsed,
    RecordInspection,
    ReportViolation,
    SanctionNotOffered,
    SelfReported,
    ViolationProposed,
    ViolationRecorded,
    WhyProposal,
)
from kefu_messages.errors import NotAllowed, SelfApproval
from kefu_messages.metering import ReadingCorrected

DECIDED = {"staff_no": "C01", "decision": "declined", "decided_on": "2025-06-20", "reason": "從寬"}


def open_ones(house):
    return [(item["kind"], item["code"], item["staff_no"]) for item in house.act(ListProposals, "H01")["proposals"]]


@pytest.mark.rule("DIS-30", "DIS-31")
def test_a_second_attitude_complaint_proposes_termination_which_a_human_declines(jinyang):
    jinyang.complain("K1", "C01", received="2025-01-07", confirmed="2025-01-10")
    jinyang.complain("K2", "C01", received="2025-06-14", confirmed="2025-06-17")
    (told,) = jinyang.said(DismissalProposed)
    assert (told["kind"], told["date"], told["source"]) == ("termination_proposal", "2025-06-17", "K2")
    assert [fine["source"] for fine in jinyang.file()["fines"]] == ["K1"]
    number = told["proposal_no"]
    with pytest.raises(SelfApproval):
        jinyang.ask(DecideProposal, roles=("department_head",), by="C01", proposal_no=number, **DECIDED)
    with pytest.raises(SanctionNotOffered):
        jinyang.act(DecideProposal, "H01", proposal_no=number, **{**DECIDED, "decision": "fine"})
    with pytest.raises(NotAllowed):
        jinyang.act(DecideProposal, "L01", proposal_no=number, **DECIDED)
    assert jinyang.said(ProposalDecided, count=0) == []
    assert jinyang.act(DecideProposal, "H01", proposal_no=number, **DECIDED)["state"] == "declined"
    with pytest.raises(CaseClosed):
        jinyang.act(DecideProposal, "H01", proposal_no=number, **DECIDED)
    assert [event["decided_by"] for event in jinyang.said(ProposalDecided)] == ["H01"]
    assert open_ones(jinyang) == []
    why = jinyang.act(WhyProposal, "C01", staff_no="C01", proposal_no=number)["decisions"]
    assert "DIS-31" in {cited["id"] for decision in why for cited in decision["because"]}


@pytest.mark.rule("DIS-63")
def test_a_leader_who_cannot_decide_sees_the_proposals_of_his_own_people_alone(jinyang):
    for number, day in enumerate(("2025-01-10", "2025-03-18", "2025-06-12"), start=1):
        jinyang.complain(f"K{number}", "C01", cause="skill", received=day, confirmed=day)
    assert [item["staff_no"] for item in jinyang.act(ListProposals, "L01")["proposals"]] == ["C01"]
    assert jinyang.act(ListProposals, "L02")["proposals"] == []


@pytest.mark.rule("DIS-32")
def test_a_proposal_lapses_when_one_of_its_complaints_is_withdrawn(jinyang):
    for number, day in enumerate(("2025-01-10", "2025-03-18", "2025-06-12"), start=1):
        jinyang.complain(f"K{number}", "C01", cause="skill", received=day, confirmed=day)
    assert open_ones(jinyang) == [("demotion_or_dismissal_proposal", None, "C01")]
    jinyang.complain("K2", "C01", cause="skill", received="2025-03-18", confirmed=None)
    assert [told["kind"] for told in jinyang.said(ProposalLapsed)] == ["demotion_or_dismissal_proposal"]
    assert open_ones(jinyang) == []


@pytest.mark.rule("DIS-01", "DIS-02")
def test_a_complaint_and_a_missed_training_propose_violations_that_a_report_takes_up(gas):
    gas.complain("K1", "C01")
    gas.attend("T1", "C02", "missed")
    assert sorted(open_ones(gas)) == [("violation", "DIS-01", "C01"), ("violation", "DIS-02", "C02")]
    assert gas.file()["fines"] == []
    gas.report(code="DIS-01", complaint_no="K1")
    gas.attend("T1", "C02", "excused")
    assert open_ones(gas) == []


@pytest.mark.rule("DIS-52", "DIS-66", "DIS-79")
def test_absences_swaps_and_termination_rights_of_attendance_are_proposals(emall):
    emall.say(PrivateSwapFound, **{**PrivateSwapFound.example, "staff_no": "C01"})
    emall.say(TerminationRightArisen, **{**TerminationRightArisen.example, "staff_no": "C02", "right": "C02:2025-01-02"})
    emall.say(AbsenceRecorded, **{**AbsenceRecorded.example, "staff_no": "C03", "absence": "C03:2025-06-10"})
    kinds = {("private_swap", "DIS-79", "C01"), ("termination_right", None, "C02"), ("violation", "DIS-52", "C03")}
    assert set(open_ones(emall)) == kinds
    (draft,) = [item for item in emall.department()["proposals"] if item["kind"] == "private_swap"]
    assert (draft["date"], draft["source"], set(draft["because"])) == ("2025-06-06", "W002", {"ATT-28", "DIS-79"})
    emall.say(AbsenceWithdrawn, **{**AbsenceWithdrawn.example, "staff_no": "C03", "absence": "C03:2025-06-10"})
    assert ("violation", "DIS-52", "C03") not in open_ones(emall)


@pytest.mark.rule("DIS-52")
def test_a_decision_whose_ground_has_fallen_is_not_forgotten(emall):
    right = {**TerminationRightArisen.example, "staff_no": "C02", "right": "C02:2025-01-02"}
    emall.say(TerminationRightArisen, **right)
    (arisen,) = emall.act(ListProposals, "H01")["proposals"]
    decided = {**DECIDED, "staff_no": "C02", "proposal_no": arisen["proposal_no"], "decision": "termination"}
    emall.act(DecideProposal, "H01", **decided)
    emall.say(TerminationRightWithdrawn, **{**TerminationRightWithdrawn.example, "staff_no": "C02", "right": "C02:2025-01-02"})
    (fallen,) = emall.file("C02")["proposals"]
    assert (fallen["proposal_no"], fallen["kind"]) == (arisen["proposal_no"], "termination_right")
    assert (fallen["decision"], fallen["decided_on"], fallen["ground_fallen"]) == ("termination", "2025-06-20", True)
    assert emall.act(ListProposals, "H01")["proposals"] == []
    assert emall.file("C02", as_of="2025-06-19")["proposals"] == []
    asked = {"staff_no": "C02", "proposal_no": arisen["proposal_no"]}
    raised, fell, verdict = emall.act(WhyProposal, "P01", **asked)["decisions"]
    assert (raised["name"], fell["outcome"]) == (f"proposal {arisen['proposal_no']}", {"refused": "not_founded"})
    assert (verdict["name"], verdict["outcome"]) == (f"decision {arisen['proposal_no']}", "termination")
    told = {"decided_on": "2025-06-20", "decided_by": "H01", "reason": DECIDED["reason"], "ground_fallen": True}
    assert verdict["facts"] == told
    assert [item["name"] for item in emall.act(WhyProposal, "P01", **asked, as_of="2025-06-19")["decisions"]] == [raised["name"]] * 2


@pytest.mark.rule("DIS-14", "DIS-60")
def test_a_corrected_reading_and_a_breach_are_proposed_and_never_fined(hall):
    hall.say(ReadingCorrected, **{**ReadingCorrected.example, "reader": "C01"})
    hall.say(ConfidentialityBreachReported, **{**ConfidentialityBreachReported.example, "staff_no": "C02"})
    assert sorted(open_ones(hall)) == [("violation", "DIS-60", "C01"), ("violation", "DIS-61", "C02")]
    assert [told["code"] for told in hall.said(ViolationProposed, count=2)] == ["DIS-60", "DIS-61"]


@pytest.mark.rule("DIS-56")
def test_private_installation_is_told_as_critical_for_safety(hall):
    hall.report(code="DIS-56", sanction="none", amount=None, facts="私接支管")
    assert [told["safety_critical"] for told in hall.said(ViolationRecorded)] == [True]


@pytest.mark.rule("DIS-50", "DIS-51")
def test_lateness_costs_points_and_no_money(emall):
    month = {**AttendanceMonthChanged.example, "staff_no": "C01", "staff_month": "C01:2025-06", "month": "2025-06", "late_early_count": 3}
    emall.say(AttendanceMonthChanged, **month)
    found = emall.file()
    assert [(line["code"], line["points"]) for line in found["points"]] == [("DIS-50", 4), ("DIS-51", 5)]
    assert (found["payroll"], found["fines"]) == ([], [])


@pytest.mark.rule("DIS-45")
def test_the_months_table_has_items_and_no_names(gas):
    for number in (1, 2, 3):
        gas.report(f"V{number}", code="DIS-12", amount="200", occurred_on="2025-03-10", confirmed_on="2025-06-03")
        gas.notice(f"B{number}", violation_no=f"V{number}")
    gas.attend("T1", "C02", "missed", day="2025-03-12")
    gas.report("V4", staff_no="C02", code="DIS-02", amount="80", event_no="T1", occurred_on="2025-03-12")
    assert gas.act(GetViolationStatistics, "L01", month="2025-03")["total"] == 3
    gas.act(ConfirmViolation, "H01", violation_no="V4", confirmed_on="2025-06-03")
    gas.notice("B4", violation_no="V4", person="C02")
    table = gas.act(GetViolationStatistics, "L01", month="2025-03")
    assert table == {
        "month": "2025-03", "total": 4,
        "items": [{"code": "DIS-02", "count": 1, "fines": "80"}, {"code": "DIS-12", "count": 3, "fines": "600"}],
    }  # fmt: skip


@pytest.mark.rule("CHK-60", "DIS-77", "DIS-78", "CHK-16")
def test_an_inspection_finds_and_proposes_and_fines_nobody(hall):
    look = {"inspection_no": "JC-1", "staff_no": "C01", "item": "CHK-60", "observed_at": "2025-06-03T10:00", "seen": []}
    with pytest.raises(SelfReported):
        hall.ask(RecordInspection, roles=("service_manager",), by="C01", **look)
    reply = hall.act(RecordInspection, "L01", **look)
    assert (reply["result"], reply["findings"], reply["may_lead_to"]) == ("not_met", 2, ["DIS-77", "DIS-78"])
    assert [told["findings"] for told in hall.said(InspectionFinding)] == [2]
    assert [code for _, code, _ in open_ones(hall)] == ["DIS-77", "DIS-78"]
    assert (hall.file()["fines"], hall.file()["inspections"][0]["item"]) == ([], "CHK-60")
    items = {item["item"] for item in hall.act(GetStaffChecklist, "C01")["items"]}
    assert "CHK-60" in items
    assert "CHK-16" not in items


@pytest.mark.rule("DIS-69")
def test_a_visitor_without_a_leaders_word_is_logged_and_proposed(hall):
    visit = {"visit_no": "LF-1", "visitor": "王小姐", "host": "C01", "entered_at": "2025-06-03T15:00"}
    assert hall.act(LogVisitor, "C02", **visit)["unauthorised"] is True
    assert hall.act(LogVisitor, "C02", **{**visit, "visit_no": "LF-2", "authorised_by": "L01"})["unauthorised"] is False
    hall.settle()
    assert open_ones(hall) == [("violation", "DIS-69", "C01")]
    assert [item["visit_no"] for item in hall.act(ListVisitors, "L01", day="2025-06-03")["items"]] == ["LF-1", "LF-2"]


@pytest.mark.rule("DIS-67")
def test_a_violation_is_told_with_the_post_that_is_to_be_hidden(emall):
    emall.ask(
        ReportViolation, roles=("customer_service_supervisor",), by="L01", violation_no="V1", staff_no="C01", code="DIS-67",
        occurred_on="2025-06-03", facts="發布笑話圖片", link="orders/4711#picture",
    )  # fmt: skip
    assert [told["link"] for told in emall.said(ViolationRecorded)] == ["orders/4711#picture"]

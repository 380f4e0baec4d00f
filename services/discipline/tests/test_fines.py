"""Fines that follow by rule: proposed by facts, visible, contestable, withdrawn by a human, judged anew when a fact changes."""

from __future__ import annotations

import pytest

from kefu_messages.complaints import ServiceRecordMissing, ServiceRecordSettled
from kefu_messages.discipline import (
    CaseClosed,
    CompensationClaimed,
    ConfirmEveningCheck,
    FileObjection,
    FundMoved,
    GetFund,
    ListVoices,
    PayrollLineRaised,
    PenaltyEffective,
    PenaltyReversed,
    ProposeAmendment,
    RecordEveningCheck,
    RecordImplementation,
    ReplayPenalties,
    ReturnImplementationSheet,
    RuleVoiceRaised,
    WhyPenalty,
    WithdrawPenalty,
)
from kefu_messages.documents import LostFormFound, LostFormReported
from kefu_messages.errors import NotAllowed, SelfApproval, UnknownStaff, ValidationFailed

HEAD = "H01"


def sums(house, event=PayrollLineRaised):
    return [(told["month"], told["amount"], told["source"]) for told in house.said(event, count=0)]


@pytest.mark.rule("DIS-24", "DIS-25", "DIS-39", "DIS-40")
def test_a_missed_meeting_is_fined_into_the_fund_until_leave_excuses_it(jinyang):
    jinyang.attend("M1", "C01", "missed", day="2025-06-06")
    jinyang.attend("M2", "C01", "late", day="2025-06-29")
    assert sums(jinyang) == [("2025-06", "100.00", "M1/C01"), ("2025-07", "20.00", "M2/C01")]
    fund = jinyang.act(GetFund, "C02", as_of="2025-07-31")
    assert [(month["month"], month["balance"]) for month in fund["months"]] == [("2025-06", "100.00"), ("2025-07", "120.00")]
    (warning, *_) = jinyang.file()["proposals"]
    assert (warning["kind"], warning["decision"]) == ("written_warning", None)
    jinyang.attend("M1", "C01", "excused", day="2025-06-06")
    assert sums(jinyang)[-1] == ("2025-06", "-100.00", "M1/C01")
    assert sums(jinyang, FundMoved)[-1] == ("2025-06", "-100.00", "M1/C01")
    assert [told["penalty_no"] for told in jinyang.said(PenaltyReversed)] == ["sign_ins/M1/C01"]
    assert jinyang.file()["proposals"] == []


@pytest.mark.rule("DIS-24")
def test_the_same_event_twice_or_an_older_one_changes_nothing(jinyang):
    jinyang.attend("M1", "C01", "late", sequence=900)
    jinyang.attend("M1", "C01", "late", sequence=900)
    jinyang.attend("M1", "C01", "missed", sequence=800)
    assert sums(jinyang) == [("2025-06", "20.00", "M1/C01")]


@pytest.mark.rule("DIS-39", "DIS-40", "DIS-63")
def test_a_fine_is_withdrawn_by_somebody_else_and_paid_back(jinyang):
    jinyang.attend("M1", "C01", "missed", day="2025-06-06")
    with pytest.raises(SelfApproval):
        jinyang.ask(WithdrawPenalty, roles=("department_manager",), by="C01", **WITHDRAWN)
    with pytest.raises(NotAllowed):
        jinyang.act(WithdrawPenalty, "L01", **WITHDRAWN)
    reply = jinyang.act(WithdrawPenalty, HEAD, **WITHDRAWN)
    assert reply["state"] == "withdrawn"
    with pytest.raises(CaseClosed):
        jinyang.act(WithdrawPenalty, HEAD, **WITHDRAWN)
    (fine,) = jinyang.file(by="C01")["fines"]
    assert (fine["state"], fine["payroll_month"], fine["reversed_in"]) == ("reversed", "2025-06", "2025-07")
    assert sums(jinyang) == [("2025-06", "100.00", "M1/C01"), ("2025-07", "-100.00", "M1/C01")]
    (told,) = jinyang.said(PenaltyReversed)
    assert (told["reason"], told["amount"]) == ("reversed", "100.00")
    why = jinyang.act(WhyPenalty, "C01", staff_no="C01", penalty_no="M1/C01")["decisions"]
    assert {"DIS-25", "DIS-39", "DIS-40", "payroll_closes_on_day"} <= {cited["id"] for item in why for cited in item["because"]}


WITHDRAWN = {"staff_no": "C01", "penalty_no": "M1/C01", "withdrawn_on": "2025-07-04", "reason": "異議成立"}


@pytest.mark.rule("DIS-26", "DIS-27")
def test_an_evening_check_finds_its_person_by_the_last_punch_and_follows_it(jinyang):
    jinyang.leaves_last("C01", "2025-06-10")
    check = {"check_no": "Q1", "date": "2025-06-10", "checked_at": "2025-06-10T22:00", "left_on": "窗戶", "loss_amount": "1500"}
    jinyang.act(RecordEveningCheck, "L01", **check)
    jinyang.settle()
    assert jinyang.file()["fines"] == []
    jinyang.act(ConfirmEveningCheck, HEAD, check_no="Q1", confirmed_on="2025-06-11")
    assert sums(jinyang) == [("2025-06", "20.00", "Q1")]
    assert [told["amount"] for told in jinyang.said(CompensationClaimed)] == ["1500.00"]
    jinyang.leaves_last("C02", "2025-06-10")
    jinyang.run("2025-06-12")
    assert [item["amount"] for item in jinyang.file("C02")["compensation"]] == ["1500.00"]
    assert (jinyang.file()["fines"], jinyang.file()["compensation"]) == ([], [])
    assert [told["staff_no"] for told in jinyang.said(PenaltyReversed)] == ["C01"]


@pytest.mark.rule("DIS-38")
def test_a_sheet_that_is_not_back_after_three_days_is_fined_until_it_turns_out_that_it_was(jinyang):
    with pytest.raises(UnknownStaff):
        jinyang.act(RecordImplementation, "P01", project_no="I0", staff_no="X9", ended_on="2025-06-16", late_reason="文件遲到")
    jinyang.act(RecordImplementation, "P01", project_no="I1", staff_no="C01", ended_on="2025-06-16", late_reason="文件遲到")
    assert sums(jinyang) == [("2025-06", "500.00", "I1")]
    assert jinyang.file(as_of="2025-06-19")["fines"] == []
    jinyang.act(ReturnImplementationSheet, "L01", project_no="I1", sheet_returned_on="2025-06-19")
    assert sums(jinyang)[-1] == ("2025-06", "-500.00", "I1")
    with pytest.raises(CaseClosed):
        jinyang.act(ReturnImplementationSheet, "L01", project_no="I1", sheet_returned_on="2025-06-20")


@pytest.mark.rule("DIS-33", "DIS-37")
def test_a_form_found_and_a_record_entered_are_heard_in_any_order(jinyang):
    jinyang.say(LostFormFound, record_no="F1", staff_no="C01", found_on="2025-06-20", because=["DIS-33"])
    jinyang.say(
        LostFormReported,
        record_no="F1",
        staff_no="C01",
        form="program_change",
        sheets=2,
        loss_confirmed_on="2025-06-09",
        because=["DIS-33"],
    )
    (fine,) = jinyang.file()["fines"]
    assert (fine["amount"], fine["state"], fine["payroll_month"]) == ("100.00", "withdrawn", None)
    jinyang.say(ServiceRecordMissing, **{**ServiceRecordMissing.example, "staff_no": "C01"})
    assert sums(jinyang) == [("2025-06", "50.00", "R010")]
    settled = {**ServiceRecordSettled.example, "record_no": "R010", "staff_no": "C01"}
    jinyang.say(ServiceRecordSettled, **settled)
    assert sums(jinyang)[-1] == ("2025-06", "-50.00", "R010")
    assert [told["penalty_no"] for told in jinyang.said(PenaltyEffective)] == ["service_records/R010"]


@pytest.mark.rule("DIS-47", "DIS-48")
def test_staff_are_bound_when_they_join_and_may_object_and_propose(jinyang):
    jinyang.join("C09")
    assert jinyang.file("C09")["rules_accepted_on"] == "2010-01-01"
    objection = jinyang.act(FileObjection, "C01", voice_no="YY-1", made_on="2025-06-27", about="V012", text="當日已填寫")
    assert (objection["recipient"], objection["staff_no"], objection["state"]) == ("service_manager", "C01", "submitted")
    jinyang.act(ProposeAmendment, "C02", voice_no="JY-1", made_on="2025-06-27", text="五分鐘內不罰")
    assert [told["kind"] for told in jinyang.said(RuleVoiceRaised, count=2)] == ["objection", "amendment"]
    listed = jinyang.act(ListVoices, HEAD, kind="amendment")
    assert [item["staff_no"] for item in listed["items"]] == ["C02"]


@pytest.mark.rule("DIS-24")
def test_a_replay_says_whose_outcome_would_differ_and_writes_nothing(jinyang):
    jinyang.attend("M1", "C01", "late", day="2025-06-06")
    jinyang.complain("K1", "C03", cause="skill")
    jinyang.attend("M1", "C02", "excused", day="2025-06-06")
    before = jinyang.file()["version"]
    told = jinyang.act(ReplayPenalties, HEAD, values={"meeting_late_fine": 30}, as_of="2025-06-30")
    assert (told["people"], [row["staff_no"] for row in told["differing"]]) == (len(jinyang.people()), ["C01"])
    other = jinyang.act(ReplayPenalties, HEAD, policy_of="gas_penalty", as_of="2025-06-30")
    assert [row["staff_no"] for row in other["differing"]] == ["C01"]
    wrong = ({"no_such_value": 1}, {"meeting_late_fine": 1.5}, {"appeal_days": 5, "complaints_at": "many"}, {"appeal_days": -1},
             {"witnesses_needed": 10**9}, {"violation_catalogue": []}, {"discipline_rule_set": "doc9"})  # fmt: skip
    for asked in (*({"values": values} for values in wrong), {"policy_of": "nosuch"}, {"law_on": "1900-01-01"}):
        with pytest.raises(ValidationFailed):
            jinyang.act(ReplayPenalties, HEAD, **asked)
    assert jinyang.file()["version"] == before
    assert sums(jinyang) == [("2025-06", "20.00", "M1/C01")]


@pytest.mark.rule("DIS-39")
def test_the_end_of_a_day_judges_by_a_policy_adopted_meanwhile(jinyang):
    jinyang.attend("M1", "C01", "late", day="2025-06-29")
    jinyang.adopt("payroll_closes_on_day", "30")
    jinyang.forget()
    jinyang.run("2025-07-01")
    assert sums(jinyang) == [("2025-07", "20.00", "M1/C01"), ("2025-06", "20.00", "M1/C01"), ("2025-07", "-20.00", "M1/C01")]

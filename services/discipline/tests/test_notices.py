"""From the report to the notice, its signature, its appeal and the answer."""

from __future__ import annotations

import pytest

from kefu_messages.discipline import (
    AnsweredByIssuer,
    AppealAnswerOverdue,
    AppealTooLate,
    CaseClosed,
    ConditionNotMet,
    ConfirmViolation,
    CounselViolation,
    DraftNotice,
    FileAppeal,
    FundMoved,
    GetNotice,
    GetViolation,
    IssueNotice,
    NotTheirFile,
    NotThePersons,
    PayrollLineRaised,
    PenaltyEffective,
    PenaltyReduced,
    PenaltyReversed,
    PenaltySuspended,
    RecordWitness,
    RefuseSignature,
    ReporterConfirms,
    ReportViolation,
    SelfReported,
    SignAsWitness,
    SignNotice,
    ViolationRecorded,
    ViolationVoided,
    WhyNotice,
    WhyViolation,
    WitnessTwice,
)
from kefu_messages.errors import AlreadyExists, NotFound, SelfApproval, UnknownReference, ValidationFailed

CONFIRMED = "2025-06-03"


def amounts(house, event=PayrollLineRaised):
    return [line["amount"] for line in house.said(event, count=0)]


@pytest.mark.rule("DIS-14", "DIS-19", "DIS-22")
def test_a_fine_is_deducted_from_the_signature_on(gas):
    assert gas.report()["state"] == "reported"
    confirmed = gas.act(ConfirmViolation, "H01", violation_no="V1", confirmed_on="2025-06-03", amount="120", reason="錄錯兩戶")
    assert (confirmed["state"], confirmed["amount"]) == ("confirmed", "120.00")
    gas.notice(signed_on=None)
    assert gas.said(PayrollLineRaised, count=0) == []
    reply = gas.act(SignNotice, "C01", notice_no="B1", signed_on="2025-06-05")
    assert (reply["state"], reply["amount"], reply["deductible_on"]) == ("effective", "120.00", "2025-06-05")
    (line,) = gas.said(PayrollLineRaised)
    assert (line["month"], line["amount"], line["source"], line["because"]) == ("2025-06", "120.00", "B1", ["DIS-19"])
    assert gas.said(FundMoved, count=0) == []
    assert [told["penalty_no"] for told in gas.said(PenaltyEffective)] == ["penalty_notices/B1"]
    then = gas.act(GetNotice, "P01", notice_no="B1", as_of="2025-06-04")
    assert ([entry["state"] for entry in then["history"]], then["deductible_on"]) == (["draft", "issued"], None)
    why = gas.act(WhyNotice, "C01", notice_no="B1")["decisions"]
    assert {"DIS-19", "DIS-22"} <= {cited["id"] for decision in why for cited in decision["because"]}


@pytest.mark.rule("DIS-18")
def test_a_violation_is_confirmed_by_somebody_else_than_the_reporter(gas):
    gas.report(staff_no="C01")
    with pytest.raises(ReporterConfirms):
        gas.ask(ConfirmViolation, roles=("department_head",), by="L01", violation_no="V1", confirmed_on="2025-06-03")
    with pytest.raises(SelfApproval):
        gas.ask(ConfirmViolation, roles=("department_head",), by="C01", violation_no="V1", confirmed_on="2025-06-03")
    with pytest.raises(SelfReported):
        gas.report("V2", staff_no="L01")
    assert [told["violation_no"] for told in gas.said(ViolationRecorded)] == ["V1"]
    why = gas.act(WhyViolation, "C01", violation_no="V1")["decisions"]
    assert {"DIS-14", "DIS-17", "DIS-18"} <= {cited["id"] for decision in why for cited in decision["because"]}


@pytest.mark.rule("DIS-17")
def test_a_case_may_end_in_counselling_and_no_notice_follows(gas):
    assert gas.report()["education_note_missing"] is True
    reply = gas.act(CounselViolation, "H01", violation_no="V1", counselled_on="2025-06-04", note="談話教育")
    assert (reply["state"], reply["sanction"], reply["amount"], reply["education_note_missing"]) == ("counselled", "none", None, False)
    with pytest.raises(CaseClosed):
        gas.act(ConfirmViolation, "H01", violation_no="V1", confirmed_on="2025-06-05")


@pytest.mark.rule("DIS-20", "DIS-21")
def test_a_successful_appeal_takes_back_all_that_followed(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice()
    gas.appeal()
    assert amounts(gas) == ["100.00", "-100.00"]
    assert [told["penalty_no"] for told in gas.said(PenaltySuspended)] == ["penalty_notices/B1"]
    reply = gas.answer("revoked")
    assert (reply["state"], reply["amount"], reply["deductible_on"]) == ("revoked", "0.00", None)
    (told,) = gas.said(PenaltyReversed)
    assert (told["penalty_no"], told["amount"], told["reason"]) == ("penalty_notices/B1", "100.00", "revoked")
    assert gas.file()["payroll"] == []


@pytest.mark.rule("DIS-20", "DIS-21")
def test_a_reduced_fine_is_deducted_from_its_answer_on(gas):
    gas.report(code="DIS-13", amount="500", hazard=False, confirmed_on=CONFIRMED)
    gas.notice()
    gas.appeal()
    reply = gas.answer("reduced", new_amount="200", answered_on="2025-07-01")
    assert (reply["amount"], reply["deductible_on"], reply["answer"]["days_late"]) == ("200.00", "2025-07-01", 18)
    assert [(told["was"], told["amount"]) for told in gas.said(PenaltyReduced)] == [("500.00", "200.00")]
    (month,) = gas.file()["payroll"]
    assert (month["month"], month["amount"], month["sources"]) == ("2025-07", "200.00", ["B1"])


@pytest.mark.rule("DIS-20")
def test_the_third_day_after_the_signature_is_the_last_for_an_appeal(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice()
    with pytest.raises(AppealTooLate):
        gas.appeal(filed_on="2025-06-09")
    with pytest.raises(NotThePersons):
        gas.appeal(filed_on="2025-06-08", by="L01")
    for number in ("B1", "B9"):
        with pytest.raises(UnknownReference) as refusal:
            gas.appeal(filed_on="2025-06-08", by="C02", notice_no=number)
        assert refusal.value.params == {"kind": "notice", "key": number, "because": ["DIS-20"]}
    assert [look["subject"] for look in gas.looks(FileAppeal) if look["by"] == "C02"] == ["discipline/C01/B1"]
    assert gas.said(PenaltySuspended, count=0) == []
    assert gas.appeal(filed_on="2025-06-08")["state"] == "answer_overdue"


@pytest.mark.rule("DIS-21")
def test_an_appeal_without_answer_is_overdue_and_stays_suspended(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice()
    gas.appeal(filed_on="2025-06-06")
    states = [gas.act(GetNotice, "P01", notice_no="B1", as_of=day)["state"] for day in ("2025-06-13", "2025-06-14")]
    assert states == ["appealed", "answer_overdue"]
    assert [told["due"] for told in gas.said(AppealAnswerOverdue)] == ["2025-06-13"]
    with pytest.raises(AnsweredByIssuer):
        gas.answer("upheld", by="L02")
    assert gas.file()["payroll"] == []


@pytest.mark.rule("DIS-23", "DIS-41")
def test_a_refusal_takes_two_witnesses_and_evidence_with_bad_attitude_is_only_a_proposal(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice(signed_on=None)
    gas.act(RefuseSignature, "L02", notice_no="B1", refused_on="2025-06-05", evidence_sufficient=True, bad_attitude=True)
    for witness in ("C02", "C03"):
        reply = gas.act(RecordWitness, "L02", notice_no="B1", witness_no=witness)
        assert (reply["state"], reply["deductible_on"]) == ("refused", None)
    assert reply["witnesses"] == [{"witness_no": "C02", "signed_on": None}, {"witness_no": "C03", "signed_on": None}]
    assert gas.act(SignAsWitness, "C02", notice_no="B1", signed_on="2025-06-05")["state"] == "refused"
    with pytest.raises(WitnessTwice):
        gas.act(SignAsWitness, "C02", notice_no="B1", signed_on="2025-06-06")
    reply = gas.act(SignAsWitness, "C03", notice_no="B1", signed_on="2025-06-07")
    assert (reply["state"], reply["deductible_on"]) == ("effective", "2025-06-07")
    (item,) = gas.file()["proposals"]
    assert (item["kind"], item["date"], item["compensation"]) == ("final_warning_or_dismissal_proposal", "2025-06-05", 0)


@pytest.mark.rule("DIS-22")
def test_nobody_issues_a_notice_to_himself_and_only_the_person_signs(gas):
    gas.report(staff_no="L02", by="L01", confirmed_on=CONFIRMED)
    gas.act(DraftNotice, "L01", notice_no="B1", violation_no="V1", drafted_on="2025-06-03")
    with pytest.raises(SelfApproval):
        gas.act(IssueNotice, "L02", notice_no="B1", issued_on="2025-06-04")
    gas.act(IssueNotice, "L01", notice_no="B1", issued_on="2025-06-04")
    with pytest.raises(NotThePersons):
        gas.act(SignNotice, "L01", notice_no="B1", signed_on="2025-06-05")
    with pytest.raises(ValidationFailed):
        gas.act(DraftNotice, "L01", notice_no="B2", violation_no="V1", signed_on="2025-06-05")
    with pytest.raises(UnknownReference):
        gas.act(DraftNotice, "L01", notice_no="B3", violation_no="V9")
    assert [entry["notice_no"] for entry in gas.department()["notices"]] == ["B1"]


@pytest.mark.rule("DIS-01", "DIS-18")
def test_a_violation_falls_with_the_complaint_it_rests_on_and_comes_back_with_it(gas):
    with pytest.raises(ConditionNotMet):
        gas.report(code="DIS-01", complaint_no="K1")
    assert gas.department()["violations"] == []
    gas.complain("K1", "C01")
    gas.report(code="DIS-01", complaint_no="K1", confirmed_on=CONFIRMED)
    gas.notice()
    gas.complain("K1", "C01", confirmed=None)
    assert [told["reason"] for told in gas.said(ViolationVoided)] == ["condition_not_met"]
    assert [told["reason"] for told in gas.said(PenaltyReversed)] == ["unfounded"]
    assert amounts(gas) == ["100.00", "-100.00"]
    gas.complain("K1", "C01")
    assert amounts(gas) == ["100.00", "-100.00", "100.00"]
    assert gas.act(GetViolation, "C01", violation_no="V1")["state"] == "confirmed"


@pytest.mark.rule("DIS-63")
def test_a_person_sees_all_of_the_own_file_and_nothing_of_a_colleagues(gas):
    gas.report()
    assert [item["violation_no"] for item in gas.file(by="C01")["violations"]] == ["V1"]
    assert gas.file(by="L01")["staff_no"] == "C01"
    for reader in ("C02", "L02"):
        with pytest.raises(NotTheirFile):
            gas.file(by=reader)
        for number in ("V1", "V999"):
            with pytest.raises(NotFound) as refusal:
                gas.act(GetViolation, reader, violation_no=number)
            assert refusal.value.params == {"kind": "violation", "key": number}


@pytest.mark.rule("DIS-63")
def test_numbers_of_papers_tell_nobody_which_there_are_and_the_trail_tells_who_tried(gas):
    gas.report(confirmed_on="2025-06-03")
    gas.notice()
    papers = ((GetNotice, "notice_no", "B1"), (WhyNotice, "notice_no", "B1"), (GetViolation, "violation_no", "V1"))
    for message, name, number in (*papers, (WhyViolation, "violation_no", "V1")):
        told = []
        for asked in (number, f"{number}x"):
            with pytest.raises(NotFound) as refusal:
                gas.act(message, "C02", **{name: asked})
            told.append({**refusal.value.params, "key": refusal.value.params["key"].rstrip("x")})
        assert told[0] == told[1]
        (look,) = [look for look in gas.looks(message) if look["what"].startswith("refused:")]
        assert (look["by"], look["what"], look["subject"]) == ("C02", f"refused:{message.verb()}", f"discipline/C01/{number}")
        assert gas.act(message, "C01", **{name: number})


@pytest.mark.rule("DIS-42")
def test_a_number_is_taken_once_and_a_transfer_into_the_department_lets_the_catalogue_bind(gas):
    gas.report()
    with pytest.raises(AlreadyExists):
        gas.report(amount="50")
    gas.join("X1", department="finance")
    rows = [{**ROW, "staff_no": "X1", "violation_no": "V2"}]
    assert [row["reason"] for row in gas.send(ReportViolation, rows, roles=("system_administrator",))] == ["out_of_scope"]
    gas.join("X1")
    assert {item["violation_no"] for item in gas.department()["violations"]} == {"V1", "V2"}


ROW = {
    "violation_no": "V1", "staff_no": "C01", "code": "DIS-14", "occurred_on": "2025-06-02", "reported_by": "L01",
    "confirmed_on": "2025-06-03", "facts": "經查屬實", "evidence": "記錄", "sanction": "fine", "amount": "100", "hazard": "",
}  # fmt: skip

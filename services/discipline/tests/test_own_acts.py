"""By a single call everybody enters his own acts alone; what others did comes as past papers, and never in a case of one's own."""

from __future__ import annotations

import pytest

from kefu_messages.destroying import ApprovedTwice
from kefu_messages.discipline import (
    AnswerAppeal,
    AnsweredByIssuer,
    ConfirmEveningCheck,
    ConfirmViolation,
    DecideProposal,
    DraftNotice,
    DutiesApart,
    FileAppeal,
    IssueNotice,
    LogVisitor,
    NotThePersons,
    ProposalDecided,
    PublishCatalogue,
    RecordEveningCheck,
    RecordImplementation,
    RecordInspection,
    RecordWitness,
    RefuseSignature,
    ReporterConfirms,
    ReportViolation,
    SignAsWitness,
    SignNotice,
    WithdrawPenalty,
)
from kefu_messages.errors import EnteredTooLate, SelfApproval, ValidationFailed

MANAGER = ("customer_service_manager",)
CONFIRMED, REFUSED = "2025-06-03", "2025-06-05"
REPORT = {"staff_no": "C01", "code": "DIS-14", "occurred_on": "2025-06-02", "facts": "錄入錯誤", "evidence": "記錄單", "sanction": "fine"}
LATE = {"late_reason": "書面已簽,系統故障"}
ADMINISTRATOR = {"roles": ("system_administrator",)}


def standing(house):
    return {notice["notice_no"]: notice["state"] for notice in house.file()["notices"]}


@pytest.mark.rule("DIS-18", "DIS-19", "DIS-21", "DIS-23")
def test_a_system_administrator_enters_no_case_alone_and_answers_nothing_of_his_own(gas):
    def alone(message, **body):
        return gas.ask(message, by="S01", **ADMINISTRATOR, **body)

    gas.join("S01", role="system_administrator", superior=None)
    for typed in ({"reported_by": "L01"}, {"confirmed_on": CONFIRMED}, {"withdrawn_on": CONFIRMED}):
        with pytest.raises(ValidationFailed):
            alone(ReportViolation, violation_no="V1", amount="100", **REPORT, **typed)
    alone(ReportViolation, violation_no="V1", amount="100", **REPORT)
    with pytest.raises(ReporterConfirms):
        alone(ConfirmViolation, violation_no="V1", confirmed_on=CONFIRMED)
    gas.act(ConfirmViolation, "H01", violation_no="V1", confirmed_on=CONFIRMED)
    typed = {"issued_on": "2025-06-04", "issued_by": "L02"}
    with gas.on("2025-06-04"), pytest.raises(ValidationFailed):
        alone(DraftNotice, notice_no="B1", violation_no="V1", **typed)
    with gas.on("2025-06-20"), pytest.raises(DutiesApart):
        alone(DraftNotice, notice_no="B1", violation_no="V1", **typed, signed_on="2025-06-05", **LATE)
    alone(DraftNotice, notice_no="B1", violation_no="V1", drafted_on="2025-06-03")
    alone(IssueNotice, notice_no="B1", issued_on="2025-06-04")
    with pytest.raises(NotThePersons):
        alone(SignNotice, notice_no="B1", signed_on=REFUSED)
    with gas.on("2025-06-20"), pytest.raises(DutiesApart):
        alone(SignNotice, notice_no="B1", signed_on=REFUSED, **LATE)
    alone(RefuseSignature, notice_no="B1", refused_on=REFUSED)
    with gas.on("2025-06-20"), pytest.raises(DutiesApart):
        alone(RecordWitness, notice_no="B1", witness_no="C02", signed_on=REFUSED, **LATE)
    gas.act(SignNotice, "C01", notice_no="B1", signed_on="2025-06-06")
    with gas.on("2025-06-20"), pytest.raises(DutiesApart):
        alone(FileAppeal, appeal_no="A1", notice_no="B1", filed_on="2025-06-07", form="written", **LATE)
    gas.appeal(filed_on="2025-06-07")
    typed = {"answered_on": "2025-06-10", "answered_by": "H02"}
    with gas.on("2025-06-20"), pytest.raises(AnsweredByIssuer):
        alone(AnswerAppeal, answer_no="AA1", appeal_no="A1", result="upheld", **typed, **LATE)
    assert standing(gas) == {"B1": "answer_overdue"}


@pytest.mark.rule("DIS-21", "DIS-22", "DIS-39")
def test_whose_case_it_is_enters_no_paper_of_it_neither_by_a_call_nor_by_a_row(gas):
    gas.join("S01", role="system_administrator", superior=None)
    gas.report(staff_no="S01", confirmed_on=CONFIRMED)
    own = {"by": "S01", **ADMINISTRATOR}
    with pytest.raises(SelfApproval):
        gas.ask(DraftNotice, notice_no="B0", violation_no="V1", drafted_on="2025-06-03", **own)
    gas.notice(signed_on=None)
    gas.ask(SignNotice, notice_no="B1", signed_on="2025-06-05", **own)
    gas.ask(FileAppeal, appeal_no="A1", notice_no="B1", filed_on="2025-06-06", form="written", **own)
    paper = {"answer_no": "AA1", "appeal_no": "A1", "answered_on": "2025-06-07", "answered_by": "H02", "result": "revoked"}
    with gas.on("2025-06-20"), pytest.raises(SelfApproval):
        gas.ask(AnswerAppeal, **paper, **LATE, **own)
    with pytest.raises(SelfApproval):
        gas.ask(WithdrawPenalty, staff_no="S01", penalty_no="V1", withdrawn_on="2025-06-07", reason="無", **own)
    notice = {"notice_no": "B7", "violation_no": "V7", "issued_on": "2025-06-04", "issued_by": "L02", "signed_on": "2025-06-05"}
    fact = {**REPORT, "violation_no": "V7", "staff_no": "S01", "reported_by": "L01", "confirmed_on": CONFIRMED, "amount": "50"}
    appeal = {"appeal_no": "A7", "notice_no": "B1", "filed_on": "2025-06-06", "form": "written"}
    witness = {"notice_no": "B1", "witness_no": "C02", "signed_on": REFUSED}
    rows = [(AnswerAppeal, {**paper, "new_amount": ""}), (ReportViolation, fact), (FileAppeal, appeal), (RecordWitness, witness)]
    for message, row in rows:
        assert [answer["reason"] for answer in gas.rows(message, row, by="S01")] == ["self_approval"]
    assert [answer["reason"] for answer in gas.rows(DraftNotice, notice, by="S01")] == ["unknown_reference"]
    assert [answer["reason"] for answer in gas.rows(ReportViolation, fact, by="T01")] == [None]
    gas.settle()
    gas.run("2025-06-30")
    assert standing_of(gas, "S01") == {"B1": "answer_overdue"}
    assert [(item["key"], item["reason"]) for item in gas.department()["refused"]] == [("B7", "self_approval")]


def standing_of(house, staff_no):
    return {notice["notice_no"]: notice["state"] for notice in house.file(staff_no)["notices"]}


@pytest.mark.rule("DIS-19", "DIS-20", "DIS-21", "DIS-23")
def test_a_reason_alone_makes_no_paper_of_the_past(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.act(DraftNotice, "L02", notice_no="B1", violation_no="V1", drafted_on="2025-06-03")
    typed = {"notice_no": "B2", "violation_no": "V1", "issued_on": "2025-06-04", "issued_by": "L01"}
    with gas.on("2025-06-04"), pytest.raises(ValidationFailed):
        gas.act(DraftNotice, "P01", **typed, **LATE)
    with gas.on("2025-06-20"), pytest.raises(ValidationFailed):
        gas.act(DraftNotice, "P01", **{**typed, "issued_on": "2025-06-20"}, **LATE)
    gas.act(IssueNotice, "L02", notice_no="B1", issued_on="2025-06-04")
    with gas.on("2025-06-05"), pytest.raises(NotThePersons):
        gas.act(SignNotice, "P01", notice_no="B1", signed_on="2025-06-05", **LATE)
    with gas.on("2025-06-06"):
        assert gas.act(SignNotice, "P01", notice_no="B1", signed_on="2025-06-05", **LATE)["state"] == "effective"
    with gas.on("2025-06-06"), pytest.raises(NotThePersons):
        gas.act(FileAppeal, "P01", appeal_no="A1", notice_no="B1", filed_on="2025-06-06", form="written", **LATE)
    gas.appeal(filed_on="2025-06-07")
    paper = {"answer_no": "AA1", "appeal_no": "A1", "result": "upheld", "answered_by": "H02", **LATE}
    with gas.on("2025-06-10"), pytest.raises(ValidationFailed):
        gas.act(AnswerAppeal, "P01", **paper, answered_on="2025-06-10")
    with gas.on("2025-06-11"):
        assert gas.act(AnswerAppeal, "P01", **paper, answered_on="2025-06-10")["answer"]["answered_on"] == "2025-06-10"


@pytest.mark.rule("DIS-18", "DIS-20", "DIS-21")
def test_naming_somebody_else_gets_nobody_around_the_duties_that_he_holds_himself(gas):
    gas.report()
    gas.act(ConfirmViolation, "P01", violation_no="V1", confirmed_on=CONFIRMED)
    gas.notice()
    with gas.on("2025-06-20"), pytest.raises(DutiesApart):
        gas.act(FileAppeal, "P01", appeal_no="A1", notice_no="B1", filed_on="2025-06-06", form="written", **LATE)
    gas.appeal()
    paper = {"answer_no": "AA1", "appeal_no": "A1", "answered_on": "2025-06-10", "result": "upheld", "answered_by": "H02"}
    with gas.on("2025-06-20"), pytest.raises(DutiesApart):
        gas.act(AnswerAppeal, "P01", **paper, **LATE)
    assert standing(gas) == {"B1": "answer_overdue"}


@pytest.mark.rule("DIS-23")
def test_a_witness_has_had_no_other_hand_in_the_case(gas):
    gas.report(by="L01", confirmed_on=CONFIRMED)
    gas.notice(signed_on=None)
    gas.act(RefuseSignature, "P01", notice_no="B1", refused_on=REFUSED)
    for witness, duty in (("L01", "reporter"), ("H01", "confirmer"), ("P01", "refuser")):
        with pytest.raises(DutiesApart) as refusal:
            gas.act(RecordWitness, "L02", notice_no="B1", witness_no=witness)
        assert refusal.value.params["held"] == duty
    with pytest.raises(SelfApproval):
        gas.ask(RecordWitness, by="C01", roles=("project_leader",), notice_no="B1", witness_no="C02")
    gas.act(RecordWitness, "L02", notice_no="B1", witness_no="H02")
    gas.act(SignAsWitness, "H02", notice_no="B1", signed_on=REFUSED)
    gas.act(SignNotice, "C01", notice_no="B1", signed_on="2025-06-06")
    gas.appeal(filed_on="2025-06-07")
    with pytest.raises(DutiesApart):
        gas.answer("upheld", by="H02")
    gas.adopt("duties_apart", "{}")
    gas.forget()
    assert gas.answer("upheld", by="H02")["state"] == "effective"


@pytest.mark.rule("DIS-41")
def test_who_brought_a_refusal_does_not_decide_on_the_dismissal_that_it_proposes(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice(signed_on=None)
    gas.act(RefuseSignature, "H02", notice_no="B1", refused_on=REFUSED, evidence_sufficient=True, bad_attitude=True)
    (item,) = gas.file()["proposals"]
    decided = {"staff_no": "C01", "proposal_no": item["proposal_no"], "decision": "dismissal", "decided_on": REFUSED, "reason": "拒簽"}
    for number in ("M01", "M02"):
        gas.join(number, role="customer_service_manager", superior="H01")
    for by, held in (("H02", "refuser"), ("H01", "confirmer")):
        with pytest.raises(DutiesApart) as refusal:
            gas.act(DecideProposal, by, **decided)
        assert refusal.value.params["held"] == held
    assert gas.ask(DecideProposal, roles=MANAGER, by="M01", **decided)["state"] == "awaiting_approval"
    with pytest.raises(ApprovedTwice):
        gas.ask(DecideProposal, roles=MANAGER, by="M01", **decided)
    assert gas.ask(DecideProposal, roles=MANAGER, by="M02", **decided)["state"] == "awaiting_approval"
    assert gas.said(ProposalDecided, count=0) == []
    (waiting,) = gas.file()["proposals"]
    assert (waiting["decision"], waiting["approved_by"]) == (None, ["M01", "M02"])
    assert gas.act(DecideProposal, "P01", **decided)["state"] == "dismissal"
    assert [told["decision"] for told in gas.said(ProposalDecided)] == ["dismissal"]


@pytest.mark.rule("DIS-16", "DIS-41")
def test_who_confirmed_the_violation_may_decline_its_dismissal_and_warn(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice(signed_on=None)
    gas.act(RefuseSignature, "H02", notice_no="B1", refused_on=REFUSED, evidence_sufficient=True, bad_attitude=True)
    (item,) = gas.file()["proposals"]
    decided = {"staff_no": "C01", "proposal_no": item["proposal_no"], "decided_on": REFUSED, "reason": "從寬"}
    assert gas.act(DecideProposal, "H01", **decided, decision="final_warning")["state"] == "final_warning"


@pytest.mark.rule("DIS-26", "DIS-38", "DIS-44", "DIS-69")
def test_nobody_writes_down_for_himself_what_frees_him(jinyang):
    with jinyang.on("2025-06-16"), pytest.raises(SelfApproval):
        jinyang.act(RecordImplementation, "L01", project_no="I1", staff_no="L01", ended_on="2025-06-16")
    with jinyang.on("2025-06-20"), pytest.raises(EnteredTooLate):
        jinyang.act(RecordImplementation, "L01", project_no="I1", staff_no="C01", ended_on="2025-06-16")
    visit = {"visit_no": "LF-1", "visitor": "王小姐", "host": "C01", "entered_at": "2025-06-03T15:00"}
    with pytest.raises(SelfApproval):
        jinyang.act(LogVisitor, "C01", **visit, authorised_by="L01")
    assert jinyang.act(LogVisitor, "C01", **visit)["unauthorised"] is True
    told = jinyang.act(LogVisitor, "C02", **{**visit, "visit_no": "LF-2"}, authorised_by="L01")
    assert (told["unauthorised"], told["logged_by"]) == (False, "C02")
    item = {"code": "DIS-03", "unit": "yuan", "min": "150", "max": "150"}
    version = {"version_no": "V2", "since": "2999-01-01", "department_head": "H01", "items": [item]}
    with pytest.raises(SelfApproval):
        jinyang.act(PublishCatalogue, "H01", **version, approver="H01")
    check = {"check_no": "Q1", "date": "2025-06-10", "left_on": "窗戶", "loss_amount": "1500"}
    jinyang.act(RecordEveningCheck, "L01", **check, checked_by="H01")
    with pytest.raises(ReporterConfirms):
        jinyang.act(ConfirmEveningCheck, "H01", check_no="Q1", confirmed_on="2025-06-11")
    jinyang.act(ConfirmEveningCheck, "H02", check_no="Q1", confirmed_on="2025-06-11", loss_amount="0")
    jinyang.leaves_last("H02", "2025-06-10")
    jinyang.run("2025-06-12")
    assert jinyang.file("H02")["fines"] == []
    jinyang.act(ConfirmEveningCheck, "P01", check_no="Q1", confirmed_on="2025-06-13", loss_amount="1500")
    jinyang.settle()
    found = jinyang.file("H02")
    assert ([fine["source"] for fine in found["fines"]], [claim["amount"] for claim in found["compensation"]]) == (["Q1"], ["1500.00"])


@pytest.mark.rule("DIS-18", "DIS-26", "DIS-29", "DIS-38", "DIS-69")
def test_no_single_call_tells_of_what_is_still_to_come(jinyang):
    jinyang.attend("M1", "C01", "missed")
    ahead = "2025-06-11"
    implementation = {"project_no": "I1", "staff_no": "C01"}
    inspection = {"inspection_no": "JC-1", "staff_no": "C01", "item": "CHK-60", "seen": []}
    visit = {"visit_no": "LF-1", "visitor": "王小姐", "host": "C01"}
    asked = [
        ("L01", ReportViolation, {**REPORT, "violation_no": "V1", "amount": "100", "occurred_on": ahead}),
        ("L01", ReportViolation, {**REPORT, "violation_no": "V1", "sanction": "none", "code": "DIS-29", "due_on": ahead}),
        ("L01", ReportViolation, {**REPORT, "violation_no": "V1", "sanction": "none", "code": "DIS-29", "explained_on": ahead}),
        ("L01", RecordImplementation, {**implementation, "ended_on": ahead}),
        ("L01", RecordImplementation, {**implementation, "ended_on": "2025-06-10", "sheet_returned_on": ahead}),
        ("L01", RecordEveningCheck, {"check_no": "Q1", "date": ahead}),
        ("L01", RecordEveningCheck, {"check_no": "Q1", "date": "2025-06-10", "checked_at": "2025-06-10T23:00"}),
        ("L01", RecordInspection, {**inspection, "observed_at": "2025-06-10T23:00"}),
        ("C02", LogVisitor, {**visit, "entered_at": "2025-06-10T23:00"}),
        ("H01", WithdrawPenalty, {"staff_no": "C01", "penalty_no": "M1/C01", "withdrawn_on": ahead, "reason": "異議成立"}),
    ]
    with jinyang.on("2025-06-10"):
        for by, message, body in asked:
            with pytest.raises(ValidationFailed) as refusal:
                jinyang.act(message, by, **body)
            assert any("Later than" in str(why) for why in refusal.value.params["fields"].values()), body

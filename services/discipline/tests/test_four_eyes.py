"""A case needs more than one pair of eyes; nobody dates his own act back; papers that contradict each other are refused."""

from __future__ import annotations

import pytest

from kefu_messages.discipline import (
    AnswerAppeal,
    AnswerBeforeAppeal,
    AppealNoticeNotSigned,
    CauseHasNotice,
    ConfirmedBeforeFact,
    ConfirmViolation,
    DecidedBeforeProposal,
    DecideProposal,
    DraftNotice,
    DutiesApart,
    FileAppeal,
    FileObjection,
    GetNotice,
    IssueNotice,
    NoticeDatesContradict,
    RecordImplementation,
    RecordWitness,
    RefuseSignature,
    ReturnImplementationSheet,
    SheetBeforeEnd,
    SignAsWitness,
    SignNotice,
    ViolationNotConfirmed,
    WhyNotice,
    WithdrawnBeforeEffect,
    WithdrawPenalty,
    WitnessBeforeRefusal,
    WitnessIsEmployee,
    WitnessIsIssuer,
    WitnessNotNamed,
)
from kefu_messages.errors import EnteredTooLate, NotAllowed, NotFound, SelfApproval, UnknownStaff, ValidationFailed

CONFIRMED, REFUSED = "2025-06-03", "2025-06-05"


def refused_notice(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice(signed_on=None)
    gas.act(RefuseSignature, "L02", notice_no="B1", refused_on=REFUSED)


@pytest.mark.rule("DIS-18", "DIS-19")
def test_a_notice_is_issued_only_on_a_violation_that_somebody_else_than_the_reporter_has_confirmed(gas):
    gas.report()
    gas.act(DraftNotice, "L01", notice_no="B1", violation_no="V1", drafted_on="2025-06-03")
    with pytest.raises(ViolationNotConfirmed):
        gas.act(IssueNotice, "L01", notice_no="B1", issued_on="2025-06-04")
    with pytest.raises(ViolationNotConfirmed):
        gas.act(DraftNotice, "L01", notice_no="B2", violation_no="V1", issued_on="2025-06-04")
    assert [entry["state"] for entry in gas.act(GetNotice, "P01", notice_no="B1")["history"]] == ["draft"]
    gas.act(ConfirmViolation, "H01", violation_no="V1", confirmed_on="2025-06-04")
    assert gas.act(IssueNotice, "L01", notice_no="B1", issued_on="2025-06-04")["state"] == "issued"


@pytest.mark.rule("DIS-18", "DIS-19")
def test_an_organisation_may_want_no_confirmation_and_leave_duties_together(gas):
    gas.adopt("notice_needs_confirmation", "false")
    gas.adopt("duties_apart", "{}")
    gas.forget()
    gas.report(by="L02")
    gas.notice()
    gas.ask(ConfirmViolation, roles=("department_head",), by="L02", violation_no="V1", confirmed_on="2025-06-04")
    assert gas.file()["payroll"][0]["amount"] == "100.00"


@pytest.mark.rule("DIS-20", "DIS-21")
def test_an_appeal_is_answered_by_nobody_who_reported_confirmed_or_issued(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice()
    gas.appeal()
    for by in ("H01", "L01"):
        with pytest.raises(DutiesApart):
            gas.answer("upheld", by=by)
    assert gas.file()["notices"][0]["answer"]["answered_on"] is None
    assert gas.answer("upheld", by="H02")["state"] == "effective"


@pytest.mark.rule("DIS-23")
def test_each_witness_signs_himself_and_who_was_not_named_neither_signs_nor_reads(gas):
    refused_notice(gas)
    with pytest.raises(ValidationFailed):
        gas.act(RecordWitness, "L02", notice_no="B1", witness_no="C02", signed_on=REFUSED)
    for witness, refusal in (("C01", WitnessIsEmployee), ("L02", WitnessIsIssuer), ("X9", UnknownStaff)):
        with pytest.raises(refusal):
            gas.act(RecordWitness, "L02", notice_no="B1", witness_no=witness)
    gas.act(RecordWitness, "L02", notice_no="B1", witness_no="C02")
    with pytest.raises(WitnessNotNamed):
        gas.act(SignAsWitness, "L01", notice_no="B1", signed_on=REFUSED)
    for message, more in ((SignAsWitness, {"signed_on": REFUSED}), (SignNotice, {"signed_on": REFUSED})):
        for number in ("B1", "B9"):
            with pytest.raises(NotFound) as refusal:
                gas.act(message, "C03", notice_no=number, **more)
            assert refusal.value.params == {"kind": "notice", "key": number}
        assert [(look["what"], look["subject"]) for look in gas.looks(message)] == [(f"refused:{message.verb()}", "discipline/C01/B1")]
    with pytest.raises(NotFound):
        gas.act(GetNotice, "C03", notice_no="B1")
    assert gas.act(GetNotice, "C02", notice_no="B1")["witnesses"] == [{"witness_no": "C02", "signed_on": None}]
    assert gas.act(SignAsWitness, "C02", notice_no="B1", signed_on=REFUSED)["state"] == "refused"
    assert gas.file()["payroll"] == []


@pytest.mark.rule("DIS-23")
def test_the_person_notes_no_refusal_of_the_own_notice(gas):
    gas.report(staff_no="L02", confirmed_on=CONFIRMED)
    gas.notice(by="L01", signed_on=None)
    with pytest.raises(SelfApproval):
        gas.act(RefuseSignature, "L02", notice_no="B1", refused_on=REFUSED)


@pytest.mark.rule("DIS-20", "DIS-21")
def test_an_act_that_decides_on_a_deadline_carries_its_own_day_and_no_act_one_ahead(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice()
    late = {"appeal_no": "A1", "notice_no": "B1", "filed_on": "2025-06-08", "form": "written"}
    with gas.on("2025-06-10"), pytest.raises(EnteredTooLate) as refusal:
        gas.act(FileAppeal, "C01", **late)
    assert (refusal.value.params["field"], refusal.value.params["earliest"]) == ("filed_on", "2025-06-10")
    with gas.on("2025-06-09"), pytest.raises(EnteredTooLate):
        gas.act(FileAppeal, "C01", **late)
    with gas.on("2025-06-10"), pytest.raises(EnteredTooLate):
        gas.act(FileAppeal, "C01", **late, late_reason="忘了")
    with gas.on("2025-06-07"), pytest.raises(ValidationFailed):
        gas.act(FileAppeal, "C01", **late)
    assert gas.file()["notices"][0]["answer"] is None
    with gas.on("2025-06-08"):
        assert gas.act(FileAppeal, "C01", **late)["answer"]["due"] == "2025-06-15"
    with gas.on("2025-06-20"), pytest.raises(EnteredTooLate):
        gas.answer("upheld", answered_on="2025-06-14")
    with gas.on("2025-06-20"), pytest.raises(EnteredTooLate):
        gas.act(FileObjection, "C01", voice_no="YY-1", made_on="2025-06-14", text="異議")


@pytest.mark.rule("DIS-20", "DIS-21")
def test_hr_enters_an_old_paper_with_the_reason_which_the_decision_keeps(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice()
    paper = {"appeal_no": "A1", "notice_no": "B1", "filed_on": "2025-06-06", "form": "written"}
    with gas.on("2025-06-20"):
        with pytest.raises(EnteredTooLate):
            gas.act(FileAppeal, "P01", **paper)
        assert gas.act(FileAppeal, "P01", **paper, late_reason="書面申訴 6 日已交,系統故障")["state"] == "answer_overdue"
    why = gas.act(WhyNotice, "C01", notice_no="B1")["decisions"]
    (entry,) = [item for item in why if item["name"].startswith("entry ")]
    assert entry["facts"]["late_reason"] == "書面申訴 6 日已交,系統故障"
    assert (entry["facts"]["entered_by"], entry["facts"]["filed_on"], entry["facts"]["entered_on"]) == ("P01", "2025-06-06", "2025-06-20")
    assert [cited["id"] for cited in entry["because"]] == ["latest_entry_days"]


@pytest.mark.rule("DIS-23")
def test_hr_enters_signatures_of_witnesses_from_paper_each_with_its_reason(gas):
    refused_notice(gas)
    with gas.on("2025-06-20"):
        for witness, day in (("C02", "2025-06-05"), ("C03", "2025-06-06")):
            paper = {"witness_no": witness, "signed_on": day, "late_reason": f"{witness} 已在紙本簽認"}
            reply = gas.act(RecordWitness, "P01", notice_no="B1", **paper)
    assert (reply["state"], reply["deductible_on"]) == ("effective", "2025-06-06")
    why = gas.act(WhyNotice, "C01", notice_no="B1")["decisions"]
    reasons = {item["facts"]["late_reason"] for item in why if item["name"].startswith("entry ")}
    assert reasons == {"C02 已在紙本簽認", "C03 已在紙本簽認"}


@pytest.mark.rule("DIS-19")
def test_hr_enters_no_old_paper_of_the_own_case(gas):
    gas.report(staff_no="P01", confirmed_on=CONFIRMED)
    gas.notice(person="P01")
    with gas.on("2025-06-20"), pytest.raises(SelfApproval):
        gas.act(FileAppeal, "P01", appeal_no="A1", notice_no="B1", filed_on="2025-06-06", form="written", late_reason="忘了")


@pytest.mark.rule("DIS-18", "DIS-19", "DIS-22")
def test_what_contradicts_what_came_before_is_refused_and_changes_nothing(gas):
    gas.report()
    with pytest.raises(ConfirmedBeforeFact):
        gas.act(ConfirmViolation, "H01", violation_no="V1", confirmed_on="2025-06-01")
    gas.act(ConfirmViolation, "H01", violation_no="V1", confirmed_on="2025-06-04")
    gas.act(DraftNotice, "L02", notice_no="B1", violation_no="V1", drafted_on="2025-06-03")
    with pytest.raises(NoticeDatesContradict):
        gas.act(IssueNotice, "L02", notice_no="B1", issued_on="2025-06-03")
    gas.act(IssueNotice, "L02", notice_no="B1", issued_on="2025-06-05")
    with pytest.raises(NoticeDatesContradict):
        gas.act(SignNotice, "C01", notice_no="B1", signed_on="2025-06-04")
    gas.act(SignNotice, "C01", notice_no="B1", signed_on="2025-06-06")
    with pytest.raises(AppealNoticeNotSigned):
        gas.appeal(filed_on="2025-06-05")
    gas.appeal(filed_on="2025-06-07")
    with pytest.raises(AnswerBeforeAppeal):
        gas.answer("upheld", answered_on="2025-06-06")
    states = [(entry["date"], entry["state"]) for entry in gas.act(GetNotice, "P01", notice_no="B1", as_of="2025-06-08")["history"]]
    assert states == [
        ("2025-06-03", "draft"), ("2025-06-05", "issued"), ("2025-06-06", "signed"), ("2025-06-06", "effective"),
        ("2025-06-07", "appealed"),
    ]  # fmt: skip


@pytest.mark.rule("DIS-23")
def test_nobody_witnesses_a_refusal_that_has_not_happened_yet(gas):
    refused_notice(gas)
    gas.act(RecordWitness, "L02", notice_no="B1", witness_no="C02")
    with pytest.raises(WitnessBeforeRefusal):
        gas.act(SignAsWitness, "C02", notice_no="B1", signed_on="2025-06-04")
    assert gas.act(SignAsWitness, "C02", notice_no="B1", signed_on=REFUSED)["state"] == "refused"


@pytest.mark.rule("DIS-38", "DIS-39", "DIS-31")
def test_nothing_is_brought_back_withdrawn_or_decided_before_it_came_about(jinyang):
    jinyang.act(RecordImplementation, "P01", project_no="I1", staff_no="C01", ended_on="2025-06-16", late_reason="文件遲到")
    with pytest.raises(SheetBeforeEnd):
        jinyang.act(ReturnImplementationSheet, "L01", project_no="I1", sheet_returned_on="2025-06-15")
    with pytest.raises(SelfApproval):
        jinyang.ask(ReturnImplementationSheet, roles=("project_leader",), by="C01", project_no="I1", sheet_returned_on="2025-06-17")
    paper = {"penalty_no": "I1", "withdrawn_on": "2025-06-19", "reason": "異議成立", "late_reason": "文件遲到"}
    with jinyang.on("2025-06-25"), pytest.raises(WithdrawnBeforeEffect):
        jinyang.act(WithdrawPenalty, "P01", staff_no="C01", **paper)
    for number, day in enumerate(("2025-01-07", "2025-06-14"), start=1):
        jinyang.complain(f"K{number}", "C01", received=day, confirmed=day)
    (item,) = [item for item in jinyang.file()["proposals"] if item["kind"] == "termination_proposal"]
    paper = {"decision": "declined", "decided_on": "2025-06-13", "reason": "從寬", "late_reason": "文件遲到"}
    with jinyang.on("2025-06-20"), pytest.raises(DecidedBeforeProposal):
        jinyang.act(DecideProposal, "P01", staff_no="C01", proposal_no=item["proposal_no"], **paper)


@pytest.mark.rule("DIS-01", "DIS-11")
def test_one_complaint_carries_one_notice_whatever_items_it_is_put_under(gas):
    gas.complain("K1", "C01")
    for number, code in (("V1", "DIS-01"), ("V2", "DIS-11")):
        gas.report(number, code=code, complaint_no="K1", confirmed_on=CONFIRMED)
    gas.notice()
    with pytest.raises(CauseHasNotice) as refusal:
        gas.act(DraftNotice, "L01", notice_no="B2", violation_no="V2", drafted_on="2025-06-05")
    assert (refusal.value.params["cause"], refusal.value.params["notice_no"]) == ("complaint K1", "B1")
    assert [month["amount"] for month in gas.file()["payroll"]] == ["100.00"]
    gas.appeal()
    gas.answer("revoked")
    assert gas.act(DraftNotice, "L02", notice_no="B2", violation_no="V2", drafted_on="2025-06-12")["state"] == "draft"


@pytest.mark.rule("DIS-21", "DIS-22")
def test_staff_without_a_leaders_post_neither_issue_nor_answer(gas):
    for message, more in ((IssueNotice, {"notice_no": "B1", "issued_on": CONFIRMED}), (AnswerAppeal, ANSWER)):
        with pytest.raises(NotAllowed):
            gas.act(message, "C02", **more)


ANSWER = {"answer_no": "AA1", "appeal_no": "A1", "answered_on": "2025-06-10", "result": "upheld"}

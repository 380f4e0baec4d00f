"""What comes when a case is settled: a late signature, a report once more, a complaint that turns out unfounded; and who still reads."""

from __future__ import annotations

import pytest

from kefu_messages.discipline import (
    AmountOutOfRange,
    AppealAfterEffect,
    CaseClosed,
    CauseCounselled,
    ConfirmViolation,
    CounselViolation,
    DecideProposal,
    DraftNotice,
    FileAppeal,
    FundMoved,
    GetFund,
    GetNotice,
    PayrollLineRaised,
    PenaltyReversed,
    ProposalLapsed,
    RecordWitness,
    RefuseSignature,
    ReportViolation,
    SignAsWitness,
    SignNotice,
    WhyNotice,
    WhyProposal,
)
from kefu_messages.errors import NotFound, ValidationFailed

CONFIRMED = "2025-06-03"
COUNSELLED = {"violation_no": "V1", "counselled_on": "2025-06-04"}


def refused_before_witnesses(gas):
    """A notice that C01 refuses to sign and that two witnesses have made effective on 7 June."""
    gas.report(confirmed_on=CONFIRMED)
    gas.notice(signed_on=None)
    gas.act(RefuseSignature, "L02", notice_no="B1", refused_on="2025-06-05", evidence_sufficient=True, bad_attitude=True)
    for witness, day in (("C02", "2025-06-05"), ("C03", "2025-06-07")):
        gas.act(RecordWitness, "L02", notice_no="B1", witness_no=witness)
        assert gas.act(GetNotice, witness, notice_no="B1")["state"] == "refused"
        gas.act(SignAsWitness, witness, notice_no="B1", signed_on=day)


@pytest.mark.rule("DIS-20", "DIS-23", "DIS-41")
def test_a_signature_after_the_witnesses_is_noted_and_opens_nothing(gas):
    refused_before_witnesses(gas)
    assert gas.said(PayrollLineRaised)[-1]["amount"] == "100.00"
    signed = gas.act(SignNotice, "C01", notice_no="B1", signed_on="2025-06-08")
    assert (signed["signed_on"], signed["state"], signed["deductible_on"]) == ("2025-06-08", "effective", "2025-06-07")
    assert [told["kind"] for told in gas.said(ProposalLapsed)] == ["final_warning_or_dismissal_proposal"]
    assert gas.file()["proposals"] == []
    with pytest.raises(AppealAfterEffect):
        gas.appeal(filed_on="2025-06-08")
    assert gas.file()["payroll"] == [
        {"staff_no": "C01", "month": "2025-06", "amount": "100.00", "sources": ["B1"], "because": ["DIS-19"]}
    ]  # fmt: skip


@pytest.mark.rule("DIS-20", "DIS-23")
def test_nor_does_a_signature_on_the_day_of_the_second_witness(gas):
    refused_before_witnesses(gas)
    signed = gas.act(SignNotice, "C01", notice_no="B1", signed_on="2025-06-07")
    assert (signed["state"], signed["deductible_on"], signed["history"][-1]["because"]) == ("effective", "2025-06-07", ["DIS-23"])
    with pytest.raises(AppealAfterEffect):
        gas.appeal(filed_on="2025-06-07")
    assert gas.file()["notices"][0]["answer"] is None


@pytest.mark.rule("DIS-20", "DIS-23")
def test_once_the_person_has_signed_no_witness_closes_the_appeal(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice(signed_on=None)
    gas.act(RefuseSignature, "L02", notice_no="B1", refused_on="2025-06-05")
    for witness in ("C02", "C03"):
        gas.act(RecordWitness, "L02", notice_no="B1", witness_no=witness)
    gas.act(SignAsWitness, "C02", notice_no="B1", signed_on="2025-06-05")
    gas.act(SignNotice, "C01", notice_no="B1", signed_on="2025-06-06")
    with pytest.raises(CaseClosed) as refusal:
        gas.act(SignAsWitness, "C03", notice_no="B1", signed_on="2025-06-06")
    assert refusal.value.params["state"] == "signed"
    with gas.on("2025-06-20"):
        late = {"witness_no": "H02", "late_reason": "紙本已簽認"}
        for day in ("2025-06-06", "2025-06-07"):
            with pytest.raises(CaseClosed):
                gas.act(RecordWitness, "P01", notice_no="B1", signed_on=day, **late)
    assert gas.appeal(filed_on="2025-06-06")["answer"]["due"] == "2025-06-13"


@pytest.mark.rule("DIS-20", "DIS-23")
def test_rows_of_one_day_say_the_same_in_any_order(gas):
    administrator = {"roles": ("system_administrator",)}
    day = {"drafted_on": "2025-06-04", "issued_on": "2025-06-05", "issued_by": "L02", "refused_on": "2025-06-05", "signed_on": "2025-06-05"}
    for number in (1, 2):
        gas.report(f"V{number}", confirmed_on=CONFIRMED)
        notice = (DraftNotice, {"notice_no": f"B{number}", "violation_no": f"V{number}", **day})
        witnesses = [(RecordWitness, {"notice_no": f"B{number}", "witness_no": name, "signed_on": "2025-06-05"}) for name in ("C02", "C03")]
        appeal = (FileAppeal, {"appeal_no": f"A{number}", "notice_no": f"B{number}", "filed_on": "2025-06-06", "form": "written"})
        for message, row in (notice, *witnesses, appeal) if number == 1 else (appeal, *witnesses, notice):
            gas.send(message, [row], **administrator)
        gas.settle()
    found = gas.file()["notices"]
    assert [[entry["state"] for entry in item["history"]] for item in found] == [["draft", "issued", "refused", "effective"]] * 2
    assert [(item["key"], item["reason"]) for item in gas.department()["refused"]] == [
        ("A1", "appeal_after_effect"), ("A2", "appeal_after_effect"),
    ]  # fmt: skip


@pytest.mark.rule("DIS-23", "DIS-63")
def test_a_witness_reads_the_notice_until_it_takes_effect_and_who_runs_the_system_reads_none(gas):
    refused_before_witnesses(gas)
    for asked in ({}, {"as_of": "2025-06-06"}):
        with pytest.raises(NotFound):
            gas.act(GetNotice, "C02", notice_no="B1", **asked)
    assert gas.act(GetNotice, "C01", notice_no="B1")["state"] == "effective"
    with pytest.raises(NotFound):
        gas.ask(GetNotice, roles=("system_administrator",), by="A09", notice_no="B1")


@pytest.mark.rule("DIS-17", "DIS-18")
def test_what_has_ended_in_counselling_is_not_reported_once_more(gas):
    gas.complain("K1", "C01")
    gas.report(code="DIS-01", complaint_no="K1")
    gas.report("V2", code="DIS-11", complaint_no="K1")
    for nothing in ("", " ", "\u3000\u200b", "\u2060"):
        with pytest.raises(ValidationFailed):
            gas.act(CounselViolation, "H01", **COUNSELLED, note=nothing)
    assert gas.act(CounselViolation, "H01", **{**COUNSELLED, "counselled_on": "2025-06-06"}, note="談話並安排培訓")["state"] == "counselled"
    for day in ("2025-06-06", "2025-06-07"):
        with pytest.raises(CauseCounselled):
            gas.act(ConfirmViolation, "H01", violation_no="V2", confirmed_on=day)
    for number, code in (("V3", "DIS-01"), ("V4", "DIS-11")):
        with pytest.raises(CauseCounselled):
            gas.report(number, code=code, complaint_no="K1")
    told = {"violation_no": "V5", "staff_no": "C01", "code": "DIS-01", "occurred_on": "2025-06-02", "confirmed_on": "2025-06-04"}
    row = {**told, "reported_by": "L01", "facts": "屬實", "evidence": "錄音", "sanction": "fine", "amount": "80", "complaint_no": "K1"}
    assert [each["reason"] for each in gas.send(ReportViolation, [row], roles=("system_administrator",))] == ["cause_counselled"]
    assert [(item["violation_no"], item["state"]) for item in gas.file()["violations"]] == [("V1", "counselled")]


@pytest.mark.rule("DIS-17", "DIS-18")
def test_nor_is_what_a_draft_was_decided_to_be_counselled_for(gas):
    gas.complain("K1", "C01")
    (draft,) = gas.file()["proposals"]
    decided = {"staff_no": "C01", "proposal_no": draft["proposal_no"], "decision": "counselling", "decided_on": "2025-06-06"}
    for nothing in (" ", "\u3000\u200b"):
        with pytest.raises(ValidationFailed):
            gas.act(DecideProposal, "H01", **decided, reason=nothing)
    gas.act(DecideProposal, "H01", **decided, reason="初犯,談話")
    with pytest.raises(CauseCounselled):
        gas.report(code="DIS-01", complaint_no="K1")
    gas.complain("K2", "C01")
    assert gas.report(code="DIS-01", complaint_no="K2")["state"] == "reported"


@pytest.mark.rule("DIS-17", "DIS-18")
def test_counselling_takes_nothing_from_a_case_that_was_confirmed_before(gas):
    gas.complain("K1", "C01")
    gas.report("V2", code="DIS-11", complaint_no="K1", confirmed_on=CONFIRMED)
    gas.report(code="DIS-01", complaint_no="K1")
    gas.act(CounselViolation, "H01", **COUNSELLED, note="談話")
    assert {item["violation_no"]: item["state"] for item in gas.file()["violations"]} == {"V1": "counselled", "V2": "confirmed"}


@pytest.mark.rule("DIS-30", "DIS-31", "DIS-39", "DIS-40")
def test_a_complaint_that_turns_out_unfounded_pays_back_now_and_fines_nobody_by_itself(jinyang):
    jinyang.complain("K1", "C01", received="2025-02-05", confirmed="2025-02-10")
    jinyang.complain("K2", "C01", received="2025-03-05", confirmed="2025-03-10")
    jinyang.complain("K1", "C01", received="2025-02-05", confirmed=None)  # found on 5 June
    assert [(told["month"], told["amount"]) for told in jinyang.said(PayrollLineRaised, count=2)] == [
        ("2025-02", "200.00"), ("2025-06", "-200.00"),
    ]  # fmt: skip
    assert [(told["month"], told["amount"]) for told in jinyang.said(FundMoved, count=2)] == [("2025-02", "200.00"), ("2025-06", "-200.00")]
    (told,) = jinyang.said(PenaltyReversed)
    assert (told["penalty_no"], told["reason"]) == ("complaints/K1", "reversed")
    assert [told["kind"] for told in jinyang.said(ProposalLapsed)] == ["termination_proposal"]
    months = jinyang.act(GetFund, "C02", as_of="2025-06-30")["months"]
    assert [(month["month"], month["balance"]) for month in months] == [("2025-02", "200.00"), ("2025-06", "0.00")]
    found = jinyang.file()
    assert [(fine["source"], fine["state"], fine["reversed_in"]) for fine in found["fines"]] == [("K1", "reversed", "2025-06")]
    assert [(item["code"], item["date"], item["decision"]) for item in found["proposals"]] == [("DIS-30", "2025-06-05", None)]
    assert [fine["state"] for fine in jinyang.file(as_of="2025-06-04")["fines"]] == ["deducted"]


@pytest.mark.rule("DIS-30")
def test_what_a_human_makes_of_the_second_complaint_is_fined_in_its_own_month(jinyang):
    jinyang.complain("K1", "C01", received="2025-02-05", confirmed="2025-02-10")
    jinyang.complain("K2", "C01", received="2025-03-05", confirmed="2025-03-10")
    jinyang.complain("K1", "C01", received="2025-02-05", confirmed=None)
    jinyang.report(code="DIS-30", complaint_no="K2", amount="200", occurred_on="2025-03-05", confirmed_on="2025-06-10")
    lines = [(told["month"], told["amount"], told["source"]) for told in jinyang.said(PayrollLineRaised, count=3)]
    assert lines[2:] == [("2025-06", "200.00", "V1")]
    assert [item["decision"] for item in jinyang.file()["proposals"]] == ["taken_up"]


@pytest.mark.rule("DIS-30", "DIS-39")
def test_confirmed_and_unconfirmed_are_heard_in_any_order(jinyang):
    for number, order in (("C01", (1, 0)), ("C02", (0, 1))):
        for which in order:
            confirmed = {"confirmed": "2025-02-10"} if which == 0 else {"confirmed": None}
            jinyang.complain(f"K{number}", number, received="2025-02-05", **confirmed, sequence=7000 + which)
    ones, others = (jinyang.file(number)["payroll"] for number in ("C01", "C02"))
    assert [(month["month"], month["amount"]) for month in ones] == [("2025-02", "200.00"), ("2025-06", "-200.00")]
    assert [(month["month"], month["amount"]) for month in others] == [("2025-02", "200.00"), ("2025-06", "-200.00")]


@pytest.mark.rule("DIS-32", "DIS-63")
def test_a_proposal_says_which_complaints_it_counted_in_which_window_against_which_number(jinyang):
    for number, day in enumerate(("2025-01-10", "2025-03-18", "2025-06-12"), start=1):
        jinyang.complain(f"K{number}", "C01", cause="skill", received=day, confirmed=day)
    (item,) = jinyang.file()["proposals"]
    why = jinyang.act(WhyProposal, "C01", staff_no="C01", proposal_no=item["proposal_no"])["decisions"]
    (decision,) = why
    facts = decision["facts"]
    assert [each["complaint_no"] for each in facts["complaints"]] == ["K1", "K2", "K3"]
    assert (facts["window_from"], facts["window_to"], str(facts["needed"])) == ("2025-01-10", "2025-07-10", "3")
    assert {"DIS-32", "complaints_at", "complaints_months", "complaints_counted"} <= {cited["id"] for cited in decision["because"]}
    assert decision["law"]


@pytest.mark.rule("DIS-19", "DIS-20", "DIS-63")
def test_a_notice_says_once_by_which_papers_and_law_it_stands(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice()
    (decision,) = gas.act(WhyNotice, "C01", notice_no="B1")["decisions"]
    facts = decision["facts"]
    assert (facts["issued_by"], facts["signed_on"], facts["violation"]["evidence"]) == ("L02", "2025-06-05", "記錄單")
    assert "state" not in facts
    assert "appeal_days" in {cited["id"] for cited in decision["because"]}
    assert decision["law"]


@pytest.mark.rule("DIS-20", "DIS-21")
def test_a_reduction_that_is_none_is_refused_and_names_the_range_that_is_left(gas):
    gas.report(amount="80", confirmed_on=CONFIRMED)
    gas.notice()
    gas.appeal()
    for amount in ("90", "80.01", "80", "49.99"):
        with pytest.raises(AmountOutOfRange) as refusal:
            gas.answer("reduced", new_amount=amount)
        assert (refusal.value.params["least"], refusal.value.params["most"]) == ("50", "79.99")
    assert gas.file()["notices"][0]["answer"]["answered_on"] is None
    assert gas.answer("reduced", new_amount="79.99")["amount"] == "79.99"


@pytest.mark.rule("DIS-45")
def test_who_offends_again_is_counted_by_months_and_by_what_was_confirmed(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.report("V2")
    counts = {}
    for day in ("2025-12-02", "2025-12-03", "2026-06-02", "2026-06-03"):
        found = gas.file(as_of=day)
        counts[day] = (found["violations_in_half_a_year"], found["violations_in_a_year"])
    assert counts == {"2025-12-02": (1, 1), "2025-12-03": (0, 1), "2026-06-02": (0, 1), "2026-06-03": (0, 0)}


@pytest.mark.rule("DIS-17")
def test_a_counselled_case_stays_closed(gas):
    gas.report()
    gas.act(CounselViolation, "H01", **COUNSELLED, note="談話")
    with pytest.raises(CaseClosed):
        gas.act(CounselViolation, "H01", **COUNSELLED, note="談話")

"""What stands is not displaced: neither by a single call, nor by a row on which nobody has acted."""

from __future__ import annotations

import pytest

from kefu_messages.discipline import (
    AnswerAppeal,
    AppealAnsweredAlready,
    AppealTwice,
    CaseClosed,
    CauseFined,
    CauseHasNotice,
    ConfirmViolation,
    DraftNotice,
    FileAppeal,
    ReportViolation,
)

CONFIRMED = "2025-06-03"
LATE = {"late_reason": "書面已簽,系統故障"}
ADMINISTRATOR = {"roles": ("system_administrator",)}


def standing(house):
    return {notice["notice_no"]: notice["state"] for notice in house.file()["notices"]}


@pytest.mark.rule("DIS-11", "DIS-18")
def test_no_second_notice_takes_the_place_of_one_that_stands_with_its_appeal(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice("B5")
    gas.appeal(notice_no="B5")
    with gas.on("2025-06-20"):
        for number, day in (("B1", "2025-06-04"), ("B9", "2025-06-03")):
            early = {"drafted_on": day, "issued_on": day, "issued_by": "L01", "late_reason": "文件遲到"}
            with pytest.raises(CaseClosed) as refusal:
                gas.act(DraftNotice, "P01", notice_no=number, violation_no="V1", **early)
            assert refusal.value.params["state"] == "notice B5"
    with pytest.raises(CaseClosed):
        gas.act(DraftNotice, "L01", notice_no="B0", violation_no="V1", drafted_on="2025-06-03")
    assert standing(gas) == {"B5": "answer_overdue"}
    assert gas.answer("revoked")["state"] == "revoked"


@pytest.mark.rule("DIS-11", "DIS-18")
def test_nor_where_two_items_are_put_on_one_complaint_and_nothing_has_followed_yet(gas):
    gas.complain("K1", "C01")
    for number, code in (("V1", "DIS-01"), ("V2", "DIS-11")):
        gas.report(number, code=code, complaint_no="K1", confirmed_on=CONFIRMED)
    gas.act(DraftNotice, "L02", notice_no="B5", violation_no="V2", drafted_on="2025-06-05")
    for number, day in (("B1", "2025-06-05"), ("B9", "2025-06-04")):
        with pytest.raises(CauseHasNotice) as refusal:
            gas.act(DraftNotice, "L01", notice_no=number, violation_no="V1", drafted_on=day)
        assert refusal.value.params["notice_no"] == "B5"
    assert standing(gas) == {"B5": "draft"}


@pytest.mark.rule("DIS-20", "DIS-21")
def test_neither_an_earlier_appeal_nor_an_earlier_answer_takes_the_place_of_what_stands(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice()
    gas.appeal(filed_on="2025-06-07")
    gas.answer("revoked")
    with gas.on("2025-06-20"):
        with pytest.raises(AppealTwice):
            gas.act(FileAppeal, "P01", appeal_no="A0", notice_no="B1", filed_on="2025-06-06", form="written", **LATE)
        with pytest.raises(AppealAnsweredAlready):
            gas.act(AnswerAppeal, "P01", answer_no="AA0", appeal_no="A1", answered_on="2025-06-08", result="upheld", **LATE)
    rows = [{"appeal_no": "A2", "notice_no": "B1", "filed_on": "2025-06-06", "form": "written", "grounds": ""}]
    assert [row["reason"] for row in gas.send(FileAppeal, rows, **ADMINISTRATOR)] == ["appeal_twice"]
    assert standing(gas) == {"B1": "revoked"}


@pytest.mark.rule("DIS-11", "DIS-18")
def test_a_row_takes_nothing_away_on_which_people_have_acted_and_no_revocation_brings_it_to_life(gas):
    gas.report(confirmed_on=CONFIRMED)
    gas.notice("B5")
    gas.appeal(notice_no="B5")
    row = {
        "notice_no": "B0", "violation_no": "V1", "drafted_on": "2025-06-03", "issued_on": "2025-06-03", "issued_by": "L01",
        "signed_on": "2025-06-03", "refused_on": "", "evidence_sufficient": "", "bad_attitude": "",
    }  # fmt: skip
    assert [answer["reason"] for answer in gas.send(DraftNotice, [row], **ADMINISTRATOR)] == ["case_closed"]
    gas.answer("revoked")
    assert standing(gas) == {"B5": "revoked"}
    assert gas.file()["payroll"] == []


@pytest.mark.rule("DIS-18")
def test_where_no_notice_is_needed_an_earlier_confirmation_takes_no_fine_away(jinyang):
    jinyang.attend("M1", "C01", "missed")
    for number, code, amount in (("V1", "DIS-25", "100"), ("V2", "DIS-24", "20")):
        jinyang.report(number, code=code, amount=amount, event_no="M1")
    jinyang.act(ConfirmViolation, "H01", violation_no="V1", confirmed_on="2025-06-10")
    with pytest.raises(CauseFined) as refusal:
        jinyang.act(ConfirmViolation, "P01", violation_no="V2", confirmed_on="2025-06-09", **LATE)
    assert refusal.value.params["violation_no"] == "V1"
    assert [fine["source"] for fine in jinyang.file()["fines"]] == ["V1"]


@pytest.mark.rule("DIS-11", "DIS-18")
def test_two_violations_on_one_complaint_of_which_rows_tell_all_say_what_was(gas):
    gas.complain("K1", "C01")
    told = {"staff_no": "C01", "occurred_on": "2025-06-02", "reported_by": "L01", "confirmed_on": "2025-06-05", "complaint_no": "K1"}
    fine = {**told, "facts": "屬實", "evidence": "記錄", "sanction": "fine", "amount": "100", "education_note": "已談話"}
    rows = [{**fine, "violation_no": "V1", "code": "DIS-01"}, {**fine, "violation_no": "V2", "code": "DIS-11"}]
    assert [row["reason"] for row in gas.send(ReportViolation, rows, **ADMINISTRATOR)] == [None, None]
    notices = [{"notice_no": f"B{number}", "violation_no": f"V{number}", "drafted_on": "2025-06-05", "issued_on": "2025-06-06",
                "issued_by": "L02", "signed_on": "2025-06-06"} for number in (1, 2)]  # fmt: skip
    assert [row["reason"] for row in gas.send(DraftNotice, notices, **ADMINISTRATOR)] == [None, None]
    gas.settle()
    assert standing(gas) == {"B1": "effective", "B2": "effective"}

"""Rows of past papers: accepted or refused with their rules, in any order of the files, judged anew when what they rest on changes."""

from __future__ import annotations

import pytest

from kefu_messages.discipline import (
    AnswerAppeal,
    DraftNotice,
    FileAppeal,
    PayrollLineRaised,
    RecordEveningCheck,
    RecordImplementation,
    RecordWitness,
    ReportViolation,
)

VIOLATION = {
    "violation_no": "V1", "staff_no": "C01", "code": "DIS-14", "occurred_on": "2025-06-02", "reported_by": "L01",
    "confirmed_on": "2025-06-03", "facts": "經查屬實", "evidence": "記錄", "sanction": "fine", "amount": "100", "hazard": "",
    "bad_effect": "", "public_place": "", "serious": "", "complaint_no": "", "event_no": "", "loss_amount": "", "due_on": "",
    "explained_on": "", "education_note": "已談話", "withdrawn_on": "",
}  # fmt: skip
NOTICE = {
    "notice_no": "B1", "violation_no": "V1", "drafted_on": "2025-06-03", "issued_on": "2025-06-04", "issued_by": "L02",
    "signed_on": "2025-06-05", "refused_on": "", "evidence_sufficient": "", "bad_attitude": "",
}  # fmt: skip
APPEAL = {"appeal_no": "A1", "notice_no": "B1", "filed_on": "2025-06-06", "form": "written", "grounds": "處分不合理"}
ANSWER = {"answer_no": "AA1", "appeal_no": "A1", "answered_on": "2025-06-10", "answered_by": "H01", "result": "upheld", "new_amount": ""}
WITNESS = {"notice_no": "B1", "witness_no": "C02", "signed_on": "2025-06-05"}
FILES = {ReportViolation: VIOLATION, DraftNotice: NOTICE, FileAppeal: APPEAL, AnswerAppeal: ANSWER}


def send(house, message, *rows, first_line=2):
    answers = house.send(message, rows, roles=("system_administrator",), first_line=first_line)
    house.settle()
    return [(answer["reason"], *((answer["detail"] or {}).get("because", ()))) for answer in answers]


def refused(house):
    return sorted((item["kind"], item["line"], item["key"], item["reason"], *item["because"]) for item in house.department()["refused"])


@pytest.mark.rule("DIS-18", "DIS-20", "DIS-21", "DIS-42", "DIS-44")
def test_every_refusal_of_a_violation_names_its_rules(gas):
    gas.join("X1", department="finance")
    rows = [
        {**VIOLATION, "violation_no": "V1", "staff_no": "X9"}, {**VIOLATION, "violation_no": "V2", "staff_no": "X1"},
        {**VIOLATION, "violation_no": "V3", "code": "DIS-88"}, {**VIOLATION, "violation_no": "V4", "occurred_on": "2013-03-13"},
        {**VIOLATION, "violation_no": "V5", "facts": ""}, {**VIOLATION, "violation_no": "V6", "evidence": ""},
        {**VIOLATION, "violation_no": "V7", "reported_by": "C01"}, {**VIOLATION, "violation_no": "V8", "code": "DIS-01"},
        {**VIOLATION, "violation_no": "V9", "amount": "201"}, VIOLATION | {"violation_no": "V10"},
    ]  # fmt: skip
    expected = [
        ("unknown_staff", "DIS-42"), ("out_of_scope", "DIS-42"), ("unknown_code", "DIS-18"), ("before_catalogue", "DIS-44"),
        ("facts_missing", "DIS-22"), ("evidence_missing", "DIS-18"), ("self_reported", "DIS-18"), ("condition_not_met", "DIS-01"),
        ("amount_out_of_range", "DIS-14"), (None,),
    ]  # fmt: skip
    assert send(gas, ReportViolation, *rows) == expected
    assert send(gas, ReportViolation, *rows) == expected
    assert [item["violation_no"] for item in gas.department()["violations"]] == ["V10"]
    assert len(refused(gas)) == 9


@pytest.mark.rule("DIS-19", "DIS-20", "DIS-21", "DIS-22", "DIS-23")
def test_every_refusal_of_a_notice_and_what_rests_on_it_names_its_rules(gas):
    serious = {**VIOLATION, "violation_no": "V2", "amount": "999"}
    another = {**VIOLATION, "violation_no": "V3"}
    assert send(gas, ReportViolation, VIOLATION, serious, another) == [(None,), ("amount_out_of_range", "DIS-14"), (None,)]
    rows = [
        NOTICE, {**NOTICE, "notice_no": "B2", "violation_no": "V2"}, {**NOTICE, "notice_no": "B3", "violation_no": "V7"},
        {**NOTICE, "notice_no": "B4", "issued_by": "C01"},
        {**NOTICE, "notice_no": "B5", "violation_no": "V3", "signed_on": "", "refused_on": "2025-06-05"}, {**NOTICE, "notice_no": "B6"},
    ]  # fmt: skip
    assert send(gas, DraftNotice, *rows) == [
        (None,), ("violation_not_accepted", "DIS-18", "DIS-19"), ("unknown_reference", "DIS-19"), ("self_approval", "DIS-22"), (None,),
        ("case_closed", "DIS-18"),
    ]  # fmt: skip
    witnesses = [{**WITNESS, "notice_no": "B5", "witness_no": name} for name in ("C02", "C01", "L02", "X9", "C03")]
    assert send(gas, RecordWitness, *witnesses, {**witnesses[0], "signed_on": "2025-06-07"}, {**WITNESS, "notice_no": "B2"}) == [
        (None,), ("witness_is_employee", "DIS-23"), ("witness_is_issuer", "DIS-23"), ("unknown_staff", "DIS-23"), (None,),
        ("witness_twice", "DIS-23"), ("notice_not_accepted", "DIS-23"),
    ]  # fmt: skip
    appeals = [
        {**APPEAL, "appeal_no": "A2", "filed_on": "2025-06-09"}, {**APPEAL, "appeal_no": "A3", "form": "oral"},
        {**APPEAL, "appeal_no": "A4", "notice_no": "B5"}, {**APPEAL, "appeal_no": "A5", "notice_no": "B2"}, APPEAL,
        {**APPEAL, "appeal_no": "A6", "filed_on": "2025-06-07"},
    ]  # fmt: skip
    assert send(gas, FileAppeal, *appeals) == [
        ("appeal_too_late", "DIS-20"), ("appeal_not_written", "DIS-20"), ("appeal_notice_not_signed", "DIS-20"),
        ("notice_not_accepted", "DIS-20"), (None,), ("appeal_twice", "DIS-20"),
    ]  # fmt: skip
    answers = [
        {**ANSWER, "answer_no": "AA2", "appeal_no": "A2"}, {**ANSWER, "answer_no": "AA3", "answered_by": "L02"},
        {**ANSWER, "answer_no": "AA4", "result": "reduced", "new_amount": "49"}, ANSWER, {**ANSWER, "answer_no": "AA5", "appeal_no": "A9"},
    ]  # fmt: skip
    assert send(gas, AnswerAppeal, *answers) == [
        ("appeal_not_accepted", "DIS-21"), ("answered_by_issuer", "DIS-21"), ("amount_out_of_range", "DIS-14"), (None,),
        ("unknown_reference", "DIS-21"),
    ]  # fmt: skip
    states = {notice["notice_no"]: notice["state"] for notice in gas.department()["notices"]}
    assert states == {"B1": "effective", "B5": "effective"}


@pytest.mark.rule("DIS-20", "DIS-23")
def test_a_witness_who_has_not_signed_makes_nothing_effective_and_an_appeal_in_no_known_form_is_not_written(gas):
    refusal = {**NOTICE, "signed_on": "", "refused_on": "2025-06-05"}
    send(gas, ReportViolation, VIOLATION, {**VIOLATION, "violation_no": "V2", "staff_no": "C02"})
    send(gas, DraftNotice, refusal, {**NOTICE, "notice_no": "B2", "violation_no": "V2"})
    assert send(gas, RecordWitness, WITNESS, {**WITNESS, "witness_no": "C03", "signed_on": ""}) == [(None,), (None,)]
    assert send(gas, FileAppeal, {**APPEAL, "notice_no": "B2", "form": ""}) == [("appeal_not_written", "DIS-20")]
    assert {notice["notice_no"]: notice["state"] for notice in gas.department()["notices"]} == {"B1": "refused", "B2": "effective"}
    send(gas, RecordWitness, {**WITNESS, "witness_no": "C03", "signed_on": "2025-06-06"}, first_line=4)
    assert {notice["notice_no"]: notice["state"] for notice in gas.department()["notices"]} == {"B1": "effective", "B2": "effective"}


@pytest.mark.rule("DIS-19", "DIS-20", "DIS-21", "DIS-23")
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0)])
def test_what_rests_on_a_notice_of_a_violation_that_nobody_reported_rests_on_a_refused_row(gas, order):
    files = [
        (DraftNotice, NOTICE), (RecordWitness, WITNESS), (FileAppeal, APPEAL), (AnswerAppeal, ANSWER),
    ]  # fmt: skip
    for number in order:
        send(gas, *files[number])
    send(gas, FileAppeal, {**APPEAL, "appeal_no": "A2", "notice_no": "B9"}, first_line=3)
    assert refused(gas) == [
        ("appeal", 2, "A1", "notice_not_accepted", "DIS-20"), ("appeal", 3, "A2", "unknown_reference", "DIS-20"),
        ("appeal_answer", 2, "AA1", "appeal_not_accepted", "DIS-21"), ("notice_witness", 2, "B1/C02", "notice_not_accepted", "DIS-23"),
        ("penalty_notice", 2, "B1", "unknown_reference", "DIS-19"),
    ]  # fmt: skip


@pytest.mark.rule("DIS-19", "DIS-20", "DIS-21")
@pytest.mark.parametrize("order", [(3, 2, 1, 0), (2, 3, 0, 1), (1, 0, 3, 2)])
def test_the_order_of_the_files_says_nothing(gas, order):
    files = list(FILES.items())
    for number in order:
        send(gas, files[number][0], files[number][1])
    (notice,) = gas.department()["notices"]
    assert [entry["state"] for entry in notice["history"]] == [
        "draft",
        "issued",
        "signed",
        "effective",
        "appealed",
        "answered",
        "effective",
    ]
    assert (notice["deductible_on"], refused(gas)) == ("2025-06-10", [])
    total = sum(int(line["amount"].partition(".")[0]) for line in gas.said(PayrollLineRaised, count=0))
    assert total == 100


@pytest.mark.rule("DIS-01", "DIS-42")
def test_a_row_refused_for_want_of_its_person_or_complaint_is_judged_anew_when_they_come(gas):
    row = {**VIOLATION, "staff_no": "N01", "code": "DIS-01", "complaint_no": "K1"}
    assert send(gas, ReportViolation, row) == [("unknown_staff", "DIS-42")]
    gas.join("N01")
    assert refused(gas) == [("violation", 2, "V1", "condition_not_met", "DIS-01")]
    gas.complain("K1", "N01")
    assert refused(gas) == []
    assert [item["staff_no"] for item in gas.department()["violations"]] == ["N01"]


@pytest.mark.rule("DIS-23")
def test_a_witness_counts_from_when_the_register_knows_him(gas):
    refusal = {**NOTICE, "signed_on": "", "refused_on": "2025-06-05"}
    send(gas, ReportViolation, VIOLATION)
    send(gas, DraftNotice, refusal)
    send(gas, RecordWitness, WITNESS, {**WITNESS, "witness_no": "N02", "signed_on": "2025-06-06"})
    assert [notice["state"] for notice in gas.department()["notices"]] == ["refused"]
    gas.join("N02")
    assert [(notice["state"], notice["deductible_on"]) for notice in gas.department()["notices"]] == [("effective", "2025-06-06")]


@pytest.mark.rule("DIS-38", "DIS-26")
def test_implementations_and_evening_checks_come_as_files_too(jinyang):
    project = {"project_no": "I1", "staff_no": "C01", "customer": "金橋賓館", "ended_on": "2025-06-10", "sheet_returned_on": "2025-06-14"}
    assert send(jinyang, RecordImplementation, project, {**project, "project_no": "I2", "staff_no": "X9"}) == [
        (None,), ("unknown_staff", "DIS-38"),
    ]  # fmt: skip
    jinyang.leaves_last("C02", "2025-06-10")
    check = {
        "check_no": "Q1", "date": "2025-06-10", "checked_at": "2025-06-10T22:00", "checked_by": "保安", "left_on": "2台電腦",
        "confirmed_on": "2025-06-11", "loss_amount": "",
    }  # fmt: skip
    assert send(jinyang, RecordEveningCheck, check, {**check, "check_no": "Q2", "left_on": "", "confirmed_on": ""}) == [(None,), (None,)]
    report = jinyang.department(as_of="2025-06-30")
    assert sorted((fine["staff_no"], fine["source"], fine["amount"]) for fine in report["fines"]) == [
        ("C01", "I1", "500.00"), ("C02", "Q1", "20.00"),
    ]  # fmt: skip
    assert [(month["month"], month["balance"]) for month in report["fund"]] == [("2025-06", "520.00")]
    assert refused(jinyang) == [("implementation", 3, "I2", "unknown_staff", "DIS-38")]


@pytest.mark.rule("DIS-67", "DIS-74")
def test_the_call_centre_records_without_money(emall):
    rows = [
        {**VIOLATION, "code": "DIS-67", "sanction": "none", "amount": ""},
        {**VIOLATION, "violation_no": "V2", "code": "DIS-74", "sanction": "none", "amount": "", "facts": ""},
        {**VIOLATION, "violation_no": "V3", "code": "DIS-68", "amount": "50"},
        {**VIOLATION, "violation_no": "V4", "code": "DIS-99", "sanction": "none", "amount": ""},
    ]
    assert send(emall, ReportViolation, *rows) == [
        (None,), ("facts_missing", "DIS-74"), ("amount_out_of_range", "DIS-68"), ("unknown_code", "DIS-74"),
    ]  # fmt: skip
    (found,) = emall.department()["violations"]
    assert (found["violation_no"], found["amount"], found["because"]) == ("V1", None, ["DIS-67"])


def test_a_refused_row_may_be_corrected_under_its_number_and_an_accepted_one_stands(gas):
    assert send(gas, ReportViolation, {**VIOLATION, "amount": "999"}) == [("amount_out_of_range", "DIS-14")]
    assert send(gas, ReportViolation, VIOLATION) == [(None,)]
    assert send(gas, ReportViolation, {**VIOLATION, "amount": "60"}) == [("already_exists",)]
    assert [item["amount"] for item in gas.department()["violations"]] == ["100.00"]
    assert refused(gas) == []


@pytest.mark.rule("DIS-21")
def test_rows_of_past_papers_say_what_was_and_refuse_the_issuer_alone(gas):
    send(gas, ReportViolation, VIOLATION, {**VIOLATION, "violation_no": "V2"})
    send(gas, DraftNotice, NOTICE, {**NOTICE, "notice_no": "B2", "violation_no": "V2"})
    send(gas, FileAppeal, APPEAL, {**APPEAL, "appeal_no": "A2", "notice_no": "B2"})
    rows = [{**ANSWER, "answered_by": "L01"}, {**ANSWER, "answer_no": "AA2", "appeal_no": "A2", "answered_by": "L02"}]
    assert send(gas, AnswerAppeal, *rows) == [(None,), ("answered_by_issuer", "DIS-21")]


@pytest.mark.rule("DIS-18", "DIS-19", "DIS-20", "DIS-21", "DIS-23")
@pytest.mark.parametrize("message", [ReportViolation, DraftNotice, RecordWitness, FileAppeal, AnswerAppeal, RecordEveningCheck])
def test_papers_that_say_who_signed_and_when_are_imported_by_whoever_migrates_alone(message):
    assert message.importers() == {"system_administrator"}


@pytest.mark.rule("DIS-19", "DIS-21", "DIS-22", "DIS-23")
@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 4, 0, 3, 1)])
def test_only_days_that_contradict_each_other_are_refused_whichever_paper_came_first(gas, order):
    papers = [
        (ReportViolation, VIOLATION | {"confirmed_on": "2025-06-04"}, VIOLATION | {"violation_no": "V2"}),
        (DraftNotice, NOTICE | {"notice_no": "B1", "issued_on": "2025-06-03"}, NOTICE | {"notice_no": "B2", "violation_no": "V2"}),
        (RecordWitness, WITNESS | {"notice_no": "B2"}),
        (FileAppeal, APPEAL | {"notice_no": "B2"}),
        (AnswerAppeal, ANSWER | {"answered_on": "2025-06-05"}),
    ]
    for number in order:
        message, *rows = papers[number]
        send(gas, message, *rows)
    assert refused(gas) == [
        ("appeal_answer", 2, "AA1", "answer_before_appeal", "DIS-21"),
        ("penalty_notice", 2, "B1", "notice_dates_contradict", "DIS-19", "DIS-22"),
    ]
    (notice,) = gas.department(as_of="2025-06-08")["notices"]
    assert (notice["notice_no"], notice["state"], notice["answer"]["answered_on"]) == ("B2", "appealed", None)

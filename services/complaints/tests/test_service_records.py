"""Service records on a real bus and store: missing, late, defective, settled (CMP-34..39, CMP-59)."""

import pytest

from kefu_messages import platform
from kefu_messages.complaints import (
    ApplicationMissing,
    EnterServiceRecord,
    FileServiceRecord,
    FulfilApplication,
    GetApplication,
    GetServiceRecord,
    ListServiceRecords,
    RecordIncomplete,
    ServiceRecordLate,
    ServiceRecordMissing,
    ServiceRecordSettled,
    SubmitApplication,
    WhyServiceRecord,
)
from kefu_messages.errors import UnknownCode

RUN = next(item for item in platform.built_ins("complaints") if item.__name__ == "RunDue")
ENGINEER, MANAGER, HR = ("engineer",), ("service_manager",), ("hr",)
ROW = {
    "record_no": "R1", "staff_no": "J13", "kind": "remote", "customer": "東方水務", "finished_on": "2025-06-09",
    "recorded_on": "2025-06-09",
    "subject": "bug", "steps": "打開-保存", "error_message": "對象為空",
}  # fmt: skip


def file(jinyang, **more):
    (outcome,) = jinyang.send(FileServiceRecord, [{**ROW, **more}], roles=HR)
    return outcome["state"], outcome["reason"], (outcome["detail"] or {}).get("because")


def run_due(jinyang, day):
    jinyang.ask(RUN, roles=("system_administrator",), as_of=day)


@pytest.mark.rule("CMP-34", "CMP-59")
def test_a_complete_entry_in_time_is_nobodys_concern(jinyang):
    assert file(jinyang) == ("accepted", None, None)
    assert file(jinyang, record_no="R2", staff_no="J66") == ("refused", "unknown_staff", ["CMP-34"])
    record = jinyang.ask(GetServiceRecord, roles=ENGINEER, record_no="R1")
    assert (record["judgement"], record["due_on"], record["mandatory"], record["topic"]) == ("in_time", "2025-06-09", True, "bug")
    run_due(jinyang, "2025-06-30")
    assert jinyang.said(ServiceRecordMissing, count=0) == []


@pytest.mark.rule("CMP-34", "CMP-59")
def test_a_remote_record_of_old_papers_without_its_topic_is_filed_and_held_against_nobody(jinyang):
    assert file(jinyang, subject="", recorded_on="") == ("accepted", None, None)
    today = {name: item for name, item in ROW.items() if name not in ("subject", "recorded_on")}
    with pytest.raises(UnknownCode):
        jinyang.ask(FileServiceRecord, roles=ENGINEER, by="J13", **{**today, "record_no": "R2"})
    run_due(jinyang, "2025-06-30")
    assert jinyang.said(ServiceRecordMissing, count=0) == []


@pytest.mark.rule("CMP-35", "CMP-36", "CMP-37", "CMP-38", "CMP-39", "CMP-59")
def test_a_mandatory_entry_that_lacks_something_is_told_with_its_rule(jinyang):
    lacking = {
        "R35": ({"subject": "data_cleanup", "written_request": "DR-24"}, ["tool"], "CMP-35"),
        "R36": ({"subject": "report_problem", "report_name": "表", "question": "問", "solution": "解"}, ["analysis"], "CMP-36"),
        "R37": ({"subject": "admin_password", "written_request": "PW-90"}, ["contact_told"], "CMP-37"),
        "R38": ({"subject": "program_change"}, ["written_request"], "CMP-38"),
        "R39": ({"subject": "bug", "steps": "", "error_message": "空"}, ["steps"], "CMP-39"),
    }
    for number, (cells, _, _) in lacking.items():
        assert file(jinyang, record_no=number, **cells)[0] == "accepted"
    told = {one["record_no"]: one for one in jinyang.said(ServiceRecordMissing, count=5)}
    assert {number: one["missing_fields"] for number, one in told.items()} == {number: names for number, (_, names, _) in lacking.items()}
    assert all(rule in told[number]["because"] and "CMP-59" in told[number]["because"] for number, (_, _, rule) in lacking.items())
    assert {one["effective_on"] for one in told.values()} == {"2025-06-10"}
    why = jinyang.ask(WhyServiceRecord, roles=ENGINEER, record_no="R35")["decisions"]
    assert {"CMP-59", "CMP-35"} <= {item["id"] for one in why if one["name"] == "judged" for item in one["because"]}


@pytest.mark.rule("CMP-34", "CMP-59")
def test_a_missing_entry_is_told_once_its_last_day_is_over_and_settled_when_it_comes(jinyang):
    file(jinyang, recorded_on="")
    run_due(jinyang, "2025-06-09")
    assert jinyang.said(ServiceRecordMissing, count=0) == []
    run_due(jinyang, "2025-06-10")
    (missing,) = jinyang.said(ServiceRecordMissing)
    assert (missing["due_on"], missing["effective_on"], missing["missing_fields"], missing["topic"]) == (
        "2025-06-09",
        "2025-06-10",
        [],
        "bug",
    )
    run_due(jinyang, "2025-06-12")
    assert len(jinyang.said(ServiceRecordMissing, count=0)) == 1
    (listed,) = jinyang.ask(ListServiceRecords, roles=MANAGER, judgement="missing", staff_no="J13")["items"]
    assert listed["record_no"] == "R1"
    file(jinyang, recorded_on="2025-06-12")
    (settled,) = jinyang.said(ServiceRecordSettled)
    assert (settled["record_no"], settled["recorded_on"]) == ("R1", "2025-06-12")
    assert jinyang.said(ServiceRecordLate, count=0) == []


@pytest.mark.rule("CMP-34")
@pytest.mark.parametrize("known_first", [True, False])
def test_outwork_entered_late_is_held_against_the_person_once_whatever_was_known_first(jinyang, known_first):
    outwork = {"kind": "onsite", "subject": "", "steps": "", "error_message": "", "finished_on": "2025-06-13"}
    if known_first:
        file(jinyang, **outwork, recorded_on="")
        run_due(jinyang, "2025-06-16")
        assert jinyang.said(ServiceRecordMissing, count=0) == []
        run_due(jinyang, "2025-06-17")
    file(jinyang, **outwork, recorded_on="2025-06-17")
    told = [*jinyang.said(ServiceRecordMissing, count=0), *jinyang.said(ServiceRecordLate, count=0)]
    assert [(one["due_on"], one["effective_on"]) for one in told] == [("2025-06-16", "2025-06-17")]
    assert jinyang.said(ServiceRecordSettled, count=0) == []


@pytest.mark.rule("CMP-59")
def test_a_question_about_usage_is_never_held_against_anybody(jinyang):
    file(jinyang, subject="usage_question", recorded_on="", steps="", error_message="")
    run_due(jinyang, "2025-06-10")
    run_due(jinyang, "2025-06-30")
    assert jinyang.said(ServiceRecordMissing, count=0) == []


@pytest.mark.rule("CMP-35", "CMP-37", "CMP-39")
def test_at_the_desk_a_mandatory_record_is_entered_complete_or_not_at_all(jinyang):
    file(jinyang, recorded_on="", steps="", error_message="")
    with pytest.raises(RecordIncomplete):
        jinyang.ask(EnterServiceRecord, roles=ENGINEER, by="J13", record_no="R1", recorded_on="2025-06-09", steps="打開")
    file(jinyang, record_no="R2", subject="admin_password", recorded_on="", steps="", error_message="")
    with pytest.raises(ApplicationMissing):
        jinyang.ask(EnterServiceRecord, roles=ENGINEER, by="J13", record_no="R2", recorded_on="2025-06-09", contact_told="王工")
    assert jinyang.ask(GetServiceRecord, roles=ENGINEER, record_no="R2")["judgement"] == "open"
    entered = jinyang.ask(
        EnterServiceRecord, roles=ENGINEER, by="J13", record_no="R1", recorded_on="2025-06-09", steps="打開", error_message="none shown"
    )
    assert (entered["judgement"], entered["missing_fields"]) == ("in_time", [])
    assert jinyang.said(ServiceRecordMissing, count=0) == []


@pytest.mark.rule("CMP-35", "CMP-37")
def test_data_are_removed_and_passwords_told_on_written_application_only(jinyang):
    application = {"customer_no": "U7", "applied_by": "王會計", "document_no": "FAX-78", "received_on": "2025-06-11"}
    with pytest.raises(RecordIncomplete):
        jinyang.ask(SubmitApplication, roles=ENGINEER, application_no="DR-24", kind="data_removal", **application)
    jinyang.ask(SubmitApplication, roles=ENGINEER, application_no="DR-24", kind="data_removal", data="測試帳套", **application)
    with pytest.raises(RecordIncomplete):
        jinyang.ask(FulfilApplication, roles=ENGINEER, application_no="DR-24", fulfilled_on="2025-06-12")
    jinyang.ask(FulfilApplication, roles=ENGINEER, by="J13", application_no="DR-24", fulfilled_on="2025-06-12", tool="SQL Studio")
    with pytest.raises(ApplicationMissing):
        jinyang.ask(FulfilApplication, roles=ENGINEER, application_no="PW-1", fulfilled_on="2025-06-12", contact_told="王工")
    jinyang.ask(SubmitApplication, roles=ENGINEER, application_no="PW-1", kind="password_recovery", **application)
    jinyang.ask(FulfilApplication, roles=ENGINEER, application_no="PW-1", fulfilled_on="2025-06-12", contact_told="王工")
    kept = jinyang.ask(GetApplication, roles=ENGINEER, application_no="PW-1")
    assert (kept["state"], kept["contact_told"], "password" in kept) == ("fulfilled", "王工", False)

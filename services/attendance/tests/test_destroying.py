"""Months and leave past their time of keeping are listed, approved by two people, and deleted; younger ones stay."""

import pytest

from kefu_messages.attendance import (
    AttendanceDestructionDue,
    AttendanceRecordsDestroyed,
    ConfirmAttendance,
    DecideAttendanceDestruction,
    DuplicatePunchId,
    GetAttendanceMonth,
    GetLeaveRequest,
    ListAttendanceDestructions,
    ListAttendanceMonths,
    ListPunches,
    RecordConduct,
    RecordContactAttempt,
    RecordPhoneNotice,
    RecordPunch,
    RequestCompensatoryRest,
    RequestLeave,
    RosterShift,
)
from kefu_messages.destroying import ApprovedTwice, RecordsDestroyed
from kefu_messages.errors import NotFound
from kefu_messages.training import SessionAttended

HR = ("hr",)


def past(office):
    """Whoever worked and was on leave in March of 2023 and of 2025, and the lists of what is past its time in June 2025."""
    office = office("emall")
    for day in ("2023-03-03", "2025-03-03"):
        office.shift("A1", day)
        office.work("A1", day)
        leave = {"type": "personal", "staff_no": "A1", "from_date": day, "to_date": day, "applied_at": f"{day[:8]}01T09:00"}
        office.ask(RequestLeave, roles=HR, by="P1", request_no=f"L{day[:4]}", **leave)
    office.settle()
    office.over("2025-05-31")
    return office, {item["kind"]: item for item in office.said(AttendanceDestructionDue, count=2)}


def destroy(office, due):
    for by, roles in (("P1", HR), ("E1", ("general_manager",))):
        office.ask(DecideAttendanceDestruction, roles=roles, by=by, destruction_no=due["destruction_no"], decision="destroy")
    office.settle()


def test_two_people_approve_and_what_is_past_its_time_is_gone(office):
    office, due = past(office)
    assert {kind: item["before"] for kind, item in due.items()} == {"staff_months": "2023-06-01", "leave": "2023-06-01"}
    assert due["leave"]["records"] == 1
    for kind in due:
        asked = {"destruction_no": due[kind]["destruction_no"], "decision": "destroy"}
        office.ask(DecideAttendanceDestruction, roles=HR, by="P1", **asked)
        with pytest.raises(ApprovedTwice):
            office.ask(DecideAttendanceDestruction, roles=HR, by="P1", **asked)
        assert office.ask(ListPunches, roles=HR, staff_no="A1", month="2023-03")["items"] or kind == "leave"
        office.ask(DecideAttendanceDestruction, roles=("general_manager",), by="E1", **asked)
        office.settle()
    assert {told["kind"]: told["records"] for told in office.said(AttendanceRecordsDestroyed, count=2)} == {
        kind: item["records"] for kind, item in due.items()
    }
    assert office.ask(ListPunches, roles=HR, staff_no="A1", month="2023-03")["items"] == []
    assert len(office.ask(ListPunches, roles=HR, staff_no="A1", month="2025-03")["items"]) == 2
    with pytest.raises(NotFound):
        office.ask(GetLeaveRequest, roles=HR, request_no="L2023")
    assert office.ask(GetLeaveRequest, roles=HR, request_no="L2025")["staff_no"] == "A1"
    assert {item["state"] for item in office.ask(ListAttendanceDestructions, roles=HR)["items"]} == {"destroyed"}
    with pytest.raises(DuplicatePunchId):
        office.punch("A1", "2025-03-04T08:55", number="A1-2023-03-03T08:55")
    office.over("2025-06-01")
    assert len(office.said(AttendanceDestructionDue, count=2)) == 2


OLD, EDGE, KEPT = "2023-03-03", "2023-05-31", "2023-06-01"
AS_ROWS = {
    RosterShift: lambda day: {"shift_id": f"S-{day}", "staff_no": "A2", "date": day, "kind": "work", "start": "09:00", "end": "18:00",
                              "place": "office"},
    RecordPunch: lambda day: {"punch_id": f"P-{day}", "staff_no": "A2", "punched_at": f"{day}T08:55", "direction": "in"},
    RecordContactAttempt: lambda day: {"attempt_no": f"C-{day}", "staff_no": "A2", "attempted_at": f"{day}T10:00"},
    RequestLeave: lambda day: {"request_no": f"L-{day}", "staff_no": "A2", "type": "personal", "from_date": day, "to_date": day,
                               "applied_at": f"{day}T07:00"},
    RecordPhoneNotice: lambda day: {"notice_no": f"N-{day}", "staff_no": "A2", "for_date": day, "called_at": f"{day}T07:00",
                                    "called_to": "S1", "reason": "sick"},
    RequestCompensatoryRest: lambda day: {"request_no": f"R-{day}", "staff_no": "A2", "earned_on": day, "hours": "8", "use": "rest_day",
                                          "use_date": day, "approved_by": "S1"},
    ConfirmAttendance: lambda day: {"confirmation_no": f"B-{day}", "staff_no": "A2", "month": day[:7], "confirmed_by": "S1",
                                    "confirmed_at": f"{day[:7]}-{31 if day[5:7] != '06' else 30}T18:00"},
}  # fmt: skip


@pytest.mark.rule("ATT-01")
def test_what_is_destroyed_stays_so_whatever_row_or_call_comes_for_it(office):
    office, due = past(office)
    for kind in due:
        destroy(office, due[kind])
    for message, row in AS_ROWS.items():
        outcomes = office.send(message, [row(OLD), row(EDGE), row(KEPT)], roles=HR, by="P1")
        assert [outcome.get("reason") for outcome in outcomes][:2] == ["records_destroyed"] * 2, message
        assert outcomes[2].get("reason") != "records_destroyed", message
        with pytest.raises(RecordsDestroyed) as refusal:
            office.ask(message, roles=HR, by="P1", **row(OLD), **({"late_reason": "補登"} if "late_reason" in message().fields else {}))
        assert refusal.value.params["kept_from"] == KEPT
    journal = office._containers["attendance"].host.database["refused_rows"]  # noqa: SLF001 - what no handler shows
    assert not journal.count_documents({"reason": "records_destroyed", "raw": {"$ne": {}}})
    observed = {"staff_no": "A2", "activity": "private_call", "observed_at": f"{OLD}T10:20", "late_reason": "補登"}
    with pytest.raises(RecordsDestroyed):
        office.ask(RecordConduct, roles=HR, by="P1", record_no="W1", **observed)
    office.settle()
    for month in ("2023-03", "2023-05"):
        with pytest.raises(NotFound):
            office.ask(GetAttendanceMonth, roles=HR, staff_no="A2", month=month)
        assert office.ask(ListAttendanceMonths, roles=HR, month=month)["items"] == []
    assert office.ask(GetAttendanceMonth, roles=HR, staff_no="A2", month="2023-06")["month"] == "2023-06"


@pytest.mark.rule("ATT-19")
def test_nor_does_a_session_corrected_later_or_leave_that_reaches_into_it(office):
    office, due = past(office)
    destroy(office, due["staff_months"])
    told = {**SessionAttended.example, "staff_no": "A2", "participation": "T1:A2", "date": OLD, "attendance": "missed"}
    office.say(SessionAttended, **told)
    leave = AS_ROWS[RequestLeave](EDGE) | {"to_date": KEPT}
    assert [outcome["state"] for outcome in office.send(RequestLeave, [leave], roles=HR, by="P1")] == ["accepted"]
    office.settle()
    for month in ("2023-03", "2023-05"):
        with pytest.raises(NotFound):
            office.ask(GetAttendanceMonth, roles=HR, staff_no="A2", month=month)

"""Months and leave past their time of keeping are listed, approved by two people, and deleted; younger ones stay."""

import pytest

from kefu_messages.attendance import (
    AttendanceDestructionDue,
    AttendanceRecordsDestroyed,
    DecideAttendanceDestruction,
    DuplicatePunchId,
    GetLeaveRequest,
    ListAttendanceDestructions,
    ListPunches,
    RequestLeave,
)
from kefu_messages.destroying import ApprovedTwice
from kefu_messages.errors import NotFound

HR = ("hr",)


def test_two_people_approve_and_what_is_past_its_time_is_gone(office):
    office = office("emall")
    for day in ("2023-03-03", "2025-03-03"):
        office.shift("A1", day)
        office.work("A1", day)
        leave = {"type": "personal", "staff_no": "A1", "from_date": day, "to_date": day, "applied_at": f"{day[:8]}01T09:00"}
        office.ask(RequestLeave, roles=HR, by="P1", request_no=f"L{day[:4]}", **leave)
    office.settle()
    office.over("2025-05-31")
    due = {item["kind"]: item for item in office.said(AttendanceDestructionDue, count=2)}
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
        office.punch("A1", "2023-03-03T08:55")
    office.over("2025-06-01")
    assert len(office.said(AttendanceDestructionDue, count=2)) == 2

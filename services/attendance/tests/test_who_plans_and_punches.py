"""Whoever asks is meant, never a name that is typed: nobody plans or punches for himself, or what has begun, or ahead of its time."""

from datetime import date, datetime, timedelta

import pytest

from kefu import clock
from kefu.testing.days import EVENING
from kefu_messages.attendance import (
    ChangeShift,
    ChangeStaff,
    GetAttendanceMonth,
    GetStaff,
    ListPunches,
    ListShifts,
    OthersPaper,
    RecordPunch,
    RosterShift,
    ShiftBegun,
    WhyAttendanceMonth,
)
from kefu_messages.errors import EnteredTooLate, NotInLine, SelfApproval, ValidationFailed

HR, SERVICE = ("hr",), ("service",)
BOSS, MANAGER = ("customer_service_supervisor",), ("customer_service_manager",)
JUNE = {"staff_no": "A1", "month": "2025-06"}


def punch(number="P1", staff_no="A1", at="2025-06-03T08:55", **more):
    return {"punch_id": number, "staff_no": staff_no, "punched_at": at, "direction": "in", **more}


def evening(day):
    return datetime.combine(date.fromisoformat(day), EVENING, clock.zone())


def reasons(answers):
    return [answer["reason"] for answer in answers]


@pytest.mark.rule("ATT-05", "ATT-41")
def test_nobody_enters_his_own_punch_by_hand_nor_in_a_file(office):
    office = office("emall")
    with pytest.raises(SelfApproval):
        office.ask(RecordPunch, roles=HR, by="A1", **punch())
    rows = [punch(), punch("P2", "A2")]
    assert reasons(office.send(RecordPunch, rows, roles=HR, by="A1")) == ["self_approval", None]
    assert office.ask(ListPunches, roles=HR, **JUNE)["items"] == []
    assert reasons(office.send(RecordPunch, rows, roles=HR, by="P1")) == [None, None]
    assert [item["punch_id"] for item in office.ask(ListPunches, roles=HR, **JUNE)["items"]] == ["P1"]


@pytest.mark.rule("ATT-05")
def test_a_punch_of_somebody_else_is_entered_by_hand_of_a_day_that_is_over_and_with_a_reason(office):
    office = office("emall")
    for day in ("2025-06-03", "2025-06-04"):
        with office.on(day), pytest.raises(OthersPaper):
            office.ask(RecordPunch, roles=HR, by="P1", **punch())
    with office.on("2025-06-03"), pytest.raises(OthersPaper):
        office.ask(RecordPunch, roles=HR, by="P1", **punch(), late_reason="卡壞了")
    with office.on("2025-06-10"), pytest.raises(EnteredTooLate):
        office.ask(RecordPunch, roles=HR, by="P1", **punch())
    with office.on("2025-06-04"):
        office.ask(RecordPunch, roles=HR, by="P1", **punch(), late_reason="卡壞了")
    (entry,) = office.ask(WhyAttendanceMonth, roles=HR, **JUNE)["decisions"]
    assert (entry["name"], entry["facts"]["late_reason"], entry["facts"]["entered_by"]) == ("entry record_punch P1", "卡壞了", "P1")
    office.shift("A1", "2025-06-03")
    office.over("2025-06-30")  # what was entered late stands beside the days that are judged
    assert office.ask(GetAttendanceMonth, roles=HR, **JUNE)["absences"] == []


@pytest.mark.rule("ATT-05", "ATT-41")
def test_no_punch_lies_ahead_but_for_the_minutes_that_a_clock_may_be_ahead(office):
    office = office("emall")
    with office.on("2025-06-03"), clock.stopped_at(evening("2025-06-03")):
        assert reasons(office.send(RecordPunch, [punch(at="2025-06-03T18:05"), punch("P2", at="2025-06-03T18:05:01")], roles=HR)) == [
            None,
            "validation_failed",
        ]
        with pytest.raises(ValidationFailed):
            office.ask(RecordPunch, roles=SERVICE, by="gate-1", **punch("P3", at="2025-06-03T18:06"))
        office.ask(RecordPunch, roles=SERVICE, by="gate-1", **punch("P3", at="2025-06-03T18:04"))
    with clock.stopped_at(evening("2025-06-04")):  # the same rows again, their time has come
        rows = [punch(at="2025-06-03T18:05"), punch("P2", at="2025-06-03T18:05:01")]
        assert reasons(office.send(RecordPunch, rows, roles=HR)) == [None, None]
    assert len(office.ask(ListPunches, roles=HR, **JUNE)["items"]) == 3


def planned(staff_no="A1", day="2025-06-20", **more):
    return {"shift_id": f"{day}-{staff_no}", "staff_no": staff_no, "date": day, "kind": "work", "start": "09:00", "end": "18:00", **more}


@pytest.mark.rule("ATT-01", "ATT-37")
def test_a_superior_plans_his_people_ahead_and_nobody_himself(office):
    office = office("emall")
    with office.on("2025-06-10"):
        office.ask(RosterShift, roles=BOSS, by="S1", **planned())
        office.ask(RosterShift, roles=MANAGER, by="M1", **planned("A2"))
        with pytest.raises(SelfApproval):
            office.ask(RosterShift, roles=BOSS, by="S1", **planned("S1"))
        with pytest.raises(SelfApproval):
            office.ask(RosterShift, roles=HR, by="A1", **planned(day="2025-06-21"))
        with pytest.raises(NotInLine):
            office.ask(RosterShift, roles=BOSS, by="S9", **planned(day="2025-06-21"))
        with pytest.raises(OthersPaper):
            office.ask(RosterShift, roles=HR, by="P1", **planned(day="2025-06-21"), rostered_by="S1")
        with pytest.raises(EnteredTooLate):
            office.ask(RosterShift, roles=BOSS, by="S1", **planned(day="2025-06-09"))
        with pytest.raises(ShiftBegun) as begun:
            office.ask(RosterShift, roles=BOSS, by="S1", **planned(day="2025-06-10"))
        assert begun.value.sentence("en") == "The shift of 2025-06-10 has begun: HR corrects it, with a reason"
    rows = [planned(day="2025-06-09"), planned("S1"), planned("M1"), planned(day="2025-06-23")]
    with clock.stopped_at(evening("2025-06-10")):
        assert reasons(office.send(RosterShift, rows, roles=BOSS, by="S1")) == ["entered_too_late", "self_approval", "not_in_line", None]
        assert reasons(office.send(RosterShift, rows, roles=HR, by="P1")) == [None, None, None, None]
    assert len(office.ask(ListShifts, roles=HR, **JUNE)["items"]) == 3


@pytest.mark.rule("ATT-01", "ATT-37", "ATT-47")
def test_what_has_begun_is_corrected_by_hr_alone_with_the_reason_kept_and_never_ones_own(office):
    office = office("emall")
    for who in ("A1", "S1"):
        office.shift(who, "2025-06-03")
    anew = {"kind": "rest", "reason": "排班錯誤"}
    with office.on("2025-06-02"):
        with pytest.raises(NotInLine):
            office.ask(ChangeShift, roles=BOSS, by="S9", shift_id="2025-06-03-A1", **anew)
        with pytest.raises(SelfApproval):
            office.ask(ChangeShift, roles=BOSS, by="S1", shift_id="2025-06-03-S1", **anew)
        office.ask(ChangeShift, roles=BOSS, by="S1", shift_id="2025-06-03-A1", kind="work", start="10:00", end="18:00", reason="改早會")
    for day, refusal in (("2025-06-03", ShiftBegun), ("2025-06-04", EnteredTooLate)):  # at 18:00: the shift has begun
        with office.on(day), pytest.raises(refusal):
            office.ask(ChangeShift, roles=BOSS, by="S1", shift_id="2025-06-03-A1", **anew)
    for who, refusal in (("S1", SelfApproval), ("A1", SelfApproval)):
        with office.on("2025-06-04"), pytest.raises(refusal):
            office.ask(ChangeShift, roles=HR, by=who, shift_id=f"2025-06-03-{who}", **anew)
    assert [row["kind"] for row in office.ask(ListShifts, roles=HR, **JUNE)["items"]] == ["work"]
    with office.on("2025-06-04"):
        office.ask(ChangeShift, roles=HR, by="P1", shift_id="2025-06-03-A1", **anew)
    told = {item["name"]: item for item in office.ask(WhyAttendanceMonth, roles=HR, **JUNE)["decisions"]}
    entry = told["entry change_shift 2025-06-03-A1"]
    assert (entry["facts"]["late_reason"], entry["facts"]["entered_by"], entry["facts"]["date"]) == ("排班錯誤", "P1", "2025-06-03")


@pytest.mark.rule("ATT-47")
def test_the_service_manager_plans_everybodys_duty_on_public_holidays_but_his_own(office):
    office = office("jinyang")
    duty = {"kind": "holiday_duty", "start": "09:00", "end": "18:00"}
    with office.on("2025-09-20"):
        with pytest.raises(SelfApproval):
            office.ask(RosterShift, roles=("service_manager",), by="V1", shift_id="x", staff_no="V1", date="2025-10-01", **duty)
        office.ask(RosterShift, roles=("service_manager",), by="V1", shift_id="y", staff_no="D1", date="2025-10-01", **duty)
        with pytest.raises(NotInLine):
            office.ask(RosterShift, roles=("service_manager",), by="V1", shift_id="z", staff_no="D1", date="2025-10-02", kind="rest")


@pytest.mark.rule("OTH-22")
def test_nobody_changes_his_own_post(office):
    office = office("emall")
    for change in ({"role": "general_manager"}, {"reports_to": "A1"}, {"on_probation": False}):
        with pytest.raises(SelfApproval):
            office.ask(ChangeStaff, roles=HR, by="A2", staff_no="A2", **change)
    office.ask(ChangeStaff, roles=HR, by="A2", staff_no="A2", phone="13800000002")
    shown = office.ask(GetStaff, roles=HR, by="A2", staff_no="A2")
    assert (shown["roles"], shown["reports_to"], shown["phone"]) == (["customer_service_specialist"], "S1", "13800000002")


def test_todays_clock_is_the_devices(office):
    office = office("emall")
    soon = clock.now() + timedelta(minutes=2)
    office.ask(RecordPunch, roles=SERVICE, by="gate-1", **punch(at=soon.isoformat()))

"""Rosters, punches, swaps, papers and presence on a real bus and store; on a refusal nothing is stored and nothing said."""

import pytest

from kefu_messages.attendance import (
    AnswerShiftSwap,
    AssignDuty,
    AttendanceMonthChanged,
    ChangeShift,
    CheckRoster,
    ConfirmAttendance,
    DecideShiftSwap,
    DuplicatePunchId,
    DutyOfWrongPost,
    GetAttendanceMonth,
    GetDuty,
    GetLastToLeave,
    ListAttendanceConfirmations,
    ListMonthlyPapers,
    ListMorningMeetingGaps,
    ListPresence,
    ListPunches,
    ListRosterGaps,
    ListShifts,
    ListShiftSwaps,
    MonthlyPaperLate,
    MonthlyPaperSubmitted,
    NotDirectSuperior,
    OthersSwap,
    OwnAttendance,
    PresenceFindingRecorded,
    PrivateSwapFound,
    RecordPostCheck,
    RecordPostLeave,
    RecordPunch,
    RecordShiftSwap,
    RecordStandingMeeting,
    RecordSubmission,
    RegisterStaff,
    RosterNotByManager,
    RosterShift,
    ShiftExists,
    ShiftsSwapped,
    SwapDecided,
    SwapNotApproved,
    SwapPartnerNotAgreed,
    WhyShiftSwap,
)
from kefu_messages.errors import (
    EnteredTooLate,
    NotAllowed,
    NotFound,
    NotInLine,
    SelfApproval,
    UnknownReference,
    UnknownStaff,
    WrongApprover,
)
from kefu_messages.platform import built_ins

HR, BOSS, STAFF = ("hr",), ("customer_service_supervisor",), ("customer_service_specialist",)


def swap(**more):
    facts = {
        "swap_no": "W1", "staff_a": "A1", "shift_a": "2025-06-20-A1", "staff_b": "A2", "shift_b": "2025-06-21-A2",
        "applied_at": "2025-06-17T10:15",
    }  # fmt: skip
    return {**facts, **more}


APPROVED = {"decision": "approved", "decided_by": "S1", "decided_at": "2025-06-18T10:15"}


@pytest.mark.rule("ATT-28")
def test_an_approved_swap_exchanges_the_shifts_and_an_unapproved_one_is_a_violation_of_both(office):
    office = office("emall")
    office.shift("A1", "2025-06-20")
    office.shift("A2", "2025-06-21")
    office.ask(RecordShiftSwap, roles=HR, **swap(**APPROVED))
    office.settle()
    assert len(office.said(ShiftsSwapped)) == 1
    shown = {who: office.ask(ListShifts, roles=HR, staff_no=who, month="2025-06")["items"] for who in ("A1", "A2")}
    assert {who: [(row["shift_id"], row["swapped_in"]) for row in rows] for who, rows in shown.items()} == {
        "A1": [("2025-06-21-A2", "W1")],
        "A2": [("2025-06-20-A1", "W1")],
    }
    office.shift("A1", "2025-06-25")
    office.shift("A2", "2025-06-26")
    private = swap(swap_no="W2", shift_a="2025-06-25-A1", shift_b="2025-06-26-A2")
    with pytest.raises(SwapNotApproved):
        office.ask(RecordShiftSwap, roles=HR, **private)
    found = office.said(PrivateSwapFound, count=2)
    assert [(item["staff_no"], item["date"], item["because"]) for item in found] == [
        ("A1", "2025-06-25", ["ATT-28", "DIS-79"]),
        ("A2", "2025-06-26", ["ATT-28", "DIS-79"]),
    ]
    assert [(item["swap_no"], item["in_force"]) for item in office.ask(ListShiftSwaps, roles=HR)["items"]] == [("W1", True), ("W2", False)]
    why = {item["name"]: item for item in office.ask(WhyShiftSwap, roles=HR, swap_no="W2")["decisions"]}
    assert why["swap"]["outcome"] == "swap_not_approved"
    assert why["entry record_shift_swap"]["facts"]["late_reason"] == office.why


@pytest.mark.rule("ATT-28")
def test_nobody_but_hr_enters_that_a_swap_was_approved_and_hr_not_its_own(office):
    office = office("emall")
    office.shift("A1", "2025-06-20")
    office.shift("A2", "2025-06-21")
    for by, roles in (("A1", ("customer_service_specialist",)), ("M1x", ("project_leader",))):
        with pytest.raises(OthersSwap):
            office.ask(RecordShiftSwap, roles=roles, by=by, **swap(**APPROVED))
    with pytest.raises(SelfApproval):
        office.ask(RecordShiftSwap, roles=HR, by="A1", **swap(**APPROVED))
    assert office.ask(ListShiftSwaps, roles=HR)["items"] == []
    assert RecordShiftSwap.importers() == {"hr", "admin_hr", "system_administrator"}


def test_a_swap_is_held_about_both_of_its_parties_and_what_was_not_searched_is_named(office):
    office = office("emall")
    office.shift("A1", "2025-06-20")
    office.shift("A2", "2025-06-21")
    office.ask(RecordShiftSwap, roles=HR, by="P1", **swap(**APPROVED))
    get_held = next(message for message in built_ins("attendance") if message.__name__ == "GetHeld")
    for staff_no in ("A1", "A2"):
        held = office.ask(get_held, roles=HR, by="P1", staff_no=staff_no)
        assert [item["content"]["swap_no"] for item in held["records"] if item["collection"] == "shift_swaps"] == [swap()["swap_no"]]
        assert held["complete"] is not bool(held["not_searched"])
        assert "shift_swaps" not in held["not_searched"]


@pytest.mark.rule("ATT-28")
def test_a_swap_ahead_is_applied_for_by_one_of_the_two_and_decided_by_neither(office):
    office = office("emall")
    office.shift("A1", "2099-06-20")
    office.shift("A2", "2099-06-21")
    ahead = swap(shift_a="2099-06-20-A1", shift_b="2099-06-21-A2", applied_at="2025-06-17T10:15")
    assert office.ask(RecordShiftSwap, roles=("customer_service_specialist",), by="A1", **ahead)["state"] == "open"
    with pytest.raises(SelfApproval):
        office.ask(DecideShiftSwap, roles=("customer_service_supervisor",), by="A2", swap_no="W1", decision="approved")
    for number in ("W1", "W9"):
        for message, answer in ((DecideShiftSwap, {"decision": "approved"}), (AnswerShiftSwap, {"agreed": True})):
            with pytest.raises(NotFound) as refusal:
                office.ask(message, roles=("project_leader",), by="M1x", swap_no=number, **answer)
            assert refusal.value.params == {"kind": "swap_no", "key": number}
    with pytest.raises(WrongApprover):
        office.ask(DecideShiftSwap, roles=("project_leader", "hr"), by="M1x", swap_no="W1", decision="approved")
    assert office.ask(ListShiftSwaps, roles=HR)["items"][0]["state"] == "open"
    assert office.ask(AnswerShiftSwap, roles=("customer_service_specialist",), by="A2", swap_no="W1", agreed=True)["state"] == "open"
    assert office.ask(DecideShiftSwap, roles=("customer_service_supervisor",), by="S1", swap_no="W1", decision="approved")["in_force"]
    with pytest.raises(SwapDecided):
        office.ask(DecideShiftSwap, roles=("customer_service_supervisor",), by="S1", swap_no="W1", decision="rejected")
    assert len(office.said(ShiftsSwapped)) == 1


@pytest.fixture
def applied_for(office):
    """A1 has applied to swap with A2."""
    office = office("emall")
    office.shift("A1", "2099-06-20")
    office.shift("A2", "2099-06-21")
    ahead = swap(shift_a="2099-06-20-A1", shift_b="2099-06-21-A2", applied_at="2025-06-17T10:15")
    reply = office.ask(RecordShiftSwap, roles=STAFF, by="A1", **ahead)
    assert (reply["partner"], reply["agreed"]) == ("A2", None)
    return office


@pytest.mark.rule("ATT-28")
def test_a_swap_is_approved_only_when_the_other_of_the_two_has_agreed(applied_for):
    approved = {"swap_no": "W1", "decision": "approved"}
    with pytest.raises(SwapPartnerNotAgreed) as refusal:
        applied_for.ask(DecideShiftSwap, roles=BOSS, by="S1", **approved)
    assert refusal.value.params == {"staff_no": "A2", "because": ["ATT-28"]}
    for by in ("A1", "S1"):
        with pytest.raises(OthersSwap):
            applied_for.ask(AnswerShiftSwap, roles=STAFF, by=by, swap_no="W1", agreed=True)
    assert applied_for.said(ShiftsSwapped, count=0) == []
    assert applied_for.ask(AnswerShiftSwap, roles=STAFF, by="A2", swap_no="W1", agreed=True)["agreed"] is True
    with pytest.raises(SwapDecided):
        applied_for.ask(AnswerShiftSwap, roles=STAFF, by="A2", swap_no="W1", agreed=False)
    assert applied_for.ask(DecideShiftSwap, roles=BOSS, by="S1", **approved)["in_force"]
    facts = {item["name"]: item["facts"] for item in applied_for.ask(WhyShiftSwap, roles=HR, swap_no="W1")["decisions"]}
    assert (facts["swap"]["partner"], facts["swap"]["agreed"], facts["answer"]["agreed"]) == ("A2", True, True)


@pytest.mark.rule("ATT-28")
def test_a_swap_that_the_other_declines_is_off_and_no_violation_of_his(applied_for):
    reply = applied_for.ask(AnswerShiftSwap, roles=STAFF, by="A2", swap_no="W1", agreed=False)
    assert (reply["state"], reply["refused"], reply["because"]) == ("refused", "declined", ["ATT-28"])
    assert reply["applied_at"] == "2025-06-17T10:15+08:00"
    assert applied_for.ask(ListShiftSwaps, roles=HR)["items"][0]["applied_at"] == "2025-06-17T10:15+08:00"
    with pytest.raises(SwapDecided):
        applied_for.ask(DecideShiftSwap, roles=BOSS, by="S1", swap_no="W1", decision="approved")
    assert (applied_for.said(ShiftsSwapped, count=0), applied_for.said(PrivateSwapFound, count=0)) == ([], [])


@pytest.mark.rule("ATT-28")
def test_a_swap_that_nobody_answered_is_void_when_the_shift_begins_and_no_private_one(office):
    office = office("emall")
    office.shift("A1", "2025-06-20")
    office.shift("A2", "2025-06-21")
    with office.on("2025-06-17"):
        office.ask(RecordShiftSwap, roles=STAFF, by="A1", **swap())
    office.over("2025-06-20")
    assert [(item["state"], item["refused"]) for item in office.ask(ListShiftSwaps, roles=HR)["items"]] == [
        ("refused", "swap_not_approved")
    ]
    assert office.said(PrivateSwapFound, count=0) == []


@pytest.mark.rule("ATT-38")
def test_clerks_of_the_hall_swap_at_once_with_the_consent_of_the_team_leader(office):
    office = office("shihua_gas")
    office.ask(RegisterStaff, roles=HR, staff_no="L1", name="L1", role="business_centre_team_leader", joined_on="2020-01-01")
    office.shift("A1", "2099-06-22")
    office.shift("A2", "2099-06-23")
    clerk = ("charging_clerk",)
    office.ask(
        RecordShiftSwap, roles=clerk, by="A1", **swap(shift_a="2099-06-22-A1", shift_b="2099-06-23-A2", applied_at="2025-06-17T10:15")
    )
    office.ask(AnswerShiftSwap, roles=("card_clerk",), by="A2", swap_no="W1", agreed=True)
    reply = office.ask(DecideShiftSwap, roles=("business_centre_team_leader",), by="L1", swap_no="W1", decision="approved")
    assert (reply["in_force"], reply["decided_by"], reply["because"]) == (True, "L1", ["ATT-38"])


@pytest.mark.rule("ATT-35")
def test_an_unknown_shift_cannot_be_swapped_and_nothing_is_stored(office):
    office = office("shihua_gas")
    with pytest.raises(UnknownReference) as refusal:
        office.ask(RecordShiftSwap, roles=HR, **swap())
    assert refusal.value.params["because"] == ["ATT-35"]
    assert office.said(ShiftsSwapped, count=0) == []
    assert office.ask(ListShiftSwaps, roles=HR)["items"] == []


@pytest.mark.rule("ATT-47")
def test_holiday_duty_is_planned_by_the_service_manager_and_a_specialist_edits_no_roster(office):
    office = office("jinyang")
    with pytest.raises(RosterNotByManager):
        office.shift("A1", "2025-10-01", kind="holiday_duty", rostered_by="A1")
    with pytest.raises(RosterNotByManager):
        office.shift("A1", "2025-10-01", kind="work", rostered_by="D1")
    office.shift("A1", "2025-09-30", kind="work", rostered_by="D1")
    with pytest.raises(NotAllowed):
        office.ask(RosterShift, roles=("service_specialist",), by="A1", shift_id="x", staff_no="A1", date="2025-10-01", kind="rest")
    office.shift("A1", "2025-10-02", kind="holiday_duty", rostered_by="V1")
    office.shift("A1", "2025-10-03", kind="work", rostered_by="V1")
    office.settle()
    gaps = office.ask(ListRosterGaps, roles=HR, month="2025-10")["items"]
    assert "2025-10-01" in {item["date"] for item in gaps}
    assert "2025-10-02" not in {item["date"] for item in gaps}


@pytest.mark.rule("ATT-05")
def test_rows_of_punches_are_taken_once_and_sent_again_answer_the_same(office):
    office = office("emall")
    rows = [
        {"punch_id": "P1", "staff_no": "A1", "punched_at": "2025-06-03T08:55:00", "direction": "in", "device": "gate-1"},
        {"punch_id": "P2", "staff_no": "A1", "punched_at": "2025-06-03T18:01:00", "direction": "out", "device": "gate-1"},
        {"punch_id": "P1", "staff_no": "A2", "punched_at": "2025-05-03T18:01:00", "direction": "out", "device": "gate-1"},
        {"punch_id": "P3", "staff_no": "X9", "punched_at": "2025-06-03T18:01:00", "direction": "out", "device": "gate-1"},
        {"punch_id": "P4", "staff_no": "A2", "punched_at": "tea time", "direction": "out", "device": "gate-1"},
        {"punch_id": "P5", "staff_no": "A2", "punched_at": "2025-06-03T19:01:00", "direction": "out", "device": "gate-1"},
    ]
    first = office.send(RecordPunch, rows, roles=HR)
    assert [(row["key"], row["reason"]) for row in first] == [
        ("P1", None), ("P2", None), ("P1", "duplicate_punch_id"), ("P3", "unknown_staff"), ("P4", "validation_failed"), ("P5", None),
    ]  # fmt: skip
    assert (first[2]["detail"]["because"], first[3]["detail"]["because"]) == (["ATT-01"], ["ATT-01"])
    assert [(row["state"], row["reason"]) for row in office.send(RecordPunch, rows, roles=HR)] == [
        (row["state"], row["reason"]) for row in first
    ]
    with pytest.raises(DuplicatePunchId):
        office.punch("A2", "2025-06-09T08:00", number="P2")
    with pytest.raises(UnknownStaff):
        office.punch("X9", "2025-06-09T08:00")
    shown = office.ask(ListPunches, roles=HR, staff_no="A1", month="2025-06")["items"]
    assert [(item["punch_id"], item["punched_at"]) for item in shown] == [
        ("P1", "2025-06-03T08:55+08:00"),
        ("P2", "2025-06-03T18:01+08:00"),
    ]
    last = office.ask(GetLastToLeave, roles=HR, date="2025-06-03")
    assert (last["staff_no"], last["punched_at"]) == ("A2", "2025-06-03T19:01+08:00")


@pytest.mark.rule("ATT-01", "ATT-05")
def test_a_punch_of_nobody_takes_no_number_the_first_that_stands_does(office):
    office = office("emall")
    row = {"punch_id": "P1", "staff_no": "A1", "punched_at": "2025-06-03T08:55:00", "direction": "in", "device": "gate-1"}
    rows = [{**row, "staff_no": "X9"}, {**row, "punched_at": "tea time"}, row, {**row, "staff_no": "A2"}]
    expected = ["unknown_staff", "validation_failed", None, "duplicate_punch_id"]
    for _ in range(2):
        assert [item["reason"] for item in office.send(RecordPunch, rows, roles=HR)] == expected
    assert [item["staff_no"] for item in office.ask(ListPunches, roles=HR, staff_no="A1", month="2025-06")["items"]] == ["A1"]
    assert office.ask(ListPunches, roles=HR, staff_no="A2", month="2025-06")["items"] == []


def test_a_shift_stands_once_for_a_day_and_planned_anew_it_keeps_what_was(office):
    office = office("emall")
    office.shift("A1", "2025-06-03")
    with pytest.raises(ShiftExists):
        office.shift("A1", "2025-06-03", shift_id="another")
    office.over("2025-06-30")
    assert office.ask(GetAttendanceMonth, roles=HR, staff_no="A1", month="2025-06")["absence_days"] == "1"
    office.ask(ChangeShift, roles=HR, shift_id="2025-06-03-A1", kind="rest", reason="swap of weekends")
    assert office.said(AttendanceMonthChanged, count=2)[-1]["absence_days"] == "0"
    (row,) = office.ask(ListShifts, roles=HR, staff_no="A1", month="2025-06")["items"]
    assert (row["kind"], row["start"]) == ("rest", None)


@pytest.mark.rule("ATT-36", "ATT-37")
def test_the_halls_duty_clerk_has_the_post_of_the_weekday_and_the_counter_is_manned_every_day(office):
    office = office("shihua_gas")
    with pytest.raises(DutyOfWrongPost):
        office.ask(AssignDuty, roles=("department_head",), by="H1", date="2025-06-12", staff_no="A1")
    with pytest.raises(EnteredTooLate):
        office.ask(AssignDuty, roles=("department_head",), by="H1", date="2025-06-12", staff_no="A2")
    with office.on("2025-06-11"):
        with pytest.raises(NotInLine):
            office.ask(AssignDuty, roles=("department_head",), by="H9", date="2025-06-12", staff_no="A2")
        office.ask(AssignDuty, roles=("department_head",), by="H1", date="2025-06-12", staff_no="A2")
    assert office.ask(GetDuty, roles=HR, date="2025-06-12")["staff_no"] == "A2"
    office.shift("A2", "2025-06-08", "08:30-17:00")
    found = office.ask(CheckRoster, roles=HR, month="2025-06")["items"]
    assert {(item["kind"], item["level"]) for item in found if item["date"] == "2025-06-08"} == {
        ("counter_uncovered", "error"),
        ("card_clerk_on_sunday", "warning"),
    }


@pytest.mark.rule("ATT-01")
def test_attendance_is_confirmed_by_the_direct_superior_only(office):
    office = office("emall")
    office.shift("A1", "2025-06-03")
    office.shift("S1", "2025-06-03")
    with pytest.raises(OwnAttendance):
        office.ask(ConfirmAttendance, roles=("customer_service_supervisor",), by="S1", confirmation_no="C1", staff_no="S1", month="2025-06")
    with pytest.raises(NotDirectSuperior):
        office.ask(ConfirmAttendance, roles=HR, confirmation_no="C1", staff_no="A1", month="2025-06", confirmed_by="M1")
    office.ask(ConfirmAttendance, roles=("customer_service_supervisor",), by="S1", confirmation_no="C1", staff_no="A1", month="2025-06")
    listed = office.ask(ListAttendanceConfirmations, roles=HR, month="2025-06")["items"]
    assert [(item["staff_no"], item["status"], item["confirmed_by"]) for item in listed] == [
        ("A1", "confirmed", "S1"),
        ("S1", "missing", None),
    ]


@pytest.mark.rule("ATT-02", "ATT-03", "ATT-04")
def test_monthly_papers_are_on_time_late_or_missing_and_a_missing_one_is_told_once(office):
    office = office("emall")
    office.shift("A1", "2025-05-05", hours="", kind="rest", place=None)
    office.settle()
    office.ask(RecordSubmission, roles=HR, month="2025-05", document="attendance_sheet", submitted_at="2025-06-03T23:59", submitted_by="S1")
    for _ in range(2):
        office.over("2025-06-06")
    assert [(item["document"], item["due"]) for item in office.said(MonthlyPaperLate)] == [("bonus_table", "2025-06-06")]
    office.ask(RecordSubmission, roles=HR, month="2025-05", document="bonus_table", submitted_at="2025-06-08T09:00", submitted_by="M1")
    listed = office.ask(ListMonthlyPapers, roles=HR, as_of="2025-07-15")["items"]
    assert [(item["document"], item["status"], item["days_late"], item["missing_teams"]) for item in listed] == [
        ("attendance_sheet", "on_time", 0, None),
        ("bonus_table", "late", 2, None),
        ("leave_papers", "incomplete", None, ["phone", "reception", "online"]),
    ]
    assert [item["status"] for item in office.said(MonthlyPaperSubmitted, count=2)] == ["on_time", "late"]


@pytest.mark.rule("ATT-29", "ATT-33", "ATT-38", "ATT-40", "ATT-53")
def test_who_left_the_post_without_recorded_consent_or_missed_mondays_meeting_is_found(office):
    office = office("shihua_gas")
    head = {"roles": ("department_head",), "by": "H1"}
    office.ask(RecordPostLeave, **head, record_no="PL1", staff_no="A1", left_at="2025-06-10T10:00", back_at="2025-06-10T10:20")
    office.ask(RecordPostCheck, **head, record_no="PC1", staff_no="A1", checked_at="2025-06-10T10:10")
    office.ask(RecordPostCheck, **head, record_no="PC2", staff_no="A1", checked_at="2025-06-10T10:30")
    office.ask(RecordPostCheck, **head, record_no="PC3", staff_no="A1", checked_at="2025-06-10T11:00", at_post="A2")
    for who in ("A1", "A2"):
        office.shift(who, "2025-06-09", "08:30-17:00")
    with office.on("2025-06-09"):
        office.ask(RecordStandingMeeting, **head, record_no="WM1", kind="weekly_meeting", date="2025-06-09", signed=["A1"])
    found = office.said(PresenceFindingRecorded, count=3)
    assert [(item["record_no"], item["staff_no"], item["kind"]) for item in found] == [
        ("PC2", "A1", "left_post"),
        ("PC3", "A2", "unauthorised_substitution"),
        ("WM1", "A2", "weekly_meeting_missed"),
    ]
    listed = office.ask(ListPresence, roles=HR, kind="post_check", month="2025-06")["items"]
    assert [len(item["findings"]) for item in listed] == [0, 1, 1]
    with office.on("2025-06-03"):
        office.ask(RecordStandingMeeting, **head, record_no="MM1", kind="morning_meeting", date="2025-06-03", signed=["A1"])
    gaps = office.ask(ListMorningMeetingGaps, roles=HR, month="2025-06", as_of="2025-06-04")["items"]
    assert [item["date"] for item in gaps] == ["2025-06-04"]

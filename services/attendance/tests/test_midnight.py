"""A punch belongs to the shift of its own calendar day: what that means for whoever works past midnight."""

import pytest

from kefu_messages.attendance import GetAttendanceMonth, GetLastToLeave, ShiftHoursInvalid

HR = ("hr",)


def judged(office, staff_no="A1"):
    month = office.ask(GetAttendanceMonth, roles=HR, staff_no=staff_no, month="2025-06")
    notes = [(item["date"], item["kind"]) for item in month["other_events"]]
    return [item["date"] for item in month["late_early"]], [item["date"] for item in month["absences"]], notes


@pytest.mark.rule("ATT-05", "ATT-54")
def test_who_punches_out_after_midnight_has_no_out_punch_on_the_day_and_left_nothing_early(office):
    office = office("emall")
    office.shift("A1", "2025-06-03", "14:00-23:59")
    office.shift("A1", "2025-06-04", "14:00-22:00")
    office.punch("A1", "2025-06-03T13:55")
    office.punch("A1", "2025-06-04T00:20", "out")
    office.punch("A1", "2025-06-04T13:50")
    office.punch("A1", "2025-06-04T22:01", "out")
    office.over("2025-06-04")
    assert judged(office) == ([], [], [("2025-06-03", "missing_out")])
    last = office.ask(GetLastToLeave, roles=HR, date="2025-06-04")
    assert (last["staff_no"], last["punched_at"][:16]) == ("A1", "2025-06-04T22:01")


@pytest.mark.rule("ATT-05", "ATT-54")
def test_a_night_shift_is_entered_as_two_and_one_punch_on_each_day_is_no_absence(office):
    office = office("emall")
    office.shift("A1", "2025-06-03", "22:00-23:59")
    office.shift("A1", "2025-06-04", "00:00-06:00")
    office.punch("A1", "2025-06-03T21:55")
    office.punch("A1", "2025-06-04T06:02", "out")
    office.over("2025-06-04")
    assert judged(office) == ([], [], [("2025-06-03", "missing_out"), ("2025-06-04", "missing_in")])


@pytest.mark.rule("ATT-54")
def test_who_punches_out_just_after_midnight_on_a_day_of_the_own_next_shift_has_not_left_that_one_early(office):
    office = office("emall")
    office.shift("A1", "2025-06-03", "14:00-23:59")
    office.shift("A1", "2025-06-04", "09:00-18:00")
    office.punch("A1", "2025-06-03T13:55")
    office.punch("A1", "2025-06-04T00:20", "out")
    office.punch("A1", "2025-06-04T08:55")
    office.over("2025-06-04")
    assert judged(office) == ([], [], [("2025-06-03", "missing_out"), ("2025-06-04", "missing_out")])


def test_a_shift_that_passes_midnight_is_refused(office):
    office = office("emall")
    with pytest.raises(ShiftHoursInvalid):
        office.shift("A1", "2025-06-03", "22:00-06:00")


@pytest.mark.rule("ATT-17")
def test_a_punch_of_the_night_before_is_no_presence_at_the_shift_of_the_day(office):
    office = office("emall")
    office.shift("A1", "2025-06-03", "14:00-23:59")
    office.shift("A1", "2025-06-04", "09:00-18:00")
    office.punch("A1", "2025-06-03T13:55")
    office.punch("A1", "2025-06-04T00:20", "out")
    office.over("2025-06-04")
    assert judged(office) == ([], ["2025-06-04"], [("2025-06-03", "missing_out")])

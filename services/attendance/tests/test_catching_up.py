"""Days that were missed are judged at once, and come to the same as day by day."""

import pytest

from kefu_messages.attendance import AbsenceRecorded, AttendanceMonthChanged, GetAttendanceMonth

HR = ("hr",)
FIRST_WEEK = ("2025-06-03", "2025-06-04", "2025-06-05", "2025-06-06")
SECOND_WEEK = ("2025-06-09", "2025-06-10", "2025-06-11", "2025-06-12")
FIGURES = ("late_early_count", "free_used", "extra_points", "points", "absence_days", "performance_score", "because")


def come_and_go(office, who, day, number):
    """Late by some minutes, and not at all on the third day."""
    if number != 2:
        office.work(who, day, first=f"09:0{number}")


@pytest.mark.rule("ATT-05", "ATT-17")
def test_missed_days_are_judged_in_one_write_and_come_to_the_same_as_day_by_day(office):
    office = office("emall")
    for who, days in (("A1", FIRST_WEEK), ("A2", SECOND_WEEK)):
        for day in days:
            office.shift(who, day)
    for number, day in enumerate(FIRST_WEEK):
        come_and_go(office, "A1", day, number)
        office.over(day)
    assert len(office.said(AttendanceMonthChanged, count=4)) == 4
    for number, day in enumerate(SECOND_WEEK):
        come_and_go(office, "A2", day, number)
    office.over(SECOND_WEEK[-1])
    assert [told["staff_no"] for told in office.said(AttendanceMonthChanged, count=5)][4:] == ["A2"]
    assert [(told["staff_no"], told["date"]) for told in office.said(AbsenceRecorded, count=2)] == [
        ("A1", "2025-06-05"),
        ("A2", "2025-06-11"),
    ]
    daily, caught_up = (office.ask(GetAttendanceMonth, roles=HR, staff_no=who, month="2025-06") for who in ("A1", "A2"))
    assert (caught_up["late_early_count"], caught_up["absence_days"]) == (2, "1")
    assert {name: caught_up[name] for name in FIGURES} == {name: daily[name] for name in FIGURES}
    assert (daily["as_of"], caught_up["as_of"]) == (FIRST_WEEK[-1], SECOND_WEEK[-1])

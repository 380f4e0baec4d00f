"""Lateness, early leave and being at the post in time, by the policy of each organisation."""

from datetime import date
from decimal import Decimal

import pytest

from kefu_attendance.rules.facts import MonthFacts, Offset
from kefu_attendance.testing import at, attempt, call, judged, law_of, leave, punches, shift, worked

CLERK = ((date(2020, 1, 1), ("charging_clerk",)),)


def events(month):
    return [(item.date.day, item.kind, item.minutes, item.free, item.points) for item in month.late_early]


def noted(month):
    return [(item.date.day, item.kind, item.minutes) for item in month.other_events]


@pytest.mark.rule("ATT-05")
@pytest.mark.parametrize(
    ("first", "minutes"), [("09:00:00", None), ("09:00:01", 1), ("09:01:00", 1), ("09:01:59", 1), ("09:02:00", 2), ("09:29:59", 29)]
)
def test_arriving_after_the_start_is_late_by_whole_minutes_at_least_one(first, minutes):
    month = judged("emall", worked(3, first))
    assert [item.minutes for item in month.late_early] == ([] if minutes is None else [minutes])
    assert {item.because for item in month.late_early} <= {("ATT-05", "ATT-06")}


@pytest.mark.rule("ATT-05")
def test_by_the_minute_the_seconds_are_cut_off():
    law = law_of("emall", late_granularity="minute")
    assert events(judged("emall", worked(3, "09:00:59"), law=law)) == []
    assert events(judged("emall", worked(3, "09:01:00"), law=law)) == [(3, "late", 1, True, 0)]


@pytest.mark.rule("ATT-06")
def test_the_first_event_of_a_month_is_free_late_and_early_together():
    month = judged("emall", worked(3, "09:10"), worked(10, last="17:50"))
    assert events(month) == [(3, "late", 10, True, 0), (10, "early_leave", 10, False, 2)]
    assert (month.free_used, month.points, month.performance_score) == (1, 2, 98)
    assert judged("emall", worked(3, "09:10")).points == 0


@pytest.mark.rule("ATT-06")
def test_an_absence_of_thirty_minutes_does_not_use_the_free_event():
    month = judged("emall", worked(3, "09:30"), worked(10, "09:10"))
    assert events(month) == [(10, "late", 10, True, 0)]


@pytest.mark.rule("ATT-07", "ATT-10")
@pytest.mark.parametrize(("count", "extra", "points"), [(1, 0, 0), (2, 0, 2), (3, 5, 9), (4, 5, 11)])
def test_each_further_event_takes_two_points_off_and_three_take_five_more_once(count, extra, points):
    month = judged("emall", *(worked(day, "09:05") for day in (3, 10, 17, 24)[:count]))
    assert (month.late_early_count, month.extra_points, month.points, month.performance_score) == (count, extra, points, 100 - points)
    assert set(month.because) == {"ATT-54", "ATT-05", "ATT-06"} | ({"ATT-07", "DIS-50"} if count > 1 else set()) | (
        {"ATT-10", "DIS-51"} if extra else set()
    )


@pytest.mark.rule("ATT-08")
@pytest.mark.parametrize(
    ("first", "days"), [("09:29:59", None), ("09:30:00", "0.5"), ("12:00:59", "0.5"), ("12:01:00", "1"), ("17:00:00", "1")]
)
def test_thirty_minutes_to_three_hours_are_half_a_day_of_absence_and_more_is_a_day(first, days):
    month = judged("emall", worked(3, first))
    assert [item.days for item in month.absences] == ([] if days is None else [Decimal(days)])
    assert month.late_early_count == (1 if days is None else 0)
    assert all(item.sources == ("late_30_minutes_or_more",) and item.because == ("ATT-08",) for item in month.absences)


@pytest.mark.rule("ATT-08")
def test_absences_of_one_day_are_at_most_a_day():
    month = judged("emall", worked(3, "09:40", "12:00"))
    (absence,) = month.absences
    assert (absence.days, set(absence.sources)) == (1, {"late_30_minutes_or_more", "early_leave_30_minutes_or_more"})
    assert judged("emall", worked(3, "09:40", "17:00")).absence_days == 1


@pytest.mark.rule("ATT-54")
def test_late_and_early_on_one_day_are_two_events_and_a_missing_punch_is_none():
    assert events(judged("emall", worked(3, "09:05", "17:55"))) == [(3, "late", 5, True, 0), (3, "early_leave", 5, False, 2)]
    month = judged("emall", worked(3, None), worked(4, last=None))
    assert (events(month), noted(month)) == ([], [(3, "missing_in", None), (4, "missing_out", None)])
    assert [item.because for item in month.other_events] == [("ATT-05",), ("ATT-54",)]


@pytest.mark.rule("ATT-54")
def test_the_earliest_in_and_the_latest_out_count():
    month = judged("emall", worked(3), punches=punches(3, "09:20", "17:00"))
    assert (events(month), noted(month)) == ([], [])


@pytest.mark.rule("ATT-32")
def test_the_gas_company_records_lateness_without_consequence():
    month = judged("shihua_gas", worked(3, "08:35", hours="08:30-17:00"), worked(4, "08:40", hours="08:30-17:00"))
    assert events(month) == [(3, "late", 5, False, 0), (4, "late", 10, False, 0)]
    assert (month.points, month.performance_score, month.because) == (0, None, ("ATT-32",))
    assert judged("emall", worked(3, "09:05"), worked(4, "09:05")).points == 2


@pytest.mark.rule("ATT-32")
def test_no_delay_of_the_gas_company_is_absence():
    assert events(judged("shihua_gas", worked(3, "12:30", hours="08:30-17:00"))) == [(3, "late", 240, False, 0)]


@pytest.mark.rule("ATT-57")
def test_a_cashier_who_leaves_ten_minutes_early_has_an_event_without_amount():
    month = judged("shihua_gas", worked(3, "08:25", "16:50", hours="08:30-17:00"))
    assert [(item.kind, item.minutes, item.points, item.because) for item in month.late_early] == [
        ("early_leave", 10, 0, ("ATT-32", "ATT-57"))
    ]


@pytest.mark.rule("ATT-39")
@pytest.mark.parametrize(
    ("first", "found"),
    [("08:20", []), ("08:20:01", [(3, "preparation_late", 1)]), ("08:25", [(3, "preparation_late", 5)]), ("08:30:01", [])],
)
def test_hall_clerks_are_at_their_post_ten_minutes_before_opening_and_who_is_late_is_only_late(first, found):
    assert noted(judged("shihua_gas", worked(3, first, hours="08:30-17:00"), posts=CLERK)) == found


@pytest.mark.rule("ATT-39")
def test_other_posts_need_not_be_there_before_the_start():
    assert noted(judged("shihua_gas", worked(3, "08:25", hours="08:30-17:00"), posts=((date(2020, 1, 1), ("gas_fitter",)),))) == []


@pytest.mark.rule("ATT-41")
def test_on_duty_staff_sign_in_on_time_by_the_minute():
    assert events(judged("jinyang", worked(3, "08:30:59", hours="08:30-17:30"))) == []
    month = judged("jinyang", worked(3, "08:31", hours="08:30-17:30"), calls=(call(3, "08:40"),))
    assert [(item.minutes, item.because) for item in month.late_early] == [(1, ("ATT-41", "ATT-42"))]


@pytest.mark.rule("ATT-41")
def test_who_works_at_the_customers_site_does_not_sign_in():
    away = MonthFacts("E1", "2025-06", roster=(shift(3, "08:30-17:30", place="customer_site"),))
    month = judged("jinyang", away)
    assert (month.absences, month.late_early, month.other_events) == ((), (), ())


@pytest.mark.rule("ATT-42")
@pytest.mark.parametrize(
    ("called", "kind"), [("08:10", "late_excused"), ("08:29:59", "late_excused"), ("08:30", "late"), ("08:40", "late"), (None, "no_call")]
)
def test_a_call_before_the_start_excuses_a_later_one_leaves_it_late_and_none_is_absence(called, kind):
    calls = (call(3, called),) if called else ()
    month = judged("jinyang", worked(3, "09:30", hours="08:30-17:30"), calls=calls)
    found = [*(item.kind for item in (*month.late_early, *month.other_events)), *(item.sources[0] for item in month.absences)]
    assert found == [kind]


@pytest.mark.rule("ATT-42")
@pytest.mark.parametrize(("first", "days"), [("08:31", "0.5"), ("11:30", "0.5"), ("11:31", "1")])
def test_without_a_call_any_delay_is_absence_half_a_day_up_to_three_hours(first, days):
    assert judged("jinyang", worked(3, first, hours="08:30-17:30")).absence_days == Decimal(days)


@pytest.mark.rule("ATT-42")
def test_a_call_to_a_colleague_is_none():
    calls = (call(3, "08:00", to_superior=False),)
    assert judged("jinyang", worked(3, "09:00", hours="08:30-17:30"), calls=calls).absence_days == Decimal("0.5")


def test_early_leave_is_not_counted_where_it_is_not_named():
    assert events(judged("jinyang", worked(3, last="16:00", hours="08:30-17:30"))) == []


@pytest.mark.rule("ATT-11")
def test_hours_of_leave_at_either_end_are_no_lateness():
    month = judged("emall", worked(3, last="15:00"), leave=(leave(3, 3, kind="sick", hours="15:00-18:00", because=["ATT-11", "ATT-55"]),))
    assert (events(month), month.absences) == ([], ())
    assert month.leave["sick"].hours == 3
    late = judged("emall", worked(3, "11:00"), leave=(leave(3, 3, hours="09:00-11:00"),))
    assert events(late) == []


@pytest.mark.rule("ATT-09")
def test_rest_makes_up_for_lateness_only_where_it_is_accepted():
    month = judged("emall", worked(3, "09:10"), offsets=(Offset(date(2025, 6, 3), "late"),))
    assert (events(month), noted(month)) == ([], [(3, "late_offset", 10)])
    assert events(judged("emall", worked(3, "09:10"))) == [(3, "late", 10, True, 0)]


@pytest.mark.rule("ATT-48", "ATT-56")
@pytest.mark.parametrize(
    ("clock", "job", "back", "counted"),
    [
        ("14:00", "15:00", "15:10", False),
        ("14:00", "15:00", "16:00", False),
        ("14:00", "15:00", "16:01", True),
        ("14:00", None, "15:00", False),
        ("14:00", None, "15:01", True),
        ("14:00", None, None, True),
        ("17:30", None, None, True),
        ("17:31", None, None, False),
        ("08:29", None, None, False),
    ],
)
def test_a_missed_call_of_the_shift_counts_unless_returned_within_an_hour_after_the_job(clock, job, back, counted):
    month = judged("jinyang", worked(3, hours="08:30-17:30"), attempts=(attempt(3, clock, job, back),))
    unreachable = [(item.date.day, item.source, item.because) for item in month.other_events if item.kind == "unreachable"]
    assert unreachable == ([(3, "CA3", ("ATT-48", "ATT-56"))] if counted else [])


@pytest.mark.rule("ATT-48")
def test_elsewhere_nobody_counts_missed_calls():
    assert noted(judged("emall", worked(3), attempts=(attempt(3, "14:00"),))) == []


def test_a_day_not_yet_over_is_not_judged():
    assert judged("emall", worked(3, None, None), as_of=date(2025, 6, 2)).absences == ()
    assert judged("emall", worked(3, None, None), as_of=date(2025, 6, 3)).absence_days == 1
    assert at(3, "09:00").tzinfo is not None

"""Absence without leave: nobody was told, a request failed, a session was missed; by each organisation's policy."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from kefu_attendance.rules.year import JudgedDay, termination_rights
from kefu_attendance.staff_month import figures_of
from kefu_attendance.testing import call, judged, law_of, leave, session, worked

SICK = {"kind": "sick", "outcome": "absence"}


def away(day=3, **more):
    return worked(day, None, None, **more)


def why(month):
    return [(item.date.day, item.days, item.sources, set(item.because)) for item in month.absences]


@pytest.mark.rule("ATT-18")
def test_a_day_without_punch_leave_or_notice_is_a_day_of_absence():
    assert why(judged("emall", away())) == [(3, 1, ("no_show",), {"ATT-18"})]


@pytest.mark.rule("ATT-18")
@pytest.mark.parametrize(
    ("hours", "days"),
    [
        (["09:00-12:00"], "0.625"),
        (["14:00-18:00"], "0.5"),
        (["10:00-12:00"], "0.75"),
        (["09:00-17:59"], "1/480"),
        (["09:00-12:00", "13:00-18:00"], None),
        (["09:00-18:00"], None),
        (["19:00-20:00"], "1"),
    ],
)
def test_beside_granted_leave_for_part_of_a_day_only_the_rest_of_it_is_absence(hours, days):
    spans = tuple(leave(11, 11, hours=span) for span in hours)
    month = judged("emall", worked(11, None, None), leave=spans)
    assert why(month) == ([(11, Fraction(days), ("no_show",), {"ATT-18"})] if days else [])
    assert month.absence_days == Fraction(days or 0)


@pytest.mark.rule("ATT-18")
def test_leave_for_part_of_a_day_that_was_refused_leaves_the_whole_day():
    refused = leave(11, 11, hours="09:00-12:00", outcome="refused", because=["ATT-15"])
    assert judged("emall", away(11), leave=(refused,)).absence_days == 1


@pytest.mark.rule("ATT-08")
@pytest.mark.parametrize(("last", "days"), [("15:00", "0.5"), ("14:59", "0.625"), ("12:30", "0.625")])
def test_who_leaves_hours_early_after_leave_in_the_morning_is_absent_for_no_more_than_the_rest(last, days):
    month = judged("emall", worked(11, "12:00", last), leave=(leave(11, 11, hours="09:00-12:00"),))
    assert why(month) == [(11, Decimal(days), ("early_leave_30_minutes_or_more",), {"ATT-08"})]


@pytest.mark.rule("ATT-20")
def test_the_rest_of_a_day_is_no_whole_day_of_a_run_of_three():
    month = judged("emall", *(away(day) for day in (10, 11, 12)), leave=(leave(11, 11, hours="09:00-12:00"),))
    assert termination_rights([JudgedDay(day.date, day.scheduled, day.absence) for day in month.days], law=law_of("emall")).outcome == ()


@pytest.mark.rule("ATT-19")
def test_a_session_missed_in_the_rest_of_the_day_adds_nothing_to_it():
    month = judged("emall", away(11), sessions=(session(11, "missed"),), leave=(leave(11, 11, hours="09:00-12:00"),))
    assert month.absence_days == Decimal("0.625")


@pytest.mark.rule("ATT-18")
def test_failed_sickness_is_absence_by_its_own_rules():
    month = judged("emall", away(), leave=(leave(3, 3, **SICK, because=["ATT-18", "ATT-55"]),))
    assert why(month) == [(3, 1, ("no_show",), {"ATT-18", "ATT-55"})]


@pytest.mark.rule("ATT-14", "ATT-55")
@pytest.mark.parametrize(
    ("clock", "to_superior", "rules"), [("08:59", True, {"ATT-14", "ATT-55"}), ("09:00", True, {"ATT-18"}), ("08:00", False, {"ATT-18"})]
)
def test_called_in_sick_without_a_request_is_sickness_without_papers(clock, to_superior, rules):
    month = judged("emall", away(), calls=(call(3, clock, "sick", to_superior=to_superior),))
    assert why(month) == [(3, 1, ("no_show",), rules)]


@pytest.mark.rule("ATT-17")
@pytest.mark.parametrize("outcome", ["refused", "rejected", "not_effective"])
def test_a_day_not_worked_under_a_request_that_failed_is_absence_by_its_rules_too(outcome):
    month = judged("emall", away(), leave=(leave(3, 3, outcome=outcome, because=["ATT-16"]),))
    assert why(month) == [(3, 1, ("no_show",), {"ATT-16", "ATT-17"})]


@pytest.mark.rule("ATT-17")
def test_a_day_worked_all_the_same_is_judged_by_its_punches():
    month = judged("emall", worked(3, "09:05"), leave=(leave(3, 3, outcome="refused", because=["ATT-15"]),))
    assert (month.absences, month.late_early_count) == ((), 1)


@pytest.mark.rule("ATT-34")
def test_without_completed_formalities_a_clerk_is_absent():
    assert why(judged("shihua_gas", away(), leave=(leave(3, 3, outcome="not_effective", because=["ATT-34"]),))) == [
        (3, 1, ("no_show",), {"ATT-34", "DIS-66"})
    ]


@pytest.mark.rule("ATT-43")
def test_leave_without_prior_approval_is_absence():
    assert why(judged("jinyang", away(), leave=(leave(3, 3, outcome="refused", because=["ATT-43"]),))) == [(3, 1, ("no_show",), {"ATT-43"})]
    assert why(judged("jinyang", away(), calls=(call(3, "08:00", "other"),))) == [(3, 1, ("no_show",), {"ATT-43"})]
    assert why(judged("jinyang", away())) == [(3, 1, ("no_show",), {"ATT-42"})]


@pytest.mark.rule("ATT-23")
def test_days_of_leave_that_waits_for_its_document_are_neither_leave_nor_absence():
    month = judged("emall", away(6), away(7), leave=(leave(6, 7, outcome="pending_document", because=["ATT-23"]),))
    assert (month.absences, month.leave) == ((), {})
    assert [(item.date.day, item.kind, item.because) for item in month.other_events] == [
        (6, "leave_pending_document", ("ATT-23",)),
        (7, "leave_pending_document", ("ATT-23",)),
    ]


@pytest.mark.rule("ATT-25")
def test_granted_leave_counts_the_scheduled_days_by_type():
    month = judged(
        "emall", away(3), away(4), leave=(leave(3, 5, because=["ATT-22"]), leave(9, 9, kind="compensatory", because=["ATT-25"])), law=None
    )
    assert {kind: (taken.days, taken.because) for kind, taken in month.leave.items()} == {"personal": (2, ("ATT-22",))}
    assert month.absences == ()


@pytest.mark.rule("ATT-19")
@pytest.mark.parametrize(
    ("kind", "source", "rules"),
    [
        ("training", "missed_training", {"ATT-19", "TRN-04"}),
        ("meeting", "missed_meeting", {"ATT-19"}),
        ("activity", "missed_meeting", {"ATT-19"}),
    ],
)
def test_a_missed_training_meeting_or_activity_is_absence_of_its_length(kind, source, rules):
    month = judged("emall", worked(12), sessions=(session(12, "missed", kind),))
    assert why(month) == [(12, Decimal("0.25"), (source,), rules)]


@pytest.mark.rule("ATT-19")
def test_with_an_excuse_or_granted_leave_it_is_none():
    assert judged("emall", worked(12), sessions=(session(12, "excused"),)).absences == ()
    assert judged("emall", away(12), sessions=(session(12, "missed"),), leave=(leave(12, 12),)).absences == ()
    part = leave(12, 12, hours="13:00-18:00")
    assert judged("emall", worked(12, last="13:00"), sessions=(session(12, "missed"),), leave=(part,)).absences == ()
    short = leave(12, 12, hours="15:00-18:00")
    assert judged("emall", worked(12, last="15:00"), sessions=(session(12, "missed"),), leave=(short,)).absence_days == Decimal("0.25")


@pytest.mark.rule("ATT-19")
def test_a_day_absent_and_a_session_missed_are_one_day():
    month = judged("emall", away(12), sessions=(session(12, "missed"),))
    assert why(month) == [(12, 1, ("missed_training", "no_show"), {"ATT-19", "TRN-04", "ATT-18"})]


@pytest.mark.rule("ATT-30")
def test_late_to_a_meeting_is_noted_without_points():
    month = judged("emall", worked(5), sessions=(session(5, "late", "meeting", minutes=5),))
    assert [(item.kind, item.minutes, item.because) for item in month.other_events] == [("meeting_late", 5, ("ATT-30",))]
    assert (month.points, month.late_early_count) == (0, 0)


@pytest.mark.rule("ATT-40")
def test_late_to_the_weekly_meeting_of_the_hall_is_noted_and_missing_it_no_absence():
    month = judged("shihua_gas", worked(9, hours="08:30-17:00"), sessions=(session(9, "late", "meeting", "17:10-17:50", 3),))
    assert [(item.kind, item.because) for item in month.other_events] == [("meeting_late", ("ATT-40",))]
    assert judged("shihua_gas", worked(9), sessions=(session(9, "missed", "meeting"),)).absences == ()


@pytest.mark.rule("ATT-50")
def test_where_a_fine_follows_a_missed_session_is_no_absence():
    month = judged("jinyang", worked(6), sessions=(session(6, "missed", "meeting"), session(13, "late", "meeting", minutes=1)))
    assert (month.absences, [item.kind for item in month.other_events]) == ((), [])


THIRD = "13:00-15:40"  # of a day of eight hours


@pytest.mark.rule("ATT-19")
@pytest.mark.parametrize(("missed", "days"), [(1, "0.3333"), (2, "0.6667"), (8, "2.6667"), (9, "3")])
def test_thirds_of_a_day_add_up_and_are_rounded_only_where_they_are_shown(missed, days):
    month = judged("emall", sessions=tuple(session(day, "missed", hours=THIRD) for day in range(2, 2 + missed)))
    figures = figures_of(month)
    assert (month.absence_days, figures["absence_days"]) == (Fraction(missed, 3), days)
    assert {(item["days"], item["exactly"]) for item in figures["absences"]} == {("0.3333", "1/3")}


@pytest.mark.rule("ATT-19", "ATT-20")
@pytest.mark.parametrize(("missed", "arises"), [(8, []), (9, [10]), (10, [10])])
def test_nine_thirds_of_a_day_are_three_days(missed, arises):
    month = judged("emall", sessions=tuple(session(day, "missed", hours=THIRD) for day in range(2, 2 + missed)))
    found = termination_rights([JudgedDay.of(day) for day in month.days], law=law_of("emall")).outcome
    assert [(right.date.day, right.basis) for right in found] == [(day, ("days_in_year",)) for day in arises]


@pytest.mark.rule("ATT-19")
def test_several_sessions_of_a_day_are_at_most_the_day_and_three_thirds_are_the_whole_of_it():
    hours = ("09:00-11:40", "11:40-14:20", "14:20-17:00", "17:00-17:01")
    missed = [replace(session(12, "missed", hours=each), event_no=each) for each in hours]
    whole = [judged("emall", worked(12), sessions=tuple(missed[:number])).absence_days for number in (2, 3, 4)]
    assert whole == [Fraction(2, 3), 1, 1]


@pytest.mark.rule("ATT-19")
def test_a_session_that_decimals_hold_has_no_other_size_than_the_one_shown():
    (item,) = figures_of(judged("emall", sessions=(session(12, "missed"),)))["absences"]
    assert item == {"date": "2025-06-12", "days": "0.25", "sources": ["missed_training"], "because": ["ATT-19", "TRN-04"]}


@pytest.mark.rule("ATT-25")
def test_three_times_twenty_minutes_of_leave_are_an_hour():
    spans = tuple(leave(day, day, hours="09:00-09:20") for day in (10, 11, 12))
    month = judged("emall", *(worked(day) for day in (10, 11, 12)), leave=spans)
    assert figures_of(month)["leave"] == {"personal": {"days": 0, "hours": "1", "because": []}}


def test_an_organisation_without_hours_of_a_day_turns_no_session_into_days():
    month = judged("emall", worked(12), sessions=(session(12, "missed"),), law=law_of("emall", hours_per_day=None))
    assert month.absence_days == 0


@pytest.mark.rule("ATT-18", "ATT-08")
def test_an_organisation_may_count_the_whole_day_beside_leave_for_part_of_it():
    law = law_of("emall", absence_beside_leave="whole_day")
    morning = leave(11, 11, hours="09:00-12:00")
    assert judged("emall", away(11), leave=(morning,), law=law).absence_days == 1
    assert judged("emall", worked(11, "15:01", "18:00"), leave=(morning,), law=law).absence_days == 1
    assert judged("emall", worked(11, "15:00", "18:00"), leave=(morning,), law=law).absence_days == Decimal("0.5")


@pytest.mark.rule("ATT-25")
@pytest.mark.parametrize(
    ("spans", "hours"),
    [
        (["09:00-12:00", "13:00-15:00"], "5"),
        (["09:00-12:00", "10:00-13:00"], "4"),
        (["09:00-12:00", "09:00-12:00"], "3"),
        (["09:00-11:30", "11:30-12:00"], "3"),
        (["09:00-12:00", ""], "0"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_no_hour_is_on_leave_twice_whatever_papers_say_so(spans, hours, turned):
    papers = [replace(leave(11, 11, hours=span), request_no=f"L{number}") for number, span in enumerate(spans)]
    month = judged("emall", worked(11), leave=tuple(reversed(papers) if turned else papers))
    assert str(month.leave["personal"].hours) == hours
    assert month.leave["personal"].days == int("" in spans)

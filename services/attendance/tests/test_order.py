"""In whatever order facts arrive, and however often, the month comes out the same: under each organisation's policy."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kefu_attendance.rules.facts import MonthFacts, Punch
from kefu_attendance.rules.year import JudgedDay, termination_rights
from kefu_attendance.staff_month import facts_of, merged, row_of
from kefu_attendance.testing import at, attempt, call, judged, law_of, leave, session, shift, together

DAYS = (2, 3, 4, 5, 6)
CLOCKS = st.sampled_from(
    ["08:19", "08:25", "08:30", "08:31", "08:59", "09:00:01", "09:20", "09:45", "12:40", "16:40", "17:31", "18:00", "19:00"]
)
POLICIES = st.sampled_from(["emall", "shihua_gas", "jinyang"])
PUNCHES = st.lists(st.tuples(st.sampled_from(DAYS), CLOCKS, st.sampled_from(["in", "out"])), max_size=14)
OUTCOMES = st.sampled_from(["granted", "pending_document", "refused", "rejected", "not_effective", "absence"])
LEAVE = st.lists(st.tuples(st.sampled_from(DAYS), OUTCOMES), max_size=3)
CALLS = st.lists(st.tuples(st.sampled_from(DAYS), CLOCKS, st.sampled_from(["sick", "late", "other"])), max_size=3)
SESSIONS = st.lists(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(["missed", "late", "late_beyond_grace", "on_time", "excused"])), max_size=3
)


@st.composite
def months(draw):
    stamped = [Punch(f"P{n}", at(day, clock), way) for n, (day, clock, way) in enumerate(draw(PUNCHES))]
    spans = [
        replace(leave(day, day, outcome=outcome, because=["ATT-16"]), request_no=f"L{n}") for n, (day, outcome) in enumerate(draw(LEAVE))
    ]
    calls = [replace(call(day, clock, reason), notice_no=f"N{n}") for n, (day, clock, reason) in enumerate(draw(CALLS))]
    sessions = [replace(session(day, how), event_no=f"T{n}") for n, (day, how) in enumerate(draw(SESSIONS))]
    return together(
        MonthFacts("E1", "2025-06"),
        roster=tuple(shift(day) for day in DAYS),
        punches=tuple(stamped),
        leave=tuple(spans),
        calls=tuple(calls),
        sessions=tuple(sessions),
        attempts=(attempt(3, "14:00"), attempt(4, "15:00", "16:00", "16:30")),
        posts=((date(2020, 1, 1), ("charging_clerk",)),),
    )


@settings(max_examples=60, deadline=None)
@given(facts=months(), organisation=POLICIES, shuffle=st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(facts, organisation, shuffle):
    names = ("roster", "punches", "leave", "calls", "sessions", "attempts")
    mixed = replace(facts, **{name: tuple(shuffle.sample(getattr(facts, name), len(getattr(facts, name)))) for name in names})
    assert judged(organisation, mixed) == judged(organisation, facts)


@settings(max_examples=60, deadline=None)
@given(facts=months(), organisation=POLICIES)
def test_absences_are_bounded_and_points_follow_from_the_events(facts, organisation):
    month = judged(organisation, facts)
    assert all(0 < item.days <= 1 for item in month.absences)
    assert len({item.date for item in month.absences}) == len(month.absences)
    assert month.points == sum(item.points for item in month.late_early) + month.extra_points
    assert not {item.date for item in month.late_early} - {shift.day for shift in facts.roster}


@settings(max_examples=40, deadline=None)
@given(facts=months(), organisation=POLICIES, shuffle=st.randoms(use_true_random=False))
def test_entries_put_into_the_document_one_by_one_and_twice_give_the_same_month(facts, organisation, shuffle):
    entries = [("roster", item.shift_id, row_of(item)) for item in facts.roster]
    entries += [
        ("punches", item.punch_id, {"punch_id": item.punch_id, "at": item.at, "direction": item.direction}) for item in facts.punches
    ]
    document = {}
    for kind, number, content in shuffle.sample(entries * 2, len(entries) * 2):
        document = merged(document, {kind: {number: content}})
    read = facts_of(document, staff_no="E1", month="2025-06", posts=(), zone=at(3, "09:00").tzinfo)
    expected = judged(organisation, replace(facts, leave=(), calls=(), sessions=(), attempts=(), posts=()))
    assert judged(organisation, read) == expected


@settings(max_examples=60, deadline=None)
@given(shares=st.lists(st.sampled_from(["0", "1/3", "0.5", "1"]), max_size=25), shuffle=st.randoms(use_true_random=False))
def test_the_year_does_not_depend_on_the_order_of_its_days(shares, shuffle):
    days = [
        JudgedDay(date.fromordinal(date(2024, 12, 16).toordinal() + n), scheduled=True, absence=Fraction(share))
        for n, share in enumerate(shares)
    ]
    law = law_of("emall")
    assert termination_rights(shuffle.sample(days, len(days)), law=law).outcome == termination_rights(days, law=law).outcome


@pytest.mark.rule("ATT-54")
def test_a_month_of_nothing_is_a_clean_one():
    month = judged("emall", MonthFacts("E1", "2025-06"))
    assert (month.points, month.performance_score, month.because) == (0, 100, ("ATT-54",))

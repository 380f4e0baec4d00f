"""Which months are scored: those of a person's service that have begun; and what is not over is not judged as if it were."""

from datetime import datetime

import pytest

from kefu import clock
from kefu_messages.attendance import AttendanceMonthChanged, StaffChanged, StaffRegistered
from kefu_messages.performance import (
    GetAssessmentYear,
    GetBonusTable,
    GetEligibility,
    GetPayrollExport,
    GetScore,
    GetYearOfStaffSessions,
    ListCandidates,
    ListOverdueAssessments,
    ReplayScores,
    ScheduleProbationAssessment,
    ScoreChanged,
)
from kefu_performance.service import Performance

HR = ("hr",)
POST = {"since": "2020-01-01", "roles": ["customer_service_specialist"], "reports_to": "E003"}
LATE = {"date": "2025-06-10", "kind": "late", "minutes": 9, "free": False, "points": "2", "because": ["ATT-05", "ATT-07"]}


@pytest.fixture
def performance(shared):
    shared.organisation = "emall"
    return shared.start(Performance)


def serve(performance, joined_on, left_on=None, *, event=StaffRegistered, staff_no="B1"):
    person = {"staff_no": staff_no, "joined_on": joined_on, "left_on": left_on, "posts": [POST]}
    performance.say(event, **{**StaffRegistered.example, **person})


def late_in(performance, month, staff_no="B1"):
    told = {"staff_month": f"{staff_no}:{month}", "staff_no": staff_no, "month": month, "late_early": [LATE], "absences": []}
    performance.say(AttendanceMonthChanged, **{**AttendanceMonthChanged.example, **told, "late_early_count": 1})


def ask(performance, message, *, day="2025-09-15", **asked):
    with clock.stopped_at(datetime.fromisoformat(f"{day}T18:00+08:00")):
        return performance.ask(message, roles=HR, by="H1", **asked)


def score(performance, month, **more):
    return ask(performance, GetScore, staff_no="B1", month=month, **more)


def table(performance, month, **more):
    return [(row["staff_no"], row["score"]) for row in ask(performance, GetBonusTable, month=month, **more)["rows"]]


@pytest.mark.rule("ATT-03", "POL-08.5")
@pytest.mark.parametrize(
    ("joined_on", "left_on", "served"),
    [
        ("2025-06-30", None, True), ("2025-07-01", None, False), ("2025-07-16", None, False),
        ("2020-01-01", "2025-06-01", True), ("2020-01-01", "2025-05-31", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("registered_first", [True, False])
def test_only_a_month_of_service_has_a_score_and_a_row(performance, joined_on, left_on, served, registered_first):
    if registered_first:
        serve(performance, joined_on, left_on)
    late_in(performance, "2025-06")
    if not registered_first:
        serve(performance, joined_on, left_on)
    shown = score(performance, "2025-06")
    assert (shown["base"], shown["score"], len(shown["lines"])) == (("100", "98", 1) if served else (None, None, 1))
    assert shown["state"] == ("over" if served else "not_served")
    assert table(performance, "2025-06") == ([("B1", "98")] if served else [])
    lines = ask(performance, GetPayrollExport, month="2025-06")["lines"]
    assert [line["score"] for line in lines] == (["98"] if served else [])
    candidates = ask(performance, ListCandidates, year=2025)
    assert [(item["staff_no"], item["mean_score"]) for item in candidates["eligible"]] == ([("B1", "98")] if served else [])


@pytest.mark.rule("ATT-03", "POL-08.5")
def test_who_leaves_is_told_to_have_no_score_in_the_months_after(performance):
    serve(performance, "2020-01-01")
    late_in(performance, "2025-06")
    assert score(performance, "2025-06")["score"] == "98"
    serve(performance, "2020-01-01", "2025-05-31", event=StaffChanged)
    told = performance.said(ScoreChanged, count=2)[-1]
    assert (told["staff_month"], told["before"], told["after"], told["cause"]) == ("B1:2025-06", "98", None, "register")
    assert (score(performance, "2025-07")["base"], score(performance, "2025-07")["score"]) == (None, None)
    assert score(performance, "2025-05")["score"] == "100"
    replayed = ask(performance, ReplayScores, month="2025-06", values={"base_score": 90})
    assert (replayed["judged"], replayed["differences"]) == (0, [])


@pytest.mark.rule("POL-08.5", "ATT-03")
@pytest.mark.parametrize(
    ("day", "shown", "state"),
    [("2025-05-31", None, "not_begun"), ("2025-06-01", "100", "running"), ("2025-06-30", "100", "running"), ("2025-07-01", "100", "over")],
)
def test_a_month_that_has_not_begun_has_no_score_and_one_that_is_not_over_says_so(performance, day, shown, state):
    serve(performance, "2020-01-01")
    found = score(performance, "2025-06", day=day)
    assert (found["base"], found["score"], found["state"], found["over"]) == (shown, shown, state, state == "over")
    assert table(performance, "2025-06", day=day) == ([("B1", shown)] if shown else [])
    lines = ask(performance, GetPayrollExport, month="2025-06", day=day)["lines"]
    assert [line["score"] for line in lines] == ([shown] if shown else [])


@pytest.mark.rule("ATT-26")
@pytest.mark.parametrize(("day", "until", "mean"), [("2025-06-30", "2025-06-29", None), ("2025-07-01", "2025-06-30", "98")])
@pytest.mark.parametrize("asked", [{}, {"until": "2025-12-31"}])
def test_the_election_counts_months_that_are_over_up_to_yesterday(performance, day, until, mean, asked):
    serve(performance, "2020-01-01")
    late_in(performance, "2025-06")
    found = ask(performance, GetEligibility, staff_no="B1", year=2025, day=day, **asked)
    assert (found["excluded"], found["mean_score"]) == (False, mean)
    listed = ask(performance, ListCandidates, year=2025, day=day, **asked)
    assert (listed["until"], [item["mean_score"] for item in listed["eligible"]]) == (until, [mean])


@pytest.mark.rule("OTH-28", "TRN-15", "TRN-19")
def test_no_quarter_probation_or_year_is_over_before_its_day(performance):
    serve(performance, "2025-01-01")
    serve(performance, "2025-10-01", staff_no="B2")
    gaps = [
        ask(performance, GetYearOfStaffSessions, year=2025, as_of="2025-12-31", day=day)["gaps"] for day in ("2025-06-30", "2025-07-01")
    ]
    assert gaps == [[1], [1, 2]]
    years = [ask(performance, GetAssessmentYear, year=2025, day=day)["missing"] for day in ("2025-09-30", "2025-10-01")]
    assert years == [["B1"], ["B1", "B2"]]
    form = {"assessment_no": "P1", "staff_no": "B1", "content": "安裝", "scheduled_on": "2025-06-20", "probation_ends_on": "2025-06-30"}
    with clock.stopped_at(datetime.fromisoformat("2025-06-20T18:00+08:00")):
        boss = {**POST, "roles": ["service_manager"], "reports_to": None}
        person = {"staff_no": "E003", "joined_on": "2020-01-01", "left_on": None, "posts": [boss]}
        performance.say(StaffRegistered, **{**StaffRegistered.example, **person})
        performance.ask(ScheduleProbationAssessment, roles=("service_manager",), by="E003", **form)
    overdue = [ask(performance, ListOverdueAssessments, as_of="2025-12-31", day=day)["assessments"] for day in ("2025-06-30", "2025-07-01")]
    assert [[item["assessment_no"] for item in found] for found in overdue] == [[], ["P1"]]

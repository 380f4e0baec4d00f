"""Scores and the election of the year by another law: who would stand otherwise, and nothing written."""

import pytest

from kefu_messages.attendance import AttendanceMonthChanged, StaffRegistered
from kefu_messages.errors import ValidationFailed
from kefu_messages.performance import GetScore, ReplayElection, ReplayScores, ScoreChanged
from kefu_performance.service import Performance

HR, SUPERVISOR = ("hr",), ("customer_service_supervisor",)
LATE = {"date": "2025-06-10", "kind": "late", "minutes": 9, "free": False, "points": "2", "because": ["ATT-05", "ATT-07"]}
ABSENT = {"date": "2025-06-05", "days": "1", "sources": ["no_show"], "because": ["ATT-18"]}
YEAR = {"year": 2025, "until": "2025-06-30"}


@pytest.fixture
def performance(shared):
    """E006 was late, E007 absent, both under E003; E009, under somebody else, was absent too."""
    shared.organisation = "emall"
    place = shared.start(Performance)
    with shared.together():
        for staff_no, above in (("E003", None), ("E006", "E003"), ("E007", "E003"), ("E009", "E004")):
            post = {"since": "2020-01-01", "roles": ["customer_service_specialist"], "reports_to": above}
            person = {"staff_no": staff_no, "joined_on": "2020-01-01", "left_on": None, "posts": [post]}
            shared.say(StaffRegistered, **{**StaffRegistered.example, **person})
        for staff_no, late, absent in (("E006", [LATE], []), ("E007", [], [ABSENT]), ("E009", [], [ABSENT])):
            figures = {
                "staff_month": f"{staff_no}:2025-06",
                "staff_no": staff_no,
                "month": "2025-06",
                "late_early": late,
                "absences": absent,
            }
            shared.say(AttendanceMonthChanged, **{**AttendanceMonthChanged.example, **figures, "late_early_count": len(late)})
    return place


def versions(performance):
    return [performance.ask(GetScore, roles=HR, by="H1", staff_no=who, month="2025-06")["version"] for who in ("E006", "E007", "E009")]


@pytest.mark.rule("ATT-07", "POL-08.5")
def test_a_month_by_a_regulation_without_points_leaves_nobody_a_score_and_writes_nothing(performance):
    before, said = versions(performance), len(performance.said(ScoreChanged, count=3))
    found = performance.ask(ReplayScores, roles=HR, month="2025-06", as_organisation="shihua_gas")
    assert (found["judged"], found["base_now"], found["base_then"]) == (3, "100", None)
    assert [(item["staff_no"], item["then"]) for item in found["differences"]] == [("E006", None), ("E007", None), ("E009", None)]
    assert performance.ask(ReplayScores, roles=HR, month="2025-06", as_organisation="emall")["differences"] == []
    with pytest.raises(ValidationFailed):
        performance.ask(ReplayScores, roles=HR, month="2025-06", values={"no_such_value": 1})
    assert versions(performance) == before
    performance.settle()
    assert len(performance.said(ScoreChanged, count=said)) == said


@pytest.mark.rule("ATT-26")
def test_the_election_by_another_law_lists_those_who_would_stand_otherwise(performance):
    before = versions(performance)
    assert performance.ask(ReplayElection, roles=HR, **YEAR) == {**YEAR, "judged": 3, "differences": []}
    found = performance.ask(ReplayElection, roles=HR, **YEAR, values={"absence_excludes_from_excellent": False})["differences"]
    assert [(item["staff_no"], item["now"]["excluded"], item["then"]["excluded"]) for item in found] == [
        ("E006", False, None), ("E007", True, None), ("E009", True, None),
    ]  # fmt: skip
    richer = performance.ask(ReplayElection, roles=HR, **YEAR, values={"base_score": 120})["differences"]
    assert [(item["now"]["mean_score"], item["then"]["mean_score"]) for item in richer if item["staff_no"] == "E006"] == [("98", "118")]
    assert versions(performance) == before


@pytest.mark.parametrize(("message", "month"), [(ReplayElection, YEAR), (ReplayScores, {"month": "2025-06"})])
@pytest.mark.parametrize(
    "asked",
    [
        {"values": {"base_score": -1}},
        {"values": {"points_by_kind": {"penalty": 5}}},
        {"as_organisation": "nosuch"},
        {"law_on": "1999-12-31"},
    ],
)
def test_nothing_is_replayed_by_what_no_rule_can_work_with(performance, message, month, asked):
    with pytest.raises(ValidationFailed):
        performance.ask(message, roles=HR, **month, **asked)


@pytest.mark.rule("ATT-26")
@pytest.mark.parametrize(("message", "asked"), [(ReplayElection, YEAR), (ReplayScores, {"month": "2025-06"})])
def test_a_leader_replays_for_his_own_people_and_the_look_is_on_the_trail(performance, message, asked):
    found = performance.ask(message, roles=SUPERVISOR, by="E003", **asked, values={"base_score": 90})
    assert [item["staff_no"] for item in found["differences"]] == ["E006", "E007"]
    (look,) = performance.looks(message)
    assert (look["by"], look["shown"]) == ("E003", ["E006", "E007"])

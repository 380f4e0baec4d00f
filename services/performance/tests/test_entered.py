"""By a single call everybody enters his own acts: leaders decide about those below them, on the day, within the law's limits."""

from collections import Counter
from datetime import date, datetime, timedelta

import eventlet
import pytest

from kefu import clock
from kefu.testing.days import EVENING
from kefu.testing.running import Guest
from kefu_messages.attendance import StaffRegistered
from kefu_messages.errors import (
    AlreadyExists,
    EnteredTooLate,
    NotAllowed,
    NotFound,
    NotInLine,
    SelfApproval,
    StateConflict,
    ValidationFailed,
)
from kefu_messages.performance import (
    AdjustmentTooLarge,
    AdjustScore,
    AssignTask,
    BreakDownGoal,
    CloseGoal,
    ClosePayrollPeriod,
    CompleteTask,
    FileAssessmentForm,
    FilePeriodicAssessment,
    GetScore,
    ListJointTasks,
    ListScoreAdjustments,
    ListTasks,
    MoveWorkItem,
    NameKeyPerson,
    PayrollPeriodExported,
    PayrollPeriodNotOver,
    ProbationDays,
    RaiseWorkItem,
    RecordStaffSession,
    RequestSkillAssessment,
    RevokeAdjustment,
    ScheduleProbationAssessment,
    ScoreAdjusted,
    SetGoal,
    TaskCompleted,
    WageChangeProposed,
)
from kefu_performance.service import Performance

ROLES = {
    "M1": "service_director", "M2": "service_manager", "M3": "service_manager", "W1": "service_specialist", "W2": "service_specialist",
    "H1": "hr", "H2": "hr",
}  # fmt: skip
ABOVE = {"M2": "M1", "M3": "M1", "W1": "M2", "W2": "M3"}
DAY = date(2025, 6, 20)


@pytest.fixture
def performance(shared):
    shared.organisation = "emall"
    shared.start(Performance)
    with shared.together():
        for staff_no, role in ROLES.items():
            post = {"since": "2025-01-01", "roles": [role], "reports_to": ABOVE.get(staff_no)}
            person = {"staff_no": staff_no, "joined_on": "2025-01-01", "left_on": None, "posts": [post]}
            shared.say(StaffRegistered, **{**StaffRegistered.example, **person})
    return shared


def act(performance, message, by, on=DAY, **asked):
    """Somebody asks on the evening of a day."""
    with clock.stopped_at(datetime.combine(on, EVENING, clock.zone())):
        return Guest.ask(performance, message, roles=(ROLES[by],), by=by, **asked)


def days(number):
    return DAY + timedelta(days=number)


LINE = {"staff_no": "W1", "month": "2025-06", "points": "-3", "reason": "態度", "decided_on": str(DAY)}


@pytest.mark.rule("TRN-18")
def test_what_is_limited_is_so_for_those_who_come_at_the_same_moment(performance):
    def told(message, **asked):
        try:
            return Guest.ask(performance, message, roles=(ROLES["M2"],), by="M2", **asked) and "taken"
        except (AdjustmentTooLarge, StateConflict, AlreadyExists) as refused:
            return refused.code

    line = {**LINE, "points": "5"}
    yearly = {"staff_no": "W1", "year": 2025, "grade": "A", "assessed_on": str(DAY), "filed_on": str(DAY)}
    with clock.stopped_at(datetime.combine(DAY, EVENING, clock.zone())):
        lines = [eventlet.spawn(told, AdjustScore, **line, adjustment_no=f"P{number}") for number in range(6)]
        forms = [eventlet.spawn(told, FilePeriodicAssessment, **yearly, assessment_no=f"Y{number}") for number in range(4)]
        assert [Counter(thread.wait() for thread in threads)["taken"] for threads in (lines, forms)] == [2, 1]
    assert len(performance.said(WageChangeProposed)) == 1


@pytest.mark.rule("ATT-07")
def test_points_are_given_and_taken_by_those_above_alone_few_and_on_their_day(performance):
    for by, staff_no in (("M3", "W1"), ("M2", "M1"), ("M2", "M3")):
        with pytest.raises(NotInLine):
            act(performance, AdjustScore, by, **{**LINE, "staff_no": staff_no}, adjustment_no="A0")
    for points in ("-6", "60"):
        with pytest.raises(AdjustmentTooLarge):
            act(performance, AdjustScore, "M2", **{**LINE, "points": points}, adjustment_no="A0")
    with pytest.raises(ValidationFailed):
        act(performance, AdjustScore, "M2", **{**LINE, "decided_on": str(days(1))}, adjustment_no="A0")
    with pytest.raises(EnteredTooLate):
        act(performance, AdjustScore, "M2", on=days(2), **LINE, adjustment_no="A0")
    assert performance.said(ScoreAdjusted, count=0) == []
    for number, by in (("A1", "M2"), ("A2", "M1"), ("A3", "M2")):
        act(performance, AdjustScore, by, on=days(1), **LINE, adjustment_no=number)
    with pytest.raises(AdjustmentTooLarge):
        act(performance, AdjustScore, "M1", **LINE, adjustment_no="A4")
    for by, number, error in (("M3", "A1", NotFound), ("M3", "A9", NotFound), ("W1", "A1", NotAllowed)):
        with pytest.raises(error) as refusal:
            act(performance, RevokeAdjustment, by, adjustment_no=number, reason="誤")
        assert error is not NotFound or refusal.value.params == {"kind": "adjustment_no", "key": number}
    assert next((look["by"], look["what"]) for look in performance.looks(RevokeAdjustment)) == ("M3", f"refused:{RevokeAdjustment.verb()}")
    act(performance, RevokeAdjustment, "M1", adjustment_no="A1", reason="誤")
    act(performance, AdjustScore, "M2", **LINE, adjustment_no="A4")
    performance.settle()
    assert act(performance, GetScore, "W1", staff_no="W1", month="2025-06")["score"] == "91"


@pytest.mark.rule("POL-08.5")
def test_why_points_were_given_or_taken_and_by_whom_is_shown_to_those_who_read_the_score(performance):
    act(performance, AdjustScore, "M2", **LINE, adjustment_no="A1")
    act(performance, AdjustScore, "M1", **{**LINE, "staff_no": "M2", "points": "2"}, adjustment_no="A2")
    performance.settle()
    (line,) = act(performance, GetScore, "W1", staff_no="W1", month="2025-06")["lines"]
    told = {name: line[name] for name in ("points", "reason", "decided_by", "decided_on")}
    assert told == {"points": "-3", "reason": "態度", "decided_by": "M2", "decided_on": str(DAY)}
    act(performance, RevokeAdjustment, "M1", adjustment_no="A1", reason="誤")
    listed = {by: act(performance, ListScoreAdjustments, by, month="2025-06")["items"] for by in ("H1", "M1", "M2", "M3", "W1", "W2")}
    assert {by: [item["adjustment_no"] for item in items] for by, items in listed.items()} == {
        "H1": ["A1", "A2"], "M1": ["A1", "A2"], "M2": ["A1", "A2"], "M3": [], "W1": ["A1"], "W2": [],
    }  # fmt: skip
    (mine,) = listed["W1"]
    revoked = {"state": "revoked", "entered_by": "M2", "decided_on": str(DAY), "revoked_by": "M1", "revoked_because": "誤"}
    assert {name: mine[name] for name in ("reason", *revoked)} == {"reason": "態度", **revoked}
    assert act(performance, ListScoreAdjustments, "M2", month="2025-06", staff_no="W1")["items"] == [mine]
    assert act(performance, ListScoreAdjustments, "H1", month="2025-05")["items"] == []
    with pytest.raises(NotAllowed):
        act(performance, ListScoreAdjustments, "W2", month="2025-06", staff_no="W1")
    looks = performance.looks(ListScoreAdjustments)
    assert [(look["by"], look.get("shown")) for look in looks][4:5] == [("W1", ["W1"])]
    assert looks[-1]["what"].startswith("refused:")


@pytest.mark.rule("DIS-39")
def test_no_period_that_is_not_over_is_closed_and_none_by_a_day_ahead(performance):
    for month, closed_on in (("2099-12", "2099-12-31"), ("2025-06", "2025-07-01"), ("2025-06", "2025-06-20")):
        with pytest.raises((ValidationFailed, PayrollPeriodNotOver)):
            act(performance, ClosePayrollPeriod, "H1", month=month, closed_on=closed_on)
    with pytest.raises(EnteredTooLate):
        act(performance, ClosePayrollPeriod, "H1", month="2025-05", closed_on="2025-06-01")
    assert performance.said(PayrollPeriodExported, count=0) == []
    assert act(performance, ClosePayrollPeriod, "H1", month="2025-05", closed_on=str(DAY))["state"] == "closed"


@pytest.mark.rule("OTH-05")
def test_tasks_go_down_the_line_are_not_due_when_given_and_done_on_their_day(performance):
    task = {"task_no": "T1", "title": "統計", "assignee": "W1", "due_on": str(DAY)}
    for by, assignee, error in (("M3", "W1", NotInLine), ("M2", "M1", NotInLine), ("M2", "M2", SelfApproval)):
        with pytest.raises(error):
            act(performance, AssignTask, by, **{**task, "assignee": assignee})
    with pytest.raises(ValidationFailed):
        act(performance, AssignTask, "M2", **{**task, "due_on": str(days(-1))})
    act(performance, AssignTask, "M2", on=days(-2), **task)
    done = {"task_no": "T1", "done_on": str(DAY)}
    with pytest.raises(ValidationFailed):
        act(performance, CompleteTask, "W1", on=days(-1), **done)
    with pytest.raises(EnteredTooLate):
        act(performance, CompleteTask, "W1", on=days(5), **done)
    with pytest.raises(ValidationFailed):
        act(performance, CompleteTask, "W1", on=days(-2), **{**done, "done_on": str(days(-3))})
    assert performance.said(TaskCompleted, count=0) == []
    assert act(performance, CompleteTask, "H1", on=days(5), **done, late_reason="出差")["state"] == "on_time"
    with pytest.raises(NotAllowed):
        act(performance, ListTasks, "M3", assignee="W1")
    for by in ("M2", "M1"):
        assert len(act(performance, ListTasks, by, assignee="W1")["items"]) == 1


@pytest.mark.rule("OTH-03")
def test_a_joint_task_is_shown_to_the_department_and_to_those_who_may_read_its_people(performance):
    for number, assignee, by in (("T1", "W1", "M2"), ("T2", "W2", "M3"), ("T3", "M3", "M1")):
        task = {"task_no": number, "title": "推廣", "assignee": assignee, "due_on": str(DAY), "with_department": "marketing"}
        act(performance, AssignTask, by, **task)
    post = {"since": "2025-01-01", "roles": ["sales_person"], "reports_to": None, "department": "marketing"}
    seller = {"staff_no": "S1", "joined_on": "2025-01-01", "left_on": None, "posts": [post]}
    performance.say(StaffRegistered, **{**StaffRegistered.example, **seller})

    def seen(by, role=None):
        with clock.stopped_at(datetime.combine(DAY, EVENING, clock.zone())):
            asked = {"roles": (role or ROLES[by],), "by": by, "department": "marketing"}
            return [item["task_no"] for item in Guest.ask(performance, ListJointTasks, **asked)["items"]]

    assert {by: seen(by) for by in ("H1", "M1", "M2", "M3")} == {
        "H1": ["T1", "T2", "T3"], "M1": ["T1", "T2", "T3"], "M2": ["T1"], "M3": ["T2", "T3"],
    }  # fmt: skip
    assert (seen("S1", "sales_person"), seen("S9", "sales_person"), seen("ADM", "system_administrator")) == (["T1", "T2", "T3"], [], [])
    shown = [(look["by"], look["shown"]) for look in performance.looks(ListJointTasks)]
    assert shown[2:] == [("M2", ["W1"]), ("M3", ["M3", "W2"]), ("S1", ["M3", "W1", "W2"]), ("S9", []), ("ADM", [])]


@pytest.mark.rule("OTH-21", "OTH-29")
def test_goals_are_ones_own_or_of_those_below_and_reached_by_the_word_of_others(performance):
    goal = {"goal_no": "G1", "title": "營收", "kind": "target", "year": 2025, "owner": "M2", "target": "10"}
    for by in ("M3",):
        with pytest.raises(NotInLine):
            act(performance, SetGoal, by, **goal)
    with pytest.raises(ValidationFailed):
        act(performance, SetGoal, "M2", **{**goal, "year": 2024})
    act(performance, SetGoal, "M2", **goal)
    with pytest.raises(NotInLine):
        act(performance, BreakDownGoal, "M3", goal_no="G1", parts=[{"bearer": "W1", "target": "10"}])
    for by, error in (("M2", SelfApproval), ("M3", NotInLine)):
        with pytest.raises(error):
            act(performance, CloseGoal, by, goal_no="G1", done_on=str(DAY))
    with pytest.raises(ValidationFailed):
        act(performance, CloseGoal, "M1", goal_no="G1", done_on=str(days(1)))
    assert act(performance, CloseGoal, "M1", goal_no="G1", done_on=str(DAY))["state"] == "done"
    with pytest.raises(StateConflict):
        act(performance, BreakDownGoal, "M2", goal_no="G1", parts=[{"bearer": "W1", "target": "10"}])


@pytest.mark.rule("OTH-15", "OTH-16")
def test_items_of_lists_are_raised_and_moved_within_the_line(performance):
    item = {"item_no": "I1", "kind": "shortcoming", "title": "不足", "owner": "M2", "raised_on": str(DAY), "due_on": str(days(9))}
    with pytest.raises(NotInLine):
        act(performance, RaiseWorkItem, "M3", **item)
    with pytest.raises(ValidationFailed):
        act(performance, RaiseWorkItem, "M1", **{**item, "due_on": str(days(-1))})
    with pytest.raises(EnteredTooLate):
        act(performance, RaiseWorkItem, "M1", **{**item, "raised_on": str(days(-9))})
    act(performance, RaiseWorkItem, "M1", **item)
    with pytest.raises(NotInLine):
        act(performance, MoveWorkItem, "M3", item_no="I1", state="done", moved_on=str(DAY))
    with pytest.raises(EnteredTooLate):
        act(performance, MoveWorkItem, "M2", on=days(20), item_no="I1", state="done", moved_on=str(days(9)))
    assert act(performance, MoveWorkItem, "M2", item_no="I1", state="done", moved_on=str(DAY))["state"] == "done"


@pytest.mark.rule("TRN-15", "TRN-16", "TRN-18", "OTH-27", "OTH-28")
def test_people_are_assessed_from_above_once_a_year_and_not_long_after(performance):
    probation = {"assessment_no": "P1", "staff_no": "W1", "content": "安裝", "scheduled_on": str(DAY), "probation_ends_on": "2025-06-30"}
    with pytest.raises(NotInLine):
        act(performance, ScheduleProbationAssessment, "M3", **probation)
    with pytest.raises(ProbationDays):
        act(performance, ScheduleProbationAssessment, "M2", **{**probation, "probation_ends_on": "2026-06-30"})
    act(performance, ScheduleProbationAssessment, "M2", **probation)
    form = {"assessment_no": "P1", "assessed_on": str(DAY), "result": "passed", "filed_on": str(DAY)}
    for number in ("P1", "P9"):
        with pytest.raises(NotFound) as refusal:
            act(performance, FileAssessmentForm, "M3", **{**form, "assessment_no": number})
        assert refusal.value.params == {"kind": "assessment_no", "key": number}
    with pytest.raises(EnteredTooLate):
        act(performance, FileAssessmentForm, "M2", on=days(12), **form)
    with pytest.raises(ValidationFailed):
        act(performance, FileAssessmentForm, "M2", **{**form, "assessed_on": str(days(1))})
    act(performance, FileAssessmentForm, "M2", on=days(1), **form)
    with pytest.raises(NotInLine):
        act(performance, RequestSkillAssessment, "M3", assessment_no="S1", staff_no="W1", content="SQL", scheduled_on=str(DAY))
    yearly = {"staff_no": "W1", "year": 2025, "assessed_on": str(DAY), "grade": "A", "filed_on": str(DAY)}
    for by, error in (("M3", NotInLine), ("W1", NotAllowed)):
        with pytest.raises(error):
            act(performance, FilePeriodicAssessment, by, assessment_no="Y0", **yearly)
    act(performance, FilePeriodicAssessment, "M1", assessment_no="Y1", **yearly)
    with pytest.raises(StateConflict):
        act(performance, FilePeriodicAssessment, "M2", assessment_no="Y2", **yearly)
    assert len(performance.said(WageChangeProposed)) == 1
    for by, staff_no, error in (("M3", "W1", NotInLine), ("M2", "M2", SelfApproval)):
        with pytest.raises(error):
            act(performance, NameKeyPerson, by, staff_no=staff_no, candidate=True, since=str(DAY))
    talk = {"session_no": "GT", "kind": "communication", "participants": ["W1"]}
    for day, error in ((str(days(1)), ValidationFailed), (str(days(-8)), EnteredTooLate)):
        with pytest.raises(error):
            act(performance, RecordStaffSession, "M2", **talk, held_on=day)
    act(performance, RecordStaffSession, "M2", **talk, held_on=str(days(-7)))

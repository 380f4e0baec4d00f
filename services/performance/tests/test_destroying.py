"""What a score was made of is destroyed once its time is over and two people have approved; the score and payroll stay."""

import pytest

from kefu_messages.attendance import AttendanceMonthChanged, OrganisationRegistered, StaffRegistered
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.performance import (
    AdjustScore,
    AssignTask,
    ClosePayrollPeriod,
    CompleteTask,
    DecidePerformanceDestruction,
    GetPayrollExport,
    GetScore,
    ListPerformanceDestructions,
    ListTasks,
    PerformanceDestructionDue,
    PerformanceRecordsDestroyed,
)
from kefu_messages.platform import built_ins
from kefu_performance.service import Performance

HR, SUPERVISOR = ("hr",), ("customer_service_supervisor",)
LATE = [{"date": "2022-06-10", "kind": "late", "minutes": 9, "free": False, "points": "2", "because": ["ATT-07"]}]


def run(place, day):
    message = next(item for item in built_ins("performance") if item.verb() == "run_due")
    place.ask(message, roles=("system_administrator",), as_of=day)
    place.settle()


def score(place, month):
    found = place.ask(GetScore, roles=HR, by="P01", staff_no="E006", month=month)
    return found["score"], [line["kind"] for line in found["lines"]]


def test_two_people_approve_and_the_causes_are_gone_and_nothing_is_owed_for_it(shared):
    shared.organisation = "emall"
    place = shared.start(Performance)
    for staff_no, above in (("E003", None), ("E006", "E003")):
        post = {"since": "2020-01-01", "roles": ["customer_service_specialist"], "reports_to": above}
        person = {"staff_no": staff_no, "joined_on": "2020-01-01", "left_on": None, "posts": [post]}
        place.say(StaffRegistered, **{**StaffRegistered.example, **person})
    for month in ("2022-06", "2022-07"):
        told = {"staff_month": f"E006:{month}", "staff_no": "E006", "month": month, "late_early": LATE, "absences": []}
        place.say(AttendanceMonthChanged, **{**AttendanceMonthChanged.example, **told})
    line = {"staff_no": "E006", "month": "2022-06", "points": "3", "reason": "表揚", "decided_on": "2022-06-20"}
    place.ask(AdjustScore, roles=SUPERVISOR, by="E003", adjustment_no="A1", **line)
    with place.on("2022-06-01"):
        place.ask(AssignTask, roles=SUPERVISOR, by="E003", task_no="T1", title="統計", assignee="E006", due_on="2022-06-10")
    place.ask(CompleteTask, roles=("customer_service_specialist",), by="E006", task_no="T1", done_on="2022-06-09")
    place.settle()
    place.ask(ClosePayrollPeriod, roles=HR, by="P01", month="2022-06", closed_on="2022-07-01")
    place.say(OrganisationRegistered, **{**OrganisationRegistered.example, "organisation": place.organisation})
    run(place, "2025-07-01")
    (due,) = place.said(PerformanceDestructionDue)
    assert (due["kind"], due["before"], due["records"]) == ("performance", "2022-07-01", 5)
    before = score(place, "2022-06")
    assert before == ("101", ["late", "adjustment"])
    asked = {"destruction_no": due["destruction_no"], "decision": "destroy"}
    for by in ("P01", "P02"):
        place.ask(DecidePerformanceDestruction, roles=HR, by=by, **asked)
    assert [told["records"] for told in place.said(PerformanceRecordsDestroyed)] == [5]
    assert score(place, "2022-06") == ("101", [])
    assert score(place, "2022-07") == ("98", ["late"])
    assert place.ask(ListTasks, roles=HR, by="P01", assignee="E006")["items"] == []
    preview = place.ask(GetPayrollExport, roles=HR, by="P01", month="2022-07")
    assert [line for line in preview["lines"] if line["kind"] == "adjustment"] == []
    (listed,) = place.ask(ListPerformanceDestructions, roles=HR)["items"]
    assert (listed["state"], listed["destroyed"]) == ("destroyed", 5)
    told = {"staff_month": "E006:2022-06", "staff_no": "E006", "month": "2022-06", "late_early": [], "absences": []}
    place.say(AttendanceMonthChanged, **{**AttendanceMonthChanged.example, **told})
    assert score(place, "2022-06") == ("101", [])
    with pytest.raises(RecordsDestroyed):
        place.ask(AdjustScore, roles=(*SUPERVISOR, *HR), by="E003", adjustment_no="A2", **line)
    other = {"staff_month": "E003:2022-06", "staff_no": "E003", "month": "2022-06", "late_early": LATE, "absences": []}
    place.say(AttendanceMonthChanged, **{**AttendanceMonthChanged.example, **other})
    run(place, "2025-08-01")
    assert [told["before"] for told in place.said(PerformanceDestructionDue)] == ["2022-07-01", "2022-08-01"]
    assert place.said(PerformanceDestructionDue)[-1]["records"] == 2

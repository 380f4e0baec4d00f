"""What a service holds about a person: the own records whole, others by key and field, looks, refused rows and what was put aside."""

import json

import pytest

from kefu import topology
from kefu_messages.attendance import AttendanceMonthChanged, StaffRegistered
from kefu_messages.discipline import PayrollLineRaised
from kefu_messages.errors import NotAllowed
from kefu_messages.performance import AssignTask, ClosePayrollPeriod, GetScore, SetGoal
from kefu_messages.platform import built_ins
from kefu_performance.service import Performance

HR, SUPERVISOR, SPECIALIST = ("hr",), ("customer_service_supervisor",), ("customer_service_specialist",)
GetHeld = next(message for message in built_ins("performance") if message.__name__ == "GetHeld")


@pytest.fixture
def performance(shared):
    shared.organisation = "emall"
    place = shared.start(Performance)
    with shared.together():
        for staff_no, above in (("E003", None), ("E006", "E003"), ("E007", "E003")):
            post = {"since": "2020-01-01", "roles": ["customer_service_specialist"], "reports_to": above}
            person = {"staff_no": staff_no, "joined_on": "2020-01-01", "left_on": None, "posts": [post]}
            shared.say(StaffRegistered, **{**StaffRegistered.example, **person})
        for staff_no in ("E006", "E007"):
            month = {"staff_month": f"{staff_no}:2025-06", "staff_no": staff_no, "month": "2025-06", "late_early": [], "absences": []}
            shared.say(AttendanceMonthChanged, **{**AttendanceMonthChanged.example, **month, "late_early_count": 0})
            line = {"staff_no": staff_no, "month": "2025-06", "source": f"I-{staff_no}", "amount": "20.00", "because": ["DIS-39"]}
            shared.say(PayrollLineRaised, **line)
    return place


def held(performance, staff_no="E006", by="P1", roles=HR):
    return performance.ask(GetHeld, roles=roles, by=by, staff_no=staff_no)


def of(found, collection):
    return [item["content"] for item in found["records"] if item["collection"] == collection]


@pytest.mark.rule("DIS-39")
def test_what_payroll_was_handed_is_shown_to_each_for_himself(performance):
    performance.ask(ClosePayrollPeriod, roles=HR, by="P1", month="2025-06", closed_on="2025-07-01")
    found = held(performance)
    (handed,) = of(found, "payroll_handed_over")
    assert [(line["source"], line["value"]) for line in handed["lines"]] == [("I-E006", "20.00"), ("score", "100")]
    assert [line["source"] for line in of(found, "wage_lines")] == ["I-E006"]
    assert "E007" not in json.dumps([item for item in found["records"] if item["collection"] != "audit"])
    assert of(held(performance, "P1"), "payroll_periods") == [{"staff_no": "P1", "named_in": ["closed_by"]}]
    assert (found["complete"], found["not_searched"]) == (True, [])
    assert {"bonus_papers", "audit_head"} <= found["names_nobody"].keys()


def test_records_about_somebody_else_are_named_by_key_and_field_only(performance):
    task = {"title": "整理客訴統計", "assignee": "E006", "due_on": "2025-06-10"}
    with performance.on("2025-06-02"):
        performance.ask(AssignTask, roles=SUPERVISOR, by="E003", task_no="T9", **task)
    with performance.on("2025-06-02"):
        performance.ask(SetGoal, roles=SUPERVISOR, by="E003", **{**SetGoal.example, "owner": "E003"})
    assert [item["task_no"] for item in of(held(performance), "tasks")] == ["T9"]
    found = held(performance, "E003")
    assert of(found, "tasks") == [{"staff_no": "E003", "named_in": ["assigned_by"]}]
    assert of(found, "goals") == [{"staff_no": "E003", "named_in": ["owner"]}]
    assert found["complete"]


def test_every_look_at_a_person_is_held_about_him_and_the_search_itself_is_one(performance):
    performance.ask(GetScore, roles=SUPERVISOR, by="E003", staff_no="E006", month="2025-06")
    performance.ask(GetScore, roles=SPECIALIST, by="E007", staff_no="E007", month="2025-06")
    for seen in ([("E003", "get_score")], [("E003", "get_score"), ("P1", "get_held")]):
        looks = [(item["by"], item["what"]) for item in of(held(performance), "audit") if item["what"] in {"get_score", "get_held"}]
        assert looks == seen
    with pytest.raises(NotAllowed):
        held(performance, by="E007", roles=SPECIALIST)


def test_a_message_that_was_put_aside_is_searched_and_stays_there(performance):
    envelope = {
        "id": "put-aside", "type": StaffRegistered.type(), "organisation": performance.organisation,
        "data": {"staff_no": "E006", "name": "張三"},
    }  # fmt: skip
    queue = topology.event_queue("performance", StaffRegistered)
    performance._link.publish(  # noqa: SLF001 - where the service itself would have put it
        json.dumps(envelope).encode(), exchange="performance.parked", key=queue, seconds=10.0
    )
    for _ in range(2):
        assert of(held(performance), "parked") == [{"type": envelope["type"], "data": envelope["data"]}]
    assert of(held(performance, "E007"), "parked") == []

"""Work orders from the request to their end, on a real bus and store."""

import pytest

from kefu_messages.attendance import StaffRegistered
from kefu_messages.customers import CallBackMade
from kefu_messages.errors import ContentInvalid, NotAllowed, SelfApproval, StateConflict, UnknownStaff, ValidationFailed
from kefu_messages.fieldwork import (
    AgreeAppointment,
    ArriveAtOrder,
    AssignOrder,
    CancelOrder,
    CrewFull,
    DepartForOrder,
    FeedbackFormSigned,
    FileApplication,
    FindingRaised,
    GasTurnedOn,
    GetOrder,
    GetOrderBacklog,
    GetOrderFigures,
    HandleOrder,
    ListFindings,
    ListOrders,
    OpenOrder,
    OrderHandled,
    OrderOpened,
    OrderReached,
    OrderRecordMissing,
    PutCrew,
    PutProject,
    ReclassifyOrder,
    RecordOrderService,
    RecordPastOrder,
    RequestMissing,
    SignApplication,
    SignFeedback,
    SpecialServiceCharged,
    StepOutOfOrder,
    WhyOrder,
)

KEPT = dict.fromkeys(("identified", "shoe_covers", "civil_conduct", "correct_wording", "site_cleaned"), True)
SPECIALIST, MANAGER, STEWARD = ("service_specialist",), ("service_manager",), ("area_steward",)


@pytest.fixture
def visit(jinyang):
    """Does something with the on-site service GD-1, as its specialist unless somebody else is named."""
    opened = {"kind": "on_site_service", "customer_no": "U7", "requested_at": "2025-05-06T09:00"}
    with pytest.raises(RequestMissing):
        jinyang.ask(OpenOrder, roles=SPECIALIST, by="E2", order_no="GD-1", **opened)
    jinyang.ask(OpenOrder, roles=SPECIALIST, by="E2", order_no="GD-1", request_no="RQ-4", **opened)

    def do(message, roles=SPECIALIST, by="E2", **more):
        return jinyang.ask(message, roles=roles, by=by, order_no="GD-1", **more)

    do.running = jinyang
    return do


def upto_handled(visit):
    visit(AgreeAppointment, appointment_at="2025-05-08T10:00", at="2025-05-06T09:10")
    visit(FileApplication, purpose="報表無法打印", at="2025-05-07T09:00")
    visit(SignApplication, roles=MANAGER, by="M1", at="2025-05-07T10:00")
    visit(DepartForOrder, at="2025-05-08T09:20")
    visit(ArriveAtOrder, at="2025-05-08T10:05")
    return visit(HandleOrder, result="已換驅動", departments=["財務部", "人事部"], at="2025-05-08T11:00")


@pytest.mark.rule("FLD-04", "FLD-02", "FLD-37", "CON-18", "CON-19", "CON-20", "CON-21", "CON-22", "CON-23", "CUS-48")
def test_an_on_site_service_takes_every_step_in_order(visit):
    for early in (ArriveAtOrder, DepartForOrder):
        with pytest.raises(StepOutOfOrder):
            visit(early, at="2025-05-06T09:05")
    visit(AgreeAppointment, appointment_at="2025-05-08T10:00", at="2025-05-06T09:10")
    with pytest.raises(StepOutOfOrder):
        visit(DepartForOrder, at="2025-05-06T09:20")
    visit(FileApplication, purpose="報表無法打印", at="2025-05-07T09:00")
    with pytest.raises(StepOutOfOrder):
        visit(DepartForOrder, at="2025-05-07T09:05")
    with pytest.raises(SelfApproval):
        visit(SignApplication, roles=MANAGER, at="2025-05-07T10:00")
    with pytest.raises(ContentInvalid, match="service_manager"):
        visit(SignApplication, by="E3", at="2025-05-07T10:00")
    with pytest.raises(NotAllowed):
        visit(SignApplication, roles=("cleaner",), by="B1", at="2025-05-07T10:00")
    visit(SignApplication, roles=MANAGER, by="M1", at="2025-05-07T10:00")
    visit(DepartForOrder, at="2025-05-08T09:20")
    arrived = visit(ArriveAtOrder, at="2025-05-08T10:05")
    assert (arrived["minutes_late"], arrived["punctual"], arrived["response_minutes"]) == (5, True, 2945)
    done = visit(HandleOrder, result="已換驅動", departments=["財務部", "人事部"], at="2025-05-08T11:00")
    assert (done["record_due_on"], done["departments"], done["next_steps"]) == ("2025-05-09", ["財務部", "人事部"], ["feedback_signed"])
    with pytest.raises(StepOutOfOrder):
        visit(RecordOrderService, record_no="FW-88", at="2025-05-08T12:00")
    signed = visit(SignFeedback, feedback_no="FK-101", signatory="周主任", satisfied=True, at="2025-05-08T11:10")
    assert signed["call_back_due_on"] == "2025-05-09"
    recorded = visit(RecordOrderService, record_no="FW-88", at="2025-05-08T17:00")
    assert recorded["next_steps"] == ["called_back"]
    visit.running.say(CallBackMade, **{**CallBackMade.example, "source_no": "FK-101", "made_on": "2025-05-09"})
    ended = visit(GetOrder)
    assert (ended["state"], ended["next_steps"]) == ("called_back", [])
    assert [step["step"] for step in ended["steps"]] == [
        "requested", "appointed", "application_filed", "application_signed", "departed", "arrived", "handled", "feedback_signed",
        "recorded", "called_back",
    ]  # fmt: skip
    (form,) = visit.running.said(FeedbackFormSigned)
    assert (form["form_no"], form["specialist"], form["call_back_due_on"]) == ("FK-101", "E2", "2025-05-09")
    assert [one["minutes_late"] for one in visit.running.said(OrderReached)] == [5]
    why = visit(WhyOrder)["decisions"]
    assert {"application", "arrival", "response", "call_back_due", "record_due"} <= {one["name"] for one in why}


@pytest.mark.rule("FLD-04", "CUS-48")
def test_a_customer_may_be_called_back_before_the_service_is_written_down(visit):
    upto_handled(visit)
    visit(SignFeedback, feedback_no="FK-9", signatory="周主任", at="2025-05-08T11:10")
    visit.running.say(CallBackMade, **{**CallBackMade.example, "source_no": "FK-9", "made_on": "2025-05-09"})
    assert visit(GetOrder)["state"] == "feedback_signed"
    assert visit(RecordOrderService, record_no="FW-1", at="2025-05-09T10:00")["state"] == "called_back"


@pytest.mark.rule("FLD-09", "FLD-28", "FLD-34")
def test_a_register_of_past_orders_is_counted(gas):
    row = {"kind": "gas_on", "customer_no": "SH1", "requested_on": "2023-12-30", "handled_on": "2024-01-02", "staff_no": "F1"}
    rows = [
        row | {"order_no": "T1"}, row | {"order_no": "T2", "kind": "installation", "requested_on": "2024-02-01", "handled_on": ""},
        row | {"order_no": "T3", "kind": "fault_repair", "requested_on": "2024-02-01", "handled_on": "2024-02-03", "line": "boiler"},
        row | {"order_no": "T4", "kind": "fault_repair", "requested_on": "2023-02-01", "handled_on": "2023-02-03"},
        row | {"order_no": "T1"}, row | {"order_no": "T5", "handled_on": "2023-12-29"},
        row | {"order_no": "T6", "kind": "small_repair", "category": "garden"},
    ]  # fmt: skip
    for _ in range(2):
        outcomes = gas.send(RecordPastOrder, rows, roles=("business_centre_team_leader",))
        assert [one["reason"] for one in outcomes[4:]] == ["duplicate_number", "field_moments_reversed", "unknown_category"]
        assert [one["reason"] for one in outcomes[:4]] == [None] * 4
    figures = gas.ask(GetOrderFigures, roles=MANAGER, year=2024)
    assert (figures["received"], figures["handled"], figures["lines"]) == (2, 1, {"boiler": 1})
    assert figures["households"] == {"safety_inspection": 0, "installation": 0, "gas_on": 1}
    assert figures["faults"] == {"now": 1, "before": 1, "change": 0, "change_percent": "0.00"}
    assert len(gas.said(OrderHandled, count=3)) == 3
    assert gas.said(GasTurnedOn, count=0) == []


@pytest.mark.rule("CON-23")
def test_a_service_that_is_not_recorded_is_told_after_its_day(visit, due):
    upto_handled(visit)
    due(visit.running, "2025-05-09")
    assert visit.running.said(OrderRecordMissing, count=0) == []
    due(visit.running, "2025-05-10")
    (missing,) = visit.running.said(OrderRecordMissing)
    assert (missing["staff_nos"], missing["due_on"]) == (["E2"], "2025-05-09")
    due(visit.running, "2025-05-11")
    assert len(visit.running.said(OrderRecordMissing, count=0)) == 1


@pytest.mark.rule("FLD-38")
def test_training_follows_the_installed_software(jinyang):
    opened = {"customer_no": "U9", "requested_at": "2025-05-06T09:00"}
    with pytest.raises(StateConflict):
        jinyang.ask(OpenOrder, roles=SPECIALIST, order_no="PX-1", kind="software_training", **opened)
    jinyang.ask(OpenOrder, roles=SPECIALIST, order_no="RJ-1", kind="software_installation", **opened)
    steps = [
        (AgreeAppointment, {"appointment_at": "2025-05-07T10:00"}), (FileApplication, {"purpose": "安裝"}), (SignApplication, {}),
        (DepartForOrder, {}), (ArriveAtOrder, {}),
    ]  # fmt: skip
    for message, facts in steps:
        who = {"roles": MANAGER, "by": "M1"} if message is SignApplication else {"roles": SPECIALIST, "by": "E2"}
        jinyang.ask(message, order_no="RJ-1", **who, **facts)
    with pytest.raises(StateConflict, match="environment"):
        jinyang.ask(HandleOrder, roles=SPECIALIST, by="E2", order_no="RJ-1", result="已安裝")
    assert jinyang.said(OrderHandled, count=0) == []


@pytest.mark.rule("FLD-01", "FLD-09", "FLD-10", "FLD-27")
def test_a_small_repair_is_closed_with_its_checklist_and_what_was_not_kept_is_a_finding(estate):
    told = {"kind": "small_repair", "category": "civil", "unit_no": "D1", "requested_at": "2025-05-06T09:00"}
    opened = estate.ask(OpenOrder, roles=STEWARD, order_no="WX-1", **told)
    assert (opened["area"], opened["next_steps"]) == ("DC", ["assigned", "appointed", "departed", "arrived", "handled"])
    estate.ask(AssignOrder, roles=STEWARD, order_no="WX-1", staff_nos=["W3"], at="2025-05-06T09:05")
    work = {"roles": STEWARD, "by": "W3", "order_no": "WX-1", "result": "已修", "handling": "glass_doors_windows"}
    with pytest.raises(StateConflict):
        estate.ask(HandleOrder, **work)
    assert estate.said(OrderHandled, count=0) == []
    done = estate.ask(HandleOrder, **work, entry_checklist={**KEPT, "shoe_covers": False}, at="2025-05-06T15:00")
    assert (done["outcome"], done["entry_findings"], done["next_steps"]) == ("handled", ["shoe_covers"], [])
    (found,) = estate.said(FindingRaised)
    assert (found["finding_no"], found["responsible"], found["due_on"]) == ("WX-1-shoe_covers", "W3", "2025-05-09")
    estate.settle()
    assert [one["item"] for one in estate.ask(ListFindings, roles=STEWARD, source="work_order", state="open")["items"]] == ["shoe_covers"]
    with pytest.raises(StepOutOfOrder):
        estate.ask(CancelOrder, roles=STEWARD, order_no="WX-1", reason="-")
    figures = estate.ask(GetOrderFigures, roles=STEWARD, year=2025)
    assert (figures["received"], figures["handled"], figures["civil_by_handling"]) == (1, 1, {"glass_doors_windows": 1})
    estate.ask(ReclassifyOrder, roles=STEWARD, order_no="WX-1", category="lift", reason="實為電梯")
    figures = estate.ask(GetOrderFigures, roles=STEWARD, year=2025)
    assert (figures["civil_by_handling"], figures["categories"]["lift"]["received"]) == ({}, 1)


@pytest.mark.rule("FLD-39")
def test_a_paid_service_becomes_a_receivable(estate):
    told = {"kind": "special_service", "unit_no": "D1", "price": "80", "description": "擦窗", "requested_at": "2025-05-06T09:00"}
    estate.ask(OpenOrder, roles=STEWARD, order_no="TY-1", **told)
    estate.ask(HandleOrder, roles=STEWARD, order_no="TY-1", result="已擦", entry_checklist=KEPT, at="2025-05-06T12:00")
    (charged,) = estate.said(SpecialServiceCharged)
    assert (charged["amount"], charged["unit_no"], charged["service_name"], charged["earns_points"]) == ("80.00", "D1", "擦窗", True)


@pytest.mark.rule("FLD-33")
def test_orders_go_to_a_crew_that_has_the_skill_and_room(gas):
    leader = ("business_centre_team_leader",)
    gas.ask(PutCrew, roles=leader, crew_no="AZ-1", skills=["safety_inspection"], members=["F1", "F2"], orders_per_day=1)
    for number in (1, 2, 3):
        told = {"kind": "safety_inspection", "customer_no": "SH1", "area": "北區", "requested_at": f"2025-03-10T0{number}:00"}
        gas.ask(OpenOrder, roles=leader, order_no=f"AJ-{number}", **told)
    backlog = gas.ask(GetOrderBacklog, roles=leader, kind="safety_inspection")["kinds"][0]
    assert (backlog["waiting"], backlog["capacity_per_day"], backlog["working_days"], backlog["oldest_requested_on"]) == (
        3,
        1,
        3,
        "2025-03-10",
    )
    first = gas.ask(AssignOrder, roles=leader, order_no="AJ-1", planned_on="2025-03-12")
    assert (first["crew_no"], first["staff_nos"], first["planned_on"]) == ("AZ-1", ["F1", "F2"], "2025-03-12")
    with pytest.raises(CrewFull):
        gas.ask(AssignOrder, roles=leader, order_no="AJ-2", crew_no="AZ-1", planned_on="2025-03-12")
    gas.ask(AssignOrder, roles=leader, order_no="AJ-2", crew_no="AZ-1", planned_on="2025-03-13")
    listed = gas.ask(ListOrders, roles=leader, kind="safety_inspection", state="requested")
    assert [one["order_no"] for one in listed["items"]] == ["AJ-3"]
    listed = gas.ask(ListOrders, roles=leader, staff_no="F1", state="open")
    assert [one["order_no"] for one in listed["items"]] == ["AJ-2", "AJ-1"]
    assert len(gas.said(OrderOpened, count=3)) == 3


@pytest.mark.rule("FLD-35", "FLD-36")
def test_rectifications_belong_to_a_project_and_a_line(gas):
    gas.ask(
        PutProject,
        roles=MANAGER,
        project_no="WZ-1",
        title="梧州醫廢",
        kind="installation_rectification",
        line="medical_waste",
        parts=["安裝"],
    )
    told = {"kind": "retrofit", "line": "medical_waste", "project_no": "WZ-1", "requested_at": "2025-05-06T09:00"}
    opened = gas.ask(OpenOrder, roles=MANAGER, order_no="ZG-1", **told)
    assert (opened["project_no"], opened["line"]) == ("WZ-1", "medical_waste")
    assert gas.ask(GetOrderFigures, roles=MANAGER, year=2025)["lines"] == {"medical_waste": 1}


@pytest.mark.rule("FLD-28", "FLD-33")
def test_no_order_comes_from_the_future_and_nobody_who_does_not_exist_is_sent(gas):
    leader, order = ("business_centre_team_leader",), {"order_no": "AJ-9", "kind": "safety_inspection", "customer_no": "SH1"}
    with pytest.raises(ValidationFailed):
        gas.ask(OpenOrder, roles=leader, requested_at="2046-01-01T09:00", **order)
    gas.ask(OpenOrder, roles=leader, by="L1", requested_at="2025-03-10T09:00", **order)
    posts = [{"since": "2020-01-01", "roles": list(leader), "reports_to": None}]
    gas.say(StaffRegistered, staff_no="L1", name="組長", joined_on="2020-01-01", posts=posts)
    with pytest.raises(UnknownStaff):
        gas.ask(AssignOrder, roles=leader, by="L1", order_no="AJ-9", staff_nos=["GHOST"])
    assert gas.ask(AssignOrder, roles=leader, by="L1", order_no="AJ-9", staff_nos=["L1"])["staff_nos"] == ["L1"]

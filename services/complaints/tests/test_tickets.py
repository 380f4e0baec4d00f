"""Repairs, omitted works, notices and figures on a real bus and store (CMP-51..56)."""

import pytest

from kefu_complaints.service import Complaints
from kefu_messages import platform
from kefu_messages.attendance import StaffRegistered
from kefu_messages.complaints import (
    AdvanceTicket,
    CaseClosed,
    CaseHandled,
    CaseOpened,
    CaseOverdue,
    CaseRevisited,
    CloseCase,
    DatesOutOfOrder,
    GetComplaintFigures,
    GetTicketFigures,
    LinkOrder,
    ListNotices,
    NoticePublished,
    OpenCase,
    PublishNotice,
    RecordOmittedWorks,
    RecordTicket,
    TransitionRefused,
)
from kefu_messages.customers import UnitRegistered
from kefu_messages.errors import NotFound, UnknownCategory, UnknownStaff, ValidationFailed

STEWARD, MANAGER = ("area_steward",), ("property_manager",)
RUN = next(item for item in platform.built_ins("complaints") if item.__name__ == "RunDue")
ROW = {
    "ticket_no": "WX1", "reported_on": "2024-01-01", "unit_no": "D06-504", "location": "", "category": "water_electric", "handling": "",
    "description": "水錶漏水", "channel": "phone", "handled_on": "2024-01-02", "revisited_on": "2024-01-04",
}  # fmt: skip


@pytest.fixture
def estate(shared):
    shared.organisation = "shenpu_property"
    inside = shared.start(Complaints)
    unit = {**UnitRegistered.example, "unit_no": "D06-504", "area": "DC"}
    inside.say(UnitRegistered, **unit)
    return inside


def advance(estate, step, at, **more):
    return estate.ask(AdvanceTicket, roles=STEWARD, by="W01", ticket_no="T1", step=step, at=at, **more)


@pytest.mark.rule("CMP-51", "CMP-52")
def test_a_file_of_repairs_is_taken_row_by_row_and_counted(estate):
    rows = [
        ROW, {**ROW, "ticket_no": "WX2", "category": "civil", "handling": "self_repaired", "revisited_on": ""},
        {**ROW, "ticket_no": "WX3", "handled_on": "", "revisited_on": "", "unit_no": ""}, {**ROW, "description": "又一次"},
        {**ROW, "ticket_no": "WX4", "category": "garden"}, {**ROW, "ticket_no": "WX5", "unit_no": "X9-999"},
        {**ROW, "ticket_no": "WX6", "handled_on": "2023-12-31"}, {**ROW, "ticket_no": "WX7", "reported_on": "2025-01-01", "handled_on": ""},
    ]  # fmt: skip
    outcomes = estate.send(RecordTicket, rows, roles=STEWARD)
    assert [(one["line"], one["reason"]) for one in outcomes if one["reason"]] == [
        (5, "duplicate_ticket"), (6, "unknown_category"), (7, "unknown_unit"), (8, "handled_before_reported"),
    ]  # fmt: skip
    figures = estate.ask(GetTicketFigures, roles=STEWARD, year=2024)
    assert (figures["received"], figures["handled"], figures["open"], figures["handled_percent"]) == (3, 2, 1, "66.6667")
    assert figures["categories"]["civil"] == {"received": 1, "handled": 1, "handled_percent": "100.0000"}
    assert (figures["civil_by_handling"], figures["handled_without_revisit"]) == ({"self_repaired": 1}, 1)
    assert {one["case_no"]: one["area"] for one in estate.said(CaseOpened, count=4)} == {"WX1": "DC", "WX2": "DC", "WX3": None, "WX7": "DC"}
    assert [one["case_no"] for one in estate.said(CaseHandled, count=2)] == ["WX1", "WX2"]
    assert [one["case_no"] for one in estate.said(CaseRevisited, count=2)] == ["WX1", "WX7"]
    (closed,) = estate.said(CaseClosed)
    assert (closed["case_no"], closed["handled_on"], closed["closed_on"], closed["days_open"]) == ("WX1", "2024-01-02", "2024-01-04", 3)
    assert {one["state"] for one in estate.send(RecordTicket, rows[:1], roles=STEWARD)} == {"accepted"}
    assert len(estate.said(CaseOpened, count=0)) == 4


@pytest.mark.rule("CMP-51", "CMP-53")
def test_a_ticket_takes_its_steps_in_order_and_is_closed_after_the_revisit(estate):
    told = {"category": "lift", "channel": "phone", "description": "電梯異響", "unit_no": "D06-504"}
    opened = estate.ask(RecordTicket, roles=STEWARD, ticket_no="T1", reported_on="2025-05-06", reported_at="2025-05-06T09:00", **told)
    assert (opened["state"], opened["first_response_due_at"]) == ("accepted", "2025-05-06T10:00+08:00")
    advance(estate, "dispatched", "2025-05-06T09:10", to_staff_no="W03")
    for early in ("revisited", "closed", "replied"):
        with pytest.raises(TransitionRefused):
            advance(estate, early, "2025-05-06T09:20")
    with pytest.raises(TransitionRefused):
        estate.ask(CloseCase, roles=STEWARD, case_no="T1")
    assert estate.said(CaseRevisited, count=0) == []
    advance(estate, "followed_up", "2025-05-06T11:00")
    with pytest.raises(Exception, match="before"):
        advance(estate, "replied", "2025-05-06T10:00")
    advance(estate, "replied", "2025-05-06T15:00", note="已換軸承")
    with pytest.raises(TransitionRefused):
        advance(estate, "closed", "2025-05-06T15:10")
    advance(estate, "revisited", "2025-05-08T09:00", satisfied=True)
    closed = advance(estate, "closed", "2025-05-08T09:05")
    assert [step["what"] for step in closed["steps"]] == ["recorded", "dispatched", "followed_up", "replied", "revisited", "closed"]
    (handled,) = estate.said(CaseHandled)
    assert (handled["handled_on"], handled["in_time"], handled["handled_by"]) == ("2025-05-06", True, "W03")
    assert [(one["revisited_on"], one["satisfied"]) for one in estate.said(CaseRevisited)] == [("2025-05-08", True)]


@pytest.mark.rule("CMP-55")
def test_omitted_works_without_feedback_are_told_after_their_day(estate):
    told = {"unit_no": "D06-504", "reported_on": "2025-04-01", "department": "engineering", "description": "陽台未做防水"}
    works = estate.ask(RecordOmittedWorks, roles=STEWARD, ticket_no="T1", **told)
    assert (works["department"], works["state"]) == ("engineering", "accepted")
    estate.ask(RUN, roles=("system_administrator",), as_of="2025-04-15")
    assert estate.said(CaseOverdue, count=0) == []
    estate.ask(RUN, roles=("system_administrator",), as_of="2025-04-16")
    (late,) = estate.said(CaseOverdue)
    assert (late["term"], late["to_role"], late["because"]) == ("feedback", "property_manager", ["CMP-55"])


@pytest.mark.rule("CMP-54")
def test_a_notice_is_seen_in_its_area_on_its_days(estate):
    notice = {"notice_no": "GG-1", "area": "AC", "text": "5月3日 9-12時停水", "shown_from": "2025-05-01", "shown_until": "2025-05-03"}
    estate.ask(PublishNotice, roles=STEWARD, by="W01", **notice)
    assert [one["notice_no"] for one in estate.said(NoticePublished)] == ["GG-1"]
    seen = {day: len(estate.ask(ListNotices, roles=STEWARD, area="AC", on=f"2025-05-{day}")["items"]) for day in ("01", "03", "04")}
    assert seen == {"01": 1, "03": 1, "04": 0}
    assert estate.ask(ListNotices, roles=STEWARD, area="DC", on="2025-05-02")["items"] == []


@pytest.mark.rule("CMP-52", "CMP-56")
def test_complaints_are_counted_by_category_and_cause_with_the_waits_behind_them(estate):
    complaint = {"kind": "complaint", "channel": "phone", "text": "等太久", "received_at": "2025-11-20T10:00"}
    with pytest.raises(UnknownCategory):
        estate.ask(OpenCase, roles=STEWARD, case_no="K1", category="noise", **complaint)
    with pytest.raises(NotFound):
        estate.ask(CloseCase, roles=STEWARD, case_no="K1")
    estate.ask(OpenCase, roles=STEWARD, case_no="K1", category="engineering", **complaint)
    estate.ask(OpenCase, roles=STEWARD, case_no="K2", category="service_attitude", cause="attitude", **complaint)
    order = {"order_no": "TQ-1", "order_kind": "gas_on", "ordered_on": "2025-11-01", "served_on": "2025-11-25"}
    estate.ask(LinkOrder, roles=STEWARD, case_no="K1", **order)
    figures = estate.ask(GetComplaintFigures, roles=MANAGER, year=2025)
    assert (figures["total"], figures["categories"]) == (2, {"engineering": 1, "service_attitude": 1})
    assert figures["causes"] == {"attitude": 1, "waiting_time": 1}
    assert figures["waits"] == [{"case_no": "K1", "order_no": "TQ-1", "order_kind": "gas_on", "waiting_days": 24}]


@pytest.mark.rule("CMP-51", "CMP-53")
def test_a_ticket_contradicts_neither_itself_nor_the_calendar_nor_the_register(estate):
    told = {"category": "lift", "channel": "phone", "reported_on": "2025-05-06"}
    for wrong in ({"revisited_on": "2025-05-07"}, {"handled_on": "2025-05-07", "revisited_on": "2025-05-06"}):
        with pytest.raises(DatesOutOfOrder):
            estate.ask(RecordTicket, roles=STEWARD, ticket_no="T4", **told, **wrong)
    for ahead in ({"reported_on": "2099-01-01"}, {"handled_on": "2099-01-01"}):
        with pytest.raises(ValidationFailed):
            estate.ask(RecordTicket, roles=STEWARD, ticket_no="T4", **{**told, **ahead})
    estate.ask(RecordTicket, roles=STEWARD, ticket_no="T4", **told)
    posts = [{"since": "2020-01-01", "roles": list(STEWARD), "reports_to": None}]
    estate.say(StaffRegistered, staff_no="E1", name="員工", joined_on="2020-01-01", posts=posts)
    step = {"ticket_no": "T4", "step": "dispatched", "at": "2025-05-06T09:10"}
    with pytest.raises(UnknownStaff):
        estate.ask(AdvanceTicket, roles=STEWARD, by="E1", to_staff_no="GHOST", **step)
    assert estate.ask(AdvanceTicket, roles=STEWARD, by="E1", to_staff_no="E1", **step)["owner"] == "E1"


@pytest.mark.rule("CMP-51", "CMP-52")
def test_a_repair_of_a_file_need_not_say_how_it_was_reported_nor_leave_empty_how_civil_ones_are_handled(estate):
    row = {"ticket_no": "T9", "reported_on": "2012-05-06", "category": "lift", "channel": "", "unit_no": "", "handled_on": ""}
    rows = [row, {**row, "ticket_no": "T8", "channel": "pigeon"}, {**row, "ticket_no": "T7", "handling": "self_repaired"}]
    assert [outcome["reason"] for outcome in estate.send(RecordTicket, rows, roles=STEWARD)] == [None, "channel_not_allowed", None]

"""Tickets, vacant units, renovations, and rounds that were not made, on a real bus and store."""

import pytest

from kefu_messages.complaints import CaseClosed, CaseHandled, CaseOpened
from kefu_messages.customers import UnitChanged, UnitRegistered
from kefu_messages.errors import ContentInvalid, TooManyEntries
from kefu_messages.fieldwork import (
    CheckMissing,
    CloseRenovationFile,
    CorrectFinding,
    FindingRaised,
    GetCheckDay,
    GetOrder,
    GetOrderFigures,
    GetPatrolDay,
    GetRenovationGaps,
    GetVacantRound,
    ListFindings,
    OpenRenovationFile,
    OrderHandled,
    OrderOpened,
    PatrolMade,
    PutServiceArea,
    RecordAreaCheck,
    RecordPatrol,
    RecordRenovationInspection,
    RecordVacantInspection,
    RenovationFileOpen,
    RenovationUnfinished,
    ReviewStaffing,
    VacantUnitInspected,
)

STEWARD, MANAGER, CLERK = ("area_steward",), ("property_manager",), ("duty_clerk",)
ROW = {
    "inspection_no": "XJ1", "unit_no": "D1", "inspected_on": "2024-07-01", "inspector": "孫玉勇", "defect": "yes", "not_cleaned": "no",
    "cable_stolen": "yes",
}  # fmt: skip


@pytest.mark.rule("FLD-09")
def test_a_repair_ticket_becomes_an_order_whichever_of_its_events_comes_first(estate):
    ticket = {**CaseOpened.example, "case_no": "WX1", "kind": "repair", "unit_no": "D1"}
    done = {**CaseHandled.example, "kind": "repair", "unit_no": "D1", "handled_on": "2024-01-02"}
    with estate.together():
        estate.say(CaseOpened, **ticket)
        estate.say(CaseHandled, **{**done, "case_no": "WX2"})
        estate.say(CaseOpened, **{**ticket, "case_no": "K1", "kind": "complaint"})
    estate.say(CaseOpened, **{**ticket, "case_no": "WX2"})
    assert estate.ask(GetOrder, roles=STEWARD, order_no="WX1")["state"] == "requested"
    handled = estate.ask(GetOrder, roles=STEWARD, order_no="WX2")
    assert (handled["state"], handled["handled_on"], handled["case_no"]) == ("handled", "2024-01-02", "WX2")
    estate.say(CaseHandled, **{**done, "case_no": "WX1", "handled_on": "2024-01-05"})
    figures = estate.ask(GetOrderFigures, roles=STEWARD, year=2024)
    assert (figures["received"], figures["handled"], figures["categories"]["water_electric"]["received"]) == (2, 2, 2)
    assert [one["elsewhere"] for one in estate.said(OrderHandled, count=2)] == [True, True]
    assert len(estate.said(OrderOpened, count=0)) == 2


@pytest.mark.rule("FLD-09")
def test_a_ticket_merged_into_another_one_needs_no_work(estate):
    estate.say(CaseOpened, **{**CaseOpened.example, "case_no": "WX3", "kind": "repair"})
    estate.say(CaseClosed, **{**CaseClosed.example, "case_no": "WX3", "kind": "repair", "handled_on": None, "outcome": "merged"})
    assert estate.ask(GetOrder, roles=STEWARD, order_no="WX3")["state"] == "cancelled"
    assert estate.ask(GetOrderFigures, roles=STEWARD, year=2024)["received"] == 0


@pytest.mark.rule("FLD-11", "FLD-12", "FLD-27")
def test_a_file_of_inspections_of_vacant_units(estate):
    estate.say(
        UnitRegistered,
        **{**UnitRegistered.example, "unit_no": "D3", "handed_over_on": "2022-05-01", "occupancy": None, "occupied_since": None},
    )
    moved = {
        "what": "moved_in",
        "on": "2024-08-01",
        "occupancy": "decorated",
        "occupied_since": "2024-08-01",
        "handed_over_on": "2022-05-01",
    }
    estate.say(UnitChanged, **{**UnitChanged.example, "unit_no": "D1", **moved})
    rows = [
        ROW, ROW | {"inspector": "又"}, ROW | {"inspection_no": "XJ2", "unit_no": "X9"},
        ROW | {"inspection_no": "XJ3", "inspected_on": "2024-08-01"}, ROW | {"inspection_no": "XJ4", "inspected_on": "2024-07-31"},
        ROW | {"inspection_no": "XJ5", "unit_no": "D3", "defect": "no", "cable_stolen": "", "inspected_on": "2024-09-30"},
        ROW | {"inspection_no": "XJ6", "unit_no": "D2"}, ROW | {"inspection_no": "XJ7", "unit_no": ""},
    ]  # fmt: skip
    outcomes = estate.send(RecordVacantInspection, rows, roles=STEWARD)
    assert [(one["line"], one["reason"]) for one in outcomes if one["reason"]] == [
        (3, "duplicate_inspection"), (4, "unknown_unit"), (5, "unit_occupied"), (8, "unit_occupied"), (9, "unknown_unit"),
    ]  # fmt: skip
    estate.settle()
    figures = estate.ask(GetVacantRound, roles=STEWARD, year=2024)
    assert (figures["inspected"], figures["in_round"], figures["vacant"], figures["round_percent"]) == (2, 2, 1, "200")
    assert figures["findings"] == {"defect": 1, "not_cleaned": 0, "cable_stolen": 1}
    assert len(estate.said(VacantUnitInspected, count=3)) == 3
    assert len(estate.ask(ListFindings, roles=STEWARD, source="vacant_unit")["items"]) == 4
    assert {one["state"] for one in estate.send(RecordVacantInspection, rows[:1], roles=STEWARD)} == {"accepted"}
    assert len(estate.said(VacantUnitInspected, count=0)) == 3


@pytest.mark.rule("FLD-07", "FLD-08")
def test_one_household_has_one_file_and_it_is_closed_with_its_last_problem(estate):
    assert estate.ask(GetRenovationGaps, roles=STEWARD) == {"under_decoration": 1, "files": 0, "without_file": ["D2"]}
    estate.ask(OpenRenovationFile, roles=STEWARD, file_no="ZX-1", unit_no="D2", opened_on="2024-03-01")
    with pytest.raises(RenovationFileOpen):
        estate.ask(OpenRenovationFile, roles=STEWARD, file_no="ZX-2", unit_no="D2", opened_on="2024-03-02")
    assert estate.ask(GetRenovationGaps, roles=STEWARD)["without_file"] == []
    stages = ("demolition", "water_and_electricity", "waterproofing", "masonry", "completion")
    for stage in stages:
        problems = ["防水不足"] if stage == "waterproofing" else []
        told = {"stage": stage, "inspected_on": "2024-03-12", "problems": problems}
        file = estate.ask(RecordRenovationInspection, roles=STEWARD, by="W1", file_no="ZX-1", **told)
    assert file["stages_missing"] == []
    estate.settle()
    (problem,) = estate.ask(ListFindings, roles=STEWARD, source="renovation")["items"]
    assert (problem["unit_no"], problem["responsible"], problem["due_on"]) == ("D2", "contractor", "2024-03-19")
    with pytest.raises(RenovationUnfinished):
        estate.ask(CloseRenovationFile, roles=STEWARD, file_no="ZX-1", closed_on="2024-06-30")
    right = {"finding_no": problem["finding_no"], "corrected_on": "2024-03-15", "correction": "已補"}
    estate.ask(CorrectFinding, roles=STEWARD, by="W2", **right)
    assert estate.ask(CloseRenovationFile, roles=STEWARD, file_no="ZX-1", closed_on="2024-06-30")["state"] == "closed"
    again = estate.ask(OpenRenovationFile, roles=STEWARD, file_no="ZX-3", unit_no="D2", opened_on="2024-07-01")
    assert again["state"] == "open"


@pytest.mark.rule("FLD-08")
def test_a_renovation_file_holds_so_many_inspections_and_no_more(estate, monkeypatch):
    monkeypatch.setattr("kefu_fieldwork.service.renovations.MOST_INSPECTIONS", 2)
    estate.ask(OpenRenovationFile, roles=STEWARD, file_no="ZX-1", unit_no="D2", opened_on="2024-03-01")
    told = {"file_no": "ZX-1", "stage": "demolition", "inspected_on": "2024-03-12", "problems": []}
    for _ in range(2):
        estate.ask(RecordRenovationInspection, roles=STEWARD, by="W1", **told)
    with pytest.raises(TooManyEntries):
        estate.ask(RecordRenovationInspection, roles=STEWARD, by="W1", **{**told, "problems": ["防水不足"]})
    assert estate.said(FindingRaised, count=0) == []


@pytest.mark.rule("FLD-06", "FLD-18", "FLD-19", "FLD-20", "CHK-35")
def test_rounds_that_were_not_made_are_told_the_next_day(estate, due):
    estate.ask(PutServiceArea, roles=MANAGER, area_no="B", team="steward", staff=["W1"])
    estate.ask(PutServiceArea, roles=MANAGER, area_no="A", team="outer_cleaning", staff=["B1", "B2", "B3"])
    due(estate, "2024-06-03")
    rows = [
        {"patrol_no": "XC-1", "area": "B", "patrolled_at": "2024-06-03T09:40", "steward": "W1", "hygiene_ok": "no", "facilities_ok": "yes"},
        {"patrol_no": "XC-1", "area": "B", "patrolled_at": "2024-06-03T15:40", "steward": "W1"},
    ]  # fmt: skip
    assert [one["reason"] for one in estate.send(RecordPatrol, rows, roles=STEWARD)] == [None, "duplicate_number"]
    assert estate.ask(GetPatrolDay, roles=STEWARD, on="2024-06-03")["areas"] == {"B": {"made": ["morning"], "missing": ["afternoon"]}}
    seen = {"occasion": "hygiene", "area": "A", "checked_at": "2024-06-03T10:00", "observed": [{"item": "FLD-18", "met": True}]}
    estate.ask(RecordAreaCheck, roles=STEWARD, check_no="WS-1", level="area_steward", **seen)
    with pytest.raises(ContentInvalid, match="area_steward"):
        estate.ask(RecordAreaCheck, roles=("cleaner",), check_no="WS-2", level="area_steward", **seen)
    assert estate.ask(GetCheckDay, roles=STEWARD, on="2024-06-03")["hygiene"]["A"]["missing_daily"] == ["team_leader"]
    due(estate, "2024-06-04")
    told = {one["missing"] for one in estate.said(CheckMissing, count=6) if one["period"] == "2024-06-03"}
    assert told == {"patrol.B.afternoon.2024-06-03", "hygiene.A.team_leader.2024-06-03"}
    due(estate, "2024-07-01")
    assert "spot_check.administration.2024-06" in {one["missing"] for one in estate.said(CheckMissing, count=0)}
    assert [one["half"] for one in estate.said(PatrolMade)] == ["morning"]
    estate.settle()
    assert [one["item"] for one in estate.ask(ListFindings, roles=STEWARD, source="patrol")["items"]] == ["hygiene"]
    review = estate.ask(ReviewStaffing, roles=STEWARD)
    assert review["findings"] == {"A": {"subject": "A", "what": "understaffed", "has": 3, "required": 4}}

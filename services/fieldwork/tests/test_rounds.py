"""Tickets, rounds, checks, findings, renovations, assets, areas and what comes due, on a real bus and store."""

import pytest

from kefu_messages.complaints import CaseClosed, CaseHandled, CaseOpened
from kefu_messages.customers import UnitChanged, UnitRegistered
from kefu_messages.errors import ContentInvalid, SelfApproval, StateConflict, TooManyEntries
from kefu_messages.fieldwork import (
    AreaCheckMade,
    AssetFailed,
    CheckMissing,
    CloseRenovationFile,
    ClosingTickMissing,
    CorrectFinding,
    FindingClosed,
    FindingOverdue,
    FindingRaised,
    FinishProjectPart,
    GetAreaChecklist,
    GetAsset,
    GetAssetFigures,
    GetCheckDay,
    GetFinding,
    GetFindingFigures,
    GetMaintenanceGaps,
    GetOrder,
    GetOrderFigures,
    GetPatrolDay,
    GetRenovationGaps,
    GetSafetyDays,
    GetSafetyYear,
    GetStaffingFigures,
    GetVacantRound,
    ListAreaChecks,
    ListFindings,
    MaintenanceMissed,
    OpenRenovationFile,
    OrderHandled,
    OrderOpened,
    PatrolMade,
    ProjectClosed,
    PutProject,
    PutServiceArea,
    RecordAccident,
    RecordAreaCheck,
    RecordDeparture,
    RecordGreeningTask,
    RecordMaintenance,
    RecordPatrol,
    RecordRenovationInspection,
    RecordStaffing,
    RecordVacantInspection,
    RegisterAsset,
    ReinspectFinding,
    RenovationFileOpen,
    RenovationUnfinished,
    ReportFinding,
    ReviewStaffing,
    VacantUnitInspected,
    WithdrawAccident,
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
        ROW | {"inspection_no": "XJ6", "unit_no": "D2"},
    ]  # fmt: skip
    outcomes = estate.send(RecordVacantInspection, rows, roles=STEWARD)
    assert [(one["line"], one["reason"]) for one in outcomes if one["reason"]] == [
        (3, "duplicate_inspection"), (4, "unknown_unit"), (5, "unit_occupied"), (8, "unit_occupied"),
    ]  # fmt: skip
    estate.settle()
    figures = estate.ask(GetVacantRound, roles=STEWARD, year=2024)
    assert (figures["inspected"], figures["in_round"], figures["vacant"], figures["round_percent"]) == (2, 2, 1, "200")
    assert figures["findings"] == {"defect": 1, "not_cleaned": 0, "cable_stolen": 1}
    assert len(estate.said(VacantUnitInspected, count=3)) == 3
    assert len(estate.ask(ListFindings, roles=STEWARD, source="vacant_unit")["items"]) == 4
    assert {one["state"] for one in estate.send(RecordVacantInspection, rows[:1], roles=STEWARD)} == {"accepted"}
    assert len(estate.said(VacantUnitInspected, count=0)) == 3


@pytest.mark.rule("FLD-27", "FLD-32", "FLD-19")
def test_a_hazard_is_followed_until_somebody_else_has_seen_it_gone(estate, due):
    hazard = {"source": "hazard", "level": "major", "description": "膠管老化", "unit_no": "D1", "found_on": "2025-03-12"}
    with pytest.raises(ContentInvalid):
        estate.ask(ReportFinding, roles=STEWARD, by="W1", finding_no="YH-1", responsible="F1", **{**hazard, "level": "huge"})
    reported = estate.ask(ReportFinding, roles=STEWARD, by="W1", finding_no="YH-1", responsible="F1", **hazard)
    assert (reported["due_on"], reported["area"]) == ("2025-03-15", "DC")
    due(estate, "2025-03-15")
    assert estate.said(FindingOverdue, count=0) == []
    due(estate, "2025-03-16")
    assert [one["finding_no"] for one in estate.said(FindingOverdue)] == ["YH-1"]
    assert len(estate.ask(ListFindings, roles=STEWARD, state="overdue")["items"]) == 1
    put_right = {"roles": STEWARD, "by": "F1", "finding_no": "YH-1", "corrected_on": "2025-03-17", "correction": "已換"}
    assert estate.ask(CorrectFinding, **put_right)["state"] == "corrected"
    look = {"finding_no": "YH-1", "roles": STEWARD, "inspected_on": "2025-03-18"}
    with pytest.raises(SelfApproval):
        estate.ask(ReinspectFinding, by="F1", removed=True, **look)
    assert estate.ask(ReinspectFinding, by="W1", removed=False, **look)["state"] == "open"
    estate.ask(CorrectFinding, **{**put_right, "corrected_on": "2025-03-19"})
    assert estate.ask(ReinspectFinding, by="W1", removed=True, **{**look, "inspected_on": "2025-03-20"})["state"] == "closed"
    assert [one["closed_on"] for one in estate.said(FindingClosed)] == ["2025-03-20"]
    figures = estate.ask(GetFindingFigures, roles=STEWARD, found_from="2025-03-01", found_until="2025-03-31")
    assert (figures["found"], figures["corrected"], figures["correction_rate"]) == (1, 1, "100")
    assert len(estate.said(FindingRaised, count=0)) == 1


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


@pytest.mark.rule("CHK-51", "CHK-47", "CHK-54", "CHK-55", "CHK-56")
def test_the_hall_is_checked_and_each_finding_has_its_responsible(gas):
    listed = gas.ask(GetAreaChecklist, roles=CLERK, section="opening")["items"]
    assert [(one["item"], one["responsible"], one["due_days"]) for one in listed] == [
        ("CHK-46", "duty_clerk", 0),
        ("CHK-54", "duty_clerk", 0),
    ]
    observed = [{"item": "CHK-51", "seen": ["dispenser", "water"]}, {"item": "CHK-47", "seen": ["notices", "announcements"]}]
    seen = {"occasion": "round", "area": "hall", "level": "supervisor", "checked_at": "2025-06-03T10:30"}
    check = gas.ask(RecordAreaCheck, roles=CLERK, by="Z1", check_no="JC-1", observed=observed, **seen)
    assert (check["ready"], check["findings"]) == (False, ["JC-1-1", "JC-1-2"])
    gas.settle()
    found = {number: gas.ask(GetFinding, roles=CLERK, finding_no=number) for number in check["findings"]}
    assert [one["responsible"] for one in found.values()] == ["duty_clerk", "business_centre_team_leader"]
    assert {one["due_on"] for one in found.values()} == {"2025-06-06"}
    ready = [{"item": "CHK-54", "seen": ["equipment", "supplies", "blank_forms", "environment"]}]
    gas.ask(
        RecordAreaCheck, roles=CLERK, check_no="JC-2", observed=ready, **{**seen, "occasion": "opening", "checked_at": "2025-06-03T08:20"}
    )
    left = gas.ask(RecordDeparture, roles=CLERK, staff_no="K02", left_at="2025-06-03T18:05", ticked=["equipment_off"])
    assert (left["closing_ticked"], left["warned"]) == (False, True)
    assert [one["missing"] for one in gas.said(ClosingTickMissing)] == [["articles_stored", "forms_stored"]]
    day = gas.ask(GetCheckDay, roles=("business_centre_team_leader",), on="2025-06-03")
    assert (day["opening_ready"], day["left_without_closing"], day["closing_missing"]) == (True, ["K02"], False)
    assert [one["check_no"] for one in gas.ask(ListAreaChecks, roles=CLERK, month="2025-06")["items"]] == ["JC-1", "JC-2"]
    assert {one["check_no"]: one["not_met"] for one in gas.said(AreaCheckMade, count=2)} == {"JC-1": 2, "JC-2": 0}


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


@pytest.mark.rule("FLD-13", "FLD-15", "FLD-23", "FLD-25")
def test_assets_are_counted_maintained_and_repaired(estate, due):
    lamp = {"kind": "street_lamp", "building": "V01", "installed_on": "2024-07-04", "state": "working"}
    rows = [
        lamp | {"asset_no": "LD1"}, lamp | {"asset_no": "LD2", "building": "V02"}, lamp | {"asset_no": "LD3"},
        lamp | {"asset_no": "LD4", "state": "removed"}, lamp | {"asset_no": "CD1", "kind": "charging_station", "building": ""},
        lamp | {"asset_no": "LD1"},
    ]  # fmt: skip
    assert [one["reason"] for one in estate.send(RegisterAsset, rows, roles=STEWARD)] == [None] * 5 + ["duplicate_number"]
    assert estate.ask(GetAsset, roles=STEWARD, asset_no="LD3")["warnings"] == ["more_than_one_per_building"]
    kinds = estate.ask(GetAssetFigures, roles=STEWARD, as_of="2024-12-31")["kinds"]
    assert kinds == {"charging_station": {"there": 1, "failed": 0}, "street_lamp": {"there": 3, "failed": 0}}
    estate.ask(RegisterAsset, roles=STEWARD, asset_no="YJ-22", kind="emergency_lamp", installed_on="2024-01-01")
    done = {"roles": STEWARD, "asset_no": "YJ-22"}
    failed = estate.ask(RecordMaintenance, **done, what="inspection", done_on="2024-11-06", passed=False, note="不亮")
    assert (failed["state"], failed["repair_order"]) == ("failed", "YJ-22.2024-11-06")
    estate.settle()
    order = estate.ask(GetOrder, roles=STEWARD, order_no="YJ-22.2024-11-06")
    assert (order["kind"], order["asset_no"]) == ("fault_repair", "YJ-22")
    assert estate.ask(RecordMaintenance, **done, what="maintenance", done_on="2024-11-07")["state"] == "failed"
    assert estate.ask(RecordMaintenance, **done, what="retest", done_on="2024-11-08")["state"] == "working"
    assert estate.ask(GetMaintenanceGaps, roles=STEWARD, month="2024-11")["gaps"] == []
    assert estate.ask(GetMaintenanceGaps, roles=STEWARD, month="2024-12")["gaps"][0]["lacks"] == ["maintenance", "inspection"]
    due(estate, "2025-01-01")
    assert [(one["asset_no"], one["period"]) for one in estate.said(MaintenanceMissed)] == [("YJ-22", "2024-12")]
    assert [one["asset_no"] for one in estate.said(AssetFailed)] == ["YJ-22"]


@pytest.mark.rule("FLD-16", "FLD-17", "FLD-21", "FLD-22", "FLD-24")
def test_staffing_greening_and_projects(estate):
    rows = [
        {"team": "stairwell_cleaning", "valid_from": "2023-01-01", "headcount": "9", "stairwells_per_person": "10", "areas": ""},
        {"team": "stairwell_cleaning", "valid_from": "2024-03-01", "headcount": "6", "stairwells_per_person": "15", "areas": ""},
        {"team": "greening", "valid_from": "2023-01-01", "headcount": "3", "areas": "4"},
        {"team": "greening", "valid_from": "2024-03-01", "headcount": "2", "areas": "4"},
        {"team": "gates", "valid_from": "2024-03-01", "headcount": "2"},
    ]  # fmt: skip
    for _ in range(2):
        assert [one["reason"] for one in estate.send(RecordStaffing, rows, roles=STEWARD)] == [None, None, None, None, "validation_failed"]
    figures = estate.ask(GetStaffingFigures, roles=MANAGER, as_of="2024-12-31")
    assert (figures["stairwells"], figures["teams"]["greening"]["change"], figures["teams"]["stairwell_cleaning"]["change"]) == (90, -1, -3)
    task = {"area_no": "1", "task": "fertilise", "done_by": "G1"}
    seasons = [
        estate.ask(RecordGreeningTask, roles=STEWARD, task_no=f"LH-{number}", done_on=day, **task)["in_season"]
        for number, day in enumerate(("2024-06-10", "2024-12-10"))
    ]
    assert seasons == [True, False]
    parts = ["1區", "2區", "3區", "4區"]
    estate.ask(PutProject, roles=MANAGER, project_no="XM-1", title="綠化水管", kind="conversion", parts=parts)
    progress = [
        estate.ask(FinishProjectPart, roles=STEWARD, project_no="XM-1", part=part, finished_on="2024-05-06")["percent"] for part in parts
    ]
    assert progress == ["25", "50", "75", "100"]
    assert [one["closed_on"] for one in estate.said(ProjectClosed)] == ["2024-05-06"]
    with pytest.raises(StateConflict):
        estate.ask(FinishProjectPart, roles=STEWARD, project_no="XM-1", part="1區", finished_on="2024-05-07")


@pytest.mark.rule("FLD-14", "FLD-30")
def test_the_year_of_safety(estate):
    seen = {"occasion": "general_safety", "level": "supervisor", "checked_at": "2024-11-15T10:00"}
    observed = [{"item": "FLD-14", "seen": ["fire_equipment", "exits_free", "wiring", "gas"]}]
    estate.ask(RecordAreaCheck, roles=MANAGER, by="M1", check_no="DJ-1", observed=observed, **seen)
    estate.settle()
    assert estate.ask(GetSafetyYear, roles=MANAGER, year=2024)["target_met"] is False
    estate.ask(CorrectFinding, roles=STEWARD, by="W1", finding_no="DJ-1-1", corrected_on="2024-11-18", correction="已修")
    estate.ask(ReinspectFinding, roles=STEWARD, by="W2", finding_no="DJ-1-1", removed=True, inspected_on="2024-11-20")
    year = estate.ask(GetSafetyYear, roles=MANAGER, year=2024)
    assert (year["inspections"], year["findings"], year["closed"], year["target_met"]) == (1, 1, 1, True)
    span = {"since": "2024-01-01", "as_of": "2024-03-11"}
    assert estate.ask(GetSafetyDays, roles=MANAGER, **span)["days"] == 71
    estate.ask(RecordAccident, roles=STEWARD, accident_no="SG-1", happened_on="2024-03-01", severity="major", description="管道挖斷")
    assert estate.ask(GetSafetyDays, roles=MANAGER, **span)["days"] == 10
    assert estate.ask(GetSafetyYear, roles=MANAGER, year=2024)["target_met"] is False
    estate.ask(WithdrawAccident, roles=MANAGER, accident_no="SG-1", reason="誤報")
    assert estate.ask(GetSafetyDays, roles=MANAGER, **span)["days"] == 71

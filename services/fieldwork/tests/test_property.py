"""Hazards, checks of the hall, assets, staffing, projects and the year of safety, on a real bus and store."""

import pytest

from kefu_messages.errors import ContentInvalid, SelfApproval, StateConflict
from kefu_messages.fieldwork import (
    AreaCheckMade,
    AssetFailed,
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
    GetSafetyDays,
    GetSafetyYear,
    GetStaffingFigures,
    ListAreaChecks,
    ListFindings,
    MaintenanceMissed,
    ProjectClosed,
    PutProject,
    RecordAccident,
    RecordAreaCheck,
    RecordDeparture,
    RecordGreeningTask,
    RecordMaintenance,
    RecordStaffing,
    RegisterAsset,
    ReinspectFinding,
    ReportFinding,
    WithdrawAccident,
)

STEWARD, MANAGER, CLERK = ("area_steward",), ("property_manager",), ("duty_clerk",)


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

"""Who sees whose records: HR all, superiors their people, everybody the own; each look on the trail."""

import pytest

from kefu_messages.attendance import (
    ConfirmAttendance,
    GetAbsenceYear,
    GetAttendanceMonth,
    GetLastToLeave,
    GetLeaveBalance,
    ListAttendanceConfirmations,
    ListAttendanceMonths,
    ListLeaveRequests,
    ListPresence,
    ListPunches,
    ListSelfCriticismsDue,
    ListShifts,
    ListShiftSwaps,
    ListTerminationRights,
    OthersMonth,
    RecordPostCheck,
    RecordShiftSwap,
    RegisterStaff,
    WhyShiftSwap,
)
from kefu_messages.errors import NotFound, ValidationFailed
from kefu_messages.roles import GENERAL_MANAGER, SYSTEM_ADMINISTRATOR

ADMINISTRATOR = (SYSTEM_ADMINISTRATOR,)
HR, SUPERVISOR, SPECIALIST = ("hr",), ("customer_service_supervisor",), ("customer_service_specialist",)
JUNE = {"month": "2025-06"}
ABSENT = ("2025-06-03", "2025-06-04", "2025-06-05")


@pytest.fixture
def two_teams(office):
    """A1 and A2 under S1, B1 and B2 under S2: everybody checked, absent on three days, and party to a swap."""
    office = office("emall")
    team = {"S2": ("customer_service_supervisor", "M1"), "B1": (*SPECIALIST, "S2"), "B2": (*SPECIALIST, "S2")}
    for number, (role, above) in team.items():
        office.ask(RegisterStaff, roles=HR, staff_no=number, name=number, role=role, reports_to=above, joined_on="2020-01-01")
    for team in (("A1", "A2"), ("B1", "B2")):
        for who in team:
            for day in ABSENT:
                office.shift(who, day)
            check = {"record_no": f"PC-{who}", "staff_no": who, "checked_at": "2025-06-03T10:30"}
            office.ask(RecordPostCheck, roles=HR, by="P1", **check)
        office.shift(team[0], "2025-06-20")
        office.shift(team[1], "2025-06-21")
        shifts = {"shift_a": f"2025-06-20-{team[0]}", "shift_b": f"2025-06-21-{team[1]}", "applied_at": "2025-06-17T10:15"}
        decided = {"decision": "approved", "decided_by": "S1", "decided_at": "2025-06-18T10:15", "late_reason": "舊單補錄"}
        office.ask(RecordShiftSwap, roles=HR, by="P1", swap_no=f"W-{team[0]}", staff_a=team[0], staff_b=team[1], **shifts, **decided)
    office.over("2025-06-05")
    return office


LISTS = [
    (ListPresence, {"kind": "post_check", **JUNE}, "staff_no", ["A1", "A2", "B1", "B2"]),
    (ListAttendanceConfirmations, JUNE, "staff_no", ["A1", "A2", "B1", "B2"]),
    (ListTerminationRights, {}, "staff_no", ["A1", "A2", "B1", "B2"]),
    (ListSelfCriticismsDue, JUNE, "staff_no", ["A1", "A2", "B1", "B2"]),
    (ListShiftSwaps, {}, "staff_a", ["A1", "B1"]),
]


@pytest.mark.parametrize(("message", "asked", "name", "all_of_them"), LISTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_list_shows_hr_all_a_superior_his_people_and_everybody_the_own(two_teams, message, asked, name, all_of_them):
    def seen(by, roles):
        items = two_teams.ask(message, roles=roles, by=by, **asked)["items"]
        (look,) = [entry for entry in two_teams.looks(message) if entry["by"] == by]
        assert {item[name] for item in items} <= set(look["shown"])
        return sorted({item[name] for item in items})

    head = (GENERAL_MANAGER,) if message is ListTerminationRights else SUPERVISOR
    assert seen("P1", HR) == all_of_them
    assert seen("S1", head) == [who for who in all_of_them if who.startswith("A")]
    assert seen("M1", head) == all_of_them
    assert seen("S9", head) == []
    own = head if GENERAL_MANAGER in head or "specialist" not in str(sorted(message.roles)) else SPECIALIST
    assert seen("B1", own) == ["B1"]


def test_the_roster_is_open_to_the_team_and_closed_to_the_others(two_teams):
    asked = {"staff_no": "A1", **JUNE}
    whole = two_teams.ask(ListShifts, roles=SUPERVISOR, by="S1", **asked)["items"]
    assert whole[0]["rostered_by"] is not None
    colleague = two_teams.ask(ListShifts, roles=SPECIALIST, by="A2", **asked)["items"]
    assert [(item["shift_id"], item["start"]) for item in colleague] == [(item["shift_id"], item["start"]) for item in whole]
    assert not any(item.get("rostered_by") or item.get("swapped_in") for item in colleague)
    with pytest.raises(OthersMonth):
        two_teams.ask(ListShifts, roles=SPECIALIST, by="B1", **asked)
    assert [(look["by"], look["subject"], look["shown"]) for look in two_teams.looks(ListShifts)] == [
        ("S1", "shifts/A1", ["A1"]), ("A2", "shifts/A1", ["A1"]), ("B1", "shifts/A1", []),
    ]  # fmt: skip


@pytest.mark.parametrize(("message", "asked"), [(GetAttendanceMonth, JUNE), (ListPunches, JUNE), (GetAbsenceYear, {"year": 2025})])
def test_every_look_at_somebodys_month_is_on_the_trail_the_own_and_the_refused_too(two_teams, message, asked):
    for by, roles in (("A1", SPECIALIST), ("S1", SUPERVISOR), ("P1", HR)):
        two_teams.ask(message, roles=roles, by=by, staff_no="A1", **asked)
    with pytest.raises(OthersMonth):
        two_teams.ask(message, roles=SPECIALIST, by="A2", staff_no="A1", **asked)
    assert [(look["by"], look["allowed"], look["shown"]) for look in two_teams.looks(message)] == [
        ("A1", True, ["A1"]), ("S1", True, ["A1"]), ("P1", True, ["A1"]), ("A2", False, []),
    ]  # fmt: skip
    assert [look["what"] for look in two_teams.looks(message)] == [*[message.verb()] * 3, f"refused:{message.verb()}"]


@pytest.mark.parametrize(("message", "asked"), [(GetAttendanceMonth, JUNE), (GetLeaveBalance, {}), (GetAbsenceYear, {"year": 2025})])
def test_a_system_administrator_reads_nobodys_attendance_and_leave(two_teams, message, asked):
    with pytest.raises(OthersMonth):
        two_teams.ask(message, roles=ADMINISTRATOR, by="X1", staff_no="A1", **asked)
    assert two_teams.ask(ListLeaveRequests, roles=ADMINISTRATOR, by="X1", **JUNE)["items"] == []
    assert two_teams.ask(ListAttendanceMonths, roles=ADMINISTRATOR, by="X1", **JUNE)["items"] == []


@pytest.mark.parametrize("year", [0, 1899, 3000, 99999, -1])
def test_a_year_that_is_none_is_refused(two_teams, year):
    with pytest.raises(ValidationFailed):
        two_teams.ask(GetAbsenceYear, roles=HR, by="P1", staff_no="A1", year=year)
    assert two_teams.ask(GetAbsenceYear, roles=HR, by="P1", staff_no="A1", year=1900)["absence_days"] == "0"


def test_a_page_of_months_is_full_and_its_cursor_names_nobody_else(two_teams):
    def page(by, roles, limit=50, cursor=None):
        context = {"token": two_teams.token(roles=roles, staff_no=by), "limit": limit, "cursor": cursor}
        answer = two_teams._caller.call("attendance", "list_attendance_months", JUNE, context=context, deadline_seconds=20)  # noqa: SLF001
        return [item["staff_no"] for item in answer["items"]], answer["next"]

    assert page("S2", SUPERVISOR, limit=1) == (["B1"], "B1")
    assert page("S2", SUPERVISOR, limit=1, cursor="B1") == (["B2"], "B2")
    assert page("S2", SUPERVISOR, limit=2, cursor="B1") == (["B2", "S2"], None)
    assert page("M1", SUPERVISOR) == (["A1", "A2", "B1", "B2", "M1", "S1", "S2"], None)
    assert page("P1", HR, limit=2) == (["A1", "A2"], "A2")


@pytest.mark.rule("ATT-26")
def test_the_absences_of_a_year_are_those_of_its_months_judged_or_not(two_teams):
    two_teams.shift("A1", "2025-05-06")
    two_teams.shift("A1", "2025-07-07")
    asked = {"staff_no": "A1", "year": 2025}
    assert two_teams.ask(GetAttendanceMonth, roles=HR, by="P1", staff_no="A1", month="2025-05")["absence_days"] == "1"
    told = two_teams.ask(GetAbsenceYear, roles=HR, by="P1", **asked)
    assert (told["absence_days"], told["first_absence"], told["excluded"]) == ("5", "2025-05-06", True)
    assert two_teams.ask(GetAbsenceYear, roles=HR, by="P1", **asked, until="2025-05-05")["absence_days"] == "0"


@pytest.mark.rule("ATT-01")
def test_a_confirmation_is_listed_in_the_time_of_the_organisation(two_teams):
    confirmed = {"confirmation_no": "C1", "staff_no": "A1", "confirmed_at": "2025-07-01T09:00", **JUNE}
    reply = two_teams.ask(ConfirmAttendance, roles=SUPERVISOR, by="S1", **confirmed)
    listed = two_teams.ask(ListAttendanceConfirmations, roles=HR, by="P1", **JUNE)["items"]
    assert next(item["confirmed_at"] for item in listed if item["staff_no"] == "A1") == reply["confirmed_at"] == "2025-07-01T09:00+08:00"


def test_why_a_swap_is_in_force_is_for_the_two_and_those_above_them(two_teams):
    for by, roles in (("A1", SPECIALIST), ("A2", SPECIALIST), ("S1", SUPERVISOR), ("P1", HR)):
        assert two_teams.ask(WhyShiftSwap, roles=roles, by=by, swap_no="W-A1")["decisions"]
    for by, roles in (("B1", SPECIALIST), ("S2", SUPERVISOR)):
        for number in ("W-A1", "W-X9"):
            with pytest.raises(NotFound) as refusal:
                two_teams.ask(WhyShiftSwap, roles=roles, by=by, swap_no=number)
            assert refusal.value.params == {"kind": "swap_no", "key": number}
    refused = [(look["by"], look["subject"]) for look in two_teams.looks(WhyShiftSwap) if look["what"] == f"refused:{WhyShiftSwap.verb()}"]
    assert refused == [("B1", "shift_swaps/W-A1"), ("S2", "shift_swaps/W-A1")]


def test_who_left_last_is_told_to_those_above_him(two_teams):
    two_teams.punch("A1", "2025-06-06T18:30", "out")
    assert two_teams.ask(GetLastToLeave, roles=SUPERVISOR, by="S1", date="2025-06-06")["staff_no"] == "A1"
    with pytest.raises(OthersMonth):
        two_teams.ask(GetLastToLeave, roles=SUPERVISOR, by="S2", date="2025-06-06")


def test_a_list_of_requests_is_one_look_with_the_people_it_showed(two_teams):
    two_teams.ask(ConfirmAttendance, roles=SUPERVISOR, by="S1", confirmation_no="C1", staff_no="A1", **JUNE)
    two_teams.ask(ListLeaveRequests, roles=SUPERVISOR, by="S1", **JUNE)
    assert [(look["subject"], look["shown"]) for look in two_teams.looks(ListLeaveRequests)] == [("leave_requests/2025-06", [])]


def test_where_nobody_has_a_superior_the_head_of_the_department_sees_its_people(office):
    office = office("emall")
    office.organisation += "-flat"
    for number, role, department in (
        ("H1", "department_head", "hall"),
        ("H2", "department_head", "field"),
        ("A1", "counter_clerk", "hall"),
    ):
        office.ask(RegisterStaff, roles=HR, staff_no=number, name=number, role=role, department=department, joined_on="2020-01-01")
    month = {"staff_no": "A1", **JUNE}
    assert office.ask(GetAttendanceMonth, roles=("department_head",), by="H1", **month)["staff_no"] == "A1"
    with pytest.raises(OthersMonth):
        office.ask(GetAttendanceMonth, roles=("department_head",), by="H2", **month)
    office.ask(
        RegisterStaff, roles=HR, staff_no="A2", name="A2", role="counter_clerk", department="hall", reports_to="H2", joined_on="2020-01-01"
    )
    with pytest.raises(OthersMonth):  # with a line, the line alone counts
        office.ask(GetAttendanceMonth, roles=("department_head",), by="H1", **month)

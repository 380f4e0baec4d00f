"""Attendance on a real bus and store: organisations, policies and the register of staff."""

import pytest

from kefu_attendance.service import Attendance
from kefu_messages.attendance import (
    AssessCandidate,
    ChangeStaff,
    CircularLine,
    DatesInWrongOrder,
    GetBindingRegulations,
    GetOrganisation,
    GetStaff,
    GetTeam,
    GetWhyJobCandidate,
    ListStaff,
    OrganisationRegistered,
    OwnSuperior,
    RegisterOrganisation,
    RegisterStaff,
    StaffChanged,
    StaffRegistered,
    SuperiorMissing,
    UnknownSuperior,
)
from kefu_messages.errors import AlreadyExists, NotAllowed, NotFound, ValidationFailed, WrongOrganisation

HR = ("hr",)


@pytest.fixture
def attendance(shared):
    shared.organisation = "emall"
    return shared.start(Attendance)


def register(attendance, staff_no, role, **more):
    facts = {"staff_no": staff_no, "name": f"員工{staff_no}", "role": role, "joined_on": "2024-01-01", **more}
    return attendance.ask(RegisterStaff, roles=HR, **facts)


def supervisor(attendance, staff_no="S1", **more):
    return register(attendance, staff_no, "customer_service_supervisor", **more)


def specialist(attendance, staff_no="A1", reports_to="S1", **more):
    return register(attendance, staff_no, "customer_service_specialist", reports_to=reports_to, **more)


@pytest.mark.rule("OTH-24")
def test_an_organisation_is_registered_once_and_told_of(attendance):
    entered = {"organisation": attendance.organisation, "name": "商城客服中心", "timezone": "Asia/Shanghai", "rules": "document 1"}
    assert attendance.ask(RegisterOrganisation, roles=HR, **entered) == {**entered, "currency": "CNY", "version": 1}
    with pytest.raises(AlreadyExists):
        attendance.ask(RegisterOrganisation, roles=HR, **entered)
    assert attendance.ask(GetOrganisation, roles=("phone_agent",), organisation=attendance.organisation)["name"] == "商城客服中心"
    (told,) = attendance.said(OrganisationRegistered)
    assert (told["organisation"], told["timezone"], told["because"]) == (attendance.organisation, "Asia/Shanghai", ["OTH-24", "OTH-25"])


@pytest.mark.rule("OTH-24")
def test_nobody_registers_or_reads_another_organisation(attendance):
    with pytest.raises(WrongOrganisation):
        attendance.ask(RegisterOrganisation, roles=HR, organisation="jinyang", name="金洋")
    with pytest.raises(WrongOrganisation):
        attendance.ask(GetOrganisation, roles=HR, organisation="jinyang")
    assert attendance.said(OrganisationRegistered, count=0) == []


def test_an_unknown_zone_is_refused(attendance):
    with pytest.raises(Exception, match="Asia/Nowhere") as refusal:
        attendance.ask(RegisterOrganisation, roles=HR, organisation=attendance.organisation, name="x", timezone="Asia/Nowhere")
    assert refusal.value.code == "unknown_zone"
    assert attendance.said(OrganisationRegistered, count=0) == []


@pytest.mark.rule("OTH-22")
def test_a_supervisor_with_six_specialists_is_one_and_six(attendance):
    supervisor(attendance)
    for number in range(1, 7):
        specialist(attendance, f"A{number}")
    members = attendance.ask(GetTeam, roles=("phone_agent",), staff_no="S1")["members"]
    assert [(member["staff_no"], member["level"]) for member in members] == [("S1", 0), *((f"A{n}", 1) for n in range(1, 7))]
    with pytest.raises(NotFound):
        attendance.ask(GetTeam, roles=HR, staff_no="S9")


@pytest.mark.rule("OTH-22")
def test_a_specialist_without_supervisor_is_refused_and_nothing_is_stored_or_said(attendance):
    with pytest.raises(SuperiorMissing):
        specialist(attendance, reports_to=None)
    with pytest.raises(UnknownSuperior):
        specialist(attendance, reports_to="S9")
    with pytest.raises(OwnSuperior):
        specialist(attendance, "A1", reports_to="A1")
    with pytest.raises(NotFound):
        attendance.ask(GetStaff, roles=HR, staff_no="A1")
    assert attendance.said(StaffRegistered, count=0) == []


@pytest.mark.rule("OTH-22")
def test_a_reporting_line_is_not_closed_to_a_circle(attendance):
    register(attendance, "M1", "customer_service_manager")
    supervisor(attendance, reports_to="M1")
    specialist(attendance)
    with pytest.raises(CircularLine):
        attendance.ask(ChangeStaff, roles=HR, staff_no="M1", reports_to="A1")
    assert attendance.ask(GetStaff, roles=HR, staff_no="M1")["reports_to"] is None
    assert attendance.said(StaffChanged, count=0) == []


def test_a_post_is_dated_and_what_was_remains(attendance):
    supervisor(attendance)
    specialist(attendance)
    attendance.ask(ChangeStaff, roles=HR, staff_no="A1", since="2025-07-01", role="customer_service_supervisor", reports_to=None)
    before = attendance.ask(GetStaff, roles=HR, staff_no="A1", on="2025-06-30")
    after = attendance.ask(GetStaff, roles=HR, staff_no="A1", on="2025-07-01")
    assert (before["roles"], before["reports_to"]) == (["customer_service_specialist"], "S1")
    assert (after["roles"], after["reports_to"]) == (["customer_service_supervisor"], None)
    (told,) = attendance.said(StaffChanged)
    assert [(post["since"], post["roles"]) for post in told["posts"]] == [
        ("2024-01-01", ["customer_service_specialist"]),
        ("2025-07-01", ["customer_service_supervisor"]),
    ]


def test_who_leaves_has_no_roles_from_the_next_day_on(attendance):
    supervisor(attendance)
    attendance.ask(ChangeStaff, roles=HR, staff_no="S1", left_on="2025-06-30")
    assert attendance.ask(GetStaff, roles=HR, staff_no="S1", on="2025-06-30")["roles"] == ["customer_service_supervisor"]
    assert attendance.ask(GetStaff, roles=HR, staff_no="S1", on="2025-07-01")["roles"] == []
    with pytest.raises(DatesInWrongOrder):
        attendance.ask(ChangeStaff, roles=HR, staff_no="S1", left_on="2023-12-31")


def test_a_number_is_registered_once_and_the_same_request_twice_changes_nothing(attendance):
    facts = {"staff_no": "S1", "name": "員工S1", "role": "customer_service_supervisor", "joined_on": "2024-01-01"}
    first = attendance.ask(RegisterStaff, roles=HR, key="k1", **facts)
    assert attendance.ask(RegisterStaff, roles=HR, key="k1", **facts) == first
    with pytest.raises(AlreadyExists):
        attendance.ask(RegisterStaff, roles=HR, key="k2", **facts)
    attendance.settle()
    assert len(attendance.said(StaffRegistered)) == 1


@pytest.mark.parametrize(
    ("reader", "roles", "shown"),
    [
        ("H1", ("hr",), "13800000001"),
        ("S1", ("customer_service_supervisor",), "13800000001"),
        ("A1", ("customer_service_specialist",), "13800000001"),
        ("S2", ("customer_service_supervisor",), None),
        ("A2", ("customer_service_specialist",), None),
        ("X1", ("system_administrator",), None),
    ],
)
def test_a_personal_number_is_for_hr_the_line_manager_and_the_person(attendance, reader, roles, shown):
    supervisor(attendance)
    specialist(attendance, phone="13800000001")
    assert attendance.ask(GetStaff, roles=roles, by=reader, staff_no="A1")["phone"] == shown
    assert "phone" not in attendance.said(StaffRegistered, count=2)[1]


def test_the_register_is_listed_by_number_and_by_superior(attendance):
    supervisor(attendance)
    supervisor(attendance, "S2")
    specialist(attendance, "A2")
    specialist(attendance, "A1")
    specialist(attendance, "A3", reports_to="S2", group="phone")
    assert [item["staff_no"] for item in attendance.ask(ListStaff, roles=HR)["items"]] == ["A1", "A2", "A3", "S1", "S2"]
    assert [item["staff_no"] for item in attendance.ask(ListStaff, roles=HR, reports_to="S1")["items"]] == ["A1", "A2"]
    assert [item["staff_no"] for item in attendance.ask(ListStaff, roles=HR, group="phone", reports_to="S2")["items"]] == ["A3"]


def test_a_row_of_the_register_without_a_name_goes_by_its_number_and_none_without_a_number(attendance):
    row = {"staff_no": "R01", "name": "高靜秀", "role": "meter_reader", "joined_on": "2023-08-01"}
    rows = [{**row, "name": ""}, {**row, "staff_no": ""}]
    assert [item["reason"] for item in attendance.send(RegisterStaff, rows, roles=HR)] == [None, "validation_failed"]
    (told,) = attendance.said(StaffRegistered)
    assert (told["staff_no"], told["name"]) == ("R01", "R01")
    with pytest.raises(ValidationFailed):
        attendance.ask(RegisterStaff, roles=HR, staff_no="R05", role="meter_reader", joined_on="2023-08-01")


def test_rows_of_staff_are_imported_and_a_bad_one_stops_no_good_one(attendance):
    rows = [
        {"staff_no": "R01", "name": "高靜秀", "role": "meter_reader", "phone": "13800000001", "joined_on": "2023-08-01"},
        {"staff_no": "R02", "name": "石蘭濤", "role": "astronaut", "phone": "", "joined_on": "2023-01-01"},
        {"staff_no": "R03", "name": "任琳偉", "role": "meter_reader", "phone": "", "joined_on": "2022-05-01"},
    ]
    first = attendance.send(RegisterStaff, rows, roles=HR)
    assert [(row["line"], row["key"], row["state"], row["reason"]) for row in first] == [
        (2, "R01", "accepted", None),
        (3, "R02", "refused", "validation_failed"),
        (4, "R03", "accepted", None),
    ]
    again = attendance.send(RegisterStaff, rows, roles=HR)
    assert [row["state"] for row in again] == ["accepted", "refused", "accepted"]
    attendance.settle()
    assert [told["staff_no"] for told in attendance.said(StaffRegistered, count=2)] == ["R01", "R03"]


@pytest.mark.rule("OTH-01", "OTH-26")
def test_a_candidate_is_assessed_with_reasons_and_a_member_of_staff_knows_what_binds_him(attendance):
    candidate = {"candidate_no": "YP-1", "post": "customer_service_specialist", "met": ["communication"], "assessed_on": "2025-06-02"}
    with pytest.raises(NotAllowed):
        attendance.ask(AssessCandidate, roles=("phone_agent",), **candidate)
    assessed = attendance.ask(AssessCandidate, roles=HR, **candidate)
    assert (assessed["eligible"], assessed["missing"][0], assessed["preferred_met"]) == (False, "mandarin_and_expression", False)
    (why,) = attendance.ask(GetWhyJobCandidate, roles=HR, candidate_no="YP-1")["decisions"]
    assert why["because"][0]["id"] == "job_requirements"
    supervisor(attendance, "S1")
    bound = attendance.ask(GetBindingRegulations, roles=("phone_agent",), staff_no="S1", on="2025-06-02")
    assert bound["regulations"] == ["document 1"]


@pytest.mark.rule("OTH-22")
def test_who_an_old_register_does_not_say_to_have_joined_has_always_been_there(attendance):
    """Of a file's row name, post and first day may be empty; by hand they may not."""
    row = {"staff_no": "R1", "name": "甲", "role": "meter_reader", "phone": "", "joined_on": ""}
    rows = [row, {**row, "staff_no": "R2", "name": "", "role": ""}, {**row, "staff_no": "R3", "joined_on": "once"}]
    outcomes = attendance.send(RegisterStaff, rows, roles=HR)
    assert [outcome["reason"] for outcome in outcomes] == [None, None, "validation_failed"]
    told = {item["staff_no"]: (item["name"], item["posts"][0]["roles"]) for item in attendance.said(StaffRegistered, count=2)}
    assert told == {"R1": ("甲", ["meter_reader"]), "R2": ("R2", [])}
    person = attendance.ask(GetStaff, roles=HR, staff_no="R1", on="1995-01-01")
    assert (person["joined_on"], person["roles"]) == (None, ["meter_reader"])
    with pytest.raises(ValidationFailed):
        attendance.ask(RegisterStaff, roles=HR, staff_no="R4", name="乙", role="meter_reader")

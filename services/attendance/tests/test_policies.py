"""Policies on a real bus and store: who adopts what, what rules can work with, and from which day; whose book an organisation works by."""

from datetime import datetime

import pytest

from kefu import clock
from kefu_attendance.service import Attendance
from kefu_messages.attendance import (
    AdoptPolicy,
    CloseAttendanceMonth,
    ContentNotExact,
    GetBindingRegulations,
    ListPolicies,
    OrganisationRegistered,
    PolicyAdopted,
    PolicyAmendedElsewhere,
    PolicyBackdated,
    PolicyNotTheirs,
    PolicyUnusable,
    RegisterOrganisation,
    RegisterStaff,
    UnknownPolicy,
    UnknownRegulation,
)
from kefu_messages.errors import NotAllowed, NotFound, ValidationFailed

HR, MANAGER, ADMINISTRATOR = ("hr",), ("general_manager",), ("system_administrator",)
CATALOGUE = [{"code": "DIS-03", "unit": "yuan", "min": 100, "max": 5000, "per": "case"}]


@pytest.fixture
def attendance(shared):
    shared.organisation = "emall"
    return shared.start(Attendance)


@pytest.fixture
def house(attendance):
    """An organisation that nobody is registered in yet."""
    attendance.ask(RegisterOrganisation, roles=ADMINISTRATOR, organisation=attendance.organisation, name="商城")
    return attendance


@pytest.fixture
def peopled(house):
    """An organisation with somebody on the register: its past is judged."""
    house.ask(RegisterStaff, roles=HR, staff_no="A1", name="員工", role="customer_service_supervisor", joined_on="2024-01-01")
    house.settle()
    return house


def adopt(house, value, content, *, roles=HR, since="2025-01-01", on="2025-06-18"):
    with on_the_day(on):
        return house.ask(AdoptPolicy, roles=roles, value=value, since=since, content=content, reference="board 3")


def on_the_day(day):
    return clock.stopped_at(datetime.fromisoformat(f"{day}T18:00").replace(tzinfo=clock.zone()))


def nothing_was_adopted(house):
    return house.said(PolicyAdopted, count=0) == [] and house.ask(ListPolicies, roles=HR)["policies"] == []


@pytest.mark.rule("ATT-27")
def test_a_policy_is_adopted_from_a_day_and_replaced_on_the_same_day(house):
    for content, since in ((7, "2025-01-01"), (10, "2025-01-01"), (14, "2026-01-01")):
        adopt(house, "payment_days", content, since=since)
    listed = house.ask(ListPolicies, roles=("cashier",))["policies"]
    assert [(policy["since"], policy["content"]) for policy in listed] == [("2025-01-01", 10), ("2026-01-01", 14)]
    told = house.said(PolicyAdopted, count=3)
    assert [policy["content"] for policy in told] == ["7", "10", "14"]
    assert {policy["organisation"] for policy in told} == {house.organisation}


def test_a_policy_needs_an_organisation_exact_content_and_the_right_person(attendance):
    policy = {"value": "payment_days", "since": "2025-01-01", "content": 7, "reference": "x"}
    with pytest.raises(NotFound):
        attendance.ask(AdoptPolicy, roles=HR, **policy)
    attendance.ask(RegisterOrganisation, roles=HR, organisation=attendance.organisation, name="商城")
    with pytest.raises(ContentNotExact):
        attendance.ask(AdoptPolicy, roles=HR, **{**policy, "content": 0.5})
    with pytest.raises(NotAllowed):
        attendance.ask(AdoptPolicy, roles=("customer_service_supervisor",), **policy)
    with pytest.raises(ValidationFailed):
        attendance.ask(AdoptPolicy, roles=HR, **{**policy, "value": "POL-01.1"})
    with pytest.raises(UnknownPolicy):
        attendance.ask(AdoptPolicy, roles=HR, **{**policy, "value": "payment_dayz"})
    assert nothing_was_adopted(attendance)


@pytest.mark.rule("ATT-27")
@pytest.mark.parametrize(
    ("value", "content", "takes"),
    [
        ("points_per_lateness", -2, "0…100 (0.00) | null"),
        ("extra_points", -50, "0…100 (0.00) | null"),
        ("leave_chain", [], "[role, …] ≥ 1"),
        ("leave_chain", ["boss"], "role"),
        ("destruction_approvals", 0, "2…20"),
        ("latest_entry_days", "soon", "0…3650 | {other: 0…3650}"),
        ("attendance_rule_set", "doc9", "doc1 | doc2 | doc4"),
        ("personal_score_readers", ["phone_agent"], None),
        ("free_lateness_events", "many", "0…1000 | null"),
    ],
)
def test_what_no_rule_could_work_with_is_not_adopted_even_while_the_organisation_is_entered(house, value, content, takes):
    with pytest.raises(PolicyUnusable) as refused:
        adopt(house, value, content)
    assert takes in (None, refused.value.params["takes"])
    assert nothing_was_adopted(house)


@pytest.mark.rule("ATT-27")
def test_null_is_no_rule_at_all_where_the_value_says_so(house):
    assert adopt(house, "absence_from_minutes", None)["content"] is None
    with pytest.raises(PolicyUnusable):
        adopt(house, "leave_chain", None)


@pytest.mark.rule("ATT-27", "DIS-43")
def test_while_nobody_is_registered_the_house_is_entered_with_all_it_works_by(house):
    adopt(house, "violation_catalogue", CATALOGUE, since="1970-01-01", roles=ADMINISTRATOR)
    adopt(house, "duties_apart", {"confirmer": ["reporter"]}, since="1970-01-01", roles=ADMINISTRATOR)
    assert len(house.said(PolicyAdopted, count=2)) == 2


@pytest.mark.rule("DIS-43")
@pytest.mark.parametrize("roles", [HR, MANAGER, ADMINISTRATOR])
def test_afterwards_the_catalogue_is_amended_by_whom_the_regulation_names(peopled, roles):
    with pytest.raises(PolicyAmendedElsewhere, match="/violation-catalogues"):
        adopt(peopled, "violation_catalogue", CATALOGUE, since="2025-07-01", roles=roles)
    with pytest.raises(PolicyAmendedElsewhere, match="/violation-catalogues"):
        adopt(peopled, "catalogue_in_force_from", "2025-12-31", since="2025-07-01", roles=roles)
    assert nothing_was_adopted(peopled)


@pytest.mark.rule("OTH-25")
def test_whose_book_an_organisation_works_by_is_said_before_anybody_is_judged(peopled):
    with pytest.raises(PolicyAmendedElsewhere, match="value by value"):
        adopt(peopled, "book_of", "jinyang", since="2025-07-01", roles=MANAGER)
    assert nothing_was_adopted(peopled)


@pytest.mark.rule("ATT-27")
def test_the_holidays_of_the_next_year_are_entered_by_the_personnel_department(peopled):
    assert adopt(peopled, "holidays", ["2026-01-01"], since="2026-01-01")["content"] == ["2026-01-01"]


@pytest.mark.rule("DIS-43")
@pytest.mark.parametrize(
    ("value", "content"),
    [
        ("duties_apart", {}),
        ("notice_needs_confirmation", False),
        ("destruction_approvals", 3),
        ("personal_score_readers", ["hr"]),
        ("attitude_first_fine", 500),
        ("discipline_rule_set", "doc4"),
        ("points_per_lateness", 0),
        ("base_score", 120),
        ("dismissal_approvals", {"proposals": ["dismissal_proposal"], "people": 2, "heads": ["department_head"], "approvers": ["hr"]}),
    ],
)
def test_what_people_are_judged_by_is_adopted_by_the_management_from_tomorrow_on(peopled, value, content):
    for roles in (HR, ADMINISTRATOR):
        with pytest.raises(PolicyNotTheirs):
            adopt(peopled, value, content, since="2025-06-19", roles=roles)
    for since in ("2025-06-17", "2025-06-18"):
        with pytest.raises(PolicyBackdated):
            adopt(peopled, value, content, since=since, roles=MANAGER)
    assert nothing_was_adopted(peopled)
    assert adopt(peopled, value, content, since="2025-06-19", roles=MANAGER)["content"] == content


@pytest.mark.rule("ATT-27")
@pytest.mark.parametrize(("since", "refused"), [("2025-06-17", True), ("2025-06-18", True), ("2025-06-19", False)])
def test_once_somebody_is_registered_nothing_is_in_force_before_tomorrow(peopled, since, refused):
    if refused:
        with pytest.raises(PolicyBackdated) as found:
            adopt(peopled, "points_per_lateness", 0, roles=MANAGER, since=since)
        assert found.value.params["earliest"] == "2025-06-19"
        assert nothing_was_adopted(peopled)
    else:
        adopt(peopled, "points_per_lateness", 0, roles=MANAGER, since=since)


@pytest.mark.rule("ATT-02", "ATT-27")
def test_nor_within_a_month_that_is_closed(peopled):
    with on_the_day("2025-07-01"):
        peopled.ask(CloseAttendanceMonth, roles=HR, month="2025-06")
    peopled.settle()
    with pytest.raises(PolicyBackdated):
        adopt(peopled, "points_per_lateness", 0, roles=MANAGER, since="2025-06-30", on="2025-06-30")  # a clock that goes behind
    adopt(peopled, "points_per_lateness", 3, roles=MANAGER, since="2025-07-01", on="2025-06-30")


@pytest.mark.rule("ATT-27")
def test_what_stands_there_already_may_be_said_again(house):
    adopt(house, "points_per_lateness", 3)
    house.ask(RegisterStaff, roles=HR, staff_no="A1", name="員工", role="customer_service_supervisor", joined_on="2024-01-01")
    house.settle()
    assert adopt(house, "points_per_lateness", 3)["content"] == 3
    assert len(house.said(PolicyAdopted)) == 1
    with pytest.raises(PolicyBackdated):
        adopt(house, "points_per_lateness", 4, roles=MANAGER)


@pytest.mark.rule("OTH-25")
def test_an_organisation_works_by_the_book_of_its_regulation(running):
    running.start(Attendance)
    running.ask(RegisterOrganisation, roles=HR, organisation=running.organisation, name="軟件部", rules="document 4")
    running.settle()
    running.ask(RegisterStaff, roles=HR, staff_no="A1", name="員工", role="department_manager", joined_on="2024-01-01")
    assert running.ask(GetBindingRegulations, roles=HR, staff_no="A1")["regulations"] == ["document 4"]


@pytest.mark.rule("OTH-24")
def test_a_regulation_that_no_book_holds_is_refused(shared):
    shared.start(Attendance)
    with pytest.raises(UnknownRegulation, match="document 1"):
        shared.ask(RegisterOrganisation, roles=HR, organisation=shared.organisation, name="x", rules="document 9")
    assert shared.said(OrganisationRegistered, count=0) == []

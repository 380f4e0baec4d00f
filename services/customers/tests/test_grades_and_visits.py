"""Grades, key accounts, visits and releases on a real bus and store."""

import pytest

from kefu_customers.service import Customers
from kefu_messages import platform
from kefu_messages.attendance import StaffRegistered
from kefu_messages.customers import (
    ChangeVisitPolicy,
    ConfirmRelease,
    CustomerChanged,
    CustomerGraded,
    CustomerReleased,
    CustomerVisited,
    DuplicateCustomerVisit,
    GetGrades,
    GetVisitPlan,
    GetVisitPolicy,
    GradeCustomer,
    GradedBeforeLastGrade,
    ListCustomers,
    ListKeyAccountFindings,
    ListReleases,
    ListVisitsDue,
    MarkForRelease,
    NoGradesHere,
    RecordCustomerVisit,
    RegisterCustomer,
    ReleaseNotExpired,
    ReleaseNotPolicy,
    RenewalSuppressed,
    SetKeyAccount,
    TeamNotKeyAccount,
    VisitDue,
    VisitNotYours,
    VisitOverdue,
    VisitPolicyBackdated,
    VisitPolicyChanged,
    WhyCustomer,
)
from kefu_messages.errors import NotAllowed, OwnerNotSupervisor

SPECIALIST, SUPERVISOR, GENERAL_MANAGER = ("customer_service_specialist",), ("customer_service_supervisor",), ("general_manager",)


@pytest.fixture
def customers(shared):
    shared.organisation = "emall"
    return shared.start(Customers)


@pytest.fixture
def boiler(shared):
    shared.organisation = "boiler"
    return shared.start(Customers)


def register(customers, customer_no="K1", **more):
    facts = {"customer_no": customer_no, "name": f"客戶{customer_no}", "kind": "commercial", "opened_on": "2024-01-01", **more}
    return customers.ask(RegisterCustomer, roles=SPECIALIST, **facts)


def grade(customers, customer_no="K1", graded_on="2024-06-01", *, roles=SUPERVISOR, brand_reach=False, second_development=False):
    facts = {"brand_reach": brand_reach, "second_development": second_development, "reason": "訪談所得", "graded_on": graded_on}
    return customers.ask(GradeCustomer, roles=roles, customer_no=customer_no, **facts)


def visit(customers, visit_no, visited_on, *, roles=SUPERVISOR, by="S1", kind="routine", customer_no="K1", **more):
    facts = {"visit_no": visit_no, "customer_no": customer_no, "visited_on": visited_on, "kind": kind, **more}
    return customers.ask(RecordCustomerVisit, roles=roles, by=by, **facts)


def plan(customers, as_of, year=2025, customer_no="K1"):
    return customers.ask(GetVisitPlan, roles=SUPERVISOR, customer_no=customer_no, year=year, as_of=as_of)


def employ(customers, staff_no, role):
    posts = [{"since": "2020-01-01", "roles": [role]}]
    customers.say(StaffRegistered, staff_no=staff_no, name=staff_no, joined_on="2020-01-01", posts=posts)


def run_due(customers, day):
    message = next(item for item in platform.built_ins("customers") if item.verb() == "run_due")
    customers.ask(message, roles=("system_administrator",), as_of=day)


@pytest.mark.rule("CUS-21")
def test_a_new_customer_is_grade_c_from_its_first_day(customers):
    reply = register(customers)
    assert (reply["grade"], reply["graded_on"]) == ("C", "2024-01-01")


@pytest.mark.rule("CUS-19", "CUS-20")
def test_a_grade_is_decided_by_what_was_found_and_kept_with_its_reason(customers):
    register(customers)
    assert grade(customers, second_development=True)["grade"] == "B"
    assert grade(customers, graded_on="2025-01-01", brand_reach=True, second_development=True)["grade"] == "A"
    history = customers.ask(GetGrades, roles=SPECIALIST, customer_no="K1")["history"]
    assert [(item["grade"], item["since"], item["reason"]) for item in history] == [
        ("C", "2024-01-01", ""), ("B", "2024-06-01", "訪談所得"), ("A", "2025-01-01", "訪談所得"),
    ]  # fmt: skip
    told = customers.said(CustomerGraded, count=2)
    assert [(item["previous"], item["grade"], item["because"]) for item in told] == [
        ("C", "B", ["CUS-20", "customer_grades"]), ("B", "A", ["CUS-19", "customer_grades"]),
    ]  # fmt: skip
    assert [item["grade"] for item in customers.said(CustomerChanged, count=2)] == ["B", "A"]
    assert [item["customer_no"] for item in customers.ask(ListCustomers, roles=SPECIALIST, grade="A")["items"]] == ["K1"]


@pytest.mark.rule("CUS-21")
def test_a_grade_is_not_backdated_before_the_present_one(customers):
    register(customers)
    grade(customers, brand_reach=True)
    with pytest.raises(GradedBeforeLastGrade):
        grade(customers, graded_on="2024-05-31")
    assert len(customers.said(CustomerGraded, count=0)) == 1


@pytest.mark.rule("CUS-19")
def test_the_grade_a_customer_began_with_gives_way_to_the_first_one_decided(customers):
    register(customers)
    grade(customers, graded_on="2023-12-01", brand_reach=True)
    history = customers.ask(GetGrades, roles=SPECIALIST, customer_no="K1")["history"]
    assert [(item["grade"], item["since"]) for item in history] == [("A", "2023-12-01")]
    assert plan(customers, "2025-12-31")["planned"] == 41


@pytest.mark.rule("CUS-19")
def test_a_specialist_does_not_grade_and_a_gas_company_has_no_grades(shared):
    shared.organisation = "shihua_gas"
    customers = shared.start(Customers)
    register(customers)
    with pytest.raises(NotAllowed):
        grade(customers, roles=SPECIALIST)
    with pytest.raises(NoGradesHere):
        grade(customers, brand_reach=True)


@pytest.mark.rule("CUS-04", "CUS-05")
def test_a_key_account_without_plan_is_a_finding_until_it_has_one(customers):
    register(customers)
    employ(customers, "S1", "customer_service_supervisor")
    employ(customers, "T1", "key_account_team")
    reply = customers.ask(SetKeyAccount, roles=SUPERVISOR, customer_no="K1", key_account=True, owner="S1", team=["T1"])
    assert reply["findings"] == ["no_service_plan"]
    assert customers.ask(ListKeyAccountFindings, roles=SUPERVISOR)["without_service_plan"] == ["K1"]
    customers.ask(SetKeyAccount, roles=SUPERVISOR, customer_no="K1", key_account=True, service_plan="每週聯絡")
    assert customers.ask(ListKeyAccountFindings, roles=SUPERVISOR) == {"without_team": [], "without_service_plan": [], "without_owner": []}


@pytest.mark.rule("CUS-05")
def test_a_specialist_does_not_own_a_key_account(customers):
    register(customers)
    employ(customers, "A1", "customer_service_specialist")
    with pytest.raises(OwnerNotSupervisor):
        customers.ask(SetKeyAccount, roles=SUPERVISOR, customer_no="K1", key_account=True, owner="A1")
    with pytest.raises(TeamNotKeyAccount):
        customers.ask(SetKeyAccount, roles=SUPERVISOR, customer_no="K1", key_account=True, team=["A1"])
    assert customers.ask(ListCustomers, roles=SPECIALIST, key_account=True)["items"] == []


@pytest.mark.rule("CUS-24")
def test_visits_are_counted_against_the_month(customers):
    register(customers)
    visit(customers, "V1", "2025-04-02")
    visit(customers, "V2", "2025-04-11", roles=SPECIALIST, by="A1", feedback="希望更快")
    april = {item["role"]: item for item in plan(customers, "2025-04-30")["obligations"] if item["due_by"] == "2025-04-30"}
    assert {role: (item["made"], item["missing"], item["state"]) for role, item in april.items()} == {
        "customer_service_supervisor": (1, 1, "overdue"), "customer_service_specialist": (1, 0, "kept"),
    }  # fmt: skip
    assert [item["visitor_role"] for item in customers.said(CustomerVisited, count=2)] == [
        "customer_service_supervisor", "customer_service_specialist",
    ]  # fmt: skip


@pytest.mark.rule("CUS-24")
def test_a_visit_is_made_in_a_post_that_is_held(customers):
    register(customers)
    employ(customers, "A1", "customer_service_specialist")
    for claim in ({"by": "A1", "roles": SPECIALIST}, {"visitor": "A1"}):
        with pytest.raises(VisitNotYours):
            visit(customers, "V1", "2025-04-02", visitor_role="customer_service_supervisor", **claim)
    assert visit(customers, "V1", "2025-04-02", visitor="A1")["visits"][0]["visitor_role"] == "customer_service_specialist"
    with pytest.raises(DuplicateCustomerVisit):
        visit(customers, "V1", "2025-04-03")
    assert len(customers.said(CustomerVisited, count=0)) == 1


@pytest.mark.rule("CUS-26")
def test_the_year_of_a_grade_a_customer_has_41_visits_and_a_regrading_owes_from_its_day(customers):
    register(customers)
    grade(customers, brand_reach=True)
    assert plan(customers, "2025-12-31")["planned"] == 41
    grade(customers, graded_on="2025-06-10")
    assert plan(customers, "2025-06-09")["planned"] == 41
    assert plan(customers, "2025-12-31")["planned"] == 37


@pytest.mark.rule("CUS-22")
def test_a_holiday_greeting_is_counted_apart(customers):
    register(customers)
    visit(customers, "G1", "2025-04-03", kind="holiday_greeting", roles=SPECIALIST, by="A1")
    shown = plan(customers, "2025-05-31")
    assert shown["made"] == 0
    assert "2025-04-04" in shown["greetings_planned"]
    assert shown["greetings_missed"] == ["2025-01-01", "2025-01-28", "2025-05-01"]


@pytest.mark.rule("CUS-08", "CUS-26")
def test_the_supervisor_sees_what_all_staff_owe_and_specialists_do_not(customers):
    register(customers)
    grade(customers, brand_reach=True)
    on_new_year = customers.ask(ListVisitsDue, roles=SUPERVISOR, as_of="2026-01-01", since="2025-12-01")
    assert [(item["role"], item["kind"], item["missing"]) for item in on_new_year["overdue"]] == [
        ("customer_service_specialist", "routine", 1), ("customer_service_supervisor", "in_depth", 1),
        ("customer_service_supervisor", "routine", 2), ("general_manager", "annual", 1),
    ]  # fmt: skip
    assert on_new_year["missing_per_role"] == {"customer_service_specialist": 1, "customer_service_supervisor": 3, "general_manager": 1}
    assert {item["due_by"] for item in on_new_year["due"]} == {"2026-01-31", "2026-03-31", "2026-12-31"}
    with pytest.raises(NotAllowed):
        customers.ask(ListVisitsDue, roles=SPECIALIST, as_of="2026-01-01")


@pytest.mark.rule("CUS-08")
def test_only_the_supervisor_makes_a_new_version_of_the_policy(customers):
    once = [{"role": "customer_service_supervisor", "kind": "routine", "every": "quarter", "times": 1, "grades": ["B"]}]
    body = {"since": "2090-01-01", "frequencies": once, "reason": "試行"}
    with pytest.raises(NotAllowed):
        customers.ask(ChangeVisitPolicy, roles=SPECIALIST, **body)
    assert customers.said(VisitPolicyChanged, count=0) == []
    assert customers.ask(ChangeVisitPolicy, roles=SUPERVISOR, by="S1", **body)["policy_version"] == 1
    with pytest.raises(VisitPolicyBackdated):
        customers.ask(ChangeVisitPolicy, roles=SUPERVISOR, **body)
    before = customers.ask(GetVisitPolicy, roles=SPECIALIST, as_of="2089-12-31")
    after = customers.ask(GetVisitPolicy, roles=SPECIALIST, as_of="2090-01-01")
    assert (before["policy_version"], len(before["frequencies"])) == (0, 4)
    assert (after["policy_version"], after["frequencies"], after["made_by"]) == (1, once, "S1")
    register(customers)
    grade(customers, second_development=True)
    assert plan(customers, "2090-12-31", year=2090)["planned"] == 4


@pytest.mark.rule("CUS-08", "CUS-24")
def test_missing_visits_are_announced_once_before_and_once_after_the_end(customers):
    register(customers)
    visit(customers, "V1", "2025-03-04")
    for day in ("2025-03-23", "2025-03-24", "2025-03-25", "2025-03-31"):
        run_due(customers, day)
    assert [(item["role"], item["missing"]) for item in customers.said(VisitDue, count=2)] == [
        ("customer_service_specialist", 1), ("customer_service_supervisor", 1),
    ]  # fmt: skip
    assert [(item["role"], item["missing"], item["due_by"]) for item in customers.said(VisitOverdue, count=2)] == [
        ("customer_service_specialist", 1, "2025-03-31"), ("customer_service_supervisor", 1, "2025-03-31"),
    ]  # fmt: skip
    run_due(customers, "2025-03-31")
    assert (len(customers.said(VisitDue, count=0)), len(customers.said(VisitOverdue, count=0))) == (2, 2)


@pytest.mark.rule("CUS-24")
def test_why_shows_the_grade_and_the_visits_due(customers):
    register(customers)
    today = customers.ask(ListVisitsDue, roles=SUPERVISOR)["as_of"]
    visit(customers, "V1", today)
    names = [item["name"] for item in customers.ask(WhyCustomer, roles=SPECIALIST, customer_no="K1")["decisions"]]
    assert {"grade", "completeness", "visits_due"} <= set(names)


@pytest.mark.rule("CUS-71")
def test_a_grade_c_contract_at_its_end_is_not_renewed_and_released_by_the_manager(boiler):
    register(boiler)
    register(boiler, "K2")
    grade(boiler, "K2", brand_reach=True, roles=("service_manager",))
    with pytest.raises(ReleaseNotPolicy):
        boiler.ask(MarkForRelease, roles=("service_manager",), customer_no="K2", marked_on="2025-10-01", expires_on="2025-12-31")
    marked = boiler.ask(MarkForRelease, roles=("service_manager",), customer_no="K1", marked_on="2025-10-01", expires_on="2025-12-31")
    assert (marked["to_be_released"], marked["status"]) == (True, "existing")
    assert boiler.said(RenewalSuppressed)[0]["expires_on"] == "2025-12-31"
    listed = boiler.ask(ListReleases, roles=("service_manager",), as_of="2026-01-01")
    assert [(item["customer_no"], item["expired"]) for item in listed["to_be_released"]] == [("K1", True)]
    assert listed["priority"] == ["K2"]
    with pytest.raises(NotAllowed):
        boiler.ask(ConfirmRelease, roles=("customer_service_supervisor",), customer_no="K1", released_on="2026-01-01")
    with pytest.raises(ReleaseNotExpired):
        boiler.ask(ConfirmRelease, roles=("service_manager",), customer_no="K1", released_on="2025-12-31")
    assert boiler.said(CustomerReleased, count=0) == []
    assert boiler.ask(ConfirmRelease, roles=("service_manager",), customer_no="K1", released_on="2026-01-01")["status"] == "released"
    assert boiler.said(CustomerReleased)[0]["released_on"] == "2026-01-01"


@pytest.mark.rule("CUS-71")
def test_elsewhere_grade_c_is_served(customers):
    register(customers)
    with pytest.raises(ReleaseNotPolicy):
        customers.ask(MarkForRelease, roles=SUPERVISOR, customer_no="K1", marked_on="2025-10-01", expires_on="2025-12-31")
    assert customers.said(RenewalSuppressed, count=0) == []

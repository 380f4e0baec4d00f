"""What is owed to whom, and when it is overdue (CUS-22, CUS-24..26)."""

from datetime import date
from itertools import groupby

import pytest

from kefu.law import Entry
from kefu.testing.cases import book_of
from kefu_customers import rules
from kefu_customers.rules import GradeSpan, Visit

SUPERVISOR, SPECIALIST, MANAGER = "customer_service_supervisor", "customer_service_specialist", "general_manager"
LAW = book_of(rules).of("emall")
LONG_AGO = date(2020, 1, 1)


def plan(*spans, visits=(), as_of=date(2025, 12, 31), year=2025, law=LAW, released_on=None):
    grades = tuple(GradeSpan(grade, since) for grade, since in spans)
    return rules.visit_plan(year, grades=grades, visits=tuple(visits), as_of=as_of, released_on=released_on, law=law).outcome


def made(*days, role=SUPERVISOR, kind="routine"):
    return [Visit(role, kind, date.fromisoformat(day)) for day in days]


def of(outcome, role, kind, due_by):
    return next(item for item in outcome.obligations if (item.role, item.kind, item.due_by) == (role, kind, date.fromisoformat(due_by)))


def adopted(**values):
    return LAW.with_adopted({name: [Entry(date(1900, 1, 1), value, "test")] for name, value in values.items()})


@pytest.mark.rule("CUS-26")
@pytest.mark.parametrize(("grade", "planned"), [("A", 41), ("B", 40), ("C", 36)])
def test_the_plan_of_a_year_has_41_visits_for_a_40_for_b_and_36_for_c(grade, planned):
    assert plan((grade, LONG_AGO)).planned == planned


@pytest.mark.rule("CUS-26")
def test_the_plan_of_a_is_24_and_12_and_4_and_1():
    ordered = sorted(plan(("A", LONG_AGO)).obligations, key=lambda item: (item.role, item.kind))
    sums = {key: sum(item.times for item in items) for key, items in groupby(ordered, key=lambda item: (item.role, item.kind))}
    assert sums == {(SUPERVISOR, "routine"): 24, (SPECIALIST, "routine"): 12, (SUPERVISOR, "in_depth"): 4, (MANAGER, "annual"): 1}


@pytest.mark.rule("CUS-22")
def test_two_visits_in_march_are_kept():
    march = of(plan(("A", LONG_AGO), visits=made("2025-03-04", "2025-03-19"), as_of=date(2025, 3, 31)), SUPERVISOR, "routine", "2025-03-31")
    assert (march.made, march.missing, march.state) == (2, 0, "kept")


@pytest.mark.rule("CUS-22")
@pytest.mark.parametrize(("as_of", "state"), [("2025-03-30", "open"), ("2025-03-31", "overdue"), ("2025-04-01", "overdue")])
def test_one_of_two_is_overdue_at_the_end_of_the_month(as_of, state):
    outcome = plan(("A", LONG_AGO), visits=made("2025-03-04"), as_of=date.fromisoformat(as_of))
    march = of(outcome, SUPERVISOR, "routine", "2025-03-31")
    assert (march.made, march.missing, march.state) == (1, 1, state)


@pytest.mark.rule("CUS-24")
def test_a_grade_c_april_with_both_posts_is_kept():
    visits = [*made("2025-04-02", "2025-04-20"), *made("2025-04-11", role=SPECIALIST)]
    outcome = plan(("C", LONG_AGO), visits=visits, as_of=date(2025, 4, 30))
    assert [of(outcome, role, "routine", "2025-04-30").state for role in (SUPERVISOR, SPECIALIST)] == ["kept", "kept"]


@pytest.mark.rule("CUS-24")
def test_a_second_specialist_visit_does_not_stand_in_for_the_supervisor():
    visits = [*made("2025-04-02"), *made("2025-04-11", "2025-04-12", role=SPECIALIST)]
    outcome = plan(("C", LONG_AGO), visits=visits, as_of=date(2025, 4, 30))
    assert of(outcome, SUPERVISOR, "routine", "2025-04-30").missing == 1


@pytest.mark.rule("CUS-24")
@pytest.mark.parametrize(("day", "made_in_april"), [("2025-03-31", 0), ("2025-04-01", 1), ("2025-04-30", 1), ("2025-05-01", 0)])
def test_a_visit_counts_in_its_own_calendar_month(day, made_in_april):
    outcome = plan(("C", LONG_AGO), visits=made(day))
    assert of(outcome, SUPERVISOR, "routine", "2025-04-30").made == made_in_april


@pytest.mark.rule("CUS-25")
def test_an_in_depth_visit_in_january_keeps_the_quarter_and_the_next_is_due_by_june():
    outcome = plan(("B", LONG_AGO), visits=made("2025-01-15", kind="in_depth"), as_of=date(2025, 4, 1))
    quarters = [(item.due_by, item.state) for item in outcome.obligations if item.kind == "in_depth"]
    assert quarters[:2] == [(date(2025, 3, 31), "kept"), (date(2025, 6, 30), "open")]


@pytest.mark.rule("CUS-25")
def test_a_phone_call_every_week_is_no_in_depth_visit():
    outcome = plan(("B", LONG_AGO), visits=made("2025-01-06", "2025-01-13", "2025-01-20"), as_of=date(2025, 3, 31))
    assert of(outcome, SUPERVISOR, "in_depth", "2025-03-31").state == "overdue"


@pytest.mark.rule("CUS-25")
def test_nothing_in_depth_is_owed_to_grade_c():
    assert not [item for item in plan(("C", LONG_AGO)).obligations if item.kind == "in_depth"]


@pytest.mark.rule("CUS-25")
def test_read_from_visit_to_visit_the_next_is_due_three_months_later():
    rolling = adopted(every_three_months="rolling")
    outcome = plan(("B", date(2024, 10, 20)), visits=made("2025-01-15", kind="in_depth"), as_of=date(2025, 4, 14), law=rolling)
    due = [(item.since, item.due_by, item.state) for item in outcome.obligations if item.kind == "in_depth"]
    assert due[:2] == [(date(2024, 10, 21), date(2025, 1, 20), "kept"), (date(2025, 1, 16), date(2025, 4, 15), "open")]


@pytest.mark.rule("CUS-25")
def test_read_from_visit_to_visit_it_is_overdue_at_the_end_of_the_last_day():
    rolling = adopted(every_three_months="rolling")
    outcome = plan(("B", date(2024, 10, 20)), visits=made("2025-01-15", kind="in_depth"), as_of=date(2025, 4, 15), law=rolling)
    assert of(outcome, SUPERVISOR, "in_depth", "2025-04-15").state == "overdue"


@pytest.mark.rule("CUS-26")
@pytest.mark.parametrize(("as_of", "state"), [("2025-12-30", "open"), ("2025-12-31", "overdue"), ("2026-01-01", "overdue")])
def test_a_year_without_the_general_manager_is_missed_on_the_first_of_january(as_of, state):
    outcome = plan(("A", LONG_AGO), as_of=date.fromisoformat(as_of))
    assert of(outcome, MANAGER, "annual", "2025-12-31").state == state


@pytest.mark.rule("CUS-26")
def test_the_general_manager_owes_grade_b_nothing():
    assert not [item for item in plan(("B", LONG_AGO)).obligations if item.role == MANAGER]


@pytest.mark.rule("CUS-26")
def test_a_new_grade_owes_from_its_own_day():
    outcome = plan(("C", LONG_AGO), ("A", date(2025, 6, 10)))
    annual, quarter = of(outcome, MANAGER, "annual", "2025-12-31"), of(outcome, SUPERVISOR, "in_depth", "2025-06-30")
    assert (annual.since, quarter.since) == (date(2025, 6, 10), date(2025, 6, 10))
    assert of(outcome, SUPERVISOR, "routine", "2025-06-30").since == date(2025, 6, 1)
    assert outcome.planned == 36 + 3 + 1


@pytest.mark.rule("CUS-26")
def test_a_visit_before_the_grade_does_not_count_for_it():
    visits = [Visit(MANAGER, "annual", date(2025, 6, 9))]
    assert of(plan(("C", LONG_AGO), ("A", date(2025, 6, 10)), visits=visits), MANAGER, "annual", "2025-12-31").made == 0


@pytest.mark.rule("CUS-26")
def test_a_lower_grade_owes_less_from_the_period_of_its_day():
    outcome = plan(("A", LONG_AGO), ("C", date(2025, 6, 10)))
    assert outcome.planned == 36 + 1
    assert [item.due_by for item in outcome.obligations if item.kind == "in_depth"] == [date(2025, 3, 31)]


@pytest.mark.rule("CUS-26")
def test_nothing_is_owed_before_the_first_grade():
    outcome = plan(("C", date(2025, 11, 15)))
    assert (outcome.planned, outcome.obligations[0].since) == (6, date(2025, 11, 15))


@pytest.mark.rule("CUS-26")
def test_a_grade_of_a_later_day_owes_nothing_yet():
    assert plan(("A", date(2025, 6, 10)), as_of=date(2025, 6, 9)).planned == 0


@pytest.mark.rule("CUS-71")
def test_a_released_customer_is_not_visited_any_more():
    assert plan(("C", LONG_AGO), released_on=date(2025, 3, 1)).planned == 6


@pytest.mark.rule("CUS-08")
def test_a_new_policy_counts_from_the_periods_that_end_under_it():
    old = LAW.value("visit_frequencies", on=date(2025, 1, 1)).value
    once = [{"role": SUPERVISOR, "kind": "routine", "every": "quarter", "times": 1, "grades": ["B"]}]
    law = LAW.with_adopted(
        {"visit_frequencies": [Entry(LONG_AGO, old, "doc 1"), Entry(date(2025, 7, 1), once, "version 1")]},
    )
    outcome = plan(("B", LONG_AGO), law=law)
    assert [item.times for item in outcome.obligations if item.due_by > date(2025, 7, 1)] == [1, 1]
    assert outcome.planned == 6 * 3 + 2 + 2


@pytest.mark.rule("CUS-08")
@pytest.mark.parametrize(("as_of", "announced"), [("2025-03-23", 0), ("2025-03-24", 2), ("2025-03-30", 2), ("2025-03-31", 0)])
def test_missing_visits_are_announced_a_week_before_the_month_ends(as_of, announced):
    day = date.fromisoformat(as_of)
    assert len(rules.next_due(plan(("C", LONG_AGO), as_of=day), as_of=day, law=LAW).outcome) == announced


@pytest.mark.rule("CUS-24")
def test_a_plan_cites_the_policy_it_follows():
    decided = rules.visit_plan(2025, grades=(GradeSpan("C", LONG_AGO),), as_of=date(2025, 3, 31), law=LAW)
    assert decided.clauses == ["visit_frequencies", "every_three_months", "CUS-26"]


@pytest.mark.rule("CUS-27")
def test_21_of_30_are_70_percent():
    invited = tuple(f"K{number:02}" for number in range(30))
    assert str(rules.attendance(invited[:21], invited=invited, law=LAW).outcome) == "70.00"


@pytest.mark.rule("CUS-29")
def test_36_of_40_are_90_percent():
    assert str(rules.satisfaction((True,) * 36 + (False,) * 4, law=LAW).outcome.satisfaction_percent) == "90.00"

"""The law of fieldwork in examples."""

from datetime import date

import pytest

from kefu.testing.cases import book_of, law_in_examples
from kefu_fieldwork import rules

test_law_in_examples = law_in_examples(rules, __file__)
test_rounds_in_examples = law_in_examples(rules, __file__, cases="cases_rounds.yaml")
test_checks_in_examples = law_in_examples(rules, __file__, cases="cases_checks.yaml")


@pytest.mark.rule("FLD-04")
@pytest.mark.parametrize("kind", sorted(rules.RULES))
def test_no_order_of_any_kind_passes_over_a_step_that_it_must_take(kind):
    law = book_of(rules).of("jinyang")
    steps = rules.steps_of(kind, on=date(2025, 5, 8), law=law).outcome
    names = [step.rstrip("?") for step in steps]
    for here, state in enumerate(names):
        allowed = rules.next_steps(kind, state=state, on=date(2025, 5, 8), law=law)
        for there, to in enumerate(names[here + 1 :], here + 1):
            passed_over = [step for step in steps[here + 1 : there] if not step.endswith("?")]
            assert (to in allowed) == (not passed_over), (state, to)


@pytest.mark.rule("FLD-09", "FLD-10")
def test_the_year_of_the_regulation_adds_up():
    law = book_of(rules).of("shenpu_property")
    counts = {"water_electric": (932, 921), "civil": (557, 531), "intelligent": (132, 125), "lift": (46, 46)}
    day = date(2024, 6, 3)
    orders = [
        rules.Order("small_repair", day, name, handled_on=day if number < handled else None)
        for name, (received, handled) in counts.items()
        for number in range(received)
    ]
    year = rules.order_figures(orders, as_of=date(2024, 12, 31), law=law).outcome
    assert (year.received, year.handled, year.open) == (1667, 1623, 44)
    assert {name: (one.received, one.handled) for name, one in year.categories.items()} == counts


@pytest.mark.rule("FLD-12")
def test_458_vacant_units_of_which_400_were_inspected():
    law = book_of(rules).of("shenpu_property")
    inspections = [rules.VacantInspection(str(number), str(number), date(2024, 9, 30)) for number in range(400)]
    outcome = rules.vacant_round(inspections, vacant_units=458, year=2024, as_of=date(2024, 12, 31), law=law).outcome
    assert (outcome.inspected, str(outcome.round_percent)) == (400, "87.3")

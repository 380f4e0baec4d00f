"""The law in examples."""

from datetime import date

import pytest

from kefu.testing.cases import book_of, law_in_examples
from kefu_contracts import rules

test_agreements_in_examples = law_in_examples(rules, __file__, cases="cases.yaml")
test_periods_in_examples = law_in_examples(rules, __file__, cases="cases_periods.yaml")
test_rooms_in_examples = law_in_examples(rules, __file__, cases="cases_rooms.yaml")


@pytest.mark.rule("CON-48")
@pytest.mark.parametrize(("due", "renewed", "percent"), [(43, 39, "90.7"), (43, 38, "88.4"), (54, 49, "90.7"), (0, 0, None)])
def test_the_renewal_rate_has_one_place(due, renewed, percent):
    numbers = [f"WB-{number}" for number in range(due)]
    law = book_of(rules).of("boiler")
    rate = rules.renewal_rate(numbers, renewed=[*numbers[:renewed], "not-due"], law=law)
    assert (rate.outcome.due, rate.outcome.renewed, rate.outcome.percent) == (due, renewed, percent)
    assert len(rate.outcome.not_renewed) == due - renewed


@pytest.mark.rule("CON-01")
@pytest.mark.parametrize(
    ("on", "completed", "percent"), [("2025-06-29", 9, "75.0"), ("2025-06-30", 10, "83.3"), ("2025-07-01", 10, "83.3")]
)
def test_the_months_completion_counts_what_was_done_in_the_month(on, completed, percent):
    days = [*[f"2025-06-{day:02}" for day in range(11, 20)], "2025-06-30", "2025-07-01", None]
    items = [rules.Item(str(number), done_on=date.fromisoformat(day) if day else None) for number, day in enumerate(days)]
    found = rules.completion(items, month="2025-06", on=date.fromisoformat(on), law=book_of(rules).of("jinyang"))
    assert found.outcome == rules.Completion(12, completed, percent)

"""The law of receptions, counter, call-backs, property and community in examples."""

from datetime import date

import pytest

from kefu.testing.cases import book_of, law_in_examples
from kefu_customers import rules
from kefu_customers.rules.callbacks import CallBackFacts

test_receptions = law_in_examples(rules, __file__, cases="cases_receptions.yaml")
test_counter = law_in_examples(rules, __file__, cases="cases_counter.yaml")
test_call_backs = law_in_examples(rules, __file__, cases="cases_callbacks.yaml")
test_property = law_in_examples(rules, __file__, cases="cases_property.yaml")
test_community_events = law_in_examples(rules, __file__, cases="cases_community_events.yaml")
test_community = law_in_examples(rules, __file__, cases="cases_community.yaml")


@pytest.mark.rule("CUS-53")
def test_march_with_40_forms_38_called_back_36_in_time_is_95_and_90_percent():
    """The example of the catalogue (doc 4 l.323)."""
    days = {"due_on": _day(5), "satisfied": True}
    call_backs = (
        [CallBackFacts(**days, made_on=_day(5))] * 36 + [CallBackFacts(**days, made_on=_day(6))] * 2 + [CallBackFacts(due_on=_day(5))] * 2
    )
    figures = rules.report_figures(call_backs, law=book_of(rules).of("jinyang")).outcome
    assert (figures.forms, figures.made, figures.on_time) == (40, 38, 36)
    assert (str(figures.done_percent), str(figures.on_time_percent)) == ("95.00", "90.00")


def _day(day):
    return date(2025, 3, day)

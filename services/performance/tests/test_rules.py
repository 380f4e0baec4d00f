"""The law of performance in examples."""

from kefu.testing.cases import law_in_examples
from kefu_performance import rules

test_law_in_examples = law_in_examples(rules, __file__)
test_payroll = law_in_examples(rules, __file__, cases="cases_payroll.yaml")
test_people = law_in_examples(rules, __file__, cases="cases_people.yaml")

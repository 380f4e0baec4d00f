"""The law of training in examples."""

from kefu.testing.cases import law_in_examples
from kefu_training import rules

test_law_in_examples = law_in_examples(rules, __file__)
test_attendance = law_in_examples(rules, __file__, cases="cases_attendance.yaml")
test_exams = law_in_examples(rules, __file__, cases="cases_exams.yaml")
test_plans = law_in_examples(rules, __file__, cases="cases_plans.yaml")
test_development = law_in_examples(rules, __file__, cases="cases_development.yaml")
test_signing = law_in_examples(rules, __file__, cases="cases_signing.yaml")

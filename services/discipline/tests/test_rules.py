"""The law in examples."""

from kefu.testing.cases import law_in_examples
from kefu_discipline import rules

test_law_in_examples = law_in_examples(rules, __file__)
test_checklists_in_examples = law_in_examples(rules, __file__, cases="cases_checklists.yaml")
test_four_eyes_in_examples = law_in_examples(rules, __file__, cases="cases_four_eyes.yaml")
test_what_is_reconsidered_in_examples = law_in_examples(rules, __file__, cases="cases_reconsidered.yaml")

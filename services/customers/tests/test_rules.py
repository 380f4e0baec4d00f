"""The law of the registry, archive, grades, visits and satisfaction in examples."""

from kefu.testing.cases import law_in_examples
from kefu_customers import rules

test_law_in_examples = law_in_examples(rules, __file__)

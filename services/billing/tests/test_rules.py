"""The law in examples."""

from kefu.testing.cases import law_in_examples
from kefu_billing import rules

test_law_in_examples = law_in_examples(rules, __file__)

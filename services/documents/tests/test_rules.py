"""The law of documents in examples."""

from kefu.testing.cases import law_in_examples
from kefu_documents import rules

test_law_in_examples = law_in_examples(rules, __file__)
test_forms_in_examples = law_in_examples(rules, __file__, cases="cases_forms.yaml")

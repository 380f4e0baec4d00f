"""The year, the papers and the month of a department, as cases."""

from kefu.testing.cases import law_in_examples
from kefu_reporting import rules

test_property = law_in_examples(rules, __file__, cases="cases_property.yaml")
test_papers = law_in_examples(rules, __file__, cases="cases_papers.yaml")
test_years = law_in_examples(rules, __file__, cases="cases_years.yaml")

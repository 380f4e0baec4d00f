"""The law of documents in examples."""

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from kefu.testing.cases import book_of, check, law_in_examples
from kefu_documents import rules
from kefu_documents.named_forms import named

FORMS = yaml.safe_load((Path(__file__).parent / "cases_forms.yaml").read_text(encoding="utf-8"))

test_law_in_examples = law_in_examples(rules, __file__)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"], marks=pytest.mark.rule(case["rule"])) for case in FORMS])
def test_forms_in_examples(case):
    given = {**case["given"], "form": asdict(named(case["given"]["form"]))}
    check(rules, book_of(rules), {"organisation": "jinyang", **case, "given": given})

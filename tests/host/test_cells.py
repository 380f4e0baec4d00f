"""A cell of a file that people open in a spreadsheet."""

import pytest

from kefu.cells import harmless


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1+1", "\uff201", "+86"])
def test_what_would_begin_a_formula_stays_a_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "B1", "-80.00", "200", "0.5", "2025-06-01", "a=b", " B1"])
def test_everything_else_stays_as_it_is(text):
    assert harmless(text) == text

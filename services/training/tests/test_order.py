"""Results are functions of the set of facts: whatever the order in which they arrive."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kefu.testing.cases import book_of
from kefu_training import rules
from kefu_training.rules.facts import ExamRow

LAW = book_of(rules).of("emall")
DAYS = some.dates(date(2025, 6, 1), date(2025, 7, 31))
ROWS = some.lists(
    some.builds(
        ExamRow,
        exam_no=some.uuids().map(str),
        kind=some.sampled_from(["exam", "make_up"]),
        day=DAYS,
        score=some.none() | some.integers(0, 100).map(Decimal),
    ),
    max_size=5,
)


@pytest.mark.rule("TRN-07")
@given(rows=ROWS, shuffled=some.randoms(), until=DAYS, attendance=some.sampled_from(["on_time", "missed", "excused", None]))
def test_an_exam_result_does_not_depend_on_the_order_of_rows(rows, shuffled, until, attendance):
    other = list(rows)
    shuffled.shuffle(other)
    found = [rules.exam_result(tuple(order), attendance=attendance, over_until=until, law=LAW).outcome for order in (rows, other)]
    assert found[0] == found[1]


@pytest.mark.rule("TRN-06", "TRN-07")
@given(rows=ROWS, numbers=some.randoms(), until=DAYS, attendance=some.sampled_from(["on_time", "missed", None]))
def test_an_exam_result_does_not_depend_on_the_numbers_of_rows(rows, numbers, until, attendance):
    names = [row.exam_no for row in rows]
    numbers.shuffle(names)
    renamed = [replace(row, exam_no=name) for row, name in zip(rows, names, strict=True)]
    found = [rules.exam_result(tuple(order), attendance=attendance, over_until=until, law=LAW).outcome for order in (rows, renamed)]
    assert found[0] == found[1]


@pytest.mark.rule("TRN-08")
@given(rows=ROWS, until=DAYS)
def test_a_zero_is_only_for_who_missed_exam_and_make_up(rows, until):
    outcome = rules.exam_result(tuple(rows), attendance="on_time", over_until=until, law=LAW).outcome
    if outcome is not None and outcome.result == "make_up_missed":
        assert outcome.score == 0
        assert not any(row.kind == "exam" and row.score is not None for row in rows)

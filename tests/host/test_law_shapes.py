"""What a value takes: said in the book, or read off what the book holds."""

from datetime import date
from decimal import Decimal

import pytest

from kefu.law import LawBroken, adoptable, misfit, parse
from kefu.law.shapes import derived, described

RULED = {"any_of": ["yes_or_no", {"table": {"by_rule_set": {"table": {}, "others": "yes_or_no"}}}]}
VALUE = """
version: "1"
values:
  step:
    title: {{zh-Hant: 步, en: Step}}
    unit: {unit}
    rules: [X-1]
    {says}
    entries: {{"*": [{{from: 2000-01-01, value: {value}, reference: a}}]}}
"""


def value_of(content, *, unit="points", says="takes: any"):
    return parse(VALUE.format(value=content, unit=unit, says=says)).values["step"]


@pytest.mark.parametrize(
    ("shape", "fits", "does_not"),
    [
        ({"whole": [0, 31]}, [0, 31, Decimal("3.0")], [-1, 32, Decimal("0.5"), True, "abc", None, [1]]),
        ({"number": [0, 1]}, [0, 1, Decimal("0.5")], [Decimal("-0.01"), Decimal("1.01"), "x", False, Decimal("NaN")]),
        ({"one_of": ["doc1", "doc2"]}, ["doc1"], ["doc9", "", None, ["doc1"], {}]),
        ("yes_or_no", [True, False], [0, 1, "yes", None]),
        ("none", [None], [0, "", False]),
        ("role", ["hr"], ["boss", "", 7]),
        ("roles", [["hr", "finance"]], [[], "hr", ["boss"]]),
        ("word", ["a", Decimal(1)], ["", "  ", "x" * 65, None, True]),
        ("day", [date(2025, 6, 1), "2025-06-01"], ["2025-06-31", "soon", 20250601]),
        ("time", ["00:00", "23:59", "24:00"], ["24:01", "9:00", "soon"]),
        ("month_and_day", ["03-31"], ["02-29", "13-01", "soon"]),
        ("calendar", ["national", ["2025-01-01"], {"closures": [], "base": "national"}], ["local", ["soon"], {"closed": []}]),
        ({"list_of": {"whole": [1, 12]}, "least": 2, "most": 2}, [[1, 12]], [[1], [1, 2, 3], [0, 1]]),
        ({"table": {"each": {"whole": [0, 9]}}}, [{"each": 1}], [{}, {"each": -1}, {"each": 1, "more": 1}, [1]]),
        ({"table": {}, "others": "yes_or_no"}, [{}, {"a": True}], [{"a": 1}, {1: True}]),
        ({"table": {}, "may": {"min": "amount", "max": "amount"}, "ascending": ["min", "max"]}, [{}, {"min": 1, "max": 1}, {"min": 2}],
         [{"min": 2, "max": 1}, {"min": -1}]),
        ({"any_of": [{"whole": [0, 9]}, "none"]}, [0, None], [10, "none"]),
    ],
)  # fmt: skip
def test_a_shape_takes_what_rules_can_work_with(shape, fits, does_not):
    assert [content for content in fits if misfit(content, shape)] == []
    assert [content for content in does_not if not misfit(content, shape)] == []
    assert described(shape)


def test_where_it_does_not_fit_is_said():
    shape = {"list_of": {"table": {"code": "word", "max": {"number": [0, 9]}}}}
    assert misfit([{"code": "A", "max": 1}, {"code": "B", "max": 10}], shape) == ("[1].max", "0…9 (0.00)")


@pytest.mark.parametrize(
    ("contents", "unit", "shape"),
    [
        ([2, 0], "points", {"number": [0, 1000]}),
        ([30], "calendar_days", {"whole": [0, 36_500]}),
        ([3], "day of the month", {"whole": [0, 31]}),
        ([Decimal("0.5")], "days", {"number": [0, 36_500]}),
        ([5, -5], "things", {"whole": [-(10**6), 10**6]}),
        (["second", "minute"], "words", {"one_of": ["minute", "second"]}),
        (["hr"], "post", "role"),
        ([["hr"], []], "roles", {"list_of": "role"}),
        ([["hr"]], "roles", {"list_of": "role", "least": 1}),
        ([True], "yes or no", "yes_or_no"),
        ([{"a": 1}, {"a": 2, "b": 3}], "things", {"table": {"a": {"whole": [0, 10**6]}}, "others": {"whole": [0, 10**6]}}),
        ([{"by_rule_set": {"doc1": True}}], "yes or no", RULED),
    ],
)  # fmt: skip
def test_where_the_book_says_nothing_its_own_contents_are_the_measure(contents, unit, shape):
    assert derived(contents, unit=unit) == shape


def test_an_optional_value_takes_null_and_a_book_that_breaks_its_own_shape_is_none():
    assert value_of(2, says="optional: true").takes == {"any_of": [{"number": [0, 1000]}, "none"]}
    assert value_of(2, says="adopted_by: management").adopted_by == "management"
    with pytest.raises(LawBroken, match=r"step.*does not fit 0…1"):
        value_of(2, says="takes: {whole: [0, 1]}")
    with pytest.raises(LawBroken, match="colour"):
        value_of(2, says="colour: red")


def test_two_services_say_of_one_value_who_adopts_it():
    one, other = (parse(VALUE.format(value=2, unit="points", says=f"adopted_by: {who}")) for who in ("personnel", "management"))
    with pytest.raises(LawBroken, match="step is adopted by management and by personnel"):
        adoptable([one, other])
    assert adoptable([one, one])["values"]["step"] == {"takes": [{"number": [0, 1000]}], "adopted_by": "personnel"}

"""Two sets of figures, value by value."""

import pytest

from kefu.acceptance.comparison import ABSENT, Difference, differences

EXPECTED = {
    "organisation": "shihua_gas",
    "refused": {"readings": [{"line": 6, "key": "2102072", "reason": "missed_reason_missing"}]},
    "refused_counts": {"readings": {"missed_reason_missing": 1}},
    "invoices": [{"customer_no": "C1", "meter_no": "M1", "amount": "12.50"}, {"customer_no": "C1", "meter_no": "M2", "amount": "1.00"}],
    "rules": {
        "MET-05": {"due": 63, "pass": False, "target_percent": 95},
        "BIL-16": {"reversals": ["R1", "R2"]},
        "BIL-08": {"anomalies": []},
    },
}


def found(**changed):
    return {**EXPECTED, "more": 1, **changed}


def rules(**changed):
    return found(rules={**EXPECTED["rules"], **changed})


def test_equal_figures_have_no_differences_and_more_keys_do_not_matter():
    assert differences(EXPECTED, found()) == []
    assert differences(EXPECTED, rules(**{"MET-05": {**EXPECTED["rules"]["MET-05"], "extra": 1}, "CUS-14": {}})) == []


@pytest.mark.parametrize(
    ("figure", "place"),
    [
        ({"due": 63, "pass": 0, "target_percent": 95}, "pass"),
        ({"due": "63", "pass": False, "target_percent": 95}, "due"),
        ({"due": 63, "pass": False, "target_percent": 95.0}, "target_percent"),
        ({"due": 63, "pass": None, "target_percent": 95}, "pass"),
    ],
)
def test_a_value_of_another_type_differs(figure, place):
    (difference,) = differences(EXPECTED, rules(**{"MET-05": figure}))
    assert (difference.rule, difference.place) == ("MET-05", place)


def test_money_is_compared_as_it_is_written():
    invoices = [{**EXPECTED["invoices"][0], "amount": "12.5"}, EXPECTED["invoices"][1]]
    assert differences(EXPECTED, found(invoices=invoices)) == [Difference("invoices", "[C1 M1].amount", "12.50", "12.5")]


def test_a_missing_rule_a_missing_item_and_one_too_many_are_told():
    without = {rule: figure for rule, figure in EXPECTED["rules"].items() if rule != "BIL-08"}
    assert differences(EXPECTED, found(rules=without)) == [Difference("BIL-08", "value", {"anomalies": []}, ABSENT)]
    assert differences(EXPECTED, rules(**{"BIL-16": {"reversals": ["R1", "R3"]}})) == [
        Difference("BIL-16", "reversals[R2]", "R2", ABSENT),
        Difference("BIL-16", "reversals[R3]", ABSENT, "R3"),
    ]


def test_an_empty_list_that_should_be_empty_is_not_full():
    assert differences(EXPECTED, rules(**{"BIL-08": {"anomalies": [{"meter_no": "M1"}]}})) == [
        Difference("BIL-08", "anomalies[M1]", ABSENT, {"meter_no": "M1"}),
    ]


def test_the_order_of_a_list_counts():
    (difference,) = differences(EXPECTED, found(invoices=EXPECTED["invoices"][::-1]))
    assert (difference.rule, difference.place, difference.expected) == ("invoices", " order", ["C1 M1", "C1 M2"])


@pytest.mark.parametrize(
    ("refused", "place", "expected", "given"),
    [
        ({"readings": []}, "readings.csv line 6", ("missed_reason_missing", "2102072"), "accepted"),
        (
            {"readings": [{"line": 6, "key": "2102072", "reason": "unknown_meter"}]},
            "readings.csv line 6",
            ("missed_reason_missing", "2102072"),
            ("unknown_meter", "2102072"),
        ),
        (
            {"readings": [*EXPECTED["refused"]["readings"], {"line": 9, "key": "2102080", "reason": "invalid_value"}]},
            "readings.csv line 9",
            "accepted",
            ("invalid_value", "2102080"),
        ),
    ],
)
def test_a_refusal_that_differs_names_file_and_line(refused, place, expected, given):
    assert differences(EXPECTED, found(refused=refused)) == [Difference("refused", place, expected, given)]


def test_refusals_of_a_file_without_listed_refusals_are_additional_and_ignored():
    sheets = [{"line": 3, "key": "1002", "reason": "invalid_value"}]
    assert differences(EXPECTED, found(refused={**EXPECTED["refused"], "sheets": sheets})) == []


def test_a_difference_is_one_readable_line():
    (difference,) = differences(EXPECTED, found(refused={"readings": []}))
    assert str(difference) == 'readings.csv line 6: expected ["missed_reason_missing", "2102072"], found "accepted"'


def test_items_without_an_identifying_field_are_compared_by_position():
    (difference,) = differences({"rules": {"X": [{"a": 1}, {"a": 2}]}}, {"rules": {"X": [{"a": 1}, {"a": 3}]}})
    assert (difference.place, difference.expected, difference.found) == ("[1].a", 2, 3)


def test_a_long_value_is_cut_when_shown():
    assert len(str(Difference("X", "y", "z" * 999, ABSENT))) < 220

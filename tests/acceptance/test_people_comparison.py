"""The comparison of people's figures: exact but for sets and unordered lists."""

from decimal import Decimal

import pytest

from kefu.acceptance.comparison import ABSENT, Difference
from kefu.acceptance.people.comparison import differences
from kefu.acceptance.people.shapes import picked, training

MONTH = {
    "late_early": [{"date": "2025-06-03", "kind": "late", "minutes": 13, "because": ["ATT-05", "ATT-06"]}],
    "absence_days": Decimal("0.5"),
    "absences": [{"date": "2025-06-04", "days": Decimal("0.5"), "sources": ["no_show", "missed_training"], "because": ["ATT-08"]}],
    "because": ["ATT-54"],
}
EXPECTED = {"organisation": "emall", "staff_months": {"E001": {"2025-06": MONTH}}, "triggers": [], "swaps_in_force": []}
TRIGGERS = [
    {"staff_no": "E018", "kind": "termination_right", "date": "2025-01-02", "basis": ["consecutive_days", "days_in_year"]},
    {"staff_no": "E014", "kind": "termination_right", "date": "2025-06-09", "basis": ["days_in_year"]},
]


def month(**changed):
    return {**EXPECTED, "staff_months": {"E001": {"2025-06": {**MONTH, **changed}}}}


def test_equal_figures_do_not_differ():
    assert differences(EXPECTED, EXPECTED) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"because": ["ATT-54", "ATT-54"][:1]},
        {"absence_days": 0.5},
        {"absences": [{**MONTH["absences"][0], "sources": ["missed_training", "no_show"]}]},
        {"late_early": [{**MONTH["late_early"][0], "because": ["ATT-06", "ATT-05"]}]},
    ],
)
def test_sets_and_numbers_are_equal_however_they_are_written(changed):
    assert differences(EXPECTED, month(**changed)) == []


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"because": ["ATT-54", "ATT-10"]}, "E001.2025-06.because"),
        ({"absence_days": "0.5"}, "E001.2025-06.absence_days"),
        ({"absence_days": 1}, "E001.2025-06.absence_days"),
        ({"late_early": []}, "E001.2025-06.late_early[0]"),
        ({"late_early": [{**MONTH["late_early"][0], "minutes": 14}]}, "E001.2025-06.late_early[0].minutes"),
        ({"late_early": [{**MONTH["late_early"][0], "free": True}]}, "E001.2025-06.late_early[0].free"),
        ({"extra_points": 0}, "E001.2025-06.extra_points"),
    ],
)
def test_everything_else_is_compared_exactly(changed, place):
    (difference,) = differences(EXPECTED, month(**changed))
    assert (difference.rule, difference.place) == ("staff_months", place)


def test_one_is_not_true_and_nothing_is_not_null():
    assert len(differences({"a": 1, "b": None}, {"a": True})) == 2


def test_the_order_of_triggers_does_not_count_and_that_of_swaps_does():
    swaps = [{"swap_no": "W001"}, {"swap_no": "W006"}]
    expected = {"triggers": TRIGGERS, "swaps_in_force": swaps}
    assert differences(expected, {"triggers": TRIGGERS[::-1], "swaps_in_force": swaps}) == []
    assert len(differences(expected, {"triggers": TRIGGERS, "swaps_in_force": swaps[::-1]})) == 2


def test_a_trigger_that_differs_is_shown_against_its_namesake():
    moved = [TRIGGERS[1], {**TRIGGERS[0], "date": "2025-01-03", "basis": ["consecutive_days"]}]
    found = differences({"triggers": TRIGGERS}, {"triggers": moved})
    assert {(difference.place, str(difference.found)) for difference in found} == {
        ("[E018 termination_right].date", "2025-01-03"),
        ("[E018 termination_right].basis", "['consecutive_days']"),
    }


def test_missing_and_surplus_refusals_are_told_by_file_and_line():
    row = {"file": "punches.csv", "line": 820, "key": "P1", "reason": "unknown_staff", "because": ["ATT-01"]}
    assert differences({"refused": [row]}, {"refused": []}) == [Difference("refused", "[punches.csv 820]", row, ABSENT)]
    assert differences({"refused": []}, {"refused": [row]}) == [Difference("refused", "[punches.csv 820]", ABSENT, row)]
    assert len(differences({"refused": [row]}, {"refused": [row, row]})) == 1


def test_a_key_that_only_the_platform_reports_is_a_difference():
    assert differences({}, {"fund": []}) == [Difference("fund", "value", ABSENT, [])]


def test_days_of_absence_are_shown_with_four_places_only():
    told = {"absences": [{"date": "2025-06-03", "days": "0.3333", "exactly": "1/3", "sources": ["missed_training"]}], "absence_days": "1"}
    assert picked(told, "absences", "absence_days") == {
        "absences": [{"date": "2025-06-03", "days": Decimal("0.3333"), "sources": ["missed_training"]}],
        "absence_days": 1,
    }


@pytest.mark.parametrize(("state", "late"), [("on_time", 0), ("late", 1), ("missing", None)])
def test_a_training_that_needs_material_tells_the_days_late_or_that_there_is_none(state, late):
    told = {"date": "2025-06-12", "material_due": "2025-06-05", "material": state, "material_days_late": late, "copies": "ok"}
    assert {name: training(told).get(name, ABSENT) for name in ("material", "material_days_late")} == {
        "material": state, "material_days_late": late,
    }  # fmt: skip


def test_a_training_that_needs_no_material_says_nothing_of_it():
    told = {"date": "2025-06-12", "material_due": None, "material": None, "material_days_late": None, "copies": None}
    assert not {"material_due", "material", "material_days_late", "copies"} & training(told).keys()

import json
from pathlib import Path

import pytest

from oracles import people

SAMPLES = Path(__file__).parents[1] / "acceptance" / "hr_2025-06"
KINDS = ("emall", "gas_penalty", "jinyang")
SETS = ("because", "sources", "basis")
UNORDERED = ("refused", "triggers", "fines", "violation_drafts")


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def comparable(value, name=""):
    """Sets and unordered lists in one order, numbers as they are."""
    if isinstance(value, dict):
        return {key: comparable(item, key) for key, item in value.items()}
    if isinstance(value, list):
        items = [comparable(item) for item in value]
        if name in SETS:
            return sorted(set(items))
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if name in UNORDERED else items
    return value


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_s_records_have_the_figures_that_were_handed_over_with_them(kind):
    expected = json.loads((SAMPLES / kind / "expected.json").read_text(encoding="utf-8"))
    assert comparable(people.figures(SAMPLES / kind)) == comparable(expected)


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_makes_the_same_folder_twice_and_another_seed_another(tmp_path, kind):
    for name, seed in (("once", 7), ("again", 7), ("other", 8)):
        people.write(tmp_path / name, seed=seed, kind=kind, own="people")
    assert contents(tmp_path / "once") == contents(tmp_path / "again") != contents(tmp_path / "other")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("month", ["2023-02", "2024-02", "2025-04", "2024-12", "2025-01"])
def test_months_of_every_length_and_at_the_turn_of_the_year_are_generated(tmp_path, kind, month):
    people.write(tmp_path, seed=3, kind=kind, month=month)
    figures = people.figures(tmp_path)
    assert len(figures["months"]) == 2
    assert figures["months"][-1] == month
    assert figures["leave_requests"]


@pytest.mark.parametrize(
    ("kind", "seeds", "reasons"),
    [("emall", (0, 25, 2), 30), ("gas_penalty", (24, 13), 46), ("jinyang", (22, 19), 30)],
)
def test_a_few_generated_months_hold_every_refusal(tmp_path, kind, seeds, reasons):
    refused = set()
    for seed in seeds:
        people.write(tmp_path, seed=seed, kind=kind)
        refused |= {(refusal["file"], refusal["reason"]) for refusal in people.figures(tmp_path)["refused"]}
    assert len(refused) == reasons

import json
from datetime import date
from pathlib import Path

import pytest

from oracles import property_year

SAMPLE = Path(__file__).parents[1] / "acceptance" / "shenpu_2024"


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_sample_year_has_the_figures_that_were_handed_over_with_it():
    assert property_year.figures(SAMPLE) == json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))


def test_a_seed_makes_the_same_folder_twice_and_another_seed_another(tmp_path):
    for name, seed in (("once", 7), ("again", 7), ("other", 8)):
        property_year.write(tmp_path / name, seed=seed, own="property")
    assert contents(tmp_path / "once") == contents(tmp_path / "again") != contents(tmp_path / "other")


@pytest.mark.parametrize(
    ("year", "cut_off"),
    [
        (2023, None),
        (2024, None),
        (2024, date(2024, 2, 29)),
        (2023, date(2023, 2, 28)),
        (2026, date(2026, 11, 30)),
        (2000, date(2000, 1, 31)),
    ],
)
def test_years_leap_years_and_other_cut_offs_are_generated(tmp_path, year, cut_off):
    property_year.write(tmp_path, seed=3, year=year, cut_off=cut_off)
    figures = property_year.figures(tmp_path)
    assert (figures["year"], figures["cut_off"]) == (year, (cut_off or date(year, 12, 31)).isoformat())
    assert figures["arrears_units"]
    assert figures["rules"]["REP-83"]["payments_after_cut_off"] > 0


def test_one_generated_year_holds_every_refusal(tmp_path):
    property_year.write(tmp_path, seed=1)
    refused = property_year.figures(tmp_path)["refused_counts"]
    assert sum(map(len, refused.values())) == 38

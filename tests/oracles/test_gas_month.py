import json
from pathlib import Path

import pytest

from oracles import gas_month

SAMPLE = Path(__file__).parents[1] / "acceptance" / "shihua_2025-03"


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_sample_month_has_the_figures_that_were_handed_over_with_it():
    assert gas_month.figures(SAMPLE) == json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))


def test_a_seed_makes_the_same_folder_twice_and_another_seed_another(tmp_path):
    for name, seed in (("once", 7), ("again", 7), ("other", 8)):
        gas_month.write(tmp_path / name, seed=seed, own="gas")
    assert contents(tmp_path / "once") == contents(tmp_path / "again") != contents(tmp_path / "other")


@pytest.mark.parametrize(
    ("period", "last"), [("2023-02", "28"), ("2024-02", "29"), ("2025-04", "30"), ("2024-12", "31"), ("2025-01", "31")]
)
def test_months_of_every_length_and_at_the_turn_of_the_year_are_generated(tmp_path, period, last):
    gas_month.write(tmp_path, seed=3, period=period)
    figures = gas_month.figures(tmp_path)
    assert (figures["period"], figures["report_dates"][0][:7], f"{period}-{last}" >= figures["report_dates"][0]) == (period, period, True)
    assert figures["invoices"]
    assert any(read["date"] > f"{period}-20" for read in figures["rules"]["MET-10"])


def test_a_few_generated_months_hold_every_refusal_and_every_stage(tmp_path):
    refused, stages = set(), set()
    for seed in (18, 23, 11, 4):
        gas_month.write(tmp_path, seed=seed)
        figures = gas_month.figures(tmp_path)
        refused |= {(file, reason) for file, counts in figures["refused_counts"].items() for reason in counts}
        stages |= {stage for counts in figures["rules"]["BIL-24"]["counts"].values() for stage, count in counts.items() if count}
    assert len(refused) == 42
    assert stages == {"overdue", "notified", "handed_over", "dunning_notice_served", "shut_off", "cancelled"}

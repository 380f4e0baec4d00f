"""Folders that nobody wrote: what the platform makes of a generated month or year, beside what the oracles make of it."""

import json
import os
from datetime import date
from pathlib import Path
from random import Random

import pytest

from kefu.acceptance.folder import Folder
from kefu.acceptance.gateway import Gateway
from kefu.acceptance.operator import operator_token
from kefu.acceptance.organisations import environment_for, kind_of, services_for
from kefu.local import Instance
from oracles import gas_month, people, property_year

SEED = int(os.environ.get("KEFU_SEED") or Random().randrange(1000))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(os.environ.get("KEFU_EVERY_VARIATION") != "1", reason="minutes long: KEFU_EVERY_VARIATION=1 runs it"),
]


def compare(path: Path, expected: dict, home: Path) -> None:
    """Fail with every difference between the expected figures and those that the platform reports of the folder."""
    (path / "expected.json").write_text(json.dumps(expected, ensure_ascii=False), encoding="utf-8")
    folder = Folder(path)
    kind = kind_of(folder)
    with Instance(home, services=services_for([folder]), environment=environment_for([folder])) as instance:
        instance.wait_ready(240)
        gateway = Gateway(instance.gateway_url, token=operator_token(instance.home, folder.organisation["id"]))
        found = kind.figures(folder, gateway, print)
    differences = [f"{difference.rule} {difference}" for difference in kind.differences(folder.json("expected.json"), found)]
    if differences:
        pytest.fail("\n".join([f"{len(differences)} differences:", *differences]), pytrace=False)


@pytest.mark.parametrize("seed", [SEED], ids=lambda seed: f"KEFU_SEED={seed}")
def test_a_generated_gas_month_gives_the_oracle_s_figures(tmp_path, seed):
    period = Random(seed).choice(("2023-02", "2024-02", "2024-12", "2025-01", "2025-04", "2025-10"))
    gas_month.write(tmp_path / "month", seed=seed, period=period)
    compare(tmp_path / "month", gas_month.figures(tmp_path / "month"), tmp_path / "home")


@pytest.mark.parametrize("seed", [SEED], ids=lambda seed: f"KEFU_SEED={seed}")
def test_a_generated_property_year_gives_the_oracle_s_figures(tmp_path, seed):
    year, month, day = Random(seed).choice(((2023, 12, 31), (2024, 12, 31), (2024, 2, 29), (2025, 11, 30), (2026, 6, 30)))
    property_year.write(tmp_path / "year", seed=seed, year=year, cut_off=date(year, month, day))
    compare(tmp_path / "year", property_year.figures(tmp_path / "year"), tmp_path / "home")


@pytest.mark.parametrize("kind", ["emall", "gas_penalty", "jinyang"])
@pytest.mark.parametrize("seed", [SEED], ids=lambda seed: f"KEFU_SEED={seed}")
def test_generated_records_of_people_give_the_oracle_s_figures(tmp_path, kind, seed):
    month = Random(seed).choice(("2025-06", "2025-01", "2024-02", "2024-12", "2026-04"))
    people.write(tmp_path / "month", seed=seed, kind=kind, month=month)
    compare(tmp_path / "month", people.figures(tmp_path / "month"), tmp_path / "home")

"""Folders that nobody wrote: what the platform makes of a generated month or year, beside what the oracles make of it."""

import os
from pathlib import Path
from random import Random

import pytest

from kefu.acceptance.folder import Folder
from kefu.acceptance.gateway import Gateway
from kefu.acceptance.operator import operator_token
from kefu.acceptance.organisations import environment_for, kind_of, services_for
from kefu.local import Instance
from oracles import gas

SEED = int(os.environ.get("KEFU_SEED") or Random().randrange(1000))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(os.environ.get("KEFU_EVERY_VARIATION") != "1", reason="minutes long: KEFU_EVERY_VARIATION=1 runs it"),
]


def differing(path: Path, expected: dict, home: Path) -> list[str]:
    """Every difference between the expected figures and those that the platform reports of the folder."""
    folder = Folder(path)
    kind = kind_of(folder)
    with Instance(home, services=services_for([folder]), environment=environment_for([folder])) as instance:
        instance.wait_ready(240)
        gateway = Gateway(instance.gateway_url, token=operator_token(instance.home, folder.organisation["id"]))
        found = kind.figures(folder, gateway, print)
    return [f"{difference.rule} {difference}" for difference in kind.differences(expected, found)]


@pytest.mark.parametrize("seed", [SEED], ids=lambda seed: f"KEFU_SEED={seed}")
def test_a_generated_gas_month_gives_the_oracle_s_figures(tmp_path, seed):
    period = Random(seed).choice(("2023-02", "2024-02", "2024-12", "2025-01", "2025-04", "2025-10"))
    gas.write(tmp_path / "month", seed=seed, period=period)
    assert differing(tmp_path / "month", gas.figures(tmp_path / "month"), tmp_path / "home") == []

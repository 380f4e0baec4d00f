"""The gas month of the sample folder, through the gateway of a whole instance: every figure, and every figure again."""

import json
from pathlib import Path

import pytest

from kefu.acceptance.comparison import differences
from kefu.acceptance.folder import Folder
from kefu.acceptance.gas import GasMonth
from kefu.acceptance.gateway import Gateway
from kefu.acceptance.operator import operator_token
from kefu.acceptance.organisations import OF_CUSTOMERS, services_for
from kefu.local import Instance

FOLDER = Path(__file__).parent / "shihua_2025-03"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.rule(*EXPECTED["rules"], "REP-08", "REP-09", "REP-10", "REP-11", "REP-77")
def test_the_gas_month_gives_every_figure_and_the_same_ones_when_it_is_sent_again(tmp_path):
    folder = Folder(FOLDER)
    with Instance(tmp_path, services=services_for([folder]), environment={"KEFU_SCHEDULER": "off"}) as instance:
        instance.wait_ready()
        gateway = Gateway(instance.gateway_url, token=operator_token(instance.home, folder.organisation["id"]))
        first = GasMonth(folder, gateway=gateway, services=OF_CUSTOMERS, say=print).replay()
        assert [str(difference) for difference in differences(EXPECTED, first)] == []
        second = GasMonth(folder, gateway=gateway, services=OF_CUSTOMERS, say=print)
        second.load()
        assert second.figures() == first

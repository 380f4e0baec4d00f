"""The records of three organisations' people through the gateway of a whole instance: every figure, in whatever order they come."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from people_varied import SAMPLES

from kefu.acceptance.folder import Folder
from kefu.acceptance.gateway import Gateway
from kefu.acceptance.operator import operator_token
from kefu.acceptance.organisations import PEOPLE, organisations, services_for
from kefu.acceptance.people.comparison import differences
from kefu.local import Instance

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
SAMPLE_NAMES = [folder.path.name for folder in organisations(SAMPLES)]


def rules_of(figures):
    """Every rule that an expected figure names."""
    found = set()
    pending = [figures]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            found.update(item.get("because", ()))
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
    return sorted(found)


NAMED = rules_of([json.loads((SAMPLES / name / "expected.json").read_text(encoding="utf-8")) for name in SAMPLE_NAMES])


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    home = tmp_path_factory.mktemp("people")
    with Instance(home, services=services_for(organisations(SAMPLES)), environment={"KEFU_SCHEDULER": "off"}) as instance:
        instance.wait_ready()
        yield instance


def replayed(instance, folder: Path, *, again: bool = False):
    source = Folder(folder)
    own = source.organisation["id"]
    gateway = Gateway(instance.gateway_url, token=operator_token(instance.home, own))
    replay = PEOPLE.replay(source, gateway=gateway, services=PEOPLE.working, say=print)
    found = replay.replay()
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return expected, found


@pytest.mark.parametrize("name", SAMPLE_NAMES)
@pytest.mark.rule(*NAMED)
def test_every_figure_of_the_sample(instance, name):
    expected, found = replayed(instance, SAMPLES / name)
    assert [str(difference) for difference in differences(expected, found)] == []


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_a_second_time_changes_nothing(instance, name):
    expected, found = replayed(instance, SAMPLES / name)
    assert [str(difference) for difference in differences(expected, found)] == []

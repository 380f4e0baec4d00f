"""The records of three organisations' people through the gateway of a whole instance: every figure, in whatever order they come."""

import json
import os
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from kefu.acceptance.folder import Folder
from kefu.acceptance.gateway import Gateway
from kefu.acceptance.operator import operator_token
from kefu.acceptance.organisations import PEOPLE, environment_for, organisations, services_for
from kefu.acceptance.people.comparison import differences
from kefu.local import Instance

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
by_hand = pytest.mark.skipif(os.environ.get("KEFU_EVERY_VARIATION") != "1", reason="minutes long: KEFU_EVERY_VARIATION=1 runs it")
SAMPLES = Path(__file__).parent / "hr_2025-06"
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
        yield instance.wait_ready(240)


@pytest.fixture
def replay(instance):
    """Replays a folder; the expected figures and those found."""
    return partial(replayed, instance)


def replayed(instance, folder: Path, **how):
    source = Folder(folder)
    gateway = Gateway(instance.gateway_url, token=operator_token(instance.home, source.organisation["id"]))
    found = PEOPLE.replay(source, gateway=gateway, services=PEOPLE.working, say=print, **how).replay()
    return source.json("expected.json"), found


def told(expected, found):
    return [str(difference) for difference in differences(expected, found)]


@pytest.mark.parametrize("name", SAMPLE_NAMES)
@pytest.mark.rule(*NAMED)
def test_every_figure_of_the_sample(replay, name):
    assert told(*replay(SAMPLES / name)) == []


@pytest.mark.parametrize("name", [pytest.param("emall", marks=by_hand), "gas_penalty", pytest.param("jinyang", marks=by_hand)])
def test_the_same_figures_when_it_is_sent_again(replay, name):
    assert told(*replay(SAMPLES / name)) == []


@pytest.mark.parametrize("name", [pytest.param("emall", marks=by_hand), pytest.param("gas_penalty", marks=by_hand), "jinyang"])
def test_the_order_of_rows_does_not_matter(replay, varied, tmp_path, name):
    folder = varied.copied(name, tmp_path, own=f"{name}_shuffled")
    moved = varied.shuffle(folder)
    expected, found = replay(folder)
    found["refused"] = sorted(
        ({**item, "line": moved[item["file"]][item["line"]]} for item in found["refused"]), key=lambda item: (item["file"], item["line"])
    )
    assert told(expected, found) == []


@by_hand
def test_the_pace_does_not_matter(replay, varied, tmp_path):
    folder = varied.copied("jinyang", tmp_path, own="jinyang_in_steps")
    assert told(*replay(folder, stops=[date(2025, 5, 31), date(2025, 6, 15), date(2025, 6, 30)])) == []


@by_hand
@pytest.mark.parametrize(("name", "years"), [("emall", 28), ("gas_penalty", -11), ("jinyang", 28)])
def test_the_same_story_in_another_year_has_the_same_figures(varied, tmp_path, name, years):
    folder = varied.copied(name, tmp_path, own=f"{name}_in_{2025 + years}")
    varied.move_by_years(folder, years)
    source = Folder(folder)
    with Instance(tmp_path / "home", services=services_for([source]), environment=environment_for([source])) as own:
        assert told(*replayed(own.wait_ready(240), folder)) == []

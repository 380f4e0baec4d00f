"""Grafana's dashboards: unlike ids, nothing on top of another, every expression is PromQL about metrics that there are."""

import json
import re
from pathlib import Path

import promql_parser
import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
BOARDS = sorted((DEPLOY / "grafana/dashboards").glob("*.json"))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (DEPLOY.parent / "src/kefu").rglob("*.py"))
OF_SERVICES = "\n".join(path.read_text(encoding="utf-8") for path in (DEPLOY.parent / "services").glob("*/kefu_*/**/*.py"))
RECORDED = {
    rule["record"]
    for path in (DEPLOY / "prometheus/rules").glob("*.yml")
    for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
    if "record" in rule
}
PARTS = re.compile(r"_(bucket|count|sum)$")


def expressions(board: dict) -> list[str]:
    return [target["expr"] for panel in board["panels"] for target in panel["targets"]]


def rule_expressions() -> list[str]:
    return [
        rule["expr"]
        for path in sorted((DEPLOY / "prometheus/rules").glob("*.yml"))
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    ]


@pytest.fixture(params=BOARDS, ids=lambda path: path.stem)
def board(request) -> dict:
    return json.loads(request.param.read_text(encoding="utf-8"))


def test_there_is_one_for_the_platform_one_for_the_department_and_one_for_each_service(services):
    assert {path.stem for path in BOARDS} == {"platform", "department", *services}


def test_uids_differ():
    uids = [json.loads(path.read_text(encoding="utf-8"))["uid"] for path in BOARDS]
    assert len(set(uids)) == len(uids)


def test_panels_have_ids_of_their_own_and_none_covers_another(board):
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    covered = [
        (x, y)
        for panel in board["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(set(covered)) == len(covered)
    assert max(x for x, _ in covered) < 24


def test_every_panel_asks_the_source_that_the_reader_chooses(board):
    assert board["templating"]["list"][0]["name"] == "source"
    assert {target["datasource"]["uid"] for panel in board["panels"] for target in panel["targets"]} == {"${source}"}


def test_every_expression_is_promql(board):
    for expression in expressions(board):
        promql_parser.parse(expression)


@pytest.mark.parametrize(
    "expression", [*rule_expressions(), *(text for path in BOARDS for text in expressions(json.loads(path.read_text("utf-8"))))]
)
def test_every_metric_that_is_asked_for_is_exported_or_recorded(expression):
    for name in re.findall(r"\bkefu[a-z0-9_:]+\b", re.sub(r"['\"][^'\"]*['\"]", "", expression)):
        if ":" in name:
            assert name in RECORDED, name
        else:
            base = PARTS.sub("", name)
            assert f'"{base}"' in SOURCE or f'"{base}"' in OF_SERVICES, name

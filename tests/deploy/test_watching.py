"""Prometheus' rules by Prometheus' own tools: valid, each alert proven to fire and to keep quiet, each with its runbook."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = sorted((DEPLOY / "prometheus/rules").glob("*.yml"))
TESTS = sorted((DEPLOY / "prometheus/tests").glob("*.yml"))
ALERTS = {
    rule["alert"]: rule
    for path in RULES
    for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
    if "alert" in rule
}
pytestmark = pytest.mark.skipif(not shutil.which("promtool"), reason="Prometheus is not installed (.ci/run installs it)")


def promtool(*arguments: object, cwd: Path = DEPLOY) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("promtool"), *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_prometheus_reads_its_configuration_and_rules():
    done = promtool("check", "config", "prometheus/prometheus.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_alertmanager_reads_its_configuration():
    done = subprocess.run(
        [shutil.which("amtool"), "check-config", DEPLOY / "alertmanager/alertmanager.yml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_fires_when_it_should_and_not_before():
    done = promtool("test", "rules", *TESTS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", TESTS, ids=lambda path: path.stem)
def test_the_rules_tests_notice_every_broken_alert(file, tmp_path):
    """Turn every alert's expression into one that is never true: the test of each must fail."""
    broken = Path(shutil.copytree(DEPLOY / "prometheus", tmp_path / "prometheus"))
    rules = yaml.safe_load((broken / "rules" / file.name).read_text(encoding="utf-8"))
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    for rule in alerts:
        rule["expr"] = f"({rule['expr']}) and on () vector(0) == 1"
    (broken / "rules" / file.name).write_text(yaml.safe_dump(rules), encoding="utf-8")
    done = promtool("test", "rules", broken / "tests" / file.name)
    assert done.returncode == 1
    noticed = set(re.findall(r"alertname: ?(\w+)", done.stdout + done.stderr))
    assert noticed == {rule["alert"] for rule in alerts}


@pytest.mark.parametrize("alert", ALERTS)
def test_every_alert_says_what_is_wrong_and_where_its_runbook_is(alert):
    rule = ALERTS[alert]
    assert rule["labels"]["severity"] in {"page", "ticket", "department"}
    assert rule["annotations"]["runbook"] == f"docs/operations.md#{alert.lower()}"
    runbook = (DEPLOY.parent / "docs/operations.md").read_text(encoding="utf-8")
    assert re.search(rf"^#+ {alert}$", runbook, re.MULTILINE)

"""Compose, charts, definitions, dashboards, alerts and docs name exactly the services that there are."""

import json
import re

import pytest
import yaml

from kefu.deployment import reference_definitions

SERVERS = {"broker", "store", "store-users", "prometheus", "alertmanager", "grafana"}


def test_compose_runs_every_service_and_no_other(root, services):
    compose = yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))
    assert set(compose["services"]) - SERVERS == set(services)


def test_each_service_in_compose_is_built_mounted_and_named_by_its_own_name(root, services):
    compose = yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    for name in services:
        assert compose[name]["build"]["args"] == {"SERVICE": name}
        assert compose[name]["image"].startswith(f"kefu/{name}:")
        assert compose[name]["volumes"][1].endswith(f"/{name}:/run/secrets:ro")


def test_prometheus_scrapes_every_service(root, services):
    targets = json.loads((root / "deploy/prometheus/targets.json").read_text(encoding="utf-8"))
    assert {target["labels"]["service"]: target["targets"] for target in targets} == {name: [f"{name}:9100"] for name in services}


def test_every_service_has_values_for_its_chart(root, services):
    assert {path.stem for path in (root / "charts/values").glob("*.yaml")} == set(services)
    for name in services:
        assert yaml.safe_load((root / f"charts/values/{name}.yaml").read_text(encoding="utf-8"))["name"] == name


def test_the_umbrella_holds_every_service_with_the_values_of_its_own_file(root, services):
    chart = yaml.safe_load((root / "charts/kefu/Chart.yaml").read_text(encoding="utf-8"))
    values = yaml.safe_load((root / "charts/kefu/values.yaml").read_text(encoding="utf-8"))
    assert [each["alias"] for each in chart["dependencies"]] == list(services)
    for name in services:
        assert values[name] == {"enabled": True, **yaml.safe_load((root / f"charts/values/{name}.yaml").read_text(encoding="utf-8"))}
    assert set(values) == set(services)


def test_the_brokers_definitions_are_those_of_make_up_without_passwords(root, services):
    kept = json.loads((root / "deploy/broker/definitions.json").read_text(encoding="utf-8"))
    assert kept == reference_definitions(services)
    assert {user["password_hash"] for user in kept["users"]} == {""}


@pytest.mark.parametrize("document", ["README.md", "docs/operations.md"])
def test_the_documents_tables_name_every_service(root, services, document):
    text = (root / document).read_text(encoding="utf-8")
    named = set(re.findall(r"^\| \[?`?([a-z-]+)`?\]?", text, re.MULTILINE))
    assert set(services) <= named

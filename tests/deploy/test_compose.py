"""docker-compose.yml against the present compose specification, and as docker-compose itself reads it."""

import os
import re
import shutil
import subprocess

import compose_spec
import pytest
import yaml


@pytest.fixture(scope="module")
def compose(root) -> dict:
    return yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))


def without_extensions(root) -> str:
    """The file as it reads when its anchors are followed and no variable is set."""
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", (root / "docker-compose.yml").read_text(encoding="utf-8"))
    read = yaml.safe_load(text)
    return yaml.safe_dump({key: value for key, value in read.items() if not key.startswith("x-")})


def test_the_specification_accepts_it(root):
    read = compose_spec.PyCompose.from_yaml(without_extensions(root))
    read.validate_networks()
    read.validate_volumes()
    read.validate_secrets()


def test_the_specification_would_refuse_a_wrong_condition(root):
    wrong = without_extensions(root).replace("service_healthy", "service_well")
    with pytest.raises(Exception, match="service_well"):
        compose_spec.PyCompose.from_yaml(wrong)


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is not installed (.ci/run installs it)")
def test_docker_compose_reads_it(root):
    done = subprocess.run(
        [shutil.which("docker-compose"), "config", "--services"], cwd=root, capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr
    assert "gateway" in done.stdout.split()


def test_a_service_waits_for_a_broker_that_answers_and_for_its_user_in_the_store(compose, services):
    for name in services:
        assert compose["services"][name]["depends_on"] == {
            "broker": {"condition": "service_healthy"}, "store-users": {"condition": "service_completed_successfully"},
        }  # fmt: skip


def test_a_service_writes_nothing_gains_nothing_and_is_given_time_to_finish(compose, services):
    for name in services:
        service = compose["services"][name]
        assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
        assert int(service["stop_grace_period"].removesuffix("s")) > 30


def test_nothing_but_the_gateway_and_the_watchers_is_reached_from_outside_and_only_from_this_machine(compose):
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert set(published) == {"gateway", "prometheus", "alertmanager", "grafana"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_it_holds_no_password(root):
    text = (root / "docker-compose.yml").read_text(encoding="utf-8").lower()
    assert "password:" not in text.replace("password__file:", "").replace("password_file:", "").replace("root_password:", "").replace(
        "grafana_password:", ""
    )


def test_every_image_has_a_version(compose):
    for service in compose["services"].values():
        assert not service["image"].endswith(":latest")
        assert ":" in service["image"]


def test_whoever_waits_for_a_server_can_know_that_it_is_well(compose):
    for name in ("broker", "store", "prometheus", "alertmanager", "grafana"):
        assert compose["services"][name]["healthcheck"]["test"]


def test_the_store_is_well_only_where_others_reach_it(compose):
    """While mongod makes its first user it answers on localhost alone."""
    assert "mongodb://store:27017/?directConnection=true" in compose["services"]["store"]["healthcheck"]["test"]


def test_traces_webhooks_and_the_log_are_set_from_outside(compose, services):
    for name in services:
        assert {"OTEL_EXPORTER_OTLP_ENDPOINT", "KEFU_WEBHOOK_ALLOW", "KEFU_LOG_LEVEL"} <= set(compose["services"][name]["environment"])


def test_the_issuer_s_keys_are_mounted_with_their_folder(compose, services):
    for name in services:
        assert compose["services"][name]["volumes"][0].endswith("/public:/run/identity:ro")

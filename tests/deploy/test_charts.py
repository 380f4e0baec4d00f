"""The chart as a real Helm engine renders it: valid for several Kubernetes, and as careful as production asks."""

import shutil
from pathlib import Path
from typing import Any

import helm_python as helm
import kubernetes_validate
import pytest
import yaml

CHARTS = Path(__file__).parents[2] / "charts"
VALUES = sorted((CHARTS / "values").glob("*.yaml"))
KUBERNETES = ("1.29", "1.32", "1.34", "1.37")
EVERYTHING_ON = {
    "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
    "autoscaling": {"enabled": True, "queueDepth": 50},
    "podAnnotations": {"example.org/team": "客服"},
    "image": {"tag": "1.2.3", "pullSecrets": [{"name": "registry"}]},
    "nodeSelector": {"kubernetes.io/arch": "amd64"},
    "tolerations": [{"key": "spot", "operator": "Exists"}],
}


def rendered(values: dict[str, Any], *, release: str, chart: Path = CHARTS / "service") -> list[dict[str, Any]]:
    with helm.Chart.load(str(chart)) as loaded:
        texts = loaded.render(values, name=release, namespace="kefu")
    return [
        document
        for name, text in texts.items()
        if name.endswith(".yaml")
        for document in yaml.safe_load_all(text)
        if document
    ]  # fmt: skip


def of_kind(documents: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    (found,) = [document for document in documents if document["kind"] == kind]
    return found


def validate(documents: list[dict[str, Any]], version: str) -> None:
    for document in documents:
        if document["kind"] == "ServiceMonitor":  # a custom resource: no schema of Kubernetes' own
            assert set(document["spec"]) == {"selector", "endpoints"}
            continue
        kubernetes_validate.validate(document, version, strict=True)


@pytest.fixture(params=VALUES, ids=lambda path: path.stem)
def values(request) -> dict[str, Any]:
    return dict(yaml.safe_load(request.param.read_text(encoding="utf-8")))


def deployment(values: dict[str, Any]) -> dict[str, Any]:
    return of_kind(rendered(values, release=values["name"]), "Deployment")


@pytest.mark.parametrize("version", KUBERNETES)
def test_every_services_release_is_valid_for_kubernetes(values, version):
    documents = rendered(values, release=values["name"])
    validate(documents, version)
    assert {"Deployment", "Service", "ServiceAccount", "ConfigMap", "PodDisruptionBudget", "NetworkPolicy"} <= {
        each["kind"] for each in documents
    }


@pytest.mark.parametrize("version", KUBERNETES)
def test_with_everything_switched_on_it_is_still_valid(version):
    http = {"enabled": True, "ingress": {"enabled": True, "className": "nginx", "tlsSecretName": "kefu-tls", "annotations": {"a": "b"}}}
    documents = rendered({"name": "gateway", **EVERYTHING_ON, "http": http}, release="gateway")
    validate(documents, version)
    assert {"HorizontalPodAutoscaler", "ServiceMonitor", "Ingress"} <= {each["kind"] for each in documents}


def test_a_misspelt_field_would_be_found():
    broken = deployment({"name": "billing"})
    broken["spec"]["template"]["spec"]["containers"][0]["livnessProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        validate([broken], "1.34")


def test_a_container_is_nobody_may_write_nothing_and_has_limits(values):
    pod = deployment(values)["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip
    assert set(container["resources"]["limits"]) == set(container["resources"]["requests"]) == {"cpu", "memory"}
    assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container)


def test_an_image_has_a_version_that_is_not_latest(values):
    image = deployment(values)["spec"]["template"]["spec"]["containers"][0]["image"]
    assert image.startswith(f"kefu/{values['name']}:")
    assert image.rpartition(":")[2] not in {"", "latest"}


def test_kubernetes_waits_longer_than_the_pause_and_the_host_need(values):
    documents = rendered(values, release=values["name"])
    pod = of_kind(documents, "Deployment")["spec"]["template"]["spec"]
    pause = int(pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    host = int(of_kind(documents, "ConfigMap")["data"]["KEFU_STOP_DEADLINE"])
    assert pod["terminationGracePeriodSeconds"] >= pause + host + 5


def test_no_secret_is_rendered_they_are_mounted_from_one_that_exists(values):
    documents = rendered(values, release=values["name"])
    assert "Secret" not in {each["kind"] for each in documents}
    volumes = of_kind(documents, "Deployment")["spec"]["template"]["spec"]["volumes"]
    assert volumes[0]["secret"]["secretName"] == f"kefu-{values['name']}"
    assert not any("URI" in name or name.endswith("SERVICE_TOKEN") for name in of_kind(documents, "ConfigMap")["data"])


def test_only_prometheus_and_for_http_the_ingress_get_in(values):
    policy = of_kind(rendered(values, release=values["name"]), "NetworkPolicy")["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    doors = [rule["ports"][0]["port"] for rule in policy["ingress"]]
    assert doors == (["ops", "http"] if values["name"] == "gateway" else ["ops"])


def test_only_broker_store_names_and_issuer_can_be_reached(values):
    policy = of_kind(rendered(values, release=values["name"]), "NetworkPolicy")["spec"]
    ports = [port["port"] for rule in policy["egress"] for port in rule["ports"]]
    assert ports[:5] == [5672, 27017, 53, 53, 443]
    assert len(ports) == (6 if values["name"] == "webhooks" else 5)  # webhooks are sent outside


def test_the_autoscaler_replaces_the_number_of_replicas():
    scaled = rendered({"name": "billing", **EVERYTHING_ON}, release="billing")
    assert "replicas" not in of_kind(scaled, "Deployment")["spec"]
    metrics = of_kind(scaled, "HorizontalPodAutoscaler")["spec"]["metrics"]
    assert metrics[1]["external"]["metric"]["selector"]["matchLabels"] == {"queue": "rpc.billing"}
    assert deployment({"name": "billing"})["spec"]["replicas"] == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"image": {"tag": "latest"}}, {"replicas": 0}, {"replica": 2}, {"name": "Billing"}, {"settings": {"AMQP_URI": "x"}},
        {"resources": {"limits": {"gpu": "1"}}}, {"drain": {"hostSeconds": "long"}},
    ],
    ids=str,
)  # fmt: skip
def test_wrong_values_are_refused(wrong):
    with pytest.raises(helm.HelmValuesError):
        rendered({"name": "billing", **wrong}, release="billing")


def test_the_chart_is_lint_free():
    messages = helm.lint(str(CHARTS / "service"), {"name": "billing"}, strict=True)["messages"]
    assert [message for message in messages if message["severity"] > 1] == []


@pytest.fixture(scope="module")
def umbrella(tmp_path_factory) -> Path:
    copied = Path(shutil.copytree(CHARTS, tmp_path_factory.mktemp("helm") / "charts"))
    helm.dependency_update(str(copied / "kefu"))
    return copied / "kefu"


def test_the_umbrella_installs_every_service_and_is_valid(umbrella):
    documents = rendered({}, release="kefu", chart=umbrella)
    validate(documents, "1.34")
    names = sorted(each["metadata"]["name"] for each in documents if each["kind"] == "Deployment")
    assert names == [path.stem for path in VALUES]


def test_a_service_can_be_left_out_of_the_umbrella(umbrella):
    documents = rendered({"billing": {"enabled": False}}, release="kefu", chart=umbrella)
    assert "billing" not in {each["metadata"]["name"] for each in documents}


def test_rolling_one_service_touches_nothing_of_another():
    """Each release owns its own names only: billing's versions share no object with metering's."""
    names = {
        service: {
            (each["kind"], each["metadata"]["name"])
            for tag in ("1.0.0", "1.0.1")
            for each in rendered({"name": service, "image": {"tag": tag}}, release=service)
        }
        for service in ("billing", "metering")
    }
    assert not names["billing"] & names["metering"]
    before, after = (rendered({"name": "billing", "image": {"tag": tag}}, release="billing") for tag in ("1.0.0", "1.0.1"))
    assert of_kind(before, "Deployment")["spec"]["selector"] == of_kind(after, "Deployment")["spec"]["selector"]

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
OURS = {
    "global": {
        "identity": {"keys": "https://sso.ours/jwks", "issuer": "https://sso.ours", "audience": "ours"},
        "networkPolicy": {"issuer": {"cidrs": ["203.0.113.7/32"]}},
    }
}
EVERYTHING_ON = {
    "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
    "autoscaling": {"enabled": True, "queueDepth": 50},
    "podAnnotations": {"example.org/team": "客服"},
    "image": {"tag": "1.2.3", "pullSecrets": [{"name": "registry"}]},
    "nodeSelector": {"kubernetes.io/arch": "amd64"},
    "tolerations": [{"key": "spot", "operator": "Exists"}],
}


def rendered(values: dict[str, Any], *, release: str, chart: Path = CHARTS / "service", ours: Any = OURS) -> list[dict[str, Any]]:
    """The objects of a release with an operator's own values beside the given ones."""
    values = {**ours, **values}
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
            assert set(document["spec"]) == {"jobLabel", "selector", "endpoints"}
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
    ports = [port.get("port") for rule in policy["egress"] for port in rule["ports"]]
    assert ports[:5] == [5672, 27017, 53, 53, 443]
    assert len(ports) == (6 if values["name"] == "webhooks" else 5)  # webhooks are sent outside


def test_the_autoscaler_replaces_the_number_of_replicas():
    scaled = rendered({"name": "billing", **EVERYTHING_ON}, release="billing")
    assert "replicas" not in of_kind(scaled, "Deployment")["spec"]
    metrics = of_kind(scaled, "HorizontalPodAutoscaler")["spec"]["metrics"]
    assert metrics[1]["external"]["metric"]["name"] == "rabbitmq_detailed_queue_messages_ready"
    assert metrics[1]["external"]["metric"]["selector"]["matchLabels"] == {"queue": "rpc.billing"}
    assert deployment({"name": "billing"})["spec"]["replicas"] == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"image": {"tag": "latest"}}, {"replicas": 0}, {"replica": 2}, {"name": "Billing"}, {"settings": {"AMQP_URI": "x"}},
        {"resources": {"limits": {"gpu": "1"}}}, {"drain": {"hostSeconds": "long"}},
        {"podDisruptionBudget": {"maxUnavailable": 0}}, {"podDisruptionBudget": {"maxUnavailable": -3}},
        {"podDisruptionBudget": {"maxUnavailable": "abc"}}, {"image": {"tag": "LATEST"}}, {"image": {"tag": "a b c"}},
        {"image": {"repository": "x:latest"}}, {"resources": {"limits": {"cpu": "1", "memory": "banana"}}},
        {"networkPolicy": {"issuer": {"cidrs": ["banana"]}}}, {"networkPolicy": {"issuer": {"cidrs": ["300.0.0.0/8"]}}},
        {"networkPolicy": {"scrapedBy": None}}, {"networkPolicy": {"broker": {"podSelector": None}}},
        {"settings": {"KEFU_SERVICE_TOKEN": "x"}}, {"settings": {"KEFU_STOP_DEADLINE": "600"}}, {"settings": {"KEFU_OPS_PORT": "1"}},
        {"settings": {"OTEL_EXPORTER_OTLP_HEADERS": "authorization=x"}}, {"name": "gateway-"}, {"secretName": "Not A Name!"},
        {"serviceMonitor": {"interval": "0s"}}, {"http": {"ingress": {"host": "not a host"}}},
        {"global": {"identiti": {}}}, {"global": {"settings": {"AMQP_URI": "x"}}},
    ],
    ids=str,
)  # fmt: skip
def test_wrong_values_are_refused(wrong):
    with pytest.raises(helm.HelmValuesError):
        rendered({"name": "billing", **wrong}, release="billing")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"drain": {"hostSeconds": 120, "graceSeconds": 15, "preStopSeconds": 60}}, "graceSeconds"),
        ({"drain": {"hostSeconds": 40, "graceSeconds": 49, "preStopSeconds": 5}}, "graceSeconds"),
        ({"autoscaling": {"enabled": True, "minReplicas": 9, "maxReplicas": 2}}, "minReplicas"),
        ({"http": {"enabled": True, "port": 9100}}, "ops.port"),
        ({"global": {"identity": OURS["global"]["identity"]}}, "issuer.cidrs"),
        ({"global": {}}, "identity.keys"),
        ({"networkPolicy": {"issuer": None}}, "port"),
    ],
    ids=str,
)  # fmt: skip
def test_values_that_do_not_go_together_are_refused(wrong, why):
    with pytest.raises(helm.HelmError, match=why):
        rendered({"name": "billing", **wrong}, release="billing")


def egress(**policy: Any) -> list[dict[str, Any]]:
    documents = rendered({"name": "billing", "networkPolicy": policy}, release="billing")
    return list(of_kind(documents, "NetworkPolicy")["spec"]["egress"])


def test_only_named_addresses_and_namespaces_can_be_reached():
    rules = egress(broker={"namespaces": ["queues"]}, collector={"to": [{"podSelector": {"matchLabels": {"app": "otel"}}}]})
    assert rules[0]["to"][0]["namespaceSelector"]["matchExpressions"][0]["values"] == ["queues"]
    assert "namespaceSelector" not in rules[1]["to"][0], "the release's own"
    assert rules[3]["to"] == [{"ipBlock": {"cidr": "203.0.113.7/32"}}]
    assert rules[4] == {"to": [{"podSelector": {"matchLabels": {"app": "otel"}}}], "ports": [{"protocol": "TCP", "port": 4318}]}
    assert all(rule["to"] for rule in rules)


def test_an_empty_list_of_addresses_is_nowhere():
    keys = {"keys": "/run/identity/jwks.json", "issuer": "i"}
    ours = {"global": {"identity": keys}}
    policy = of_kind(rendered({"name": "billing"}, release="billing", ours=ours), "NetworkPolicy")["spec"]
    assert [rule["ports"][0]["port"] for rule in policy["egress"]] == [5672, 27017, 53]


def test_webhooks_reach_no_private_network():
    values = yaml.safe_load((CHARTS / "values/webhooks.yaml").read_text(encoding="utf-8"))
    four, _six = of_kind(rendered(values, release="webhooks"), "NetworkPolicy")["spec"]["egress"][-1]["to"]
    assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"} <= set(four["ipBlock"]["except"])


def test_traces_and_an_authority_of_ones_own_can_be_set():
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://otel:4318", "SSL_CERT_FILE": "/run/secrets/ca.crt"}
    for values in ({"settings": endpoint}, {"global": {**OURS["global"], "settings": endpoint}}):
        assert of_kind(rendered({"name": "billing", **values}, release="billing"), "ConfigMap")["data"].items() >= endpoint.items()


def test_prometheus_knows_a_process_by_the_job_that_the_rules_ask_for():
    documents = rendered({"name": "billing", **EVERYTHING_ON}, release="billing")
    label = of_kind(documents, "ServiceMonitor")["spec"]["jobLabel"]
    assert of_kind(documents, "Service")["metadata"]["labels"][label] == "kefu"


def test_the_rules_and_the_brokers_figures_are_loaded_in_a_cluster(root):
    documents = rendered({"labels": {"release": "prometheus"}}, release="watch", chart=CHARTS / "watch", ours={})
    loaded = {each["metadata"]["name"]: each["spec"] for each in documents if each["kind"] == "PrometheusRule"}
    files = sorted((root / "deploy/prometheus/rules").glob("*.yml"))
    assert loaded == {f"kefu-{path.stem}": yaml.safe_load(path.read_text(encoding="utf-8")) for path in files}
    scraped = of_kind(documents, "ServiceMonitor")["spec"]["endpoints"][0]
    config = yaml.safe_load((root / "deploy/prometheus/prometheus.yml").read_text(encoding="utf-8"))
    ours = next(each for each in config["scrape_configs"] if each["job_name"] == "rabbitmq")
    assert (scraped["path"], scraped["params"]) == (ours["metrics_path"], ours["params"])
    assert {each["metadata"]["labels"]["release"] for each in documents} == {"prometheus"}


def test_an_autoscaler_asks_for_nothing_but_the_cpu_unless_told(values):
    for each in rendered(values, release=values["name"]):
        if each["kind"] == "HorizontalPodAutoscaler":
            assert [metric["type"] for metric in each["spec"]["metrics"]] == ["Resource"]


def test_the_chart_is_lint_free():
    messages = helm.lint(str(CHARTS / "service"), {**OURS, "name": "billing"}, strict=True)["messages"]
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


def test_what_is_said_to_all_reaches_all_of_the_umbrella(umbrella):
    ours = {
        "global": {**OURS["global"], "image": {"registry": "registry.ours:5000/kefu", "tag": "9.9.9"}, "serviceMonitor": {"enabled": True}}
    }
    documents = rendered({"billing": {"image": {"tag": "9.9.8"}}}, release="kefu", chart=umbrella, ours=ours)
    assert {each["data"]["KEFU_TOKEN_ISSUER"] for each in documents if each["kind"] == "ConfigMap"} == {"https://sso.ours"}
    images = {each["spec"]["template"]["spec"]["containers"][0]["image"] for each in documents if each["kind"] == "Deployment"}
    names = {path.stem for path in VALUES}
    assert images == {f"registry.ours:5000/kefu/{name}:{'9.9.8' if name == 'billing' else '9.9.9'}" for name in names}
    assert sum(each["kind"] == "ServiceMonitor" for each in documents) == len(names)


@pytest.mark.parametrize("wrong", [{"nonsense": True}, {"identity": {}}, {"billing": {"replica": 2}}, {"global": {"imag": {}}}], ids=str)
def test_wrong_values_of_the_umbrella_are_refused(umbrella, wrong):
    with pytest.raises(helm.HelmValuesError):
        rendered(wrong, release="kefu", chart=umbrella)


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

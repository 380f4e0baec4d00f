"""Writes what a deployment says of every service there is; `make docs` runs it, tests/deploy fails while it has not.

The services of docker-compose.yml (between its two marks), charts/values of a service that has none yet, the umbrella chart, and the
broker's definitions without passwords, what Prometheus scrapes, and the rules that charts/watch loads in a cluster.
"""

import json
import re
from pathlib import Path

import yaml

from kefu.deployment import reference_definitions

ROOT = Path(__file__).parents[1]
COMPOSE = """  {name}:
    <<: *service
    image: kefu/{name}:${{KEFU_VERSION:-dev}}
    build: {{<<: *build, args: {{SERVICE: {name}}}}}
    volumes: [*jwks, "${{KEFU_SECRETS_FOLDER:-./.kefu/secrets}}/{name}:/run/secrets:ro"]
"""
PORT_OF_THE_GATEWAY = '    ports: ["127.0.0.1:8080:8080"]\n'
UMBRELLA = """apiVersion: v2
name: kefu
description: Every service of Kefu in one release, for trials; production installs charts/service once per service
type: application
version: 0.1.0
appVersion: 0.1.0
dependencies:
"""
DEPENDENCY = '  - {{name: service, alias: {name}, version: 0.1.0, repository: "file://../service", condition: {name}.enabled}}\n'
VALUES = "# Every service with the values of charts/values; `<name>: {enabled: false}` leaves one out, `global` speaks to all.\n"


def main() -> None:
    """Write all of it."""
    services = sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))
    _write("deploy/broker/definitions.json", json.dumps(reference_definitions(services), indent=1) + "\n")
    _write("docker-compose.yml", _compose(services))
    targets = [{"targets": [f"{name}:9100"], "labels": {"service": name}} for name in services]
    _write("deploy/prometheus/targets.json", json.dumps(targets, indent=1) + "\n")
    for name in services:
        path = ROOT / f"charts/values/{name}.yaml"
        if not path.exists():
            path.write_text(f"name: {name}\n", encoding="utf-8")
    _write("charts/kefu/Chart.yaml", UMBRELLA + "".join(DEPENDENCY.format(name=name) for name in services))
    _write("charts/kefu/values.schema.json", json.dumps(_schema_of_all(services), indent=2) + "\n")
    for path in sorted((ROOT / "deploy/prometheus/rules").glob("*.yml")):
        _write(f"charts/watch/rules/{path.name}", path.read_text(encoding="utf-8"))
    values = {name: {"enabled": True, **yaml.safe_load((ROOT / f"charts/values/{name}.yaml").read_text("utf-8"))} for name in services}
    _write("charts/kefu/values.yaml", VALUES + yaml.safe_dump(values, sort_keys=False, allow_unicode=True))


def _schema_of_all(services: list[str]) -> dict[str, object]:
    """The umbrella's values: what is said to all, and of each service what its own chart then checks; nothing else."""
    of_one = json.loads((ROOT / "charts/service/values.schema.json").read_text(encoding="utf-8"))
    properties = {"global": {"$ref": "#/$defs/global"}, **{name: {"type": "object"} for name in services}}
    return {
        "$schema": of_one["$schema"], "title": "Values of all of Kefu's services", "type": "object", "additionalProperties": False,
        "properties": properties, "$defs": of_one["$defs"],
    }  # fmt: skip


def _compose(services: list[str]) -> str:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    written = "\n".join(COMPOSE.format(name=name) + (PORT_OF_THE_GATEWAY if name == "gateway" else "") for name in services)
    return re.sub(r"(?s)(  # -- services: [^\n]*\n).*(  # -- end of services\n)", lambda marks: f"{marks[1]}\n{written}\n{marks[2]}", text)


def _write(name: str, text: str) -> None:
    (ROOT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

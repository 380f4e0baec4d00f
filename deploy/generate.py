"""Writes what a deployment says of every service there is; `make docs` runs it, tests/deploy fails while it has not.

The services of docker-compose.yml (between its two marks), charts/values of a service that has none yet, the umbrella chart, and the
broker's definitions without passwords, and what Prometheus scrapes.
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
VALUES = "# Every service with the values of charts/values; `<name>: {enabled: false}` leaves one out.\n"


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
    values = {name: {"enabled": True, **yaml.safe_load((ROOT / f"charts/values/{name}.yaml").read_text("utf-8"))} for name in services}
    _write("charts/kefu/values.yaml", VALUES + yaml.safe_dump(values, sort_keys=False, allow_unicode=True))


def _compose(services: list[str]) -> str:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    written = "\n".join(COMPOSE.format(name=name) + (PORT_OF_THE_GATEWAY if name == "gateway" else "") for name in services)
    return re.sub(r"(?s)(  # -- services: [^\n]*\n).*(  # -- end of services\n)", lambda marks: f"{marks[1]}\n{written}\n{marks[2]}", text)


def _write(name: str, text: str) -> None:
    (ROOT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""What an instance consists of: its services, ports and passwords, kept in its folder for the supervisor to read.

The file holds the passwords of the private servers and is readable by its owner only.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from kefu.local.ports import LOCALHOST, free_port

VHOST = "kefu"
OPERATOR = "operator"
GATEWAY = "gateway"
DATABASES = "kefu_"
SERVERS = ("broker", "store", "store.2")  # a store uses one core: what a service copies from another does not hold up the other's writes
EMBEDDED = "directConnection=true&retryWrites=false"  # it reads every answer of the last half hour at each write that could be retried
RUNNER = (sys.executable, "-m", "kefu.runner")


@dataclass(frozen=True)
class Plan:
    """An instance as it shall run; ``environment`` is given to every service besides its own settings.

    The services' databases are divided between the ``servers`` called store; ``durable`` keeps their data on disk, ``auth`` gives each
    service its own users, ``management`` opens RabbitMQ's HTTP API and its figures for Prometheus.
    """

    home: str
    services: tuple[str, ...]
    replicas: int = 1
    servers: tuple[str, ...] = SERVERS
    auth: bool = True
    durable: bool = True
    management: bool = False
    runner: tuple[str, ...] = RUNNER
    external_amqp: str | None = None
    external_mongo: str | None = None
    ports: Mapping[str, int] = field(default_factory=dict)
    passwords: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The instance's folder."""
        return Path(self.home)

    @property
    def private_servers(self) -> tuple[str, ...]:
        """The servers this instance starts itself."""
        external = {"broker": self.external_amqp, **dict.fromkeys(self.stores, self.external_mongo)}
        return tuple(server for server in self.servers if not external[server])

    @property
    def stores(self) -> tuple[str, ...]:
        """The servers that keep databases."""
        return tuple(server for server in self.servers if server != "broker") or ("store",)

    def store_of(self, service: str) -> str:
        """The server that keeps the service's database: told by the service's name alone, so that it is always the same one."""
        return self.stores[hashlib.blake2b(service.encode()).digest()[-1] % len(self.stores)]

    @property
    def processes(self) -> dict[str, str]:
        """Each service process by name, and the service it runs: ``billing``, and ``billing.2`` for the second replica."""
        return {
            service if number == 1 else f"{service}.{number}": service
            for service in self.services
            for number in range(1, self.replicas + 1)
        }

    def amqp_uri(self, user: str) -> str:
        """Where the user finds the broker, password included."""
        if self.external_amqp:
            return self.external_amqp
        name = user if self.auth else OPERATOR
        return f"amqp://{name}:{quote(self.passwords[name])}@{LOCALHOST}:{self.ports['broker']}/{VHOST}"

    def mongo_uri(self, user: str, *, of: str | None = None) -> str:
        """Where the user finds the store, password included: a service its own, the operator that ``of`` a service, or the first."""
        owner = of or user
        return self.mongo_uri_at(self.stores[0] if owner == OPERATOR else self.store_of(owner), user)

    def mongo_uri_at(self, server: str, user: str = OPERATOR) -> str:
        """Where the user finds one of the servers that keep databases."""
        if self.external_mongo:
            return self.external_mongo
        address = f"{LOCALHOST}:{self.ports[server]}"
        if not self.auth:
            return f"mongodb://{address}/?{EMBEDDED}"
        source = "admin" if user == OPERATOR else database_of(user)
        return f"mongodb://{user}:{quote(self.passwords[user])}@{address}/?{EMBEDDED}&authSource={source}"


def database_of(service: str) -> str:
    """The name of the service's own database."""
    return f"{DATABASES}{service}"


def plan_path(home: Path) -> Path:
    """Where an instance keeps its plan."""
    return home / "run" / "plan.json"


def read_plan(home: Path) -> Plan | None:
    """The plan of the instance in that folder, None when there never was one."""
    try:
        raw = json.loads(plan_path(home).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Plan(**{**raw, **{name: tuple(raw[name]) for name in ("services", "servers", "runner")}})


def write_next_plan(wanted: Plan, *, gateway_port: int | None) -> None:
    """Keep what is wanted as the plan, with the ports, passwords and stores of the last one: databases stay where they are."""
    before = read_plan(wanted.folder) or wanted
    if "store" in wanted.servers and any((wanted.folder / store / "data").exists() for store in before.stores):
        wanted = replace(wanted, servers=(*(server for server in wanted.servers if server not in wanted.stores), *before.stores))
    ports = ports_for(wanted, before=before.ports, gateway_port=gateway_port)
    write_plan(replace(wanted, ports=ports, passwords=passwords_for((OPERATOR, *wanted.services), before=before.passwords)))


def write_plan(plan: Plan) -> None:
    """Keep the plan, readable by its owner only."""
    write_private(plan_path(plan.folder), json.dumps(asdict(plan), indent=2))


def write_private(path: Path, text: str) -> None:
    """Replace the file at once by one that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def ports_for(plan: Plan, *, before: Mapping[str, int], gateway_port: int | None) -> dict[str, int]:
    """A port for everything that listens: the one it had before as long as that is free."""
    wanted: dict[str, None] = dict.fromkeys(["broker", "broker_distribution", "epmd", *plan.stores])
    wanted |= {"management": None, "prometheus": None} if plan.management else {}
    wanted |= dict.fromkeys(plan.processes)
    wanted |= {f"{name}.http": None for name, service in plan.processes.items() if service == GATEWAY}
    if gateway_port and f"{GATEWAY}.http" in wanted:
        before = {**before, f"{GATEWAY}.http": before.get(f"{GATEWAY}.http", gateway_port)}
    ports: dict[str, int] = {}
    for name in wanted:
        ports[name] = free_port(besides=ports.values(), preferred=before.get(name))
    return ports


def passwords_for(users: Iterable[str], *, before: Mapping[str, str]) -> dict[str, str]:
    """A password for each user, those of before unchanged."""
    return {**before, **{user: secrets.token_hex(24) for user in users if user not in before}}

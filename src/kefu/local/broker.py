"""A private RabbitMQ node: own folder, cookie, name, ports and users; nothing shared with another node on the machine.

What a service may do on it (:func:`rights_of`): declare, read and write what bears its own name; ask and answer any service, but take
no other's requests or answers; hear the services it listens to, but speak for none. What everybody says goes into the stream by
bindings that no service may touch. Nobody may use the default exchange, which reaches every queue.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kefu import topology
from kefu.local.heard import REPLAYING, heard_by
from kefu.local.plan import OPERATOR, VHOST, Plan, write_private
from kefu.local.ports import LOCALHOST
from kefu_messages import rooms

PLACES = (
    "/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin",  # Debian, without its wrapper that wants to be root or rabbitmq
    "/opt/homebrew/opt/rabbitmq/sbin",
    "/usr/local/opt/rabbitmq/sbin",
    "/opt/rabbitmq/sbin",  # the official image
)
QUIET_SCHEDULERS = "+sbwt none +sbwtdcpu none +sbwtdio none"  # idle nodes do not spin


class BrokerMissing(Exception):
    """No RabbitMQ is installed; ``make up`` installs one."""


def executable() -> Path:
    """The ``rabbitmq-server`` of this machine; raises :class:`BrokerMissing`."""
    for place in PLACES:
        base, _, pattern = place.partition("*")
        root = Path(base).parent if pattern else Path(place)
        found = sorted(root.glob(f"{Path(base).name}*{pattern}/rabbitmq-server" if pattern else "rabbitmq-server"))
        if found:
            return found[-1]
    on_path = shutil.which("rabbitmq-server")
    if on_path:
        return Path(on_path)
    raise BrokerMissing("RabbitMQ is not installed: apt-get install rabbitmq-server, or brew install rabbitmq")


def epmd() -> str | None:
    """Erlang's port mapper, to be run beside the node; None leaves starting it to Erlang."""
    return shutil.which("epmd") or next(map(str, sorted(Path("/usr/lib/erlang").glob("erts-*/bin/epmd"))), None)


def environment(plan: Plan) -> dict[str, str]:
    """The environment of the node; writes its configuration and definitions into its folder first."""
    folder = plan.folder / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    write_private(folder / "definitions.json", json.dumps(definitions(plan), indent=1))
    plugins = "rabbitmq_management,rabbitmq_prometheus" if plan.management else ""
    (folder / "enabled_plugins").write_text(f"[{plugins}].\n", encoding="utf-8")
    (folder / "rabbitmq.conf").write_text(_configuration(plan, folder), encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_"))}
    return inherited | {
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "ERL_EPMD_PORT": str(plan.ports["epmd"]),
        "ERL_EPMD_ADDRESS": LOCALHOST,
        "RABBITMQ_NODENAME": f"kefu{plan.ports['broker']}@localhost",
        "RABBITMQ_NODE_PORT": str(plan.ports["broker"]),
        "RABBITMQ_DIST_PORT": str(plan.ports["broker_distribution"]),
        "RABBITMQ_MNESIA_DIR": str(folder / "data"),
        "RABBITMQ_MNESIA_BASE": str(folder),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced"),
        "RABBITMQ_CONFIG_FILES": str(folder / "conf.d"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
        "RABBITMQ_SCHEMA_DIR": str(folder / "schema"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_PLUGINS_EXPAND_DIR": str(folder / "plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_CONF_ENV_FILE": os.devnull,
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{QUIET_SCHEDULERS} -kernel inet_dist_use_interface {{127,0,0,1}}",
        "RUNNING_UNDER_SYSTEMD": "true",  # the script then becomes the node instead of a shell around it
    }


def control(plan: Plan, *command: str) -> str:
    """What ``rabbitmqctl`` answers about the node; raises ``subprocess.CalledProcessError`` with its words."""
    folder = plan.folder / "broker"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_"))}
    own = {"HOME": str(folder), "LANG": "C.UTF-8", "ERL_EPMD_PORT": str(plan.ports["epmd"]), "RABBITMQ_CONF_ENV_FILE": os.devnull}
    program = [str(executable().with_name("rabbitmqctl")), "--node", f"kefu{plan.ports['broker']}@localhost", *command]
    return subprocess.run(program, env=inherited | own, capture_output=True, text=True, check=True, timeout=180).stdout


def _configuration(plan: Plan, folder: Path) -> str:
    return "\n".join([
        f"listeners.tcp.1 = {LOCALHOST}:{plan.ports['broker']}",
        f"load_definitions = {folder / 'definitions.json'}",
        "log.console = true",
        "log.console.level = warning",
        "log.file = false",
        "disk_free_limit.absolute = 100MB",
        "vm_memory_high_watermark.relative = 0.4",
        "heartbeat = 30",
        *(
            f"{plugin}.tcp.{setting}"
            for plugin in (("management", "prometheus") if plan.management else ())
            for setting in (f"ip = {LOCALHOST}", f"port = {plan.ports[plugin]}")
        ),
        "",
    ])  # fmt: skip


def definitions(plan: Plan) -> dict[str, Any]:
    """Users, their rights and what all share, as the node loads them when it starts."""
    services = plan.services if plan.auth else ()
    rights = {OPERATOR: rights_of_operator()} | {service: rights_of(service) for service in services}
    return {
        "rabbit_version": "3.10.0",
        "vhosts": [{"name": VHOST}],
        "users": [
            {
                "name": user,
                "password_hash": password_hash(plan.passwords[user]),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": "administrator" if user == OPERATOR else "",
            }
            for user in rights
        ],
        "permissions": [{"user": user, "vhost": VHOST, **granted} for user, granted in rights.items()],
        "topic_permissions": [{"user": service, "vhost": VHOST, **topics} for service in services for topics in topics_of(service)],
        **_shared(services),
        "policies": [_instead(topology.FORMER_ANSWERS, topology.ANSWERS), _instead(topology.ANSWERS, topology.FORMER_ANSWERS)],
        "parameters": [],
    }


def _shared(services: Sequence[str]) -> dict[str, Any]:
    """What no service owns and so none may declare, and every service's events, kept in the stream before the service runs."""
    said = [topology.events_exchange(service) for service in sorted({*rooms(), *services})]
    kinds = {topology.ADMINISTERED: "fanout"} | dict.fromkeys((topology.RPC, topology.ANSWERS, *said), "topic")
    kept = {"vhost": VHOST, "destination": topology.STREAM, "destination_type": "queue", "routing_key": "#", "arguments": {}}
    common = {"vhost": VHOST, "durable": True, "auto_delete": False}
    return {
        "exchanges": [{"name": name, "type": kind, **common, "internal": False, "arguments": {}} for name, kind in kinds.items()],
        "queues": [{"name": topology.STREAM, **common, "arguments": topology.STREAM_ARGUMENTS}],
        "bindings": [{"source": exchange, **kept} for exchange in said],
    }


def _instead(exchange: str, other: str) -> dict[str, Any]:
    """What nobody has bound at one of the exchanges for answers goes by the other: versions of before and of now answer each other."""
    return {
        "vhost": VHOST, "name": f"{exchange}.unbound", "pattern": f"^{re.escape(exchange)}$", "apply-to": "exchanges", "priority": 0,
        "definition": {"alternate-exchange": other},
    }  # fmt: skip


def rights_of(service: str) -> dict[str, str]:
    """What the service may configure, write and read, as RabbitMQ's regular expressions."""
    name = re.escape(service)
    own = rf"(rpc|evt|reply)\.{name}(\..+)?|{name}\.(events|retry|parked|delay\..+)"
    shared = "rpc|answers|events" if service in REPLAYING else "rpc|answers"
    return {
        "configure": rf"^({own})$",
        "write": rf"^({own}|kefu\.(rpc|answers|replies))$",
        "read": rf"^({own}|kefu\.({shared})|({heard_by(service)})\.events)$",
    }


def topics_of(service: str) -> list[dict[str, str]]:
    """Which requests and answers the service may send (any) and take (its own) at the exchanges that all of them pass through."""
    name = re.escape(service)
    taken = {topology.RPC: rf"^{name}\.", topology.ANSWERS: rf"^reply\.{name}\.[^.]+$"}
    return [{"exchange": exchange, "write": ".*", "read": keys} for exchange, keys in taken.items()]


def rights_of_subscriber(name: str) -> dict[str, str]:
    """What a system outside may do: own queues and exchanges of its name, hear every service, read the stream; speak to none."""
    own = rf"{re.escape(name)}(\..+)?"
    return {"configure": rf"^({own})$", "write": rf"^({own})$", "read": rf"^({own}|kefu\.events|(?!kefu\.)[a-z]+\.events)$"}


def rights_of_operator() -> dict[str, str]:
    """What a person may do who runs the instance: everything."""
    return {"configure": ".*", "write": ".*", "read": ".*"}


def password_hash(password: str) -> str:
    """The password as RabbitMQ keeps it: a salt of four bytes and the SHA-256 of salt and password, in base64."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def is_ready(port: int) -> bool:
    """Whether the node greets a client as AMQP 0-9-1 asks."""
    try:
        with socket.create_connection((LOCALHOST, port), timeout=1) as connection:
            connection.settimeout(2)
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return connection.recv(1) == b"\x01"
    except OSError:
        return False


if __name__ == "__main__":
    try:
        print(executable())  # noqa: T201 - asked by the Makefile
    except BrokerMissing as missing:
        raise SystemExit(str(missing)) from None

"""What a deployment needs besides the images: a user per service on broker and store, and their secrets, made once.

::

    <folder>/<service>/AMQP_URI, MONGO_URI, KEFU_SERVICE_TOKEN     mounted into that service alone
    <folder>/broker/definitions.json                               users, rights, exchanges, the stream
    <folder>/store/users.js, root_password, replica.key            users of the databases, one each
    <folder>/public/jwks.json                                      the local issuer's public keys, for trials without an OIDC provider
    <folder>/servers.json                                          where broker and store are; said once, it counts until it is said anew
    <folder>/grafana_password

A secret that is there already stays, a token while it has 30 days left; ``rotate`` names the services that get new passwords.
The rights are those of ``make up``.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from kefu.identity import LocalIssuer, expiry_of
from kefu.local import broker
from kefu.local.plan import OPERATOR, VHOST, Plan, database_of, passwords_for

LIFE_OF_A_SERVICE_TOKEN, MADE_ANEW = timedelta(days=90), timedelta(days=30)
READABLE, FOLDER = 0o444, 0o755


@dataclass(frozen=True)
class Servers:
    """Where a deployment's broker and store are, and whether its tokens are the local issuer's; compose's by default."""

    broker: str = "broker:5672"
    store: str = "store:27017"
    replica_set: str = "kefu"
    tls: bool = False
    tokens: bool = True

    def amqp_uri(self, service: str, password: str) -> str:
        """Where the service finds the broker."""
        return f"amqp{'s' * self.tls}://{service}:{password}@{self.broker}/{VHOST}"

    def mongo_uri(self, service: str, password: str) -> str:
        """Where the service finds the store: one address, or those of the set's members with commas."""
        options = (
            [f"replicaSet={self.replica_set}"] * bool(self.replica_set) + [f"authSource={database_of(service)}"] + ["tls=true"] * self.tls
        )
        return f"mongodb://{service}:{password}@{self.store}/?{'&'.join(options)}"


def servers_of(folder: Path) -> Servers:
    """What was said last of the folder's servers."""
    return Servers(**json.loads(_kept(folder / "servers.json") or "{}"))


def write_secrets(folder: Path, services: Sequence[str], *, rotate: Iterable[str] = (), servers: Servers | None = None) -> list[Path]:
    """Make what is missing and what shall be new; returns the files that were written."""
    servers = servers or servers_of(folder)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    anew = frozenset(rotate)
    before = {user: word for user, word in _passwords(folder).items() if user not in anew}
    passwords = passwords_for((OPERATOR, *services), before=before)
    made = {
        "servers.json": json.dumps(asdict(servers), indent=1),
        "passwords.json": json.dumps(passwords, indent=1),
        "broker/definitions.json": _definitions(folder, services, passwords, anew=anew),
        "store/users.js": _store_users(services, passwords),
        "store/root_password": passwords[OPERATOR],
        "store/replica.key": _kept(folder / "store/replica.key") or _replica_key(),
        "grafana_password": _kept(folder / "grafana_password") or secrets.token_hex(24),
    }
    for service in services:
        made[f"{service}/AMQP_URI"] = servers.amqp_uri(service, passwords[service])
        made[f"{service}/MONGO_URI"] = servers.mongo_uri(service, passwords[service])
    if servers.tokens:
        made |= _of_the_local_issuer(folder, services, anew=anew)
    return [folder / name for name, text in made.items() if _put(folder / name, text)]


def reference_definitions(services: Sequence[str]) -> dict[str, Any]:
    """The broker's definitions without any password: what ``deploy/broker/definitions.json`` shows; nobody can log in with it."""
    found = broker.definitions(Plan(home="", services=tuple(services), passwords=dict.fromkeys((OPERATOR, *services), "")))
    return {**found, "users": [{**user, "password_hash": ""} for user in found["users"]]}


def _of_the_local_issuer(folder: Path, services: Iterable[str], *, anew: frozenset[str]) -> dict[str, str]:
    """Its keys, and a token for each service; one that lasts long enough stays."""
    issuer, soon = LocalIssuer(folder), time.time() + MADE_ANEW.total_seconds()
    made = {"public/jwks.json": issuer.jwks_path.read_text(encoding="utf-8")}
    for service in services:
        kept = _kept(folder / service / "KEFU_SERVICE_TOKEN") or ""
        stays = service not in anew and (expiry_of(kept) or 0) > soon
        made[f"{service}/KEFU_SERVICE_TOKEN"] = kept if stays else issuer.service_token(service, "*", valid_for=LIFE_OF_A_SERVICE_TOKEN)
    return made


def _store_users(services: Iterable[str], passwords: dict[str, str]) -> str:
    """A script for mongosh that creates every user or gives it its present password; each reaches its own database only."""
    users = [{"user": service, "pwd": passwords[service], "db": database_of(service)} for service in services]
    return (
        f"const users = {json.dumps(users, indent=1)};\n"
        "for (const {user, pwd, db: name} of users) {\n"
        "  const own = db.getSiblingDB(name), roles = [{role: 'readWrite', db: name}];\n"
        "  if (own.getUser(user)) own.updateUser(user, {pwd, roles}); else own.createUser({user, pwd, roles});\n"
        "}\n"
    )


def _definitions(folder: Path, services: Sequence[str], passwords: dict[str, str], *, anew: frozenset[str]) -> str:
    """The broker's definitions; a password that did not change keeps its salted hash."""
    made = broker.definitions(Plan(home=str(folder), services=tuple(services), passwords=passwords))
    kept = json.loads(_kept(folder / "broker/definitions.json") or '{"users": []}')
    hashes = {user["name"]: user["password_hash"] for user in kept["users"] if user["name"] not in anew}
    users = [{**user, "password_hash": hashes.get(user["name"], user["password_hash"])} for user in made["users"]]
    return json.dumps({**made, "users": users}, indent=1)


def _replica_key() -> str:
    return base64.b64encode(secrets.token_bytes(510)).decode()


def _kept(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _passwords(folder: Path) -> dict[str, str]:
    return dict(json.loads(_kept(folder / "passwords.json") or "{}"))


def _put(path: Path, text: str) -> bool:
    """Write the file for containers to read, unless it says that already."""
    if _kept(path) == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    draft.write_text(text, encoding="utf-8")
    draft.chmod(READABLE)
    draft.replace(path)
    return True

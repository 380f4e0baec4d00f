"""The embedded server that speaks MongoDB's protocol, for ``make up`` and tests.

It is SecantusDB (GPL-2.0-only): a program of its own in a virtual environment of its own, installed when first needed,
never imported. ``MONGO_URI`` points Kefu at a real MongoDB instead.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pymongo
from pymongo.errors import OperationFailure, PyMongoError

from kefu.local.plan import OPERATOR, Plan, database_of
from kefu.local.ports import LOCALHOST, free_port

LOCK = Path(__file__).with_name("store.lock")
COMMAND = "secantusd-py"
PATIENCE = 10.0
CACHE = 256  # MB, of all servers of an instance together
SETTINGS = "[storage]\nttl_sweep_seconds = 0\n"  # nothing of ours expires there, and the sweep was seen to hang the whole server


class StoreBroken(Exception):
    """The embedded server could not be installed or does not start."""


def environment_folder(home: Path) -> Path:
    """Where the embedded server is installed: ``KEFU_STORE_VENV``, else beside the workspace's own ``.venv``."""
    chosen = os.environ.get("KEFU_STORE_VENV")
    if chosen:
        return Path(chosen)
    return next((parent for parent in Path(__file__).parents if (parent / "requirements.lock").exists()), home) / ".kefu/store-venv"


def install(home: Path) -> Path:
    """The server's command, installed from its lock first if it is not there or the lock has changed."""
    folder = environment_folder(home)
    command, marker = folder / "bin" / COMMAND, folder / "installed.lock"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.guard").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # two instances may start at once
        if command.exists() and (not marker.exists() or marker.read_bytes() == LOCK.read_bytes()):
            return command
        for step in _installation(folder):
            done = subprocess.run(step, capture_output=True, text=True, check=False)
            if done.returncode:
                raise StoreBroken(f"{' '.join(step)}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        shutil.copyfile(LOCK, marker)
    return command


def _installation(folder: Path) -> list[list[str]]:
    python = str(folder / "bin" / "python")
    uv = shutil.which("uv")
    if uv:
        return [
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)],
            [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, str(LOCK)],
        ]
    return [
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(LOCK)],
    ]


def arguments(command: Path, *, port: int, folder: Path, durable: bool, auth: bool, cache: int = CACHE) -> list[str]:
    """The server's command line; a configuration of our own keeps a stray one out, ``cache`` is in MB.

    One that is not ``durable`` begins empty and promises nothing, yet keeps its data in files: in its memory mode it never lets go of
    former versions of a document, and whatever reads walks past them all (twice the CPU after some minutes of tests).
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not durable:
        shutil.rmtree(folder / "data", ignore_errors=True)
    settings = folder / "secantusd.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    return [
        str(command), "--host", LOCALHOST, "--port", str(port),
        "--storage-path", str(folder / "data"), "--cache-size", f"{cache}M", "--log-level", "WARNING", "--config", str(settings),
        "--standalone",  # without a log of changes for other members: nobody reads it, and every write would pay for it
        *(["--sync-on-commit"] if durable else []),
        *(["--auth"] if auth else []),
    ]  # fmt: skip


def is_ready(port: int) -> bool:
    """Whether the server answers."""
    uri = f"mongodb://{LOCALHOST}:{port}/?directConnection=true"
    try:
        with pymongo.MongoClient[dict[str, object]](
            uri, serverSelectionTimeoutMS=300, connectTimeoutMS=300, socketTimeoutMS=2000
        ) as client:
            client.admin.command("hello")
    except PyMongoError:
        return False
    return True


def works(uri: str) -> bool:
    """Whether the server lets somebody in and reads for him, or says why not: one that hangs still greets."""
    try:
        with pymongo.MongoClient[dict[str, object]](
            uri, serverSelectionTimeoutMS=2_000, connectTimeoutMS=2_000, socketTimeoutMS=5_000
        ) as client:
            client.admin["heartbeats"].find_one({"_id": 0})
    except OperationFailure:
        return True
    except PyMongoError:
        return False
    return True


def add_users(plan: Plan, command: Path, name: str) -> None:
    """Create the users that the server does not know yet; there is no way in for that once ``--auth`` is on."""
    folder = plan.folder / name
    marker = folder / "data" / "kefu-users.json"
    wanted = [OPERATOR, *(service for service in plan.services if plan.store_of(service) == name)]
    known = json.loads(marker.read_text()) if marker.exists() else []
    if set(wanted) <= set(known):
        return
    port = free_port(besides=plan.ports.values())
    server = subprocess.Popen(arguments(command, port=port, folder=folder, durable=True, auth=False))
    try:
        _await_ready(server, port)
        _create(plan, port, [user for user in wanted if user not in known])
    finally:
        _stop(server)
    marker.write_text(json.dumps(sorted({*wanted, *known})))


def _create(plan: Plan, port: int, users: Sequence[str]) -> None:
    with pymongo.MongoClient[dict[str, object]](f"mongodb://{LOCALHOST}:{port}/?directConnection=true") as client:
        for user in users:
            database = client["admin" if user == OPERATOR else database_of(user)]
            role = "root" if user == OPERATOR else "readWrite"
            roles = [{"role": role, "db": database.name}]
            try:
                database.command("createUser", user, pwd=plan.passwords[user], roles=roles)
            except OperationFailure as failure:
                if failure.code != 51003:  # noqa: PLR2004 - it exists: an earlier start was cut short
                    raise
                database.command("updateUser", user, pwd=plan.passwords[user], roles=roles)


def _await_ready(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 3 * PATIENCE
    while not is_ready(port):
        if server.poll() is not None or time.monotonic() > until:
            raise StoreBroken(f"{COMMAND} did not come up (exit {server.poll()})")
        time.sleep(0.1)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()

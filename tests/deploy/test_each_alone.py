"""Each service as its image runs it: in an environment with its own packages and nothing else, it starts, is healthy and answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pymongo
import pytest

from kefu.local.ports import free_port
from kefu_messages import Query, messages, platform
from kefu_messages.errors import NotFound

ROOT = Path(__file__).parents[2]
SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/pyproject.toml"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    """What is downloaded once for all of them."""
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture
def installed(request, tmp_path, downloads):
    """The environment of the service, made as its image makes it."""
    target = tmp_path / "kefu"
    environment = {
        **os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHON": sys.executable,
        "UV_CACHE_DIR": str(downloads), "UV_NO_CACHE": "0",
    }  # fmt: skip
    command = [str(ROOT / "deploy/install"), request.param, str(target)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return request.param, target


@contextmanager
def as_in_its_image(service, target, place, log):
    """The process, told what its image and a deployment tell it and nothing of this environment; its ports of health and HTTP."""
    ops, http = free_port(), free_port()
    environment = {
        "PATH": f"{target}/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "KEFU_SERVICE": service,
        "KEFU_BIND": "127.0.0.1", "KEFU_OPS_PORT": str(ops), "KEFU_HTTP_PORT": str(http), "AMQP_URI": place._amqp_uri,  # noqa: SLF001
        "MONGO_URI": place._mongo_uri, "KEFU_MONGO_DATABASE": f"{place._database}_{service}",  # noqa: SLF001
        "KEFU_TOKEN_KEYS": str(place._issuer.jwks_path), "KEFU_SERVICE_TOKEN": place._issuer.service_token(service, "*"),  # noqa: SLF001
    }  # fmt: skip
    command = [target / "bin/python", "-m", "kefu.runner"]
    with log.open("wb") as out, subprocess.Popen(command, cwd=target, env=environment, stdout=out, stderr=out) as process:
        try:
            yield ops, http
        finally:
            process.terminate()
            process.wait(40)
    assert process.returncode == 0, log.read_text("utf-8")[-2000:]


def got(port, path):
    """Status and body of what a port answers; 0 while nobody does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
    except OSError:
        return 0, ""


def _is_its_own_list(message):
    """Whether it lists what the service keeps: not what every service answers."""
    return getattr(message, "paged", False) and message not in platform.built_ins(message.service)


def _answer(running, message):
    """What a list of an empty service holds, or that what it is asked about is not there."""
    try:
        return running.ask(message, roles=[min(message.roles)], **message.example)["items"]
    except NotFound as refusal:
        return refusal.code


@pytest.mark.parametrize("installed", SERVICES, indirect=True)
def test_a_service_starts_from_its_own_packages_and_answers(installed, running, tmp_path, mongo_uri, database):
    service, target = installed
    running.start()
    log = tmp_path / "log"
    with as_in_its_image(service, target, running, log) as (ops, http):
        ready = running.until(lambda: got(ops, "/readyz")[0], lambda status: status == 200, seconds=120)
        assert ready == 200, log.read_text("utf-8")[-2000:]
        assert got(ops, "/livez")[0] == 200
        assert "kefu_" in got(ops, "/metrics")[1]
        if service == "gateway":
            assert got(http, "/healthz") == (200, "ok\n")
            assert json.loads(got(http, "/openapi.json")[1])["openapi"] == "3.1.0"
            assert got(http, "/accounts")[0] == 401
            return
        law = next(message for message in platform.built_ins(service) if message.verb() == "list_law")
        assert running.ask(law, roles=["system_administrator"])["values"], "its law came with it"
        listed = next(message for message in messages(Query) if message.service == service and _is_its_own_list(message))
        assert _answer(running, listed) in ([], NotFound.code)
    with pymongo.MongoClient(mongo_uri) as client:
        client.drop_database(f"{database}_{service}")

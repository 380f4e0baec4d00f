"""Secrets are made once, differ from service to service, and are changed one service at a time."""

import json
import re
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from kefu.cli import main
from kefu.config import Config, secret
from kefu.deployment import write_secrets
from kefu.identity import LocalIssuer, Verifier, expiry_of

SERVICES = ("billing", "customers")


def contents(folder) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and "identity" not in path.parts
    }


@pytest.fixture
def folder(tmp_path):
    write_secrets(tmp_path / "secrets", SERVICES)
    return tmp_path / "secrets"


def test_each_service_has_its_own_user_password_and_token(folder):
    addresses = {name: urlsplit((folder / name / "AMQP_URI").read_text("utf-8")) for name in SERVICES}
    assert {name: address.username for name, address in addresses.items()} == {"billing": "billing", "customers": "customers"}
    assert addresses["billing"].password != addresses["customers"].password
    store = urlsplit((folder / "billing/MONGO_URI").read_text("utf-8"))
    assert (store.username, store.query) == ("billing", "replicaSet=kefu&authSource=kefu_billing")
    identity = Verifier(str(folder / "public/jwks.json")).verify((folder / "billing/KEFU_SERVICE_TOKEN").read_text("utf-8"))
    assert (identity.service, identity.organisation) == ("billing", "*")


def test_a_second_time_nothing_changes(folder):
    before = contents(folder)
    assert write_secrets(folder, SERVICES) == []
    assert contents(folder) == before


def test_a_rotation_changes_one_service_and_no_other(folder):
    before = contents(folder)
    write_secrets(folder, SERVICES, rotate=["billing"])
    changed = {name for name, text in contents(folder).items() if before[name] != text}
    assert changed == {
        "passwords.json", "broker/definitions.json", "store/users.js",
        "billing/AMQP_URI", "billing/MONGO_URI", "billing/KEFU_SERVICE_TOKEN",
    }  # fmt: skip
    users = {user["name"]: user["password_hash"] for user in json.loads((folder / "broker/definitions.json").read_text("utf-8"))["users"]}
    old = {user["name"]: user["password_hash"] for user in json.loads(before["broker/definitions.json"])["users"]}
    assert {name for name in users if users[name] != old[name]} == {"billing"}


def test_a_new_service_gets_secrets_and_the_others_keep_theirs(folder):
    before = contents(folder)
    write_secrets(folder, (*SERVICES, "metering"))
    after = contents(folder)
    assert all(after[f"{name}/AMQP_URI"] == before[f"{name}/AMQP_URI"] for name in SERVICES)
    assert "metering/AMQP_URI" in after


def test_the_folder_is_closed_to_others_and_its_files_can_be_read_by_the_container(folder):
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "billing/AMQP_URI").stat().st_mode & 0o777 == 0o444


def test_the_stores_users_reach_their_own_database_only(folder):
    script = (folder / "store/users.js").read_text("utf-8")
    assert re.findall(r'"db": "(\w+)"', script) == ["kefu_billing", "kefu_customers"]


def test_a_process_reads_its_secrets_from_the_mounted_folder_and_the_environment_wins(folder, monkeypatch):
    for name in ("AMQP_URI", "MONGO_URI", "KEFU_SERVICE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KEFU_SECRETS", str(folder / "billing"))
    assert Config().amqp_uri == (folder / "billing/AMQP_URI").read_text("utf-8")
    assert Config().mongo_uri == (folder / "billing/MONGO_URI").read_text("utf-8")
    monkeypatch.setenv("AMQP_URI", "amqp://other/")
    assert Config().amqp_uri == "amqp://other/"
    assert secret("NOT_THERE", "fallback") == "fallback"


CLUSTER = (
    "--broker", "rabbitmq.queues.svc:5671", "--store", "m-0.db.svc:27017,m-1.db.svc:27017", "--replica-set", "rs0", "--tls", "--no-tokens",
)  # fmt: skip


def secrets_of(folder, *arguments: str) -> dict[str, str]:
    done = CliRunner().invoke(main, ["secrets", str(folder), *arguments])
    assert done.exit_code == 0, done.output
    return contents(folder)


def test_a_cluster_s_servers_are_named_and_remembered(tmp_path):
    made = secrets_of(tmp_path / "s", *CLUSTER)
    assert made["billing/AMQP_URI"].startswith("amqps://billing:")
    assert made["billing/AMQP_URI"].endswith("@rabbitmq.queues.svc:5671/kefu")
    assert made["billing/MONGO_URI"].endswith("@m-0.db.svc:27017,m-1.db.svc:27017/?replicaSet=rs0&authSource=kefu_billing&tls=true")
    assert not any("TOKEN" in name or "jwks" in name for name in made), "the operator's issuer makes the tokens"
    assert secrets_of(tmp_path / "s") == made


def test_a_token_is_made_anew_in_its_last_month_and_no_other(folder):
    path = folder / "billing/KEFU_SERVICE_TOKEN"
    path.chmod(0o644)
    path.write_text(LocalIssuer(folder).service_token("billing", "*", valid_for=timedelta(days=29)), encoding="utf-8")
    assert write_secrets(folder, SERVICES) == [path]
    assert expiry_of(path.read_text("utf-8")) == pytest.approx(time.time() + 90 * 86400, abs=60)

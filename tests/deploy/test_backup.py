"""A department is backed up, lost, and brought back: the same figures, the same trail, and it goes on."""

import json
import subprocess
import sys

import pytest
from bson import decode_file_iter

from kefu.audit import AuditTrail
from kefu.backup import BackupImpossible, restore
from kefu.identity import LocalIssuer
from kefu.local import Instance

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SOLD = {"receipt_no": "S1", "customer_no": "B1", "method": "card", "paid_at": "2025-03-22T10:00", "volume": "10", "terminal_ref": "S1"}
SEEN = (
    ("F01", "/accounts/B1?as_of=2025-03-31"), ("H01", "/customers/B1"), ("H01", "/customers"), ("F01", "/receipts/S1"),
    ("F01", "/sales-days/2025-03-22"), ("H01", "/customers/B1/why"), ("A01", "/staff/E01"),
)  # fmt: skip


def kefu(*arguments, home):
    return subprocess.run(
        [sys.executable, "-m", "kefu.cli", *map(str, arguments), "--home", str(home)], capture_output=True, text=True, check=False
    )


def register(live, customer_no):
    return live.done("G01", "/customers", key=f"new/{customer_no}", customer_no=customer_no, name=customer_no, kind="commercial",
                     opened_on="2019-05-06", address=f"{customer_no}號", confirmed_distinct=True)  # fmt: skip


@pytest.fixture(scope="module")
def data(live, until):
    """A customer to whom gas was sold, once everybody has heard of it."""
    live.done(
        "F01", "/tariffs", tariff_no="TB", source="price_authority", customer_kind="commercial", price="3.31", valid_from="2025-01-01"
    )
    register(live, "B1")
    until(lambda: live.done("C02", "/card-top-ups", key="sale/S1", **SOLD))
    return {path: live.seen(who, path) for who, path in SEEN}


@pytest.fixture(scope="module")
def saved(live, data, tmp_path_factory, until):
    """The folder of a backup."""
    folder = tmp_path_factory.mktemp("backup") / "2025-03-22"

    def quiet():
        done = kefu("backup", folder, home=live.instance.home)
        assert done.returncode == 0, done.stderr
        return done

    assert "kefu_billing" in until(quiet, seconds=120, every=1).stdout
    return folder


def test_a_backup_is_whole_and_in_the_layout_of_mongodump(live, saved):
    told = json.loads((saved / "backup.json").read_text("utf-8"))["databases"]
    assert set(told) == {live.instance.database(name) for name in live.instance.plan.services}
    with (saved / "kefu_customers/customers.bson").open("rb") as file:
        assert f"{live.organisation}/B1" in {document["_id"] for document in decode_file_iter(file)}
    indexes = json.loads((saved / "kefu_customers/customers.metadata.json").read_text("utf-8"))["indexes"]
    assert {"keyed_1", "outbox.at_1"} <= {index["name"] for index in indexes}
    assert kefu("backup", saved, home=live.instance.home).returncode == 1, "a backup is not written over"


def test_a_backup_is_not_brought_back_over_data_nor_when_it_is_damaged(live, saved, tmp_path):
    assert "holds data already" in kefu("restore", saved, home=live.instance.home).stderr
    with live.instance.databases() as client, pytest.raises(BackupImpossible, match="already"):
        restore(client, saved)
    path = saved / "kefu_billing/billing.bson"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"x")
    try:
        assert "is not what was written" in kefu("restore", saved, home=tmp_path / "new").stderr
    finally:
        path.write_bytes(content)
    assert "no finished backup" in kefu("restore", tmp_path, home=tmp_path / "other").stderr


def test_a_lost_department_is_brought_back_and_goes_on(live, data, saved, tmp_path, until):
    home = tmp_path / "new"
    done = kefu("restore", saved, home=home)
    assert done.returncode == 0, done.stderr
    services = ("attendance", "billing", "customers", "gateway")
    with Instance(home, services=services, environment={"KEFU_SCHEDULER": "off"}) as instance:
        instance.wait_ready(240)
        again = type(live)(instance, LocalIssuer(home), live.organisation)
        assert {path: again.seen(who, path) for who, path in SEEN} == data
        assert again.done("C02", "/card-top-ups", key="sale/S1", **SOLD)["receipt_no"] == "S1", "the key is remembered"
        assert again.ask("C02", "POST", "/card-top-ups", SOLD | {"volume": "11"}, **{"Idempotency-Key": "sale/S1"})[0] in {409, 422}
        assert again.seen("F01", "/accounts/B1?as_of=2025-03-31") == data["/accounts/B1?as_of=2025-03-31"]
        register(again, "B2")
        until(lambda: again.done("C02", "/card-top-ups", **SOLD | {"receipt_no": "S2", "customer_no": "B2", "terminal_ref": "S2"}))
        with instance.databases() as client:
            trails = {name: AuditTrail(client[instance.database(name)]) for name in ("attendance", "billing", "customers")}
            assert {name: trail.broken_at() for name, trail in trails.items()} == dict.fromkeys(trails)

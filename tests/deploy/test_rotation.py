"""Keys and passwords are changed while the department works; what a service's own credentials do not open."""

import json
from dataclasses import replace

import amqp
import pymongo
import pytest
from pymongo.errors import OperationFailure

from kefu.bus import Link
from kefu.identity import LocalIssuer
from kefu.local.broker import control
from kefu.local.plan import write_plan
from kefu.rpc import Caller
from kefu.testing.links import connect
from kefu_messages.errors import NotAllowed, NotAuthenticated, WrongOrganisation

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
POLICY = {"staff_no": "Z9", "name": "Z9", "role": "hr", "joined_on": "2025-01-01"}


def publish(path, keys):
    draft = path.with_name("jwks.new")
    draft.write_text(json.dumps({"keys": keys}), encoding="utf-8")
    draft.replace(path)


def test_a_new_signing_key_counts_without_a_restart_and_a_removed_one_no_more(live, tmp_path):
    path, new = live.issuer.jwks_path, LocalIssuer(tmp_path)
    old_keys, new_keys = (json.loads(issuer.jwks_path.read_text("utf-8"))["keys"] for issuer in (live.issuer, new))
    starts = {name: process.starts for name, process in live.instance.running.items()}
    token = live.token("H01", issuer=new)
    assert live.ask("H01", "GET", "/customers", token=token)[0] == 401
    publish(path, old_keys + new_keys)
    try:
        assert live.ask("H01", "GET", "/customers", token=token)[0] == 200
        assert live.ask("H01", "GET", "/customers")[0] == 200, "the old key counts beside it"
    finally:
        publish(path, old_keys)
    status, problem = live.ask("H01", "GET", "/customers", token=token)
    assert (status, problem["code"]) == (401, "not_authenticated"), "a token that was accepted before is none any more"
    assert live.ask("H01", "GET", "/customers")[0] == 200
    assert {name: process.starts for name, process in live.instance.running.items()} == starts


def test_one_service_gets_a_new_password_and_the_others_notice_nothing(live, until):
    instance = live.instance
    before = instance.plan
    starts = {name: process.starts for name, process in instance.running.items()}
    control(before, "change_password", "billing", "a-new-password")
    with instance.databases() as client:
        client[instance.database("billing")].command("updateUser", "billing", pwd="a-new-password")
    write_plan(replace(before, passwords={**before.passwords, "billing": "a-new-password"}))
    assert live.seen("F01", "/accounts") is not None, "connections made before stay open"
    instance.restart("billing")
    until(lambda: instance.starts("billing") == starts["billing"] + 1)
    instance.wait_ready(180)
    assert until(lambda: live.seen("F01", "/accounts"))
    with pytest.raises(amqp.AccessRefused), connect(before.amqp_uri("billing")):
        pass
    with pytest.raises(OperationFailure), pymongo.MongoClient(before.mongo_uri("billing")) as client:
        client[instance.database("billing")].billing.find_one({})
    after = {name: process.starts for name, process in instance.running.items()}
    assert after == {**starts, "billing": starts["billing"] + 1}


@pytest.fixture
def billing(live):
    """Calls with billing's own credentials on the broker."""
    link = Link(live.instance.amqp_uri("billing"), name="as billing")
    caller = Caller(link, service="billing")
    link.start()
    assert link.wait_open(60)
    yield lambda token, **more: caller.call(
        "attendance", "register_staff", POLICY, context={"token": token, **more}, deadline_seconds=30
    )  # fmt: skip
    link.stop()


def test_with_its_own_token_a_service_gives_no_command_that_is_for_people(live, billing):
    token = live.issuer.service_token("billing", "*")
    with pytest.raises(NotAllowed):
        billing(token, organisation=live.organisation)
    with pytest.raises(WrongOrganisation):
        billing(token)
    with pytest.raises(NotAuthenticated):
        billing("")
    assert live.ask("A01", "GET", "/staff/Z9")[0] == 404

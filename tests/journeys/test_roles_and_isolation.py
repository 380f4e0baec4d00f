"""Who is refused what: by role, by organisation, by token; and what a service's own credentials do not open."""

import base64
import hashlib
import hmac
import json
import time

import amqp
import jwt
import pymongo
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pymongo.errors import OperationFailure

from kefu.testing.links import connect
from kefu_messages import roles

PRICE = {"tariff_no": "T1", "source": "price_authority", "customer_kind": "residential", "price": "2.50", "valid_from": "2025-01-01"}
PURPOSE = "contract_review"


@pytest.fixture(scope="module")
def department(founded):
    """A gas company with a customer, an archive and a meter."""
    gas = founded("own_gas")
    gas.customer("K1", kind="commercial", meter_no="M1")
    gas.by("F01").done("/tariffs", **PRICE)
    gas.by("G01").done("/customer-archives", customer_no="K1", created_on="2025-03-01", raw_materials="麵粉")
    return gas


@pytest.fixture(scope="module")
def stranger(founded):
    """Another organisation, registered too, whose people hold every role."""
    other = founded("other_gas")
    return other.holding(*sorted(roles.EVERYBODY - {roles.SERVICE}), staff_no="A01")


REFUSED = {
    "a meter reader publishes a price": ("billing", "publish_tariff", "R01", "/tariffs", PRICE | {"tariff_no": "T9"}),
    "a meter reader posts a slip": ("billing", "post_slip", "R01", "/slips/J1:post", {"entered_on": "2025-03-23", "entered_volume": "1"}),
    "a cashier opens the month": ("metering", "open_reading_month", "C02", "/reading-months", {"period": "2025-04"}),
    "an engineer registers staff": ("attendance", "register_staff", "E01", "/staff",
                                    {"staff_no": "Z9", "name": "Z9", "role": "hr", "joined_on": "2025-01-01"}),
    "a cashier writes an archive": ("customers", "create_archive", "C02", "/customer-archives", {"customer_no": "K1"}),
    "a clerk runs the schedules": ("billing", "run_due", "C01", "/services/billing/schedules:run", {"as_of": "2025-04-01"}),
}  # fmt: skip


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED)
def test_a_wrong_role_is_refused_and_on_the_audit_trail(department, attempt):
    service, verb, who, path, body = attempt
    answer = department.by(who).post(path, **body)
    assert (answer.status, answer.code) == (403, "not_allowed")
    trail = department.by("A01").everything(f"/services/{service}/audit")
    refused = [entry for entry in trail if entry["what"] == f"refused:{verb}"]
    said = [(entry["by"], entry["subject"], entry["organisation"]) for entry in refused]
    assert said == [(who, f"{service}/{verb}", department.organisation)]


def test_a_refused_reader_and_a_refused_file_are_on_the_audit_trail_too(department):
    assert department.by("R01").get("/cashups/2025-03-24").status == 403
    rows = b"tariff_no,source,customer_kind,price,valid_from\nT8,company,residential,1,2025-01-01\n"
    assert department.by("R02").ask("POST", "/tariffs:import", rows, Content_Type="text/csv").status == 403
    trail = department.by("A01").everything("/services/billing/audit")
    assert {("R01", "refused:get_cash_ups"), ("R02", "refused:publish_tariff")} <= {(entry["by"], entry["what"]) for entry in trail}
    assert department.by("F01").get("/tariffs/T8").status == 404


def test_another_organisation_sees_nothing(department, stranger):
    own = ("/customers/K1", "/meters/M1", "/accounts/K1", "/tariffs/T1", "/staff/E01", "/customers/K1/overview", "/customers/K1/why",
           "/meters/M1/why", f"/customer-archives/K1?purpose={PURPOSE}")  # fmt: skip
    assert department.by("H01").get("/customers/K1").status == 200
    for path in own:
        answer = stranger.get(path)
        if path == "/staff/E01":
            assert answer["name"] == "E01"  # the stranger's own
            continue
        assert (answer.status, answer.code) == (404, "not_found"), path
    answer = stranger.get(f"/organisations/{department.organisation}")
    assert (answer.status, answer.code) == (403, "wrong_organisation")
    for path in ("/customers", "/meters", "/accounts", "/tariffs"):
        assert stranger.everything(path) == [], path
    trail = stranger.everything("/services/billing/audit")
    assert {entry["organisation"] for entry in trail} <= {stranger.seen("/policies")["organisation"]}


def test_another_organisation_changes_nothing(department, stranger):
    before = department.by("H01").seen("/customers/K1")
    attempts = {
        "/meters/M1:stop": {"stopped_on": "2025-03-12"},
        "/meters/M1:remove": {"removed_on": "2025-03-12", "final_reading": "2000"},
        "/opening-readings": {"meter_no": "M1", "read_on": "2025-02-23", "kind": "regular", "base_reading": "1"},
        "/accounts/K1/holds": {"hold_no": "X", "kind": "other", "since": "2025-03-01"},
    }
    for path, body in attempts.items():
        answer = stranger.post(path, **body)
        assert answer.status in {404, 422}, (path, answer.body)
        assert answer.code in {"not_found", "unknown_meter", "unknown_customer"}, path
    assert stranger.ask("PATCH", "/customers/K1", {"name": "改名"}).status == 404
    named = {"organisation": department.organisation, "name": "改名"}
    assert stranger.post("/organisations", **named).code == "wrong_organisation"
    assert department.by("H01").seen("/customers/K1") == before
    assert department.by("L01").seen("/meters/M1")["state"] == "gas_on"


def _encoded(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")


def _unsigned(claims, header):
    return b".".join((_encoded(header), _encoded(claims), b"")).decode()


def _signed_with_the_public_key(claims, key_id, public):
    signed = b".".join((_encoded({"alg": "HS256", "typ": "JWT", "kid": key_id}), _encoded(claims)))
    mac = base64.urlsafe_b64encode(hmac.new(public, signed, hashlib.sha256).digest()).rstrip(b"=")
    return b".".join((signed, mac)).decode()


@pytest.fixture
def forgeries(department):
    """Tokens that must open nothing, by what is wrong with them."""
    good = department.by("H01").token
    header, claims = jwt.get_unverified_header(good), jwt.decode(good, options={"verify_signature": False})
    key_id, other = header["kid"], ec.generate_private_key(ec.SECP256R1())
    own = serialization.load_pem_private_key((department.instance.home / "identity" / "private.pem").read_bytes(), None)
    public = own.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def signed(key=own, kid=key_id, **more):
        return jwt.encode(claims | more, key, algorithm="ES256", headers={"kid": kid})

    start, body, signature = good.split(".")
    richer = _encoded(claims | {"roles": ["system_administrator"]}).decode()
    now = int(time.time())
    return {
        "missing": None,
        "empty": "",
        "no token": "x",
        "expired": signed(iat=now - 7200, exp=now - 3600),
        "signed with another key": signed(key=other),
        "signed with a key nobody published": signed(key=other, kid="mine"),
        "not signed": _unsigned(claims, {"alg": "none", "typ": "JWT", "kid": key_id}),
        "signed with the public key as a secret": _signed_with_the_public_key(claims, key_id, public),
        "other roles put in": f"{start}.{richer}.{signature}",
        "signature altered": f"{start}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        "of another issuer": signed(iss="somebody"),
        "for another audience": signed(aud="elsewhere"),
        "without organisation": signed(organisation=""),
    }


def test_only_a_valid_token_opens_anything(department, forgeries):
    assert department.by("H01").get("/customers/K1").status == 200
    for wrong, token in forgeries.items():
        for path in ("/customers/K1", "/customers/K1/overview", "/services/billing/audit"):
            answer = department.bearing(token).get(path)
            assert (answer.status, answer.code) == (401, "not_authenticated"), wrong
            assert answer.headers["www-authenticate"].startswith("Bearer"), wrong
            assert answer.headers["content-type"].startswith("application/problem+json"), wrong
        assert department.bearing(token).post("/tariffs", **PRICE | {"tariff_no": "T7"}).status == 401, wrong
    assert department.by("F01").get("/tariffs/T7").status == 404


TRESPASSES = {
    "takes another's requests": lambda billing: billing.basic_get("rpc.metering"),
    "consumes what another hears": lambda billing: billing.basic_consume("evt.metering.customers.customer_registered"),
    "speaks for another": lambda billing: billing.basic_publish_confirm(
        amqp.Message(b"{}"), exchange="metering.events", routing_key="reading_accepted"
    ),
    "declares a queue of another": lambda billing: billing.queue_declare("evt.metering.billing.anything", durable=True),
    "declares an exchange": lambda billing: billing.exchange_declare("anything", "topic"),
    "has another's requests copied to itself": lambda billing: (
        billing.queue_declare("rpc.billing.copy", exclusive=True),
        billing.queue_bind("rpc.billing.copy", "kefu.rpc", "metering.*"),
    ),
}


@pytest.mark.parametrize("trespass", TRESPASSES.values(), ids=TRESPASSES)
def test_with_its_own_broker_credentials_billing_never(instance, trespass):
    with connect(instance.amqp_uri("billing")) as connection, pytest.raises(amqp.AccessRefused):
        trespass(connection.channel())


def test_with_its_own_store_credentials_billing_reaches_no_other_database(department, instance):
    with pymongo.MongoClient(instance.mongo_uri("billing")) as client:
        own, other = client[instance.database("billing")], client[instance.database("metering")]
        assert own["billing"].find_one({"_id": f"{department.organisation}/K1"})["kind"] == "commercial"
        for act in (
            lambda: other["metering"].find_one({}),
            lambda: other["metering"].insert_one({"_id": "x"}),
            lambda: other["metering"].update_one({}, {"$set": {"state": "removed"}}),
            lambda: other["metering"].delete_one({}),
        ):
            with pytest.raises(OperationFailure, match=r"(?i)not authorized"):
                act()


@pytest.mark.rule("CUS-18", "CUS-23")
def test_an_archive_is_read_for_a_purpose_only_and_every_read_is_on_record(department):
    reader, custodian = department.by("V01"), department.by("G01")
    assert reader.get("/customer-archives/K1").code == "purpose_missing"
    assert reader.get("/customer-archives/K1", purpose="curiosity").code == "purpose_not_allowed"
    assert reader.seen("/customer-archives/K1", purpose=PURPOSE)["raw_materials"] == "麵粉"
    cashier = department.by("C02").get("/customer-archives/K1", purpose=PURPOSE)
    assert (cashier.status, cashier.code) == (403, "not_allowed")
    reads = custodian.everything("/customer-archives/K1/reads")
    assert [(read["staff_no"], read["purpose"], read["allowed"]) for read in reads] == [
        ("V01", None, False), ("V01", "curiosity", False), ("V01", PURPOSE, True),
    ]  # fmt: skip
    trail = department.by("A01").everything("/services/customers/audit")
    assert [entry["what"] for entry in trail if entry["by"] == "V01"] == ["refused:read_archive", "refused:read_archive", "read_archive"]
    assert [entry["what"] for entry in trail if entry["by"] == "C02"][-1] == "refused:read_archive"


def test_what_is_confidential_is_in_no_other_answer(department):
    head = department.by("H01", "customer_service_supervisor")
    for path in ("/customers/K1", "/customers/K1/overview", "/customers/K1/why", "/customers"):
        assert "麵粉" not in json.dumps(head.seen(path), ensure_ascii=False), path

"""Tokens are checked, algorithms are pinned, roles decide."""

import base64
import hashlib
import hmac
import json
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import RSAAlgorithm

from kefu import identity as module
from kefu.identity import LocalIssuer, Verifier, authorise, service_identity
from kefu_messages import roles
from kefu_messages.errors import NotAllowed, NotAuthenticated


@pytest.fixture
def issuer(tmp_path):
    return LocalIssuer(tmp_path)


@pytest.fixture
def verifier(issuer):
    return Verifier(str(issuer.jwks_path))


def a_token(issuer, **changes):
    return issuer.token(**{"staff_no": "R1", "organisation": "shihua_gas", "roles": [roles.METER_READER], "name": "王", **changes})


class OnlyForCashiers:
    roles = frozenset({roles.CASHIER})

    @staticmethod
    def verb():
        return "take_money"


def test_a_token_of_the_local_issuer_names_its_bearer(issuer, verifier):
    known = verifier.verify(a_token(issuer))
    assert (known.staff_no, known.organisation, known.roles, known.name) == ("R1", "shihua_gas", frozenset({"meter_reader"}), "王")
    assert known.token_id
    assert known.service is None


def test_the_issuer_keeps_its_key_over_restarts(issuer, tmp_path, verifier):
    assert verifier.verify(a_token(LocalIssuer(tmp_path))).staff_no == "R1"
    assert (tmp_path / "identity" / "private.pem").stat().st_mode & 0o077 == 0


def test_a_key_that_is_published_no_more_opens_nothing_not_even_by_a_token_that_was_accepted(issuer, verifier, tmp_path):
    token, other = a_token(issuer), LocalIssuer(tmp_path / "other")
    assert verifier.verify(token).staff_no == "R1"
    draft = tmp_path / "jwks.new"
    draft.write_text(other.jwks_path.read_text("utf-8"), "utf-8")
    draft.replace(issuer.jwks_path)
    for _ in range(2):
        with pytest.raises(NotAuthenticated, match="unknown signing key"):
            verifier.verify(token)
    assert verifier.verify(a_token(other)).staff_no == "R1"


def test_a_service_has_an_identity_of_its_own(issuer, verifier):
    known = verifier.verify(issuer.service_token("metering", "shihua_gas"))
    assert (known.service, known.roles) == ("metering", frozenset({roles.SERVICE}))
    assert known.staff_no == service_identity("metering", "shihua_gas").staff_no


def test_an_expired_token_is_refused(issuer, verifier):
    with pytest.raises(NotAuthenticated, match="expired"):
        verifier.verify(a_token(issuer, valid_for=timedelta(seconds=-60)))


def test_a_remembered_token_is_checked_again_once_it_has_expired(issuer, verifier, monkeypatch):
    token = a_token(issuer, valid_for=timedelta(seconds=-5))
    verifier.verify(token)

    def expired(_token):
        raise NotAuthenticated(detail="the token has expired")

    monkeypatch.setattr(verifier, "_claims", expired)
    with pytest.raises(NotAuthenticated):
        verifier.verify(token)
    assert not verifier._known


def test_a_remembered_token_needs_no_second_check(issuer, verifier, monkeypatch):
    token = a_token(issuer)
    first = verifier.verify(token)
    monkeypatch.setattr(verifier, "_claims", lambda _token: pytest.fail("checked twice"))
    assert verifier.verify(token) is first


def test_the_memory_of_tokens_is_bounded(issuer, verifier, monkeypatch):
    monkeypatch.setattr(module, "REMEMBERED", 3)
    for number in range(6):
        verifier.verify(a_token(issuer, staff_no=f"R{number}"))
    assert len(verifier._known) == 3


@pytest.mark.parametrize("verifying", [{"issuer": "somebody-else"}, {"audience": "another-system"}])
def test_a_token_of_another_issuer_or_for_another_audience_is_refused(issuer, verifying):
    with pytest.raises(NotAuthenticated):
        Verifier(str(issuer.jwks_path), **verifying).verify(a_token(issuer))


def _claims():
    now = int(time.time())
    return {
        "iss": "kefu-local",
        "aud": "kefu",
        "sub": "R1",
        "organisation": "shihua_gas",
        "roles": ["cashier"],
        "iat": now,
        "exp": now + 60,
    }


def _key_id(issuer):
    return json.loads(issuer.jwks_path.read_text())["keys"][0]["kid"]


def test_a_token_without_signature_is_refused(issuer, verifier):
    with pytest.raises(NotAuthenticated):
        verifier.verify(jwt.encode(_claims(), None, algorithm="none", headers={"kid": _key_id(issuer)}))


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(issuer, verifier):
    header = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": _key_id(issuer)}).encode()).rstrip(b"=")
    body = base64.urlsafe_b64encode(json.dumps(_claims()).encode()).rstrip(b"=")
    mac = base64.urlsafe_b64encode(hmac.new(issuer.jwks_path.read_bytes(), header + b"." + body, hashlib.sha256).digest()).rstrip(b"=")
    with pytest.raises(NotAuthenticated):
        verifier.verify((header + b"." + body + b"." + mac).decode())


def test_a_token_of_a_stranger_with_our_key_id_is_refused(issuer, verifier):
    stranger = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(NotAuthenticated):
        verifier.verify(jwt.encode(_claims(), stranger, algorithm="ES256", headers={"kid": _key_id(issuer)}))


@pytest.mark.parametrize(
    "change",
    [
        {"organisation": None},
        {"organisation": 7},
        {"organisation": "a/b"},
        {"organisation": ""},
        {"sub": "x" * 65},
        {"roles": "cashier"},
        {"roles": [1]},
        {"exp": None},
        {"iat": "soon"},
    ],
)
def test_claims_that_do_not_fit_are_refused(issuer, verifier, change):
    claims = {name: value for name, value in (_claims() | change).items() if value is not None}
    token = jwt.encode(claims, issuer._key, algorithm="ES256", headers={"kid": _key_id(issuer)})
    with pytest.raises(NotAuthenticated):
        verifier.verify(token)


@pytest.mark.parametrize("garbage", ["", "x", "a.b.c", "a" * 9000, "é.é.é", "\udcff.x.y"])
def test_garbage_is_refused(verifier, garbage):
    with pytest.raises(NotAuthenticated):
        verifier.verify(garbage)


def test_roles_decide_what_may_be_sent(issuer, verifier):
    reader = verifier.verify(a_token(issuer))
    cashier = verifier.verify(a_token(issuer, roles=[roles.CASHIER]))
    authorise(OnlyForCashiers, cashier)
    with pytest.raises(NotAllowed) as refusal:
        authorise(OnlyForCashiers, reader)
    assert refusal.value.params == {"action": "take_money"}


def test_keys_that_cannot_be_read_authenticate_nobody(tmp_path, issuer):
    with pytest.raises(NotAuthenticated):
        Verifier(str(tmp_path / "nowhere.json")).verify(a_token(issuer))


def test_a_new_key_is_found_without_a_restart(tmp_path, issuer):
    published = tmp_path / "published.json"
    published.write_text('{"keys": []}')
    verifier = Verifier(str(published))
    with pytest.raises(NotAuthenticated):
        verifier.verify(a_token(issuer))
    published.write_text(issuer.jwks_path.read_text())
    assert verifier.verify(a_token(issuer)).staff_no == "R1"


@pytest.fixture
def key_server():
    signing = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = RSAAlgorithm.to_jwk(signing.public_key(), as_dict=True) | {"kid": "oidc-1", "use": "sig"}
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": [jwk, {"kty": "oct", "kid": "x", "k": "AAAA"}]}).encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/jwks", signing, asked
    server.shutdown()
    server.server_close()


def test_keys_are_read_from_an_address_and_not_asked_for_again_and_again(key_server):
    address, signing, asked = key_server
    verifier = Verifier(address)
    assert verifier.verify(jwt.encode(_claims(), signing, algorithm="RS256", headers={"kid": "oidc-1"})).staff_no == "R1"
    for _ in range(5):
        with pytest.raises(NotAuthenticated):
            verifier.verify(jwt.encode(_claims(), signing, algorithm="RS256", headers={"kid": "never-heard-of"}))
    assert asked == ["/jwks"]


@pytest.mark.parametrize("expires", ["1" + "0" * 400, "1e400", '"never"', "null"])
def test_a_token_that_expires_at_no_time_is_refused(issuer, verifier, expires):
    claims = {**jwt.decode(a_token(issuer), options={"verify_signature": False}), "exp": "EXP"}
    payload = json.dumps(claims).replace('"EXP"', expires).encode()
    token = jwt.api_jws.PyJWS().encode(payload, issuer._key, algorithm="ES256", headers={"kid": issuer._id})
    with pytest.raises(NotAuthenticated):
        verifier.verify(token)

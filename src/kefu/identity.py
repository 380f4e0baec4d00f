"""Who asks: bearer tokens checked against published keys, roles against what a message allows (OIDC in production).

Only RS256 and ES256 signatures count, and only by a key of that kind: a token cannot choose its own algorithm. A service
checks every token it is handed, also one that came over the bus; what was verified once is remembered until it expires.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import urllib.error
import urllib.request
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from kefu_messages import roles as posts
from kefu_messages.errors import NotAllowed, NotAuthenticated

ISSUER, AUDIENCE = "kefu-local", "kefu"
ALGORITHM_OF_KEY = {"RSA": "RS256", "EC": "ES256"}
LEEWAY = timedelta(seconds=10)
REMEMBERED = 10_000
KEYS_READ_AGAIN_AFTER = 30.0
KEYS_KEPT_FOR = 600.0
LONGEST_TOKEN, LONGEST_NAME = 8_192, 64


@dataclass(frozen=True)
class Identity:
    """A member of staff of one organisation, or a service acting for one (then ``service`` is its name)."""

    staff_no: str
    organisation: str
    roles: frozenset[str]
    name: str = ""
    token_id: str = ""
    service: str | None = None


def service_identity(service: str, organisation: str) -> Identity:
    """The service itself, for work that nobody asked for: schedules and event handlers."""
    return Identity(f"service:{service}", organisation, frozenset({posts.SERVICE}), service, "", service)


def expiry_of(token: str) -> float | None:
    """When the token ends, in seconds since 1970, as it says itself; ``None`` where it says nothing. Nothing is verified."""
    try:
        return float(jwt.decode(token, options={"verify_signature": False})["exp"])
    except (jwt.PyJWTError, KeyError, TypeError, ValueError):
        return None


def authorise(message: type[Any], identity: Identity, *, importing: bool = False) -> None:
    """Let the identity send the message, or import rows of it, or raise ``NotAllowed``: one of its roles must be among the message's."""
    if not identity.roles & (message.importers() if importing else message.roles):
        raise NotAllowed(action=message.verb())


@dataclass
class Keys:
    """The public keys of the issuer, from a file or an address; read again when an unknown one is asked for, and now and then.

    A file is read again as soon as it has changed.
    """

    source: str
    _by_id: dict[str, jwt.PyJWK] = field(default_factory=dict)
    _read_at: float = float("-inf")
    _written_at: int = 0

    def get(self, key_id: str) -> jwt.PyJWK:
        """The key with that id; raises ``NotAuthenticated`` when the issuer does not publish it."""
        age = time.monotonic() - self._read_at
        if age > KEYS_KEPT_FOR or (key_id not in self._by_id and age > self._patience) or self._file_changed():
            self._read()
        if key_id not in self._by_id:
            raise NotAuthenticated(detail="unknown signing key")
        return self._by_id[key_id]

    @property
    def _remote(self) -> bool:
        return self.source.startswith(("https://", "http://"))

    @property
    def _patience(self) -> float:
        return KEYS_READ_AGAIN_AFTER if self._remote else 0.0

    def _file_changed(self) -> bool:
        try:
            return not self._remote and os.stat(self.source).st_mtime_ns != self._written_at  # noqa: PTH116 - at every request
        except OSError:
            return False

    def _read(self) -> None:
        try:
            published = json.loads(self._fetch())["keys"]
            self._by_id = {
                key["kid"]: jwt.PyJWK(key, ALGORITHM_OF_KEY[key["kty"]]) for key in published if key.get("kty") in ALGORITHM_OF_KEY
            }
        except (OSError, ValueError, KeyError, TypeError, jwt.PyJWTError):
            if not self._by_id:
                raise NotAuthenticated(detail="the issuer's keys cannot be read") from None
        finally:
            self._read_at = time.monotonic()

    def _fetch(self) -> bytes:
        if not self._remote:
            self._written_at = Path(self.source).stat().st_mtime_ns
            return Path(self.source).read_bytes()
        with urllib.request.urlopen(self.source, timeout=5) as answer:  # noqa: S310 - the address is the operator's setting
            return bytes(answer.read(1_000_000))


class Verifier:
    """Turns a bearer token into an :class:`Identity`, or raises ``NotAuthenticated``."""

    def __init__(self, keys: str, *, issuer: str = ISSUER, audience: str = AUDIENCE) -> None:
        self._keys, self._issuer, self._audience = Keys(keys), issuer, audience
        self._known: OrderedDict[bytes, tuple[float, str, Identity]] = OrderedDict()

    def verify(self, token: str) -> Identity:
        """Who the token speaks for; remembered by its hash until it expires or its key is published no more."""
        if not token or len(token) > LONGEST_TOKEN:
            raise NotAuthenticated(detail="no usable token")
        mark = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        known = self._known.get(mark)
        if known and known[0] > time.time():
            self._keys.get(known[1])
            self._known.move_to_end(mark)
            return known[2]
        self._known.pop(mark, None)
        claims, key_id = self._claims(token)
        identity = _identity(claims)
        self._known[mark] = (claims["exp"], key_id, identity)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return identity

    def _claims(self, token: str) -> tuple[dict[str, Any], str]:
        """What the token says, and the key it is signed with."""
        try:
            key_id = str(jwt.get_unverified_header(token).get("kid", ""))
            key = self._keys.get(key_id)
            claims = jwt.decode(
                token, key.key, algorithms=[key.algorithm_name], issuer=self._issuer, audience=self._audience, leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "organisation"]},
            )  # fmt: skip
            return {**claims, "exp": float(claims["exp"])}, key_id
        except jwt.ExpiredSignatureError:
            raise NotAuthenticated(detail="the token has expired") from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            raise NotAuthenticated(detail="the token is not valid") from None


def _identity(claims: dict[str, Any]) -> Identity:
    organisation, listed, service = claims["organisation"], claims.get("roles", []), claims.get("service")
    named = [organisation, claims["sub"], *listed] if isinstance(listed, list) else [None]
    if not all(isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable() and "/" not in name for name in named):
        raise NotAuthenticated(detail="the token's claims are not valid")
    return Identity(
        staff_no=claims["sub"],
        organisation=organisation,
        roles=frozenset(listed),
        name=str(claims.get("name", "")),
        token_id=str(claims.get("jti", "")),
        service=service if isinstance(service, str) else None,
    )


class LocalIssuer:
    """Issues tokens with a key pair of its own under ``home``: for `make up` and tests, never for production."""

    def __init__(self, home: Path, *, issuer: str = ISSUER, audience: str = AUDIENCE) -> None:
        self._issuer, self._audience = issuer, audience
        self._folder = Path(home) / "identity"
        self._key = self._own_key()
        self._id = hashlib.sha256(self._public("x", "y")).hexdigest()[:16]
        self.jwks_path = self._publish()

    def token(
        self,
        *,
        staff_no: str,
        organisation: str,
        roles: Iterable[str],
        name: str = "",
        valid_for: timedelta = timedelta(hours=12),
        service: str | None = None,
    ) -> str:
        """A signed token for the member of staff, valid for so long from now."""
        now = int(time.time())
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": staff_no,
            "organisation": organisation,
            "roles": sorted(roles),
            "name": name,
            "jti": uuid4().hex,
            "iat": now,
            "exp": now + int(valid_for.total_seconds()),
        } | ({"service": service} if service else {})
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self._id})

    def service_token(self, service: str, organisation: str, *, valid_for: timedelta = timedelta(hours=12)) -> str:
        """A signed token for a service acting for the organisation on its own account."""
        own = service_identity(service, organisation)
        return self.token(
            staff_no=own.staff_no, organisation=organisation, roles=own.roles, name=service, valid_for=valid_for, service=service
        )

    def _own_key(self) -> ec.EllipticCurvePrivateKey:
        path = self._folder / "private.pem"
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(
                path,
                ec.generate_private_key(ec.SECP256R1()).private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                ),
            )
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{path} is no EC key")
        return key

    def _public(self, *parts: str) -> bytes:
        jwk = ECAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return json.dumps([jwk[part] for part in parts]).encode()

    def _publish(self) -> Path:
        jwk = ECAlgorithm.to_jwk(self._key.public_key(), as_dict=True) | {"kid": self._id, "use": "sig", "alg": "ES256"}
        path = self._folder / "jwks.json"
        draft = path.with_suffix(f".{uuid4().hex}")
        draft.write_text(json.dumps({"keys": [jwk]}, indent=1) + "\n", encoding="utf-8")
        draft.replace(path)
        return path


def _write_once(path: Path, content: bytes) -> None:
    """Put the content there unless another process was faster; only the owner may read it."""
    draft = path.with_suffix(f".{uuid4().hex}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

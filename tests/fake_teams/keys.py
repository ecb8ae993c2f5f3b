"""The keys that sign what the app is sent, and the OpenID metadata in which it finds them."""

from __future__ import annotations

import functools
import itertools
import json
import secrets
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.fakes.clock import Clock


ISSUER = "https://api.botframework.com"
LIFE = 3600
"""Seconds for which a signature of ours is good."""


@functools.cache
def _rsa(number: int) -> rsa.RSAPrivateKey:  # noqa: ARG001  the cache keeps one for each
    """Made once a process: it takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


_numbers = itertools.cycle(range(4))


@dataclass(kw_only=True, eq=False)
class Key:
    """A key pair; `endorsements` are the channels for which it may speak, None where it lists none."""

    kid: str
    private: rsa.RSAPrivateKey
    endorsements: list[str] | None

    def public(self) -> dict[str, Any]:
        """As in the set of keys."""
        shape: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        shape |= {"kid": self.kid, "x5t": self.kid, "use": "sig"}
        shape.pop("key_ops", None)
        return shape if self.endorsements is None else {**shape, "endorsements": self.endorsements}


class SigningKeys:
    """Those that are published, newest last. The newest one that is endorsed for Teams signs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.published: list[Key] = []
        self.asked = 0
        """How often the set of keys was fetched."""
        self.current = self.rotate()

    def new(self, endorsements: list[str] | None) -> Key:
        """A key that is not published."""
        return Key(kid=secrets.token_urlsafe(20), private=_rsa(next(_numbers)), endorsements=endorsements)

    def publish(self, endorsements: list[str] | None) -> Key:
        key = self.new(endorsements)
        self.published.append(key)
        return key

    def rotate(self, *, keep_old: bool = True) -> Key:
        """Publish a new key and sign with it from now on."""
        if not keep_old:
            self.published.clear()
        self.current = self.publish(["msteams", "webchat"])
        return self.current

    def jwks(self) -> dict[str, Any]:
        return {"keys": [key.public() for key in self.published]}

    def claims(self, audience: str, service_url: str) -> dict[str, Any]:
        """What a signature says."""
        now = int(self._clock.time_of_day())
        return {"iss": ISSUER, "aud": audience, "serviceurl": service_url, "nbf": now - 60, "exp": now + LIFE}

    def sign(self, claims: dict[str, Any], key: Key | None = None, *, kid: str | None = None) -> str:
        """A token of these claims, signed with a key; `kid` is what its header says."""
        signer = key or self.current
        header = {"kid": kid or signer.kid, "x5t": kid or signer.kid}
        return jwt.encode(claims, signer.private, algorithm="RS256", headers=header)

"""Requests that are not from Teams, or are broken: what an app must refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

import jwt

from .keys import SigningKeys
from .world import Json


KNOWN = "known to everybody, and long enough for its algorithm"


class Forgery(NamedTuple):
    body: bytes
    authorization: str | None
    content_type: str | None = "application/json; charset=utf-8"


class Forger:
    """Makes them out of an activity that would be welcome."""

    def __init__(self, keys: SigningKeys, audience: str, activity: Json) -> None:
        self._keys, self._audience, self._activity = keys, audience, activity
        self.kinds: dict[str, Callable[[], Forgery]] = {
            "unsigned": lambda: self._with(None),
            "empty_header": lambda: self._with(""),
            "other_scheme": lambda: self._with("Basic dXNlcjpwYXNz"),
            "garbage": lambda: self._with("Bearer x.y.z"),
            "wrong_audience": lambda: self._claiming(aud="00000000-0000-0000-0000-000000000000"),
            "wrong_issuer": lambda: self._claiming(
                iss="https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/"
            ),
            "wrong_service_url": lambda: self._claiming(serviceurl="https://elsewhere.example/"),
            "no_service_url": self._silent,
            "expired": lambda: self._claiming(exp=1_500_000_000, nbf=1_499_990_000),
            "symmetric": self._symmetric,
            "unknown_key": lambda: self._signed_by("unknown"),
            "bad_signature": lambda: self._signed_by("stolen"),
            "unendorsed": lambda: self._signed_by("unendorsed"),
            "no_endorsements": lambda: self._signed_by("no_endorsements"),
            "no_json": lambda: self._saying(b"{"),
            "no_object": lambda: self._saying(b"[1]"),
            "no_content_type": lambda: self._saying(json.dumps(activity).encode(), None),
            "no_type": lambda: self._without("type"),
            "no_sender": lambda: self._without("from"),
            "other_channel": lambda: self._changed(channelId="webchat"),
            "bad_timestamp": lambda: self._changed(timestamp="yesterday"),
            "too_large": lambda: self._changed(text="x" * 3_000_000),
        }

    def _good(self) -> str:
        return f"Bearer {self._keys.sign(self._claims())}"

    def _claims(self) -> Json:
        return self._keys.claims(self._audience, self._activity["serviceUrl"])

    def _raw(self) -> bytes:
        return json.dumps(self._activity).encode()

    def _with(self, authorization: str | None) -> Forgery:
        return Forgery(self._raw(), authorization)

    def _claiming(self, **claims: object) -> Forgery:
        return self._with(f"Bearer {self._keys.sign({**self._claims(), **claims})}")

    def _silent(self) -> Forgery:
        claims = {name: value for name, value in self._claims().items() if name != "serviceurl"}
        return self._with(f"Bearer {self._keys.sign(claims)}")

    def _symmetric(self) -> Forgery:
        header = {"kid": self._keys.current.kid}
        return self._with(f"Bearer {jwt.encode(self._claims(), KNOWN, algorithm='HS256', headers=header)}")

    def _signed_by(self, whose: str) -> Forgery:
        match whose:
            case "unendorsed":
                key, kid = self._keys.publish(["webchat"]), None
            case "no_endorsements":
                key, kid = self._keys.publish(None), None
            case "stolen":
                key, kid = self._keys.new(None), self._keys.current.kid
            case _:
                key, kid = self._keys.new(None), None
        return self._with(f"Bearer {self._keys.sign(self._claims(), key, kid=kid)}")

    def _saying(self, body: bytes, content_type: str | None = "application/json") -> Forgery:
        return Forgery(body, self._good(), content_type)

    def _changed(self, **fields: object) -> Forgery:
        return self._saying(json.dumps({**self._activity, **fields}).encode())

    def _without(self, field: str) -> Forgery:
        return self._saying(json.dumps({k: v for k, v in self._activity.items() if k != field}).encode())

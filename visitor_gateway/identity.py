"""Who a visitor is, by the word of the website: facts about them, and the website's signature below those it vouches for.

The website's server and we share a secret. It signs the text that `signed_text` makes of the facts, with HMAC-SHA256,
in hexadecimal. `user_id` says who it is, and `expires` until when the signature may be used: so one that was overheard
is of no use a day later.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import NamedTuple, NewType

from bot.errors import BadIdentity


UserId = NewType("UserId", str)
"""Names a user of the website, without telling who it is: made of their `user_id` and our secret."""

USER, EXPIRES = "user_id", "expires"
LONGEST_LIFE = 86_400
"""Seconds that a signature may be good for at most, as it is given."""
SKEW = 300
"""Seconds by which the website's clock may be ahead of ours."""
TEXT = re.compile(r"[^\x00-\x1f\x7f]{1,1000}")
"""A value: one line. A line break would let one fact pass for two."""


class Identity(NamedTuple):
    """A website's word for who a visitor is. `expired`: it was good, and is only believed for who they are already."""

    user: UserId
    attributes: dict[str, str]
    expired: bool


class Identities:
    """Reads identities of one site. Without a secret nobody has one."""

    def __init__(self, secret: str, own_secret: str) -> None:
        self._secret = secret.encode()
        self._own = own_secret.encode()

    def read(self, attributes: Mapping[str, str], signature: str, now: int) -> Identity:
        """Check a signature at `now` (milliseconds since 1970). Raises `BadIdentity`, saying what is wrong."""
        if not self._secret:
            raise BadIdentity("No identity can be proven here: THREADLINE_IDENTITY_SECRET is not set.")
        expected = hmac.new(self._secret, signed_text(attributes).encode(), "sha256").hexdigest()
        if not hmac.compare_digest(expected.encode(), signature.lower().encode()):
            raise BadIdentity("The signature does not belong to these attributes.")
        user, expires = attributes.get(USER, ""), attributes.get(EXPIRES, "")
        if not user or not expires.isascii() or not expires.isdecimal():
            raise BadIdentity(f"{USER} and {EXPIRES} (in seconds since 1970) must be signed, too.")
        left = int(expires[:15]) - now / 1000
        if left > LONGEST_LIFE + SKEW:
            raise BadIdentity(f"{EXPIRES} may be a day ahead at most.")
        facts = {name: value for name, value in attributes.items() if name != EXPIRES}
        return Identity(self._name(user), facts, expired=left <= 0)

    def _name(self, user: str) -> UserId:
        return UserId(hashlib.blake2b(user.encode(), key=self._own[:64], digest_size=12).hexdigest())


def signed_text(attributes: Mapping[str, str]) -> str:
    """What is signed: a line `name=value` for each fact, by name. Raises `BadIdentity` for a value of several lines."""
    if any(not TEXT.fullmatch(value) for value in attributes.values()):
        raise BadIdentity("A value is one line of 1 to 1000 characters.")
    return "\n".join(f"{name}={attributes[name]}" for name in sorted(attributes))


def unsigned(attributes: Mapping[str, str]) -> dict[str, str]:
    """Of the facts that anybody may say, those that can be believed without a signature: who they are is not."""
    return {name: value for name, value in attributes.items() if name not in (USER, EXPIRES)}

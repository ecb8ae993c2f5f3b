"""Signed links to the desk, and the sessions they turn into. Whoever holds a link is that person until it expires."""

from __future__ import annotations

import hashlib
import time
from typing import Literal
from urllib.parse import urlencode

from itsdangerous import BadData, URLSafeSerializer

from bot.adapters.desk.names import desk_person
from bot.errors import BadInput, BadToken
from bot.ids import Person, place


Purpose = Literal["link", "session"]
"""A link is not a session, nor the other way round: each is signed for its purpose."""

SESSION_AGE = 7 * 24 * 3600
"""How long a browser stays signed in, in seconds."""


def sign_link(secret: str, person: Person, base_url: str, max_age: int, *, now: float | None = None) -> str:
    """Make the link that opens the desk as `person` for the next `max_age` seconds.

    `base_url` is where the server is reached, without a path; `now` is in seconds since 1970.
    """
    key = seal(secret, "link", person, until=(time.time() if now is None else now) + max_age)
    return f"{base_url.rstrip('/')}/desk?{urlencode({'key': key})}"


def seal(secret: str, purpose: Purpose, person: Person, *, until: float) -> str:
    """Sign that the bearer is `person` until then, in seconds since 1970."""
    return _signer(secret, purpose).dumps([place(person).name, int(until)])


def unseal(secret: str, purpose: Purpose, sealed: str, *, now: float) -> tuple[Person, int]:
    """Say who the bearer is, and until when. Raises `BadToken` for what is forged, foreign or expired."""
    try:
        name, until = _signer(secret, purpose).loads(sealed)
        who = desk_person(name)
    except (BadData, BadInput, TypeError, ValueError, AttributeError) as broken:
        raise BadToken(f"this {purpose} was not made here") from broken
    if now >= until:
        raise BadToken(f"this {purpose} has expired")
    return who, until


def _signer(secret: str, purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret,
        salt=f"threadline.desk.{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )

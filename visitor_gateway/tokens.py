"""Who a visitor is: a signed name, bound to the site, renewed with every visit. Signed names of streams likewise."""

from __future__ import annotations

import secrets
import time
from typing import NamedTuple

import msgspec
from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer

from bot.errors import BadToken
from bot.ids import SiteId, VisitorId


USERS_AGE = 7 * 86_400
"""Seconds for which the token of a user of the website is good: a page that was left open goes on with it."""


class Bearer(NamedTuple):
    """What a token says of the visitor who brings it."""

    visitor: VisitorId
    opened: int = 0
    """Since when they have been shown what opens a conversation, milliseconds since 1970; 0 if that is not where they are."""
    user: str = ""
    """The user of the website as whom they were let in: they may come back as nobody else, and not without its word."""


class VisitorTokens:
    """Signs and reads visitor tokens of one site. A token is believed for `days` days after the last visit."""

    def __init__(self, secret: str, site: SiteId, *, days: int) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt=f"threadline visitor of {site}")
        self._max_age = days * 86_400

    def issue(self, bearer: Bearer) -> str:
        """Sign who a visitor is, as of now."""
        signed = self._serializer.dumps(bearer)
        return signed if isinstance(signed, str) else signed.decode()

    def read(self, token: str) -> Bearer:
        """Read a token. Raises `BadToken` when it is forged, expired, or of another site.

        One of the future was issued where the clock is ahead of ours, or ours was set back: it is as good as any.
        """
        try:
            said, issued = self._serializer.loads(token, return_timestamp=True)
            bearer = msgspec.convert(said, Bearer)
        except (BadSignature, UnicodeError) as error:
            raise BadToken("This token is not valid here.") from error
        except msgspec.ValidationError as error:
            raise BadToken("This token names no visitor.") from error
        if time.time() - issued.timestamp() > (USERS_AGE if bearer.user else self._max_age):
            raise BadToken("This token is too old.")
        return bearer


def new_visitor() -> VisitorId:
    """Name a visitor who was never here."""
    return VisitorId(f"v{secrets.token_hex(12)}")


class StreamNames:
    """Names streams of one site. Nobody without the site's secret can make one up, so none that is made up costs a look."""

    def __init__(self, secret: str, site: SiteId) -> None:
        self._signer = Signer(secret, salt=f"threadline stream of {site}")

    def new(self) -> str:
        """Name a stream."""
        return self._signer.sign(secrets.token_hex(12)).decode()

    def is_ours(self, name: str) -> bool:
        """Say whether this was ever the name of a stream."""
        return self._signer.validate(name)

"""Who a visitor is: a signed name, bound to the site, renewed with every visit."""

from __future__ import annotations

import secrets

from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.errors import BadToken
from bot.ids import SiteId, VisitorId


class VisitorTokens:
    """Signs and reads visitor tokens of one site. A token is believed for `days` days after the last visit."""

    def __init__(self, secret: str, site: SiteId, *, days: int) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt=f"threadline visitor of {site}")
        self._max_age = days * 86_400

    def issue(self, visitor: VisitorId) -> str:
        """Sign a visitor's name, as of now."""
        signed = self._serializer.dumps(visitor)
        return signed if isinstance(signed, str) else signed.decode()

    def read(self, token: str) -> VisitorId:
        """Read a token. Raises `BadToken` when it is forged, expired, or of another site."""
        try:
            visitor = self._serializer.loads(token, max_age=self._max_age)
        except BadSignature as error:
            raise BadToken("This token is not valid here.") from error
        if not isinstance(visitor, str):
            raise BadToken("This token names no visitor.")
        return VisitorId(visitor)

    @staticmethod
    def new_visitor() -> VisitorId:
        """Name a visitor who was never here."""
        return VisitorId(f"v{secrets.token_hex(12)}")

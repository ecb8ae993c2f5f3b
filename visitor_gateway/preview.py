"""Links that show a draft on the real site, to whoever has them, for a short time. Nobody else sees it."""

from __future__ import annotations

import hashlib
from urllib.parse import urldefrag

from itsdangerous import BadData, URLSafeSerializer

from bot.errors import BadToken
from bot.ids import SiteId
from visitor_gateway.repertoire import Version


FRAGMENT = "threadline-preview"
"""Names the token in the fragment of a page's address: a fragment is not sent to the site, and stands in no log of it."""


class Previews:
    """Signs and reads the tokens of preview links of one site, or of links to `what` else shows a version."""

    def __init__(self, secret: str, site: SiteId, *, what: str = "preview") -> None:
        self._serializer = URLSafeSerializer(
            secret,
            salt=f"threadline {what} of {site}",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def sign(self, version: Version, *, until: int) -> str:
        """Let the bearer see a version until then, in milliseconds since 1970."""
        signed = self._serializer.dumps([*version, until])
        return signed if isinstance(signed, str) else signed.decode()

    def read(self, token: str, *, now: int) -> Version:
        """Say which version the bearer may see. Raises `BadToken` for what is forged, foreign or expired."""
        try:
            dialogue, version, until = self._serializer.loads(token)
        except (BadData, TypeError, ValueError) as error:
            raise BadToken("This preview was not made here.") from error
        if now >= until:
            raise BadToken("This preview has expired.")
        return Version(dialogue, version)


def link(page: str, token: str) -> str:
    """The address of a page with a preview. A fragment that it has already stays."""
    address, fragment = urldefrag(page)
    return f"{address}#{fragment}{'&' if fragment else ''}{FRAGMENT}={token}"

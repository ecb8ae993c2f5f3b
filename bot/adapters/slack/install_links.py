"""Links by which the app may be installed in one more workspace: signed, good for a day, and spent by one installation.

Without one nobody can attach a workspace of theirs to this site, though its address is public.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple
from urllib.parse import urlencode

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.errors import BadToken
from bot.ids import SiteId


INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"
"""The manifest names it too."""
LINK_AGE = 86_400
"""Seconds for which a link is good."""


class InstallLinks(NamedTuple):
    """Makes and reads the links of one site."""

    secret: str
    site: SiteId
    public_url: str

    def make(self) -> str:
        """Make a link that nobody has seen yet."""
        key = self._signer().dumps(secrets.token_urlsafe(16))
        return f"{self.public_url}{INSTALL}?{urlencode({'link': key})}"

    def read(self, key: str) -> str:
        """Answer a link's own name. Raises `BadToken` for one that is forged, foreign or too old."""
        try:
            name = self._signer().loads(key, max_age=LINK_AGE)
        except BadData as broken:
            raise BadToken("this link was not made here, or is older than a day") from broken
        if not isinstance(name, str):
            raise BadToken("this link was not made here")
        return name

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt=f"threadline slack install of {self.site}")

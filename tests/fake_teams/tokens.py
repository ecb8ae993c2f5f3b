"""The tokens that the app calls us with: who issued them, what they are good for, and whether they were needed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from tests.fakes.clock import Clock

from .errors import Refused
from .journal import Offences
from .settings import Settings


CONNECTOR = "https://api.botframework.com"
GRAPH = "https://graph.microsoft.com"


@dataclass(kw_only=True, eq=False)
class Token:
    """An access token for one resource in one tenant. `born` and `until` are the fake's clock."""

    value: str
    resource: str
    tenant: str
    born: float
    until: float
    revoked: bool = False


class Tokens:
    """What was issued. One call a lifetime is enough for each process: whoever asks more often commits an offence."""

    def __init__(self, clock: Clock, settings: Settings, offences: Offences) -> None:
        self._clock, self._settings, self._offences = clock, settings, offences
        self._issued: dict[str, Token] = {}

    def issued(self, resource: str | None = None) -> list[Token]:
        """All that were issued, oldest first."""
        return [token for token in self._issued.values() if resource in (None, token.resource)]

    def issue(self, resource: str, tenant: str) -> Token:
        """A new token."""
        now = self._clock.now()
        life = self._clock.human(self._settings.token_life)
        fresh = [
            token
            for token in self.issued(resource)
            if not token.revoked
            and token.tenant == tenant
            and now - token.born < life * self._settings.renew_from
        ]
        if len(fresh) >= self._settings.processes:
            self._offences.note(f"asked for a token for {resource} while it had one that was young")
        token = Token(
            value=f"eyJ0eXAiOiJKV1QifQ.{secrets.token_urlsafe(24)}",
            resource=resource,
            tenant=tenant,
            born=now,
            until=now + life,
        )
        self._issued[token.value] = token
        return token

    def revoke(self) -> None:
        """All that were issued are good for nothing any more."""
        for token in self._issued.values():
            token.revoked = True

    def check(self, header: str, resource: str) -> Token:
        """The token of a call. Raises Refused if it is missing, unknown, expired, or for something else."""
        scheme, _, value = header.partition(" ")
        token = self._issued.get(value)
        if scheme != "Bearer" or token is None or token.revoked or token.resource != resource:
            raise Refused("Unauthorized", "Authorization has been denied for this request.")
        if self._clock.now() > token.until:
            raise Refused("Unauthorized", "The token has expired.")
        return token

"""Who comes in: by the token of their browser, or by the word of the website, which alone makes a user of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bot.errors import BadIdentity, BadToken
from bot.ids import VisitorId
from bot.ports import Clock, Conversations, Known, Users
from visitor_gateway import wire
from visitor_gateway.identity import Identities, Identity, UserId, unsigned
from visitor_gateway.tokens import Bearer, new_visitor


NOTHING: Mapping[str, str] = MappingProxyType({})


class Admitted(NamedTuple):
    """Somebody who may come in."""

    bearer: Bearer
    known: Known
    facts: dict[str, str]
    """What the page says of them."""
    vouched: dict[str, str]
    """What the website has signed of them."""


class Admission:
    """Lets the visitors of one site in."""

    def __init__(
        self, identities: Identities, users: Users, conversations: Conversations, clock: Clock
    ) -> None:
        self._identities = identities
        self._users = users
        self._conversations = conversations
        self._clock = clock

    async def admit(
        self, bearer: Bearer, said: wire.IdentitySaid | None, attributes: Mapping[str, str] = NOTHING
    ) -> Admitted:
        """Say who comes in, or asks for what is theirs. Raises `BadToken`, `BadIdentity` and `StoreUnavailable`."""
        facts = unsigned(attributes)
        if said is None:
            known = await self._conversations.of_visitor(bearer.visitor)
            if bearer.user or known.user:
                raise BadToken("Only the website can say that this is still you.")
            return Admitted(bearer, known, facts, {})
        identity = self._identities.read(said.attributes, said.signature, self._clock.now())
        if identity.expired and bearer.user != identity.user:
            raise BadIdentity("The signature has expired.")
        visitor = await self._visitor(bearer, identity)
        opened = bearer.opened if visitor == bearer.visitor else 0
        known = await self._conversations.of_visitor(visitor)
        found = Bearer(visitor, opened, identity.user)
        rest = {name: value for name, value in facts.items() if name not in identity.attributes}
        return Admitted(found, known, rest, identity.attributes)

    async def _visitor(self, bearer: Bearer, identity: Identity) -> VisitorId:
        """The visitor that a user is: who they were before they were known, or one of their own."""
        if found := await self._users.visitor(identity.user):
            return found
        own = _of_their_own(identity.user)
        theirs = await self._conversations.of_visitor(own)
        if theirs.conversation:
            return own
        before = bearer.visitor if await self._is_anonymous(bearer) else None
        if before is None and theirs.forgotten:
            before = new_visitor()  # for a while nobody is to be known by their own name
        return (before and await self._users.claim(identity.user, before)) or own

    async def _is_anonymous(self, bearer: Bearer) -> bool:
        """Whether somebody comes whose conversation is no user's yet."""
        if bearer.user:
            return False
        known = await self._conversations.of_visitor(bearer.visitor)
        return bool(known.conversation) and not known.user


def _of_their_own(user: UserId) -> VisitorId:
    """Made of who they are: to come and look is still to leave nothing in the store."""
    return VisitorId(f"u{user}")

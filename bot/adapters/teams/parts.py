"""What the platform works with: the way to Teams, and what it asks of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from aiohttp import ClientSession

from bot.adapters.teams.connector import Connector, GivesTokens
from bot.adapters.teams.files import Hosts
from bot.adapters.teams.graph import Graph
from bot.adapters.teams.places import Team
from bot.conversation.state import Conversation
from bot.ids import Channel, ConversationId, ThreadRef
from bot.ports import Found


class KnowsPlaces(Protocol):
    """The part of `Places` that is needed here. All raise `StoreUnavailable`."""

    async def hears(self, channel: Channel) -> bool:
        """Say whether replies that do not mention the bot are heard in a channel."""

    async def team_of(self, channel: Channel) -> Channel | None:
        """The team of a channel, named by its General channel; None where that is not known."""

    async def teams(self) -> Sequence[Team]:
        """The teams where the app is."""

    async def found(self, channel: Channel, team: Channel) -> None:
        """A channel turned out to be one of a team."""


class KnowsConversations(Protocol):
    """The part of `Conversations` that is needed here. Both raise `StoreUnavailable`."""

    async def find(self, thread: ThreadRef) -> Found | None:
        """Say where a thread belongs."""

    async def load(self, conversation: ConversationId) -> Conversation:
        """Load the snapshot. Raises `UnknownKey`."""


class Line(NamedTuple):
    """The way to Teams. Whoever opened it closes the session, the tokens and the graph."""

    session: ClientSession
    tokens: GivesTokens
    connector: Connector
    graph: Graph
    hosts: Hosts

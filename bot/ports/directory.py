"""Agents and their attendance as the core needs them kept.

Every change is one step of the store: what is written, the turns that move, the visitors in line who get somebody at
once, and the line of the audit log.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

import msgspec

from bot.ids import AgentId, Channel, ConversationId, Identity, Person, TeamName
from bot.ports.admins import Admins
from bot.ports.blocks import Blocks
from bot.ports.by import By
from bot.ports.canned import CannedReplies
from bot.ports.site import Accounts, Rules, SiteSettings
from bot.ports.teams import Teams
from bot.ports.waiting import WaitingLine
from bot.routing.availability import Stand, Why
from bot.routing.hours import Schedule
from bot.routing.notify import NotifyOptions


class Agent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person with the live chat permission."""

    id: AgentId
    name: str
    person: Person
    inbox: Channel
    avatar: str = ""
    """Path on the gateway of the picture that was last stored, or empty."""
    capacity: int = 0
    """Conversations at the same time; 0 is the largest of their teams', or the site's."""
    schedule: Schedule | None = None
    """Their hours; None is always."""
    booking: str = ""
    """The address where visitors book a meeting with them, or empty."""
    notify: NotifyOptions = NotifyOptions()
    linked: tuple[Identity, ...] = ()
    """Who else they are, one at most in each workspace. Name and picture are those of `person`."""
    lost: tuple[Person, ...] = ()
    """Identities that cannot be reached: deactivated, or of a workspace that the app was removed from."""

    @property
    def identities(self) -> tuple[Identity, ...]:
        """Who they are on platforms, in the order in which it became known."""
        return (Identity(self.person, self.inbox), *self.linked)

    @property
    def reachable(self) -> tuple[Identity, ...]:
        """Where conversations can come to them, where they want them first; all of them if it is none."""
        found = [one for one in self.identities if one.person not in self.lost] or self.identities
        return tuple(sorted(found, key=lambda one: one.person != self.notify.identity))

    def goes_by(self, person: Person) -> bool:
        """Say whether they are this person."""
        return any(one.person == person for one in self.identities)


class AgentStatus(NamedTuple):
    """An agent as the router sees them just now."""

    agent: Agent
    stand: Stand
    chats: int
    capacity: int
    """As it holds now, wherever it comes from."""
    teams: tuple[TeamName, ...]

    @property
    def available(self) -> bool:
        """New conversations may come to them."""
        return self.stand.available


PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""Pictures that hold no program, as SVG may."""
PICTURE_BYTES = 512 * 1024
"""The largest picture that is taken."""


class Picture(NamedTuple):
    """A profile picture."""

    content_type: str
    data: bytes


Linking = Literal["linked", "known", "taken", "there"]
"""`known`: they are linked already; `taken`: that is another agent; `there`: they are somebody else in that workspace."""


class Agents(Protocol):
    """The agents of one site. All methods raise `StoreUnavailable`; changes raise `UnknownKey` for nobody's id."""

    async def agent(self, agent: AgentId) -> Agent | None:
        """Look up an agent who is not removed."""

    async def agent_of(self, person: Person) -> Agent | None:
        """Look up the agent that somebody on a platform is, by whichever of their identities."""

    async def statuses(self, at: int) -> list[AgentStatus]:
        """List all agents, by name, as they stand at `at`."""

    async def put(self, agent: Agent, picture: Picture | None, by: By) -> bool:
        """Add an agent, or bring the record up to date. Says whether they are new; new ones are available.

        Of one who is known it takes name, picture and inboxes; identities come and go by `link` and `unlink`.
        """

    async def link(self, agent: AgentId, identity: Identity, by: By) -> Linking:
        """Let an agent be somebody on another platform too. Only for `linked` anything is changed."""

    async def unlink(self, agent: AgentId, person: Person, by: By) -> bool:
        """Let an agent be this person no longer. False: they are not, or nobody else; then nothing is changed."""

    async def set_lost(self, agent: AgentId, person: Person, by: By, *, lost: bool) -> bool:
        """Say whether an identity cannot be reached. Says whether that is new."""

    async def remove(self, agent: AgentId, by: By) -> tuple[ConversationId, ...]:
        """Take the permission at once. Answers the conversations that hold a place of theirs: see `Offers.agent_removed`."""

    async def holding(self, agent: AgentId) -> tuple[ConversationId, ...]:
        """The conversations that hold a place of an agent: those of their offers and chats."""

    async def set_capacity(self, agent: AgentId, capacity: int, by: By) -> None:
        """Set an agent's own capacity, 1 to 10; 0 is their teams' or the site's again."""

    async def set_schedule(self, agent: AgentId, schedule: Schedule | None, by: By) -> None:
        """Set an agent's hours. An override goes on until it would have ended by them."""

    async def set_booking(self, agent: AgentId, address: str, by: By) -> None:
        """Set the address where visitors book a meeting with the agent; empty for none."""

    async def set_notify(self, agent: AgentId, options: NotifyOptions, by: By) -> None:
        """Set how an agent is notified."""

    async def picture(self, of: str) -> Picture | None:
        """Look up the stored profile picture of the agent with this alias."""


class Attendance(Protocol):
    """Who is available, and when that changes next. All methods raise `StoreUnavailable`."""

    async def switch(self, agent: AgentId, by: By, *, available: bool, why: Why = "self") -> bool:
        """Override an agent's schedule. Says whether they stand otherwise now. Raises `UnknownKey`.

        It holds until the next block of their schedule begins, or midnight, or, without a schedule, for good.
        """

    async def follow(self, agent: AgentId, by: By, *, present: bool) -> bool:
        """Set an agent away while their platform shows them so, and back. Says whether they stand otherwise now.

        What overrides their schedule already, but for this, goes before it. Raises `UnknownKey`.
        """

    async def settle(self, at: int) -> int:
        """Let everybody whose hours begin or end by `at` come and go. Any process may do it; answers how many it were."""


class Directory(Protocol):
    """Everything that admins arrange in one site."""

    @property
    def agents(self) -> Agents:
        """Who has the live chat permission."""

    @property
    def attendance(self) -> Attendance:
        """Who is available."""

    @property
    def teams(self) -> Teams:
        """Groups of agents."""

    @property
    def rules(self) -> Rules:
        """Custom rules."""

    @property
    def accounts(self) -> Accounts:
        """Domains of e-mail addresses that are sent to somebody."""

    @property
    def settings(self) -> SiteSettings:
        """The site's numbers, texts, hours and holidays."""

    @property
    def canned(self) -> CannedReplies:
        """Texts that agents send again and again."""

    @property
    def blocks(self) -> Blocks:
        """Who may not chat."""

    @property
    def admins(self) -> Admins:
        """Who may change all this, and who changed what."""

    @property
    def line(self) -> WaitingLine:
        """Visitors who wait for a place."""

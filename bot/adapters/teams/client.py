"""TeamsPlatform: what delivery and the commands ask of Teams, over its connector."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import structlog

from bot.adapters.teams import check, files, markup, people, render, thread_link
from bot.adapters.teams.around import Around
from bot.adapters.teams.at_home import AtHome
from bot.adapters.teams.connector import Connector
from bot.adapters.teams.errors import TooLarge, store_asked
from bot.adapters.teams.limits import PACE, channel_limits, limits
from bot.adapters.teams.names import is_channel, post_in, thread_in
from bot.adapters.teams.notify import Activity, notification
from bot.adapters.teams.parts import KnowsConversations, KnowsPlaces, Line
from bot.adapters.teams.render import Heard
from bot.content import AttachedFile
from bot.conversation.card import StatusCard
from bot.effects import Pressable
from bot.errors import CannotLook, InDoubt, PlatformError, Refused
from bot.home import Home
from bot.ids import Channel, DeliveryId, Group, Person, PostRef, ThreadRef, split_ref
from bot.ports import (
    Bystander,
    Call,
    Incoming,
    Outgoing,
    Point,
    Profile,
    RateLimit,
    Shelf,
)


log = structlog.get_logger(__name__)

SMALLEST = 1000
"""UTF-16 units of a piece that is not halved any more."""


class TeamsPlatform:
    """Fills `ThreadPlatform`, `People`, `HomePlatform` and `PresencePlatform` for one app.

    `pace` is in seconds. `public_url` is where the gateway can be reached, without a path; without it no file is shown.
    """

    def __init__(
        self,
        line: Line,
        *,
        places: KnowsPlaces,
        conversations: KnowsConversations,
        shelf: Shelf,
        public_url: str = "",
        web_url: str = thread_link.WEB_URL,
        password_expires: str = "",
        pace: float = PACE,
    ) -> None:
        self._line = line
        self._connector = line.connector
        self._people = people.People(line.connector)
        self._places = places
        self._around = Around(self._people, places, conversations)
        self._homes = AtHome(line.connector, self._people, shelf, web_url)
        self._public_url = public_url
        self._web_url = web_url
        self._password_expires = password_expires
        self.receiving: Callable[[], Awaitable[Point]] | None = None
        """Says whether requests get through to us; set where they are listened to."""
        self._pace = pace
        self._limits = limits(pace)
        self._channel_limits = channel_limits(pace)

    def __repr__(self) -> str:
        return f"<TeamsPlatform {self._connector.bot}>"

    @property
    def connector(self) -> Connector:
        """The connector's methods, for what people opened; delivery has methods of its own."""
        return self._connector

    # --- ThreadPlatform ------------------------------------------------------------------------------

    @property
    def pace(self) -> float:
        """Seconds between two posts in one channel."""
        return self._pace

    @property
    def limits(self) -> Mapping[Call, RateLimit]:
        """What Teams allows in a tenant."""
        return self._limits

    @property
    def channel_limits(self) -> Mapping[Call, RateLimit]:
        """What Teams allows in a channel or a chat."""
        return self._channel_limits

    def its_now(self) -> int:
        """Teams' time of day."""
        return self._connector.its_clock.milliseconds()

    def pieces(self, text: str) -> Sequence[str]:
        """Escape plain text and cut it into posts of at most 28,000."""
        return markup.pieces(text)

    async def open_thread(
        self, inbox: Channel, card: StatusCard, delivery: DeliveryId, *, again: bool = False
    ) -> ThreadRef:
        """Post the card, in a channel as the beginning of a thread."""
        shown = await self._opening(inbox, card, again=again)
        return thread_in(inbox, await self._connector.post_root(inbox, shown))

    async def post(
        self, thread: ThreadRef, author: str, piece: str, delivery: DeliveryId, *, again: bool = False
    ) -> PostRef:
        """Write in the thread, below the author's name. What Teams finds too large goes in halves."""
        channel, root = split_ref(thread)
        about = "" if author else await self._around.about(thread)
        buttons = (
            []
            if is_channel(channel) or not author
            else render.replying(author, Heard.NONE, render.below_post(root))
        )
        text = render.said(author, piece, about=about, again=again)
        try:
            return await self._reply(thread, render.with_buttons(text, buttons))
        except TooLarge:
            if len(piece) < SMALLEST:
                raise
        first, *rest = markup.halves(piece)
        ref = await self.post(thread, author, first, delivery, again=again)
        for half in rest:
            try:
                ref = await self.post(thread, author, half, delivery)
            except PlatformError as error:  # some of it stands there
                raise InDoubt(f"a half: {error}") from error
        return ref

    async def notify(
        self,
        where: ThreadRef | Channel,
        to: Person,
        text: str,
        delivery: DeliveryId,
        about: ThreadRef | None = None,
        *,
        again: bool = False,
    ) -> PostRef:
        """Write to somebody in their chat, or mention them in a channel."""
        thread = ThreadRef(where) if "/" in where else None
        channel = split_ref(thread)[0] if thread else Channel(where)
        shown = notification(
            text,
            whom=await self._around.whom(to, channel),
            link_to=thread_link.link_to(about, self._web_url) if about else "",
            about=await self._around.about(thread or about),
            again=again,
        )
        if thread:
            return await self._reply(thread, shown)
        post = await self._connector.post_root(channel, shown)
        return post_in(thread_in(channel, post), post)

    async def ask(
        self,
        inbox: Channel,
        text: str,
        choices: Sequence[Pressable],
        delivery: DeliveryId,
        *,
        again: bool = False,
    ) -> PostRef:
        """Ask whoever has a chat, by buttons, or tell them."""
        post = await self._connector.post_root(inbox, render.question(text, choices, again=again))
        return post_in(thread_in(inbox, post), post)

    async def post_file(
        self, thread: ThreadRef, outgoing: Outgoing, delivery: DeliveryId, *, again: bool = False
    ) -> PostRef:
        """Put a link to the file into the thread, and show a small picture."""
        about = await self._around.about(thread)
        shown = files.shown(outgoing.file, self._public_url, about=about, again=again)
        return await self._reply(thread, shown)

    def fetch(self, inbox: Channel, file: AttachedFile) -> AbstractAsyncContextManager[Incoming]:
        """Download a file that somebody sent in their chat."""
        return files.fetched(self._line.session, self._line.tokens, self._line.hosts, file)

    async def whisper(
        self, thread: ThreadRef, to: Person, text: str, bystander: Bystander | None = None
    ) -> None:
        """Tell one person in their chat. Without one they hear in the thread how to get it, and nothing else."""
        channel, root = split_ref(thread)
        try:
            chat = await self._people.chat(to)
        except Refused as refused:
            log.info("teams_no_chat", person=to, why=refused.reason)
            if whom := await self._around.whom(to, channel):
                await self._connector.reply(channel, root, render.no_chat(whom))
            return
        about, link_to = await self._around.visitor(thread), thread_link.link_to(thread, self._web_url)
        shown = render.private(text, about=about, link_to=link_to, bystander=bystander)
        await self._connector.post_root(chat, shown)

    async def refresh(self, thread: ThreadRef, card: StatusCard) -> None:
        """Put the card as it is now in the place of the post that the thread begins with."""
        channel, root = split_ref(thread)
        try:
            await self._connector.edit(channel, root, root, await self._opening(channel, card))
        except Refused as refused:
            if refused.gone or not card.mention:
                raise
            # Whom it mentions may have left the team, where others still read it.
            self._people.forget(card.mention)
            await self._connector.edit(
                channel, root, root, render.opening(card, await self._around.heard(channel))
            )

    async def look_up(self, where: Channel | ThreadRef, delivery: DeliveryId, ago: float) -> PostRef | None:
        """A bot cannot read what was posted. Raises `CannotLook`."""
        raise CannotLook("Teams shows a bot no posts")

    async def _reply(self, thread: ThreadRef, activity: Activity) -> PostRef:
        channel, root = split_ref(thread)
        return post_in(thread, await self._connector.reply(channel, root, activity))

    async def _opening(self, channel: Channel, card: StatusCard, *, again: bool = False) -> Activity:
        whom = await self._around.whom(card.mention, channel) if card.mention else None
        return render.opening(card, await self._around.heard(channel), whom, again=again)

    # --- homes and presence --------------------------------------------------------------------------

    async def show_home(self, person: Person, home: Home) -> None:
        """Show a home in somebody's chat. Raises `StoreUnavailable`."""
        await self._homes.show(person, home)

    async def new_home(self, person: Person) -> None:
        """Have the next home posted anew, where somebody asks to see it. Raises `StoreUnavailable`."""
        await self._homes.begin_anew(person)

    async def is_present(self, person: Person) -> bool:
        """Ask Graph whether somebody is there; yes where it does not say."""
        member = await self._people.member(person)
        return await self._line.graph.is_present(member.entra_id) is not False

    # --- People --------------------------------------------------------------------------------------

    async def profile(self, person: Person) -> Profile:
        """Fetch name and picture."""
        return await self._people.profile(person, self._line.graph)

    async def inbox(self, person: Person) -> Channel:
        """Open somebody's chat with the bot."""
        return await self._people.chat(person)

    async def is_owner(self, person: Person) -> bool:
        """Nobody: no role in Teams makes an admin here, they are named by one another."""
        return False

    async def channel_name(self, channel: Channel) -> str:
        """Ask for a channel of a team in which we are, and remember of which."""
        with store_asked():
            known = await self._places.team_of(channel)
            teams = [known] if known else [one.team for one in await self._places.teams()]
        for team in teams:
            if (name := await people.channel_name(self._connector, channel, team)) is not None:
                with store_asked():
                    await self._places.found(channel, team)
                return name
        raise Refused("in no team where I am is such a channel", gone=True)

    async def members_of(self, group: Group) -> Sequence[Person]:
        """Teams has no groups that a bot can read."""
        raise Refused("Teams does not tell me who is in a group: name them one by one")

    async def person_at(self, address: str) -> Person | None:
        """Look for an e-mail address in the teams where the app is."""
        with store_asked():
            teams = [team.team for team in await self._places.teams()]
        return await self._people.at(address, teams)

    def thread_at(self, link: str, seen_by: Person) -> ThreadRef | None:
        """Read a link to a message of a channel."""
        return thread_link.thread_at(link, seen_by)

    async def check(self) -> list[Point]:
        """Say what is connected and permitted."""
        line = self._line
        looked_at = check.Checked(
            line.tokens, line.connector, line.graph, self._places, self._password_expires
        )
        received = [await self.receiving()] if self.receiving else []
        with store_asked():
            return [*received, *await check.points(looked_at, datetime.now(UTC).date())]

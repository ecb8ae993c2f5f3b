"""SlackPlatform: what delivery and the commands ask of Slack, on one HTTP session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import auth, check, files, look_up, people, presence, render, thread_link
from bot.adapters.slack.errors import outcomes
from bot.adapters.slack.home import view
from bot.adapters.slack.identity import Me
from bot.adapters.slack.limits import limits
from bot.adapters.slack.mrkdwn import LIMIT, escape, shorten
from bot.adapters.slack.notify import Permalinks, notification
from bot.adapters.slack.plain_cards import PlainCards
from bot.adapters.slack.posting import Poster
from bot.content import AttachedFile
from bot.conversation.card import StatusCard
from bot.errors import CannotStart, PlatformError, Refused
from bot.home import Home
from bot.ids import (
    Channel,
    DeliveryId,
    Group,
    Person,
    PostRef,
    ThreadRef,
    place,
    post_ref,
    split_ref,
    thread_ref,
)
from bot.its_clock import ItsClock
from bot.ports import Bystander, Call, Incoming, Outgoing, Point, Profile, RateLimit, Shelf


API_URL = "https://slack.com/api/"
TIMEOUT = ClientTimeout(total=10, connect=3)

# Slack reads no names and addresses out of a text. For chat.update the default is another one: parse=client.
UNREAD: dict[str, Any] = {"link_names": False, "parse": "none"}
# Nor markup, and it fetches no links.
INERT: dict[str, Any] = {**UNREAD, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


class SlackPlatform:
    """Fills `ThreadPlatform` and `People` for one workspace. Call `start` first, and `close` at the end.

    `pace` is in seconds. Without a `session` it makes its own, and closes it. `uploads` remembers which file was
    uploaded for which delivery; without it no file can be posted.
    """

    def __init__(
        self,
        *,
        bot_token: str,
        api_url: str = API_URL,
        pace: float = 1.0,
        session: ClientSession | None = None,
        uploads: Shelf | None = None,
    ) -> None:
        self._token = bot_token
        self._url = api_url.rstrip("/") + "/"
        self._pace = pace
        self._limits = limits(pace)
        self._uploads = uploads
        self._session = session
        self._owns_session = session is None
        self._me: Me | None = None
        self._web = AsyncWebClient(base_url=self._url)
        self._clock = ItsClock()
        self._links = Permalinks()
        self._presence = presence.Presence()
        self._cards = PlainCards(pace)
        self.receiving: Callable[[], Awaitable[Point | None]] | None = None
        """Says how events reach us, where somebody listens."""

    def __repr__(self) -> str:
        return f"<SlackPlatform {self._me or 'not started'}>"

    async def start(self, me: Me | None = None) -> None:
        """Ask Slack who we are, or be told so by an installation. May be called again if it failed.

        Raises `CannotStart` if it refuses the token, else what `ThreadPlatform` may raise.
        """
        if self._session is None:
            self._session = ClientSession(
                timeout=TIMEOUT, connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar()
            )
        self._web = self.web(self._token)
        self._poster = Poster(self._session, self._url, self._token, self._clock)
        try:
            self._me = me or await auth.who_we_are(self._web, self._clock)
        except (CannotStart, PlatformError):
            await self.close()
            raise

    async def close(self) -> None:
        """Close the session, if it is our own."""
        if self._owns_session and self._session is not None:
            session, self._session = self._session, None
            await session.close()

    @property
    def me(self) -> Me:
        """Who we are. Raises RuntimeError before `start`."""
        if self._me is None:
            raise RuntimeError("SlackPlatform.start() comes first")
        return self._me

    def has_token(self, token: str) -> bool:
        """Say whether this is our token."""
        return token == self._token

    @property
    def started(self) -> bool:
        """Say whether `me` is known."""
        return self._me is not None

    @property
    def api_url(self) -> str:
        """The address of Slack's API, with a slash at its end."""
        return self._url

    @property
    def session(self) -> ClientSession:
        """The one HTTP session. Raises RuntimeError before `start`."""
        if self._session is None:
            raise RuntimeError("SlackPlatform.start() comes first")
        return self._session

    def web(self, token: str | None = None) -> AsyncWebClient:
        """Make a client on the one session. It never retries: delivery decides."""
        return AsyncWebClient(token, base_url=self._url, session=self.session, retry_handlers=[])

    @property
    def api(self) -> AsyncWebClient:
        """The client with our token, for what people opened; delivery has methods of its own."""
        return self._web

    # --- ThreadPlatform ------------------------------------------------------------------------------

    def its_now(self) -> int:
        """Slack's time of day, milliseconds since 1970."""
        return self._clock.milliseconds()

    @property
    def pace(self) -> float:
        """Seconds between two posts in one channel; Slack: "1 message per second per channel"."""
        return self._pace

    @property
    def limits(self) -> Mapping[Call, RateLimit]:
        """What Slack allows in a minute to a workspace."""
        return self._limits

    @property
    def channel_limits(self) -> Mapping[Call, RateLimit]:
        """Slack has none but its pace."""
        return {}

    def pieces(self, text: str) -> Sequence[str]:
        """Escape plain text and cut it into posts of at most 3,900."""
        return render.pieces(text)

    async def open_thread(
        self, inbox: Channel, card: StatusCard, delivery: DeliveryId, *, again: bool = False
    ) -> ThreadRef:
        """Post the card as ourselves. If Slack finds fault with its blocks, the next attempt is text alone."""
        with self._cards.watched(card):
            return thread_ref(inbox, await self._send(inbox, delivery, **self._cards.shown(card)))

    async def post(
        self, thread: ThreadRef, author: str, piece: str, delivery: DeliveryId, *, again: bool = False
    ) -> PostRef:
        """Reply in the thread, as ``Anna (visitor)`` or as ourselves."""
        channel, root = split_ref(thread)
        named = {"username": render.username(author)} if author else {}
        return post_ref(channel, await self._send(channel, delivery, text=piece, thread_ts=root, **named))

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
        """Post a message that mentions somebody; it is not shown in the channel besides its thread."""
        link = await self._links.of(self._web, about) if about else ""
        channel, root = split_ref(ThreadRef(where)) if "/" in where else (Channel(where), "")
        within = {"thread_ts": root} if root else {}
        content = {**notification(to, text, link), **within}
        return post_ref(channel, await self._send(channel, delivery, **content))

    async def is_present(self, person: Person) -> bool:
        """Ask whether somebody is active, and may be disturbed as far as we are permitted to know."""
        return await self._presence.is_present(self._web, place(person).name, self._clock.now())

    async def show_home(self, person: Person, home: Home) -> None:
        """Publish somebody's Home tab, with links to their threads."""
        refs = [chat.thread for chat in home.chats if chat.thread]
        links = {ref: await self._links.of(self._web, ref) for ref in refs}
        with outcomes("views.publish"):
            await self._web.views_publish(user_id=place(person).name, view=view(home, links))

    async def post_file(
        self, thread: ThreadRef, outgoing: Outgoing, delivery: DeliveryId, *, again: bool = False
    ) -> PostRef:
        """Upload a file into the thread, as ourselves: Slack shows files under no other name."""
        if self._uploads is None:
            raise Refused("files cannot be posted here")
        return await files.shown(self._files, self._uploads, thread, outgoing, delivery)

    def fetch(self, inbox: Channel, file: AttachedFile) -> AbstractAsyncContextManager[Incoming]:
        """Download a file that somebody sent."""
        return files.fetched(self._files, file)

    @property
    def _files(self) -> files.Slack:
        return files.Slack(self._web, self.session, self._token, self._url)

    async def whisper(
        self, thread: ThreadRef, to: Person, text: str, bystander: Bystander | None = None
    ) -> None:
        """Post an ephemeral message in the thread. Slack keeps none of them, and may not deliver to who is away."""
        channel, root = split_ref(thread)
        with outcomes("chat.postEphemeral"):
            await self._web.chat_postEphemeral(
                channel=place(channel).name,
                user=place(to).name,
                text=shorten(text, LIMIT),
                thread_ts=root,
                blocks=render.bystander_blocks(text, bystander) if bystander else None,
                **UNREAD,
            )

    async def hint(self, channel: str, user: str, text: str) -> None:
        """Tell somebody something privately, outside of threads. `channel` and `user` are Slack's own ids."""
        with outcomes("chat.postEphemeral"):
            await self._web.chat_postEphemeral(channel=channel, user=user, text=escape(text), **UNREAD)

    async def refresh(self, thread: ThreadRef, card: StatusCard) -> None:
        """Update the message that the thread begins with."""
        channel, root = split_ref(thread)
        message = {"channel": place(channel).name, "ts": root, **UNREAD, **self._cards.shown(card)}
        with self._cards.watched(card), outcomes("chat.update"):
            await self._poster.update(message)

    async def look_up(self, where: Channel | ThreadRef, delivery: DeliveryId, ago: float) -> PostRef | None:
        """Look for the delivery's id in the metadata of what was posted since then, or for the file uploaded for it."""
        if self._uploads is not None and "/" in where:
            file = await files.noted(self._uploads, ThreadRef(where), delivery)
            if file:
                return await files.look_up(self._web, ThreadRef(where), file)
        return await look_up.find(self._web, where, delivery, self._clock.now() - ago)

    async def _send(self, channel: Channel, delivery: DeliveryId, **content: Any) -> str:
        """Post once, and answer the ts."""
        metadata = {"event_type": look_up.EVENT_TYPE, "event_payload": {look_up.KEY: delivery}}
        with outcomes("chat.postMessage"):
            message = {"channel": place(channel).name, "metadata": metadata, **INERT, **content}
            return await self._poster.post(message)

    # --- People --------------------------------------------------------------------------------------

    async def profile(self, person: Person) -> Profile:
        """Fetch name and picture. No picture is no error."""
        user = await people.user(self._web, place(person).name)
        return await people.profile(self.session, user, team=self.me.team, api_url=self._url)

    async def name(self, user: str) -> str:
        """Fetch what to call a user, by Slack's id."""
        return people.display_name(await people.user(self._web, user))

    async def inbox(self, person: Person) -> Channel:
        """Open the direct messages with somebody."""
        return self.me.channel(await people.direct_messages(self._web, place(person).name))

    async def is_owner(self, person: Person) -> bool:
        """Ask whether somebody owns or administers the workspace, and belongs to it."""
        user = await people.user(self._web, place(person).name)
        return people.is_owner(user, self.me.team)

    async def channel_name(self, channel: Channel) -> str:
        """Ask for a channel in which we are."""
        return await people.channel_name(self._web, place(channel).name)

    async def members_of(self, group: Group) -> Sequence[Person]:
        """List the people in a user group."""
        return [self.me.person(user) for user in await people.members(self._web, place(group).name)]

    async def person_at(self, address: str) -> Person | None:
        """Ask for whoever has this e-mail address; one of Slack's own ids is taken as it is."""
        if "@" in address:
            user = await people.id_by_email(self._web, address)
        else:
            user = address if people.is_id(address) else ""
        return self.me.person(user) if user else None

    def thread_at(self, link: str, seen_by: Person) -> ThreadRef | None:
        """Read a link that one of Slack's menus copied."""
        return thread_link.thread_at(link, seen_by)

    async def check(self) -> list[Point]:
        """Say what is connected and permitted, and what to click where it is not."""
        points = await check.points(self._web)
        way_in = await self.receiving() if self.receiving else None
        return [*points, way_in] if way_in else points

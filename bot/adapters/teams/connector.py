"""The Bot Connector's REST methods, on one HTTP session.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference.
The archived SDK's client sends with another library in threads of its own, at a thirty-fourth of the rate (performance.md).
No method posts again, but for a token that has just ended: delivery decides.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

import msgspec
from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from yarl import URL

from bot import payloads
from bot.adapters.teams.errors import MISSING_PAUSE, NOBODY, Answer, outcomes, said
from bot.adapters.teams.names import conversation_of, is_channel, split_conversation, teams_channel, tenant_of
from bot.adapters.teams.reachable import base_of
from bot.errors import InDoubt, PlatformError, Throttled
from bot.ids import Channel, Person, place
from bot.its_clock import ItsClock


TIMEOUT = ClientTimeout(total=10, connect=3)
PAGE = 500
"""Members in one answer; Teams: "pageSize … 50 to 500"."""
READ_AGAIN = 0.5
"""Seconds until what was not found is looked for again."""
MISSING_KEPT = 10_000
MISSING_SECONDS = 600.0
"""How long a place that was missing once is remembered."""

Activity = Mapping[str, Any]
"""What is posted, as the connector wants it: ``{"type": "message", "text": …}``."""


class Member(msgspec.Struct, frozen=True, rename="camel"):
    """Somebody in a team or a chat, as the connector tells of them; no permission is needed for any of it."""

    id: str
    name: str = ""
    given_name: str = ""
    surname: str = ""
    email: str = ""
    user_principal_name: str = ""
    aad_object_id: str = ""
    object_id: str = ""
    """The same by its older name, which some answers have alone."""
    tenant_id: str = ""
    user_role: str = ""
    """``user``, ``guest``, ``bot`` or ``anonymous``."""

    @property
    def entra_id(self) -> str:
        """Who they are to Entra, and so to Graph; '' where that is not told."""
        return self.aad_object_id or self.object_id


class TeamChannel(msgspec.Struct, frozen=True):
    """A channel of a team. That of the first one, General, has no name, and its id is the team's."""

    id: str
    name: str | None = None


class Team(msgspec.Struct, frozen=True, rename="camel"):
    """A team."""

    id: str
    name: str = ""


class GivesTokens(Protocol):
    """The part of `Tokens` that is needed here."""

    async def get(self) -> str:
        """A token that is good. Raises `Throttled` and `Unreachable`."""

    async def renewed(self, refused: str) -> str:
        """Another token in the place of one that was refused. Raises likewise."""


class KnowsAddresses(Protocol):
    """The part of `ServiceUrls` that is needed here."""

    async def of(self, tenant: str) -> str:
        """Where a tenant's connector is. Raises `Unreachable` if nobody can tell now."""


def open_session() -> ClientSession:
    """The one HTTP session for connector, Graph and login. Close it at the end."""
    return ClientSession(timeout=TIMEOUT, connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar())


class Connector:
    """Calls the Bot Connector as the bot of one app. Every method raises `Throttled`, `Unreachable`, `InDoubt` and `Refused`.

    Only `hosts` are called, for what is called gets the token. `now` counts seconds.
    """

    def __init__(
        self,
        session: ClientSession,
        tokens: GivesTokens,
        addresses: KnowsAddresses,
        *,
        app_id: str,
        hosts: Sequence[str],
        its_clock: ItsClock | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._addresses = addresses
        self._app_id = app_id
        self._hosts = tuple(hosts)
        self.its_clock = its_clock or ItsClock()
        """Goes by what the connector answers."""
        self._now = now
        self._missing: OrderedDict[tuple[str, str], float] = OrderedDict()

    def __repr__(self) -> str:
        return f"<Connector of {self._app_id}, {len(self._missing)} missing>"

    @property
    def bot(self) -> str:
        """The bot's id on Teams."""
        return f"28:{self._app_id}"

    async def post_root(self, channel: Channel, activity: Activity) -> str:
        """Begin a thread in a channel, or write in a chat. Answers the post's id, which is the thread's."""
        if not is_channel(channel):
            return await self._posted(channel, "", activity)
        answer = await self._call("POST", channel, "conversations", {
            "isGroup": True,
            "channelData": {"channel": {"id": place(channel).name}},
            "activity": activity,
        })  # fmt: skip
        root = split_conversation(_id_in(answer))[1] or answer.object.get("activityId")
        if not isinstance(root, str) or not root:
            raise InDoubt("POST conversations: an answer without a thread")
        return root

    async def reply(self, channel: Channel, root: str, activity: Activity) -> str:
        """Reply in a channel's thread, or write in a chat. Answers the post's id."""
        return await self._posted(channel, root, activity)

    async def edit(self, channel: Channel, root: str, post: str, activity: Activity) -> None:
        """Put something else in the place of a post of ours. May be repeated."""
        await self._call("PUT", channel, f"{_path(channel, root)}/activities/{_part(post)}", activity)

    async def delete(self, channel: Channel, root: str, post: str) -> None:
        """Take a post of ours back. May be repeated."""
        await self._call("DELETE", channel, f"{_path(channel, root)}/activities/{_part(post)}")

    async def typing(self, channel: Channel) -> None:
        """Show in a chat that something is on its way; for 3 s, and in chats alone."""
        await self._call("POST", channel, f"{_path(channel)}/activities", {"type": "typing"})

    async def open_chat(self, person: Person) -> Channel:
        """Open the chat of somebody with the bot, where the app is installed for them or for a team of theirs."""
        tenant = tenant_of(person)
        answer = await self._call("POST", person, "conversations", {
            "isGroup": False,
            "bot": {"id": self.bot},
            "members": [{"id": place(person).name}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        })  # fmt: skip
        return teams_channel(tenant, _id_in(answer))

    async def member(self, where: Channel, person: Person) -> Member:
        """Look up somebody in a team's channel, or in a chat."""
        path = f"{_path(where)}/members/{_part(place(person).name)}"
        return _read(await self._call("GET", where, path), Member)

    async def members(self, team: Channel) -> list[Member]:
        """List the people of a team (by any of its channels), or of a chat."""
        path, found, more = f"{_path(team)}/pagedmembers", list[Member](), ""
        while True:
            query = {"pageSize": str(PAGE), **({"continuationToken": more} if more else {})}
            page = _read(await self._call("GET", team, path, query=query), _Page)
            found += payloads.readable(page.members, Member)
            before, more = more, page.continuation_token or ""
            if more in ("", before):
                return found

    async def channels(self, team: Channel) -> list[TeamChannel]:
        """List the channels of a team, named by its General channel."""
        path = f"teams/{_part(place(team).name)}/conversations"
        return _read(await self._call("GET", team, path), _Channels).conversations

    async def team(self, team: Channel) -> Team:
        """Look up a team, named by its General channel."""
        return _read(await self._call("GET", team, f"teams/{_part(place(team).name)}"), Team)

    async def _posted(self, channel: Channel, root: str, activity: Activity) -> str:
        answer = await self._call("POST", channel, f"{_path(channel, root)}/activities", activity)
        return _id_in(answer)

    async def _call(
        self,
        method: str,
        where: Channel | Person,
        path: str,
        content: Any = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call, and look again at once for what is missing where nothing is changed by it."""
        base = base_of(await self._addresses.of(tenant_of(where)), self._hosts)
        url = URL(f"{base}/v3/{path}", encoded=True).update_query(query or {})
        body = None if content is None else msgspec.json.encode(content)
        answer = await self._answered(method, url, body)
        if method == "GET" and answer.status == 404 and answer.code not in NOBODY:
            await asyncio.sleep(READ_AGAIN)
            answer = await self._answered(method, url, body)
        if not 200 <= answer.status < 300:
            raise self._meaning(method, where, path, answer)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            raise InDoubt(f"{method}: a page of somebody between us")
        self._missing.pop((where, path), None)
        return answer

    async def _answered(self, method: str, url: URL, body: bytes | None) -> Answer:
        """Call once; with a token that was refused, once more with another."""
        token = await self._tokens.get()
        answer = await self._once(method, url, body, token)
        if answer.status == 401:
            answer = await self._once(method, url, body, await self._tokens.renewed(token))
        return answer

    async def _once(self, method: str, url: URL, body: bytes | None, token: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        with outcomes(method):
            async with self._session.request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as response:
                self.its_clock.hear(response.headers.get("Date", ""))
                return Answer(response.status, response.headers, await response.read())

    def _meaning(self, method: str, where: str, path: str, answer: Answer) -> PlatformError:
        """What is missing is believed to be gone when it is missing for a while; what was read was looked for twice.

        The path alone does not say what: threads in all channels are begun by the same one.
        """
        what = f"{method} {path.partition('/')[0]}"
        if method == "GET":
            return said(what, answer, again=True)
        now = self._now()
        since = self._missing.get((where, path), -MISSING_SECONDS)
        known = now - since < MISSING_SECONDS
        if answer.status == 404 and not known:
            self._missing[where, path] = now
            while len(self._missing) > MISSING_KEPT:
                self._missing.popitem(last=False)
        if answer.status == 404 and known and (early := MISSING_PAUSE - (now - since)) > 0:
            return Throttled(early)
        return said(what, answer, again=known)


class _Page(msgspec.Struct, frozen=True, rename="camel"):
    members: list[object]
    continuation_token: str | None = None


class _Channels(msgspec.Struct, frozen=True):
    conversations: list[TeamChannel]


def _path(channel: Channel, root: str = "") -> str:
    return f"conversations/{_part(conversation_of(channel, root))}"


def _part(name: str) -> str:
    """Everything that is more than a letter is encoded: ids have colons, semicolons and at signs."""
    return quote(name, safe="")


_Read = TypeVar("_Read")


def _read(answer: Answer, kind: type[_Read]) -> _Read:
    try:
        return payloads.read(answer.object, kind)
    except payloads.Unreadable as error:
        raise InDoubt(f"an answer that is no {kind.__name__}") from error


def _id_in(answer: Answer) -> str:
    """The id of what was made. Without one nobody knows whether it was."""
    found = answer.object.get("id")
    if not isinstance(found, str) or not found:
        raise InDoubt("an answer without an id")
    return found

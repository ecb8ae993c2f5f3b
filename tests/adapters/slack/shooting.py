"""A shooting range: the whole of us in the middle of a live chat, and comparisons of the store after every shot."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import itertools
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.store.connection import Client, connect
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.keys import Keys
from bot.events import AgentWrote
from bot.ids import ConversationId, SiteId
from tests.adapters.slack.any_request import Lawful, lawful
from tests.fake_slack import FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.fake_slack.outcome import Kind
from tests.scenes.house import House, in_this_process
from tests.scenes.visitor import Visitor


RESTLESS = ("clock", "timers", "lanes", "state", "swept", "signals", "leader", "heard")
"""Keys that change by themselves: what time it is, and who looks next at what, that anything came at all."""
EXAMPLES = 60

_sites = itertools.count(1)


@dataclass
class Range:
    """A live chat between Ann and Vera, and what went wrong where nobody looked."""

    slack: FakeSlack
    house: House
    redis: Client
    session: aiohttp.ClientSession
    ann: Human
    vera: Visitor
    card: Seen
    errors: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def lawful(self) -> Sequence[Lawful]:
        """Requests that have an effect here."""
        return lawful(self.slack, self.ann, self.house.boss, self.card)

    async def kept(self) -> dict[bytes, bytes]:
        """What the store holds of the site, but for what changes by itself."""
        keys = [key async for key in self.redis.scan_iter(match=f"{{{self.house.site}}}:*", count=1000)]
        still = sorted(key for key in keys if key.split(b":")[1].decode() not in RESTLESS)
        dumps = await asyncio.gather(*(self.redis.dump(key) for key in still))
        return dict(zip(still, dumps, strict=True))

    async def said(self) -> list[AgentWrote]:
        """What agents wrote, as it is in the log."""
        conversations = RedisConversations(self.redis, Keys(SiteId(self.house.site)))
        entries = await conversations.entries(ConversationId(self.vera.conversation or ""))
        return [entry.event for entry in entries if isinstance(entry.event, AgentWrote)]

    # --- shooting

    async def post(self, body: bytes, content_type: str, headers: Mapping[str, str] | None = None) -> int:
        """Send bytes to our address as Slack does, signed unless `headers` say otherwise; the status."""
        stamp = str(int(time.time()))
        signed = f"v0:{stamp}:".encode() + body
        digest = hmac.new(self.slack.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
        sent = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        sent |= {"Content-Type": content_type} if content_type else {}
        url = f"{self.house.url}/slack/events"
        async with self.session.post(
            url, data=io.BytesIO(body), headers={**sent, **(headers or {})}
        ) as answer:
            await answer.read()
            return answer.status

    async def envelope(self, kind: Kind, body: dict[str, Any]) -> int:
        """Send a payload over the WebSocket; 200 when it was acknowledged."""
        return (await self.slack.sockets.send(kind, body)).status

    async def has_no_effect(self, shot: Coroutine[Any, Any, int], *statuses: int) -> None:
        """Shoot, and compare."""
        before = await self.kept()
        status = await shot
        assert status in statuses, status
        after = await self.kept()
        changed = [key for key in before | after if before.get(key) != after.get(key)]
        assert changed == [], changed

    async def goes_on(self) -> None:
        """Nothing went wrong unseen, and the two still talk."""
        assert self.errors == []
        await self.ann.writes("Are you still there?", in_thread=self.card)
        await self.vera.sees("Ann Lee: Are you still there?")


@asynccontextmanager
async def shooting_range(slack: FakeSlack, store_url: str) -> AsyncIterator[Range]:
    """Open one, on a site of its own, and close it."""
    redis = connect(store_url)
    async with (
        in_this_process(slack, store_url, f"range{next(_sites)}", {}) as house,
        aiohttp.ClientSession() as session,
    ):
        ann = await house.hire("Ann Lee")
        async with house.visitor() as vera:
            at = Range(slack, house, redis, session, ann, vera, await house.chat(ann, vera))
            asyncio.get_running_loop().set_exception_handler(lambda _, context: at.errors.append(context))
            await slack.settled()
            yield at
    await redis.aclose()


async def fire(shots: st.SearchStrategy[Any], shoot: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
    """Have Hypothesis choose shots, in a thread of its own, and shoot each from here."""
    loop = asyncio.get_running_loop()

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(shots)
    def aimed(shot: Any) -> None:
        asyncio.run_coroutine_threadsafe(shoot(shot), loop).result(20)

    await asyncio.to_thread(aimed)

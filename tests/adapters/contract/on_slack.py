"""Slack: our adapter over the strict fake, by HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import PATH, SlackListeners
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.adapters.store.shelf import RedisShelf
from bot.ids import Channel, MessageId, Person, PostRef, ThreadRef, place, split_ref
from tests.adapters.contract.scene import Meanwhile, Platform, Seen, Trouble
from tests.adapters.recorder import Recorder, WallClock
from tests.conftest import Store
from tests.fake_slack import FakeSlack
from tests.fake_slack import Seen as SlackSeen
from tests.fake_slack.places import found_message
from tests.fakes.clock import Clock
from tests.listening import listening
from tests.waiting import until


class SlackScene:
    """Ann and Bob in one workspace; Ann's inbox are her direct messages."""

    def __init__(self, slack: FakeSlack, platform: SlackPlatform) -> None:
        self.slack = slack
        self.platform: Platform = platform
        self._session = platform.session
        self.recorder = Recorder(heard=slack.platform.changes.notify)
        self._people = {
            self._named(one.id): one for one in (slack.user("Ann Lee"), slack.user("Bob Ray", is_admin=True))
        }
        self.ann, self.bob = self._people
        self.stranger = self._named("U0NOBODY")
        self._ann = self._people[self.ann]
        self.inbox = platform.me.channel(self._ann.dm.id)
        self._support = slack.channel("support", members=list(self._people.values()))
        self.channel, self.channel_called = platform.me.channel(self._support.id), "support"
        self.mention = f"<@{self._ann.id}>"

    def _named(self, user: str) -> Person:
        return Person(f"slack:{self.slack.team.id}:{user}")

    async def sees(self, thread: ThreadRef) -> Sequence[Seen]:
        return [self._seen(one) for one in self._ann.thread(_where(thread)) if not one.ephemeral]

    def _seen(self, one: SlackSeen) -> Seen:
        text = "\n".join([*(one.blocks or (one.text,)), *one.files])
        return Seen(one.author, text, one.buttons, one.pings)

    async def told(self, person: Person) -> Sequence[str]:
        await self.slack.settled()
        return [heard.text for heard in self._people[person].ephemerals]

    async def told_in(self, person: Person) -> ThreadRef | Channel:
        heard = self._people[person].ephemerals[-1]
        inside = f"/{heard.thread_ts}" if heard.thread_ts else ""
        return ThreadRef(f"slack:{self.slack.team.id}:{heard.message.channel.id}{inside}")

    async def trouble(self, what: Trouble) -> None:
        if what == "dark":
            await self.slack.goes_dark()
            await until(self._hung_up)
        elif what == "ratelimited":
            self.slack.fail("chat.postMessage", what, retry_after=3)
        else:
            self.slack.fail("chat.postMessage", "an_error_of_tomorrow" if what == "refusal" else what)

    async def _hung_up(self) -> bool:
        """No connection of ours is open any more: what is sent from now on meets closed doors."""
        connector = self._session.connector
        assert connector is not None
        return not any(kept.is_connected() for line in connector._conns.values() for kept, _ in line)

    def later(self, seconds: float) -> None:
        """Nothing here minds."""

    async def closes(self, channel: Channel) -> None:
        assert channel == self.channel
        self.slack.archive(self._support)
        await self.slack.settled()

    async def writes(self, thread: ThreadRef, text: str) -> MessageId:
        said = await self._ann.writes(text, in_thread=_where(thread))
        await self.slack.settled()
        return MessageId(said.ts)

    async def sends_file(self, thread: ThreadRef, name: str, content: bytes, *, text: str) -> None:
        await self._ann.writes(text, in_thread=_where(thread), files=[(name, content)])
        await self.slack.settled()

    async def begins_to_type(self, thread: ThreadRef) -> None:
        raise AssertionError("Slack does not tell")

    async def edits(self, thread: ThreadRef, message: MessageId, text: str) -> None:
        await self._ann.edits((_where(thread)[0], message), text)
        await self.slack.settled()

    async def deletes(self, thread: ThreadRef, message: MessageId) -> None:
        await self._ann.deletes((_where(thread)[0], message))
        await self.slack.settled()

    async def reacts(self, post: PostRef, *, again: bool = False) -> None:
        act = self._ann.unreacts if again else self._ann.reacts
        await act(_where(post), "heart")
        await self.slack.settled()

    async def presses(self, label: str, thread: ThreadRef, meanwhile: Meanwhile | None = None) -> None:
        message = found_message(self.slack.platform, _where(thread))
        seen = message.blocks
        if meanwhile:
            await meanwhile()
        message.blocks, now = seen, message.blocks
        await self._ann.presses(label, on=message)
        message.blocks = now
        await self.slack.settled()

    async def fills_in(self, **values: str) -> None:
        await self.slack.until(lambda: self._ann.modal)
        await self._ann.submits(dict(values))

    async def form(self) -> str:
        modal = await self.slack.until(lambda: self._ann.modal)
        return modal.title if modal else ""

    async def types(self, command: str) -> None:
        await self._ann.types("/livechat", command)
        await self.slack.settled()


def _where(ref: ThreadRef | PostRef) -> tuple[str, str]:
    channel, ts = split_ref(ref)
    return place(channel).name, ts


@asynccontextmanager
async def on_slack(store: Store) -> AsyncIterator[SlackScene]:
    """A scene, with our side listening."""
    async with FakeSlack(clock=Clock(scale=1000), pace=False, tiers=False) as slack:
        uploads = RedisShelf(store.redis, store.keys, store.bus)
        platform = SlackPlatform(bot_token=slack.bot_token, api_url=slack.api_url, uploads=uploads)
        await platform.start()
        scene = SlackScene(slack, platform)
        ours = SlackListeners(
            SlackWorkspaces.only(platform),
            scene.recorder.takers,
            WallClock(),
            signing_secret=slack.signing_secret,
            profile_changed=scene.recorder.profile_changed,
            group_changed=scene.recorder.group_changed,
        )
        app = web.Application()
        ours.mount(app)
        async with listening(app) as origin:
            await slack.connect(f"{origin}{PATH}")
            yield scene
            await ours.close(patience=1.0)
            await slack.disconnect()
            await platform.close()

"""Who stands where the rest of Threadline will, and ways to look at the fake's messages."""

from __future__ import annotations

import hashlib
import hmac
import io
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import aiohttp

from bot.arrivals import (
    AnyChange,
    ButtonPressed,
    CommandTyped,
    FormSubmitted,
    HomePressed,
    PlaceGone,
    ShortcutUsed,
    ThreadGone,
    ThreadMessage,
)
from bot.forms import Done, Form, FormAnswer
from bot.ids import Group, Person, PostRef, ThreadRef, split_ref
from bot.takers import Takers
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human
from tests.fake_slack.places import found_message


class WallClock:
    """The time."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


@dataclass
class Recorder:
    """Stands where the relay and the commands will: writes down what arrives, in the order in which it is durable."""

    messages: list[ThreadMessage] = field(default_factory=list)
    presses: list[ButtonPressed] = field(default_factory=list)
    places: list[PlaceGone | ThreadGone] = field(default_factory=list)
    commands: list[CommandTyped] = field(default_factory=list)
    changed: list[Person] = field(default_factory=list)
    changes: list[AnyChange] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    form: Form | None = None
    """What every command asks."""
    before: Callable[[object], Awaitable[None]] | None = None
    """Happens before anything is durable: waits, or raises."""
    says: str = ""
    asks: Form | None = None
    answers: FormAnswer = field(default_factory=Done)
    shortcuts: list[ShortcutUsed] = field(default_factory=list)
    submitted: list[FormSubmitted] = field(default_factory=list)
    homes: list[Person] = field(default_factory=list)
    """Whose home was to be shown, each time."""
    switched: list[HomePressed] = field(default_factory=list)
    heard: Callable[[], None] = lambda: None

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def thread_message(self, arrival: ThreadMessage) -> None:
        await self._happen(arrival)
        self.messages.append(arrival)
        self.heard()

    async def message_changed(self, arrival: AnyChange) -> None:
        await self._happen(arrival)
        self.changes.append(arrival)
        self.heard()

    async def press(self, arrival: ButtonPressed) -> str | Form:
        await self._happen(arrival)
        self.presses.append(arrival)
        return self.asks or self.says

    async def choose(self, arrival: ButtonPressed) -> str | Form:
        return await self.press(arrival)

    async def gone(self, what: PlaceGone | ThreadGone) -> None:
        await self._happen(what)
        self.places.append(what)
        self.heard()

    async def shortcut(self, arrival: ShortcutUsed) -> str | Form:
        await self._happen(arrival)
        self.shortcuts.append(arrival)
        return self.asks or self.says

    async def submit(self, submitted: FormSubmitted) -> FormAnswer:
        await self._happen(submitted)
        self.submitted.append(submitted)
        self.heard()
        return self.answers

    @property
    def takers(self) -> Takers:
        return Takers(self, self, self, self, self)

    async def run(self, typed: CommandTyped) -> str:
        await self._happen(typed)
        self.commands.append(typed)
        return self.says

    async def opened(self, person: Person, at: int) -> None:
        self.homes.append(person)
        self.heard()

    async def pressed(self, arrival: HomePressed) -> None:
        await self._happen(arrival)
        self.switched.append(arrival)

    async def form_for(self, typed: CommandTyped) -> str | Form | None:
        return self.form

    async def profile_changed(self, person: Person) -> None:
        self.changed.append(person)
        self.heard()

    async def group_changed(self, group: Group) -> None:
        self.groups.append(group)
        self.heard()

    async def _happen(self, arrival: object) -> None:
        if self.before is not None:
            await self.before(arrival)


def message_of(slack: FakeSlack, ann: Human, ref: ThreadRef | PostRef) -> Message:
    """The fake's message of one of our references, in Ann's direct messages."""
    return found_message(slack.platform, (ann.dm.id, split_ref(ref)[1]))


async def send(
    slack: FakeSlack, body: bytes, *, form: bool = False, headers: Mapping[str, str] | None = None
) -> int:
    """Send raw bytes to our address, signed by Slack unless `headers` say otherwise; the status."""
    stamp = str(int(time.time()))
    signed = f"v0:{stamp}:".encode() + body
    signature = "v0=" + hmac.new(slack.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    usual = {
        "Content-Type": "application/x-www-form-urlencoded" if form else "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    assert slack._requests is not None
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            slack._requests.url, data=io.BytesIO(body), headers={**usual, **(headers or {})}
        ) as answer,
    ):
        return answer.status

"""Agents in Slack: each conversation is a thread in their direct messages with the app."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.adapters.slack.render import ACTION_PREFIX
from bot.conversation.actions import Action
from bot.ids import MessageId, ThreadRef, channel, place, split_ref, thread_ref
from tests.fake_slack import FakeSlack, Seen, payloads
from tests.fake_slack.human import Human
from tests.fake_slack.visible import elements
from tests.fakes.deliveries import Deliveries
from tests.faults.platforms.seat import Card, PostedFile, Said


REACTION = "eyes"
VISITOR = "(visitor)"


class SlackSeat:
    """Fills `Seat`."""

    def __init__(self, slack: FakeSlack, human: Human) -> None:
        self.human = human
        self._inbox = channel("slack", slack.team.id, human.dm.id)

    @property
    def name(self) -> str:
        """What they are called."""
        return self.human.name

    def cards(self) -> list[Card]:
        """What begins a thread and has buttons."""
        cards = [one for one in self.human.sees(self.human.dm) if one.buttons and not one.thread_ts]
        return [self._card(one) for one in cards]

    def _card(self, shown: Seen) -> Card:
        conversation, _, number = _value(shown).rpartition("|")
        return Card(thread_ref(self._inbox, shown.ts), conversation, int(number), tuple(shown.buttons), shown)

    def heard(self, card: Card) -> int:
        """Lines of posts under the visitor's name."""
        posts = [one for one in self.human.thread(card.shown) if one.author.endswith(VISITOR)]
        return sum(len(one.text.split("\n")) for one in posts)

    async def presses(self, action: Action, card: Card) -> None:
        """Send what a press sends."""
        if not isinstance(card.shown, Seen):
            return  # it stands elsewhere
        value = f"{card.conversation}|{card.number}"
        pressed = {"type": "button", "action_id": ACTION_PREFIX + action, "value": value}
        account, platform = self.human.account, self.human.platform
        payload = payloads.message_action(platform, account, card.shown.message, pressed, {})
        if platform.feed.transport:
            await platform.feed.transport.send("interactive", payload)

    async def writes(self, card: Card, text: str) -> Said:
        """Reply in the thread."""
        message = await self.human.writes(text, to=self.human.dm, in_thread=card.shown)
        return Said(card.thread, card.conversation, text, message, MessageId(message.ts))

    async def sends(self, card: Card, name: str, content: bytes) -> Said | None:
        """Upload it into the thread, without words."""
        files = [(name, content)]
        message = await self.human.writes("", to=self.human.dm, in_thread=card.shown, files=files)
        return Said(card.thread, card.conversation, name, message, MessageId(message.ts))

    async def blurts(self, text: str) -> Said | None:
        """Nowhere: direct messages outside of threads are for commands."""
        return None

    async def moves(self) -> None:
        """Nowhere else."""

    async def edits(self, said: Said, text: str) -> None:
        """Edit the message."""
        await self.human.edits(said.message, text)

    async def deletes(self, said: Said) -> None:
        """Delete the message."""
        await self.human.deletes(said.message)

    async def reacts(self, said: Said) -> None:
        """Add a reaction."""
        await self.human.reacts(said.message, REACTION)

    async def unreacts(self, said: Said) -> None:
        """Remove the reaction."""
        await self.human.unreacts(said.message, REACTION)

    async def types(self, line: str) -> None:
        """Use the slash command."""
        await self.human.types("/livechat", line)


class SlackBoard:
    """Fills `Board`."""

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack

    @property
    def events(self) -> Deliveries:
        """What is on its way to us."""
        return self._slack.events

    def serves(self, thread: ThreadRef) -> bool:
        """Whether it is a thread in Slack."""
        return thread.startswith("slack:")

    def posts(self, thread: ThreadRef, guest: str, said: Collection[str]) -> list[str]:
        """The texts of what we posted in a thread."""
        return [one.text for one in self._thread(thread) if one.message.by]

    def files(self, thread: ThreadRef) -> Sequence[PostedFile]:
        """The files in a thread."""
        return [
            PostedFile(file.name, file.content) for one in self._thread(thread) for file in one.message.files
        ]

    def _thread(self, thread: ThreadRef) -> Sequence[Seen]:
        inbox, ts = split_ref(thread)
        return self._slack.thread(self._slack.team.channels[place(inbox).name], ts)

    def taken(self) -> Collection[str]:
        """Ids of events that were answered with a 200."""
        return {attempt.event_id for attempt in self._slack.events.attempts if attempt.outcome.ok}

    def key(self, said: Said) -> str:
        """The id of the event that told of the message."""
        found = (body for body in self._slack.events.emitted if body["event"].get("ts") == said.name)
        return str(next(found, {}).get("event_id", ""))

    def tried(self, said: Said) -> str:
        """What came of telling us of a message, try by try."""
        key, events = self.key(said), self._slack.events
        refused = [why for why, body in events.lost if body.get("event_id") == key]
        outcomes = [str(one.outcome) for one in events.attempts if one.event_id == key]
        return ", ".join([*refused, *outcomes]) or f"event {key!r} was never tried"

    def given_up(self, said: Said) -> bool:
        """Never: its hourly retries are on, and until then all of it must have been taken."""
        return False

    def was_refused(self, said: Said) -> bool:
        """Never: a thread says for whom it is."""
        return False

    def stands(self, said: Said) -> str | None:
        """The words as they stand."""
        there = said.message.channel.messages.get(said.message.ts)
        return None if there is None or there.subtype == "tombstone" else str(there.text)


def _value(seen: Seen) -> str:
    return next(str(button["value"]) for _, button in elements(seen.message.blocks) if "value" in button)

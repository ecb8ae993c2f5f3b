"""Agents in Teams: some in a team's channel, where the app hears every reply, some in their chat with the bot, by dialogs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from bot.adapters.teams.buttons import Button, carrying
from bot.adapters.teams.in_chats import TO_NOBODY, TO_NOBODY_AT_ALL
from bot.adapters.teams.names import teams_channel
from bot.adapters.teams.notify import perhaps_twice
from bot.conversation.actions import TABLE, Action
from bot.ids import MessageId, ThreadRef, place, split_ref, thread_ref
from tests.fake_teams import Channel, FakeTeams, Message, Seen, cards, markup, visible
from tests.fake_teams.human import Human
from tests.fake_teams.places import found_channel
from tests.fakes.deliveries import Deliveries
from tests.faults.platforms.seat import SAID, Card, PostedFile, Said


REPEAT = markup.shown(perhaps_twice(again=True), "xml")
"""What stands below a post that may stand there already."""
MISSING = "may not have arrived here"
"""What a thread is told of a post that nobody can look for."""
NOWHERE = ThreadRef("teams:nowhere/0")
"""The thread of what is written below no card."""
UNSENT = (TO_NOBODY, TO_NOBODY_AT_ALL)
"""What is told of a text for which nobody was chosen."""
TRIES = 8
"""How often somebody presses Send while it fails before their eyes."""


class TeamsSeat:
    """Fills `Seat`. With a `channel` each conversation is a post in it; without one, a card in the chat."""

    def __init__(self, human: Human, channel: Channel | None) -> None:
        self.human = human
        self.channel = channel
        self._place = channel or human.chat
        self._in_channel = channel is not None

    @property
    def name(self) -> str:
        """What they are called."""
        return self.human.name

    @property
    def is_open(self) -> bool:
        """Whether the app is there: where it was removed, nobody writes to it."""
        return self._place.installation is not None

    def cards(self) -> list[Card]:
        """Posts with the buttons of a conversation: in a channel those that name this agent."""
        found = [self._card(seen) for seen in self.human.sees(self._place) if seen.message.by_bot]
        return [card for card in found if card]

    def _card(self, seen: Seen) -> Card | None:
        if self._in_channel and (seen.id != seen.root or self.human.id not in seen.pings):
            return None
        held = next(
            (data for data in _held(seen) if data.get("conversation") and not data.get("entry")), None
        )
        if held is None:
            return None
        inbox = teams_channel(self._place.tenant.id, self._place.id)
        conversation, number = str(held["conversation"]), int(held["thread"])
        return Card(thread_ref(inbox, seen.root or seen.id), conversation, number, tuple(seen.buttons), seen)

    def heard(self, card: Card) -> int:
        """The visitor's words in posts below the card."""
        return sum(len(SAID.findall(text)) for text in _posts(self._place, card.thread, "Guest"))

    async def presses(self, action: Action, card: Card) -> None:
        """Send what a press sends."""
        if self.human.account not in self._place.members or card.shown.message.channel is not self._place:
            return  # nobody sees the chats of others
        if not self.is_open:
            return
        data = carrying(Button(verb=action, conversation=card.conversation, thread=card.number))
        pressed = {"type": "Action.Execute", "verb": action.value, "title": TABLE[action].label, "data": data}
        await self.human._executes(card.shown.message, pressed, {})

    async def writes(self, card: Card, text: str) -> Said:
        """Reply in the thread; in a chat by the dialog behind Reply, again and again until Teams says that it went."""
        if not self._in_channel:
            return await self._fills_in(card, text)
        if not self.is_open:
            return Said(card.thread, card.conversation, text, None, refused=True)
        return self._said(card, text, await self.human.writes(text, to=self._place, in_thread=card.shown))

    def _said(self, card: Card, text: str, message: Message) -> Said:
        return Said(card.thread, card.conversation, text, message, MessageId(message.ref))

    async def _fills_in(self, card: Card, text: str) -> Said:
        said = Said(card.thread, card.conversation, text, None)
        reply = TABLE[Action.REPLY].label
        if reply not in card.buttons or not (await self.human.presses(reply, on=card.shown)).ok:
            return said._replace(refused=True)
        for _ in range(TRIES):
            if self.human.dialog is None or not self.human.dialog.inputs:
                break  # it says why nothing can be sent
            (field,) = self.human.dialog.inputs
            answer = await self.human.submits({field: text})
            if answer.ok and self.human.dialog is None:
                return said._replace(refused="Not sent" in answer.text)
            if answer.errors or answer.ok:
                break  # another form, or what is wrong with it
        await self.human.closes()
        return said._replace(refused=True)

    async def sends(self, card: Card, name: str, content: bytes) -> Said | None:
        """Not at all: in channels a bot gets no files, and in chats they belong to nobody."""
        return None

    async def blurts(self, text: str) -> Said | None:
        """Write in the chat as if it were a visitor's."""
        if not self.human.account.reachable:
            return None
        message = await self.human.writes(text)
        return Said(NOWHERE, "", text, message, MessageId(message.ref))

    async def moves(self) -> None:
        """Nowhere else."""

    async def edits(self, said: Said, text: str) -> None:
        """Edit the message."""
        if said.message is not None and self.is_open:
            await self.human.edits(said.message, text)

    async def deletes(self, said: Said) -> None:
        """Delete the message."""
        if said.message is not None and self.is_open:
            await self.human.deletes(said.message)

    async def reacts(self, said: Said) -> None:
        """Not at all: a bot hears of reactions to its own messages alone."""

    async def unreacts(self, said: Said) -> None:
        """Likewise."""

    async def types(self, line: str) -> None:
        """Write it in the chat, where nobody is chosen."""
        if self.human.account.reachable:
            await self.human.writes(line)


class TeamsBoard:
    """Fills `Board`."""

    def __init__(self, teams: FakeTeams) -> None:
        self._teams = teams

    @property
    def events(self) -> Deliveries:
        """What is on its way to us."""
        return self._teams.events

    def serves(self, thread: ThreadRef) -> bool:
        """Whether it is a thread in Teams."""
        return thread.startswith("teams:")

    def posts(self, thread: ThreadRef, guest: str, said: Collection[str]) -> list[str]:
        """The texts of what we posted in a thread, but for marked repeats."""
        return list(_posts(self._channel(thread), thread, guest, said))

    def files(self, thread: ThreadRef) -> Sequence[PostedFile]:
        """The links to files in a thread."""
        channel, (_, root) = self._channel(thread), split_ref(thread)
        found: list[PostedFile] = []
        for seen in self._teams.history(channel):
            if not seen.message.by_bot or seen.root not in (root, None):
                continue
            files = [PostedFile(label, None) for label, to in seen.links if "/files/" in to]
            found += [file for file in files if REPEAT not in seen.text or file not in found]
        return found

    def _channel(self, thread: ThreadRef) -> Channel:
        inbox, _ = split_ref(thread)
        return found_channel(self._teams.platform, place(inbox).name)

    def taken(self) -> Collection[str]:
        """What was answered with a 2xx."""
        attempts = (one for one in self._teams.events.attempts if one.outcome.ok and one.type == "message")
        return {_key_of(one.activity) for one in attempts}

    def key(self, said: Said) -> str:
        """Where it stands, and its id."""
        message: Message = said.message
        return _key(message.conversation, message.id)

    def tried(self, said: Said) -> str:
        """What came of telling us of a message, try by try."""
        key, events = self.key(said), self._teams.events
        tried = [one for one in events.attempts if one.type == "message" and _key_of(one.activity) == key]
        return ", ".join(str(one.outcome) for one in tried) or f"{key} was never tried"

    def given_up(self, said: Said) -> bool:
        """Whether all retries are over. What we refused for good is no loss of theirs."""
        key, events = self.key(said), self._teams.events
        tried = [one for one in events.attempts if one.type == "message" and _key_of(one.activity) == key]
        refused = bool(tried) and events.given_up(tried[-1].outcome)
        lost = {_key_of(one) for one in events.lost if one["type"] == "message"}
        return key in lost and not refused

    def was_refused(self, said: Said) -> bool:
        """Whether a post later in the chat says so."""
        later = list(said.message.channel.messages.values())
        told = (visible.seen(one).text for one in later[later.index(said.message) :] if one.by_bot)
        return any(_plain(unsent) in text for unsent in UNSENT for text in told)

    def stands(self, said: Said) -> str | None:
        """The words as they stand."""
        return None if said.message.deleted else str(said.message.text)


def _key(conversation: str, activity: str) -> str:
    return f"{conversation}/{activity}"


def _key_of(activity: dict[str, Any]) -> str:
    return _key(activity["conversation"]["id"], str(activity.get("id")))


def _plain(text: str) -> str:
    """The beginning of a text of ours, up to where something in it is formatted."""
    return text.partition(":")[0].partition(",")[0]


def _held(seen: Seen) -> Iterator[dict[str, Any]]:
    """What the buttons of a message carry."""
    for card in seen.cards:
        for action in cards.actions(card):
            data = action.get("data") or {}
            if isinstance(data, dict) and "threadline" in data:
                yield data["threadline"]


def _posts(channel: Channel, thread: ThreadRef, guest: str, said: Collection[str] = ()) -> Iterator[str]:
    """What we posted below a card. In a chat a post says by its buttons to which card it belongs. What has none, as a
    transcript, comes after the card: it belongs there by what the visitor `said` in that conversation; else to the
    visitor's card that came last. Of a repeat that is marked, and of what is said to be missing perhaps, only those
    words count that do not stand there already.
    """
    _, root = split_ref(thread)
    begun, newest, known = False, False, set[str]()
    for message in tuple(channel.messages.values()):
        if not message.by_bot or message.deleted:
            continue
        seen = visible.seen(message)
        begun = begun or message.id == root
        if guest in f"{seen.card}":
            newest = message.id == root
        words = SAID.findall(seen.text)
        by_words = begun and any(word in said for word in words)
        if not _belongs(seen, root, found=by_words if words and said else newest and guest in seen.text):
            continue
        if REPEAT in seen.text or MISSING in seen.text:
            yield SAID.sub(lambda word: "" if word[0] in known else word[0], seen.text)
        else:
            yield seen.text
        known.update(words)


def _belongs(seen: Seen, root: str, *, found: bool) -> bool:
    """Whether a post is one of a thread; `found` says it of what neither stands in threads nor has buttons."""
    if seen.root is not None:
        return seen.root == root
    of = next((data["root"] for data in _held(seen) if data.get("root")), "")
    return of == root if of else found and not seen.cards

"""Whatever is written on Teams, in any order, late or repeated: a visitor reads only what was written for them.

Everything that is written holds a word of its own, and for whom it is, if for anybody, is decided here by a second account
of the rules: by who wrote it, where, and whom its writer had chosen by Teams' clock.
"""

from __future__ import annotations

import copy
import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.intake import Intake
from bot.adapters.teams.names import thread_in
from bot.adapters.teams.places import Places
from bot.arrivals import ButtonPressed
from bot.conversation.actions import Action
from bot.events import AgentEdited, AgentWrote
from bot.forms import Done, FormAnswer
from bot.ids import AgentId, ConversationId, Person, ThreadNumber
from bot.ids import Channel as Ours
from bot.ports import Agent
from bot.takers import Takers
from tests.adapters.recorder import Recorder
from tests.adapters.teams.conftest import ours, person
from tests.conftest import Store
from tests.conversation.commits import BY
from tests.delivery.house import House
from tests.fake_teams import Channel, FakeTeams
from tests.fake_teams.human import Human


Json = dict[str, Any]
WORD = re.compile(r"w\d+x")
STEPS = 120
BOT = "28:bot"


@dataclass
class Written:
    """A word, and the only conversation whose visitor may read it; None for nobody's."""

    word: str
    allowed: ConversationId | None
    must: bool = False
    """Its visitor must read it, if the conversation goes on."""


@dataclass
class Town:
    """Two agents, a stranger, another bot, four visitors; and what everybody wrote."""

    intake: Intake
    house: House
    dice: random.Random
    tenant: str
    chat: str
    channel: str
    people: dict[str, str]
    roots: dict[ConversationId, str] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    sent: list[Json] = field(default_factory=list)
    late: list[Json] = field(default_factory=list)
    chosen: ConversationId | None = None
    held: tuple[str, str, ConversationId] | None = None
    ended: set[ConversationId] = field(default_factory=set)
    ms: int = 1_800_000_000_000

    # --- what happens

    async def step(self) -> None:
        """Somebody does something."""
        self.ms += self.dice.randint(1, 2000)
        self.house.at = self.ms
        doing = self.dice.choice([
            self.chats, self.chats, self.chats, self.chats_otherwise, self.chats_otherwise, self.chooses, self.chooses,
            self.answers_what_was_asked, self.replies, self.replies, self.writes_elsewhere, self.a_bot_writes, self.edits,
            self.comes_again, self.comes_late, self.ends,
        ])  # fmt: skip
        await doing()

    async def chats(self) -> None:
        """Ann writes in her chat."""
        word = self.word(self.chosen, must=self.chosen is not None)
        await self.now_or_late(self.message("ann", self.chat, f"Hello {word}", "personal"))

    async def chats_otherwise(self) -> None:
        """What is no words for a visitor, or may be none."""
        form = self.dice.choice(
            ["// {}", "!end {}x", "!nonsense {}", "/livechat {}", "quote", "status {}", "agent add {}"]
        )
        may_be_sent = form in ("quote", "status {}", "agent add {}") and self.chosen not in (
            None,
            *self.ended,
        )
        whom = self.chosen if may_be_sent else None
        word = self.word(whom)
        text = word if form == "quote" else form.format(word)
        message = self.message("ann", self.chat, text, "personal")
        if form == "quote":
            secret = self.word(None)
            quoted = f'<blockquote itemtype="http://schema.skype.com/Reply" itemid="1"><p>{secret}</p></blockquote>'
            message["attachments"] = [{"contentType": "text/html", "content": f"{quoted}<p>{text}</p>"}]
        if form == "!end {}x":
            message["text"] = f"!help {word}"
        await self.deliver(message)
        if may_be_sent and self.chosen:
            self.held = (message["id"], word, self.chosen)
        self.forget_ended()

    async def chooses(self) -> None:
        """Ann presses one of the buttons that choose."""
        verb = self.dice.choice(["write_here", "switch", "stop"])
        whom = self.dice.choice([*self.roots])
        was = self.chosen
        reply = await self.presses({"verb": verb, "root": self.roots[whom] if verb != "stop" else ""})
        if verb == "stop":
            self.chosen = None
        elif self.mine(whom) and "not open" not in reply:
            busy = self.chosen is not None and self.chosen not in self.ended and self.chosen != whom
            self.chosen = self.chosen if busy and verb == "write_here" else whom
        if self.chosen != was:
            self.held = None

    async def answers_what_was_asked(self) -> None:
        """Ann says of what may have been a command what it is; by an old button too."""
        if self.held is None:
            return
        post, word, whom = self.held
        verb = self.dice.choice(["send", "run"])
        if verb == "run":
            self.written[word].allowed = None
        elif whom not in self.ended:
            self.written[word].must = True
        await self.presses({"verb": verb, "message": post})
        await self.presses({"verb": self.dice.choice(["send", "run"]), "message": post})
        self.held = None

    async def replies(self) -> None:
        """Somebody writes in a thread of the channel, with or without a mention."""
        whom = self.dice.choice([name for name in self.roots if not self.mine(name)])
        who = self.dice.choice(["bob", "bob", "ann", "dan"])
        form = self.dice.choice(["{}", "Hi {}", "// {}", "!end{}", "/livechat {}", "agent list {}"])
        words_for_visitor = form in ("{}", "Hi {}", "agent list {}") and who == "bob"
        mention = self.dice.random() < 0.5
        word = self.word(whom if words_for_visitor else None, must=words_for_visitor)
        where = f"{self.channel};messageid={self.roots[whom]}"
        message = self.message(who, where, form.format(word), "channel", mention=mention)
        await self.now_or_late(message)

    async def writes_elsewhere(self) -> None:
        """Commands, small talk, and other threads."""
        word, who = self.word(None), self.dice.choice(["ann", "bob", "dan"])
        kind = self.dice.choice(["root", "stranger's thread"])
        root = str(self.ms) if kind == "root" else str(self.ms - 5000)
        where = f"{self.channel};messageid={root}"
        message = self.message(who, where, f"lunch {word}", "channel", mention=self.dice.random() < 0.5)
        await self.deliver(message)

    async def a_bot_writes(self) -> None:
        """Another app, or ourselves."""
        where, kind = self.dice.choice([
            (self.chat, "personal"), (f"{self.channel};messageid={self.dice.choice([*self.roots.values()])}", "channel"),
        ])  # fmt: skip
        message = self.message("ann", where, f"built {self.word(None)}", kind)
        message["from"] = {"id": self.dice.choice([BOT, "28:jira"]), "name": "Jira"}
        await self.deliver(message)

    async def edits(self) -> None:
        """Somebody changes what they wrote: into other words, or a note."""
        if not self.sent:
            return
        before = self.dice.choice(self.sent)
        old = next(iter(WORD.findall(before["text"])), "")
        allowed = self.written[old].allowed if old in self.written else None
        note = self.dice.random() < 0.5
        word = self.word(None if note else allowed)
        data = {**before["channelData"], "eventType": "editMessage"}
        edited = {
            **copy.deepcopy(before),
            "type": "messageUpdate",
            "channelData": data,
            "timestamp": self.time(),
        }
        edited["text"] = f"// {word}" if note else f"Hello {word}"
        edited.pop("attachments", None)
        await self.take(edited)
        if note and old in self.written:
            self.written[old].must = False

    async def comes_again(self) -> None:
        """Teams had no answer in time."""
        if self.sent:
            await self.take(self.dice.choice(self.sent))

    async def comes_late(self) -> None:
        """What was written a while ago arrives only now."""
        if self.late:
            await self.deliver(self.late.pop(self.dice.randrange(len(self.late))))
            self.forget_ended()

    async def ends(self) -> None:
        """A visitor ends, now and then."""
        open_still = [name for name in self.roots if name not in self.ended]
        if len(open_still) > 2 and self.dice.random() < 0.3:
            whom = self.dice.choice(open_still)
            await self.house.relay.offers.blocked(whom)
            self.ended.add(whom)
            for one in self.written.values():
                if one.allowed == whom and not await self.was_read(one.word):
                    one.must = False

    # --- how

    async def was_read(self, word: str) -> bool:
        return any(word in texts for texts in (await self.read()).values())

    def mine(self, name: ConversationId) -> bool:
        """It is in Ann's chat."""
        return name.startswith("a")

    def word(self, allowed: ConversationId | None, *, must: bool = False) -> str:
        word = f"w{len(self.written)}x"
        self.written[word] = Written(word, allowed, must=must and allowed not in self.ended)
        return word

    def forget_ended(self) -> None:
        """Words that are refused because the conversation is over end the choice."""
        if self.chosen in self.ended:
            self.chosen = self.held = None

    def time(self) -> str:
        return datetime.fromtimestamp(self.ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def message(self, who: str, where: str, text: str, kind: str, *, mention: bool = False) -> Json:
        entity = {
            "type": "mention",
            "text": "<at>Threadline</at>",
            "mentioned": {"id": BOT, "name": "Threadline"},
        }
        place: Json = (
            {"team": {"id": "19:team@thread.tacv2"}, "channel": {"id": self.channel}}
            if kind == "channel"
            else {}
        )
        return {
            "type": "message",
            "id": str(self.ms),
            "timestamp": self.time(),
            "from": {"id": self.people[who], "name": who},
            "recipient": {"id": BOT},
            "conversation": {"id": where, "conversationType": kind, "tenantId": self.tenant},
            "channelData": {"tenant": {"id": self.tenant}, **place},
            "text": f"<at>Threadline</at> {text}" if mention else text,
            "entities": [entity] if mention else [],
        }

    async def now_or_late(self, message: Json) -> None:
        if self.dice.random() < 0.25:
            self.late.append(message)
            return
        await self.deliver(message)
        self.forget_ended()

    async def deliver(self, message: Json) -> None:
        self.sent.append(message)
        await self.take(message)

    async def take(self, activity: Json) -> str:
        reply = await self.intake.take(copy.deepcopy(activity))
        assert reply.status in (200, 202)
        return str((reply.body or {}).get("value", ""))

    async def presses(self, carried: Json) -> str:
        press = self.message("ann", self.chat, "", "personal")
        value = {"action": {"type": "Action.Execute", "data": {"threadline": carried}}}
        return await self.take({**press, "type": "invoke", "name": "adaptiveCard/action", "value": value})

    # --- what came of it

    async def read(self) -> dict[ConversationId, str]:
        """All that each visitor was ever sent."""
        found = {}
        for name in self.roots:
            entries = await self.house.conversations.entries(name)
            texts = [e.event.text for e in entries if isinstance(e.event, AgentWrote | AgentEdited)]
            found[name] = "\n".join(texts)
        return found


class NoForms:
    """Nothing is filled in here."""

    async def submit(self, _: object) -> FormAnswer:
        return Done()


async def employ(house: House, who: Person, name: str, inbox: Ours, capacity: int) -> None:
    agent = Agent(id=AgentId(name), name=name.title(), person=who, inbox=inbox, capacity=capacity)
    await house.store.directory.agents.put(agent, None, BY)


async def talking(town: Town, house: House, name: str, who: Person, where: Ours, root: str) -> None:
    """A visitor talks to somebody, in a thread that begins with this post."""
    conversation = await house.asks(name, visitor=f"Visitor {name}")
    await house.relay.timers()
    number = ThreadNumber(1)
    await house.relay.thread_opened(conversation, number, thread_in(where, root))
    pressed = ButtonPressed(
        person=who, at=house.at, conversation=conversation, thread=number, action=Action.ACCEPT
    )
    assert await house.relay.button(pressed) == ""
    town.roots[conversation] = root


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


@pytest.mark.parametrize("seed", range(10))
async def test_a_visitor_reads_only_what_was_written_for_them(
    teams: FakeTeams,
    platform: TeamsPlatform,
    places: Places,
    shelf: RedisShelf,
    house: House,
    ann: Human,
    support: Channel,
    seed: int,
) -> None:
    bob, dan = teams.user("Bob Ray", has_app=True), teams.user("Dan", has_app=True)
    relay, rest = house.relay, Recorder()
    takers = Takers(relay, rest, rest, NoForms(), rest, rest)
    intake = Intake(platform, takers, relay.whose, shelf, places, house)
    town = Town(
        intake,
        house,
        random.Random(seed),  # noqa: S311  dice, no secret
        teams.tenant.id,
        ann.chat.id,
        support.id,
        {"ann": ann.id, "bob": bob.id, "dan": dan.id},
    )
    await employ(house, person(ann), "ann", ours(ann.chat), 2)
    for n, name in enumerate(["a1", "a2"]):
        await talking(town, house, name, person(ann), ours(ann.chat), str(1_700_000_000_000 + n))
    await employ(house, person(bob), "bob", ours(support), 2)
    for n, name in enumerate(["b1", "b2"]):
        await talking(town, house, name, person(bob), ours(support), str(1_700_000_100_000 + n))
    for _ in range(STEPS):
        await town.step()
    read = await town.read()
    for whom, texts in read.items():
        for word in WORD.findall(texts):
            assert town.written[word].allowed == whom, f"{word} reached {whom}"
    late = {word for message in town.late for word in WORD.findall(message["text"])}
    for one in town.written.values():
        if one.must and one.word not in late and one.allowed and one.allowed not in town.ended:
            assert one.word in read[one.allowed], f"{one.word} never reached {one.allowed}"
    assert any(read.values())
    await intake.in_flight.settle(0.1)

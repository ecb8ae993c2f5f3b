"""A workspace in which people type commands: a stand-in for the platform, the real store and the real relay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.adapters.store.connection import Client
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.dialogues import RedisDialogues
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.adapters.store.statistics import RedisStatistics
from bot.arrivals import ButtonPressed, ChannelMention, CommandTyped, GroupMention, Mention, Word
from bot.commands import Commands, Parts
from bot.commands.parts import InFile
from bot.conversation.actions import Action
from bot.errors import PlatformError, Refused
from bot.events import ConversationStarted, Fallback, Line, LiveChatRequested, Terms
from bot.ids import (
    Channel,
    ConversationId,
    Group,
    Person,
    SiteId,
    ThreadNumber,
    ThreadRef,
    VisitorId,
    channel,
    group,
    person,
    place,
    thread_ref,
)
from bot.ports import SYSTEM, By, People, Picture, Point, Profile
from bot.relay import Relay
from bot.routing.pools import EVERYBODY


NOW = 1_700_000_000_000
CODE = "7QF2-K9TD"
THREAD = thread_ref(channel("slack", "T1", "D-kim"), "1.0")
THREAD_LINK = "https://acme.slack.com/archives/D-kim/p10"
PICTURE = Picture("image/png", b"a picture")


def user(name: str) -> Person:
    """Somebody in the workspace."""
    return person("slack", "T1", name)


KIM, SAM, EVE = user("kim"), user("sam"), user("eve")
FAR_SAM, FAR_EVE = person("desk", "local", "sam"), person("desk", "local", "eve")


class FixedClock:
    """It is always the same moment, until a test says otherwise."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> int:
        return self.at


class Town:
    """The platform's people: whoever it knows, how they look, and who makes it fail."""

    def __init__(self) -> None:
        self.profiles: dict[Person, Profile] = {
            KIM: Profile("Kim Berg", PICTURE, is_person=True),
            SAM: Profile("Sam Lee", PICTURE, is_person=True),
            EVE: Profile("Eve Olsson", None, is_person=True),
            user("robot"): Profile("Robot", None, is_person=False),
        }
        self.failures: dict[Person | Group, PlatformError] = {}
        self.groups: dict[str, list[Person]] = {}
        self.owners: set[Person] = set()
        self.addresses: dict[str, Person] = {"sam@example.com": SAM, "eve@example.com": EVE}
        self.closed = {"C-secret"}
        self.points: list[Point] = [Point("bot token is valid")]
        self.failing: PlatformError | None = None

    async def profile(self, person: Person) -> Profile:
        if person in self.failures:
            raise self.failures[person]
        return self.profiles[person]

    async def inbox(self, person: Person) -> Channel:
        at = place(person)
        return channel(at.platform, at.workspace, f"D-{at.name}")

    async def is_owner(self, person: Person) -> bool:
        return person in self.owners

    async def channel_name(self, channel: Channel) -> str:
        if place(channel).name in self.closed:
            raise Refused("not_in_channel")
        return place(channel).name.removeprefix("C-")

    async def members_of(self, group: Group) -> Sequence[Person]:
        if group in self.failures:
            raise self.failures[group]
        return self.groups.get(place(group).name, [])

    async def person_at(self, address: str) -> Person | None:
        if self.failing:
            raise self.failing
        return self.addresses.get(address)

    def thread_at(self, link: str, seen_by: Person) -> ThreadRef | None:
        return THREAD if link == THREAD_LINK else None

    async def check(self) -> list[Point]:
        if self.failing:
            raise self.failing
        return self.points


def far_town() -> Town:
    """The people of another platform."""
    town = Town()
    town.profiles = {
        FAR_SAM: Profile("Samuel", None, is_person=True),
        FAR_EVE: Profile("Eve O", PICTURE, is_person=True),
    }
    town.addresses = {"sam@example.com": FAR_SAM, "eve@example.com": FAR_EVE}
    return town


class OwnParts:
    """The condition of our own parts, as a test wants it."""

    def __init__(self) -> None:
        self.points: list[Point] = [Point("the store answers")]

    async def check(self) -> list[Point]:
        return self.points


class Published:
    """What published dialogues name, as a test wants it: pools with places."""

    def __init__(self) -> None:
        self.named: dict[str, tuple[str, ...]] = {}
        self.in_files = {"welcome": InFile("Welcome here", "f1", published=True)}

    def places(self, target: str) -> Sequence[str]:
        return self.named.get(target, ())

    def targets(self) -> Sequence[str]:
        return [*self.named]

    def files(self) -> Mapping[str, InFile]:
        return self.in_files

    async def sketch(self, dialogue: str, version: str) -> Sequence[str] | None:
        return [f"hi (message): {dialogue} {version}", "  → the end"] if version != "newer" else None

    def picture(self, dialogue: str, version: str) -> str:
        return f"https://chat.example/picture/{dialogue}.{version}"


class Scene(NamedTuple):
    """Everything there is, and what can be done with it."""

    parts: Parts
    commands: Commands
    directory: RedisDirectory
    relay: Relay
    town: Town
    far: Town
    people: dict[str, People]
    health: OwnParts
    published: Published
    clock: FixedClock

    async def says(self, who: Person, line: str) -> str:
        """Type a line, as `command` reads it."""
        return await self.commands.run(command(who, line))

    async def everybody_is_set_up(self) -> None:
        """Kim is admin; Kim and Sam are agents; Sales is a team."""
        await self.is_admin(KIM)
        await self.says(KIM, "agent add <@kim> <@sam>")
        await self.says(KIM, "team create Sales")

    def is_on_two_platforms(self) -> None:
        """The other platform is connected, too."""
        self.people["desk"] = self.far

    async def is_admin(self, who: Person) -> None:
        """Make somebody an admin."""
        await self.directory.admins.add(who, By(SYSTEM, NOW))

    async def offer(self, name: str, pool: str = EVERYBODY) -> None:
        """A visitor asks for a live chat, and the next agent is asked; or they wait in line."""
        conversation = ConversationId(name)
        terms = Terms(
            pools=(pool,),
            line=Line(limit=50),
            accept_window=100_000,
            wait_limit=300_000,
            max_offers=2,
            fallback=Fallback(text="Sorry"),
        )
        started = ConversationStarted(
            at=NOW, site=SiteId("main"), visitor=VisitorId(name), dialogue="welcome", dialogue_version="1"
        )
        await self.relay.begin(conversation, [started, LiveChatRequested(at=NOW, card="chat", terms=terms)])

    async def chat(self, name: str, agent: Person, pool: str = EVERYBODY) -> None:
        """A visitor asks for a live chat, and `agent`, whose turn it is, accepts."""
        await self.offer(name, pool)
        accept = ButtonPressed(
            person=agent,
            at=NOW,
            conversation=ConversationId(name),
            thread=ThreadNumber(1),
            action=Action.ACCEPT,
        )
        await self.relay.button(accept)


_WORD = re.compile(
    r'\s*(?:<@(?P<user>\w+)>|<#(?P<channel>\w+)>|<&(?P<group>\w+)>|"(?P<quoted>[^"]*)"|(?P<bare>\S+))'
)


def command(who: Person, line: str) -> CommandTyped:
    """Split a line as an adapter does; ``<@name>`` is a person, ``<#name>`` a channel, ``<&name>`` a group."""
    found = list(_WORD.finditer(line))
    typed = tuple(re.sub("<([@#&])(\\w+)>", r"\1\2", one[0]).replace("&", "@") for one in found)
    return CommandTyped(person=who, at=NOW, words=tuple(_word(one) for one in found), typed=typed)


def words(line: str) -> tuple[Word, ...]:
    """The words of a line."""
    return command(KIM, line).words


def _word(found: re.Match[str]) -> Word:
    match found.lastgroup, found[found.lastgroup or 0]:
        case "user", name:
            return Mention(user(name), name)
        case "channel", name:
            return ChannelMention(channel("slack", "T1", f"C-{name}"), name)
        case "group", name:
            return GroupMention(name, group("slack", "T1", name))
        case _, text:
            return text


def scene(redis: Client, keys: Keys) -> Scene:
    """Put everything together."""
    directory, conversations = RedisDirectory(redis, keys), RedisConversations(redis, keys)
    town, far, health, clock, published = Town(), far_town(), OwnParts(), FixedClock(), Published()
    relay = Relay(conversations, directory, clock)
    people: dict[str, People] = {"slack": town}
    parts = Parts(
        directory=directory,
        conversations=conversations,
        statistics=RedisStatistics(redis, keys),
        people=people,
        offers=relay.offers,
        health=health,
        uses=published,
        dialogues=RedisDialogues(redis, keys),
        playbill=published,
        clock=clock,
    )
    return Scene(parts, Commands(parts), directory, relay, town, far, people, health, published, clock)

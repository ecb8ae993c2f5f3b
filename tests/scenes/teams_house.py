"""What a scene on Teams is played in: a strict Teams, us behind it, and the people on both sides."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from bot.app import claim_code, open_house
from config.secret_values import Secret, Secrets
from config.settings import Dialogues, Files, Routing, Server, Settings, Site, Visitors
from tests.fake_teams import Channel, FakeTeams, Seen
from tests.fake_teams.human import Human
from tests.listening import listening
from tests.ports import held_port
from tests.scenes.house import FALLBACK, PATIENT, SECRET, teams_of, teams_secrets
from tests.scenes.reading import timeless
from tests.scenes.visitor import Visitor
from tests.waiting import until


BOT = "@Threadline"
_CODE = re.compile(r"\bc[0-9a-f]{7}\b")
"""How commands name a chat."""
PATIENCE = 20.0
"""Seconds for anything to come."""


@dataclass
class TeamsHouse:
    """Whoever plays asks it for people: a boss who commands, agents, visitors. All agents are in one team of Teams."""

    teams: FakeTeams
    url: str
    site: str
    code: str = ""

    @property
    def boss(self) -> Human:
        return self.human("Bo Boss")

    def human(self, name: str) -> Human:
        """Somebody of the team."""
        human = self.teams.user(name)
        members = self.teams.team("Acme").members
        if human.account not in members:
            members.append(human.account)
        return human

    def channel(self, name: str) -> Channel:
        """A channel of the team."""
        return self.teams.channel(name, team=self.teams.team("Acme"))

    def visitor(self, *, name: str = "Vera") -> Visitor:
        """A browser with the widget open; to be used with `async with`."""
        return Visitor(f"{self.url.replace('http', 'ws', 1)}/visitor/{self.site}", name=name)

    # --- commands

    async def commands(self, text: str, *, by: Human | None = None) -> str:
        """What somebody, the boss unless said otherwise, reads in their chat after typing a command there."""
        who = by or self.boss
        return await self._answered(who, text, None)

    async def hire(self, name: str) -> Human:
        """Make somebody an agent, by a mention of them in a channel."""
        human = self.human(name)
        if self.code:
            assert (await self.commands(f"admin claim {self.code}")).startswith("Welcome")
            self.code = ""
        said = await self._answered(self.boss, f"{BOT} agent add @{name}", self.channel("General"))
        assert f"{name} is an agent now" in said, said
        return human

    async def _answered(self, who: Human, text: str, where: Channel | None) -> str:
        before = len(who.sees())
        await who.writes(text, to=where)

        async def answer() -> str:
            return "\n".join(one.text for one in who.sees()[before:] if one.author == "Threadline")

        return await until(answer, seconds=PATIENCE)

    # --- waiting

    async def card(self, agent: Human, name: str, *, where: Channel | None = None) -> Seen:
        """Wait for the card of a visitor in the agent's chat, or in a channel."""

        def found() -> Seen | None:
            cards = [one for one in agent.sees(where) if one.card and name in one.card[0]]
            return cards[-1] if cards else None

        try:
            return self.is_there(await self.teams.until(found, timeout=PATIENCE))
        except AssertionError:
            raise AssertionError(
                f"{agent.name} has no card of {name}, but:\n{read(agent.sees(where))}\n{read(agent.sees())}"
            ) from None

    @staticmethod
    def is_there(seen: Seen | None) -> Seen:
        assert seen is not None
        return seen

    async def shows(self, agent: Human, card: Seen, text: str, *, seconds: float = PATIENCE) -> None:
        """Wait until the agent sees a text in the thread. Raises AssertionError that shows the thread."""
        try:
            await self.teams.until(lambda: text in read(agent.thread(card)), timeout=seconds)
        except AssertionError:
            raise AssertionError(
                f"{agent.name} does not see {text!r}, but:\n{read(agent.thread(card))}"
            ) from None


def read(messages: Iterable[Seen]) -> str:
    """What a person sees of a thread or a chat in Teams: authors, words, cards and buttons; times left out."""
    return "\n".join(_message(message) for message in messages)


def _message(message: Seen) -> str:
    body = [*message.text.split("\n"), *message.card, *(f"[{name}]" for name in message.files)]
    lines = [f"{message.author}:", *(f"    {_CODE.sub('CODE', timeless(line))}" for line in body if line)]
    if message.buttons:
        lines.append("    " + " ".join(f"[{label}]" for label in message.buttons))
    return "\n".join(lines)


@asynccontextmanager
async def on_teams(
    teams: FakeTeams, store_url: str, site: str, routing: Mapping[str, int | str]
) -> AsyncIterator[TeamsHouse]:
    """The whole of us in the process of the test, for Teams alone."""
    # The port is known before we listen: Teams is shown files by our address.
    with TemporaryDirectory() as folder, held_port() as port:
        url = f"http://127.0.0.1:{port}"
        settings = Settings(
            site=Site(id=site),
            server=Server(public_url=url),
            routing=replace(Routing(fallback=FALLBACK), **routing),
            visitors=Visitors(**PATIENT),
            teams=teams_of(teams),
            dialogues=Dialogues(),
            files=Files(folder=folder, max_megabytes=1),
            secrets=replace(
                Secrets(secret=Secret(SECRET), redis_url=Secret(store_url)), **teams_secrets(teams)
            ),
        )
        async with open_house(settings, frozenset({"gateway", "bot"})) as (opened, app), listening(app, port):
            await teams.connect(f"{url}/api/messages")
            house = TeamsHouse(teams, url, site, await claim_code(opened) or "")
            teams.install(teams.team("Acme", with_bot=False), by=house.boss, rsc=True)
            await teams.settled()
            yield house

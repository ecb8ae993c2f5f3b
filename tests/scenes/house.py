"""What a scene is played in: a fake Slack, us behind it, and the people on both sides."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any, Literal

from msgspec.structs import replace

from bot.adapters.store.signals import RedisSignals
from bot.adapters.store.site_rules import StoredSiteRules
from bot.app import claim_code, open_house
from config.secret_values import Secret, Secrets
from config.settings import Desk, Dialogues, Files, Routing, Settings, Site, Slack, Teams, Visitors
from tests.fake_slack import Answer, FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.fake_teams import FakeTeams
from tests.listening import listening
from tests.scenes.reading import seen
from tests.scenes.visitor import Visitor


Way = Literal["http", "socket_mode"]
SECRET = "a secret of at least thirty-two signs"  # noqa: S105  it opens nothing
FALLBACK = "Nobody is free. Write to us: help@shop.example"
PATIENT = {"messages_per_minute": 6000, "frames_per_second": 1000, "conversations_per_hour": 10_000}
COMMAND = "/livechat"


@dataclass
class House:
    """Whoever plays asks it for people: a boss who commands, agents, visitors."""

    slack: FakeSlack
    url: str
    site: str = "main"
    code: str = ""
    rules: StoredSiteRules | None = None
    """What is known of the rules in the process of the test."""
    signals: RedisSignals | None = None
    """Those of the process of the test: how long a visitor has to come back."""

    @property
    def boss(self) -> Human:
        return self.slack.user("Bo Boss")

    def visitor(self, *, name: str = "Vera", token: str | None = None) -> Visitor:
        """A browser with the widget open; to be used with `async with`."""
        return Visitor(f"{self.url.replace('http', 'ws', 1)}/visitor/{self.site}", name=name, token=token)

    # --- commands

    async def connect(self) -> None:
        """Tell Slack where we are, if it is Slack who calls us."""
        if not self.slack.sockets.enabled:
            await self.slack.connect(f"{self.url}/slack/events")

    async def commands(self, text: str) -> str:
        """What the boss is told who types this command."""
        return told(await self.boss.types(COMMAND, text))

    async def hire(self, name: str) -> Human:
        """Make somebody an agent, by command."""
        human = self.slack.user(name)
        if self.code:
            assert (await self.commands(f"admin claim {self.code}")).startswith("Welcome")
            self.code = ""
        said = await self.commands(f"agent add @{human.account.name}")
        assert f"*{name}* is an agent now" in said, said
        return human

    # --- waiting

    async def offer(self, agent: Human, *, number: int = 1) -> Seen:
        """Wait for the card of the agent's `number`-th conversation."""
        await self.slack.until(lambda: len(cards(agent)) >= number, timeout=15)
        return cards(agent)[number - 1]

    async def chat(self, agent: Human, visitor: Visitor, *, called: str = "") -> Seen:
        """From nothing to a live chat: the visitor asks, the agent accepts, the transcript is in the thread.

        `called` is the agent's name before visitors, where the account has another one.
        """
        before = len(cards(agent))
        await visitor.asks_for_a_person()
        card = await self.offer(agent, number=before + 1)
        assert (await agent.presses("Accept", on=card)).ok
        await visitor.sees(f"= {called or agent.name} is here")
        await self.shows(agent, card, "I'm finding someone for you.")
        return card

    async def shows(self, agent: Human, card: Seen, text: str, *, seconds: float = 10) -> None:
        """Wait until the agent sees a text in the thread. Raises AssertionError that shows the thread."""
        try:
            await self.slack.until(lambda: text in seen(agent.thread(card)), timeout=seconds)
        except AssertionError:
            raise AssertionError(
                f"{agent.name} does not see {text!r}, but:\n{seen(agent.thread(card))}"
            ) from None


def cards(agent: Human) -> list[Seen]:
    """The cards in somebody's direct messages, oldest first, as they are now."""
    return [message for message in agent.sees(agent.dm) if message.blocks and not message.thread_ts]


def told(answer: Answer) -> str:
    """The private answer to a command."""
    assert answer.ok, answer
    return str(answer.body["text"]) if answer.body else answer.text


def secrets_for(slack: FakeSlack) -> dict[str, str]:
    """What the environment of a process holds so that it reaches this Slack in its way."""
    given = {"THREADLINE_SLACK_BOT_TOKEN": slack.bot_token}
    if slack.sockets.enabled:
        return {**given, "THREADLINE_SLACK_APP_TOKEN": slack.app_token}
    return {**given, "THREADLINE_SLACK_SIGNING_SECRET": slack.signing_secret}


def settings_for(slack: FakeSlack, *, pace: float = 0) -> dict[str, dict[str, Any]]:
    """The settings file of a process, for visitors who are never too fast."""
    return {
        "slack": {"api_url": slack.api_url, "pace": pace},
        "routing": {"fallback": FALLBACK},
        "visitors": PATIENT,
    }


def teams_secrets(teams: FakeTeams) -> dict[str, Secret]:
    """What proves to this Teams that we are its app."""
    return {
        "teams_app_id": Secret(teams.app.app_id),
        "teams_password": Secret(teams.app.secret),
        "teams_tenant": Secret(teams.tenant.id),
    }


def teams_of(teams: FakeTeams) -> Teams:
    """The settings by which this Teams stands in the place of Microsoft's."""
    return Teams(
        pace=0,
        service_url=teams.service_url,
        service_hosts=(teams.base_url,),
        file_hosts=(teams.files_url,),
        login_url=teams.login_url,
        metadata_url=teams.openid_url,
        graph_url=teams.graph_url,
    )


@asynccontextmanager
async def in_this_process(
    slack: FakeSlack,
    store_url: str,
    site: str,
    routing: Mapping[str, int | str],
    *,
    pace: float = 0,
    dialogues: str = "",
    at_the_desk: tuple[str, ...] = (),
    teams: FakeTeams | None = None,
) -> AsyncIterator[House]:
    """The whole of us in the process of the test: quick to start, and with timers shorter than a file may set.

    With `teams` agents may be there, too.
    """
    http = not slack.sockets.enabled
    secrets = Secrets(
        secret=Secret(SECRET),
        slack_bot_token=Secret(slack.bot_token),
        slack_signing_secret=Secret(slack.signing_secret) if http else None,
        slack_app_token=None if http else Secret(slack.app_token),
        redis_url=Secret(store_url),
    )
    if teams:
        secrets = replace(secrets, **teams_secrets(teams))
    with TemporaryDirectory() as folder:
        settings = Settings(
            site=Site(id=site),
            routing=replace(Routing(fallback=FALLBACK), **routing),
            visitors=Visitors(**PATIENT),
            slack=Slack(api_url=slack.api_url, pace=pace),
            desk=Desk(enabled=bool(at_the_desk), people=at_the_desk),
            teams=teams_of(teams) if teams else Teams(),
            dialogues=Dialogues(folder=dialogues),
            files=Files(folder=folder, max_megabytes=1),
            secrets=secrets,
        )
        async with (
            open_house(settings, frozenset({"gateway", "bot"})) as (opened, app),
            listening(app) as url,
        ):
            code = await claim_code(opened) or ""
            house = House(slack, url, site, code, opened.rules, opened.conversations.signals)
            await house.connect()
            if teams:
                await teams.connect(f"{url}/api/messages")
            yield house

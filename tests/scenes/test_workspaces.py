"""Two workspaces behind one website: conversations in both, one that is lost over them, and nothing that crosses."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, CookieJar
from msgspec.structs import replace
from yarl import URL

from bot.adapters.slack.listeners import PATH
from bot.app import House as Opened
from bot.app import open_house
from bot.app.installing import install_links
from bot.app.lost_workspaces import hand_over
from bot.errors import CannotStart
from config.secret_values import Secret, Secrets
from config.settings import Routing, Server, Settings, Site, Slack, Visitors
from tests.adapters.slack.scene import send
from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human
from tests.fake_slack.world import Workspace
from tests.listening import listening
from tests.ports import held_port
from tests.scenes.house import COMMAND, FALLBACK, PATIENT, House, cards, told
from tests.scenes.reading import seen
from tests.waiting import until


pytestmark = pytest.mark.timeout(60)

_sites = itertools.count(1)


@dataclass
class Town(House):
    """A house into which workspaces come by links."""

    opened: Opened | None = None

    async def moves_in(self, boss: Human) -> None:
        """Install the app in somebody's workspace by a new link; it makes them an admin."""
        assert self.opened
        link = install_links(self.opened.settings, self.opened.secret).make()
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
            async with browser.get(link, allow_redirects=False) as begun:
                back = self.slack.decide(begun.headers["Location"], boss)
            async with browser.get(URL(back)) as page:
                assert page.status == 200, await page.text()

    async def hires(self, boss: Human, agent: Human) -> None:
        said = told(await boss.types(COMMAND, f"agent add @{agent.account.name}"))
        assert "is an agent now" in said, said

    async def said_to(self, boss: Human, command: str) -> str:
        return told(await boss.types(COMMAND, command))


def settings_of(slack: FakeSlack, store_url: str, site: str, port: int) -> Settings:
    """Those of one process."""
    by_socket = slack.sockets.enabled
    return Settings(
        site=Site(id=site),
        server=Server(port=port, public_url=f"http://127.0.0.1:{port}"),
        routing=Routing(fallback=FALLBACK),
        visitors=Visitors(**PATIENT),
        slack=Slack(api_url=slack.api_url, pace=0),
        secrets=Secrets(
            secret=Secret("a secret of at least thirty-two signs"),
            slack_client_id=Secret(slack.client_id),
            slack_client_secret=Secret(slack.client_secret),
            slack_signing_secret=None if by_socket else Secret(slack.signing_secret),
            slack_app_token=Secret(slack.app_token) if by_socket else None,
            encryption_keys=(Secret("an encryption key of thirty-two signs"),),
            redis_url=Secret(store_url),
        ),
    )


@asynccontextmanager
async def serving(slack: FakeSlack, store_url: str, site: str) -> AsyncIterator[Town]:
    """A process, and Slack's events on their way to it."""
    with held_port() as port:
        settings = settings_of(slack, store_url, site, port)
        async with (
            open_house(settings, frozenset({"gateway", "bot"})) as (opened, app),
            listening(app, port) as origin,
        ):
            town = Town(slack, origin, site, opened=opened)
            await town.connect()
            yield town


@pytest.fixture
async def town(slack: FakeSlack, store_url: str) -> AsyncIterator[Town]:
    """A house where nobody has moved in."""
    async with serving(slack, store_url, f"town{next(_sites)}") as town:
        yield town


@pytest.fixture
def beta(slack: FakeSlack) -> Workspace:
    return slack.workspace("Beta", installed=False)


@pytest.fixture
def bea(slack: FakeSlack, beta: Workspace) -> Human:
    return slack.user("Bea Boss", team=beta)


async def agents_in_both(town: Town, bea: Human) -> tuple[Human, Human]:
    """Sam in Acme and Kim in Beta."""
    sam, kim = town.slack.user("Sam Lee"), town.slack.user("Kim Berg", team=bea.account.team)
    await town.moves_in(town.boss)
    await town.moves_in(bea)
    await town.hires(town.boss, sam)
    await town.hires(bea, kim)
    return sam, kim


async def test_visitors_talk_to_agents_of_both_workspaces(town: Town, bea: Human) -> None:
    sam, kim = await agents_in_both(town, bea)
    async with town.visitor(name="Vera") as vera, town.visitor(name="Wim") as wim:
        first = await town.chat(sam, vera)
        second = await town.chat(kim, wim)
        await vera.writes("I am Vera")
        await wim.writes("I am Wim")
        await town.shows(sam, first, "I am Vera")
        await town.shows(kim, second, "I am Wim")
        await sam.writes("Hello from Acme", in_thread=first)
        await kim.writes("Hello from Beta", in_thread=second)
        await vera.sees("Sam Lee: Hello from Acme")
        await wim.sees("Kim Berg: Hello from Beta")
        assert "I am Wim" not in seen(sam.thread(first))
        assert "I am Vera" not in seen(kim.thread(second))


async def test_one_connection_of_socket_mode_brings_the_events_of_all(store_url: str) -> None:
    async with FakeSlack(socket_mode=True, pace=False, tiers=False) as slack:
        bea = slack.user("Bea Boss", team=slack.workspace("Beta", installed=False))
        async with serving(slack, store_url, f"town{next(_sites)}") as town:
            sam, kim = await agents_in_both(town, bea)
            assert len(slack.sockets.connections) == 1
            async with town.visitor(name="Vera") as vera, town.visitor(name="Wim") as wim:
                first, second = await town.chat(sam, vera), await town.chat(kim, wim)
                await sam.writes("Hello from Acme", in_thread=first)
                await kim.writes("Hello from Beta", in_thread=second)
                await vera.sees("Sam Lee: Hello from Acme")
                await wim.sees("Kim Berg: Hello from Beta")


async def test_what_one_process_installs_another_serves(
    slack: FakeSlack, store_url: str, town: Town, bea: Human
) -> None:
    async with serving(slack, store_url, town.site) as other:
        await town.moves_in(bea)  # the browser is with the one, Slack's events go to the other
        assert "*1 workspace*" in await other.said_to(bea, "workspace list")

        async def is_served() -> bool:
            assert other.opened
            return f"slack:{bea.account.team.id}" in other.opened.people

        await until(is_served)
        slack.uninstall(bea.account.team)

        async def is_gone() -> bool:
            assert town.opened
            return not town.opened.people

        await until(is_gone)


async def test_when_a_workspace_is_lost_its_chats_go_on_elsewhere_and_it_heals(
    town: Town, beta: Workspace, bea: Human
) -> None:
    sam, kim = await agents_in_both(town, bea)
    await town.said_to(town.boss, f"agent capacity @{sam.account.name} 5")
    assert (await sam.types(COMMAND, "away")).ok
    async with town.visitor(name="Vera") as vera:
        await town.chat(kim, vera)
        await vera.writes("My order is lost")
        assert (await sam.types(COMMAND, "available")).ok
        town.slack.uninstall(beta)
        card = await town.offer(sam)
        assert (await sam.presses("Accept", on=card)).ok
        await town.shows(sam, card, "My order is lost")
        await sam.writes("I take over", in_thread=card)
        await vera.sees("Sam Lee: I take over")
    checked = await town.said_to(town.boss, "check")
    assert "✅ Slack: events" in checked
    assert f"❌ Slack: installed: The app was removed from the workspace ({beta.id})" in checked.replace(
        "The bot token was revoked", "The app was removed from the workspace"
    )
    assert "❌ agent *Kim Berg* can be reached" in checked
    assert "*1 workspace*" in await town.said_to(town.boss, "workspace list")
    await town.moves_in(bea)
    assert "Slack: installed" not in await town.said_to(bea, "check")
    assert (await sam.types(COMMAND, "away")).ok
    async with town.visitor(name="Wim") as wim:
        await town.chat(kim, wim)


async def test_an_agent_of_two_workspaces_goes_on_in_the_other_one_when_one_is_lost(
    town: Town, beta: Workspace, bea: Human
) -> None:
    sam, kim = await agents_in_both(town, bea)
    twin = town.slack.user("Sam Twin", team=beta, email="twin@beta.example")
    said = await town.said_to(town.boss, f"agent link @{sam.account.name} slack:twin@beta.example")
    assert said.startswith("*Sam Lee* is one agent on Slack and in another workspace of Slack now"), said
    assert "direct messages: on Slack" in told(await twin.types(COMMAND, "notify where slack"))
    assert (await kim.types(COMMAND, "away")).ok
    async with town.visitor(name="Vera") as vera:
        await town.chat(twin, vera, called="Sam Lee")
        assert cards(sam) == []
        town.slack.uninstall(beta)
        card = await town.offer(sam)
        await vera.writes("Are you there?")
        await town.shows(sam, card, "Are you there?")
        await sam.writes("Here I am", in_thread=card)
        await vera.sees("Sam Lee: Here I am")
    shown = await town.said_to(town.boss, "agent show Sam Lee")
    assert "cannot be reached on Slack just now" in shown
    assert "available, 1 of 5 chats" in shown
    await town.moves_in(bea)
    assert "cannot be reached" not in await town.said_to(town.boss, "agent show Sam Lee")


async def test_what_a_crash_left_of_a_lost_workspace_is_handed_over_by_the_next_sweep(
    town: Town, bea: Human
) -> None:
    """The loss was stored, and the process died: nobody was set away yet."""
    sam, kim = await agents_in_both(town, bea)
    assert town.opened
    assert (await sam.types(COMMAND, "away")).ok
    async with town.visitor(name="Vera") as vera:
        await town.chat(kim, vera)
        await town.opened.installations.lose(bea.account.team.id, "the app was removed from the workspace")
        assert (await sam.types(COMMAND, "available")).ok
        await hand_over(town.opened)
        await hand_over(town.opened)
        card = await town.offer(sam)
        assert (await sam.presses("Accept", on=card)).ok
        await vera.sees("= Sam Lee is here")
    assert len(cards(sam)) == 1


async def test_a_word_of_an_older_installation_that_comes_late_changes_nothing(
    town: Town, beta: Workspace, bea: Human
) -> None:
    await agents_in_both(town, bea)
    late = {
        "type": "event_callback",
        "team_id": beta.id,
        "event_id": "Ev1",
        "event_time": 1_000_000_000,
        "event": {"type": "app_uninstalled"},
    }
    assert await send(town.slack, json.dumps(late).encode()) == 200
    assert "*2 workspaces*" in await town.said_to(bea, "workspace list")


async def test_a_payload_of_one_workspace_cannot_touch_a_thread_of_another(town: Town, bea: Human) -> None:
    """Whatever somebody in Acme makes up names places of Acme only: a thread of Beta's is none of theirs."""
    sam, kim = await agents_in_both(town, bea)
    async with town.visitor(name="Vera") as vera:
        assert (await sam.types(COMMAND, "away")).ok
        card = await town.chat(kim, vera)
        foreign = {
            "type": "message",
            "channel": kim.dm.id,
            "user": sam.id,
            "text": "I am from Acme",
            "ts": "1999999999.000100",
            "thread_ts": card.ts,
            "channel_type": "im",
        }
        for team, user in ((town.slack.team.id, sam.id), (town.slack.team.id, kim.id), ("T0NOBODY", kim.id)):
            body = {"type": "event_callback", "team_id": team, "event": {**foreign, "user": user}}
            assert await send(town.slack, json.dumps(body).encode()) == 200
        await kim.writes("I am from Beta", in_thread=card)
        await vera.sees("Kim Berg: I am from Beta")
        assert vera.heard == ["I am from Beta"]


async def test_a_button_with_a_conversation_of_another_workspace_does_nothing(town: Town, bea: Human) -> None:
    sam, kim = await agents_in_both(town, bea)
    assert (await sam.types(COMMAND, "away")).ok
    async with town.visitor(name="Vera") as vera:
        card = await town.chat(kim, vera)

        async def presses_end(team: Workspace, who: Human) -> None:
            pressed = {
                "type": "block_actions",
                "team": {"id": team.id},
                "user": {"id": who.id},
                "actions": [{"action_id": "threadline_end", "value": f"{vera.conversation}|1"}],
            }
            form = urlencode({"payload": json.dumps(pressed)}).encode()
            assert await send(town.slack, form, form=True) == 200

        await presses_end(town.slack.team, sam)
        await presses_end(town.slack.team, kim)
        await kim.writes("Still here", in_thread=card)
        await vera.sees("Kim Berg: Still here")
        assert not [line for line in vera.words if "ended" in line]
        await presses_end(bea.account.team, kim)
        await vera.sees("= ended by agent: agent_ended")


async def test_events_of_workspaces_that_nobody_installed_are_acknowledged_and_counted(town: Town) -> None:
    assert town.opened
    slack = town.opened.listeners["slack"]
    for _ in range(3):
        body = {
            "type": "event_callback",
            "team_id": "T0NOBODY",
            "event": {"type": "message", "channel": "C1"},
        }
        assert await send(town.slack, json.dumps(body).encode()) == 200
    assert slack.counts["ignored:another_workspace"] == 3
    assert await slack.is_connected()
    assert PATH in town.slack.request_url


async def test_without_a_public_address_nobody_could_come_back_so_nothing_starts(
    slack: FakeSlack, store_url: str
) -> None:
    settings = settings_of(slack, store_url, f"town{next(_sites)}", port=0)
    nowhere = replace(settings, server=replace(settings.server, public_url=""))
    with pytest.raises(CannotStart, match=r"server\.public_url"):
        async with open_house(nowhere, frozenset({"gateway", "bot"})):
            pytest.fail("it must not start")

"""A Threadline that runs, a Slack that it serves, and settings with which both are looked at."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from redis import Redis

from bot.app import Part, open_house
from bot.doctor.rounds import examine
from bot.ports import Point
from config.secret_values import Secret, Secrets
from config.settings import Server, Settings, Site, Slack
from config.settings import Store as StoreSettings
from tests.fake_slack import FakeSlack
from tests.listening import listening
from tests.ports import held_port
from tests.private_server import PrivateServer


SECRET = Secret("a secret of at least thirty-two signs")
_sites = itertools.count(1)


@pytest.fixture(scope="session")
def kept_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateServer]:
    """A server that keeps what it is given, and whose settings these tests may turn."""
    with PrivateServer(Path(tmp_path_factory.mktemp("kept"))) as server:
        with Redis.from_url(server.url) as redis:
            redis.config_set("appendonly", "yes")
            redis.config_set("appendfsync", "always")
        yield server


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(pace=False, tiers=False) as fake:
        yield fake


@pytest.fixture
def port() -> Iterator[int]:
    with held_port() as port:
        yield port


@pytest.fixture
def settings(slack: FakeSlack, kept_store: PrivateServer, port: int, tmp_path: Path) -> Settings:
    """Everything as it must be, with Slack by HTTP."""
    return Settings(
        site=Site(id=f"doctor{next(_sites)}", origins=("https://www.example.com",)),
        server=Server(port=port, public_url=f"http://127.0.0.1:{port}"),
        store=StoreSettings(data_directory=str(tmp_path)),
        slack=Slack(api_url=slack.api_url, pace=0),
        secrets=Secrets(
            secret=SECRET,
            slack_bot_token=Secret(slack.bot_token),
            slack_signing_secret=Secret(slack.signing_secret),
            redis_url=Secret(kept_store.url),
        ),
    )


def by_socket(settings: Settings, slack: FakeSlack) -> Settings:
    """The same with Socket Mode."""
    slack.sockets.enabled = True
    return with_secrets(settings, slack_signing_secret=None, slack_app_token=Secret(slack.app_token))


def with_secrets(settings: Settings, **changed: Secret | tuple[Secret, ...] | None) -> Settings:
    return replace(settings, secrets=replace(settings.secrets, **changed))


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[None]:
    """Threadline, running with these settings."""
    parts: frozenset[Part] = frozenset({"gateway", "bot"})
    async with open_house(settings, parts) as (_, app), listening(app, settings.server.port):
        yield


Points = dict[str, Point]


async def looked(settings: Settings, *, begun: Callable[[str], None] = lambda _: None) -> Points:
    """All points, by the part of their names that is always the same."""
    found = await examine(settings, begun)
    return {point.name.partition(",")[0]: point for points in found.values() for point in points}


def ill(points: Points) -> set[str]:
    return {name for name, point in points.items() if not point.well}

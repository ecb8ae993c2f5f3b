"""A start while the store is away for a moment, is nobody's, or does not let us in."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.adapters.store import connection, scripting
from bot.adapters.store.connection import connect
from bot.app import Part, patience
from bot.errors import CannotStart
from bot.seldom import Seldom
from bot.serving import Announcement, serve_until
from bot.store_waits import StoreWaits
from config.secret_values import Secret, Secrets
from config.settings import Desk, Server, Settings, Site, Store
from tests.faults.proxy import MOMENT, Proxy


EVERYTHING: frozenset[Part] = frozenset({"gateway", "bot"})
_sites = count(1)


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Whoever serves sets it up for a life that is longer than a test."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture
async def line(store_url: str) -> AsyncIterator[Proxy]:
    """The way to the store."""
    proxy = Proxy("store", [Path(store_url.removeprefix("unix://"))])
    await proxy.start()
    yield proxy
    await proxy.close()


def settings(url: str, folder: Path) -> Settings:
    return Settings(
        site=Site(id=f"starting-{next(_sites)}"),
        server=Server(port=0),
        desk=Desk(enabled=True, people=("ann",)),
        store=Store(data_directory=str(folder)),
        secrets=Secrets(redis_url=Secret(url), secret=Secret("x" * 43)),
    )


async def starts(url: str, folder: Path) -> Announcement:
    """Start, and stop as soon as everything is open. Answers what was said, once."""
    stop, said = asyncio.Event(), list[Announcement]()

    def announce(it: Announcement) -> None:
        said.append(it)
        stop.set()

    opened = asyncio.Event()
    await serve_until(stop, settings(url, folder), EVERYTHING, announce, opened, own_the_desk=True)
    (it,) = said
    return it


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment is too long for a single question."""
    monkeypatch.setattr(connection, "RETRIES", 0)
    monkeypatch.setattr(scripting, "RETRY_FOR", 0.0)
    monkeypatch.setattr(patience, "PAUSE", MOMENT)


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("hasty")
async def test_a_store_that_is_away_at_any_question_of_a_start_only_delays_it(
    line: Proxy, tmp_path: Path
) -> None:
    for question in count(1):
        line.cut_at(question)
        said = await starts(f"redis://127.0.0.1:{line.port}", tmp_path)
        assert list(said.desk) == ["ann"]
        assert said.claim is None, "Ann is the admin"
        if line.will_cut:
            break
    assert question > 10, "a start asks more than that"


@pytest.mark.usefixtures("hasty")
async def test_a_store_that_stays_away_is_named_when_patience_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.1)
    monkeypatch.setattr(patience, "STORE_WAITS", StoreWaits(Seldom()))
    with capture_logs() as logged, pytest.raises(CannotStart) as told:
        await starts("redis://:hunter2@127.0.0.1:1", tmp_path)
    assert str(told.value) == (
        "REDIS_URL names 127.0.0.1:1: the store cannot be reached. Mend that server, or the address."
    )
    waited = [line for line in logged if line["event"] == "= waiting for the store"]
    assert [line["error"] for line in waited] == ["the store cannot be reached"]


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (":wrong", "the store does not take our password"),
        ("mallory:wrong", "the store does not take our password"),
        ("mallory:right", "the store does not permit us what we need"),
    ],
)
async def test_a_store_that_does_not_let_us_in_is_named_at_once(
    line: Proxy, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str, why: str
) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 1000.0)
    redis = connect(store_url)
    await redis.acl_setuser("mallory", enabled=True, passwords=["+right"], categories=["-@all"])
    with pytest.raises(CannotStart, match=f"^REDIS_URL names 127.0.0.1:{line.port}: {why}. Mend"):
        await starts(f"redis://{who}@127.0.0.1:{line.port}", tmp_path)
    await redis.acl_deluser("mallory")
    await redis.aclose()

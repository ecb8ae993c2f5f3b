"""`/metrics` says how a process is, and names nobody."""

from __future__ import annotations

import math
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.slack import install_links
from bot.adapters.slack import listeners as slack
from bot.adapters.teams import listeners as teams
from bot.app import measured, not_ready
from tests.measured import Since, read
from tests.private_server import PrivateServer
from tests.visitor_gateway.site import Served, served
from tests.waiting import until


@pytest.fixture
async def site(store_url: str) -> AsyncIterator[Served]:
    async with served(store_url) as running:
        yield running


async def scraped(site: Served) -> dict[str, float]:
    """What Prometheus gets."""
    async with site.session.get(site.url("/metrics")) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return read(await answer.text())


async def test_what_waits_for_a_platform_is_on_the_page(site: Served) -> None:
    before = await scraped(site)
    assert (before["store_up"], before["backlog_deliveries"]) == (1, 0)
    assert before["slack_connected"] == before["teams_connected"] == -1
    tab = await site.live()
    await tab.wish("message", text="one")
    now = await scraped(site)
    assert now["backlog_deliveries"] == 3  # the thread's opening, the transcript and the message
    assert now["backlog_lanes"] == 1
    assert now["backlog_oldest_seconds"] >= 0
    assert (now["backlog_in_doubt"], now["backlog_late"]) == (0, 0)


async def test_connections_are_counted_while_they_are_open(site: Served) -> None:
    before = (await scraped(site))["connections"]
    tab = await site.tab()
    assert (await scraped(site))["connections"] == before + 1
    await tab.socket.close()

    async def gone() -> bool:
        return (await scraped(site))["connections"] == before

    await until(gone)


async def test_hellos_are_counted_by_what_became_of_them(site: Served) -> None:
    since = Since()
    tab = await site.tab()
    await tab.wish("answer", card="talk", answer="Yes, please")
    await site.tab(like=tab)
    await site.tab(like=tab, conversation=tab.conversation, last=tab.last)
    assert [since[f"hellos_total outcome={outcome}"] for outcome in ("new", "shown", "resumed")] == [1, 1, 1]


async def test_refused_frames_are_counted_by_their_code(site: Served) -> None:
    since = Since()
    tab = await site.tab()
    await tab.socket.send_str("not a frame")
    await tab.until("error")
    await tab.wish("message", text=" ")
    await tab.wish("message", text="too early for a message")
    assert (since["frames_refused_total code=bad_frame"], since["frames_refused_total code=bad_answer"]) == (
        2,
        1,
    )


async def test_the_page_names_nobody(site: Served) -> None:
    tab = await site.live()
    await tab.wish("message", text="a-word-of-mine")
    async with site.session.get(site.url("/metrics")) as answer:
        page = await answer.text()
    assert tab.conversation
    for word in (tab.conversation, "a-word-of-mine", "Ann", "ann", site.site, "inbox"):
        assert word not in page.replace("channel", "").replace("Channel", ""), word


async def test_late_deliveries_turn_the_check_and_not_the_readiness(site: Served) -> None:
    tab = await site.live()
    await tab.wish("message", text="one")
    site.house.health.now = str(site.house.clock.now() + 40_000)
    checks = {name: well for name, well, _ in await site.house.health.check()}
    assert checks == {"Store": True, "Delivery": False}
    assert await not_ready(site.house) == ""
    async with site.session.get(site.url("/readyz")) as answer:
        assert answer.status == 200
    page = read((await measured(site.house)).decode())
    assert page["backlog_oldest_seconds"] == pytest.approx(40, abs=5)


async def test_the_page_comes_while_the_store_is_away_and_says_so(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with PrivateServer(tmp_path_factory.mktemp("s")) as server:
        async with served(server.url) as site:
            server.__exit__(None, None, None)
            page = await scraped(site)
            assert page["store_up"] == 0
            assert math.isnan(page["backlog_deliveries"])
            async with site.session.get(site.url("/readyz")) as answer:
                assert answer.status == 503


async def test_every_metric_is_explained_to_operators(site: Served) -> None:
    explained = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    async with site.session.get(site.url("/metrics")) as answer:
        ours = re.findall(r"^# TYPE (threadline_\w+)", await answer.text(), re.MULTILINE)
    assert len(ours) > 15
    assert [name for name in ours if name not in explained] == []


async def test_every_path_is_named_to_who_passes_it_on(site: Served) -> None:
    named = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    visitors = {f"/{resource.canonical.split('/')[1]}" for resource in site.app.router.resources()}
    assert {"/visitor", "/files", "/targeting"} < visitors
    paths = {*visitors, slack.PATH, teams.PATH, install_links.INSTALL, install_links.REDIRECT}
    assert sorted(path for path in paths if f"`{path}" not in named) == []

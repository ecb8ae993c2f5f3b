"""Several workspaces, from nothing: what the guide says is typed, and links are opened as browsers do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import yaml
from aiohttp import ClientSession, CookieJar
from yarl import URL

from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human
from tests.ports import held_port
from tests.typed import run, running
from tests.waiting import until


MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
SERVE = ".venv/bin/threadline serve"
INSTALL_LINK = ".venv/bin/threadline slack install-link"
FORGET = ".venv/bin/threadline slack forget T0123ABCD"
BY_SOCKET = ".venv/bin/threadline manifest slack --url https://chat.example.com --socket-mode"
SEVERAL = {
    BY_SOCKET,
    MAKE_A_KEY,
    "unset THREADLINE_SLACK_BOT_TOKEN",
    "export THREADLINE_SLACK_CLIENT_ID=...",
    "export THREADLINE_SLACK_CLIENT_SECRET=...",
    "export THREADLINE_SLACK_SIGNING_SECRET=...",
    "export THREADLINE_ENCRYPTION_KEY=...",
    SERVE,
    INSTALL_LINK,
    FORGET,
}
"""What is typed here."""

A_LINK = r"(http://\S+/slack/install\S+)\n"


@pytest.fixture
def port() -> Iterator[int]:
    with held_port() as port:
        yield port


@pytest.fixture
async def slack(tmp_path: Path, port: int) -> AsyncIterator[FakeSlack]:
    async with FakeSlack(pace=False, tiers=False) as slack:
        settings = {"server": {"public_url": f"http://127.0.0.1:{port}"}, "slack": {"api_url": slack.api_url}}
        (tmp_path / "threadline.yaml").write_text(yaml.safe_dump(settings))
        yield slack


async def variables(slack: FakeSlack, folder: Path, port: int) -> dict[str, str]:
    return {
        "THREADLINE_PORT": str(port),
        "THREADLINE_SLACK_CLIENT_ID": slack.client_id,
        "THREADLINE_SLACK_CLIENT_SECRET": slack.client_secret,
        "THREADLINE_SLACK_SIGNING_SECRET": slack.signing_secret,
        "THREADLINE_ENCRYPTION_KEY": (await run(MAKE_A_KEY, folder)).strip(),
    }


@asynccontextmanager
async def serving(
    slack: FakeSlack, folder: Path, port: int, given: dict[str, str], said: str
) -> AsyncIterator[str]:
    """`serve`, up to the line with `said`, with Slack's events on their way to it."""
    async with running(SERVE, folder, said, **given) as printed:
        await slack.connect(f"http://127.0.0.1:{port}/slack/events")
        yield printed
        await slack.disconnect()


async def installs(slack: FakeSlack, human: Human, link: str) -> str:
    """Open a link, press Allow, and read what the page then says."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.get(link, allow_redirects=False) as begun:
            assert begun.status == 302, await begun.text()
            back = slack.decide(begun.headers["Location"], human)
        async with browser.get(URL(back)) as page:
            return await page.text()


async def types(human: Human, text: str) -> str:
    before = len(human.ephemerals)
    assert (await human.types("/livechat", text)).ok

    async def answered() -> str | None:
        return human.ephemerals[-1].text if len(human.ephemerals) > before else None

    return await until(answered)


@pytest.mark.timeout(90)
async def test_from_nothing_to_two_workspaces_with_an_agent_in_each(
    slack: FakeSlack, tmp_path: Path, port: int
) -> None:
    given = await variables(slack, tmp_path, port)
    sam = slack.user("Sam Reed")
    beta = slack.workspace("Beta", installed=False)
    bea = slack.user("Bea Boss", team=beta)
    slack.user("Kim Olsson", team=beta)
    async with serving(slack, tmp_path, port, given, A_LINK) as said:
        assert "Who opens this link installs it, and is an admin" in said
        [first] = re.findall(A_LINK, said)
        assert "Threadline is in Acme now" in await installs(slack, sam, first)
        assert "*Sam Reed* is an agent now" in await types(sam, "agent add @sam.reed")
        assert "serves another workspace" in str((await bea.types("/livechat", "status")).body)
        link = (await run(INSTALL_LINK, tmp_path, **given)).strip()
        assert "Threadline is in Beta now" in await installs(slack, bea, link)
        assert "*Kim Olsson* is an agent now" in await types(bea, "agent add @kim.olsson")
        assert "works once, within a day" in await types(sam, "workspace link")
        assert "*Acme*" in (listed := await types(bea, "workspace list"))
        assert "*Beta*" in listed
        checked = await types(sam, "check")
        assert checked.startswith("*Everything is well*")
        assert "Slack: bot token, for Acme" in checked
        assert "Slack: bot token, for Beta" in checked
        assert "Everything is well." in await run(".venv/bin/threadline doctor", tmp_path, **given)
    async with serving(slack, tmp_path, port, given, "Serving at") as said:
        assert "/slack/install" not in said
        assert "*2 workspaces*" in await types(sam, "workspace list")


@pytest.mark.timeout(90)
async def test_a_key_that_is_lost_stops_the_start_until_the_workspace_is_forgotten(
    slack: FakeSlack, tmp_path: Path, port: int
) -> None:
    given = await variables(slack, tmp_path, port)
    async with serving(slack, tmp_path, port, given, A_LINK) as said:
        await installs(slack, slack.user("Sam Reed"), re.findall(A_LINK, said)[0])
    other = {**given, "THREADLINE_ENCRYPTION_KEY": (await run(MAKE_A_KEY, tmp_path)).strip()}
    with pytest.raises(
        AssertionError, match=f"does not open what is stored of the Slack workspace {slack.team.id}"
    ):
        await run(SERVE, tmp_path, **other)
    forgotten = await run(FORGET.replace("T0123ABCD", slack.team.id), tmp_path, **other)
    assert forgotten == f"Forgotten: {slack.team.id}.\n"
    async with serving(slack, tmp_path, port, other, A_LINK) as said:
        assert "Threadline is in Acme now" in await installs(
            slack, slack.user("Sam Reed"), re.findall(A_LINK, said)[0]
        )


async def test_the_manifest_for_several_by_socket_mode_names_only_where_browsers_come_back(
    tmp_path: Path,
) -> None:
    printed = await run(BY_SOCKET, tmp_path)
    assert re.findall(r"https?://\S+", printed) == ["https://chat.example.com/slack/oauth_redirect"]

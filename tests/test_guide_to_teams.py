"""The guide to Teams leads from nothing to an answered chat: what it says to type is typed, over a strict Teams."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit
from zipfile import ZipFile

import pytest
import yaml

from tests.fake_teams import FakeTeams
from tests.fake_teams.human import Human
from tests.pages import fenced
from tests.ports import held_port
from tests.scenes.visitor import Visitor
from tests.typed import command_line, environment, run, running
from tests.waiting import until


PAGE = "docs/teams.md"
PACKAGE = ".venv/bin/threadline manifest teams --website https://www.example.com"
GUIDED = {
    "export THREADLINE_TEAMS_APP_ID=...",
    "export THREADLINE_TEAMS_PASSWORD=...",
    "export THREADLINE_TEAMS_TENANT=...",
    ".venv/bin/threadline serve",
    ".venv/bin/threadline doctor",
    PACKAGE,
}
"""The commands of the page, all of them typed here."""
CLAIM = r"admin claim (\S+)"
TO_BOT = "@Threadline "


def settings(teams: FakeTeams, port: int) -> str:
    """The page's first settings, with the fake in Microsoft's place."""
    first = yaml.safe_load(fenced(PAGE, "yaml")[0])
    parts = urlsplit(teams.base_url)
    own = {
        "login_url": teams.login_url,
        "metadata_url": teams.openid_url,
        "graph_url": teams.graph_url,
        "service_url": teams.service_url,
        "service_hosts": [f"{parts.scheme}://{parts.netloc}"],
    }
    first["server"]["public_url"] = f"http://127.0.0.1:{port}"
    return yaml.safe_dump({**first, "teams": own})


def variables(teams: FakeTeams, port: int) -> dict[str, str]:
    return {
        "THREADLINE_TEAMS_APP_ID": teams.app.app_id,
        "THREADLINE_TEAMS_PASSWORD": teams.app.secret,
        "THREADLINE_TEAMS_TENANT": teams.tenant.id,
        "THREADLINE_PORT": str(port),
    }


async def ill(folder: Path, given: dict[str, str]) -> list[str]:
    """What the doctor says is to be mended."""
    typed = command_line(".venv/bin/threadline doctor")
    environ = environment(folder, given)
    process = await asyncio.create_subprocess_exec(
        *typed, cwd=folder, env=environ, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert b"ok Teams: token\n" in said, said.decode()
    return re.findall(r"^  x  +([^:\n]+)", said.decode(), re.MULTILINE)


async def types(teams: FakeTeams, human: Human, line: str) -> str:
    """What somebody reads in their chat after typing a line, in a channel if it is to the bot by name."""
    before = len(human.sees())
    where = next(iter(teams.team("Support").channels.values())) if line.startswith(TO_BOT) else None
    await human.writes(line, to=where)

    async def answered() -> str:
        return "\n".join(one.text for one in human.sees()[before:] if one.author == "Threadline")

    return await until(answered)


@pytest.fixture
def port() -> Iterator[int]:
    with held_port() as port:
        yield port


async def test_the_package_is_written_for_the_bot_of_the_environment(tmp_path: Path) -> None:
    async with FakeTeams() as teams:
        said = await run(PACKAGE, tmp_path, THREADLINE_TEAMS_APP_ID=teams.app.app_id)
    assert said.startswith(f"threadline-teams.zip: the app for the bot {teams.app.app_id}")
    with ZipFile(tmp_path / "threadline-teams.zip") as package:
        assert sorted(package.namelist()) == ["color.png", "manifest.json", "outline.png"]


@pytest.mark.timeout(120)
async def test_the_steps_lead_to_an_admin_an_agent_and_an_answered_chat(tmp_path: Path, port: int) -> None:
    async with FakeTeams(processes=3) as teams:
        sam = teams.user("Sam Lee")
        team = teams.team("Support", members=[sam], with_bot=False)
        given = variables(teams, port)
        (tmp_path / "threadline.yaml").write_text(settings(teams, port))
        async with running(".venv/bin/threadline serve", tmp_path, CLAIM, **given) as said:
            await teams.connect(f"http://127.0.0.1:{port}/api/messages")
            assert await ill(tmp_path, given) == ["at least one agent", "an agent who is available"]
            teams.install(team, by=sam, rsc=True)
            [code] = re.findall(CLAIM, said)
            lines = [line for block in fenced(PAGE, "text") for line in block.splitlines()]
            link = (
                f"https://teams.microsoft.com/l/channel/{quote(team.id)}/General?tenantId={teams.tenant.id}"
            )
            typed = [(line, line.replace("CODE", code).replace("LINK", link)) for line in lines]
            answers = {line: await types(teams, sam, words) for line, words in typed}
            assert answers["admin claim CODE"].startswith("Welcome, you are the admin now.")
            assert "Sam Lee is an agent now, and available." in answers["@Threadline agent add @Sam Lee"]
            assert answers["check"].startswith("Everything is well")
            assert await ill(tmp_path, given) == []
            await an_answered_chat(teams, sam, port)


async def an_answered_chat(teams: FakeTeams, sam: Human, port: int) -> None:
    """In the channel that the last of the lines chose."""
    general = next(iter(teams.team("Support").channels.values()))
    async with Visitor(f"ws://127.0.0.1:{port}/visitor/main", name="Vera") as vera:
        await vera.asks_for_a_person()

        async def offered() -> bool:
            return any("Vera" in str(one.card) for one in sam.sees(general))

        await until(offered, seconds=15)
        card = next(one for one in sam.sees(general) if "Vera" in str(one.card))
        await sam.writes("Hello Vera", in_thread=card)
        await vera.sees("Sam Lee: Hello Vera")
        await sam.writes("// asks for a price", in_thread=card)
        await sam.writes("!end", in_thread=card)
        await vera.sees("= ended by agent: agent_ended")
        assert "price" not in str(vera.view)

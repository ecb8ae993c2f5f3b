"""The README and the guides tell the truth: what they say to type is typed, what they say to embed is embedded."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright, expect
from yarl import URL

from bot.adapters.slack.scopes import SCOPES
from config.load import load
from tests.fake_slack import FakeSlack
from tests.fake_slack.interactions import Answer
from tests.listening import listening
from tests.pages import PAGES, ROOT, commands, fenced, file_names, links, slash_commands
from tests.prerequisites import NEEDS
from tests.test_guide_to_teams import GUIDED, PACKAGE
from tests.test_several_workspaces import SEVERAL
from tests.typed import run, running
from tests.waiting import until


README, GUIDE, TEAMS = "README.md", "docs/slack.md", "docs/teams.md"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
EXAMPLE = "http://127.0.0.1:8080"
CLAIM = r"/livechat admin claim (\S+)\n"

MANAGED = {"THREADLINE_TEAMS_APP_ID": str(UUID(int=1)), "THREADLINE_TEAMS_TENANT": str(UUID(int=2))}
"""The variables of a bot that has no secret."""

TYPED_BELOW = {
    README: {
        "make demo",
        "make test",
        "make check",
        ".venv/bin/threadline manifest slack",
        "export THREADLINE_SLACK_BOT_TOKEN=xoxb-...",
        "export THREADLINE_SLACK_APP_TOKEN=xapp-...",
        ".venv/bin/threadline serve",
        "export THREADLINE_TEAMS_APP_ID=...",
        PACKAGE,
        "cp config/threadline.example.yaml threadline.yaml",
        ".venv/bin/threadline dialogue check config/dialogues",
    },
    GUIDE: {
        ".venv/bin/threadline manifest slack",
        ".venv/bin/threadline manifest slack --link",
        ".venv/bin/threadline manifest slack --url https://chat.example.com",
        "export THREADLINE_SLACK_BOT_TOKEN=xoxb-...",
        "export THREADLINE_SLACK_APP_TOKEN=xapp-...",
        "export THREADLINE_SLACK_SIGNING_SECRET=...",
        "unset THREADLINE_SLACK_APP_TOKEN",
        ".venv/bin/threadline doctor",
        ".venv/bin/threadline serve",
        *SEVERAL,
    },
    TEAMS: GUIDED,
}
"""What the tests of this file, and those of `test_several_workspaces` and `test_guide_to_teams`, type. A command that is new on a page needs a test."""


@pytest.mark.parametrize("page", TYPED_BELOW)
def test_every_command_of_the_page_is_typed_by_a_test(page: str) -> None:
    assert set(commands(page)) == TYPED_BELOW[page]


# --- try it, and embed it ---


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    path = next(filter(None, map(shutil.which, NEEDS[0].names)), None)
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


class Website:
    """Somebody's website, on another address than Threadline's. Its page is set later."""

    body = ""

    async def answer(self, _: web.Request) -> web.Response:
        return web.Response(text=f"<!doctype html>\n{self.body}", content_type="text/html")


@asynccontextmanager
async def website() -> AsyncIterator[tuple[Website, str]]:
    """Yields it and its origin."""
    site = Website()
    app = web.Application()
    app.router.add_get("/", site.answer)
    async with listening(app) as origin:
        yield site, origin


async def asks_for_somebody(visitor: Page) -> None:
    await visitor.locator("threadline-chat .launcher").click()
    chat = visitor.get_by_role("dialog")
    await chat.get_by_role("button", name="Yes, please").click()
    await chat.get_by_label("First name").fill("Ada")
    await chat.get_by_label("E-mail").fill("ada@example.com")
    await chat.get_by_label("E-mail").press("Enter")


@pytest.mark.timeout(90)
async def test_the_demo_serves_a_website_that_embeds_the_two_lines(tmp_path: Path) -> None:
    [snippet] = fenced(README, "html")
    assert len(snippet.splitlines()) == 2
    assert EXAMPLE in snippet
    async with website() as (site, origin), chromium() as browser:
        (tmp_path / "threadline.yaml").write_text(f"site:\n  origins: [{origin}]\n")
        async with running("make demo", tmp_path, "Ctrl-C") as said:
            ours = re.findall(r"(http://\S+)", said)
            site.body = snippet.replace(EXAMPLE, ours[0].rstrip("/"))
            visitor, desk = await browser.new_page(), await browser.new_page()
            await visitor.goto(origin)
            await desk.goto(ours[1])
            await asks_for_somebody(visitor)
            await desk.locator("#threads").get_by_text("Ada").first.click()
            await desk.get_by_role("button", name="Accept").click()
            await expect(visitor.get_by_text("Robin is here")).to_be_visible()
            await visitor.locator("threadline-chat textarea").fill("Is anybody there?")
            await visitor.locator("threadline-chat textarea").press("Enter")
            await expect(desk.locator("#log").get_by_text("Is anybody there?")).to_be_visible()
            await desk.get_by_label("Reply").fill("Yes, me.")
            await desk.get_by_role("button", name="Send", exact=True).click()
            await expect(visitor.locator("threadline-chat .bubble").last).to_have_text("Yes, me.")
    assert (tmp_path / "data/demo").is_dir()


async def test_the_verbs_for_developers_run_what_the_readme_says(tmp_path: Path) -> None:
    """Only named, not run: these are the tests, and ours would run themselves."""
    checked = await run("make check --dry-run", tmp_path)
    assert all(tool in checked for tool in ("ruff check", "ruff format --check", "lint-imports", "mypy"))
    tested = (await run("make test --dry-run", tmp_path)).splitlines()
    assert [line.split(" -m ")[-1].split()[0] for line in tested] == ["tests.prerequisites", "pytest"]
    assert "make check test" in (ROOT / ".ci/run").read_text()


# --- configure ---


async def test_the_example_of_the_settings_is_copied_and_loads(tmp_path: Path) -> None:
    (tmp_path / "config").symlink_to(ROOT / "config")
    await run("cp config/threadline.example.yaml threadline.yaml", tmp_path)
    assert load(tmp_path / "threadline.yaml", {}).site.name == "Threadline"


async def test_the_sample_dialogues_pass_the_check(tmp_path: Path) -> None:
    (tmp_path / "config").symlink_to(ROOT / "config")
    said = await run(".venv/bin/threadline dialogue check config/dialogues", tmp_path)
    assert said == "All well.\n"


@pytest.mark.parametrize("page", [README, GUIDE, TEAMS, "docs/operations.md"])
def test_the_settings_that_a_page_shows_are_accepted(page: str, tmp_path: Path) -> None:
    shown = fenced(page, "yaml")
    assert shown
    for block in shown:
        (tmp_path / "threadline.yaml").write_text(block)
        load(tmp_path / "threadline.yaml", MANAGED if "managed_identity" in block else {})


# --- connect Slack ---


async def test_the_manifest_for_socket_mode_has_no_address(tmp_path: Path) -> None:
    printed = await run(".venv/bin/threadline manifest slack", tmp_path)
    assert yaml.safe_load(printed)["settings"]["socket_mode_enabled"] is True
    assert "http" not in printed


async def test_the_address_that_makes_the_app_carries_the_manifest(tmp_path: Path) -> None:
    manifest = await run(".venv/bin/threadline manifest slack", tmp_path)
    link = await run(".venv/bin/threadline manifest slack --link", tmp_path)
    assert link.startswith("https://api.slack.com/apps?new_app=1&")
    assert URL(link.strip()).query["manifest_yaml"] == manifest


async def test_the_manifest_for_http_sends_everything_to_the_public_address(tmp_path: Path) -> None:
    printed = await run(".venv/bin/threadline manifest slack --url https://chat.example.com", tmp_path)
    assert yaml.safe_load(printed)["settings"]["socket_mode_enabled"] is False
    assert set(re.findall(r"https?://\S+", printed)) == {
        "https://chat.example.com/slack/events",
        "https://chat.example.com/slack/oauth_redirect",
    }


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("page", "way"), [(README, "socket"), (GUIDE, "socket"), (GUIDE, "http")])
async def test_the_steps_for_slack_lead_to_an_admin_and_an_agent(page: str, way: str, tmp_path: Path) -> None:
    async with FakeSlack(socket_mode=way == "socket") as slack:
        (tmp_path / "threadline.yaml").write_text(f"slack:\n  api_url: {slack.api_url}\n")
        async with running(".venv/bin/threadline serve", tmp_path, CLAIM, **tokens(slack, way)) as said:
            if way == "http":
                [address] = re.findall(r"(http://\S+)/\n", said)
                await slack.connect(f"{address}/slack/events")
            [code] = re.findall(CLAIM, said)
            answers = [await types(slack, line.replace("CODE", code)) for line in slash_commands(page)]
            assert answers[0].startswith("Welcome, you are the admin now.")
            assert "*Sam Reed* is an agent now, and available." in answers[1]
            assert answers[-1].startswith("*Everything is well*")


async def test_the_doctor_finds_nothing_to_mend_before_the_first_start(tmp_path: Path) -> None:
    async with FakeSlack(socket_mode=True) as slack:
        (tmp_path / "threadline.yaml").write_text(f"slack:\n  api_url: {slack.api_url}\n")
        said = await run(".venv/bin/threadline doctor", tmp_path, **tokens(slack, "socket"))
    assert "ok Slack: bot token, for Acme" in said
    assert said.endswith("Everything is well.\n")


def test_the_guide_says_what_every_scope_is_for() -> None:
    guide = (ROOT / GUIDE).read_text(encoding="utf-8")
    for scope in SCOPES:
        row = f"| `{scope.name}` | {scope.without}" if scope.without else f"`{scope.name}`"
        assert row in guide, scope.name


def tokens(slack: FakeSlack, way: str) -> dict[str, str]:
    other = {
        "socket": ("THREADLINE_SLACK_APP_TOKEN", slack.app_token),
        "http": ("THREADLINE_SLACK_SIGNING_SECRET", slack.signing_secret),
    }
    return {"THREADLINE_SLACK_BOT_TOKEN": slack.bot_token, **dict([other[way]])}


async def types(slack: FakeSlack, text: str) -> str:
    """What Sam reads after typing a command; it may come with the acknowledgement or after it."""
    sam = slack.user("Sam Reed")
    before = len(sam.ephemerals)
    answer: Answer = await sam.types("/livechat", text)
    assert answer.ok, answer.reason

    async def answered() -> str | None:
        return sam.ephemerals[-1].text if len(sam.ephemerals) > before else None

    return await until(answered)


# --- what is named exists ---


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_or_links_to_exists(page: Path) -> None:
    assert [path for path in (*links(page), *file_names(page)) if not path.exists()] == []


def test_no_page_is_left_out() -> None:
    assert {ROOT / README, ROOT / GUIDE, ROOT / "CONTRIBUTING.md"} < set(PAGES)

"""A conversation on another Slack than the one that all other scenes are played on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.app import claim_code, open_house
from config.secret_values import Secret, Secrets
from config.settings import Files, Settings, Site, Slack, Visitors
from tests.listening import listening
from tests.scenes.house import PATIENT
from tests.scenes.house import SECRET as OURS
from tests.scenes.plain_slack import SECRET, PlainSlack
from tests.scenes.visitor import Visitor
from tests.waiting import until


pytestmark = pytest.mark.timeout(60)


class Plain(NamedTuple):
    """The plain Slack, and us behind it."""

    slack: PlainSlack
    url: str
    code: str

    async def types(self, user: str, text: str) -> str:
        return await asyncio.to_thread(self.slack.command, self.url, user, text)

    async def tells(self, **event: Any) -> None:
        await asyncio.to_thread(self.slack.event, self.url, event)

    async def posted(self, number: int) -> dict[str, Any]:
        """Wait for a post, by its number."""

        async def there() -> bool:
            return len(self.slack.posted) >= number

        await until(there, seconds=15)
        return self.slack.posted[number - 1]


@pytest.fixture
async def plain(store_url: str, tmp_path: Path) -> AsyncIterator[Plain]:
    with PlainSlack() as slack:
        settings = Settings(
            site=Site(id="plain"),
            visitors=Visitors(**PATIENT),
            slack=Slack(api_url=slack.api_url, pace=0),
            files=Files(folder=str(tmp_path), max_megabytes=1),
            secrets=Secrets(
                secret=Secret(OURS),
                slack_bot_token=Secret("xoxb-plain"),
                slack_signing_secret=Secret(SECRET),
                redis_url=Secret(store_url),
            ),
        )
        async with (
            open_house(settings, frozenset({"gateway", "bot"})) as (house, app),
            listening(app) as url,
        ):
            yield Plain(slack, url, await claim_code(house) or "")


async def test_a_conversation_goes_both_ways(plain: Plain) -> None:
    assert (await plain.types("U_boss", f"admin claim {plain.code}")).startswith("Welcome")
    assert "*Ann Lee* is an agent now" in await plain.types("U_boss", "agent add <@U_ann|ann>")
    async with Visitor(f"{plain.url.replace('http', 'ws', 1)}/visitor/plain") as vera:
        await vera.asks_for_a_person()
        card = await plain.posted(1)
        assert card["channel"] == "D_u_ann"
        reply = {"type": "message", "user": "U_ann", "channel": "D_u_ann", "thread_ts": card["ts"]}
        await plain.tells(**reply, ts="1800000001.000100", text="Hello Vera, *how* are you?", subtype=None)
        await vera.sees("Ann Lee: Hello Vera, how are you?")
        await vera.writes("Fine!")

        async def arrived() -> bool:
            return any(post["text"] == "Fine!" for post in plain.slack.posted)

        await until(arrived)
        assert {post.get("thread_ts") for post in plain.slack.posted[1:]} == {card["ts"]}
        await plain.tells(**reply, ts="1800000002.000100", text="!end", channel_type="im", bot_id=None)
        await vera.sees("= ended by agent: agent_ended")
    assert "chat.postMessage" not in plain.slack.strange

"""A conversation that goes from Slack to the desk and back: nothing of it belongs to one platform."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientWebSocketResponse

from tests.fake_slack import FakeSlack
from tests.scenes.conftest import sites
from tests.scenes.house import in_this_process
from tests.scenes.reading import seen
from tests.scenes.test_setting_up import answer, page


async def test_a_conversation_is_handed_over_to_another_platform_and_back(
    slack: FakeSlack, store_url: str
) -> None:
    site = f"scene{next(sites)}"
    async with (
        in_this_process(slack, store_url, site, {}, at_the_desk=("robin",)) as house,
        page(house.url, "robin") as robin,
    ):
        await answer(robin, "away")
        ann = await house.hire("Ann Lee")
        async with house.visitor() as vera:
            card = await house.chat(ann, vera)
            await ann.writes("Which size?", in_thread=card)
            await ann.writes("// a key account", in_thread=card)
            await answer(robin, "available")
            await ann.writes("!transfer robin she waits", in_thread=card)
            theirs = await until_posted(robin, "title", "Vera would like to talk")
            said = await until_posted(robin, "text", "Robin): she waits")
            assert "Ann Lee: Which size?" in said["text"]
            assert "Ann Lee (note): a key account" in said["text"]
            await replies(robin, theirs, "Hello from the desk")
            await vera.sees("Robin: Hello from the desk")
            await house.shows(ann, card, "Handed over to Robin, who goes on.")
            await replies(robin, theirs, "!transfer Ann Lee back to you")
            second = await house.offer(ann, number=2)
            await house.shows(ann, second, "Robin (to Ann Lee): back to you")
            await house.shows(ann, second, "Robin: Hello from the desk")
            await ann.writes("Here I am again", in_thread=second)
            await vera.sees("Ann Lee: Here I am again")
            assert vera.heard == ["Which size?", "Hello from the desk", "Here I am again"]
            assert "desk:" not in seen(ann.thread(second))


async def replies(socket: ClientWebSocketResponse, card: dict[str, Any], text: str) -> None:
    """Write in a thread of the desk."""
    await socket.send_json({"type": "reply", "id": f"r{len(text)}", "thread": card["id"], "text": text})


async def until_posted(socket: ClientWebSocketResponse, field: str, text: str) -> dict[str, Any]:
    """Read on until a post has a text in one of its fields."""
    while True:
        frame = await socket.receive_json(timeout=10)
        for _, post in frame.get("posts", []):
            if text in str(post.get(field, "")):
                found: dict[str, Any] = post
                return found

"""A message that a visitor leaves stands at the desk for everybody, and what is answered there stays there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse

from tests.scenes.test_setting_up import answer, desk_house, page
from tests.scenes.visitor import Visitor


pytestmark = pytest.mark.timeout(60)


async def test_everybody_at_the_desk_follows_up_on_a_visitor_whom_nobody_took(store_url: str) -> None:
    async with desk_house(store_url, "desk-follow-up") as (url, code):
        async with page(url, "robin") as robin, page(url, "sam") as sam:
            for line in (f"admin claim {code}", "away"):
                await answer(robin, line)
            await answer(sam, "away")
            assert "*#help*" in await answer(robin, "setting set missed_channel #help")
        async with Visitor(f"{url.replace('http', 'ws', 1)}/visitor/desk-follow-up") as vera:
            await vera.asks_for_a_person()
            values = {"email": "vera@example.com", "message": "Please call me."}
            await vera.answered(await vera.sends("capture", card="follow_up", values=values))
            await vera.sees("= ended by system: missed")
            async with page(url, "sam") as sam:
                posts = shared(sam)
                card, said = await anext(posts), await anext(posts)
                assert (card["title"], card["channel"]) == ("Vera left a message", "desk:local:#help")
                assert ["Message", "Please call me."] in card["facts"]
                assert "Please call me." in said["text"]
                await sam.send_json({"type": "reply", "id": "r1", "thread": card["id"], "text": "Hi Vera"})
                by_sam, told = await anext(posts), await anext(posts)
                assert (by_sam["author"], told["type"]) == ("Sam", "whispered")
                assert told["text"].endswith("Write to them at vera@example.com")
            assert vera.heard == []


async def shared(socket: ClientWebSocketResponse) -> AsyncIterator[dict[str, Any]]:
    """The posts on the board that everybody shares, as the page is shown them."""
    while True:
        frame = await socket.receive_json(timeout=10)
        for _, post in frame.get("posts", []) if frame.get("shared") else []:
            yield post

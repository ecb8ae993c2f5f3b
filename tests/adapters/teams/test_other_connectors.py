"""Answers of connectors that leave out, name or add what ours does not: what they mean is the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.adapters.teams.connector import Connector, Member, open_session
from bot.adapters.teams.names import teams_channel
from bot.ids import Channel


TENANT = "11111111-2222-3333-4444-555555555555"
SUPPORT = teams_channel(TENANT, "19:support@thread.tacv2")


class Granted:
    """A token for everybody."""

    async def get(self) -> str:
        return "token"

    async def renewed(self, refused: str) -> str:
        return "token"


class Answering:
    """A connector that says one thing, whatever it is asked."""

    def __init__(self) -> None:
        self.says: Any = {}
        self.url = ""
        self.asked: list[str] = []

    async def of(self, tenant: str) -> str:
        return self.url

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.method} {request.path}")
        return web.json_response(self.says)


@pytest.fixture
async def other() -> AsyncIterator[Answering]:
    answering = Answering()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answering.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    answering.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield answering
    await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session() as opened:
        yield opened


@pytest.fixture
def connector(other: Answering, session: ClientSession) -> Connector:
    return Connector(session, Granted(), other, app_id="app", hosts=[other.url])


async def test_members_without_an_address_or_by_older_names_are_members(
    other: Answering, connector: Connector
) -> None:
    other.says = {
        "continuationToken": None,
        "members": [
            {
                "id": "29:ann",
                "name": "Ann Lee",
                "email": None,
                "surname": None,
                "objectId": "a1",
                "locale": "en",
            },
            {"name": "of no id"},
            {"id": "29:bob", "name": "Bob Ray", "aadObjectId": "b2", "userRole": None},
        ],
    }
    found = await connector.members(SUPPORT)
    assert found == [
        Member("29:ann", name="Ann Lee", object_id="a1"),
        Member("29:bob", name="Bob Ray", aad_object_id="b2"),
    ]
    assert [member.entra_id for member in found] == ["a1", "b2"]


@pytest.mark.parametrize(
    "says",
    [
        {"id": "19:support@thread.tacv2;messageid=1700000000001", "activityId": "1700000000001"},
        {"id": "19:support@thread.tacv2;messageid=1700000000001"},
        {"id": "19:support@thread.tacv2", "activityId": "1700000000001", "serviceUrl": None},
    ],
)
async def test_a_thread_is_known_by_its_conversation_or_by_its_first_post(
    other: Answering, connector: Connector, says: dict[str, object]
) -> None:
    other.says = says
    assert await connector.post_root(SUPPORT, {"type": "message", "text": "A visitor"}) == "1700000000001"


@pytest.mark.parametrize("ending", ["", "/", "/emea", "/emea/", f"/emea/{TENANT}/", "//"])
async def test_an_address_may_end_as_it_likes(other: Answering, connector: Connector, ending: str) -> None:
    bare, other.says = other.url, {"id": "1700000000002"}
    other.url = f"{bare}{ending}"
    await connector.reply(Channel(SUPPORT), "1700000000001", {"type": "message", "text": "Hello"})
    [asked] = other.asked
    path = "/v3/conversations/19:support@thread.tacv2;messageid=1700000000001/activities"
    assert asked == f"POST {ending.rstrip('/')}{path}"

"""Socket Mode, with the SDK's client and Bolt's handler on the other side."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack

from .conftest import error_of


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(socket_mode=True) as slack:
        yield slack


@pytest.fixture
async def handler(slack: FakeSlack, client: AsyncWebClient) -> AsyncIterator[AsyncSocketModeHandler]:
    bolt = AsyncApp(client=client)
    handler = AsyncSocketModeHandler(bolt, slack.app_token, web_client=client, ping_interval=0.1)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await slack.until(lambda: slack.sockets.connections)
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped


async def link(
    slack: FakeSlack, session: aiohttp.ClientSession, *, autoping: bool = True
) -> aiohttp.ClientWebSocketResponse:
    """A bare connection that has read its hello."""
    async with session.post(
        f"{slack.api_url}apps.connections.open", headers={"Authorization": f"Bearer {slack.app_token}"}
    ) as answer:
        url = (await answer.json())["url"]
    ws = await session.ws_connect(url, autoping=autoping)
    assert (await ws.receive_json())["type"] in ("hello", "disconnect")
    return ws


async def test_events_and_answers_travel_over_the_socket(
    slack: FakeSlack, handler: AsyncSocketModeHandler
) -> None:
    heard: list[str] = []

    @handler.app.event("message")
    async def hear(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    @handler.app.command("/livechat")
    async def command(ack: AsyncAck) -> None:
        await ack("pong")

    ann = slack.user("Ann Lee")
    await ann.writes("Hello")
    await slack.until(lambda: heard == ["Hello"])
    assert (await ann.types("/livechat")).ok
    assert [seen.text for seen in ann.ephemerals] == ["pong"]


async def test_only_an_app_token_opens_a_connection(slack: FakeSlack, client: AsyncWebClient) -> None:
    assert await error_of(client.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
    assert await error_of(client.apps_connections_open(app_token=f"{slack.app_token}x")) == "invalid_auth"


async def test_without_socket_mode_there_is_no_connection() -> None:
    async with FakeSlack() as slack:
        client = AsyncWebClient(base_url=slack.api_url, retry_handlers=[])
        assert await error_of(client.apps_connections_open(app_token=slack.app_token)) == "access_denied"


async def test_it_is_http_or_a_socket_never_both(slack: FakeSlack) -> None:
    with pytest.raises(ConnectionError, match="never both"):
        await slack.connect("http://127.0.0.1:1/slack/events")


async def test_a_ticket_is_good_for_one_connection(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    ws = await link(slack, session)
    url = str(ws._response.url)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)
    await ws.close()


async def test_an_envelope_goes_to_one_connection_and_comes_again_unless_acknowledged(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    slack.settings.ack_limit = 0.1
    ws = await link(slack, session)
    await slack.user("Ann Lee").writes("Hello")
    first = await ws.receive_json()
    slack.settings.ack_limit = 3.0  # for the second, which is acknowledged
    second = await ws.receive_json()
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert (first["retry_attempt"], second["retry_attempt"], second["retry_reason"]) == (0, 1, "http_timeout")
    assert first["accepts_response_payload"] is False
    await ws.send_json({"envelope_id": second["envelope_id"]})
    await slack.settled()
    assert len(slack.events.attempts) == 2
    await ws.close()


async def test_each_payload_goes_to_any_one_of_several(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    slack.settings.ack_limit, slack.settings.retry_delays = 0.05, ()
    sockets = [await link(slack, session) for _ in range(3)]
    ann = slack.user("Ann Lee")
    for number in range(30):
        await ann.writes(str(number))
    await slack.settled()
    received = [connection.received for connection in slack.sockets.connections]
    assert sum(received) == 30
    assert all(received)
    for ws in sockets:
        await ws.close()


async def test_the_eleventh_connection_is_refused(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    sockets = [await link(slack, session) for _ in range(10)]
    slack.settings.tiers = False
    async with session.post(
        f"{slack.api_url}apps.connections.open", headers={"Authorization": f"Bearer {slack.app_token}"}
    ) as answer:
        url = (await answer.json())["url"]
    ws = await session.ws_connect(url)
    assert (await ws.receive_json())["reason"] == "too_many_websockets"
    assert (await ws.receive()).type is aiohttp.WSMsgType.CLOSE
    assert (len(slack.sockets.connections), slack.sockets.refused) == (10, 1)
    for open_one in sockets:
        await open_one.close()


async def test_a_tight_reconnect_loop_is_throttled(slack: FakeSlack, client: AsyncWebClient) -> None:
    for _ in range(10):
        await client.apps_connections_open(app_token=slack.app_token)
    assert await error_of(client.apps_connections_open(app_token=slack.app_token)) == "ratelimited"


@pytest.mark.parametrize("trouble", ["warn", "drop", "half_open"])
async def test_the_sdk_comes_back_after_trouble(
    slack: FakeSlack, handler: AsyncSocketModeHandler, trouble: str
) -> None:
    number = slack.sockets.connections[0].number
    getattr(slack.sockets, trouble)()
    await slack.until(lambda: any(c.number > number for c in slack.sockets.connections))
    assert await handler.client.is_connected()


async def test_what_is_sent_into_a_half_open_connection_is_lost_and_comes_again(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    slack.settings.ack_limit = 0.1
    dead = await link(slack, session, autoping=False)
    slack.sockets.half_open()
    await slack.user("Ann Lee").writes("Hello")
    await slack.until(lambda: len(slack.events.attempts) == 2)
    alive = await link(slack, session)
    slack.sockets.drop(0)
    await slack.until(lambda: len(slack.sockets.connections) == 1)
    slack.clock.advance(60)
    assert (await alive.receive_json())["payload"]["event"]["text"] == "Hello"
    assert (await dead.receive()).type is aiohttp.WSMsgType.PING
    assert (await dead.receive()).type is not aiohttp.WSMsgType.TEXT
    await alive.close()
    await dead.close()

"""The floor: a bridge of the kind one writes in an afternoon. Everything in memory, nothing promised.

``python -m tests.benchmarks.floor PORT API_URL``
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys

import uvloop
from aiohttp import ClientSession, TCPConnector, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from tests.benchmarks.stub_slack import BOT, BOT_ID, SECRET, TEAM


async def bridge(port: int, api_url: str) -> None:
    """Visitors on ``/``, Slack on ``/slack/events``."""
    logging.disable(logging.WARNING)  # Bolt warns of a token that is given twice
    session = ClientSession(connector=TCPConnector(limit=0))
    client = AsyncWebClient(token="xoxb-floor", base_url=api_url, session=session)  # noqa: S106  a stub's
    sockets: dict[str, web.WebSocketResponse] = {}

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=TEAM,
            bot_token="xoxb-floor",  # noqa: S106  a stub's
            bot_id=BOT_ID,
            bot_user_id=BOT,
        )

    bolt = AsyncApp(signing_secret=SECRET, client=client, authorize=authorize)

    @bolt.event("message")
    async def heard(event: dict[str, str]) -> None:
        socket = sockets.get(event.get("thread_ts", ""))
        if socket is not None:
            await socket.send_str(json.dumps({"text": event["text"]}))

    @bolt.event(re.compile(".*"))
    async def other() -> None:
        """Acknowledge the rest."""

    async def visitor(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        channel = request.query["channel"]
        parent = await client.chat_postMessage(channel=channel, text="A visitor")
        sockets[thread := str(parent["ts"])] = socket
        async for message in socket:
            text = json.loads(message.data)["text"]
            await client.chat_postMessage(channel=channel, thread_ts=thread, text=text, username="Anna")
        return socket

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_get("/", visitor)
    app.router.add_post("/slack/events", events)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(bridge(int(sys.argv[1]), sys.argv[2]))

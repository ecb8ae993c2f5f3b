"""Whether Slack's requests can reach us, tried from outside: a request that is signed as Slack signs, a Socket Mode hello."""

from __future__ import annotations

import asyncio
import json
import secrets
import time

from aiohttp import ClientError, ClientSession, WSMsgType
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.check import why
from bot.adapters.slack.errors import error_name, outcomes
from bot.errors import PlatformError
from bot.ports import Point


SIGNED = "Slack: signed requests"
SOCKET_MODE = "Slack: Socket Mode"
PATIENCE = 3.0
"""Seconds: https://docs.slack.dev/apis/events-api says that the endpoint answers within three."""

APP_LEVEL = (
    "Under Basic Information, App-Level Tokens, generate one with the scope connections:write, and set "
    "THREADLINE_SLACK_APP_TOKEN to it. Switch Enable Socket Mode on, under Socket Mode."
)


async def signed_request(session: ClientSession, url: str, signing_secret: str) -> Point:
    """Send what Slack sends to prove an address, and see that it is met."""
    challenge = secrets.token_hex(8)
    body = json.dumps({"type": "url_verification", "challenge": challenge})
    stamp = str(int(time.time()))
    signature = SignatureVerifier(signing_secret).generate_signature(timestamp=stamp, body=body) or ""
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    try:
        async with (
            asyncio.timeout(PATIENCE),
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            status, said = answer.status, (await answer.content.read(2000)).decode(errors="replace")
    except (ClientError, OSError, ValueError) as error:
        return Point(
            SIGNED, False, f"{url} did not answer within {PATIENCE:g} s ({type(error).__name__}). {HAND_ON}"
        )
    return (
        Point(SIGNED) if status == 200 and challenge in said else Point(SIGNED, False, _refused(url, status))
    )


HAND_ON = "Have your web server pass /slack/ on to Threadline, with the body and the headers as they came."


def _refused(url: str, status: int) -> str:
    match status:
        case 401:
            return (
                "The Threadline that answers has another signing secret, or its clock is wrong: copy the Signing Secret "
                "from Basic Information into THREADLINE_SLACK_SIGNING_SECRET, and restart."
            )
        case 404:
            return f"Nobody takes Slack's requests at {url}: is THREADLINE_SLACK_APP_TOKEN set there, or --only gateway? {HAND_ON}"
        case _:
            return f"{url} answers with status {status}. {HAND_ON}"


async def socket_hello(session: ClientSession, web: AsyncWebClient, app_token: str, *, greet: bool) -> Point:
    """See that Slack gives us an address for Socket Mode and, with `greet`, that it says hello there.

    No `greet` where another process is connected: some of what is meant for it would come to us.
    """
    try:
        with outcomes("apps.connections.open"):
            answer = await web.apps_connections_open(app_token=app_token)
    except PlatformError as error:
        cause = error.__cause__
        if isinstance(cause, SlackApiError) and (name := error_name(cause)):
            return Point(SOCKET_MODE, False, f"Slack says {name}. {APP_LEVEL}")
        return Point(SOCKET_MODE, False, why(error))
    return await _greeted(session, str(answer["url"])) if greet else Point(SOCKET_MODE)


async def _greeted(session: ClientSession, url: str) -> Point:
    blocked = (
        "no WebSocket to Slack comes about. Let this machine connect to wss-primary.slack.com, port 443."
    )
    try:
        async with asyncio.timeout(PATIENCE), session.ws_connect(url) as socket:
            frame = await socket.receive()
            if frame.type is WSMsgType.TEXT and json.loads(frame.data).get("type") == "hello":
                return Point(SOCKET_MODE)
            said = "Slack does not say hello"
    except (ClientError, OSError, ValueError, AttributeError) as error:
        said = type(error).__name__
    return Point(SOCKET_MODE, False, f"{said}: {blocked}")

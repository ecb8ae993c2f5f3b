"""Ways to look at the fake's messages, and to send it anything."""

from __future__ import annotations

import hashlib
import hmac
import io
import time
from collections.abc import Mapping

import aiohttp

from bot.ids import PostRef, ThreadRef, split_ref
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human
from tests.fake_slack.places import found_message


def message_of(slack: FakeSlack, ann: Human, ref: ThreadRef | PostRef) -> Message:
    """The fake's message of one of our references, in Ann's direct messages."""
    return found_message(slack.platform, (ann.dm.id, split_ref(ref)[1]))


async def send(
    slack: FakeSlack, body: bytes, *, form: bool = False, headers: Mapping[str, str] | None = None
) -> int:
    """Send raw bytes to our address, signed by Slack unless `headers` say otherwise; the status."""
    stamp = str(int(time.time()))
    signed = f"v0:{stamp}:".encode() + body
    signature = "v0=" + hmac.new(slack.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    usual = {
        "Content-Type": "application/x-www-form-urlencoded" if form else "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    assert slack._requests is not None
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            slack._requests.url, data=io.BytesIO(body), headers={**usual, **(headers or {})}
        ) as answer,
    ):
        return answer.status

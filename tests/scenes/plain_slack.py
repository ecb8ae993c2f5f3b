"""Another Slack than our strict one, as little as can be: without all that may be left out.

It knows no method that a conversation can do without, writes null for what it has not got, calls people and channels by
ids with small letters, and asks once for a fraction of a second's pause.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

from tests.scenes.plain_server import Answer, PlainServer, sent


SECRET = "a signing secret of the plain Slack"  # noqa: S105  it opens nothing
BOT = "U_bot"


class PlainSlack:
    """Keeps what was posted. To be used with ``with``."""

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []
        """Messages, with their `ts`, as they were last changed."""
        self.strange: list[str] = []
        """Methods that were asked for, and that it does not know."""
        self._stamps = (f"17{n:08d}.000100" for n in itertools.count(1))
        self._paused = False
        self._server = PlainServer(self.answer)
        self.api_url = f"{self._server.url}/api/"

    def __enter__(self) -> PlainSlack:
        self._server.open()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    # --- what we ask of it

    def answer(self, verb: str, path: str, asked: dict[str, Any]) -> Answer:
        """The status, the headers and the body of an answer."""
        assert verb in ("GET", "POST")
        match method := path.removeprefix("/api/"):
            case "auth.test":
                who = {"url": None, "team": "Plain", "team_id": "T_plain", "user": "threadline"}
                return yes(**who, user_id=BOT, bot_id="B_bot", expires_in=None)
            case "conversations.open":
                return yes(channel={"id": f"D_{asked['users'].lower()}"}, no_op=None)
            case "users.info":
                profile = {"display_name": "", "real_name": "Ann Lee", "image_192": None, "email": None}
                user = {"id": asked["user"], "team_id": None, "deleted": False, "profile": profile}
                return yes(user=user)
            case "chat.postMessage" if not self._paused:
                self._paused = True
                return Answer(429, {"RETRY-AFTER": "0.05"}, {"ok": False, "error": "ratelimited"})
            case "chat.postMessage":
                self.posted.append({**asked, "ts": next(self._stamps)})
                return yes(ts=self.posted[-1]["ts"], message={}, warning=None)
            case "chat.update":
                changed = next(one for one in self.posted if one["ts"] == asked["ts"])
                changed.update(asked)
                return yes(ts=asked["ts"])
            case _:
                self.strange.append(method)
                return Answer(200, {}, {"ok": False, "error": "unknown_method"})

    # --- what it sends us

    def command(self, url: str, user: str, text: str) -> str:
        """Type a slash command; what was answered at once."""
        given = {
            "command": "/livechat",
            "text": text,
            "user_id": user,
            "team_id": "T_plain",
            "response_url": "",
        }
        answer = self._send(url, urlencode(given).encode(), "application/x-www-form-urlencoded")
        return str(json.loads(answer)["text"])

    def event(self, url: str, event: dict[str, Any]) -> None:
        """Tell of an event, with the least that may stand around it."""
        body = json.dumps(
            {"type": "event_callback", "event_id": f"Ev{event['ts']}", "event": event}, indent=1
        )
        self._send(url, b"\n" + body.encode(), "application/json")

    def _send(self, url: str, body: bytes, kind: str) -> bytes:
        stamp = str(int(time.time()))
        signed = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "content-type": kind,
            "x-slack-request-timestamp": stamp,
            "X-SLACK-SIGNATURE": f"v0={signed}",
        }
        status, read = sent(f"{url}/slack/events", body, headers)
        assert status == 200, (status, read)
        return read


def yes(**content: Any) -> Answer:
    """It was done."""
    return Answer(200, {}, {"ok": True, **content})

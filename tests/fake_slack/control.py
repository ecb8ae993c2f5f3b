"""The same over HTTP, for when the fake is a process of its own.

POST JSON to /_control/<verb>; the body holds the arguments under the names that Python uses, and the answer is JSON.

    /_control/about                                    addresses, ids and secrets
    /_control/user {"name": "Ann Lee"}                 {"id": "U...", "dm": "D..."}
    /_control/writes {"who": "Ann Lee", "text": "Hi"}  what a person does names the person in `who`
    /_control/events.hold, /_control/clock.advance {"seconds": 60}, /_control/sockets.drop
    /_control/settings {"pace": false}
    /_control/wait {"verb": "posts", "arguments": {}, "at_least": 1, "containing": "Hi", "timeout": 5}

People are named by their full name, channels by name or id ("dm:Ann Lee" for hers), messages as
{"channel": ..., "ts": ...}, a person's modal or Home as "modal" or "home", files as [name, base64], the bot as "bot".
What is answered: see `tests.fakes.control`.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from tests.fakes import control

from .encoding import encoded
from .errors import Refused
from .modal import Modal
from .places import found_channel, found_message
from .world import Channel, Json, Message


if TYPE_CHECKING:
    from .server import FakeSlack


PEOPLE = [
    "writes",
    "edits",
    "deletes",
    "reacts",
    "unreacts",
    "presses",
    "selects",
    "types",
    "shortcut",
    "opens_home",
    "opens_messages",
    "home",
    "modal",
    "submits",
    "closes",
    "sees",
    "thread",
    "ephemerals",
    "joins",
    "leaves",
    "sets_presence",
    "snoozes",
    "renames",
    "changes_picture",
]
SLACK = [
    "user",
    "channel",
    "workspace",
    "group",
    "bot",
    "connect",
    "disconnect",
    "reenable",
    "settled",
    "history",
    "calls",
    "posts",
    "throttled",
    "fail",
    "forge",
    "revoke",
    "uninstall",
    "archive",
    "rename",
    "remove",
    "kick",
    "lock_thread",
    "delete",
    "unfurl",
    "change_user",
    "decide",
    "goes_dark",
    "comes_back",
    "another_app_writes",
    "system_message",
]
PARTS = [
    "clock.advance",
    "events.hold",
    "events.release",
    "events.repeat",
    "sockets.warn",
    "sockets.drop",
    "sockets.half_open",
]


class Control(control.Control):
    """Reads and writes what this fake's verbs take and return."""

    def __init__(self, slack: FakeSlack) -> None:
        verbs = control.Verbs(PEOPLE, SLACK, PARTS)
        super().__init__(slack, slack.settings, slack.platform.changes, verbs, (Refused,))
        self._slack = slack

    def decoded(self, name: str, value: Any, who: str | None) -> Any:
        """By the names of parameters."""
        match name:
            case "channel" | "to":
                return self._channel(value)
            case "message" | "in_thread" | "on":
                return self._place(value, who)
            case "members":
                return [self._slack.user(member) for member in value]
            case "user":
                return self._slack.bot() if value == "bot" else self._slack.user(value)
            case "team":
                return self._slack.workspace(value)
            case "files":
                return [(file, base64.b64decode(content)) for file, content in value]
            case _:
                return value

    def _channel(self, value: str) -> Channel:
        kind, _, name = value.partition(":")
        return self._slack.user(name).dm if kind == "dm" else found_channel(self._slack.platform, value)

    def _place(self, value: Any, who: str | None) -> Message | Modal:
        if value in ("modal", "home"):
            view = getattr(self._slack.user(who or ""), value)
            if view is None:
                raise LookupError(f"{who} has no {value} open")
            return view  # type: ignore[no-any-return]  # the property of that name
        return found_message(self._slack.platform, (self._channel(value["channel"]), value["ts"]))

    def about(self) -> Json:
        """What an app needs to be set up for this Slack."""
        slack, bot = self._slack, self._slack.bot()
        names = (
            "base_url",
            "api_url",
            "authorize_url",
            "signing_secret",
            "app_token",
            "app_id",
            "client_id",
            "client_secret",
        )
        return {**{name: getattr(slack, name) for name in names}, **encoded(bot), "team_id": slack.team.id}

    def encoded(self, value: Any) -> Any:
        """As `encoding` says."""
        return encoded(value)

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
Answers: 200; 400 with {"error": ...} for arguments that make no sense; 404 for an unknown verb.
"""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import inspect
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

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
MISTAKES = (LookupError, PermissionError, ConnectionError, TypeError, ValueError, AssertionError, Refused)


class UnknownVerb(Exception):
    """Raised when there is nothing of this name to do."""


class Control:
    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack
        self._own: dict[str, Callable[[Json], Any]] = {
            "about": lambda _: self.about(),
            "settings": self._settings,
            "wait": self._wait,
        }

    async def answer(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        try:
            result = await self._do(verb, json.loads(await request.read() or b"{}"))
        except UnknownVerb:
            return web.json_response({"error": f"there is no verb {verb}"}, status=404)
        except MISTAKES as mistake:
            return web.json_response({"error": str(mistake) or repr(mistake)}, status=400)
        return web.json_response(result)

    async def _do(self, verb: str, given: Json) -> Any:
        if verb in self._own:
            result = self._own[verb](given)
        else:
            who = given.pop("who", None)
            action = self._action(verb, who)
            result = (
                action(**{name: self._decoded(name, value, who) for name, value in given.items()})
                if callable(action)
                else action
            )
        return encoded(await result if inspect.isawaitable(result) else result)

    def _action(self, verb: str, who: str | None) -> Any:
        if who is not None and verb in PEOPLE:
            return getattr(self._slack.user(who), verb)
        if who is None and verb in SLACK:
            return getattr(self._slack, verb)
        if who is None and verb in PARTS:
            part, _, name = verb.partition(".")
            return getattr(getattr(self._slack, part), name)
        raise UnknownVerb(verb)

    def _decoded(self, name: str, value: Any, who: str | None) -> Any:
        if value is None:
            return None
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

    def _settings(self, given: Json) -> Json:
        known = {field.name for field in dataclasses.fields(self._slack.settings)}
        if unknown := set(given) - known:
            raise LookupError(f"no such settings: {', '.join(sorted(unknown))}")
        for name, value in given.items():
            setattr(self._slack.settings, name, set(value) if name == "subscriptions" else value)
        return {name: encoded(getattr(self._slack.settings, name)) for name in sorted(known)}

    async def _wait(self, given: Json) -> Any:
        """Wait until a verb that lists something lists so much of it, each holding a text."""
        text, least, timeout = (
            given.get("containing", ""),
            given.get("at_least", 1),
            given.get("timeout", 5.0),
        )
        found: list[Any] = []
        try:
            async with asyncio.timeout(timeout):
                while len(found) < least:
                    changed = self._slack.platform.changes.next()
                    listed = await self._do(given["verb"], dict(given.get("arguments", {})))
                    found = [entry for entry in listed if text in json.dumps(entry, ensure_ascii=False)]
                    if len(found) < least:
                        await changed.wait()
        except TimeoutError:
            raise AssertionError(
                f"still not so after {timeout} s: {least} of {given['verb']} with {text!r}"
            ) from None
        return found

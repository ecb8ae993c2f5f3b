"""The same over HTTP, for when the fake is a process of its own.

POST JSON to /_control/<verb>; the body holds the arguments under the names that Python uses, and the answer is JSON.

    /_control/about                                    addresses, ids and secrets
    /_control/user {"name": "Ann Lee"}                 {"id": "29:...", "chat": "a:..."}
    /_control/writes {"who": "Ann Lee", "text": "Hi"}  what a person does names the person in `who`
    /_control/events.hold, /_control/clock.advance {"seconds": 60}, /_control/keys.rotate
    /_control/settings {"buckets": false}
    /_control/wait {"verb": "posts", "arguments": {}, "at_least": 1, "containing": "Hi", "timeout": 5}

People are named by their full name, teams by theirs, channels by name or id ("chat:Ann Lee" for hers), messages as
{"channel": ..., "ref": ...}, files as [name, base64].
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
from .places import found_channel, found_message
from .world import Channel, Json, Message, Team


if TYPE_CHECKING:
    from .server import FakeTeams


PEOPLE = {
    "writes", "edits", "deletes", "undeletes", "reacts", "unreacts", "presses", "looks_at", "submits",
    "closes", "dialog", "sees", "thread", "copies_link", "installs", "uninstalls", "blocks", "unblocks", "joins",
    "leaves", "sets_presence", "renames", "changes_picture",
}  # fmt: skip
TEAMS = {
    "user", "team", "channel", "group_chat", "add_tenant", "connect", "disconnect", "settled", "history",
    "calls", "posts", "throttled", "offences", "fail", "forge", "lures", "install", "remove_app",
    "disable", "moves", "add_channel", "rename", "remove", "restore", "archive", "delete_team", "kick",
    "delete", "another_app_writes", "sends", "goes_dark", "comes_back",
}  # fmt: skip
PARTS = {
    "clock.advance", "events.hold", "events.release", "events.repeat", "keys.rotate", "tokens.revoke",
    "offences.forgive",
}  # fmt: skip
ADDRESSES = (
    "base_url", "service_url", "files_url", "login_url", "openid_url", "graph_url", "imds_url", "identity_endpoint",
)  # fmt: skip
MISTAKES = (LookupError, PermissionError, ConnectionError, TypeError, ValueError, AssertionError, Refused)


class UnknownVerb(Exception):
    """Raised when there is nothing of this name to do."""


class Control:
    def __init__(self, teams: FakeTeams) -> None:
        self._teams = teams
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
                action(**{name: self._decoded(name, value) for name, value in given.items()})
                if callable(action)
                else action
            )
        return encoded(await result if inspect.isawaitable(result) else result)

    def _action(self, verb: str, who: str | None) -> Any:
        if who is not None and verb in PEOPLE:
            return getattr(self._teams.user(who), verb)
        if who is None and verb in TEAMS:
            return getattr(self._teams, verb)
        if who is None and verb in PARTS:
            part, _, name = verb.partition(".")
            return getattr(getattr(self._teams, part), name)
        raise UnknownVerb(verb)

    def _decoded(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        match name:
            case "channel" | "to":
                return self._channel(value)
            case "where" | "what":
                return self._team_or_channel(value)
            case "team":
                return self._teams.team(value)
            case "message" | "in_thread" | "on" | "quoting":
                return self._message(value)
            case "members":
                return [self._teams.user(member) for member in value]
            case "by":
                return self._teams.user(value)
            case "tenant":
                return self._teams.add_tenant(value)
            case "files" | "images":
                return [(file, base64.b64decode(content)) for file, content in value]
            case _:
                return value

    def _channel(self, value: str) -> Channel:
        kind, _, name = value.partition(":")
        return self._teams.user(name).chat if kind == "chat" else found_channel(self._teams.platform, value)

    def _team_or_channel(self, value: str) -> Team | Channel:
        named = [team for team in self._teams.tenant.teams.values() if team.name == value]
        return named[0] if named else self._channel(value)

    def _message(self, value: Json) -> Message:
        return found_message(self._teams.platform, (self._channel(value["channel"]), value["ref"]))

    def about(self) -> Json:
        """What an app needs to be set up for this Teams."""
        teams = self._teams
        app = {"app_id": teams.app.app_id, "app_secret": teams.app.secret, "bot_id": teams.app.bot_id}
        proof = {"tenant_id": teams.tenant.id, "identity_header": teams.login.identity_header}
        return {**{name: getattr(teams, name) for name in ADDRESSES}, **app, **proof}

    def _settings(self, given: Json) -> Json:
        known = {field.name for field in dataclasses.fields(self._teams.settings)}
        if unknown := set(given) - known:
            raise LookupError(f"no such settings: {', '.join(sorted(unknown))}")
        for name, value in given.items():
            setattr(self._teams.settings, name, set(value) if name == "graph" else value)
        return {name: encoded(getattr(self._teams.settings, name)) for name in sorted(known)}

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
                    changed = self._teams.platform.changes.next()
                    listed = await self._do(given["verb"], dict(given.get("arguments", {})))
                    found = [entry for entry in listed if text in json.dumps(entry, ensure_ascii=False)]
                    if len(found) < least:
                        await changed.wait()
        except TimeoutError:
            raise AssertionError(
                f"still not so after {timeout} s: {least} of {given['verb']} with {text!r}"
            ) from None
        return found

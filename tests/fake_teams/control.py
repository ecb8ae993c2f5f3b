"""The same over HTTP, for when the fake is a process of its own.

POST JSON to /_control/<verb>; the body holds the arguments under the names that Python uses, and the answer is JSON.

    /_control/about                                    addresses, ids and secrets
    /_control/user {"name": "Ann Lee"}                 {"id": "29:...", "chat": "a:..."}
    /_control/writes {"who": "Ann Lee", "text": "Hi"}  what a person does names the person in `who`
    /_control/events.hold, /_control/clock.advance {"seconds": 60}, /_control/keys.rotate
    /_control/settings {"buckets": false}
    /_control/wait {"verb": "posts", "arguments": {}, "at_least": 1, "containing": "Hi", "timeout": 5}

People are named by their full name, teams by theirs, channels by name or id ("chat:Ann Lee" for hers), messages as
{"channel": ..., "ref": ...}, files as [name, base64]. What is answered: see `tests.fakes.control`.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from tests.fakes import control

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


class Control(control.Control):
    """Reads and writes what this fake's verbs take and return."""

    def __init__(self, teams: FakeTeams) -> None:
        verbs = control.Verbs(PEOPLE, TEAMS, PARTS)
        super().__init__(teams, teams.settings, teams.platform.changes, verbs, (Refused,))
        self._teams = teams

    def decoded(self, name: str, value: Any, who: str | None) -> Any:
        """By the names of parameters."""
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

    def encoded(self, value: Any) -> Any:
        """As `encoding` says."""
        return encoded(value)

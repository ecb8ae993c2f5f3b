"""Secrets: from environment variables, or from the files that they name. Never in the settings file, never printed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Set
from pathlib import Path
from typing import final
from urllib.parse import urlsplit

from msgspec import Struct

from config.problem import ENVIRONMENT, Problem


SECRET = "THREADLINE_SECRET"  # noqa: S105  the name of a variable
IDENTITY_SECRET = "THREADLINE_IDENTITY_SECRET"  # noqa: S105  the name of a variable
BOT_TOKEN = "THREADLINE_SLACK_BOT_TOKEN"  # noqa: S105  the name of a variable
SIGNING_SECRET = "THREADLINE_SLACK_SIGNING_SECRET"  # noqa: S105  the name of a variable
APP_TOKEN = "THREADLINE_SLACK_APP_TOKEN"  # noqa: S105  the name of a variable
CLIENT_ID = "THREADLINE_SLACK_CLIENT_ID"
CLIENT_SECRET = "THREADLINE_SLACK_CLIENT_SECRET"  # noqa: S105  the name of a variable
ENCRYPTION_KEY = "THREADLINE_ENCRYPTION_KEY"
TEAMS_APP_ID = "THREADLINE_TEAMS_APP_ID"
TEAMS_PASSWORD = "THREADLINE_TEAMS_PASSWORD"  # noqa: S105  the name of a variable
TEAMS_TENANT = "THREADLINE_TEAMS_TENANT"
REDIS_URL = "REDIS_URL"
NAMES = (
    SECRET,
    BOT_TOKEN,
    IDENTITY_SECRET,
    SIGNING_SECRET,
    APP_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    ENCRYPTION_KEY,
    TEAMS_APP_ID,
    TEAMS_PASSWORD,
    TEAMS_TENANT,
    REDIS_URL,
)
INSTALLS = (CLIENT_ID, CLIENT_SECRET, ENCRYPTION_KEY)
"""What installing into several workspaces needs, in the place of one bot token."""

MAX_BYTES = 16_384
"""Our own limit for the file of a secret: no token comes near it."""

_CREDENTIALS = {SIGNING_SECRET: "Signing Secret", CLIENT_SECRET: "Client Secret"}
GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_VISIBLE = re.compile(r"[!-~]+")
_MAKE_ONE = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"


@final
class Secret:
    """A text that does not print itself: not in a log, not in a traceback, not in JSON."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself. Give it to whom it is for, and to nobody else."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "<Secret>"


class Secrets(Struct, frozen=True, kw_only=True):
    """What the environment holds; None is what it does not hold."""

    secret: Secret | None = None
    """Signs visitors' tokens and links. Without one and without REDIS_URL the application makes its own."""
    identity_secret: Secret | None = None
    """With it the website's server signs who a visitor is. None: nobody can be identified."""
    slack_bot_token: Secret | None = None
    slack_signing_secret: Secret | None = None
    """Slack speaks to us over HTTP, and signs with this."""
    slack_app_token: Secret | None = None
    """Socket Mode: we connect to Slack."""
    slack_client_id: Secret | None = None
    """With the next two: the app is installed into any number of workspaces, by a link."""
    slack_client_secret: Secret | None = None
    encryption_keys: tuple[Secret, ...] = ()
    """What is stored of installations is encrypted with the first; each of them opens what was encrypted with it."""
    teams_app_id: Secret | None = None
    """With the next two: the bot in Microsoft Teams. Ids are no secrets, but come with one."""
    teams_password: Secret | None = None
    """None with the app id: the bot is a managed identity, see `teams.managed_identity`."""
    teams_tenant: Secret | None = None
    redis_url: Secret | None = None
    """None: the embedded store. It is secret because it may hold a password."""


def secrets_of(environ: Mapping[str, str]) -> tuple[Secrets, list[Problem]]:
    """Read the secrets, and say what is wrong with each and with all of them together."""
    problems: list[Problem] = []
    texts = {name: _read(name, environ, problems) for name in NAMES}
    for name, text in texts.items():
        if text is not None and (problem := _objection(name, text)):
            problems.append(problem)
    problems += _incomplete(given_in(environ))
    secrets = {name: Secret(text) for name, text in texts.items() if text is not None}
    return Secrets(
        secret=secrets.get(SECRET),
        identity_secret=secrets.get(IDENTITY_SECRET),
        slack_bot_token=secrets.get(BOT_TOKEN),
        slack_signing_secret=secrets.get(SIGNING_SECRET),
        slack_app_token=secrets.get(APP_TOKEN),
        slack_client_id=secrets.get(CLIENT_ID),
        slack_client_secret=secrets.get(CLIENT_SECRET),
        encryption_keys=tuple(Secret(key) for key in (texts[ENCRYPTION_KEY] or "").split(",") if key),
        teams_app_id=secrets.get(TEAMS_APP_ID),
        teams_password=secrets.get(TEAMS_PASSWORD),
        teams_tenant=secrets.get(TEAMS_TENANT),
        redis_url=secrets.get(REDIS_URL),
    ), problems


def given_in(environ: Mapping[str, str]) -> frozenset[str]:
    """Say which variables are set, by themselves or as a file."""
    return frozenset(name for name in NAMES if _is_set(environ, name) or _is_set(environ, f"{name}_FILE"))


def _is_set(environ: Mapping[str, str], name: str) -> bool:
    """An empty variable counts as none: compose files set one for each that they mention."""
    return bool(environ.get(name, "").strip())


def _read(name: str, environ: Mapping[str, str], problems: list[Problem]) -> str | None:
    in_file = f"{name}_FILE"
    if not _is_set(environ, in_file):
        return environ[name].strip() if _is_set(environ, name) else None
    if _is_set(environ, name):
        problems.append(_problem(name, f"{in_file} as well", "one of the two", "Unset one of them."))
        return None
    try:
        with Path(environ[in_file]).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8").strip() if len(data) <= MAX_BYTES else ""
    except OSError as error:
        found = f"a file that cannot be read ({os.strerror(error.errno or 0)})"
        problems.append(_problem(in_file, found, "the path of a file", "Check the path and its permissions."))
        return None
    except ValueError:
        problems.append(_problem(in_file, "no text", "the path of a text file", "Check the path."))
        return None
    if not text:
        found = "a file larger than 16 KB" if data.strip() else "an empty file"
        problems.append(_problem(in_file, found, "a file with the secret alone in it", "Check the path."))
        return None
    return text


def _objection(name: str, text: str) -> Problem | None:
    if not _VISIBLE.fullmatch(text) or text[0] in "'\"":
        found = "quotes, spaces or characters outside ASCII in it"
        return _problem(name, found, "the secret alone", "Copy it again, without quotes and spaces.")
    if name in (SECRET, IDENTITY_SECRET) and len(text) < 32:
        return _problem(name, f"{len(text)} characters", "32 characters or more", _MAKE_ONE)
    if name == ENCRYPTION_KEY and (short := min(map(len, text.split(",")))) < 32:
        return _problem(
            name, f"a key of {short} characters", "32 characters or more; commas between keys", _MAKE_ONE
        )
    if name in _CREDENTIALS and not re.fullmatch("[0-9a-f]{32}", text):
        called = _CREDENTIALS[name]
        remedy = f"Copy it from your Slack app: Basic Information, App Credentials, {called}."
        found = f"{len(text)} characters that are no {called.lower()}"
        return _problem(name, found, "32 characters out of 0-9 and a-f", remedy)
    if name == CLIENT_ID and not re.fullmatch("[0-9]+[.][0-9]+", text):
        remedy = "Copy it from your Slack app: Basic Information, App Credentials, Client ID."
        return _problem(name, _beginning(text), "two numbers with a dot between them", remedy)
    if name == BOT_TOKEN and not text.startswith("xoxb-"):
        remedy = "Copy it from your Slack app: OAuth & Permissions, Bot User OAuth Token."
        return _problem(name, _beginning(text), "a token that begins with xoxb-", remedy)
    if name == APP_TOKEN and not text.startswith("xapp-"):
        remedy = "Copy it from your Slack app: Basic Information, App-Level Tokens."
        return _problem(name, _beginning(text), "a token that begins with xapp-", remedy)
    if name in (TEAMS_APP_ID, TEAMS_PASSWORD, TEAMS_TENANT):
        return _teams_objection(name, text)
    if name == REDIS_URL and not _is_redis(text):
        remedy = "Write for example redis://localhost:6379/0."
        return _problem(name, _beginning(text), "redis://, rediss:// or unix:// with a server", remedy)
    return None


def _teams_objection(name: str, text: str) -> Problem | None:
    """Ids are of one shape; the secret's Value is of another, so that its id is seen in its place."""
    if (re.fullmatch(GUID, text) is not None) != (name == TEAMS_PASSWORD):
        return None
    if name == TEAMS_PASSWORD:
        remedy = "In the app registration, Certificates & secrets, copy the Value of the client secret; it is shown once."
        return _problem(name, "an id, probably the Secret ID", "the Value of a client secret", remedy)
    called = "Application (client) ID" if name == TEAMS_APP_ID else "Directory (tenant) ID"
    remedy = f"Copy it from the Overview of the app registration: {called}."
    return _problem(name, _beginning(text), "an id like 00000000-1111-2222-3333-444444444444", remedy)


def _is_redis(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # only looking at it tells whether it is a port
    except ValueError:
        return False
    if parts.scheme == "unix":
        return parts.path.startswith("/") and len(parts.path) > 1
    return parts.scheme in ("redis", "rediss") and bool(parts.hostname)


def _beginning(text: str) -> str:
    return f"'{text[:5]}…'" if len(text) > 10 else f"{len(text)} characters"


def _incomplete(given: Set[str]) -> list[Problem]:
    """What is missing beside what is there."""
    problems = _incomplete_installs(given)
    if BOT_TOKEN in given and not given & {SIGNING_SECRET, APP_TOKEN}:
        found = f"neither {APP_TOKEN} nor {SIGNING_SECRET}"
        remedy = f"Set {APP_TOKEN} (Socket Mode, needs no public address), or {SIGNING_SECRET} (HTTP)."
        problems.append(_problem(BOT_TOKEN, found, "one of them beside the bot token", remedy))
    problems += [
        _problem(name, f"no {BOT_TOKEN}", "both together", f"Set {BOT_TOKEN} too.")
        for name in (APP_TOKEN, SIGNING_SECRET)
        if name in given and not given & {BOT_TOKEN, *INSTALLS}
    ]
    if REDIS_URL in given and SECRET not in given:
        found = "nothing, although REDIS_URL is set"
        problems.append(_problem(SECRET, found, "the same 32 characters or more in every process", _MAKE_ONE))
    return problems


def _incomplete_installs(given: Set[str]) -> list[Problem]:
    begun = [name for name in INSTALLS if name in given]
    if not begun:
        return []
    problems = []
    if BOT_TOKEN in given:
        remedy = f"Unset {BOT_TOKEN}: workspaces are then installed by a link, the first one too."
        found = f"{BOT_TOKEN} as well, which is for one workspace alone"
        problems.append(_problem(begun[0], found, "one of the two", remedy))
    if absent := [name for name in INSTALLS if name not in given]:
        remedy = f"Set {' and '.join(absent)} too."
        problems.append(_problem(begun[0], f"no {' and no '.join(absent)}", "all three together", remedy))
    if not given & {SIGNING_SECRET, APP_TOKEN}:
        remedy = f"Set {SIGNING_SECRET} (HTTP), or {APP_TOKEN} (Socket Mode)."
        problems.append(
            _problem(begun[0], f"neither {SIGNING_SECRET} nor {APP_TOKEN}", "one of them beside it", remedy)
        )
    return problems


def without_password(given: Set[str], *, managed: bool) -> list[Problem]:
    """What is missing of the bot in Teams. `managed` is the setting `teams.managed_identity`."""
    ids = (TEAMS_APP_ID, TEAMS_TENANT)
    if not managed and not given & {*ids, TEAMS_PASSWORD}:
        return []
    absent = [name for name in ids if name not in given]
    problems = [
        _problem(
            name,
            "nothing",
            "the bot's ids together",
            f"Set {name}: the Overview of the app registration has it.",
        )
        for name in absent
    ]
    if managed and TEAMS_PASSWORD in given:
        found = "a secret, although teams.managed_identity is true"
        remedy = f"Unset {TEAMS_PASSWORD}, or set teams.managed_identity to false."
        problems.append(_problem(TEAMS_PASSWORD, found, "one of the two", remedy))
    if not managed and TEAMS_PASSWORD not in given:
        remedy = (
            "In the app registration, Certificates & secrets, make a client secret and set it to its Value; "
            "for a managed identity set teams.managed_identity to true."
        )
        problems.append(_problem(TEAMS_PASSWORD, "nothing", "the client secret of the app", remedy))
    return problems


def _problem(name: str, found: str, allowed: str, remedy: str) -> Problem:
    return Problem(file=ENVIRONMENT, key=name, found=found, allowed=allowed, remedy=remedy)

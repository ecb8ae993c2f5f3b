"""The app package that Teams installs: a manifest and two icons in a zip."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile


SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v{}/MicrosoftTeams.schema.json"
STANDARD = "1.23"
"""The newest version of manifests that does not make us say whether we may be in private and shared channels."""
EVERYWHERE = "1.25"
"""The first version by which an app may be added there."""
APPS = uuid.UUID("6a1d52a5-52f7-4e1c-9a42-6f6c2f0f5e0d")
"""Names the ids of our packages: an app has the same one each time, so that Teams takes the package as an update."""
ICONS = ("color.png", "outline.png")
PERMISSION = "ChannelMessage.Read.Group"
"""With it a channel's messages come without a mention of the bot. A team's owner grants it by adding the app."""


class MenuEntry(NamedTuple):
    """A command that Teams offers to whoever writes to the bot; it arrives as if it were typed."""

    title: str
    description: str


class Menu(NamedTuple):
    """What it offers."""

    in_chats: Sequence[MenuEntry]
    in_teams: Sequence[MenuEntry]


class Links(NamedTuple):
    """The addresses that Teams shows to whoever adds the app."""

    website: str
    privacy: str
    terms: str


def teams_manifest(
    app_id: str, links: Links, menu: Menu, made: datetime, *, everywhere: bool = False
) -> Mapping[str, Any]:
    """Write the manifest of the bot with this app id; with `everywhere` for private and shared channels too.

    `made` becomes its version: Teams takes a package as an update only if that is higher than the last.
    Raises ValueError if the app id is no GUID, or if a link is not a whole https address; it begins with what is wrong.
    """
    app_id = _guid(app_id)
    version = EVERYWHERE if everywhere else STANDARD
    return {
        "$schema": SCHEMA.format(version),
        "manifestVersion": version,
        "version": f"{made.year}.{made.month * 100 + made.day}.{made.hour * 100 + made.minute}",
        "id": str(uuid.uuid5(APPS, app_id)),
        **_shown(links),
        "bots": [_bot(app_id, menu)],
        "defaultInstallScope": "team",
        "defaultGroupCapability": {"team": "bot"},
        "webApplicationInfo": {"id": app_id, "resource": "https://RscBasedStoreApp"},
        "authorization": {
            "permissions": {"resourceSpecific": [{"name": PERMISSION, "type": "Application"}]},
        },
        **({"supportsChannelFeatures": "tier1"} if everywhere else {}),
    }


def teams_package(manifest: Mapping[str, Any]) -> bytes:
    """Pack the manifest and the icons as Teams wants them: at the root of a zip."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        package.writestr("manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
        for name in ICONS:
            package.writestr(name, files("config").joinpath("teams", name).read_bytes())
    return packed.getvalue()


def _shown(links: Links) -> Mapping[str, Any]:
    """What people read of the app."""
    return {
        "developer": {
            "name": "Threadline",
            "websiteUrl": _https("website", links.website),
            "privacyUrl": _https("privacy", links.privacy),
            "termsOfUseUrl": _https("terms", links.terms),
        },
        "name": {"short": "Threadline", "full": "Threadline live chat"},
        "description": {
            "short": "Talk to the visitors of your website, in Teams.",
            "full": "Visitors of your website write in a small chat window; the people who can help them answer "
            "in threads of a channel, or in their chat with this app. Write help to it to see what it can do.",
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#4b46c8",
    }


def _bot(app_id: str, menu: Menu) -> Mapping[str, Any]:
    offered = {"personal": menu.in_chats, "team": menu.in_teams}
    return {
        "botId": app_id,
        "scopes": list(offered),
        "supportsFiles": True,
        "isNotificationOnly": False,
        "commandLists": [
            {"scopes": [scope], "commands": [entry._asdict() for entry in entries]}
            for scope, entries in offered.items()
        ],
    }


def _guid(text: str) -> str:
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        raise ValueError(
            f"app-id: It is like 11111111-2222-3333-4444-555555555555, found {text!r}. Copy it from the Azure Bot: "
            "Configuration, Microsoft App ID."
        ) from None


def _https(name: str, address: str) -> str:
    if len(address) > 2048 or not _is_https(address):
        raise ValueError(
            f"{name}: Teams needs a whole address like https://www.example.com, found {address!r}"
        )
    return address


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not any(map(str.isspace, address))

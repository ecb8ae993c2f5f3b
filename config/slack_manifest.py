"""The manifest from which Slack creates the app."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import yaml


_HOST = "HOST"
_REQUESTS = ("url", "request_url")
"""The keys of addresses to which Slack sends requests: Socket Mode has none of them."""

NEW_APP = "https://api.slack.com/apps?"


class Shortcut(NamedTuple):
    """An entry of the menu that every message has."""

    callback_id: str
    name: str
    description: str


def slack_manifest(
    public_url: str | None, *, socket_mode: bool | None = None, shortcuts: Sequence[Shortcut] = ()
) -> str:
    """Write the manifest as YAML.

    Slack's requests come by HTTP to `public_url`, or, with `socket_mode`, over a connection of ours; without a
    `public_url` it can only be the latter. Raises ValueError if `public_url` is not the https address of a host alone:
    Slack sends requests nowhere else.
    """
    manifest = yaml.safe_load(files("config").joinpath("slack_manifest.yaml").read_text("utf-8"))
    if shortcuts:
        manifest["features"]["shortcuts"] = [{"type": "message", **each._asdict()} for each in shortcuts]
    if socket_mode or public_url is None:
        manifest = _without_requests(manifest)
        manifest["settings"]["socket_mode_enabled"] = True
    if public_url is None:
        del manifest["oauth_config"]["redirect_urls"]
    else:
        manifest = _with_address(manifest, _address(public_url))
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True)


def one_click(manifest: str) -> str:
    """Write the address that opens Slack's page for a new app with the manifest in it."""
    return NEW_APP + urlencode({"new_app": 1, "manifest_yaml": manifest})


def _address(public_url: str) -> str:
    parts = urlsplit(public_url)
    if (
        parts.scheme != "https"
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
    ):
        raise ValueError(f"Slack needs an address like https://chat.example.com, found {public_url!r}")
    return f"https://{parts.netloc}"


def _with_address(part: Any, address: str) -> Any:
    match part:
        case dict():
            return {key: _with_address(value, address) for key, value in part.items()}
        case list():
            return [_with_address(value, address) for value in part]
        case str() if part.startswith(_HOST + "/"):
            return address + part.removeprefix(_HOST)
        case _:
            return part


def _without_requests(part: Any) -> Any:
    match part:
        case dict():
            return {key: _without_requests(value) for key, value in part.items() if key not in _REQUESTS}
        case list():
            return [_without_requests(value) for value in part]
        case _:
            return part

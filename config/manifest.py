"""The manifest from which Slack creates the app."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import yaml


_HOST = "HOST"


def slack_manifest(public_url: str | None) -> str:
    """Write the manifest as YAML, for events by HTTP at `public_url`, or for Socket Mode if that is None.

    Raises ValueError if `public_url` is not the https address of a host alone: Slack sends events nowhere else.
    """
    manifest = yaml.safe_load(files("config").joinpath("slack_manifest.yaml").read_text("utf-8"))
    if public_url is None:
        manifest = _without_addresses(manifest)
        manifest["settings"]["socket_mode_enabled"] = True
    else:
        manifest = _with_addresses(manifest, _address(public_url))
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True)


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


def _with_addresses(part: Any, address: str) -> Any:
    match part:
        case dict():
            return {key: _with_addresses(value, address) for key, value in part.items()}
        case list():
            return [_with_addresses(value, address) for value in part]
        case str() if part.startswith(_HOST + "/"):
            return address + part.removeprefix(_HOST)
        case _:
            return part


def _without_addresses(part: Any) -> Any:
    match part:
        case dict():
            kept = {key: value for key, value in part.items() if not str(value).startswith(_HOST + "/")}
            return {key: _without_addresses(value) for key, value in kept.items()}
        case list():
            return [_without_addresses(value) for value in part]
        case _:
            return part

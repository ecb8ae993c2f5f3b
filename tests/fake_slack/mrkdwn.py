"""Text as Slack stores it: `&`, `<` and `>` escaped, links and mentions in angle brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import emoji


if TYPE_CHECKING:
    from .world import Workspace


_CONTROL = re.compile(r"<(?:[@#!][^<>\s][^<>]*|(?:https?://|mailto:|tel:)[^<>]+)>")
_BARE_URL = re.compile(r"(?<![<|\w])https?://[^\s<>|]+[^\s<>|.,:;!?)\]\"']")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
_PING = re.compile(r"<(?:!(channel|here|everyone)|@([UW]\w+)|!subteam\^(\w+))[^>]*>")
_TYPED = re.compile(r"(?<![\w<])([@#])([\w.\-]+(?: [A-Z][\w\-]*)?)")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def from_app(text: str, linked: Workspace | None = None) -> str:
    """What is stored when an app posts `text`: its markup stays, stray special characters are escaped.

    With the workspace in `linked`, as for link_names and parse=full, @names and #channels become mentions.
    """
    parts, end = [], 0
    for markup in _CONTROL.finditer(text):
        parts += [_plain(text[end : markup.start()]), markup.group()]
        end = markup.end()
    stored = "".join([*parts, _plain(text[end:])])
    if linked is None:
        return stored
    return _TYPED.sub(lambda found: _mention(found, linked, with_name=False), stored)


def _plain(text: str) -> str:
    escaped = _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return _BARE_URL.sub(lambda url: f"<{url.group()}>", escaped)


def typed(text: str, team: Workspace) -> str:
    """What is stored when a person types `text`: emoji become codes, @names and #channels become mentions."""
    coded = emoji.demojize(text, language="alias")
    linked = _BARE_URL.sub(lambda url: f"<{url.group()}>", escape(coded))
    return _TYPED.sub(lambda found: _mention(found, team, with_name=False), linked)


def escaped_command(text: str, team: Workspace) -> str:
    """The text of a slash command with should_escape: @bob becomes <@U123|bob>."""
    return _TYPED.sub(lambda found: _mention(found, team, with_name=True), text)


def _mention(found: re.Match[str], team: Workspace, *, with_name: bool) -> str:
    for name in (found[2], found[2].split(" ")[0]):
        if link := _named(found[1], name, team, with_name=with_name):
            return link + found[2][len(name) :]
    return found[0]


def _named(sign: str, name: str, team: Workspace, *, with_name: bool) -> str | None:
    if sign == "#":
        ids = [c.id for c in team.channels.values() if c.name == name and c.kind != "dm"]
        return f"<#{ids[0]}|{name}>" if ids else None
    if name in ("here", "channel", "everyone"):
        return f"<!{name}>"
    for user in team.users.values():
        names = {
            user.name,
            user.display_name.lower(),
            user.real_name.lower(),
            user.real_name.split(" ")[0].lower(),
        }
        if name.lower() in names:
            return f"<@{user.id}|{user.name}>" if with_name else f"<@{user.id}>"
    groups = [i for i, group in team.groups.items() if group["handle"] == name]
    return f"<!subteam^{groups[0]}|@{name}>" if groups else None


def pings(text: str) -> tuple[str, ...]:
    """Who gets a notification by this text: channel, here, everyone, or ids."""
    return tuple(next(filter(None, found.groups())) for found in _PING.finditer(text))


def plain(text: str, team: Workspace) -> str:
    """The text as a reader sees it: names for mentions, labels for links, characters for entities."""

    def shown(markup: re.Match[str]) -> str:
        body, _, label = markup.group()[1:-1].partition("|")
        if body.startswith("@") and body[1:] in team.users:
            return "@" + team.users[body[1:]].shown
        if body.startswith("#") and body[1:] in team.channels:
            return "#" + team.channels[body[1:]].name
        return label or body.replace("!", "@", 1) if body.startswith("!") else label or body

    return emoji.emojize(unescape(_CONTROL.sub(shown, text)), language="alias")


def urls(text: str) -> list[str]:
    return [
        markup.group()[1:-1].partition("|")[0]
        for markup in _CONTROL.finditer(text)
        if "<http" in markup.group()
    ]

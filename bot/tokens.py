"""Tokens in texts: `{{visitor.first_name | there}}`, `{{page.title}}`, `{{page.url}}`, `{{agent.name}}`. Pure.

What follows the `|` is said where the value is missing. Without it a missing value leaves nothing behind, not
even the space before it: "Hi {{visitor.first_name}}!" becomes "Hi!".
Dialogues and canned replies have the same tokens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.routing.nearest import nearest
from bot.text import one_line


NAMES: dict[str, tuple[str, ...]] = {"visitor": (), "page": ("title", "url"), "agent": ("name",)}
"""The names in each namespace. None are listed for `visitor`: any attribute may stand there."""

USAGE = "Tokens are {{visitor.ATTRIBUTE}}, {{page.title}}, {{page.url}} and {{agent.name}}, with a default after a '|'."
BRACES = "A token begins with '{{' and ends with '}}'."

# No token has another one in it: else a file full of open braces would be read from each of them to its end.
_TOKEN = re.compile(r"\{\{((?:(?!\{\{).)*?)\}\}", re.DOTALL)
_INSIDE = re.compile(r"\s*([a-z_]+)\.([a-z][a-z0-9_]*)\s*(?:\|(.*))?", re.DOTALL)

_HOLE = "\0"
_HOLE_AT_START = re.compile(rf"^{_HOLE}[ \t]*", re.MULTILINE)
_HOLE_BEFORE_END = re.compile(rf"[ \t]*{_HOLE}(?=[\s.,;:!?…)\]]|$)")


def filled(text: str, attributes: Mapping[str, str], others: Mapping[str, str]) -> str:
    """The text with every token replaced. What a value contains is never read as a token again.

    `attributes` are the visitor's; `others` are named as in tokens: ``page.title``, ``page.url``, ``agent.name``.
    """

    def value_of(token: re.Match[str]) -> str:
        inside = _INSIDE.fullmatch(token[1])
        if inside is None:
            return token[0]
        namespace, name, default = inside.groups()
        known = attributes.get(name) if namespace == "visitor" else others.get(f"{namespace}.{name}")
        return one_line(known or "") or one_line(default or "") or _HOLE

    return _close_holes(_TOKEN.sub(value_of, text))


def visitors_in(text: str) -> list[str]:
    """The attributes that the tokens of a text say."""
    parts = [_INSIDE.fullmatch(token[1]) for token in _TOKEN.finditer(text)]
    return [part[2] for part in parts if part and part[1] == "visitor"]


def mistakes(text: str) -> list[tuple[str, str]]:
    """What is wrong with the tokens of a text: reason and remedy of each."""
    found = [mistake for token in _TOKEN.finditer(text) if (mistake := _mistake(token[0], token[1]))]
    rest = _TOKEN.sub("", text)
    found += [(f"a '{brace}' has no partner", f"{BRACES} {USAGE}") for brace in ("{{", "}}") if brace in rest]
    return found


def _mistake(token: str, inside: str) -> tuple[str, str] | None:
    parts = _INSIDE.fullmatch(inside)
    if parts is None:
        return f"'{token}' is not a token", USAGE
    namespace, name = parts[1], parts[2]
    if namespace not in NAMES:
        meant = nearest(namespace, NAMES)
        return f"unknown token '{token}'", f"Did you mean '{meant}.{name}'?" if meant else USAGE
    names = NAMES[namespace]
    if names and name not in names:
        meant = nearest(name, names)
        return f"unknown token '{token}'", f"Did you mean '{namespace}.{meant}'?" if meant else USAGE
    return None


def _close_holes(text: str) -> str:
    text = _HOLE_BEFORE_END.sub("", _HOLE_AT_START.sub("", text))
    return text.replace(_HOLE, "").strip()

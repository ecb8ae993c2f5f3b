"""A ``rich_text`` block as the ``text`` that says the same. Pure. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block

Slack writes both; the text is what we read. The block is read where the text is empty, and for one thing that no text
says: which emoji are the workspace's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.adapters.slack.mrkdwn import escape


Element = dict[str, Any]

MARKS = {"bold": "*", "italic": "_", "strike": "~", "code": "`"}
DEEPEST = 8
"""Lists and sections within each other; Slack makes four."""


def text_of(blocks: object) -> str:
    """Write the text of a message by its blocks; empty where they have none."""
    return "".join(_each(block, 0) for block in _elements(blocks) if block.get("type") == "rich_text").strip(
        "\n"
    )


def custom_emoji(blocks: object) -> frozenset[str]:
    """Name the emoji of the workspace's own in a message: those of which Slack does not say the characters."""
    return frozenset(
        str(one["name"])
        for one in _within(blocks, 0)
        if one.get("type") == "emoji" and one.get("name") and not one.get("unicode")
    )


def _elements(of: object) -> list[Element]:
    return [one for one in of if isinstance(one, dict)] if isinstance(of, list) else []


def _within(of: object, depth: int) -> Iterator[Element]:
    for one in _elements(of):
        yield one
        if depth < DEEPEST:
            yield from _within(one.get("elements"), depth + 1)


def _each(of: Element, depth: int) -> str:
    if depth > DEEPEST:
        return ""
    inner = "".join(_each(one, depth + 1) for one in _elements(of.get("elements")))
    match of.get("type"):
        case "rich_text":
            return inner
        case "rich_text_section":
            return f"{inner}\n"
        case "rich_text_preformatted":
            return f"```{inner}```\n"
        case "rich_text_quote":
            return "".join(f"&gt; {line}\n" for line in inner.splitlines())
        case "rich_text_list":
            return _list(of, depth)
        case _:
            return _leaf(of)


def _list(of: Element, depth: int) -> str:
    indent = "    " * min(int(of.get("indent") or 0), DEEPEST)
    numbered = of.get("style") == "ordered"
    lines = (_each(one, depth + 1).rstrip("\n") for one in _elements(of.get("elements")))
    return "".join(f"{indent}{f'{n}.' if numbered else '•'} {line}\n" for n, line in enumerate(lines, 1))


def _leaf(of: Element) -> str:
    text = escape(str(of.get("text") or ""))
    match of.get("type"):
        case "text":
            return _marked(text, of.get("style"))
        case "link":
            url = escape(str(of.get("url") or ""))
            return _marked(f"<{url}|{text}>" if text else f"<{url}>", of.get("style"))
        case "emoji":
            return f":{of.get('name')}:"
        case "user":
            return f"<@{of.get('user_id')}>"
        case "channel":
            return f"<#{of.get('channel_id')}>"
        case "usergroup":
            return f"<!subteam^{of.get('usergroup_id')}>"
        case "broadcast":
            return f"<!{of.get('range')}>"
        case "date":
            return f"<!date^{of.get('timestamp')}^|{escape(str(of.get('fallback') or ''))}>"
        case _:
            return text


def _marked(text: str, style: object) -> str:
    bare = text.strip()
    if not bare or not isinstance(style, dict):
        return text
    for name, mark in MARKS.items():
        if style.get(name):
            text = text.replace(bare, marked := f"{mark}{bare}{mark}", 1)
            bare = marked
    return text

"""What a person sees: author, text, blocks as plain lines, the labels of buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import mrkdwn
from .world import Json, Message, Workspace


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A message as shown. `blocks` is empty for a plain text; then `text` is all there is."""

    author: str
    text: str
    blocks: tuple[str, ...]
    buttons: tuple[str, ...]
    ts: str
    thread_ts: str | None
    files: tuple[str, ...]
    reactions: tuple[str, ...]
    edited: bool
    ephemeral: bool
    pings: tuple[str, ...]
    raw: str
    message: Message

    @property
    def shown(self) -> str:
        """Everything readable, in one string."""
        return "\n".join([*(self.blocks or (self.text,)), *self.buttons, *self.files])


def seen(message: Message) -> Seen:
    team = message.channel.team
    return Seen(
        author=author(message),
        text=mrkdwn.plain(message.text, team),
        # What people type comes with rich text of the same words.
        blocks=tuple(lines(message.blocks, team)) if message.by else (),
        buttons=tuple(
            button["text"]["text"] for _, button in elements(message.blocks) if button["type"] == "button"
        ),
        ts=message.ts,
        thread_ts=message.thread_ts,
        files=tuple(file.name for file in message.files),
        reactions=tuple(sorted(message.reactions)),
        edited=message.edited is not None,
        ephemeral=message.only_for is not None,
        pings=message.pings,
        raw=message.text,
        message=message,
    )


def author(message: Message) -> str:
    if message.username:
        return message.username
    user = message.writer or message.channel.team.users.get(
        message.user or (message.by.bot_user if message.by else "")
    )
    return user.shown if user else "Slackbot"


def lines(blocks: list[Json], team: Workspace) -> Iterator[str]:
    """The readable lines of blocks, in reading order, without their buttons."""
    for block in blocks:
        texts = [block.get("text"), *block.get("fields", ()), block.get("label"), block.get("hint")]
        if block["type"] == "context":
            texts += block["elements"]
        if block["type"] == "rich_text":
            texts += ["".join(_leaves(element)) for element in block["elements"]]
        for text in texts:
            if line := _line(text, team):
                yield line


def _leaves(element: Json) -> Iterator[str]:
    """The texts, links and emoji of rich text, in reading order."""
    match element["type"]:
        case "emoji":
            yield f":{element['name']}:"
        case "link":
            yield element.get("text") or element["url"]
        case _:
            yield element.get("text", "")
    for part in element.get("elements", ()):
        yield from _leaves(part)


def _line(text: object, team: Workspace) -> str:
    if isinstance(text, str):
        return text
    if not isinstance(text, dict):
        return ""
    if text["type"] == "image":
        return str(text.get("alt_text", ""))
    return mrkdwn.plain(text["text"], team) if text["type"] == "mrkdwn" else str(text["text"])


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """(block, element) of everything interactive."""
    for block in blocks:
        within = block.get("elements", []) if block["type"] == "actions" else []
        for element in [*within, block.get("accessory"), block.get("element")]:
            if element and element["type"] != "image":
                yield block, element

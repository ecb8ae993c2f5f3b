"""A command written to us with a file, as ``account import`` with a spreadsheet's CSV: the file stands for its last text.

Slash commands cannot bring files, so it is written as a message in somebody's direct messages with the app.
"""

from __future__ import annotations

import re

import structlog

from bot.adapters.slack import wire
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.command_words import cut
from bot.arrivals import CommandTyped
from bot.content import AttachedFile
from bot.errors import BadInput, PlatformError, StoreUnavailable
from bot.ports import Clock
from bot.takers import TakesCommands
from bot.text import sendable


MOST = 1024 * 1024
"""Bytes of a file: some 30,000 lines."""
ANSWER = 3_000
"""Characters of the answer."""
SORRY = "Sorry, that did not work just now and nothing was changed. Please try again in a minute."

_COMMAND = re.compile(r"(?:/?livechat\s+)?accounts?\s+import\b", re.IGNORECASE)

log = structlog.get_logger(__name__)


def is_command(event: wire.MessageEvent) -> bool:
    """Say whether a message in somebody's direct messages is a command with a file."""
    return bool(event.files) and _COMMAND.match(event.text or "") is not None


async def carry_out(
    platform: SlackPlatform, commands: TakesCommands, clock: Clock, event: wire.MessageEvent
) -> None:
    """Carry it out, and tell whoever wrote it, alone, what came of it."""
    try:
        told = await _carried_out(platform, commands, clock, event)
    except BadInput as problem:
        told = str(problem)
    except StoreUnavailable as error:
        log.warning("slack_command_not_stored", error=str(error))
        told = SORRY
    except PlatformError as error:
        log.warning("slack_file_not_read", error=str(error))
        told = f"I could not read the file: {error}"
    try:
        await platform.hint(event.channel, event.user or "", told[:ANSWER])
    except PlatformError as error:
        log.warning("slack_answer_not_sent", error=str(error))


async def _carried_out(
    platform: SlackPlatform, commands: TakesCommands, clock: Clock, event: wire.MessageEvent
) -> str:
    me, files = platform.me, event.files or []
    if len(files) != 1:
        raise BadInput(f"There are {len(files)} files. Send one at a time.")
    text = await _text(platform, event, AttachedFile(ref=files[0].id, name=files[0].name or ""))
    typed = [*cut(sendable(event.text or "").lstrip("/"), me), (text, f"\n{text}")]
    typed = typed[1:] if typed[0][0] == "livechat" else typed
    command = CommandTyped(
        person=me.person(event.user or ""),
        at=clock.now(),
        words=tuple(word for word, _ in typed),
        typed=tuple(as_typed for _, as_typed in typed),
    )
    return await commands.run(command)


async def _text(platform: SlackPlatform, event: wire.MessageEvent, file: AttachedFile) -> str:
    """What stands in a file. Raises `BadInput` for one that is no text, or too long."""
    data = b""
    async with platform.fetch(platform.me.channel(event.channel), file) as incoming:
        async for piece in incoming.pieces:
            data += piece
            if len(data) > MOST:
                raise BadInput("This file is longer than 1 MB. Import it in parts.")
    if b"\0" in data:
        raise BadInput("This file is no text. Save it as CSV, and send that.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:  # as spreadsheets write it on Windows
        text = data.decode("cp1252", "replace")
    if not text.strip():
        raise BadInput("This file is empty.")
    return text.strip()

"""A command written to us with a file, as ``account import`` with a spreadsheet's CSV: the file stands for its last text.

Slash commands cannot bring files, so it is written as a message in somebody's direct messages with the app.
"""

from __future__ import annotations

import structlog

from bot.adapters.slack import wire
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.command_words import cut
from bot.arrivals import CommandTyped
from bot.content import AttachedFile
from bot.errors import BadInput, PlatformError, StoreUnavailable
from bot.list_files import takes_file, text_in
from bot.ports import Clock
from bot.takers import TakesCommands
from bot.text import SORRY, sendable


ANSWER = 3_000
"""Characters of the answer."""

log = structlog.get_logger(__name__)


def is_command(event: wire.MessageEvent) -> bool:
    """Say whether a message in somebody's direct messages is a command with a file."""
    return bool(event.files) and takes_file(event.text or "")


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
    me = platform.me
    files = [AttachedFile(ref=file.id, name=file.name or "") for file in event.files or []]
    text = await text_in([platform.fetch(me.channel(event.channel), file) for file in files])
    typed = [*cut(sendable(event.text or "").lstrip("/"), me), (text, f"\n{text}")]
    typed = typed[1:] if typed[0][0] == "livechat" else typed
    command = CommandTyped(
        person=me.person(event.user or ""),
        at=clock.now(),
        words=tuple(word for word, _ in typed),
        typed=tuple(as_typed for _, as_typed in typed),
    )
    return await commands.run(command)

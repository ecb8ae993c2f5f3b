"""What somebody writes in their direct messages with us, outside of all threads: no visitor reads it."""

from __future__ import annotations

import re
from itertools import takewhile

import structlog

from bot.adapters.slack import wire, with_file
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.command_words import cut
from bot.adapters.slack.identity import Me
from bot.commands.commands import GRAMMAR
from bot.commands.wording import typed_command
from bot.errors import PlatformError
from bot.in_order import InFlight
from bot.ports import Clock
from bot.takers import TakesCommands
from bot.text import sendable


HINT_PAUSE = 60_000
"""Milliseconds until somebody who writes outside of threads is told again."""
HINTED = 10_000
"""Places of which we remember when somebody was told there."""
HINT = (
    "Nobody was sent this. Each conversation with a visitor has a thread of its own here: "
    "open the thread below its card and reply there. Type `/livechat help` to see what else I understand."
)

_PREFIX = re.compile(r"\s*[/!]?(?:livechat\b)?\s*", re.IGNORECASE)
MEANT_FOR_US = "Nobody was sent this. If it was meant for me, type it behind `/livechat`: {command}"

log = structlog.get_logger(__name__)


def command_in(text: str, me: Me) -> str:
    """The command that was written as a message, up to the first person or channel in it; empty if it is none."""
    pieces = cut(sendable(_PREFIX.sub("", text, count=1)), me)
    if not pieces or not GRAMMAR.knows([word for word, _ in pieces]):
        return ""
    return "".join(
        typed for word, typed in takewhile(lambda piece: isinstance(piece[0], str), pieces)
    ).strip()


class Outside:
    """Carries out a command that came with a file, and tells of anything else that nobody was sent it."""

    def __init__(
        self, platform: SlackPlatform, commands: TakesCommands, clock: Clock, in_flight: InFlight
    ) -> None:
        self._platform = platform
        self._commands = commands
        self._clock = clock
        self._in_flight = in_flight
        self._hinted: dict[str, int] = {}

    def take(self, event: wire.MessageEvent) -> None:
        """Somebody wrote to us, in no thread."""
        if with_file.is_command(event):
            command = with_file.carry_out(self._platform, self._commands, self._clock, event)
            self._in_flight.spawn(command)
        elif typed := command_in(event.text or "", self._platform.me):
            self._in_flight.spawn(self._tell(event, MEANT_FOR_US.format(command=typed_command(typed))))
        else:
            self._hint(event)

    def _hint(self, event: wire.MessageEvent) -> None:
        """Somebody may believe that a visitor reads this: tell them, but not for every line."""
        now = self._clock.now()
        if 0 <= now - self._hinted.get(event.channel, -HINT_PAUSE) < HINT_PAUSE:
            return
        self._hinted.pop(event.channel, None)
        self._hinted[event.channel] = now
        if len(self._hinted) > HINTED:
            del self._hinted[next(iter(self._hinted))]
        self._in_flight.spawn(self._tell(event, HINT))

    async def _tell(self, event: wire.MessageEvent, text: str) -> None:
        try:
            await self._platform.hint(event.channel, event.user or "", text)
        except PlatformError as error:  # a courtesy: the next line brings another one
            log.warning("slack_hint_not_sent", error=str(error))

"""Commands: mentioned with the bot's name in a channel, or written in the chat with it. The same grammar as everywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import structlog
from msgspec.structs import replace

from bot.adapters.teams import cards, parse
from bot.adapters.teams.answering import Answers
from bot.adapters.teams.buttons import Button, Verb
from bot.adapters.teams.command_words import cut
from bot.adapters.teams.names import tenant_of
from bot.adapters.teams.parse import Spot
from bot.adapters.teams.said import Named, Said
from bot.arrivals import CommandTyped, Word
from bot.commands.commands import GRAMMAR
from bot.commands.grammar import HELP
from bot.commands.row import Asked as Understood
from bot.commands.row import HelpWanted
from bot.content import AttachedFile
from bot.errors import BadInput, PlatformError, StoreUnavailable
from bot.forms import Form
from bot.ids import Channel, Person
from bot.in_order import InFlight
from bot.list_files import takes_file, text_in
from bot.ports import Clock, Incoming
from bot.takers import Asked, Takers
from bot.text import SORRY


HOME = "home"
TYPED_ANEW = "Please type this command again."
FORM = "{title}: this needs a few words more."
FILL_IN = "Fill it in"

_PREFIX = re.compile(r"[/!]?livechat\b\s*", re.IGNORECASE)
"""What commands begin with elsewhere, and people type here too."""
_NOUNS = frozenset(form for noun in GRAMMAR.nouns for form in (noun, f"{noun}s")) | HELP | {HOME}

log = structlog.get_logger(__name__)


class ServesCommands(Protocol):
    """The part of `TeamsPlatform` that is needed here."""

    def fetch(self, inbox: Channel, file: AttachedFile) -> AbstractAsyncContextManager[Incoming]:
        """Fetch a file that somebody sent. Raises as `ThreadPlatform.fetch`."""

    async def new_home(self, person: Person) -> None:
        """Have the next home posted anew. Raises `StoreUnavailable`."""


def is_prefixed(said: Said) -> bool:
    """Say whether a text begins as commands do elsewhere: it is one, and for nobody else."""
    return _PREFIX.match(said.text) is not None


def may_be_command(said: Said, person: Person) -> bool:
    """Say whether a text may be a command: it is one, or its first word is one that commands begin with."""
    words = [word for word, _ in cut(_bare(said), tenant_of(person))]
    if not words:
        return is_prefixed(said)
    first = words[0]
    return (isinstance(first, str) and first.casefold() in _NOUNS) or GRAMMAR.knows(words)


def is_command(said: Said, person: Person) -> bool:
    """Say whether a text can hardly be anything else than a command: several words, understood to the last one."""
    words = [word for word, _ in cut(_bare(said), tenant_of(person))]
    return len(words) > 1 and isinstance(GRAMMAR.parse(words, person), Understood | HelpWanted)


def _bare(said: Said) -> Said:
    """The text without the word before it that it needs elsewhere."""
    found = _PREFIX.match(said.text)
    if found is None:
        return said
    by = found.end()
    named = tuple(Named(one.start - by, one.end - by, one.account) for one in said.named if one.start >= by)
    return Said(said.text[by:], named=named)


class Commanding:
    """Carries commands out once Teams has its answer; whoever typed them is told what came of it."""

    def __init__(
        self, takers: Takers, platform: ServesCommands, answers: Answers, clock: Clock, in_flight: InFlight
    ) -> None:
        self._commands = takers.commands
        self._homes = takers.homes
        self._platform = platform
        self._answers = answers
        self._clock = clock
        self._in_flight = in_flight

    def take(self, where: Spot, said: Said, files: Sequence[AttachedFile] = ()) -> None:
        """Somebody typed a command, perhaps with a list as a file. Without a word it asks for help."""
        typed = parse.command(where, _bare(said), at=self._clock.now())
        log.debug("< command", person=where.person, words=len(typed.words))
        with_file = files if takes_file(said.text) else ()
        self._in_flight.spawn(self._carry_out(where, typed, with_file))

    async def form_at(self, line: str, person: Person) -> Asked:
        """The form of a command, whose button was pressed. Raises `StoreUnavailable`."""
        words: tuple[Word, ...] = tuple(line.split())
        typed = CommandTyped(person=person, at=self._clock.now(), words=words)
        return await self._commands.form_for(typed) or TYPED_ANEW

    async def _carry_out(self, where: Spot, typed: CommandTyped, files: Sequence[AttachedFile]) -> None:
        try:
            if files:
                text = await text_in([self._platform.fetch(where.channel, file) for file in files])
                typed = replace(typed, words=(*typed.words, text), typed=(*typed.typed, f"\n{text}"))
            if [str(word).casefold() for word in typed.words] == [HOME]:
                await self._platform.new_home(where.person)
                await self._homes.opened(where.person, typed.at)
                return
            asked = await self._commands.form_for(typed)
            answer = await self._commands.run(typed) if asked is None else asked
        except BadInput as problem:
            answer = str(problem)
        except PlatformError as error:
            answer = f"I could not read the file: {error}"
        except StoreUnavailable as error:
            log.warning("teams_command_not_stored", error=str(error))
            answer = SORRY
        except Exception:  # whoever typed it must hear of it; the log has the rest
            log.exception("teams_command_failed")
            answer = SORRY
        await self._answer(where, typed, answer)

    async def _answer(self, where: Spot, typed: CommandTyped, answer: Asked) -> None:
        if isinstance(answer, Form):
            line = " ".join(word for word in typed.words if isinstance(word, str))
            button = cards.opens(FILL_IN, Button(verb=Verb.COMMAND, line=line))
            await self._answers.answer(where, FORM.format(title=answer.title), [button])
        else:
            await self._answers.answer(where, answer)

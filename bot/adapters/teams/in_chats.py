"""What is written in chats with the bot, where nothing tells one visitor's conversation from another's.

::

    a text ──┬─ !stop, !home ──▶ the chat's own: nobody is chosen any more; home
             ├─ somebody is chosen ──┬─ may be a command, or stands below another message ──▶ held: for them, or not?
             │                       └─ anything else ──▶ their thread: words, a note, a !command
             └─ nobody is ──┬─ a command ──▶ carried out
                            └─ anything else ──▶ sent to nobody, and whom it could be for

It is never guessed, and a choice ends with the conversation that was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.adapters.teams import parse, wire
from bot.adapters.teams.active import Active, Chat, Choice
from bot.adapters.teams.answering import Answers
from bot.adapters.teams.buttons import Button, Verb, pressable, short_name, writes_here
from bot.adapters.teams.commanding import HOME, Commanding, is_prefixed, may_be_command
from bot.adapters.teams.held import Held
from bot.adapters.teams.parse import Ignored, Scope, Spot
from bot.adapters.teams.said import Said
from bot.arrivals import ThreadMessage
from bot.commands.wording import bold
from bot.effects import Ask, Pressable
from bot.errors import UnknownKey
from bot.ids import Person, ThreadNumber, split_ref
from bot.ports import Clock
from bot.takers import AsksPeople, KnowsThreads, TakesThreadMessages, Talk
from bot.text import meaning, shortened


OFFERED = 5
"""Visitors who are named to choose from; an agent has ten chats at most, and these are the newest."""

STOP = "stop"
"""What is typed behind a ``!`` so that plain text goes to nobody any more."""
GOES_TO_NOBODY = "What you write here now goes to nobody."
NOBODY_WAS = "What you write here goes to nobody already."
TO_NOBODY = "Nobody was sent this: this chat is for all your conversations, so press *Reply* below the one you mean, or choose."
TO_NOBODY_AT_ALL = (
    "Nobody was sent this, and I don't know it as a command. Type `help` to see what I understand."
)
NOT_KEPT = "Nobody was sent this: the conversation that it was for is not kept any more."
GOES_NOWHERE_NOW = f"{NOT_KEPT} What you write here goes to nobody now."
OVER_WITH = "Your conversation with {visitor} is not open any more: what you write here goes to nobody now."
COMMAND_OR_NOT = "Not sent yet: {text}\nIs it for {visitor}, or a command for me?"
QUOTED = "Not sent yet: {text}\nIt stands below another message, and I cannot see whose. Is it for {visitor}?"


class InChats:
    """Hands on what is written there. Raises `StoreUnavailable` if nothing was stored: then it must come again."""

    def __init__(
        self,
        messages: TakesThreadMessages,
        threads: KnowsThreads,
        active: Active,
        held: Held,
        commanding: Commanding,
        asks: AsksPeople,
        answers: Answers,
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._threads = threads
        self._active = active
        self._held = held
        self._commanding = commanding
        self._asks = asks
        self._answers = answers
        self._clock = clock

    async def take(self, activity: wire.Activity, where: Spot) -> Ignored | None:
        """Take a text. Answers why, if it is left aside."""
        if where.scope is Scope.GROUP and not parse.mentions_bot(activity):
            return Ignored("not_mentioned")
        said = parse.said(activity)
        if not said.text and not parse.files(activity):
            return Ignored("empty")
        chat = await self._active.of(where.channel, where.person)
        choice = chat.at(where.order)
        if _typed(said, STOP):
            await self._stop(where, chat)
        elif _typed(said, HOME) and not meaning(said.text).text:
            self._commanding.take(where, Said(HOME))
        elif is_prefixed(said) or (choice is None and may_be_command(said, where.person)):
            self._commanding.take(where, said, parse.files(activity))
        elif choice is None:
            await self._refuse(where)
        else:
            await self._for_chosen(activity, where, said, choice, chat)
        return None

    async def _for_chosen(
        self, activity: wire.Activity, where: Spot, said: Said, choice: Choice, chat: Chat
    ) -> None:
        at = self._clock.now()
        arrival = parse.thread_message(activity, where, said, choice.thread, at=at, ours=True)
        talk = await self._threads.talk(choice.thread, where.person)
        if talk is None:
            await self._not_kept(where, chat, choice)
            return
        if talk.is_open and (question := _doubt(said, where.person)):
            await self._held.keep(arrival)
            await self._ask(where, question, arrival, talk)
            return
        # Whether it is open is looked at again by the relay, which says what does not reach the visitor.
        await self._messages.thread_message(arrival)
        if meaning(said.text).kind == "command":  # it may have ended the conversation
            talk = await self._threads.talk(choice.thread, where.person)
        if talk is None:
            await self._not_kept(where, chat, choice)
        elif not talk.is_open and chat.now == choice:
            talks, text = await self._talks(where), OVER_WITH.format(visitor=bold(talk.visitor))
            await self._tell(where, text, [talk, *talks], _choices(talks), over=True)
            await self._end(where, choice)

    async def _ask(self, where: Spot, question: str, held: ThreadMessage, talk: Talk) -> None:
        text = question.format(text=shortened(held.text), visitor=bold(talk.visitor))
        buttons = [pressable(f"For {short_name(talk.visitor)}", Button(verb=Verb.SEND, message=held.message))]
        if question is COMMAND_OR_NOT:
            buttons.append(pressable("A command", Button(verb=Verb.RUN, message=held.message)))
        await self._tell(where, text, [talk], buttons)

    async def _not_kept(self, where: Spot, chat: Chat, choice: Choice) -> None:
        """The conversation was forgotten, so that nobody else can say that these words reached nobody."""
        if chat.now == choice:
            talks = await self._talks(where)
            await self._tell(where, GOES_NOWHERE_NOW, talks, _choices(talks))
            await self._end(where, choice)
        else:
            await self._tell(where, NOT_KEPT, (), ())

    async def _end(self, where: Spot, choice: Choice) -> None:
        """The choice ends with the conversation. What was written before that is still read as for it."""
        ended = Choice(since=where.order + 1)
        await self._active.change(
            where.channel, where.person, lambda chat: chat.choosing(ended) if chat.now == choice else chat
        )

    async def _stop(self, where: Spot, chat: Chat) -> None:
        if chat.now is None:
            self._answers.tell(where, NOBODY_WAS)
            return
        nobody = Choice(since=where.order)
        await self._active.change(where.channel, where.person, lambda chat: chat.choosing(nobody))
        self._answers.tell(where, GOES_TO_NOBODY)

    async def _refuse(self, where: Spot) -> None:
        talks = await self._talks(where)
        await self._tell(where, TO_NOBODY if talks else TO_NOBODY_AT_ALL, talks, _choices(talks))

    async def _tell(
        self,
        where: Spot,
        text: str,
        about: Sequence[Talk],
        choices: Sequence[Pressable],
        *,
        over: bool = False,
    ) -> None:
        """Say that what they wrote reached nobody, or that a choice is `over`: as surely as a visitor's words are shown.

        `about` are all whose visitors are named in it.
        """
        ask = Ask(
            channel=where.channel,
            thread=ThreadNumber(0),
            to=where.person,
            text=text,
            choices=tuple(choices),
            about=tuple(each.thread for each in about),
        )
        cause = f"{'over' if over else 'unsent'} {where.post}"
        try:
            await self._asks.ask(ask, cause)
        except UnknownKey:
            text = GOES_TO_NOBODY if over else NOT_KEPT
            await self._asks.ask(replace(ask, text=text, choices=(), about=()), cause)

    async def _talks(self, where: Spot) -> Sequence[Talk]:
        """The conversations that somebody has in this chat, to choose from."""
        talks = await self._threads.talks(where.person)
        return [each for each in talks if split_ref(each.thread)[0] == where.channel][-OFFERED:]


def _doubt(said: Said, person: Person) -> str:
    """What to ask before a text is sent to a visitor; '' where it is meant for them, or is not sent to them anyway."""
    if meaning(said.text).kind in ("note", "command"):
        return ""
    if said.quotes:
        return QUOTED
    return COMMAND_OR_NOT if may_be_command(said, person) else ""


def _typed(said: Said, word: str) -> bool:
    """Say whether a word was typed behind a ``!`` that means the chat, and no conversation in it."""
    read = meaning(said.text)
    return read.kind == "command" and read.word.casefold() == word


def _choices(talks: Sequence[Talk]) -> Sequence[Pressable]:
    return [_writing_to(each) for each in talks]


def _writing_to(talk: Talk) -> Pressable:
    root = split_ref(talk.thread)[1]
    return pressable(writes_here(talk.visitor), Button(verb=Verb.WRITE_HERE, root=root))

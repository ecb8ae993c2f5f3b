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

from bot.adapters.teams import cards, parse, wire
from bot.adapters.teams.active import Active, Chat, Choice
from bot.adapters.teams.answering import Answers
from bot.adapters.teams.buttons import Button, Verb
from bot.adapters.teams.cards import Element
from bot.adapters.teams.commanding import HOME, Commanding, is_prefixed, may_be_command
from bot.adapters.teams.parse import Ignored, Scope, Spot
from bot.adapters.teams.said import Said
from bot.arrivals import ThreadMessage
from bot.commands.wording import bold
from bot.ids import Person, split_ref
from bot.ports import Clock
from bot.takers import KnowsThreads, TakesThreadMessages, Talk
from bot.text import meaning, plain_name, shortened


OFFERED = 5
"""Visitors who are named to choose from; an agent has ten chats at most, and these are the newest."""
NAMED = 20
"""Of a visitor's name in a button."""

STOP = "stop"
"""What is typed behind a ``!`` so that plain text goes to nobody any more."""
GOES_TO_NOBODY = "What you write here now goes to nobody."
NOBODY_WAS = "What you write here goes to nobody already."
TO_NOBODY = "Nobody was sent this: this chat is for all your conversations, so press *Reply* below the one you mean, or choose."
TO_NOBODY_AT_ALL = (
    "Nobody was sent this, and I don't know it as a command. Type `help` to see what I understand."
)
OVER = "This conversation is not open any more: what you write here goes to nobody now."
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
        commanding: Commanding,
        answers: Answers,
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._threads = threads
        self._active = active
        self._commanding = commanding
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
        if talk is not None and talk.is_open and (question := _doubt(said, where.person)):
            await self._active.change(where.channel, where.person, lambda chat: chat.holding(arrival))
            self._ask(where, question, arrival, talk)
            return
        # Whether it is open is looked at again by the relay, which says what does not reach the visitor.
        await self._messages.thread_message(arrival)
        if meaning(said.text).kind == "command":  # it may have ended the conversation
            talk = await self._threads.talk(choice.thread, where.person)
        if talk is None or not talk.is_open:
            await self._over(
                where, chat, choice, OVER_WITH.format(visitor=bold(talk.visitor)) if talk else OVER
            )

    def _ask(self, where: Spot, question: str, held: ThreadMessage, talk: Talk) -> None:
        text = question.format(text=shortened(held.text), visitor=bold(talk.visitor))
        buttons = [cards.at_once(f"For {short_name(talk)}", Button(verb=Verb.SEND, message=held.message))]
        if question is COMMAND_OR_NOT:
            buttons.append(cards.at_once("A command", Button(verb=Verb.RUN, message=held.message)))
        self._answers.ask(where, text, buttons)

    async def _over(self, where: Spot, chat: Chat, choice: Choice, text: str) -> None:
        """The choice has ended with the conversation. What was written before that is still read as for it."""
        if chat.now == choice:
            ended = Choice(since=where.order + 1)
            await self._active.change(
                where.channel, where.person, lambda chat: chat.choosing(ended) if chat.now == choice else chat
            )
            self._answers.ask(where, text, await self._choices(where))

    async def _stop(self, where: Spot, chat: Chat) -> None:
        if chat.now is None:
            self._answers.tell(where, NOBODY_WAS)
            return
        nobody = Choice(since=where.order)
        await self._active.change(where.channel, where.person, lambda chat: chat.choosing(nobody))
        self._answers.tell(where, GOES_TO_NOBODY)

    async def _refuse(self, where: Spot) -> None:
        choices = await self._choices(where)
        if choices:
            self._answers.ask(where, TO_NOBODY, choices)
        else:
            self._answers.tell(where, TO_NOBODY_AT_ALL)

    async def _choices(self, where: Spot) -> Sequence[Element]:
        """Buttons for the conversations that somebody has in this chat."""
        talks = await self._threads.talks(where.person)
        here = [each for each in talks if split_ref(each.thread)[0] == where.channel]
        return [_writing_to(each) for each in here[-OFFERED:]]


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


def _writing_to(talk: Talk) -> Element:
    root = split_ref(talk.thread)[1]
    return cards.at_once(f"Write to {short_name(talk)} here", Button(verb=Verb.WRITE_HERE, root=root))


def short_name(talk: Talk) -> str:
    """What to call the visitor in a button, or a short answer."""
    return shortened(plain_name(talk.visitor), NAMED) or "the visitor"

"""Choosing in a chat for whom its plain text is: said by a button, confirmed by a post, and shown by name."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.adapters.teams import cards, markup, render
from bot.adapters.teams.active import Active, Chat, Choice
from bot.adapters.teams.answering import Answers
from bot.adapters.teams.buttons import Button, Verb, pressable, short_name
from bot.adapters.teams.commanding import Commanding
from bot.adapters.teams.held import Held
from bot.adapters.teams.in_chats import GOES_TO_NOBODY, NOBODY_WAS, STOP
from bot.adapters.teams.parse import Spot
from bot.adapters.teams.said import Said
from bot.commands.wording import bold
from bot.effects import Ask
from bot.errors import InDoubt, PlatformError, UnknownKey
from bot.ids import MessageId, ThreadNumber, split_ref
from bot.takers import AsksPeople, KnowsThreads, TakesThreadMessages, Talk
from bot.text import SORRY


GOES_TO = "What you write here now goes to {visitor}."
SWITCH = "You are writing to {now}. Switch to {then}?"
STILL = "What you write here still goes to {now}. To write to {then}, press “{button}”, which I send you now."
ELSEWHERE = "This conversation goes on elsewhere: reply there."
NOT_OPEN = "This conversation is not open to you any more."
SENT = "Sent to {visitor}."
GONE = "I don't have this text any more. Please write it again."
SEEN_TO = "Done."


class Choosing:
    """Acts on the buttons with which it is chosen. Answers what to tell whoever pressed. Raises `StoreUnavailable`."""

    def __init__(
        self,
        messages: TakesThreadMessages,
        threads: KnowsThreads,
        active: Active,
        held: Held,
        commanding: Commanding,
        asks: AsksPeople,
        answers: Answers,
    ) -> None:
        self._messages = messages
        self._threads = threads
        self._active = active
        self._held = held
        self._commanding = commanding
        self._asks = asks
        self._answers = answers

    async def write_here(self, where: Spot, talk: Talk | None, *, switch: bool) -> str:
        """Have plain text go to the visitor of a thread. Where it goes to another one, only a second press switches."""
        if talk is None or not talk.is_open:
            return NOT_OPEN
        if split_ref(talk.thread)[0] != where.channel:
            return ELSEWHERE
        chat = await self._active.of(where.channel, where.person)
        now = chat.now
        if now and now.thread == talk.thread:
            return GOES_TO.format(visitor=short_name(talk.visitor))
        before = await self._threads.talk(now.thread, where.person) if now and not switch else None
        if before and before.is_open:
            return await self._ask_to_switch(where, before, talk)
        return await self._confirmed(
            where,
            Choice(since=where.order, thread=talk.thread),
            f"{GOES_TO.format(visitor=bold(talk.visitor))} `!{STOP}` ends that.",
        )

    async def stop(self, where: Spot) -> str:
        """Have it go to nobody."""
        chat = await self._active.of(where.channel, where.person)
        if chat.now is None:
            return NOBODY_WAS
        nobody = Choice(since=where.order)
        await self._change(where, lambda chat: chat.choosing(nobody))
        self._answers.tell(where, GOES_TO_NOBODY)
        return SEEN_TO

    async def send(self, where: Spot, message: str) -> str:
        """A text that waited is for the visitor for whom it would have been."""
        held = await self._held.of(where.channel, where.person, MessageId(message))
        if held is None:
            return GONE
        await self._messages.thread_message(held)
        await self._held.let_go(held)
        talk = await self._threads.talk(held.thread, where.person)
        return SENT.format(visitor=short_name(talk.visitor)) if talk and talk.is_open else NOT_OPEN

    async def run(self, where: Spot, message: str) -> str:
        """It is a command."""
        held = await self._held.of(where.channel, where.person, MessageId(message))
        if held is None:
            return GONE
        await self._held.let_go(held)
        self._commanding.take(where, Said(held.text), held.files)
        return SEEN_TO

    async def _ask_to_switch(self, where: Spot, now: Talk, then: Talk) -> str:
        """Who believes that they write to another visitor already would write to the wrong one: so it is asked as surely as
        words are shown, and the answer to the press says what still holds.
        """
        short, button = short_name(then.visitor), Button(verb=Verb.SWITCH, root=split_ref(then.thread)[1])
        ask = Ask(
            channel=where.channel,
            thread=ThreadNumber(0),
            to=where.person,
            text=SWITCH.format(now=bold(now.visitor), then=bold(then.visitor)),
            choices=(switch := pressable(f"Switch to {short}", button),),
            about=(now.thread, then.thread),
        )
        try:
            await self._asks.ask(ask, f"switch {where.order}")
        except UnknownKey:  # one of them was forgotten meanwhile
            return NOT_OPEN
        return STILL.format(now=short_name(now.visitor), then=short, button=switch.label)

    async def _confirmed(self, where: Spot, choice: Choice, text: str) -> str:
        """First it is said, then it holds: who was not told for whom a text is must not write for them.

        Meanwhile a text is for nobody: whoever reads what is said must not write for another one if we die before it holds.
        """
        stop, nobody = cards.at_once("Stop", Button(verb=Verb.STOP)), Choice(since=choice.since)
        await self._change(where, lambda chat: chat.choosing(nobody))
        try:
            await self._answers.told(where, render.with_buttons(markup.marked(text), [stop]))
        except PlatformError as error:
            structlog.get_logger(__name__).warning("teams_choice_not_confirmed", error=str(error))
            if not isinstance(error, InDoubt):  # else it may stand there for whom a text is
                await self._change(where, lambda chat: chat.without(choice.since))
            return SORRY
        await self._change(where, lambda chat: chat.choosing(choice))
        return SEEN_TO

    async def _change(self, where: Spot, changed: Callable[[Chat], Chat]) -> None:
        await self._active.change(where.channel, where.person, changed)

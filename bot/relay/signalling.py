"""Carries signals between visitors and agents: how each other is, which is no message and not kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from bot.conversation import ThreadStatus, attention
from bot.conversation.attention import live_cards
from bot.errors import StoreUnavailable, UnknownKey
from bot.events import Page
from bot.ids import ConversationId, Person, ThreadNumber
from bot.ports import Clock, Conversations, Due, Noted, VisitorSignal
from bot.relay.changes import PATIENCE, Changes


SOON = 4_000
"""Milliseconds within which a card must say that the visitor is typing, or it need not say so at all."""
IN_TIME = 600_000
"""The same for what stays so."""


class Heard(NamedTuple):
    """A visitor's signal, and the page that it stands for."""

    signal: VisitorSignal
    page: Page


class Signalling:
    """The signals of one site."""

    def __init__(self, conversations: Conversations, changes: Changes, clock: Clock) -> None:
        self._conversations = conversations
        self._signals = conversations.signals
        self._changes = changes
        self._clock = clock

    async def from_visitors(self, heard: Mapping[ConversationId, Heard]) -> None:
        """Note what visitors' browsers say, and show what is new. Raises `StoreUnavailable`: then say it again."""
        for news in await self._signals.note([each.signal for each in heard.values()]):
            try:
                await self._act_on(news, heard[news.conversation].page)
            except UnknownKey:  # a conversation is kept for a shorter time than its visitor
                continue

    async def _act_on(self, news: Noted, page: Page) -> None:
        if news.moved:
            at = self._clock.now()
            await self._changes.apply(news.conversation, partial(attention.page_visited, page=page, at=at))
        if news.began_typing or news.old_card:
            c = await self._conversations.load(news.conversation)
            patience = IN_TIME if news.old_card else SOON
            await self._signals.show(c.id, live_cards(c), patience=patience)

    async def look(self, due: Due) -> None:
        """Say in the log whether the visitor is there, until what was said last is so."""
        for _ in range(PATIENCE):
            self._changes.forget(due.conversation)
            snapshot = await self._changes.snapshot(due.conversation)
            here = await self._signals.is_here(due.conversation)
            events = attention.presence(snapshot, self._clock.now(), here=here)
            committed = await self._changes.apply_to(snapshot, events)
            if committed is None:
                return await self._conversations.clear(due)
        raise StoreUnavailable(f"conversation {due.conversation} kept changing under us")

    async def agent_types(self, person: Person, conversation: ConversationId, thread: ThreadNumber) -> None:
        """Show the visitor that somebody is typing, if it is an agent with whom they talk."""
        try:
            c = await self._conversations.load(conversation)
        except UnknownKey:
            return
        agent = c.thread(thread).of(person) if thread in c.open_threads else None
        if agent and c.thread(thread).status is ThreadStatus.LIVE:
            await self._signals.agent_types(conversation, agent)

"""A visitor's earlier conversations, as long as they are kept: each knows the one before it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from bot.conversation import Conversation
from bot.conversation.told import moved, told_apart
from bot.conversation.transcript import lines
from bot.errors import UnknownKey
from bot.events import ConversationStarted
from bot.forms import Done, Form, FormAnswer, FormId, Words
from bot.ids import ConversationId
from bot.ports import Conversations
from bot.thread_actions.parts import Begun


ONE = FormId("thread/visitor/earlier")
"""The form that shows one of them."""
EARLIER = "earlier."
"""What the names of the buttons that open one begin with."""
MOST = 20
"""Earlier conversations that are listed."""
SHOWN = 30_000
"""Characters of a transcript: a modal holds 250,000 bytes, and an escaped sign may take six."""
GONE = "This conversation is not kept any more."


class Past(NamedTuple):
    """One of them."""

    id: ConversationId
    line: str
    """When it was, with whom, and what it was worth."""


async def earlier(conversations: Conversations, c: Conversation) -> list[Past]:
    """List what the visitor had before this conversation, newest first."""
    found: list[Past] = []
    before = await _before(conversations, c.id)
    while before and len(found) < MOST:
        try:
            snapshot = await conversations.load(before)
        except UnknownKey:
            break
        if snapshot.visitor != c.visitor:
            break
        entries = await conversations.entries(before, upto=1)
        found.append(Past(before, _line(snapshot, entries[0].event.at if entries else 0)))
        before = await _before(conversations, before)
    return found


async def _before(conversations: Conversations, conversation: ConversationId) -> ConversationId | None:
    entries = await conversations.entries(conversation, upto=1)
    first = entries[0].event if entries else None
    return (
        ConversationId(first.instead_of)
        if isinstance(first, ConversationStarted) and first.instead_of
        else None
    )


def _line(c: Conversation, began: int) -> str:
    when = datetime.fromtimestamp(began / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    agents = ", ".join(dict.fromkeys(thread.agent.name for thread in c.threads))
    worth = f"score {c.score}" if c.score is not None else ""
    return ", ".join(filter(None, (when, f"with {agents}" if agents else "nobody was asked", worth)))


async def opened(begun: Begun, wanted: str) -> FormAnswer:
    """Show what was said in one of them. Only those of this visitor are shown, whatever was pressed."""
    past = await earlier(begun.parts.conversations, begun.conversation)
    one = next((each for each in past if each.id == wanted), None)
    if one is None:
        return Done(GONE)
    entries = await begun.parts.conversations.entries(one.id)
    visitor = told_apart(begun.conversation.visitor_name)
    said = lines((entry.event for entry in entries), visitor=visitor, ours=begun.parts.ours)
    text = "\n".join(f"{line.author}: {moved(line.text)}" for line in said)
    shown = f"…{text[-SHOWN:]}" if len(text) > SHOWN else text
    return Form(
        id=ONE,
        title="Earlier conversation",
        came_from="Visitor",
        parts=(Words(label=one.line, text=shown or "Nothing was said."),),
    )

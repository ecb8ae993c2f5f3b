"""Nobody can take a conversation: what its visitor reads, and who follows up on it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.conversation.state import Conversation, ThreadStatus
from bot.events import (
    AgentCard,
    AnyEvent,
    ConversationEnded,
    FallbackShown,
    FieldShown,
    FollowUpOpened,
    NobodyBecause,
)
from bot.ids import AgentId, Channel, Person, ThreadNumber


TOLD = frozenset(["offers_used_up", "wait_limit"])
"""Why nobody took a conversation of which the team is told also when the visitor leaves no message."""
SITE = AgentId("site")
"""Stands for those who follow up where no team was wanted."""


def missed(c: Conversation, reason: NobodyBecause, at: int) -> Sequence[AnyEvent]:
    """The visitor reads the fallback message, and may leave a message for later if it asks for one."""
    fallback = c.terms.fallback if c.terms else None
    text, fields, booking = "", tuple[FieldShown, ...](), ""
    if fallback:
        text = fallback.text
        fields = fallback.fields
        tried = (thread.agent.booking for thread in c.threads)
        booking = next((link for link in tried if link), "") if fallback.booking else ""
    shown = FallbackShown(at=at, reason=reason, text=text, fields=fields, booking=booking)
    if fields:
        return [shown]
    told = follow_up(c, at) if reason in TOLD else []
    return [shown, *told, ConversationEnded(at=at, by="system", reason="missed")]


def team_told(c: Conversation, at: int) -> Sequence[AnyEvent]:
    """The visitor left no message. Who asked somebody, or waited, is made known all the same."""
    return follow_up(c, at) if c.missed_because in TOLD else []


def follow_up(c: Conversation, at: int) -> Sequence[AnyEvent]:
    """Tell those who follow up, in a thread of their channel; nothing where no channel is."""
    if c.terms is None or not c.terms.fallback.channel:
        return []
    to = c.terms.fallback
    team = AgentCard(
        id=AgentId(to.team or SITE), name=to.team or "Follow-up", person=Person(""), inbox=to.channel
    )
    return [FollowUpOpened(at=at, thread=ThreadNumber(len(c.threads) + 1), team=team)]


def follow_up_failed(
    c: Conversation, number: ThreadNumber, at: int, choices: Sequence[Channel]
) -> Sequence[AnyEvent]:
    """Those who follow up cannot be told there: they are told in the first of `choices` that was not tried."""
    tried = {thread.agent.inbox for thread in c.threads if thread.status is ThreadStatus.FOLLOW_UP}
    instead = next((inbox for inbox in choices if inbox not in tried), None)
    if instead is None:
        return []
    team = replace(c.thread(number).agent, inbox=instead)
    return [FollowUpOpened(at=at, thread=ThreadNumber(len(c.threads) + 1), team=team)]

"""Who asks for an action, and whether they may have it done here and now. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.canned import CannedReply
from bot.conversation.actions import ABOVE, AGENTS, TABLE, Action, Row, Standing
from bot.conversation.state import Conversation, Thread, ThreadStatus, WhyWithdrawn
from bot.conversation.whom import Choice
from bot.events import AgentCard, AnyEvent, NotRelayed
from bot.ids import MessageId, Person, ThreadNumber


class Ranks(NamedTuple):
    """What somebody is apart from the conversation."""

    standings: frozenset[Standing] = frozenset()
    """Agent, lead of its team, admin."""
    agent: AgentCard | None = None
    """How they look to visitors; None for who is no agent."""
    canned: Sequence[CannedReply] = ()
    """What they may send by its name; looked up for a command that may need it."""
    others: Sequence[Choice] = ()
    """To whom they could hand over, where that is what they want."""


NO_RANKS = Ranks()

UNKNOWN = "I don't know this conversation any more."
ONLY_AGENTS = (
    "Only agents can do this. `/livechat admin list` shows who can make you one with `/livechat agent add`."
)
ONLY_ABOVE = "Only leads of the team and admins can take a chat over. You may join it."


class Asked(NamedTuple):
    """Somebody wants an action done."""

    action: Action
    thread: ThreadNumber
    person: Person
    at: int
    """Milliseconds since 1970."""
    ranks: Ranks = NO_RANKS
    message: MessageId = MessageId("")
    """Under which id their words stand in the log."""
    text: str = ""
    """What they typed with it."""
    sent: int = 0
    """The platform's own time of what they typed."""
    said: NotRelayed | None = None
    """Their own words that were not relayed, where it is about those."""


class Heard(NamedTuple):
    """The answer: what happened, and what to tell the person who asked ('' for nothing)."""

    events: Sequence[AnyEvent]
    told: str = ""


def standings(c: Conversation, number: ThreadNumber, person: Person, ranks: Ranks) -> frozenset[Standing]:
    """What somebody is to the conversation, seen from one of its threads."""
    thread = c.thread(number)
    found = {Standing.BYSTANDER, *ranks.standings}
    of_all = thread.status is ThreadStatus.FOLLOW_UP and Standing.AGENT in ranks.standings
    if of_all or thread.agent.goes_by(person):
        found.add(Standing.ASSIGNED)
    if thread.of(person):
        found.add(Standing.MEMBER)
    return frozenset(found)


def refusal(c: Conversation, asked: Asked) -> str:
    """Say why somebody cannot do this here and now; empty if they can."""
    try:
        thread = c.thread(asked.thread)
    except IndexError:
        return UNKNOWN
    row = TABLE[asked.action]
    if not row.may & standings(c, asked.thread, asked.person, asked.ranks):
        return _not_theirs(thread, row, asked.person)
    return "" if thread.status in row.works else too_late(thread)


def _not_theirs(thread: Thread, row: Row, person: Person) -> str:
    """What somebody is told who may not do this, by what they are to the thread."""
    if thread.of(person):
        return too_late(thread)
    if row.may == ABOVE:
        return ONLY_ABOVE
    if row.may == AGENTS or not thread.agent.person:
        return ONLY_AGENTS
    return f"This one is for {thread.agent.name}."


# --- too late ----------------------------------------------------------------------------------------


TOO_LATE: dict[WhyWithdrawn | None, str] = {
    WhyWithdrawn.WAIT_LIMIT: "This offer was withdrawn: the visitor had waited as long as they may. No harm done.",
    WhyWithdrawn.VISITOR_ENDED: "This offer was withdrawn: the visitor is not waiting any more. No harm done.",
    WhyWithdrawn.AGENT_REMOVED: "This offer was withdrawn: you are not an agent any more.",
    WhyWithdrawn.HANDED_OVER: "Somebody else goes on with this conversation: you are not an agent any more.",
    WhyWithdrawn.LEFT: "You have left this conversation.",
    WhyWithdrawn.TRANSFERRED: "You have handed this conversation over.",
    WhyWithdrawn.TAKEN_OVER: "Somebody else has taken this conversation over.",
    WhyWithdrawn.UNREACHABLE: "This thread could not be reached for a while: this conversation is no longer yours.",
    WhyWithdrawn.TRANSFER_OVER: "This offer was withdrawn: who wanted to hand over is not on the conversation any more.",
}


def too_late(thread: Thread) -> str:
    """What somebody is told whose press does not fit how the thread stands."""
    return {
        ThreadStatus.OFFERED: "Accept the conversation first.",
        ThreadStatus.LIVE: "You are on this conversation already: just reply in the thread.",
        ThreadStatus.DECLINED: "You declined this conversation already.",
        ThreadStatus.MISSED: "The time to accept was over: this conversation is no longer offered to you. No harm done.",
        ThreadStatus.WITHDRAWN: TOO_LATE.get(thread.why, TOO_LATE[WhyWithdrawn.VISITOR_ENDED]),
        ThreadStatus.FAILED: "This thread could not be reached for a while: this conversation is no longer yours.",
        ThreadStatus.CLOSED: TOO_LATE.get(thread.why, "This conversation has ended."),
        ThreadStatus.FOLLOW_UP: "The visitor is not there any more. Write to them instead.",
    }[thread.status]

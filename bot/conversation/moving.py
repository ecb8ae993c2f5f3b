"""Who is on a conversation after somebody came, left, or took it over. Pure.

Of the live threads one is not `joined`: the conversation is its agent's. Whoever hands over stays until they leave.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.conversation.state import Conversation, State, Thread, ThreadStatus, WhyWithdrawn
from bot.events import AgentAccepted, AgentAssigned, AgentCard, AgentJoined, AgentLeft, ThreadReplaced
from bot.ids import ThreadNumber


WHY_LEFT: dict[str, WhyWithdrawn] = {
    "left": WhyWithdrawn.LEFT,
    "transferred": WhyWithdrawn.TRANSFERRED,
    "taken_over": WhyWithdrawn.TAKEN_OVER,
    "removed": WhyWithdrawn.HANDED_OVER,
    "unreachable": WhyWithdrawn.UNREACHABLE,
}


def opened(c: Conversation, thread: Thread) -> Conversation:
    """With one more thread."""
    return replace(c, threads=(*c.threads, thread))


def with_thread(c: Conversation, number: ThreadNumber, thread: Thread) -> Conversation:
    """With `thread` in the place of `number`."""
    return replace(c, threads=(*c.threads[: number - 1], thread, *c.threads[number:]))


def accepted(c: Conversation, event: AgentAccepted) -> Conversation:
    """Whoever was asked has the conversation; who had it before stays on it."""
    if c.state is State.LIVE and c.current:
        c = with_thread(c, c.current, replace(c.thread(c.current), joined=True))
    thread = replace(c.thread(event.thread), status=ThreadStatus.LIVE, since=event.at, why=None, joined=False)
    return replace(with_thread(c, event.thread, thread), transfer=None)


def joined(c: Conversation, event: AgentJoined) -> Conversation:
    """One more is on it: in a thread that there is, or in one of their own."""
    if event.thread > len(c.threads):
        own = Thread(agent=event.agent, status=ThreadStatus.LIVE, since=event.at, joined=True)
        return opened(c, own)
    thread = c.thread(event.thread)
    return with_thread(c, event.thread, replace(thread, others=(*thread.others, event.agent)))


def assigned(c: Conversation, event: AgentAssigned) -> Conversation:
    """The conversation is somebody else's of those who are on it."""
    if c.current and c.current != event.thread:
        c = with_thread(c, c.current, replace(c.thread(c.current), joined=True))
    thread = c.thread(event.thread)
    first = _in(thread, event.agent)
    others = tuple(agent for agent in thread.agents if agent.id != event.agent.id)
    return with_thread(c, event.thread, replace(thread, agent=first, others=others, joined=False))


def left(c: Conversation, event: AgentLeft) -> Conversation:
    """One less is on it; a thread is closed with its last."""
    thread = c.thread(event.thread)
    stay = tuple(agent for agent in thread.agents if agent.id != event.agent.id)
    if stay:
        return with_thread(c, event.thread, replace(thread, agent=_in(thread, stay[0]), others=stay[1:]))
    closed = replace(thread, status=ThreadStatus.CLOSED, since=event.at, why=WHY_LEFT[event.why])
    return with_thread(c, event.thread, closed)


def replaced(c: Conversation, event: ThreadReplaced) -> Conversation:
    """The agent of a thread that failed goes on in the next one."""
    thread = c.thread(event.thread)
    failed = replace(thread, status=ThreadStatus.FAILED, since=event.at)
    following = replace(thread, agent=event.agent, since=event.at, ref=None)
    return opened(with_thread(c, event.thread, failed), following)


def _in(thread: Thread, agent: AgentCard) -> AgentCard:
    """The agent as the one whose thread it is: it stays where it is."""
    return agent.in_thread_at(thread.agent.inbox, mentioned=thread.agent.mentioned)

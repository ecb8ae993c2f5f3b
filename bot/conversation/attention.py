"""What calls for an agent's attention, and what tells them how their visitor is: reminders and signals. Pure.

=================  ==============================  ==================================================================
signal             known by                        shown
=================  ==============================  ==================================================================
is typing          the store, for some seconds     on the card
has read           the store                       on the card, as a time: true however late the card is
is on another page the log                         on the card
has left           the log                         on the card; and once, privately, to an agent who writes meanwhile
came back          the log                         on the card
=================  ==============================  ==================================================================

No signal is a message: it delays none, takes nothing of a channel's pace, and fills no thread. Cards that are refreshed for a signal
wait their turn among all those of the workspace; see scripts/with/signalling.lua.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from bot.conversation.state import Conversation, State, Thread, ThreadStatus
from bot.effects import (
    AnyEffect,
    ClearTimer,
    PointToThread,
    RefreshCard,
    Remind,
    SetTimer,
    TimerName,
    Whisper,
)
from bot.events import (
    AgentReminded,
    AgentSentFile,
    AgentWrote,
    AnyEvent,
    Page,
    PageVisited,
    VisitorLeft,
    VisitorReturned,
)
from bot.ids import Channel, ThreadNumber, platform_of, workspace_of
from bot.text import one_line, platform_name


PAGES = 200
"""How many pages of one conversation are remembered: a browser says them, and may say anything."""
LOOK_AFTER = 5_000
"""Milliseconds after which it is looked whether the visitor is there whose conversation was accepted."""

LOOK_AGAIN = 120_000
"""Milliseconds after which it is looked again at the latest: longer than a gateway's word that they are there holds."""

REMINDED_OF = {
    "offer": "{visitor} is still waiting for somebody to accept. Accept above, or simply reply here.",
    "reply": "{visitor} is waiting for your reply.",
}
NOT_THERE = (
    "{visitor} has left the page, or lost the connection. "
    "What you write waits for them and is shown when they come back."
)


class Signs(NamedTuple):
    """How the visitor is at the moment, as far as it is not in the log."""

    typing: bool = False
    read_at: int = 0
    """When they last read what agents wrote, milliseconds since 1970; 0 if never."""


NO_SIGNS = Signs()


# --- what a timer or the visitor's browser means: the events to receive ---------------------------------


def reminded(c: Conversation, name: TimerName, at: int) -> Sequence[AnyEvent]:
    """A reminder is due. While the platform is down it is not sent: the thread is no place where it would be read."""
    number = c.offered if name is TimerName.OFFER_REMINDER else c.current if c.unanswered_since else None
    if number is None or c.late_since or c.thread(number).ref is None:
        return []
    of: Literal["offer", "reply"] = "offer" if name is TimerName.OFFER_REMINDER else "reply"
    return [AgentReminded(at=at, thread=number, of=of)]


def page_visited(c: Conversation, page: Page, at: int) -> Sequence[AnyEvent]:
    """The visitor's browser is on a page; nothing is new if it is the one that we know of."""
    known = c.on_page if c.pages else c.page
    over = c.state in (State.NEW, State.ENDED) or c.pages >= PAGES
    return [] if over or page.url == known.url else [PageVisited(at=at, page=page)]


def presence(c: Conversation, at: int, *, here: bool) -> Sequence[AnyEvent]:
    """Whether a browser of the visitor is connected. It matters while somebody is asked, talks, or will be."""
    if c.state in (State.NEW, State.DIALOGUE, State.FOLLOW_UP, State.ENDED):
        return []
    if here:
        return [VisitorReturned(at=at)] if c.left_at else []
    return [] if c.left_at else [VisitorLeft(at=at)]


# --- what is to be done ----------------------------------------------------------------------------------


def on_offer(after: Conversation, thread: ThreadNumber) -> list[AnyEffect]:
    """Remind the agent of the offer after a while, if they want that."""
    wait = after.thread(thread).agent.reminders.offer
    return [SetTimer(name=TimerName.OFFER_REMINDER, after=wait)] if wait else []


def on_accept(after: Conversation, thread: ThreadNumber) -> list[AnyEffect]:
    """The visitor waits for a first word now; and are they still there?"""
    look = SetTimer(name=TimerName.PRESENCE, after=LOOK_AFTER)
    return [ClearTimer(name=TimerName.OFFER_REMINDER), look, *_awaits(after.thread(thread))]


def on_words(before: Conversation, after: Conversation) -> list[AnyEffect]:
    """The visitor wrote: if nobody owes them a reply already, somebody does from now on."""
    begins = after.unanswered_since and not before.unanswered_since
    return _awaits(after.thread(after.current)) if begins and after.current else []


def on_reply(before: Conversation, event: AgentWrote | AgentSentFile) -> list[AnyEffect]:
    """The agent replied. Who writes to a visitor who has left is told so, once for each time that they leave."""
    whose = before.thread(before.current).agent if before.current else None
    owed = before.unanswered_since and whose and whose.reminders.reply
    done: list[AnyEffect] = [ClearTimer(name=TimerName.REPLY_REMINDER)] if owed else []
    if before.left_at <= before.replied_at:
        return done
    inbox = before.thread(event.thread).agent.inbox
    text = NOT_THERE.format(visitor=before.visitor_name)
    return [*done, Whisper(channel=inbox, thread=event.thread, to=event.agent.known_at(inbox), text=text)]


def on_reminder(before: Conversation, event: AgentReminded) -> list[AnyEffect]:
    """Notify the agent. Of one offer, and of one wait for a reply, they are reminded once."""
    agent = before.thread(event.thread).agent
    text = REMINDED_OF[event.of].format(visitor=before.visitor_name)
    name = TimerName.OFFER_REMINDER if event.of == "offer" else TimerName.REPLY_REMINDER
    remind = Remind(channel=agent.inbox, thread=event.thread, to=agent.person, of=event.of, text=text)
    return [ClearTimer(name=name), remind]


def on_caught_up(after: Conversation) -> list[AnyEffect]:
    """What the agent was not reminded of while their platform was down counts from its end on."""
    return _awaits(after.thread(after.current)) if after.unanswered_since and after.current else []


def on_opened(after: Conversation, number: ThreadNumber) -> list[AnyEffect]:
    """Tell the agent who wants to be told elsewhere, too, that the thread is there."""
    thread = after.thread(number)
    if not thread.agent.also or thread.status is not ThreadStatus.OFFERED:
        return []
    also, inbox = thread.agent.also, thread.agent.inbox
    elsewhere = workspace_of(also) != workspace_of(inbox)
    where = f", in your team's channel on {platform_name(platform_of(inbox))}" if elsewhere else ""
    text = f"{after.visitor_name} would like to talk{where}"
    return [PointToThread(channel=also, thread=number, to=thread.agent.known_at(also), text=text)]


def on_signal(after: Conversation) -> list[AnyEffect]:
    """The card says it."""
    return [RefreshCard(channel=inbox, thread=thread, signal=True) for inbox, thread in live_cards(after)]


def on_return(after: Conversation) -> list[AnyEffect]:
    """The card says that the visitor is back; should the gateway that knows it die, somebody else looks."""
    return [SetTimer(name=TimerName.PRESENCE, after=LOOK_AGAIN), *on_signal(after)]


def _awaits(thread: Thread) -> list[AnyEffect]:
    wait = thread.agent.reminders.reply
    return [SetTimer(name=TimerName.REPLY_REMINDER, after=wait)] if wait else []


def still_wanted(c: Conversation, reminder: Remind) -> bool:
    """Say whether an agent is still to be reminded, now that the reminder's turn has come."""
    if reminder.of == "offer":
        return c.offered == reminder.thread
    return c.current == reminder.thread and bool(c.unanswered_since)


# --- what the card says ----------------------------------------------------------------------------------


def live_cards(c: Conversation) -> list[tuple[Channel, ThreadNumber]]:
    """Name the threads whose cards show how the visitor is."""
    return [(c.thread(number).agent.inbox, number) for number in c.open_threads]


def activity(c: Conversation, number: ThreadNumber, signs: Signs) -> str:
    """Say how the visitor is, as far as it matters for this thread; empty for nothing to say."""
    if number not in c.open_threads:
        return ""
    if c.left_at:
        return f"{c.visitor_name} has left the page, or lost the connection."
    return f"{c.visitor_name} is typing …" if signs.typing else ""


def page_now(c: Conversation) -> str:
    """Name the page on which the visitor is now; empty if it is the one on which they began."""
    page = c.on_page
    return one_line(f"{page.title} ({page.url})" if page.title and page.url else page.title or page.url)

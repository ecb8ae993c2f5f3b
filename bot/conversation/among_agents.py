"""What is to be done for the agents of a conversation when one of them comes, goes or writes. Pure."""

from __future__ import annotations

from bot.conversation.attention import on_offer
from bot.conversation.state import Conversation, ThreadStatus
from bot.conversation.told import told_by, told_joined, told_left, told_replaced, told_whose
from bot.effects import (
    AnyEffect,
    OpenThread,
    PostNotice,
    PostTranscript,
    RefreshCard,
    ReleaseAgent,
    ReserveAgent,
    SetTimer,
    TimerName,
)
from bot.events import (
    AgentAssigned,
    AgentCard,
    AgentDeleted,
    AgentEdited,
    AgentJoined,
    AgentLeft,
    AgentSentFile,
    AgentWrote,
    NoteWritten,
    ThreadReplaced,
)
from bot.ids import EntryNumber, ThreadNumber
from bot.text import told_file


TAKEN_BACK = "A message of another agent was taken back."


def begin_thread(whose: AgentCard, thread: ThreadNumber, after: Conversation) -> list[AnyEffect]:
    """Open a thread with the card and everything that was said until now."""
    return [
        OpenThread(channel=whose.inbox, thread=thread),
        PostTranscript(channel=whose.inbox, thread=thread, upto=after.version),
    ]


def notice(c: Conversation, thread: ThreadNumber, text: str) -> PostNotice:
    """Say something in a thread in our own name."""
    return PostNotice(channel=c.thread(thread).agent.inbox, thread=thread, text=text)


def refresh(c: Conversation, thread: ThreadNumber) -> RefreshCard:
    """Bring a card up to date."""
    return RefreshCard(channel=c.thread(thread).agent.inbox, thread=thread)


def refreshed_beside(c: Conversation, thread: ThreadNumber) -> list[AnyEffect]:
    """Bring the cards of the other open threads up to date."""
    return [refresh(c, number) for number in c.open_threads if number != thread]


def shown_elsewhere(c: Conversation, event: AgentWrote) -> list[AnyEffect]:
    """Show what an agent wrote to those who are on the conversation in other threads."""
    if c.open_threads == (event.thread,):
        return []
    return told_all(c, told_by(event.agent.name, event.text), but=event.thread)


def file_elsewhere(c: Conversation, event: AgentSentFile) -> list[AnyEffect]:
    """Name the file that an agent sent to those who are on the conversation in other threads."""
    if event.file is None:
        return []
    return told_all(c, told_by(event.agent.name, told_file(event.file.name)), but=event.thread)


def changed_elsewhere(c: Conversation, event: AgentEdited | AgentDeleted) -> list[AnyEffect]:
    """Say to those in other threads that what they read there was changed, or is not said any more."""
    match event:
        case AgentEdited():
            changed = told_by(f"{event.agent.name} (changed)", event.text)
            return told_all(c, changed, but=event.thread)
        case AgentDeleted():
            return told_all(c, TAKEN_BACK, but=event.thread)


def noted_elsewhere(c: Conversation, event: NoteWritten) -> list[AnyEffect]:
    """Show a note to those who are on the conversation in other threads."""
    return told_all(c, told_by(c.name_of(event.person), event.text, note=True), but=event.thread)


def joined(event: AgentJoined, after: Conversation) -> list[AnyEffect]:
    """Take a place for who came, give them a thread if they need one, and tell the others."""
    own = after.thread(event.thread).agent.id == event.agent.id
    begun = begin_thread(event.agent, event.thread, after) if own else []
    told = told_all(after, told_joined(event.agent.name), but=event.thread if own else None)
    return [ReserveAgent(agent=event.agent.id), *begun, *told, *refreshed_beside(after, ThreadNumber(0))]


def assigned(event: AgentAssigned, after: Conversation) -> list[AnyEffect]:
    """Tell everybody on it whose the conversation is now."""
    told = told_all(after, told_whose(event.agent.name, event.why))
    return [*told, *refreshed_beside(after, ThreadNumber(0))]


def left(event: AgentLeft, after: Conversation) -> list[AnyEffect]:
    """Give the place back, and tell those who stay; the thread that is closed says on its card who goes on."""
    place: list[AnyEffect] = [] if event.agent.id in after.holders else [ReleaseAgent(agent=event.agent.id)]
    goes_on = event.why in ("transferred", "taken_over")  # then it is told already who came
    told = [] if goes_on else told_all(after, told_left(event.agent.name))
    closed = [refresh(after, event.thread)] if event.thread not in after.open_threads else []
    return [*place, *told, *closed, *refreshed_beside(after, ThreadNumber(0))]


def replaced(event: ThreadReplaced, after: Conversation) -> list[AnyEffect]:
    """Open another thread for the agent of one that cannot be used any more, and say there why.

    Whoever still sees the former one is shown on its card that it is over.
    """
    following = ThreadNumber(len(after.threads))
    said = notice(after, following, told_replaced(event.reason))
    asked = after.thread(following).status is ThreadStatus.OFFERED
    over = [refresh(after, event.thread)] if after.thread(event.thread).ref else []
    return [
        *over,
        *begin_thread(event.agent, following, after),
        said,
        *(offer_timers(after, following) if asked else ()),
    ]


def offer_timers(after: Conversation, thread: ThreadNumber) -> list[AnyEffect]:
    """The accept window of an offer, and the reminder within it. The wait's own timer may cut it short."""
    window = after.terms.accept_window if after.terms else 0
    return [SetTimer(name=TimerName.OFFER, after=window), *on_offer(after, thread)]


def told_all(c: Conversation, text: str, but: ThreadNumber | None = None) -> list[AnyEffect]:
    """Say something in every open thread."""
    return [notice(c, number, text) for number in c.open_threads if number != but]


def said_since(c: Conversation, thread: ThreadNumber, after: EntryNumber) -> PostTranscript:
    """Put into a thread what was said after an entry, until now."""
    return PostTranscript(channel=c.thread(thread).agent.inbox, thread=thread, upto=c.version, after=after)

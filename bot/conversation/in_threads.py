"""What appears in the agents' threads: the visitor's words, cards, and answers to those who write there. Pure."""

from __future__ import annotations

from bot.conversation.among_agents import notice, refresh
from bot.conversation.attention import on_opened
from bot.conversation.state import Conversation, ThreadStatus
from bot.effects import AnyEffect, BindThread, PostFile, PostToThread, Tell, UnlistFollowUp, Whisper
from bot.events import (
    AgentWrote,
    FileNotFetched,
    NoteWritten,
    NotRelayed,
    ThreadOpened,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import EntryNumber, ThreadNumber
from bot.text import FOLLOW_UP_ONLY, NOT_RELAYED, told_canned, told_not_fetched, told_note, told_reply


def cards(c: Conversation, thread: ThreadNumber) -> list[AnyEffect]:
    """The cards of this thread and of all that are open say something else now."""
    return [refresh(c, number) for number in dict.fromkeys((thread, *c.open_threads))]


def file_to_agents(c: Conversation, event: VisitorSentFile) -> list[AnyEffect]:
    """As `words_to_agents`; a transcript says where the file is."""
    return [
        PostFile(channel=c.thread(number).agent.inbox, thread=number, author=c.visitor_name, file=event.file)
        for number in c.open_threads
    ]


def words_to_agents(c: Conversation, event: VisitorWrote) -> list[AnyEffect]:
    """Into every thread that is open; where there is none, the transcript will bring it to the next agent's."""
    return [
        PostToThread(
            channel=c.thread(number).agent.inbox, thread=number, author=c.visitor_name, text=event.text
        )
        for number in c.open_threads
    ]


def opened(event: ThreadOpened, after: Conversation) -> list[AnyEffect]:
    """Remember where the thread is. What happened while it was opened is not on its card yet."""
    bind = BindThread(thread=event.thread, ref=event.ref)
    fresh = (ThreadStatus.OFFERED, ThreadStatus.FOLLOW_UP)
    renewed = [refresh(after, event.thread)] if after.thread(event.thread).status not in fresh else []
    return [bind, *renewed, *on_opened(after, event.thread)]


def not_fetched(c: Conversation, event: FileNotFetched) -> list[AnyEffect]:
    """Tell whoever sent the file, alone, that the visitor did not get it."""
    inbox, text = c.thread(event.thread).agent.inbox, told_not_fetched(event.name, event.why)
    return [Whisper(channel=inbox, thread=event.thread, to=event.person, text=text)]


def told_why(before: Conversation, event: NotRelayed) -> list[AnyEffect]:
    """Tell whoever wrote it, alone, why the visitor did not get it."""
    thread = before.thread(event.thread)
    text = event.told or NOT_RELAYED.get(event.why, NOT_RELAYED["unknown_command"])
    if event.why == "follow_up" and before.attributes.get("email"):
        text = FOLLOW_UP_ONLY.format(email=before.attributes["email"])
    entry = EntryNumber(before.version + 1) if event.why == "bystander" and event.message else EntryNumber(0)
    to = event.person
    if event.why == "double" and not thread.ref and event.thread not in before.open_threads:
        return [Tell(channel=thread.agent.inbox, thread=ThreadNumber(0), to=to, text=text)]
    return [Whisper(channel=thread.agent.inbox, thread=event.thread, to=to, text=text, entry=entry)]


def unseen_words(c: Conversation, event: AgentWrote) -> list[AnyEffect]:
    """A canned reply was sent by its name, or a reply was written in a form: its words are in the thread only now."""
    if event.canned:
        return [notice(c, event.thread, told_canned(event.agent.name, event.canned, event.text))]
    return [notice(c, event.thread, told_reply(event.agent.name, event.text))] if event.by_form else []


def taken_up(c: Conversation, thread: ThreadNumber) -> list[AnyEffect]:
    """Whoever writes in the thread of a follow-up sees to it."""
    return [UnlistFollowUp(thread=thread)] if c.thread(thread).status is ThreadStatus.FOLLOW_UP else []


def note_posted(c: Conversation, event: NoteWritten) -> list[AnyEffect]:
    """A note that was written in a form is seen by nobody yet."""
    if not event.author:
        return []
    return [notice(c, event.thread, told_note(event.author, event.text))]

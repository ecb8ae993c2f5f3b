"""Canned replies, and what was written in a form, go to the visitor as the words of whoever sends them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.canned import CannedReply, said
from bot.conversation import members
from bot.conversation.asking import Asked, Heard
from bot.conversation.state import Conversation, ThreadStatus
from bot.events import AgentCard, AgentWrote, AnyEvent
from bot.routing.nearest import nearest
from bot.text import shortened


NONE_YET = "There are no canned replies yet. They are added by `/livechat canned add`, outside of threads."


def canned(c: Conversation, asked: Asked) -> Heard:
    """Send the reply that was named, or list those that there are."""
    theirs = asked.ranks.canned
    if not theirs:
        return Heard((), NONE_YET)
    name = asked.text.removeprefix("!").casefold()
    reply = next((each for each in theirs if each.name == name), None)
    if reply is None:
        listed = "\n".join(f"`!{each.name}` {shortened(each.text)}" for each in theirs)
        return Heard((), f"{_no_such(name, theirs)}Canned replies; `!` and a name sends one:\n{listed}")
    text = said(reply, c.attributes, c.page, writer(c, asked).name)
    if not text:
        return Heard(
            (), f"Not sent: nothing is left of `!{reply.name}`, as nothing is known of this visitor."
        )
    return Heard(send_canned(c, asked, reply.name, text))


def _no_such(name: str, theirs: Sequence[CannedReply]) -> str:
    if not name:
        return ""
    near = nearest(name, (each.name for each in theirs))
    guess = f" Did you mean `!{near}`?" if near else ""
    return f"Not sent: there is no canned reply {shortened(name)}.{guess}\n"


def writer(c: Conversation, asked: Asked) -> AgentCard:
    """How the visitor sees whoever asks, as one of the thread's agents."""
    thread = c.thread(asked.thread)
    return thread.of(asked.person) or thread.agent


def send_canned(c: Conversation, asked: Asked, name: str, text: str) -> Sequence[AnyEvent]:
    """The words of a canned reply go to the visitor; as an answer to an offer they accept it."""
    return _sent(c, asked, replace(_wrote(c, asked, text), canned=name))


def send_written(c: Conversation, asked: Asked, text: str) -> Sequence[AnyEvent]:
    """Words that were written in a form go to the visitor; likewise."""
    return _sent(c, asked, replace(_wrote(c, asked, text), by_form=True))


def _wrote(c: Conversation, asked: Asked, text: str) -> AgentWrote:
    return AgentWrote(
        at=asked.at,
        thread=asked.thread,
        agent=writer(c, asked),
        message=asked.message,
        text=text,
        sent=asked.sent,
    )


def _sent(c: Conversation, asked: Asked, wrote: AgentWrote) -> Sequence[AnyEvent]:
    offered = c.thread(asked.thread).status is ThreadStatus.OFFERED
    return [*(members.accept(c, asked.thread, asked.at) if offered else ()), wrote]

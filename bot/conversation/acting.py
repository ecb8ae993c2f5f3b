"""What an action means in the present state, however it was asked for: a button, a shortcut, a ``!command``, a form. Pure.

Presses may be old, and anybody may press any number of times: whatever has become needless changes nothing and is
answered kindly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.canned import CannedReply, said
from bot.conversation import members
from bot.conversation.actions import TABLE, WORDS, Action, Row, Standing, here_and_now
from bot.conversation.state import Conversation, Thread, ThreadStatus, WhyWithdrawn
from bot.conversation.whom import Choice, found
from bot.errors import NotNow
from bot.events import (
    AgentCard,
    AgentWrote,
    AnyEvent,
    ConversationEnded,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
)
from bot.ids import MessageId, Person, ThreadNumber
from bot.routing.nearest import nearest
from bot.text import NOTE_PREFIX, one_line


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
ONLY_AGENTS = "Only agents can do this."


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
    if of_all or person == thread.agent.person:
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
        return f"This one is for {thread.agent.name}." if thread.agent.person else ONLY_AGENTS
    return "" if thread.status in row.works else too_late(thread)


def act(c: Conversation, asked: Asked) -> Heard:
    """Do what was asked, or say why not. What needs a form says where to find it."""
    if why := refusal(c, asked):
        return Heard((), why)
    try:
        return _done(c, asked)
    except NotNow as why_not:
        return Heard((), str(why_not))


def _done(c: Conversation, asked: Asked) -> Heard:  # noqa: C901  one arm for each action
    match asked.action:
        case Action.ACCEPT:
            return Heard(members.accept(c, asked.thread, asked.at))
        case Action.DECLINE:
            return Heard([OfferDeclined(at=asked.at, thread=asked.thread)])
        case Action.END:
            return Heard([ended_by_agent(c, asked.at)])
        case Action.TRANSFER:
            return Heard(_hand_over(c, asked))
        case Action.NOTE:
            return _note(asked)
        case Action.VISITOR:
            return Heard((), summary(c))
        case Action.CANNED:
            return _canned(c, asked)
        case Action.BLOCK:
            return Heard((), "To block the visitor, press *Block* in the menu of the card above.")
        case Action.LEAVE:
            return Heard(members.leave(c, asked.person, asked.at), "You have left this conversation.")
        case Action.JOIN:
            return Heard(members.join(c, _agent(asked), asked.at, asked.thread))
        case Action.TAKE_OVER:
            return Heard(members.take_over(c, _agent(asked), asked.at, asked.thread))
        case Action.SEND_ONCE:
            return Heard(members.send_once(c, asked.said, _agent(asked), asked.at), "Sent to the visitor.")
        case Action.HELP:
            return Heard((), help_text(c, asked))


def _agent(asked: Asked) -> AgentCard:
    if asked.ranks.agent is None:
        raise NotNow(ONLY_AGENTS)
    return asked.ranks.agent


def _hand_over(c: Conversation, asked: Asked) -> Sequence[AnyEvent]:
    to = found(asked.text, asked.ranks.others)
    return members.hand_over(
        c, asked.thread, asked.person, asked.at, pool=to.choice.pool, to=to.choice.name, note=to.note
    )


def ended_by_agent(c: Conversation, at: int) -> ConversationEnded:
    """An agent ends the conversation, and the visitor may be asked how it was."""
    rating = c.terms is not None and c.terms.rating
    return ConversationEnded(at=at, by="agent", reason="agent_ended", rating=rating)


def _note(asked: Asked) -> Heard:
    if not asked.text:
        return Heard(
            (), f"Write the note behind it: `!note` and your text, or `{NOTE_PREFIX}` and your text."
        )
    return Heard(
        [
            NoteWritten(
                at=asked.at, thread=asked.thread, person=asked.person, message=asked.message, text=asked.text
            )
        ]
    )


# --- canned replies ----------------------------------------------------------------------------------


NONE_YET = "There are no canned replies yet. They are added by `/livechat canned add`, outside of threads."


def _canned(c: Conversation, asked: Asked) -> Heard:
    """Send the reply that was named, or list those that there are."""
    theirs = asked.ranks.canned
    if not theirs:
        return Heard((), NONE_YET)
    name = asked.text.removeprefix("!").casefold()
    reply = next((each for each in theirs if each.name == name), None)
    if reply is None:
        listed = "\n".join(f"`!{each.name}` {shortened(each.text)}" for each in theirs)
        return Heard((), f"Canned replies; `!` and a name sends one:\n{listed}")
    text = said(reply, c.attributes, c.page, writer(c, asked).name)
    if not text:
        return Heard(
            (), f"Not sent: nothing is left of `!{reply.name}`, as nothing is known of this visitor."
        )
    return Heard(send_canned(c, asked, reply.name, text))


def writer(c: Conversation, asked: Asked) -> AgentCard:
    """How the visitor sees whoever asks, as one of the thread's agents."""
    thread = c.thread(asked.thread)
    return thread.of(asked.person) or thread.agent


def send_canned(c: Conversation, asked: Asked, name: str, text: str) -> Sequence[AnyEvent]:
    """The words of a canned reply go to the visitor; as an answer to an offer they accept it."""
    wrote = AgentWrote(
        at=asked.at,
        thread=asked.thread,
        agent=writer(c, asked),
        message=asked.message,
        text=text,
        sent=asked.sent,
        canned=name,
    )
    offered = c.thread(asked.thread).status is ThreadStatus.OFFERED
    return [*(members.accept(c, asked.thread, asked.at) if offered else ()), wrote]


def shortened(text: str, most: int = 60) -> str:
    """The beginning of a text, on one line."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


# --- what is typed -----------------------------------------------------------------------------------


def summary(c: Conversation) -> str:
    """What is known of the visitor, as a text."""
    known = [f"{name}: {one_line(value)}" for name, value in c.attributes.items() if one_line(value)]
    page = [f"Page: {one_line(c.page.url)}"] if c.page.url else []
    return (
        "\n".join([f"{c.visitor_name}:", *known, *page])
        if known or page
        else "Nothing is known of the visitor."
    )


def commanded(c: Conversation, asked: Asked, word: str) -> Heard:
    """Do what was typed behind a ``!``: an action of the table, or a canned reply by its name."""
    row = typed_row(c, asked.thread, word)
    if row:
        return act(c, asked._replace(action=row.action))
    name = word.casefold()
    if any(reply.name == name for reply in asked.ranks.canned):
        return act(c, asked._replace(action=Action.CANNED, text=name))
    return Heard((), unknown_word(c, asked, word))


def typed_row(c: Conversation, number: ThreadNumber, word: str) -> Row | None:
    """Which action a typed word is in this thread, if it is one. To end an offer is to decline it."""
    row = WORDS.get(word.casefold())
    if row and row.action is Action.END and c.thread(number).status is ThreadStatus.OFFERED:
        return TABLE[Action.DECLINE]
    return row


def help_text(c: Conversation, asked: Asked) -> str:
    """What works in this thread now, for whoever asks."""
    thread = c.thread(asked.thread)
    found = standings(c, asked.thread, asked.person, asked.ranks)
    relayed = thread.status in (ThreadStatus.OFFERED, ThreadStatus.LIVE) and Standing.MEMBER in found
    first = (
        "Just reply in this thread: what you write goes to the visitor."
        if relayed
        else "What you write in this thread does not go to the visitor."
    )
    rows = (row for row in here_and_now(thread, found) if row.words)
    return "\n".join([first, f"`{NOTE_PREFIX} text` is a note that stays inside.", *map(help_line, rows)])


def help_line(row: Row) -> str:
    """One line about what may be typed."""
    word = f"!{row.words[0]} {row.takes}".strip()
    return f"`{word}` {row.says}."


def unknown_word(c: Conversation, asked: Asked, word: str) -> str:
    """What somebody is told whose ``!word`` nobody knows."""
    thread = c.thread(asked.thread)
    rows = here_and_now(thread, standings(c, asked.thread, asked.person, asked.ranks))
    words = [known for row in rows for known in row.words]
    canned = [reply.name for reply in asked.ranks.canned] if TABLE[Action.CANNED] in rows else []
    near = nearest(word, [*words, *canned])
    guess = f" Did you mean `!{near}`?" if near else ""
    shown = one_line(word).replace("`", "")[:40]
    return f"Not sent to the visitor: I don't know `!{shown}`.{guess} `!help` lists what works here."


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

"""What an action means in the present state, however it was asked for: a button, a shortcut, a ``!command``, a form. Pure.

Presses may be old, and anybody may press any number of times: whatever has become needless changes nothing and is
answered kindly.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation import members
from bot.conversation.actions import TABLE, WORDS, Action, Row
from bot.conversation.asking import ONLY_AGENTS, Asked, Heard, refusal
from bot.conversation.canned_words import canned
from bot.conversation.helping import help_text, summary, unknown_word
from bot.conversation.state import Conversation, ThreadStatus
from bot.conversation.whom import found
from bot.errors import NotNow
from bot.events import AgentCard, AnyEvent, ConversationEnded, NoteWritten, OfferDeclined, TranscriptAsked
from bot.ids import Person, ThreadNumber
from bot.text import NOTE_PREFIX


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
            return Heard([ended_by_agent(c, asked.person, asked.at)])
        case Action.TRANSFER:
            return Heard(_hand_over(c, asked))
        case Action.NOTE:
            return _note(asked)
        case Action.VISITOR:
            return Heard((), summary(c))
        case Action.CANNED:
            return canned(c, asked)
        case Action.BLOCK:
            return Heard((), "To block the visitor, press *Block* in the menu of the card above.")
        case Action.TRANSCRIPT:
            return Heard([TranscriptAsked(at=asked.at, thread=asked.thread, person=asked.person)])
        case Action.LEAVE:
            return Heard(members.leave(c, asked.person, asked.at), "You have left this conversation.")
        case Action.JOIN:
            return Heard(members.join(c, _agent(asked), asked.at, asked.thread))
        case Action.TAKE_OVER:
            return Heard(members.take_over(c, _agent(asked), asked.at, asked.thread))
        case Action.SEND_ONCE:
            return Heard(members.send_once(c, asked.said, _agent(asked), asked.at), "Sent to the visitor.")
        case Action.REPLY:
            return Heard((), "Write your reply, and it goes to the visitor.")
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


def ended_by_agent(c: Conversation, person: Person, at: int) -> ConversationEnded:
    """An agent ends the conversation, and the visitor may be asked how it was."""
    rating = c.terms is not None and c.terms.rating
    return ConversationEnded(at=at, by="agent", reason="agent_ended", rating=rating, person=person)


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


# --- what is typed -----------------------------------------------------------------------------------


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

"""What the card of a conversation says: the first message of each thread, and its live status. Pure.

Adapters render it (`render.py`); they add nothing to it, and say how much they have no room for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.conversation.actions import Action, Place, on_card
from bot.conversation.attention import NO_SIGNS, Signs, activity, page_now
from bot.conversation.state import Conversation, Thread, ThreadStatus, WhyWithdrawn
from bot.events import FOLLOW_UP
from bot.ids import ConversationId, Person, ThreadNumber
from bot.text import one_line


STATUS_LINES = {
    ThreadStatus.OFFERED: "Waiting for you: {reply}",
    ThreadStatus.LIVE: "You are talking to {visitor}. {reply}",
    ThreadStatus.DECLINED: "You declined this conversation.",
    ThreadStatus.MISSED: "Withdrawn: the time to accept was over.",
    ThreadStatus.WITHDRAWN: "Withdrawn: {why}.",
    ThreadStatus.FAILED: "This thread could not be reached any more.",
    ThreadStatus.CLOSED: "Ended: {why}.",
    ThreadStatus.FOLLOW_UP: "Nobody took this conversation: {missed}. {instead}",
}

REPLY = {
    ThreadStatus.OFFERED: "accept, or simply reply in this thread.",
    ThreadStatus.LIVE: "Reply in this thread.",
}
"""How an agent replies, at the end of the line. A platform without threads says it in its own words."""

WHY_ENDED = {
    "visitor_ended": "the visitor ended the conversation",
    "agent_ended": "{who} ended the conversation",
    "missed": "the visitor's waiting time was over",
    "completed": "the dialogue was completed",
    "blocked": "the visitor was blocked",
    "idle": "nobody had written for a while",
}


WHY_WITHDRAWN = {
    WhyWithdrawn.WAIT_LIMIT: "the visitor's waiting time was over",
    WhyWithdrawn.VISITOR_ENDED: "the visitor ended the conversation",
    WhyWithdrawn.AGENT_REMOVED: "you are not an agent any more",
    WhyWithdrawn.HANDED_OVER: "you are not an agent any more, and somebody else goes on",
    WhyWithdrawn.LEFT: "you left; {whose} goes on",
    WhyWithdrawn.TRANSFERRED: "handed over to {whose}, who goes on",
    WhyWithdrawn.TAKEN_OVER: "{whose} took this conversation over",
    WhyWithdrawn.UNREACHABLE: "this place could not be reached any more; {whose} goes on",
    WhyWithdrawn.TRANSFER_OVER: "who wanted to hand over is not on the conversation any more",
}

WHY_MISSED = {
    "no_rule": "no rule says who takes it",
    "nobody_on_duty": "nobody was on duty",
    "queue_full": "the waiting line was full",
    "offers_used_up": "nobody who was asked took it",
    "wait_limit": "the visitor's waiting time was over",
}


WRITE_TO = "Replies here do not reach {visitor}: write to {email}"
NO_ADDRESS = "Replies here do not reach {visitor}, who left no address."

OUTCOMES = {
    ThreadStatus.DECLINED: "declined",
    ThreadStatus.MISSED: "did not answer",
    ThreadStatus.WITHDRAWN: "had not answered yet",
    ThreadStatus.FAILED: "could not be reached",
    ThreadStatus.CLOSED: "had to leave",
}
"""What became of those who were asked, for those who follow up."""


class Fact(NamedTuple):
    """One line of what is known: a label and a value. The value came from the visitor: escape it."""

    label: str
    value: str


def first_facts(facts: Sequence[Fact], most: int) -> list[Fact]:
    """As many as a platform has room for; one more line says how many are left out."""
    over = len(facts) - most
    return [*facts[:most], *([Fact("…", f"and {over} more")] if over > 0 else [])]


class StatusCard(NamedTuple):
    """The card, in words; no platform's markup in it."""

    conversation: ConversationId
    thread: ThreadNumber
    title: str
    """Also the text of the notification."""
    visitor: str
    facts: tuple[Fact, ...]
    waiting_since: int
    """Milliseconds since 1970."""
    since: str
    """What to say before that time."""
    status: ThreadStatus
    status_line: str
    """Ends with how to reply, `REPLY`, where one can."""
    actions: tuple[Action, ...]
    """Its buttons."""
    more: tuple[Action, ...] = ()
    """What is in the menu behind them."""
    mention: Person = Person("")
    """Whom the thread is for, where only a mention notifies them; or empty."""
    activity: str = ""
    """How the visitor is at the moment, or empty."""
    read_at: int = 0
    """When the visitor last read what agents wrote, milliseconds since 1970; 0 if never."""


def status_card(c: Conversation, number: ThreadNumber, signs: Signs = NO_SIGNS) -> StatusCard:
    """Read the card of one thread off a snapshot, and off the signs of how its visitor is."""
    thread = c.thread(number)
    return StatusCard(
        conversation=c.id,
        thread=number,
        title=_title(c, thread),
        visitor=c.visitor_name,
        facts=tuple(_facts(c, thread)),
        waiting_since=c.waiting_since,
        since="Waiting since" if thread.status is ThreadStatus.OFFERED else "Asked at",
        status=thread.status,
        status_line=_status_line(c, thread),
        actions=on_card(thread.status, Place.BUTTON),
        more=on_card(thread.status, Place.MORE),
        mention=thread.agent.person if thread.agent.mentioned else Person(""),
        activity=activity(c, number, signs),
        read_at=signs.read_at if thread.status is ThreadStatus.LIVE else 0,
    )


def _title(c: Conversation, thread: Thread) -> str:
    if thread.status is not ThreadStatus.FOLLOW_UP:
        return f"{c.visitor_name} would like to talk"
    left = any(answer.card == FOLLOW_UP for answer in c.answers)
    return f"{c.visitor_name} left a message" if left else f"Nobody could talk to {c.visitor_name}"


JOINED = "You are on this conversation with {visitor}, which is {whose}'s. {reply}"


def _status_line(c: Conversation, thread: Thread) -> str:
    whose = c.present[0].name if c.present else "somebody else"
    why = WHY_WITHDRAWN[thread.why] if thread.why else WHY_ENDED.get(c.ended_reason, "it is over")
    why = why.format(whose=whose, who=_who_ended(c, thread))
    if thread.status is ThreadStatus.CLOSED and thread.why:  # the conversation goes on, elsewhere
        return f"{why[0].upper()}{why[1:]}."
    missed = WHY_MISSED.get(c.missed_because, "nobody was eligible")
    email = one_line(c.attributes.get("email", ""))
    instead = (WRITE_TO if email else NO_ADDRESS).format(visitor=c.visitor_name, email=email)
    joined = thread.joined and thread.status is ThreadStatus.LIVE
    line = JOINED if joined else STATUS_LINES[thread.status]
    reply = REPLY.get(thread.status, "")
    return line.format(
        visitor=c.visitor_name, why=why, missed=missed, instead=instead, whose=whose, reply=reply
    )


def _who_ended(c: Conversation, thread: Thread) -> str:
    return "you" if c.ended_person in ("", thread.agent.person) else c.name_of(c.ended_person)


ATTRIBUTE_LABELS = {"email": "E-mail", "company": "Company", "phone": "Phone"}


def label_of(attribute: str) -> str:
    """What to call an attribute of a visitor, for people."""
    return ATTRIBUTE_LABELS.get(attribute) or attribute.replace("_", " ").capitalize()


def _facts(c: Conversation, thread: Thread) -> list[Fact]:
    named = [Fact(label, c.attributes.get(name, "")) for name, label in ATTRIBUTE_LABELS.items()]
    page = f"{c.page.title} ({c.page.url})" if c.page.title and c.page.url else c.page.title or c.page.url
    # What a capture card asked for is shown by its attributes; questions are shown with their answers.
    answers = [Fact(a.question, a.text) for a in c.answers if not a.captured]
    said = [*named, *answers, Fact("Page", page), Fact("Now on", page_now(c)), Fact("Language", c.locale)]
    said += [*_who(c, thread), Fact("Score", "" if c.score is None else f"{c.score} of 3")]
    if thread.status is ThreadStatus.FOLLOW_UP:
        said += [Fact("Waited", _waited(c)), Fact("Who was asked", _asked(c))]
    return [Fact(label, line) for label, value in said if (line := one_line(value))]


def _who(c: Conversation, thread: Thread) -> list[Fact]:
    """Who is on it where they are several, and who is asked to take it over."""
    if thread.status not in (ThreadStatus.LIVE, ThreadStatus.OFFERED) or not c.present:
        return []
    asked = Fact("Asked to take over", c.transfer.to if c.transfer else "")
    alone = len(c.present) == 1 and thread.status is ThreadStatus.LIVE
    there = "" if alone else ", ".join(agent.name for agent in c.present)
    return [Fact("On this conversation", there), asked]


def _waited(c: Conversation) -> str:
    seconds = (c.missed_at - c.waiting_since) // 1000
    if seconds < 1:
        return ""  # nobody was even looked for
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"


def _asked(c: Conversation) -> str:
    """Who was asked, and what became of it."""
    asked = [(t.agent.name, OUTCOMES[t.status]) for t in c.threads if t.status in OUTCOMES]
    return ", ".join(f"{name} ({outcome})" for name, outcome in asked)

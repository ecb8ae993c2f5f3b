"""Reply: words for the visitor, written on a sheet where what is written in the thread is not heard, or not unmistakable."""

from __future__ import annotations

from bot.arrivals import FormSubmitted
from bot.conversation import Conversation
from bot.conversation.asking import Asked, Heard, refusal
from bot.conversation.canned_words import send_written
from bot.events import NoteWritten
from bot.forms import Done, Form, FormAnswer, FormId, Problems, TextField
from bot.ids import MessageId
from bot.text import NOT_RELAYED, NOTE_PREFIX, Meaning, meaning, one_line
from bot.thread_actions.parts import Begun, FormOf


TEXT = "text"
COMMANDS_ELSEWHERE = (
    "This begins like a command, so it was not sent. Commands work in the thread, and by the card's buttons."
)


async def ask(begun: Begun) -> Form:
    """An empty sheet, with the name of whom it goes to."""
    visitor = one_line(begun.conversation.visitor_name)
    hint = f"Goes to {visitor}. What begins with {NOTE_PREFIX} stays inside."
    text = TextField(name=TEXT, label=f"Reply to {visitor}", hint=hint, many_lines=True)
    return Form(id=FormId("thread/reply"), title="Reply", parts=(text,), submit="Send")


async def take(begun: Begun, submitted: FormSubmitted) -> FormAnswer:
    """Send it as what it is: words for the visitor, or a note."""
    said = meaning(submitted.text(TEXT))
    match said.kind:
        case "empty":
            return Problems({TEXT: "Please write something, or close this."})
        case "command":
            return Problems({TEXT: COMMANDS_ELSEWHERE})
        case "slash_command":
            return Problems({TEXT: NOT_RELAYED["slash_command"].replace("`", "")})
        case "words" | "note":
            asked = begun.asked._replace(message=MessageId(f"form.{begun.once}"), sent=submitted.sent)
            author = await begun.parts.name_of(asked.person) if said.kind == "note" else ""
            return Done(
                await begun.parts.relay.act(begun.id, lambda c: _written(c, asked, said, author), begun.cause)
            )


def _written(c: Conversation, asked: Asked, said: Meaning, author: str) -> Heard:
    if why := refusal(c, asked):
        return Heard((), f"Not sent. {why}")
    if said.kind == "words":
        return Heard(send_written(c, asked, said.text))
    note = NoteWritten(
        at=asked.at,
        thread=asked.thread,
        person=asked.person,
        message=asked.message,
        text=said.text,
        author=author,
    )
    return Heard([note])


REPLY = FormOf(ask, take)

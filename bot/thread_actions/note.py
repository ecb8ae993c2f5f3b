"""Note: a text that stays inside, posted into the thread under its author's name."""

from __future__ import annotations

from bot.arrivals import FormSubmitted
from bot.conversation import Conversation
from bot.conversation.asking import Heard, refusal
from bot.events import NoteWritten
from bot.forms import Done, Form, FormAnswer, FormId, Problems, TextField
from bot.ids import MessageId
from bot.thread_actions.parts import Begun, FormOf


TEXT = "text"


async def ask(_: Begun) -> Form:
    """An empty sheet."""
    hint = "Everybody who reads this thread sees it. The visitor never does."
    text = TextField(name=TEXT, label="Note", hint=hint, many_lines=True)
    return Form(id=FormId("thread/note"), title="Note", parts=(text,), submit="Add note")


async def take(begun: Begun, submitted: FormSubmitted) -> FormAnswer:
    """Write the note down."""
    text = submitted.text(TEXT)
    if not text:
        return Problems({TEXT: "Please write something, or close this."})
    asked = begun.asked
    author = await begun.parts.name_of(asked.person)
    written = NoteWritten(
        at=asked.at,
        thread=asked.thread,
        person=asked.person,
        message=MessageId(f"form.{begun.once}"),
        text=text,
        author=author,
    )

    def decide(c: Conversation) -> Heard:
        why = refusal(c, asked)
        return Heard((), why) if why else Heard([written])

    return Done(await begun.parts.relay.act(begun.id, decide, begun.cause))


NOTE = FormOf(ask, take)

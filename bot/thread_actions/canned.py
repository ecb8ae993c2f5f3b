"""Canned reply: one is chosen, seen with its tokens filled in, perhaps changed, and sent as the agent's message."""

from __future__ import annotations

from bot.arrivals import FormSubmitted
from bot.canned import LONGEST, CannedReply, said
from bot.conversation import Conversation
from bot.conversation.asking import Heard, refusal
from bot.conversation.canned_words import NONE_YET, send_canned, writer
from bot.forms import ChoiceField, Done, Form, FormAnswer, FormId, Option, Problems, TextField
from bot.ids import MessageId
from bot.relay.canned import canned
from bot.text import shortened
from bot.thread_actions.parts import Begun, FormOf


CHOOSE = FormId("thread/canned")
PREVIEW = FormId("thread/canned/preview")
REPLY = "reply"
TEXT = "text"
TITLE = "Canned reply"
GONE = "This canned reply is not there any more. Please choose another one."


async def ask(begun: Begun) -> Form | str:
    """Which one?"""
    replies = await canned(begun.parts.directory, begun.asked.person)
    if not replies:
        return NONE_YET
    options = tuple(Option(reply.name, _shown(reply)) for reply in replies)
    hint = "Next you see it as the visitor will. In the thread, ! and its name sends it at once."
    choice = ChoiceField(name=REPLY, label=TITLE, hint=hint, options=options)
    return Form(id=CHOOSE, title=TITLE, parts=(choice,), submit="Preview")


def _shown(reply: CannedReply) -> str:
    team = f" ({reply.team})" if reply.team else ""
    return f"{reply.name}{team}: {shortened(reply.text)}"


async def take(begun: Begun, submitted: FormSubmitted) -> FormAnswer:
    """Show the chosen one, or send what was shown."""
    if submitted.form == PREVIEW:
        return await _send(begun, submitted)
    chosen = submitted.text(REPLY)
    replies = await canned(begun.parts.directory, begun.asked.person)
    reply = next((each for each in replies if each.name == chosen), None)
    return _preview(begun, reply) if reply else Problems({REPLY: GONE})


def _preview(begun: Begun, reply: CannedReply) -> Form:
    c = begun.conversation
    text = said(reply, c.attributes, c.page, writer(c, begun.asked).name)
    field = TextField(
        name=TEXT, label="Message to the visitor", initial=text, max_length=LONGEST, many_lines=True
    )
    return Form(id=PREVIEW, title=TITLE, parts=(field,), submit="Send", state=reply.name)


async def _send(begun: Begun, submitted: FormSubmitted) -> FormAnswer:
    text = submitted.text(TEXT)
    if not text:
        return Problems({TEXT: "There is nothing to send: write something, or close this."})
    asked = begun.asked._replace(message=MessageId(f"form.{begun.once}"), sent=submitted.sent)

    def decide(c: Conversation) -> Heard:
        why = refusal(c, asked)
        return Heard((), f"Not sent. {why}") if why else Heard(send_canned(c, asked, begun.rest, text))

    return Done(await begun.parts.relay.act(begun.id, decide, begun.cause))


CANNED = FormOf(ask, take)

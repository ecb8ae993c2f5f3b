"""Asking first, where the place from which something was asked for cannot do that by itself: shortcuts and menus."""

from __future__ import annotations

from bot.arrivals import FormSubmitted
from bot.conversation.acting import act
from bot.conversation.actions import TABLE
from bot.forms import Done, Form, FormAnswer, FormId, Words
from bot.thread_actions.parts import Begun, FormOf


async def ask(begun: Begun) -> Form | str:
    """The question of the table."""
    row = TABLE[begun.asked.action]
    question = row.asks
    if question is None:
        return ""
    return Form(
        id=FormId(f"thread/{row.action}"),
        title=row.label,
        parts=(Words(text=f"{question.title} {question.text}"),),
        submit=question.yes,
    )


async def take(begun: Begun, _: FormSubmitted) -> FormAnswer:
    """They are sure."""
    return Done(await begun.parts.relay.act(begun.id, lambda c: act(c, begun.asked), begun.cause))


CONFIRM = FormOf(ask, take)

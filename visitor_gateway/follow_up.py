"""The message for later, which a visitor leaves in the form of the fallback. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.conversation import Conversation, decisions
from bot.errors import BadInput
from bot.events import AnyEvent
from bot.ids import MessageId
from visitor_gateway.dialogue.inputs import Unfit, regular, tidy
from visitor_gateway.dialogue.refusals import refusal


def left(c: Conversation, message: MessageId, given: str | Mapping[str, str], at: int) -> Sequence[AnyEvent]:
    """The message for later that a form of the fallback brings. Raises `BadInput`."""
    values = given if isinstance(given, Mapping) else {}
    address, text = tidy(values.get("email", "")), values.get("message", "").strip()
    problems = {}
    try:
        address = regular("email", address)
    except Unfit as bad:
        problems["email"] = bad.told(c.locale)
    if not text:
        fields = c.terms.fallback.fields if c.terms else ()
        label = next((field.label for field in fields if field.attribute == "message"), "")
        problems["message"] = refusal("required", c.locale, field=label)
    if problems:
        raise BadInput(" ".join(problems.values()), problems)
    return decisions.follow_up_left(c, message, address, text, at)

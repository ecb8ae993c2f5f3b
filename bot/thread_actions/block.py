"""Block: the visitor cannot chat any more, for a time or for good, and their conversation ends."""

from __future__ import annotations

from bot.arrivals import FormSubmitted
from bot.blocking import LONGEST_REASON, Block, BlockedWho, email_who, visitor_who
from bot.forms import AnyPart, ChoiceField, Done, Form, FormAnswer, FormId, Option, Problems, TextField, YesNo
from bot.ports import By
from bot.text import one_line
from bot.thread_actions.parts import Begun, FormOf


HOW_LONG, REASON, ADDRESS = "how_long", "reason", "address"
HOUR = 3_600_000
LENGTHS = {
    "hour": ("1 hour", HOUR),
    "day": ("1 day", 24 * HOUR),
    "week": ("7 days", 7 * 24 * HOUR),
    "month": ("30 days", 30 * 24 * HOUR),
    "good": ("For good", 0),
}
"""What is shown, and milliseconds; 0 for good."""


async def ask(begun: Begun) -> Form:
    """How long, and why?"""
    options = tuple(Option(name, shown) for name, (shown, _) in LENGTHS.items())
    email = one_line(begun.conversation.attributes.get("email", ""))
    parts: list[AnyPart] = [
        ChoiceField(
            name=HOW_LONG,
            label="How long",
            hint="The visitor is told kindly, and this conversation ends.",
            options=options,
            initial=("day",),
        ),
        TextField(
            name=REASON,
            label="Reason",
            hint="For your colleagues: it stands in the audit log. The visitor does not see it.",
            max_length=LONGEST_REASON,
        ),
    ]
    if email:
        parts.append(YesNo(name=ADDRESS, label=f"Also whoever gives {email}"))
    return Form(id=FormId("thread/block"), title="Block", parts=tuple(parts), submit="Block")


async def take(begun: Begun, submitted: FormSubmitted) -> FormAnswer:
    """Block first, then end: what stops in between is made good by submitting it again."""
    reason, length = one_line(submitted.text(REASON)), LENGTHS.get(submitted.text(HOW_LONG))
    if not reason:
        return Problems({REASON: "Please say why: your colleagues will want to know."})
    if length is None:
        return Problems({HOW_LONG: "Please choose how long."})
    c, by = begun.conversation, By(begun.asked.person, begun.asked.at)
    email = one_line(c.attributes.get("email", ""))
    whom = [visitor_who(c.visitor), *([email_who(email)] if email and submitted.values.get(ADDRESS) else [])]
    for who in whom:
        await begun.parts.directory.blocks.put(_block(c.visitor_name, who, reason, length[1], by), by)
    await begun.parts.relay.offers.blocked(c.id)
    return Done(
        f"{c.visitor_name} cannot chat any more: {length[0].lower()}. Admins undo it by `/livechat unblock`."
    )


def _block(name: str, who: BlockedWho, reason: str, length: int, by: By) -> Block:
    return Block(
        who=who,
        name=name,
        reason=reason[:LONGEST_REASON],
        by=by.person,
        since=by.at,
        until=by.at + length if length else 0,
    )


BLOCK = FormOf(ask, take)

"""Blocking visitors, and letting them chat again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.blocking import LONGEST_REASON, Block, BlockedWho, email_who, visitor_who
from bot.commands.durations import duration, leading
from bot.commands.introduce import called
from bot.commands.moments import moment
from bot.commands.parts import Parts
from bot.commands.plainly import plainly
from bot.commands.row import Asked
from bot.commands.standing import Now
from bot.commands.wording import bold, bullets, code, command, counted, plain
from bot.conversation import Conversation
from bot.errors import BadInput, UnknownKey
from bot.ids import ConversationId, Person, VisitorId
from bot.ports import serving


NOBODY = "Nobody is blocked."
SHOWN = 50
"""Blocks in one answer."""
_EMAIL = re.compile(r"[^\s@:]+@[^\s@:]+\.[^\s@:.]+")


class Meant(NamedTuple):
    """Whom a block is about, what to call them, and the conversation that they are in, if one is known."""

    who: BlockedWho
    name: str
    conversation: ConversationId | None = None


async def block(parts: Parts, asked: Asked) -> str:
    """Let somebody chat no more, for a time or for good."""
    meant = await _meant(parts, asked)
    length, reason = read_time_and_reason(asked.texts.get("for TIME REASON", ""))
    by, now = parts.by(asked.caller), await parts.now(asked.caller)
    until = by.at + length if length else 0
    made = Block(who=meant.who, name=meant.name, reason=reason, by=asked.caller, since=by.at, until=until)
    before = await parts.directory.blocks.put(made, by)
    ended = meant.conversation is not None and await parts.offers.blocked(meant.conversation)
    told = f"{bold(meant.name)} cannot chat any more, {_until(made, now)}."
    over = " The conversation that was going on has ended." if ended else ""
    was = f" Before they were blocked {_until(before, now)}." if before else ""
    return f"{told}{over}{was} To undo it: {command(f'unblock {_typed(made.who)}')}"


def read_time_and_reason(typed: str) -> tuple[int, str]:
    """Read ``for 7d, because of advertisements``: milliseconds, 0 for good, and the reason. Raises `BadInput`."""
    rest, length = typed.strip(), 0
    if match := re.match(r"for\s+(good|ever)\b[\s,:]*|forever\b[\s,:]*", rest, re.IGNORECASE):
        rest = rest[match.end() :]
    elif match := re.match(r"for\s+(?=[0-9])", rest, re.IGNORECASE):
        with plainly():
            length, rest = leading(rest[match.end() :])
    reason = plain_reason(re.sub(r"^[\s,:]*(because\s+(of\s+)?)?", "", rest, count=1, flags=re.IGNORECASE))
    return length, reason


def plain_reason(typed: str) -> str:
    """Check a reason. Raises `BadInput` for one that is too long."""
    reason = " ".join(typed.split())
    if len(reason) > LONGEST_REASON:
        raise BadInput(f"This reason has {len(reason)} characters. {LONGEST_REASON} are the most.")
    return reason


def _until(block: Block, now: Now) -> str:
    if not block.until:
        return "for good"
    return f"until {moment(block.until, now.at, now.zone)} ({duration(block.until - block.since)})"


def _typed(who: BlockedWho) -> str:
    """A block's own word as it is typed: ids and addresses cannot be taken for each other."""
    return who.partition(":")[2]


# --- who is meant


async def _meant(parts: Parts, asked: Asked) -> Meant:
    typed = asked.texts["WHO"].removeprefix("mailto:").strip("<>")
    if _EMAIL.fullmatch(typed):
        return Meant(email_who(typed), typed)
    conversation = await _conversation(parts, asked.caller, typed)
    if conversation is not None:
        return Meant(visitor_who(conversation.visitor), _name(conversation), conversation.id)
    visitor = VisitorId(typed)
    known = await parts.conversations.of_visitor(visitor)
    if known.conversation is None and not known.attributes:
        raise BadInput(_nobody(typed))
    name = " ".join(known.attributes.get(part, "") for part in ("first_name", "last_name")).strip()
    return Meant(visitor_who(visitor), plain(name) or "Visitor", known.conversation)


def _nobody(typed: str) -> str:
    return (
        f"I know no visitor {code(typed)}. Type an e-mail address, or the link to the visitor's thread "
        "(in Slack: the message's menu, Copy link). In the thread itself there is a button for it."
    )


async def _conversation(parts: Parts, caller: Person, typed: str) -> Conversation | None:
    """The conversation of a link or an id, if there is one, with the visitor's present one in its place."""
    people = serving(parts.people, caller)
    thread = people.thread_at(typed, caller) if people else None
    found = await parts.conversations.find(thread) if thread else None
    try:
        named = await parts.conversations.load(found.conversation if found else ConversationId(typed))
        present = (await parts.conversations.of_visitor(named.visitor)).conversation
        return await parts.conversations.load(present) if present else named
    except UnknownKey:
        return None


def _name(conversation: Conversation) -> str:
    email = conversation.attributes.get("email", "")
    return f"{conversation.visitor_name} ({email})" if email else conversation.visitor_name


# --- the list


async def list_all(parts: Parts, asked: Asked) -> str:
    """List who is blocked, the newest first."""
    now = await parts.now(asked.caller)
    blocks = await parts.directory.blocks.blocks(now.at)
    if not blocks:
        return NOBODY
    shown = blocks[:SHOWN]
    names = await _called(parts, [one.by for one in shown])
    lines = [_line(one, by, now) for one, by in zip(shown, names, strict=True)]
    more = f"\nand {len(blocks) - SHOWN} more" if len(blocks) > SHOWN else ""
    is_are = "is" if len(blocks) == 1 else "are"
    return f"*{counted(len(blocks), 'visitor')}* {is_are} blocked\n{bullets(lines)}{more}"


async def _called(parts: Parts, people: Sequence[Person]) -> list[str]:
    each = list(dict.fromkeys(people))
    names = dict(zip(each, await asyncio.gather(*(called(parts, one) for one in each)), strict=True))
    return [names[one] for one in people]


def _line(block: Block, by: str, now: Now) -> str:
    why = f": {plain(block.reason)}" if block.reason else ""
    return f"{bold(block.name)} {code(_typed(block.who))} {_until(block, now)}, by {bold(by)}{why}"


async def unblock(parts: Parts, asked: Asked) -> str:
    """Let somebody chat again."""
    typed = asked.texts["WHO"].removeprefix("mailto:").strip("<>")
    by = parts.by(asked.caller)
    for who in (email_who(typed), visitor_who(VisitorId(typed))):
        if lifted := await parts.directory.blocks.lift(who, by):
            return f"{bold(lifted.name)} may chat again."
    raise BadInput(f"{code(typed)} is not blocked. {command('block list')} shows who is.")

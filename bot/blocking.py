"""Blocks: who may not chat, for how long, and why. Pure. Times in milliseconds since 1970.

A visitor is blocked as the browser that our token knows them by, or by an e-mail address. An address is only ever
blocked on purpose: what a visitor types as theirs may be somebody else's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NewType

import msgspec

from bot.ids import Person, VisitorId
from bot.text import one_line


BlockedWho = NewType("BlockedWho", str)
"""Whom a block concerns, unique in a site: ``visitor:<id>`` or ``email:<address>``."""

LONGEST_REASON = 300
"""Characters of a reason."""
MOST = 10_000
"""Blocks of one site: each process keeps them in memory."""


class Block(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One block."""

    who: BlockedWho
    name: str = ""
    """What people call them, for lists."""
    reason: str = ""
    by: Person
    since: int
    until: int = 0
    """0 for good."""

    def holds(self, at: int) -> bool:
        """Whether it still holds."""
        return not self.until or at < self.until


def visitor_who(visitor: VisitorId) -> BlockedWho:
    """Name a visitor, for a block."""
    return BlockedWho(f"visitor:{visitor}")


def email_who(address: str) -> BlockedWho:
    """Name whoever gives an address, for a block. Upper and lower case are the same."""
    return BlockedWho(f"email:{one_line(address).casefold()}")


def blocking(
    blocks: Mapping[BlockedWho, Block], visitor: VisitorId, attributes: Mapping[str, str], at: int
) -> Block | None:
    """The block that keeps a visitor from chatting now, if there is one."""
    if not blocks:
        return None
    email = attributes.get("email", "")
    known = (visitor_who(visitor), email_who(email)) if email else (visitor_who(visitor),)
    found = (blocks.get(who) for who in known)
    return next((block for block in found if block and block.holds(at)), None)

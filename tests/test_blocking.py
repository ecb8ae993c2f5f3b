"""Whom a block keeps out, and for how long."""

from __future__ import annotations

import pytest

from bot.blocking import Block, BlockedWho, blocking, email_who, visitor_who
from bot.ids import VisitorId, person


KIM = person("slack", "T1", "kim")
V1 = VisitorId("v1")


def block(who: BlockedWho, until: int = 0) -> Block:
    return Block(who=who, by=KIM, since=0, until=until)


@pytest.mark.parametrize(
    ("kept", "is_out"),
    [
        ([block(visitor_who(V1))], True),
        ([block(visitor_who(VisitorId("v2")))], False),
        ([block(email_who("Ada@Example.com"))], True),
        ([block(email_who("bob@example.com"))], False),
        ([block(visitor_who(V1), until=100)], False),
        ([block(visitor_who(V1), until=101)], True),
        ([block(visitor_who(V1), until=100), block(email_who("ada@example.com"))], True),
        ([], False),
    ],
)
def test_a_block_concerns_a_browser_or_an_address_while_it_holds(kept: list[Block], is_out: bool) -> None:
    blocks = {one.who: one for one in kept}
    assert (blocking(blocks, V1, {"email": " ada@EXAMPLE.com"}, at=100) is not None) is is_out


def test_a_visitor_without_an_address_is_not_taken_for_another() -> None:
    blocks = {email_who(""): block(email_who(""))}
    assert blocking(blocks, V1, {}, at=1) is None

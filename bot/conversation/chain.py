"""The chain of pools that a live chat goes through, and who of them is to be asked next. Pure."""

from __future__ import annotations

from bot.conversation.state import Conversation
from bot.effects import AnyEffect, PickAgent, SetTimer, TimerName
from bot.routing.pools import agent_pool


def pools_left(c: Conversation) -> tuple[str, ...]:
    """Name the pools of which somebody may still be asked: the present one first, those after it, those before it.

    `rest` is among them only when the first look found nobody but there.
    """
    if c.terms is None:
        return ()
    rest = (c.terms.rest,) if c.terms.rest in c.offers else ()
    pools = (*c.terms.pools, *rest)
    at = next((pools.index(t.pool) for t in reversed(c.threads) if t.pool in pools), 0) if c.offers else 0
    limit = c.terms.max_offers
    return tuple(pool for pool in (*pools[at:], *pools[:at]) if c.offers.get(pool, 0) < limit)


def ask_next(c: Conversation) -> list[AnyEffect]:
    """Have somebody else picked; or, when as many were asked as may be, give up."""
    pools = pools_left(c)
    if c.offers and not pools:
        return [SetTimer(name=TimerName.GIVE_UP, after=0)]
    rest = c.terms.rest if c.terms and not c.offers else ""
    line = c.terms.line if c.terms else None
    return [PickAgent(pools=pools, rest=rest, exclude=c.asked, line=line)]


def ask_again(c: Conversation) -> list[AnyEffect]:
    """Have somebody picked for a conversation that was re-opened: first whose it was, then anybody of its terms."""
    if c.terms is None:
        return []
    former = (agent_pool(c.thread(c.former).agent.id),) if c.former else ()
    pools = tuple(dict.fromkeys((*former, *c.terms.pools)))
    return [PickAgent(pools=pools, rest=c.terms.rest, line=c.terms.line)]


def may_ask_more(c: Conversation) -> bool:
    """Whether somebody more may be asked to take over a conversation that goes on."""
    limit = c.terms.max_offers if c.terms else 1
    return c.transfer is not None and len(c.transfer.asked) < limit


def ask_for_transfer(c: Conversation) -> list[AnyEffect]:
    """Have somebody picked who may take over a conversation that goes on; or, when enough were asked, give up."""
    if c.transfer is None:
        return []
    if not may_ask_more(c):
        return [SetTimer(name=TimerName.GIVE_UP, after=0)]
    there = (agent.id for agent in c.present)
    exclude = tuple(dict.fromkeys((*there, *c.transfer.asked)))
    return [PickAgent(pools=c.transfer.pools, exclude=exclude, further=True)]

"""An agent comes to a conversation from outside of its threads. Pure."""

from __future__ import annotations

from bot.conversation import Conversation, members
from bot.conversation.actions import ABOVE
from bot.conversation.asking import ONLY_ABOVE, ONLY_AGENTS, Heard, Ranks
from bot.errors import NotNow


def coming(c: Conversation, ranks: Ranks, at: int, *, take_over: bool) -> Heard:
    """They join, or make it theirs; or they are told why not."""
    if ranks.agent is None:
        return Heard((), ONLY_AGENTS)
    if take_over and not ranks.standings & ABOVE:
        return Heard((), ONLY_ABOVE)
    try:
        return Heard((members.take_over if take_over else members.join)(c, ranks.agent, at))
    except NotNow as why_not:
        return Heard((), str(why_not))

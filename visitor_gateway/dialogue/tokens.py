"""The tokens in a dialogue's texts, replaced by what its context knows. What tokens are is in bot/tokens.py."""

from __future__ import annotations

from collections.abc import Mapping

from bot.tokens import filled
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.parts import Text


def spoken(text: Text, attributes: Mapping[str, str], context: Context) -> str:
    """The text as a visitor reads it: in their language, with every token replaced."""
    return render(context.words(text), attributes, context)


def render(text: str, attributes: Mapping[str, str], context: Context) -> str:
    """The text with every token replaced. What a value contains is never read as a token again."""
    others = {
        "page.title": context.facts.page.title,
        "page.url": context.facts.page.url,
        "agent.name": context.agent_name,
    }
    return filled(text, attributes, others)

"""What a dialogue is told of the world around it: it looks nothing up itself."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.routing.facts import Facts
from visitor_gateway.dialogue.locale import in_locale
from visitor_gateway.dialogue.parts import CardId, Text


class Booking(msgspec.Struct, frozen=True):
    """Whose booking link a meeting card shows."""

    link: str
    agent: str = ""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What tokens and conditions may say beside the visitor's attributes. Empty means not known.

    `facts` are those of the visit; its attributes are left aside, they are given with each step. Its `eligible` is
    wanted for the live chat cards of `Dialogue.asks_eligible`.
    """

    facts: Facts = Facts()
    site_locale: str = "en"
    bookings: Mapping[CardId, Booking] = {}
    """For the meeting cards of `Dialogue.asks_booking`, where an agent was found."""
    documents: str = ""
    """The address, ending in `/`, under which the gateway serves PDFs."""
    agent_name: str = ""

    def words(self, text: Text) -> str:
        """The text in the visitor's language."""
        return in_locale(text, self.facts.locale, self.site_locale)

"""The routing options of live chat and meeting cards, as an author writes them."""

from __future__ import annotations

from visitor_gateway.dialogue.parts import Name, Part


class RoundRobin(Part, frozen=True, kw_only=True, tag_field="option", tag="round_robin"):
    """All agents, in turn."""


class ToAgent(Part, frozen=True, kw_only=True, tag_field="option", tag="agent"):
    """One named agent."""

    agent: Name


class ToTeam(Part, frozen=True, kw_only=True, tag_field="option", tag="team"):
    """The agents of one named team, in turn."""

    team: Name


class CustomRules(Part, frozen=True, kw_only=True, tag_field="option", tag="custom_rules"):
    """The site's rules, in their order."""


Routing = RoundRobin | ToAgent | ToTeam | CustomRules

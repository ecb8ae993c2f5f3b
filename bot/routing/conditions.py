"""Conditions over what is known of a visitor. Values only: `holding.holds` says whether one holds. Pure.

Rules, condition cards and the targeting of dialogues share them; how they are written down is another matter
(`condition_words` for commands, YAML for dialogues).

A subject is the name of an attribute, or one of

=====================  ==============================================================================
``page.url``           the address of the page; likewise ``page.title``, ``page.referrer``, ``page.path``
``page.query.NAME``    a parameter of the page's address, such as ``page.query.utm_source``
``locale``             the visitor's language tag: ``sv``, ``pt-BR``
``dialogue``           the id of the dialogue
``device``             ``desktop``, ``mobile`` or ``tablet``
``time``               the time of day at the site, ``HH:MM``
``weekday``            ``monday`` ... ``sunday`` at the site
``date``               the date at the site, ``YYYY-MM-DD``
``hours``              ``open`` or ``closed``: the site's hours; ``hours.TEAM`` those of a team
=====================  ==============================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from bot.events import Page


class Operator(StrEnum):
    """How a subject is compared with the values of a test."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    MATCHES_LIST = "matches_list"
    EXISTS = "exists"
    NOT_EXISTS = "not_exists"
    GREATER = "greater"
    LESS = "less"
    IN_COUNTRIES = "in_countries"
    IN_STATES = "in_states"


class Test(msgspec.Struct, frozen=True, tag="test"):
    """One comparison. Several values mean any of them, and with `is_not` none of them."""

    subject: str
    operator: Operator
    values: tuple[str, ...] = ()


class All(msgspec.Struct, frozen=True, tag="all"):
    """Holds when all of its parts hold; without parts it always does."""

    of: tuple[Condition, ...] = ()


class AnyOf(msgspec.Struct, frozen=True, tag="any"):
    """Holds when one of its parts holds; without parts it never does."""

    of: tuple[Condition, ...] = ()


Condition = Test | All | AnyOf


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What conditions are judged by."""

    attributes: Mapping[str, str] = {}
    page: Page = Page()
    locale: str = ""
    dialogue: str = ""
    device: str = ""
    at: int = 0
    """Now, in milliseconds since 1970."""
    time_zone: str = "UTC"
    """The site's, by its IANA name: `time`, `weekday` and `date` are told there."""
    open_hours: Mapping[str, bool] = {}
    """Who is within their hours: the site under ``""``, each team under its case-folded name."""

"""What is known of a visitor at one moment, and what a subject of a condition is worth by it. Pure.

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
``eligible.CARD``      ``yes`` or ``no``: would that live chat card find an eligible agent now? In dialogues only
=====================  ==============================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import msgspec

from bot.events import Page


QUERY = "page.query."
HOURS = "hours."
ELIGIBLE = "eligible."
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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
    eligible: Mapping[str, bool] = {}
    """For live chat cards, by id, of which it is known."""


def worth(subject: str, facts: Facts) -> tuple[str, ...]:
    """What the subject is worth: nothing when it is not known, and several texts where any of them will do.

    ``sv-FI`` is also ``sv``; an address is also what it is without its percent signs; a parameter may be repeated.
    """
    if read := SUBJECTS.get(subject):
        return tuple(filter(None, read(facts)))
    if subject.startswith(QUERY):
        return _parameters(facts, subject.removeprefix(QUERY))
    if subject.startswith(HOURS):
        return _hours(facts, subject.removeprefix(HOURS))
    if subject.startswith(ELIGIBLE):
        return ("yes",) if facts.eligible.get(subject.removeprefix(ELIGIBLE)) else ("no",)
    known = facts.attributes.get(subject)
    return (known,) if known else ()


def _local(facts: Facts) -> datetime:
    return datetime.fromtimestamp(facts.at // 1000, ZoneInfo(facts.time_zone))


def _hours(facts: Facts, of: str) -> tuple[str, ...]:
    is_open = facts.open_hours.get(of.casefold())
    return () if is_open is None else ("open",) if is_open else ("closed",)


def _readable(address: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((address, unquote(address))))


def _path(facts: Facts) -> tuple[str, ...]:
    try:
        return _readable(urlsplit(facts.page.url).path)
    except ValueError:  # the address is the browser's, and may be anything
        return ()


def _parameters(facts: Facts, name: str) -> tuple[str, ...]:
    try:
        return tuple(parse_qs(urlsplit(facts.page.url).query, keep_blank_values=True).get(name, ()))
    except ValueError:
        return ()


def _languages(locale: str) -> tuple[str, ...]:
    """``zh-Hans-CN`` is also ``zh-Hans`` and ``zh``."""
    parts = locale.replace("_", "-").split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


SUBJECTS: dict[str, Callable[[Facts], tuple[str, ...]]] = {
    "page.url": lambda facts: _readable(facts.page.url),
    "page.title": lambda facts: (facts.page.title,),
    "page.referrer": lambda facts: _readable(facts.page.referrer),
    "page.path": _path,
    "locale": lambda facts: _languages(facts.locale),
    "dialogue": lambda facts: (facts.dialogue,),
    "device": lambda facts: (facts.device,),
    "time": lambda facts: (f"{_local(facts):%H:%M}",),
    "weekday": lambda facts: (WEEKDAYS[_local(facts).weekday()],),
    "date": lambda facts: (_local(facts).date().isoformat(),),
    "hours": lambda facts: _hours(facts, ""),
}
"""The subjects that are no attributes; an attribute of such a name cannot be compared."""

"""What a subject of a condition is worth, by the facts. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from bot.routing.conditions import Facts


QUERY = "page.query."
HOURS = "hours."
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def worth(subject: str, facts: Facts) -> str | None:
    """What the subject is worth; None when it is not known."""
    if read := _SUBJECTS.get(subject):
        return read(facts) or None
    if subject.startswith(QUERY):
        return _parameter(facts, subject.removeprefix(QUERY))
    if subject.startswith(HOURS):
        return _hours(facts, subject.removeprefix(HOURS))
    return facts.attributes.get(subject) or None


def _local(facts: Facts) -> datetime:
    return datetime.fromtimestamp(facts.at / 1000, UTC).astimezone(ZoneInfo(facts.time_zone))


def _hours(facts: Facts, of: str) -> str | None:
    is_open = facts.open_hours.get(of.casefold())
    return None if is_open is None else "open" if is_open else "closed"


def _path(facts: Facts) -> str:
    try:
        return urlsplit(facts.page.url).path
    except ValueError:  # the address is the browser's, and may be anything
        return ""


def _parameter(facts: Facts, name: str) -> str | None:
    try:
        found = parse_qs(urlsplit(facts.page.url).query, keep_blank_values=True).get(name)
    except ValueError:
        return None
    return found[0] if found else None


_SUBJECTS: dict[str, Callable[[Facts], str | None]] = {
    "page.url": lambda facts: facts.page.url,
    "page.title": lambda facts: facts.page.title,
    "page.referrer": lambda facts: facts.page.referrer,
    "page.path": _path,
    "locale": lambda facts: facts.locale,
    "dialogue": lambda facts: facts.dialogue,
    "device": lambda facts: facts.device,
    "time": lambda facts: f"{_local(facts):%H:%M}",
    "weekday": lambda facts: WEEKDAYS[_local(facts).weekday()],
    "date": lambda facts: f"{_local(facts):%Y-%m-%d}",
    "hours": lambda facts: _hours(facts, ""),
}

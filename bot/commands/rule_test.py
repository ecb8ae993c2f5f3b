"""`rule test`: which rule a described visitor would hit, and why the ones before did not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.commands.finding import Names, names
from bot.commands.parts import Parts
from bot.commands.row import Asked
from bot.commands.wording import bold, code, typed_words
from bot.errors import BadInput
from bot.routing.accounts import account_pool, domain_of
from bot.routing.condition_words import words
from bot.routing.conditions import All, AnyOf, Condition, Test, holds
from bot.routing.facts import Facts, worth
from bot.routing.rules import Rule


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_PAGE: dict[str, Literal["url", "title", "referrer"]] = {
    "page": "url",
    "page.url": "url",
    "url": "url",
    "path": "url",
    "title": "title",
    "page.title": "title",
    "referrer": "referrer",
    "page.referrer": "referrer",
}
EXAMPLE = "email=ada@acme.com plan=enterprise page=/pricing"


async def test(parts: Parts, asked: Asked) -> str:
    """Go through the rules for a visitor who is described by ``name=value``."""
    zone = (await parts.directory.settings.settings()).time_zone
    facts = described(asked.words, parts.clock.now(), zone)
    known = await names(parts, facts.at)
    facts = replace(facts, open_hours=known.open_hours)
    lines = [
        *_account(await parts.directory.accounts.accounts(), facts, known),
        *_rules(await parts.directory.rules.rules(), facts, known),
    ]
    return "\n".join(lines)


def described(typed: Sequence[str], now: int, zone: str) -> Facts:
    """Read what is said of a visitor. Raises `BadInput` naming the word that says nothing."""
    facts = Facts(at=now, time_zone=zone)
    attributes: dict[str, str] = {}
    for word in typed:
        name, equals, value = word.partition("=")
        if not equals or not value:
            raise BadInput(f"{code(word)} says nothing of a visitor. Write it like {code(EXAMPLE)}.")
        match name.casefold():
            case "locale" | "dialogue" | "device" as field:
                facts = replace(facts, **{field: value})
            case "at":
                facts = replace(facts, at=_moment(value, zone))
            case key if key in _PAGE:
                facts = replace(facts, page=replace(facts.page, **{_PAGE[key]: value}))
            case key:
                attributes[_attribute(key, word)] = value
    return replace(facts, attributes=attributes)


def _attribute(name: str, word: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadInput(f"{code(word)} names no attribute. Write it like {code(EXAMPLE)}.")
    return name


def _moment(typed: str, zone: str) -> int:
    try:
        wall = datetime.fromisoformat(typed)
    except ValueError:
        wall = None
    if wall is None or not 1970 <= wall.year < 9999:  # at its ends the calendar has no day before, or after
        raise BadInput(f"{code(typed)} is no moment. Write it like {code('at=2026-12-24T10:00')}.")
    return int((wall if wall.tzinfo else wall.replace(tzinfo=ZoneInfo(zone))).timestamp()) * 1000


# --- the answer


class _Seen(NamedTuple):
    """One rule, as the visitor meets it."""

    number: int
    rule: Rule
    fits: bool


def _account(accounts: Mapping[str, str], facts: Facts, known: Names) -> list[str]:
    pool = account_pool(accounts, facts.attributes.get("email", ""))
    if not pool:
        return []
    return [
        f"Before any rule {known.target(pool)} is asked: {code(domain_of(facts.attributes['email']))} is an account of theirs."
    ]


def _rules(rules: Sequence[Rule], facts: Facts, known: Names) -> list[str]:
    seen = [_Seen(number, rule, holds(rule.condition, facts)) for number, rule in enumerate(rules, start=1)]
    fitting = [one for one in seen if one.fits]
    taken = next((one for one in fitting if _reached(one.rule, known)), None)
    return [_verdict(fitting, taken, known), *(_line(one, facts, taken, known) for one in seen)]


def _verdict(fitting: Sequence[_Seen], taken: _Seen | None, known: Names) -> str:
    if not fitting:
        return "This visitor qualifies for no rule: they get the fallback message at once."
    if taken is None:
        return "This visitor qualifies for rules, but nobody of them is available now."
    return f"This visitor hits rule {bold(taken.rule.name)} and is sent to {_targets(taken.rule, known)}."


def _reached(rule: Rule, known: Names) -> bool:
    return any(known.reachable(pool) for pool in rule.targets)


def _targets(rule: Rule, known: Names) -> str:
    return ", ".join(known.target(pool) for pool in rule.targets)


def _line(one: _Seen, facts: Facts, taken: _Seen | None, known: Names) -> str:
    said = f"{one.number}. {bold(one.rule.name)}: "
    if not one.fits:
        return f"{said}no: {'; '.join(_why_not(one.rule.condition, facts))}"
    if one is taken:
        return f"{said}yes, and somebody is available"
    if taken is None or one.number < taken.number:
        return f"{said}yes, but nobody of {_targets(one.rule, known)} is available now"
    return f"{said}yes too, if nobody above can"


def _why_not(condition: Condition, facts: Facts) -> list[str]:
    """Say what a condition wants that is not so."""
    match condition:
        case Test():
            values = worth(condition.subject, facts)
            so = f"is {' or '.join(map(code, values))}" if values else "is not known"
            return [f"it wants {typed_words(words(condition))}, but {condition.subject} {so}"]
        case All():
            return [why for part in condition.of if not holds(part, facts) for why in _why_not(part, facts)]
        case AnyOf():
            either = ["; ".join(_why_not(part, facts)) for part in condition.of]
            return [", or ".join(either) or "it never holds"]

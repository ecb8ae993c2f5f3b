"""Custom rules: making, showing, moving and removing them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.commands.asking import confirm
from bot.commands.finding import Names, folded, names, nearest, pools_of_targets
from bot.commands.parts import Parts
from bot.commands.plainly import plainly
from bot.commands.row import ABOUT, NO_VIP, PRIORITY, VIP, Asked
from bot.commands.teams import read_team_name
from bot.commands.wording import bold, bullets, code, command, counted, plain, typed_words
from bot.errors import BadInput, UnknownKey
from bot.routing.condition_words import parse, words
from bot.routing.conditions import Condition
from bot.routing.rules import Rule


NO_RULES = (
    "There are no rules yet: whoever reaches a live chat card with custom_rules gets the fallback message. "
    f"Add the first: {command('rule add Big ones if plan is enterprise then team Sales')}"
)
TRY_IT = f"Try it: {command('rule test plan=enterprise page=/pricing')}"
HIGHEST = 1000
"""The highest priority, and below zero the lowest."""
LONGEST_ABOUT = 80
"""Characters of a description: as many as an answer repeats of somebody's text."""


async def add(parts: Parts, asked: Asked) -> str:
    """Add a rule behind those of its priority."""
    known = await names(parts)
    rule = Rule(
        id="",
        name=read_team_name(asked.texts["NAME"]),
        condition=_condition(asked),
        targets=await pools_of_targets(parts, asked.targets, known),
        description=_about(asked),
        priority=read_priority(asked.options.get(PRIORITY.word, "0")),
        vip=VIP.word in asked.options,
    )
    try:
        added = await parts.directory.rules.add(rule, parts.by(asked.caller))
    except UnknownKey:
        raise BadInput("One of its targets has just gone. Please look and try again.") from None
    if added is None:
        raise BadInput(
            f"There is a rule {bold(rule.name)} already. {command(f'rule show {rule.name}')} shows it; "
            f"{code('rule change')} in the place of {code('rule add')} changes it."
        )
    rules = await parts.directory.rules.rules()
    place = (
        [one.id for one in rules].index(added.id) + 1 if added.id in [one.id for one in rules] else len(rules)
    )
    return f"Rule {bold(rule.name)} is there, as number {place} of {len(rules)}:\n{_told(added, known)}\n{TRY_IT}"


async def change(parts: Parts, asked: Asked) -> str:
    """Put another condition and other targets in the place of a rule's."""
    known = await names(parts)
    old = await rule_called(parts, asked.texts["NAME"])
    rule = replace(
        old,
        condition=_condition(asked),
        targets=await pools_of_targets(parts, asked.targets, known),
        description=_about(asked) or old.description,
        priority=read_priority(asked.options[PRIORITY.word])
        if PRIORITY.word in asked.options
        else old.priority,
        vip=VIP.word in asked.options or (old.vip and NO_VIP.word not in asked.options),
    )
    await _write(parts, asked, rule)
    return f"Rule {bold(rule.name)} is now:\n{_told(rule, known)}\nIt was:\n{_told(old, known)}"


async def _write(parts: Parts, asked: Asked, rule: Rule) -> None:
    try:
        await parts.directory.rules.change(rule, parts.by(asked.caller))
    except UnknownKey:
        raise BadInput("The rule or one of its targets has just gone. Please look and try again.") from None


def _condition(asked: Asked) -> Condition:
    with plainly():
        return parse(asked.texts["CONDITION"])


def read_priority(typed: str) -> int:
    """Read a priority. Raises `BadInput`."""
    try:
        number = int(typed)
    except ValueError:
        number = HIGHEST + 1
    if not -HIGHEST <= number <= HIGHEST:
        raise BadInput(f"{code(typed)} is no priority: it is a whole number from -{HIGHEST} to {HIGHEST}.")
    return number


def _about(asked: Asked) -> str:
    about = asked.options.get(ABOUT.word, "")
    if len(about) > LONGEST_ABOUT:
        raise BadInput(f"This description has {len(about)} characters. {LONGEST_ABOUT} are the most.")
    return about


# --- showing


async def list_all(parts: Parts, _asked: Asked) -> str:
    """List the rules in the order in which they are gone through."""
    rules = await parts.directory.rules.rules()
    if not rules:
        return NO_RULES
    known = await names(parts)
    lines = [
        f"{number}. {bold(rule.name)}: {_told(rule, known)}" for number, rule in enumerate(rules, start=1)
    ]
    return "\n".join([f"*{counted(len(rules), 'rule')}*, gone through in this order", *lines])


def _told(rule: Rule, known: Names) -> str:
    """A rule as it could be typed again."""
    targets = ", ".join(known.target(pool) for pool in rule.targets)
    signs = [f"priority {rule.priority}"] if rule.priority else []
    signs += ["VIP"] if rule.vip else []
    marked = f" ({', '.join(signs)})" if signs else ""
    return f"if {typed_words(words(rule.condition))} then {targets}{marked}"


async def show(parts: Parts, asked: Asked) -> str:
    """Show one rule, and whether it would find somebody now."""
    rule = await rule_called(parts, asked.texts["NAME"])
    known = await names(parts)
    there = {one.agent.id: bold(one.agent.name) for pool in rule.targets for one in known.reachable(pool)}
    lines = [
        _told(rule, known),
        f"available now: {', '.join(there.values())}" if there else "nobody of them is available now",
        *([plain(rule.description)] if rule.description else []),
    ]
    return f"{bold(rule.name)}\n{bullets(lines)}"


async def rule_called(parts: Parts, typed: str) -> Rule:
    """Find a rule by its name or its number in the list. Raises `BadInput` that names the nearest one."""
    rules = await parts.directory.rules.rules()
    for rule in rules:
        if folded(rule.name) == folded(typed):
            return rule
    if typed.isdecimal() and len(typed) < 6 and 1 <= int(typed) <= len(rules):
        return rules[int(typed) - 1]
    near = nearest(typed, [rule.name for rule in rules])
    raise BadInput(f"There is no rule {code(typed)}.{near} {command('rule list')} shows all rules.")


# --- moving and removing


async def move(parts: Parts, asked: Asked) -> str:
    """Put a rule at another place in the order."""
    rule = await rule_called(parts, asked.texts["NAME"])
    rules = await parts.directory.rules.rules()
    place = asked.numbers["PLACE"]
    if not 1 <= place <= len(rules):
        raise BadInput(f"There is no place {code(str(place))}: the rules have the places 1 to {len(rules)}.")
    try:
        was_elsewhere = await parts.directory.rules.move(rule.id, place, parts.by(asked.caller))
    except UnknownKey:
        raise BadInput(f"Rule {bold(rule.name)} has just gone.") from None
    if not was_elsewhere:
        return f"Rule {bold(rule.name)} is number {place} already."
    return f"Rule {bold(rule.name)} is number {place} now.\n{_order(await parts.directory.rules.rules())}"


def _order(rules: Sequence[Rule]) -> str:
    return "\n".join(f"{number}. {bold(rule.name)}" for number, rule in enumerate(rules, start=1))


async def remove(parts: Parts, asked: Asked) -> str:
    """Remove a rule."""
    rule = await rule_called(parts, asked.texts["NAME"])
    known = await names(parts)
    if not asked.sure:
        goes = f"Rule {bold(rule.name)} goes: {_told(rule, known)}"
        last = len(await parts.directory.rules.rules()) == 1
        then = "No rule is left then: every live chat card with custom_rules leads to the fallback message."
        return confirm([goes, then] if last else [goes], asked, f"rule remove {rule.name}")
    try:
        await parts.directory.rules.remove(rule.id, parts.by(asked.caller))
    except UnknownKey:
        raise BadInput(f"Rule {bold(rule.name)} has just gone.") from None
    return f"Rule {bold(rule.name)} is gone. It was: {_told(rule, known)}"

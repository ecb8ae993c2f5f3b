"""What is asked before something is destroyed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.parts import Parts
from bot.commands.row import FORCE, YES, Asked
from bot.commands.wording import bold, bullets, code, command, typed_command
from bot.errors import BadInput


def confirm(consequences: Sequence[str], asked: Asked, typed: str) -> str:
    """Say what would happen, and the exact line that does it: `typed` with ``--force`` if it was given, and ``yes``."""
    force = f" {FORCE.word}" if FORCE.word in asked.options else ""
    told = bullets(consequences) if len(consequences) > 1 else consequences[0]
    return f"{told}\nNothing is changed yet. To do it, type: {typed_command(f'{typed}{force} {YES}')}"


def in_dialogues(parts: Parts, asked: Asked, pool: str, name: str, typed: str) -> list[str]:
    """Say what becomes of visitors whom published dialogues send to an agent or a team that goes.

    Raises `BadInput` naming the places, unless ``--force`` was given.
    """
    places = parts.uses.places(pool)
    if not places:
        return []
    if FORCE.word in asked.options:
        return [
            f"{_listed(places)}: visitors who get there are sent on as if nobody of {bold(name)} were there."
        ]
    raise BadInput(
        f"{bold(name)} is named in published dialogues: {_listed(places)}. Change these first, or type "
        f"{command(f'{typed} {FORCE.word}')}: then visitors who get there find nobody, and what "
        f"{command('fallback show')} says comes instead, or whoever the round robin fallback finds."
    )


async def left_behind(parts: Parts, pool: str, name: str) -> list[str]:
    """Say which rules and accounts send visitors to an agent or a team that goes."""
    rules = [rule for rule in await parts.directory.rules.rules() if pool in rule.targets]
    alone = [rule.name for rule in rules if rule.targets == (pool,)]
    shared = [rule.name for rule in rules if rule.targets != (pool,)]
    accounts = [domain for domain, to in (await parts.directory.accounts.accounts()).items() if to == pool]
    lines = []
    if alone:
        lines.append(f"Nobody is left for {_rules(alone)}.")
    if shared:
        lines.append(f"{bold(name)} is a target of {_rules(shared)} too.")
    if accounts:
        lines.append(f"Visitors of {', '.join(map(code, accounts))} are sent to {bold(name)}.")
    return lines


def _rules(names: Sequence[str]) -> str:
    return ", ".join(f"rule {bold(name)}" for name in names)


def _listed(places: Sequence[str]) -> str:
    return "; ".join(code(place) for place in places)

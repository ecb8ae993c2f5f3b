"""The site's numbers and switches."""

from __future__ import annotations

from bot.commands.channels import channel_words, refusal
from bot.commands.parts import Parts
from bot.commands.plainly import plainly
from bot.commands.row import Asked
from bot.commands.wording import bullets, code, command
from bot.errors import BadInput
from bot.ids import Channel
from bot.routing.settings import NAMES, Value, described, named, read, shown


CHANNEL = "missed_channel"
BY_OTHER_COMMANDS = {"fallback": "fallback set"}


async def list_all(parts: Parts, asked: Asked) -> str:
    """List all settings, or show one: what it is, what it means, and whether it differs from the file."""
    if typed := asked.texts.get("NAME"):
        return await _line(parts, _named(typed))
    lines = [await _line(parts, name) for name in NAMES if name not in BY_OTHER_COMMANDS]
    return f"{bullets(lines)}\n{command('setting set wait_limit 120')} changes one."


async def _line(parts: Parts, name: str) -> str:
    settings, changed = await parts.directory.settings.settings(), await parts.directory.settings.changed()
    return (
        f"{code(name)} is {await _value(parts, name, getattr(settings, name))}{' (changed)' if name in changed else ''}. "
        f"{described(name).description} Possible: {_expected(name)}."
    )


def _expected(name: str) -> str:
    return "a channel" if name == CHANNEL else described(name).expected


async def _value(parts: Parts, name: str, value: object) -> str:
    return await channel_words(parts, Channel(str(value))) if name == CHANNEL else shown(name, value)


async def set_value(parts: Parts, asked: Asked) -> str:
    """Change one setting."""
    name = _named(asked.texts["NAME"])
    value = await _read(parts, asked, name)
    before = getattr(await parts.directory.settings.settings(), name)
    await parts.directory.settings.set(name, value, parts.by(asked.caller))
    if before == value:
        return f"{code(name)} was {await _value(parts, name, value)} already."
    return (
        f"{code(name)} is {await _value(parts, name, value)} now. It was {await _value(parts, name, before)}."
    )


def _named(typed: str) -> str:
    with plainly():
        name = named(typed)
    if other := BY_OTHER_COMMANDS.get(name):
        raise BadInput(f"{code(name)} has a command of its own: {command(f'help {other}')}")
    return name


async def _read(parts: Parts, asked: Asked, name: str) -> Value:
    if name != CHANNEL:
        if asked.channel:
            raise BadInput(f"{code(name)} is {_expected(name)}, and no channel.")
        with plainly():
            return read(name, asked.texts["VALUE"])
    if asked.channel is None:
        if asked.texts["VALUE"].casefold() == "none":
            return ""
        raise BadInput(
            f"{code(name)} is a channel: type `#` and its name, and if a list opens while you type, pick it there. "
            f"{code('none')} takes it away."
        )
    if problem := await refusal(parts, asked.channel):
        raise BadInput(problem)
    return asked.channel.channel


async def reset(parts: Parts, asked: Asked) -> str:
    """Follow the settings file again."""
    name = _named(asked.texts["NAME"])
    before = getattr(await parts.directory.settings.settings(), name)
    if not await parts.directory.settings.reset(name, parts.by(asked.caller)):
        return f"{code(name)} is {await _value(parts, name, before)}, as the settings file has it."
    after = getattr(await parts.directory.settings.settings(), name)
    return f"{code(name)} is {await _value(parts, name, after)} again, as the settings file has it. It was {await _value(parts, name, before)}."

"""The site's holidays: days on which all hours are closed."""

from __future__ import annotations

from bot.commands.finding import nearest
from bot.commands.parts import Parts
from bot.commands.plainly import plainly
from bot.commands.row import Asked
from bot.commands.wording import bold, bullets, code, command, counted, plain
from bot.errors import BadInput
from bot.routing.holiday_words import holiday_words, read_holiday, same_day
from bot.routing.hours import Holiday


NO_HOLIDAYS = f"There are no holidays. Add one: {command('holiday add 12-24 Christmas Eve')}"
LONGEST_NAME = 60
"""Characters of a holiday's name."""


async def add(parts: Parts, asked: Asked) -> str:
    """Add a holiday, for one year or for all."""
    holiday = _read(asked.texts["DATE NAME"])
    if len(holiday.name) > LONGEST_NAME:
        raise BadInput(f"This name has {len(holiday.name)} characters. {LONGEST_NAME} are the most.")
    changed = await parts.directory.settings.add_holiday(holiday, parts.by(asked.caller))
    if not changed:
        return f"{code(holiday_words(holiday))} is a holiday already."
    every = "" if holiday.year else ", every year"
    return f"{code(holiday_words(holiday))} is a holiday now{every}: all hours are closed on that day."


def _read(typed: str) -> Holiday:
    """Read a date, of one to three words, and the name behind it. Raises `BadInput`."""
    words = typed.split()
    for length in range(min(3, len(words)), 0, -1):
        try:
            with plainly():
                return read_holiday(" ".join(words[:length]), plain(" ".join(words[length:])))
        except BadInput:
            if length == 1:
                raise
    raise BadInput("The date is missing.")


async def list_all(parts: Parts, _asked: Asked) -> str:
    """List the holidays."""
    holidays = await parts.directory.settings.holidays()
    if not holidays:
        return NO_HOLIDAYS
    lines = [
        f"{code(holiday_words(replace_name(one)))} {bold(one.name) if one.name else ''}".rstrip()
        for one in holidays
    ]
    return f"*{counted(len(holidays), 'holiday')}*\n{bullets(lines)}"


def replace_name(holiday: Holiday) -> Holiday:
    """The same day without its name."""
    return Holiday(month=holiday.month, day=holiday.day, year=holiday.year)


async def remove(parts: Parts, asked: Asked) -> str:
    """Remove a holiday, by its date or its name."""
    typed = asked.texts["DATE"]
    holidays = await parts.directory.settings.holidays()
    found = next((one for one in holidays if one.name and one.name.casefold() == typed.casefold()), None)
    if found is None:
        wanted = _read(typed)
        found = next((one for one in holidays if same_day(one, wanted)), None)
    if found is None or not await parts.directory.settings.remove_holiday(found, parts.by(asked.caller)):
        near = nearest(typed, [one.name for one in holidays if one.name])
        raise BadInput(f"{code(typed)} is no holiday.{near} {command('holiday list')} shows all.")
    return f"{code(holiday_words(found))} is no holiday any more."

"""The commands of the noun `admin`."""

from __future__ import annotations

import asyncio

from bot.commands.introduce import called
from bot.commands.parts import Parts
from bot.commands.row import Asked
from bot.commands.wording import bold, bullets, command, counted, platform_name
from bot.ids import Person, platform_of


ALREADY_CLAIMED = f"The code works once, and it has been used. {command('admin list')} shows whom to ask."
WRONG_CODE = (
    "This is not the code. It is in the log of Threadline's start; "
    f"copy it from there and type {command('admin claim CODE')}."
)


async def claim(parts: Parts, asked: Asked) -> str:
    """Make the caller the first admin."""
    if await parts.directory.admins.is_admin(asked.caller):
        return f"You are an admin already. {command('help')} shows what you can do."
    code = asked.texts["CODE"].strip("`'\"")  # as it may come along from a log or a message
    if not await parts.directory.admins.claim(asked.caller, code, parts.by(asked.caller)):
        return ALREADY_CLAIMED if await parts.directory.admins.admins() else WRONG_CODE
    return f"Welcome, you are the admin now. Next, say who answers visitors: {command('agent add @sam')}"


async def list_all(parts: Parts, _asked: Asked) -> str:
    """List the admins by name."""
    admins = await parts.directory.admins.admins()
    lines = await asyncio.gather(*(_admin_line(parts, admin) for admin in admins))
    return f"*{counted(len(admins), 'admin')}*\n{bullets(lines)}"


async def _admin_line(parts: Parts, admin: Person) -> str:
    return f"{bold(await called(parts, admin))} on {platform_name(platform_of(admin))}"

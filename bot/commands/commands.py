"""Carries out what was typed: understand, ask who may, hand over to the row's handler, answer."""

from __future__ import annotations

from msgspec.structs import replace

from bot.arrivals import CommandTyped
from bot.commands.grammar import Grammar
from bot.commands.help import HOW_TO_CLAIM, help_text, misunderstood_text, typed_again
from bot.commands.parts import Parts
from bot.commands.row import Asked, HelpWanted, May, Misunderstood, Row
from bot.commands.table import NOUNS, ROWS
from bot.commands.wording import command
from bot.errors import BadInput, PlatformError
from bot.ids import Person
from bot.ports import Role, serving


GRAMMAR = Grammar(NOUNS, ROWS)

ONLY_ADMINS = f"Only admins may do this. {command('admin list')} shows whom to ask."
ONLY_AGENTS = f"Only agents and admins may see this. {command('admin list')} shows whom to ask."


class Commands:
    """The commands of one site."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._directory = parts.directory
        self._people = parts.people

    async def run(self, typed: CommandTyped) -> str:
        """Carry out a command and answer a private text. Never raises for bad input.

        The text is plain with `code` in backticks, *bold* words and line breaks; nothing else.
        Raises `StoreUnavailable`.
        """
        match GRAMMAR.parse(typed.words, typed.person, typed.typed):
            case HelpWanted() as wanted:
                text = help_text(GRAMMAR, wanted)
                return text if await self._has_admins() else f"{text}\n{HOW_TO_CLAIM}"
            case Misunderstood(row=row, guessed=guessed) as said:
                # A guess is no command yet: what it would need is said when it is typed.
                bars = (
                    row is not None
                    and not guessed
                    and await self._refusal(await self._role(typed.person), row)
                )
                return bars or misunderstood_text(said)
            case Asked() as asked:
                asked = replace(asked, role=await self._role(typed.person))
                return await self._refusal(asked.role, asked.row) or await self._carry_out(asked)

    async def _carry_out(self, asked: Asked) -> str:
        try:
            return await asked.row.handler(self._parts, asked)
        except BadInput as problem:
            return f"{problem}{typed_again(asked.line) if asked.line != asked.row.phrase else ''}"

    # --- who may

    async def _role(self, caller: Person) -> Role:
        role = await self._directory.admins.role_of(caller)
        return role if role.admin else role._replace(admin=await self._is_trusted(caller))

    async def _is_trusted(self, caller: Person) -> bool:
        """Whether the workspace's owners are admins here, and the caller is one of them."""
        people = serving(self._people, caller)
        if people is None or not (await self._directory.settings.settings()).trust_platform_admins:
            return False
        try:
            return await people.is_owner(caller)
        except PlatformError:  # in doubt nobody is
            return False

    async def _refusal(self, role: Role, row: Row) -> str:
        """Say why somebody may not give this command; empty if they may."""
        match row.may:
            case May.ANYONE:
                return ""
            case May.AGENT:
                return "" if role.admin or role.agent else await self._claim_or(ONLY_AGENTS)
            case May.ADMIN:
                return "" if role.admin else await self._claim_or(ONLY_ADMINS)

    async def _claim_or(self, refusal: str) -> str:
        return refusal if await self._has_admins() else HOW_TO_CLAIM

    async def _has_admins(self) -> bool:
        return bool(await self._directory.admins.admins())

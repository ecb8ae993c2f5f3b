"""Carries out what was typed: understand, ask who may, hand over to the row's handler, answer."""

from __future__ import annotations

from collections.abc import Mapping

from bot.arrivals import CommandTyped
from bot.commands.grammar import Grammar
from bot.commands.help import HOW_TO_CLAIM, help_text, misunderstood_text, typed_again
from bot.commands.parts import Health, Offers, Parts
from bot.commands.row import Asked, HelpWanted, May, Misunderstood, Row
from bot.commands.table import NOUNS, ROWS
from bot.commands.wording import command
from bot.errors import BadInput
from bot.ids import Person
from bot.ports import Clock, Directory, People


GRAMMAR = Grammar(NOUNS, ROWS)

ONLY_ADMINS = f"Only admins may do this. {command('admin list')} shows whom to ask."
ONLY_AGENTS = f"Only agents and admins may see this. {command('admin list')} shows whom to ask."


class Commands:
    """The commands of one site. `capacity`: chats at the same time for a new agent."""

    def __init__(
        self,
        *,
        directory: Directory,
        people: Mapping[str, People],
        offers: Offers,
        health: Health,
        clock: Clock,
        capacity: int = 5,
    ) -> None:
        self._directory = directory
        self._parts = Parts(directory, people, offers, health, clock, capacity)

    async def run(self, typed: CommandTyped) -> str:
        """Carry out a command and answer a private text. Never raises for bad input.

        The text is plain with `code` in backticks, *bold* words and line breaks; nothing else.
        Raises `StoreUnavailable`.
        """
        match GRAMMAR.parse(typed.words, typed.person, typed.typed):
            case HelpWanted() as wanted:
                text = help_text(GRAMMAR, wanted)
                return text if await self._directory.admins.admins() else f"{text}\n{HOW_TO_CLAIM}"
            case Misunderstood() as said:
                # A guess is no command yet: what it would need is said when it is typed.
                refusal = (
                    "" if said.row is None or said.guessed else await self._refusal(typed.person, said.row)
                )
                return refusal or misunderstood_text(said)
            case Asked() as asked:
                return await self._refusal(typed.person, asked.row) or await self._carry_out(asked)

    async def _carry_out(self, asked: Asked) -> str:
        try:
            return await asked.row.handler(self._parts, asked)
        except BadInput as problem:
            return f"{problem}{typed_again(asked.line) if asked.row.arguments else ''}"

    async def _refusal(self, caller: Person, row: Row) -> str:
        """Say why `caller` may not give this command; empty if they may."""
        match row.may:
            case May.ANYONE:
                return ""
            case May.AGENT:
                may = (
                    await self._directory.admins.is_admin(caller)
                    or await self._directory.agents.agent_of(caller) is not None
                )
                return "" if may else await self._claim_or(ONLY_AGENTS)
            case May.LEAD | May.ADMIN:
                return (
                    "" if await self._directory.admins.is_admin(caller) else await self._claim_or(ONLY_ADMINS)
                )

    async def _claim_or(self, refusal: str) -> str:
        return refusal if await self._directory.admins.admins() else HOW_TO_CLAIM

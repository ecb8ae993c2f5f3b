"""Carries out what was typed: understand, ask who may, hand over to the row's handler, answer."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from bot.arrivals import CommandTyped, FormSubmitted
from bot.commands.finding import with_people
from bot.commands.forms import FORMS, phrase_of
from bot.commands.grammar import Grammar
from bot.commands.help import HOW_TO_CLAIM, help_text, misunderstood_text, typed_again
from bot.commands.parts import Parts
from bot.commands.row import Asked, HelpWanted, May, Misunderstood, Row
from bot.commands.table import NOUNS, ROWS
from bot.commands.wording import command, unmarked
from bot.errors import BadInput, PlatformError
from bot.forms import Done, Form, FormAnswer
from bot.ids import Person
from bot.ports import Role, serving
from bot.submitted_forms import GONE


GRAMMAR = Grammar(NOUNS, ROWS)

ONLY_ADMINS = f"Only admins may do this. {command('admin list')} shows whom to ask."
ONLY_AGENTS = f"Only agents and admins may see this. {command('admin list')} shows whom to ask."


def _alone(said: Asked | HelpWanted | Misunderstood) -> Row | None:
    """The command that was typed with nothing behind it."""
    match said:
        case Misunderstood(row=row, guessed=False, line=""):
            return row
        case Asked(row=row, line=line) if line == row.phrase:
            return row
        case _:
            return None


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
                return bars or misunderstood_text(GRAMMAR, said)
            case Asked() as asked:
                asked = replace(asked, role=await self._role(typed.person))
                return await self._refusal(asked.role, asked.row) or await self._carry_out(asked)

    async def form_for(self, typed: CommandTyped) -> Form | str | None:
        """The form of a command that was typed alone, or why there is none just now; None for a line to `run`.

        Raises `StoreUnavailable`.
        """
        row = _alone(GRAMMAR.parse(typed.words, typed.person, typed.typed))
        if row is None or row.phrase not in FORMS:
            return None
        asked = Asked(row=row, caller=typed.person, role=await self._role(typed.person), line=row.phrase)
        if refusal := await self._refusal(asked.role, row):
            return refusal
        try:
            return await FORMS[row.phrase].ask(self._parts, asked)
        except BadInput as problem:
            return str(problem)

    async def submit(self, submitted: FormSubmitted) -> FormAnswer:
        """Carry out what was filled in, once it is looked at again who may. Raises `StoreUnavailable`."""
        phrase = phrase_of(submitted.form)
        row = next((row for row in GRAMMAR.rows if row.phrase == phrase and phrase in FORMS), None)
        if row is None:
            return Done(GONE)
        role = await self._role(submitted.person)
        if refusal := await self._refusal(role, row):
            return Done(unmarked(refusal))
        asked = Asked(row=row, caller=submitted.person, role=role, line=row.phrase)
        return await FORMS[phrase].take(self._parts, asked, submitted)

    async def _carry_out(self, asked: Asked) -> str:
        try:
            return await asked.row.handler(self._parts, await with_people(self._parts, asked))
        except BadInput as problem:
            return f"{problem}{typed_again(asked.line) if asked.line != asked.row.phrase else ''}"

    # --- who may

    async def _role(self, caller: Person) -> Role:
        role = await self._directory.admins.role_of(caller)
        return role if role.admin else role._replace(admin=await self._is_trusted(caller))

    async def _is_trusted(self, caller: Person) -> bool:
        """Whether the workspace's owners are admins here, and the caller is one of them, by whichever of their identities."""
        if not (await self._directory.settings.settings()).trust_platform_admins:
            return False
        agent = await self._directory.agents.agent_of(caller)
        people = [one.person for one in agent.identities] if agent else [caller]
        return any(await asyncio.gather(*map(self._is_owner, people)))

    async def _is_owner(self, person: Person) -> bool:
        people = serving(self._people, person)
        try:
            return people is not None and await people.is_owner(person)
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

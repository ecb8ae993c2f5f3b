"""Agents who write in their chat with the bot as one writes in chats: they choose for whom, and then just write."""

from __future__ import annotations

from bot.adapters.teams.choosing import GOES_TO, SEEN_TO
from bot.adapters.teams.in_chats import GOES_TO_NOBODY, STOP
from bot.ids import ThreadRef
from tests.fake_teams import Seen
from tests.fake_teams.human import Human
from tests.faults.platforms.on_teams import TeamsSeat
from tests.faults.platforms.seat import Card, Said
from tests.waiting import until


CHOSEN, _, _ = GOES_TO.partition("{")
"""What begins the post that confirms a choice."""
OVER = "goes to nobody now"
"""What ends a choice."""
CHOOSE, SWITCH = "Write to ", "Switch to "
PATIENCE = 4.0
"""Seconds for which somebody waits for the bot's word before they write by a dialog, or not at all."""


class ChoosingSeat(TeamsSeat):
    """Fills `Seat`. Nothing is written before the bot has confirmed for whom it is."""

    def __init__(self, human: Human) -> None:
        super().__init__(human, None)
        self._chosen: ThreadRef | None = None
        self._since = 0
        """How many messages stood in the chat when it was chosen."""

    async def writes(self, card: Card, text: str) -> Said:
        """Choose the visitor, and write; where nobody can be chosen, by the dialog."""
        if not await self._chooses(card) or not self.is_open:
            return await super().writes(card, text)
        return self._said(card, text, await self.human.writes(text))

    async def sends(self, card: Card, name: str, content: bytes) -> Said | None:
        """Send it to whoever is chosen."""
        if not await self._chooses(card) or not self.is_open:
            return None
        return self._said(card, name, await self.human.writes("", files=[(name, content)]))

    async def blurts(self, text: str) -> Said | None:
        """Choose nobody, and write all the same."""
        if not self.is_open:
            return None
        before = len(self.human.sees())
        await self.human.writes(f"!{STOP}")
        self._chosen = None
        if await self._told(before, GOES_TO_NOBODY, "goes to nobody already") is None:
            return None
        return await super().blurts(text)

    async def types(self, line: str) -> None:
        """Write it in the chat, so that nobody takes it for words to a visitor."""
        await super().types(f"livechat {line}")

    async def _chooses(self, card: Card) -> bool:
        if self._chosen == card.thread and not self._is_over():
            return True
        self._chosen = None
        label = next((label for label in card.buttons if label.startswith(CHOOSE)), None)
        if label is None or not await self._pressed(label, card.shown):
            return False
        self._chosen, self._since = card.thread, len(self.human.sees())
        return True

    def _is_over(self) -> bool:
        later = self.human.sees()[self._since :]
        return any(OVER in seen.text for seen in later if seen.message.by_bot)

    async def _pressed(self, label: str, on: Seen) -> bool:
        """Whether it is chosen now; whoever is asked whether they mean it does."""
        before = len(self.human.sees())
        answer = await self.human.presses(label, on=on)
        if answer.ok and answer.text.startswith(CHOSEN):
            return True
        told = await self._told(before, CHOSEN, SWITCH) if answer.ok and answer.text == SEEN_TO else None
        if told is None or CHOSEN in told.text:
            return told is not None
        return await self._pressed(next(one for one in told.buttons if one.startswith(SWITCH)), told)

    async def _told(self, before: int, *words: str) -> Seen | None:
        """The first post of the bot with one of these words, or buttons with them, below `before` others."""

        async def is_told() -> bool:
            found[:] = [
                seen
                for seen in self.human.sees()[before:]
                if seen.message.by_bot and any(word in f"{seen.text} {seen.buttons}" for word in words)
            ]
            return bool(found)

        found: list[Seen] = []
        try:
            await until(is_told, seconds=PATIENCE)
        except AssertionError:
            return None
        return found[-1]

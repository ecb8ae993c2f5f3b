"""An agent's day: who takes part, and what each of them reads at its end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from tests.fake_slack import Seen
from tests.fake_slack.human import Human
from tests.scenes.house import House, cards
from tests.scenes.reading import seen
from tests.scenes.visitor import Visitor


PAGES = Path(__file__).parent / "transcripts" / "day"
PATIENCE = 30.0
"""Seconds: there is much to do on a day, and cards come last."""
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


class Chat:
    """One visitor, and the thread of the agent whom they came to."""

    def __init__(self, house: House, visitor: Visitor, agent: Human, card: Seen) -> None:
        self.house = house
        self.visitor = visitor
        self.agent = agent
        self.card = card

    async def says(self, text: str) -> None:
        """The visitor writes, and the agent reads it."""
        await self.visitor.writes(text)
        await self.reads(text)

    async def reads(self, text: str) -> None:
        """The agent comes to see a text in the thread."""
        await self.house.shows(self.agent, self.card, text, seconds=PATIENCE)

    async def sees(self, line: str) -> None:
        """The visitor comes to see a line."""
        await self.visitor.sees(line, seconds=PATIENCE)

    async def offers(self, button: str) -> None:
        """The agent comes to see a button on the card."""
        await self.house.slack.until(
            lambda: button in self.agent.thread(self.card)[0].buttons, timeout=PATIENCE
        )

    async def hears(self, text: str) -> None:
        """The agent replies, and the visitor reads it."""
        await self.agent.writes(text, in_thread=self.card)
        await self.sees(f"{self.agent.name}: {text}")

    async def goes_to(self, agent: Human, *, among: Sequence[str] = ()) -> Chat:
        """What somebody else has of the same conversation, once its card has come to them."""
        name = self.visitor.name
        await self.house.slack.until(
            lambda: any(name in seen([card]) for card in cards(agent)), timeout=PATIENCE
        )
        card = next(card for card in cards(agent) if name in seen([card]))
        chat = Chat(self.house, self.visitor, agent, card)
        for text in among:
            await chat.reads(text)
        return chat

    async def sends_file(self, content: bytes, name: str) -> None:
        """The visitor sends a file, and the agent sees it."""
        url = f"{self.house.url}/files/{self.house.site}/{self.visitor.conversation}"
        headers = {"Authorization": f"Bearer {self.visitor.token}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, params={"id": "file", "name": name}, data=content, headers=headers) as answer,
        ):
            assert answer.status == 200
        await self.house.slack.until(
            lambda: any(
                file.name == name for one in self.agent.thread(self.card) for file in one.message.files
            )
        )


def compare(name: str, parts: Sequence[str], *, pages: Path = PAGES) -> None:
    """Compare with the page. With `WRITE_TRANSCRIPTS` set, write it anew first, to be read."""
    path, written = pages / f"{name}.txt", "\n\n".join(parts) + "\n"
    if os.environ.get("WRITE_TRANSCRIPTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, "utf-8")
    assert written == path.read_text("utf-8")

"""Thirty conversations in one channel, at Slack's pace and within its limits, by its own account."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tests.fake_slack import FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.fakes.clock import Clock
from tests.scenes.house import House, in_this_process
from tests.scenes.test_inboxes import Sales, sales_in
from tests.scenes.test_outcomes import DIALOGUE


FASTER = 20
"""So many times as fast as Slack's is the clock by which this Slack counts, and we post."""
TEAM = DIALOGUE.replace("ROUTING", "{option: team, team: Sales}")
pytestmark = pytest.mark.timeout(90)


@pytest.fixture
async def sales(store_url: str, tmp_path: Path) -> AsyncIterator[Sales]:
    """A team whose inbox is a channel, and a Slack that counts."""
    (tmp_path / "welcome.yaml").write_text(TEAM, "utf-8")
    async with (
        FakeSlack(clock=Clock(scale=FASTER)) as slack,
        in_this_process(
            slack, store_url, "pace", {"capacity": 20}, pace=1 / FASTER, dialogues=str(tmp_path)
        ) as house,
    ):
        slack.bot().scopes.update({"reactions:read"})
        yield await sales_in(house)


class Chat:
    """A visitor of the thirty, their agent, and the card."""

    def __init__(self, sales: Sales, number: int) -> None:
        self.sales = sales
        self.visitor = sales.house.visitor(name=f"Guest{number}")
        self.agent = sales.ann
        self.card: Seen | None = None
        self.said = [f"Guest{number}-{n}" for n in range(3)]

    @property
    def thread(self) -> Sequence[Seen]:
        """What stands in the thread now."""
        return self.agent.thread(self.card) if self.card else ()

    def words(self) -> list[str]:
        """The visitor's words in the thread, in the order in which they stand there."""
        return [word for post in self.thread for word in post.text.split() if word in self.said]

    def is_told(self) -> bool:
        """Whether all that the visitor wrote is in the thread, once and in order."""
        return self.words() == self.said

    async def begins(self) -> None:
        """The visitor asks, and whoever is asked accepts."""
        self.visitor.open()
        await self.visitor.asks_for_a_person()
        card = await self.sales.house.slack.until(self._own_card, timeout=30)
        assert card
        self.agent = self.sales.ann if card.pings == (self.sales.ann.id,) else self.sales.ben
        assert (await self.agent.presses("Accept", on=card)).ok
        self.card = card
        await self.visitor.sees(f"= {self.agent.name} is here", seconds=20)

    def _own_card(self) -> Seen | None:
        named = f"{self.visitor.name} would like to talk"
        return next((one for one in self.sales.threads(self.agent) if named in one.shown), None)

    async def bursts(self) -> None:
        """Everybody does everything at once."""
        assert self.card
        await asyncio.gather(self._visitor_bursts(), self._agent_bursts(self.card))

    async def _visitor_bursts(self) -> None:
        for number, text in enumerate(self.said):
            await self.visitor.signals("typing", on=True)
            await self.visitor.signals("page", url=f"https://shop.example/{number}")
            await self.visitor.writes(text)
            await self.visitor.signals("seen", n=self.visitor.last)

    async def _agent_bursts(self, card: Seen) -> None:
        said = await self.agent.writes("Lett me see", in_thread=card)
        await self.agent.edits(said, "Let me see")
        await self.agent.writes("// patience", in_thread=card)
        await self.agent.writes("!hello", in_thread=card)
        for other in {self.sales.ann, self.sales.ben} - {self.agent}:
            if other.id in said.channel.members:
                await other.writes("!join", in_thread=card)
                await other.reacts(said, "eyes")


async def in_direct_messages(house: House, agent: Human, chat: Chat) -> None:
    """One of the chats is handed over to somebody whose inbox is their direct messages."""
    assert chat.card
    await chat.agent.writes(f"!transfer @{agent.account.name}", in_thread=chat.card)
    card = await house.offer(agent)
    assert (await agent.presses("Accept", on=card)).ok
    await chat.visitor.sees(f"= {agent.name} is here")
    chat.agent, chat.card = agent, card


async def test_thirty_conversations_in_a_channel_keep_to_slacks_limits_and_none_starves(sales: Sales) -> None:
    house, slack = sales.house, sales.house.slack
    dia = await house.hire("Dia Roe")
    await house.commands("canned add hello Hello!")
    chats = [Chat(sales, number) for number in range(31)]
    for some in (chats[n : n + 5] for n in range(0, len(chats), 5)):
        await asyncio.gather(*(chat.begins() for chat in some))
    apart = chats.pop()
    await in_direct_messages(house, dia, apart)
    await asyncio.gather(*(chat.bursts() for chat in (*chats, apart)))
    everybody = [*chats, apart]
    for chat in everybody:
        await slack.until(chat.is_told, timeout=30)
    assert slack.throttled == 0, [call for call in slack.calls() if call.outcome == "ratelimited"][:5]
    in_channel = sorted(
        post.message.ts for chat in chats for post in chat.thread if set(post.text.split()) & set(chat.said)
    )
    (directly, *_) = [post for post in apart.thread if apart.said[-1] in post.text.split()]
    assert directly.message.ts < in_channel[-1], "direct messages do not wait for a channel"
    for chat in everybody:
        await chat.visitor.close()
        assert not chat.visitor.mistakes

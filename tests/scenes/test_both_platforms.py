"""Agents of one team in Slack and in Teams: one visitor is handed over from the one to the other and back, and both help."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import NamedTuple

import pytest

from tests.fake_slack import FakeSlack
from tests.fake_slack import Seen as SlackSeen
from tests.fake_slack.human import Human as SlackHuman
from tests.fake_teams import FakeTeams, Seen
from tests.fake_teams.human import Human
from tests.scenes.conftest import sites
from tests.scenes.house import House, cards, in_this_process
from tests.scenes.reading import seen
from tests.scenes.teams_house import TeamsHouse, read


pytestmark = pytest.mark.timeout(120)


class Town(NamedTuple):
    """The same house, from Slack and from Teams: Ann is in Slack, Ben in Teams."""

    slack: House
    teams: TeamsHouse
    ann: SlackHuman
    ben: Human

    async def anns_card(self, name: str) -> SlackSeen:
        """Ann's newest card of a visitor."""

        def found() -> SlackSeen | None:
            return next((one for one in reversed(cards(self.ann)) if name in seen([one])), None)

        card = await self.slack.slack.until(found, timeout=20)
        assert card
        return card

    async def bens_card(self, name: str) -> Seen:
        return await self.teams.card(self.ben, name)


@pytest.fixture
async def town(slack: FakeSlack, store_url: str) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(FakeTeams(buckets=False))
        in_slack = await stack.enter_async_context(
            in_this_process(slack, store_url, f"both{next(sites)}", {}, teams=teams)
        )
        both = TeamsHouse(teams, in_slack.url, in_slack.site)
        teams.install(teams.team("Acme", with_bot=False), by=both.boss)
        await teams.settled()
        ann = await in_slack.hire("Ann Lee")
        said = await in_slack.commands(f"agent add teams:{both.human('Ben Ito').account.email}")
        assert "Ben Ito" in said, said
        yield Town(in_slack, both, ann, both.human("Ben Ito"))


async def test_a_chat_is_handed_over_from_slack_to_teams_and_back(town: Town) -> None:
    async with town.slack.visitor() as vera:
        await vera.asks_for_a_person()
        card = await first_of(town, "Vera")
        await vera.sees("= Ann Lee is here")
        await town.ann.writes("// a key account", in_thread=card)
        await vera.writes("I need 400")
        await town.slack.shows(town.ann, card, "I need 400")
        await town.ann.writes("!transfer Ben Ito she needs 400", in_thread=card)
        bens = await town.bens_card("Vera")
        for text in ("Ann Lee (note): a key account", "I need 400", "Ann Lee (to Ben Ito): she needs 400"):
            await town.teams.shows(town.ben, bens, text)
        await replies(town, bens, "Hello, Ben here")
        await vera.sees("Ben Ito: Hello, Ben here")
        await town.slack.shows(town.ann, card, "Handed over to Ben Ito, who goes on.")
        await presses(town, "Write to Vera here", "Vera")
        await town.ben.writes("400 is fine")
        await vera.sees("Ben Ito: 400 is fine")
        await vera.writes("Wonderful")
        await town.teams.shows(town.ben, bens, "Wonderful")
        assert "Wonderful" not in seen(town.ann.thread(card))
        await town.ben.writes("!transfer Ann Lee all done")
        again = await town.slack.offer(town.ann, number=len(cards(town.ann)) + 1)
        await town.slack.shows(town.ann, again, "Ben Ito (to Ann Lee): all done")
        assert (await town.ann.presses("Accept", on=again)).ok
        await town.ann.writes("Me again", in_thread=again)
        await vera.sees("Ann Lee: Me again")
        await town.teams.shows(town.ben, bens, "Handed over to Ann Lee")
        await town.ben.writes("Still for Vera?")
        await town.teams.shows(town.ben, bens, "is not open any more")
        await vera.writes("Thank you both")
        await town.slack.shows(town.ann, again, "Thank you both")
        assert vera.heard == ["Hello, Ben here", "400 is fine", "Me again"]
        assert vera.mistakes == []


async def test_who_joins_from_the_other_platform_reads_and_is_read(town: Town) -> None:
    async with town.slack.visitor(name="Dora") as dora:
        await dora.asks_for_a_person()
        card = await first_of(town, "Dora")
        assert dora.conversation
        await town.teams.commands(f"chat join {dora.conversation[:8]}", by=town.ben)
        bens = await town.bens_card("Dora")
        await dora.sees("= Ben Ito joined")
        await replies(town, bens, "Hello from Teams")
        await town.slack.shows(town.ann, card, "Ben Ito: Hello from Teams")
        await town.ann.writes("Hello from Slack", in_thread=card)
        await town.teams.shows(town.ben, bens, "Ann Lee: Hello from Slack")
        await town.ann.writes("// between us", in_thread=card)
        await town.teams.shows(town.ben, bens, "Ann Lee (note): between us")
        assert dora.heard == ["Hello from Teams", "Hello from Slack"]
        shown = seen(town.ann.thread(card)) + read(town.ben.sees())
        assert "<@" not in shown
        assert "<at>" not in shown


async def first_of(town: Town, name: str) -> SlackSeen:
    """Ann takes the visitor, whoever of the two is asked first."""
    await town.slack.slack.until(lambda: cards(town.ann) or _asked(town), timeout=20)
    if not cards(town.ann):
        await presses(town, "Decline", name)
    card = await town.anns_card(name)
    assert (await town.ann.presses("Accept", on=card)).ok
    await town.slack.shows(town.ann, card, "I'm finding someone for you.")
    return card


def _asked(town: Town) -> bool:
    return any("Decline" in one.buttons for one in town.ben.sees())


async def presses(town: Town, button: str, name: str) -> None:
    """Ben presses a button of his newest card of a visitor."""
    card = await town.bens_card(name)
    await town.teams.teams.until(lambda: button in _now(town, card).buttons, timeout=20)
    assert (await town.ben.presses(button, on=_now(town, card))).ok


def _now(town: Town, card: Seen) -> Seen:
    return next(one for one in town.ben.sees() if one.id == card.id)


async def replies(town: Town, card: Seen, text: str) -> None:
    """Ben answers by the card's Reply."""
    assert (await town.ben.presses("Reply", on=_now(town, card))).ok
    assert town.ben.dialog
    [field] = town.ben.dialog.inputs
    assert (await town.ben.submits({field: text})).ok

"""`report`: which days, split by what, and who sees whom."""

from __future__ import annotations

from datetime import date

import pytest

from bot.commands.reports import read_wanted
from bot.errors import BadInput
from bot.events import AgentWrote, ConversationEnded
from bot.ids import ConversationId, MessageId, TeamName, ThreadNumber
from bot.routing.pools import team_pool
from tests.commands.scene import KIM, NOW, SAM, Scene


@pytest.fixture
async def office(scene: Scene) -> Scene:
    """Sam has had a chat of two minutes for Sales."""
    await scene.everybody_is_set_up()
    await scene.says(KIM, "team add Sales <@sam>")
    await scene.says(KIM, "away")
    await scene.chat("first", SAM, team_pool(TeamName("Sales")))
    snapshot = await scene.relay.changes.snapshot(ConversationId("first"))
    card = snapshot.thread(ThreadNumber(1)).agent
    said = AgentWrote(
        at=NOW + 30_000, thread=ThreadNumber(1), agent=card, message=MessageId("a"), text="Hi", sent=NOW
    )
    over = ConversationEnded(at=NOW + 120_000, by="agent", reason="agent_ended")
    await scene.relay.changes.apply(ConversationId("first"), lambda _: [said, over])
    return scene


async def test_the_site_is_told_in_sentences(office: Scene) -> None:
    assert await office.says(KIM, "report") == (
        "*2023-11-14* (UTC)\n"
        "• dialogues were shown to 1 visitor, 0 answered (0%)\n"
        "• 0 goals reached\n"
        "• 1 live chat asked for, 1 taken (100%), 0 missed\n"
        "• median wait 2s (mean 0s), first reply 25s (mean 30s), length 1m45s (mean 2m00s)\n"
        "• 0 messages from visitors, 1 from agents\n"
        "`/livechat report today per agent` splits it; also per team, dialogue or day."
    )


async def test_agents_teams_dialogues_and_days_are_told_in_tables(office: Scene) -> None:
    assert await office.says(KIM, "report week per agent") == (
        "*2023-11-08 to 2023-11-14* (UTC), times are medians\n"
        "`agent    asked  chats  declined  ignored  1st reply  length  messages  rating`\n"
        "`Sam Lee      1      1         0        0        25s   1m45s         1       -`"
    )
    assert "`Sales        " in await office.says(KIM, "report per teams")
    assert "`welcome  " in await office.says(KIM, "report by dialogue month")
    per_day = await office.says(KIM, "report week per day")
    assert per_day.count("\n") == 8


async def test_agents_see_their_own_and_leads_their_teams(office: Scene) -> None:
    await office.says(KIM, "agent add <@eve>")
    assert "Nothing was counted per agent then." in await office.says(KIM, "report yesterday per agent")
    assert "`Sam Lee" in await office.says(SAM, "report per agent")
    await office.says(KIM, "team lead Sales <@sam>")
    assert "`Sam Lee" in await office.says(SAM, "report per agent")


async def test_whoever_is_no_agent_any_more_is_told_by_their_id(office: Scene) -> None:
    await office.says(KIM, "agent remove <@sam> yes")
    assert "(gone)" in await office.says(KIM, "report per agent")


@pytest.mark.parametrize(
    ("typed", "per", "first"),
    [
        ("", "site", "2026-03-01"),
        ("per agent", "agent", "2026-03-01"),
        ("week per agents", "agent", "2026-02-23"),
        ("by team yesterday", "team", "2026-02-28"),
        ("2026-02-01 to 2026-02-05 per day", "day", "2026-02-01"),
    ],
)
def test_what_is_wanted_is_read_in_any_order(typed: str, per: str, first: str) -> None:
    wanted = read_wanted(typed, date(2026, 3, 1))
    assert (wanted.per, wanted.period.first.isoformat()) == (per, first)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("per agnt", 'Did you mean "agent"'), ("per moon", "nothing to split by"), ("wek", "week")],
)
def test_a_mistake_is_named(typed: str, problem: str) -> None:
    with pytest.raises(BadInput, match=problem):
        read_wanted(typed, date(2026, 3, 1))

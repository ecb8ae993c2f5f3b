"""Who may give which command, the first admin, and the audit log."""

from __future__ import annotations

import re
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.adapters.store.keys import Keys
from bot.commands.commands import GRAMMAR, ONLY_ADMINS, ONLY_AGENTS
from bot.commands.help import HOW_TO_CLAIM
from bot.commands.row import May
from bot.errors import Unreachable
from tests.commands.scene import CODE, EVE, KIM, NOW, SAM, Scene


def examples(*may: May) -> list[str]:
    return [re.sub(r"([@#][a-z]+\b)(?!\.)", r"<\1>", row.example) for row in GRAMMAR.rows if row.may in may]


async def audit_log(redis: Redis, keys: Keys) -> list[tuple[str, str, str]]:
    """Who, what, when, oldest first."""
    lines: Any = await redis.xrange(
        keys.plain("audit")
    )  # redis-py's type fits every protocol and so says nothing
    return [(f[b"who"].decode(), f[b"what"].decode(), f[b"at"].decode()) for _, f in lines]


@pytest.mark.parametrize("typed", examples(May.ADMIN))
async def test_before_there_is_an_admin_every_admin_command_says_how_to_become_one(
    scene: Scene, typed: str
) -> None:
    assert await scene.says(KIM, typed) == HOW_TO_CLAIM


@pytest.mark.parametrize("typed", [*examples(May.ADMIN), "agent add", "team create"])
async def test_agents_may_not_give_the_commands_of_admins(scene: Scene, typed: str) -> None:
    await scene.everybody_is_set_up()
    assert await scene.says(SAM, typed) == ONLY_ADMINS
    assert len(await scene.directory.agents.statuses(NOW)) == 2


@pytest.mark.parametrize("typed", examples(May.AGENT))
async def test_strangers_may_not_see_who_the_agents_are(scene: Scene, typed: str) -> None:
    await scene.everybody_is_set_up()
    assert await scene.says(EVE, typed) == ONLY_AGENTS


async def test_help_mentions_the_code_until_there_is_an_admin(scene: Scene) -> None:
    assert HOW_TO_CLAIM in await scene.says(KIM, "help")
    await scene.is_admin(KIM)
    assert HOW_TO_CLAIM not in await scene.says(KIM, "help")


async def test_the_code_makes_one_admin_and_no_second(scene: Scene) -> None:
    await scene.directory.admins.offer_claim(CODE)
    assert (await scene.says(KIM, f"admin claim {CODE}")).startswith("Welcome, you are the admin now.")
    assert (await scene.says(EVE, f"admin claim {CODE}")).startswith(
        "The code works once, and it has been used."
    )
    assert await scene.directory.admins.admins() == [KIM]


async def test_an_admin_who_claims_again_is_told_so(scene: Scene) -> None:
    await scene.is_admin(KIM)
    assert (await scene.says(KIM, "admin claim whatever")).startswith("You are an admin already.")


async def test_a_wrong_code_makes_nobody_an_admin(scene: Scene) -> None:
    await scene.directory.admins.offer_claim(CODE)
    assert (await scene.says(KIM, "admin claim 0000")).startswith("This is not the code.")
    assert await scene.directory.admins.admins() == []


async def test_admins_are_listed_even_when_their_platform_does_not_answer(scene: Scene) -> None:
    await scene.is_admin(EVE)
    scene.town.failures[EVE] = Unreachable("no route")
    assert await scene.says(SAM, "admins") == "*1 admin*\n• *eve* on Slack"


async def test_every_change_is_in_the_audit_log_and_nothing_else(
    scene: Scene, redis: Redis, keys: Keys
) -> None:
    await scene.directory.admins.offer_claim(CODE)
    for line in (
        f"admin claim {CODE}",
        "agent add <@sam>",
        "agent list",
        "team create Sales",
        "team create Sales",
        "team add Sales <@sam>",
        "team add Sales <@sam>",
        "agent remove <@sam>",
        "agent remove <@sam> yes",
    ):
        await scene.says(KIM, line)
    written = await audit_log(redis, keys)
    assert [what for _, what, _ in written] == [
        "became the first admin by the one-time code",
        "added agent slack-T1-sam (Sam Lee)",
        "created team Sales",
        "added slack-T1-sam (Sam Lee) to team Sales",
        "removed agent slack-T1-sam (Sam Lee)",
    ]
    assert {(who, at) for who, _, at in written} == {(KIM, str(NOW))}


async def test_going_away_is_in_the_audit_log_once(scene: Scene, redis: Redis, keys: Keys) -> None:
    await scene.everybody_is_set_up()
    await scene.says(SAM, "away")
    await scene.says(SAM, "away")
    written = [what for _, what, _ in await audit_log(redis, keys)]
    assert written.count("set agent slack-T1-sam (Sam Lee) away") == 1

"""`dialogue list|show|publish|pause|rollback`, for dialogues of files and of the store."""

from __future__ import annotations

import pytest

from bot.adapters.store.connection import Client
from bot.adapters.store.dialogues import RedisDialogues
from bot.adapters.store.keys import Keys
from bot.ids import person
from bot.ports import By
from tests.commands.scene import KIM, NOW, SAM, Scene


SHELL = By(person("shell", "local", "ops"), NOW)


@pytest.fixture
async def office(scene: Scene, redis: Client, keys: Keys) -> Scene:
    """Welcome is a file; sales was pushed once, and published at the command line."""
    await scene.everybody_is_set_up()
    stored = RedisDialogues(redis, keys)
    await stored.push("sales", "Sales talk", "v1", b"{}", SHELL)
    await stored.publish("sales", SHELL)
    return scene


@pytest.fixture
def stored(redis: Client, keys: Keys) -> RedisDialogues:
    return RedisDialogues(redis, keys)


async def test_files_and_what_was_published_are_listed_together(
    office: Scene, stored: RedisDialogues
) -> None:
    await stored.push("sales", "Sales talk", "v2", b"{}", SHELL)
    assert await office.says(SAM, "dialogues") == (
        "*2 dialogues*\n"
        "• *sales* Sales talk: live since 2023-11-14 22:13, by *ops at the command line*, version `v1`; "
        "draft `v2` waits to be published\n"
        "• *welcome* Welcome here: live by its file, version `f1`"
    )


async def test_a_draft_is_published_and_taken_back(office: Scene, stored: RedisDialogues) -> None:
    await stored.push("sales", "Sales talk", "v2", b"{}", SHELL)
    assert "new visitors see version `v2` now instead of `v1`." in await office.says(
        KIM, "dialogue publish sales"
    )
    assert "new visitors see version `v1` again, instead of `v2`." in await office.says(
        KIM, "dialogue rollback sales"
    )
    assert "There is no earlier version" in await office.says(KIM, "dialogue rollback sales")


@pytest.mark.parametrize("name", ["welcome", "Welcome Here", "sales"])
async def test_a_dialogue_is_paused_and_goes_on(office: Scene, name: str) -> None:
    assert "is paused: no new visitor sees it." in await office.says(KIM, f"dialogue pause {name}")
    assert "is paused already." in await office.says(KIM, f"dialogue pause {name}")
    assert ": paused since 2023-11-14 22:13, by *Kim Berg*" in await office.says(KIM, "dialogue list")
    assert "is paused" not in await office.says(KIM, f"dialogue publish {name}")
    assert "paused" not in await office.says(KIM, "dialogue list")


async def test_what_a_dialogue_says_is_shown_of_the_version_that_is_live(office: Scene) -> None:
    answer = await office.says(SAM, "dialogue show welcome")
    assert answer.endswith(
        "Version `f1`:\nhi (message): welcome f1\n  → the end\n"
        "As a picture, for an hour: https://chat.example/picture/welcome.f1"
    )


async def test_a_version_that_cannot_be_read_is_told_so(office: Scene, stored: RedisDialogues) -> None:
    await stored.push("sales", "Sales talk", "newer", b"{}", SHELL)
    await stored.publish("sales", SHELL)
    assert "was made by a newer Threadline" in await office.says(KIM, "dialogue show sales")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("dialogue show welcom", "There is no dialogue `welcom`. Did you mean *welcome*?"),
        ("dialogue publish welcome", "There is nothing to publish: *welcome* is as its file says"),
        ("dialogue publish sales", "There is nothing to publish: *sales* is as it was published"),
        ("dialogue pause", "`DIALOGUE` is missing in `/livechat dialogue pause`"),
        ("dialogue publsh sales", "Did you mean `/livechat dialogue publish`?"),
    ],
)
async def test_a_mistake_is_named(office: Scene, line: str, problem: str) -> None:
    assert problem in await office.says(KIM, line)


async def test_only_admins_change_what_visitors_see(office: Scene) -> None:
    assert "Only admins may do this." in await office.says(SAM, "dialogue pause welcome")

"""Dialogues in the store: records and contents, many at once, told to everybody, kept as long as they are referred to."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.store.dialogues import LIFETIME, RedisDialogues
from bot.errors import BadInput
from bot.ids import Person
from bot.ports.by import By
from bot.publishing import KEPT
from tests.conftest import Store
from tests.waiting import until


ANN = By(Person("shell:local:ann"), 7)


@pytest.fixture
def dialogues(store: Store) -> RedisDialogues:
    return RedisDialogues(store.redis, store.keys)


async def lifetime(store: Store, version: str) -> int:
    """Milliseconds, -1 for no end, -2 for not there."""
    return int(await store.redis.pttl(store.keys.of("dialogue", f"d|{version}")))


async def live(dialogues: RedisDialogues, *versions: str) -> None:
    for version in versions:
        await dialogues.push("d", "D", version, version.encode(), ANN)
        await dialogues.publish("d", ANN)


async def test_what_is_pushed_can_be_read_and_is_no_more_than_a_draft(dialogues: RedisDialogues) -> None:
    pushed = await dialogues.push("d", "D", "v1", b"content", ANN)
    assert await dialogues.records() == [pushed]
    assert (pushed.status, pushed.draft) == ("draft", "v1")
    assert await dialogues.content("d", "v1") == b"content"
    assert await dialogues.content("d", "v2") is None


async def test_every_change_is_in_the_audit_log_with_who_and_when(
    store: Store, dialogues: RedisDialogues
) -> None:
    await live(dialogues, "v1", "v2")
    await dialogues.pause("d", ANN)
    await dialogues.roll_back("d", ANN)
    lines = await store.redis.execute_command("XRANGE", store.keys.plain("audit"), "-", "+")
    assert [fields[b"what"].decode() for _, fields in lines] == [
        "pushed dialogue d version v1",
        "published dialogue d",
        "pushed dialogue d version v2",
        "published dialogue d",
        "paused dialogue d",
        "rolled dialogue d back",
    ]
    assert {(fields[b"who"], fields[b"at"]) for _, fields in lines} == {(b"shell:local:ann", b"7")}


async def test_a_refused_change_changes_nothing(store: Store, dialogues: RedisDialogues) -> None:
    for refused in (dialogues.publish("d", ANN), dialogues.pause("d", ANN), dialogues.roll_back("d", ANN)):
        with pytest.raises(BadInput, match="no dialogue 'd' in the store"):
            await refused
    assert await dialogues.records() == []
    assert await store.redis.xlen(store.keys.plain("audit")) == 0


async def test_many_changes_at_once_are_made_one_after_the_other(dialogues: RedisDialogues) -> None:
    await asyncio.gather(*(dialogues.push("d", "D", f"v{n}", b"x", ANN) for n in range(10)))
    await asyncio.gather(*(dialogues.push(f"d{n}", "D", "v", b"x", ANN) for n in range(10)))
    publishing = (dialogues.publish("d", By(ANN.person, at)) for at in range(5))
    outcomes = await asyncio.gather(*publishing, return_exceptions=True)
    assert sum(isinstance(one, BadInput) for one in outcomes) == 4, "one draft is published once"
    assert len(await dialogues.records()) == 11


async def test_listeners_are_told_of_every_change(store: Store, dialogues: RedisDialogues) -> None:
    told: list[bytes | None] = []
    async with store.bus.listen("dialogues", told.append):
        await live(dialogues, "v1")

        async def both() -> bool:
            return told.count(b"d") == 2

        await until(both)


async def test_versions_that_a_record_refers_to_have_no_end_and_the_others_one(
    store: Store, dialogues: RedisDialogues
) -> None:
    await dialogues.push("d", "D", "forgotten", b"x", ANN)
    await live(dialogues, "v1")
    assert await lifetime(store, "v1") == -1
    assert LIFETIME - 60_000 < await lifetime(store, "forgotten") <= LIFETIME
    await live(dialogues, *(f"w{n}" for n in range(KEPT)))
    assert await lifetime(store, "v1") > 0, "it can no longer be rolled back to"
    assert await lifetime(store, "w0") == -1


async def test_what_conversations_refer_to_is_kept_and_what_is_published_is_not_given_an_end(
    store: Store, dialogues: RedisDialogues
) -> None:
    await dialogues.keep("d", "f", b"from a file")
    assert LIFETIME - 60_000 < await lifetime(store, "f") <= LIFETIME
    assert await dialogues.content("d", "f") == b"from a file"
    await live(dialogues, "v1")
    await dialogues.keep("d", "v1", b"v1")
    assert await lifetime(store, "v1") == -1


async def test_a_file_that_is_paused_and_published_leaves_no_record(dialogues: RedisDialogues) -> None:
    record = await dialogues.pause("welcome", ANN, name="Welcome")
    assert (record.id, record.name, record.status) == ("welcome", "Welcome", "paused")
    assert await dialogues.publish("welcome", ANN) is None
    assert await dialogues.records() == []

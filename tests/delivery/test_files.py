"""A visitor's file in the agent's thread: in its place, once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.content import KeptFile
from bot.conversation import decisions
from bot.errors import InDoubt, PlatformError, Refused, Throttled, Unreachable
from bot.ids import ConversationId, MessageId
from bot.ports import Incoming
from tests.conversation.scenes import C1, agent_card
from tests.delivery.house import House, Worker
from tests.delivery.world import Fault


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def sends(house: House, content: bytes = b"cat", message: str = "f1") -> KeptFile:
    """The visitor sends a file."""
    kept = await house.store.files.keep(C1, Incoming("cat.txt", pieces(content), len(content)))
    await house.relay.from_visitor(
        C1,
        lambda c: decisions.visitor_sent_file(c, MessageId(message), kept, house.at),
        MessageId(message),
    )
    return kept


def said(house: House) -> list[str]:
    return house.world.said(agent_card().inbox)


SHOWN = ["sent a file: cat.txt (3 bytes)", "[cat.txt: cat]"]


async def test_a_file_comes_in_order_after_a_line_that_says_whose_it_is(house: House) -> None:
    await house.agent()
    await house.talks()
    await house.writes(C1, "before")
    await sends(house)
    await house.writes(C1, "behind")
    await house.until_quiet()
    assert said(house)[-4:] == ["before", *SHOWN, "behind"]


@pytest.mark.parametrize(
    "error", [InDoubt("no answer"), Unreachable("down"), Throttled(1.0), InDoubt("stored, no answer")]
)
@pytest.mark.parametrize("done", [True, False])
async def test_a_file_is_shown_once_whatever_its_first_attempt_came_to(
    house: House, error: PlatformError, *, done: bool
) -> None:
    await house.agent()
    await house.talks()
    house.world.faults["post_file"].append(Fault(error, done=done and isinstance(error, InDoubt)))
    await sends(house)
    await house.writes(C1, "behind")
    await house.until_quiet()
    assert said(house)[-3:] == [*SHOWN, "behind"]


async def test_another_worker_goes_on_where_one_died_between_line_and_file(house: House) -> None:
    await house.agent()
    await house.talks()
    await sends(house)
    house.world.faults["post_file"].append(Fault(InDoubt("the process died")))
    await house.worker.works()
    house.later(30)
    other = Worker(house)
    await other.works()
    house.later(30)
    await other.works()
    assert said(house)[-2:] == SHOWN


async def test_a_file_that_is_refused_is_told_with_its_address(house: House) -> None:
    await house.agent()
    await house.talks()
    house.world.faults["post_file"].append(Fault(Refused("missing_scope: files:write")))
    kept = await sends(house)
    await house.writes(C1, "behind")
    await house.until_quiet()
    told = "".join(said(house))
    assert "The file cat.txt could not be shown here (missing_scope: files:write)." in told
    assert kept.path in told
    assert told.endswith("behind")


async def test_a_file_that_is_not_kept_any_more_holds_nothing_up(house: House) -> None:
    await house.agent()
    await house.talks()
    kept = await sends(house)
    await house.store.files.drop(ConversationId(C1), kept.id)
    await house.writes(C1, "behind")
    await house.until_quiet()
    told = "".join(said(house))
    assert "the file is not kept any more" in told
    assert told.endswith("behind")

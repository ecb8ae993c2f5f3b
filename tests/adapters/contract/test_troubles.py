"""What becomes of a post when the platform's server is in trouble: what delivery is told, and what people see."""

from __future__ import annotations

from collections.abc import Callable, Coroutine

import pytest

from bot.errors import CannotTell, InDoubt, PlatformError, Refused, Throttled, Unreachable
from bot.ids import ThreadRef
from tests.adapters.cards import card, delivery
from tests.adapters.contract.abilities import Name, can
from tests.adapters.contract.scene import Scene, Trouble


OVER_HTTP: dict[Trouble, type[PlatformError]] = {
    "dark": Unreachable,
    "reset_before": InDoubt,
    "reset_after_storing": InDoubt,
    "unavailable": InDoubt,
    "html": InDoubt,
    "internal_error_after_storing": InDoubt,
    "ratelimited": Throttled,
    "refusal": Refused,
}
TROUBLES: dict[Name, dict[Trouble, type[PlatformError]]] = {
    "slack": OVER_HTTP,
    "teams": OVER_HTTP,
    "desk": {"dark": InDoubt},  # its server is the store, which may have kept what it did not answer
}
EACH = [
    pytest.param(name, what, error, id=f"{name}-{what}")
    for name, troubles in TROUBLES.items()
    for what, error in troubles.items()
]
STORED = ("reset_after_storing", "internal_error_after_storing")


async def opened(scene: Scene) -> ThreadRef:
    return await scene.platform.open_thread(scene.inbox, card(), delivery(1))


@pytest.mark.parametrize(("scene", "what", "error"), EACH, indirect=["scene"])
async def test_delivery_is_told_what_is_certain_and_nothing_is_tried_twice(
    scene: Scene, what: Trouble, error: type[PlatformError]
) -> None:
    thread = await opened(scene)
    await scene.trouble(what)
    with pytest.raises(error) as told:
        await scene.platform.post(thread, "Anna", "my secret", delivery(2))
    assert type(told.value).__mro__.index(error) <= 1, "no more is claimed than is certain"
    assert "secret" not in str(told.value)
    if isinstance(told.value, Throttled):
        assert told.value.after == 3
    if isinstance(told.value, Refused):
        assert not told.value.gone
    if what != "dark":
        words = [post.text for post in await scene.sees(thread) if "my secret" in post.text]
        assert len(words) == (what in STORED)


@pytest.mark.parametrize(("scene", "what", "error"), EACH, indirect=["scene"])
async def test_a_thread_is_opened_likewise(scene: Scene, what: Trouble, error: type[PlatformError]) -> None:
    await scene.trouble(what)
    with pytest.raises(error):
        await opened(scene)


SEEN = [
    pytest.param(name, what, id=f"{name}-{what}")
    for name in can("look_up")
    for what, error in TROUBLES[name].items()
    if error is InDoubt and what != "dark"
]


@pytest.mark.parametrize(("scene", "what"), SEEN, indirect=["scene"])
async def test_where_one_can_look_what_was_stored_is_found_and_nothing_else(
    scene: Scene, what: Trouble
) -> None:
    thread = await opened(scene)
    await scene.trouble(what)
    with pytest.raises(InDoubt):
        await scene.platform.post(thread, "Anna", "Hello!", delivery(2))
    found = await scene.platform.look_up(thread, delivery(2), 1)
    assert (found is not None) == (what in STORED)


@pytest.mark.parametrize("scene", can("look_up"), indirect=True)
async def test_who_cannot_look_just_now_does_not_say_no(scene: Scene) -> None:
    thread = await opened(scene)
    await scene.trouble("dark")
    with pytest.raises((CannotTell, Unreachable, InDoubt)):
        await scene.platform.look_up(thread, delivery(1), 1)


async def test_what_may_be_repeated_at_will_is_just_tried_again(scene: Scene) -> None:
    thread = await opened(scene)
    await scene.trouble("dark")
    with pytest.raises(Unreachable):
        await scene.platform.refresh(thread, card(title="Anna is here"))
    with pytest.raises(Unreachable):
        await scene.platform.whisper(thread, scene.ann, "Not sent")


@pytest.mark.parametrize("scene", can("gone"), indirect=True)
async def test_a_place_that_is_gone_is_gone_for_everything(scene: Scene) -> None:
    thread = await scene.platform.open_thread(scene.channel, card(), delivery(1))
    await scene.closes(scene.channel)
    for call in (
        lambda: scene.platform.post(thread, "Anna", "Hello!", delivery(2)),
        lambda: scene.platform.open_thread(scene.channel, card(), delivery(3)),
        lambda: scene.platform.notify(thread, scene.ann, "Hello?", delivery(4)),
    ):
        with pytest.raises(Refused) as told:
            await in_the_end(scene, call)
        assert told.value.gone


async def in_the_end(scene: Scene, call: Callable[[], Coroutine[None, None, object]]) -> None:
    """Call again later what was put off: now and then Teams says of what is there that it is not."""
    try:
        await call()
    except Throttled as put_off:
        scene.later(put_off.after)
        await call()


async def test_a_thread_that_never_was_is_refused(scene: Scene) -> None:
    thread = await opened(scene)
    nowhere = ThreadRef(f"{thread[:-1]}{(int(thread[-1], 36) + 1) % 10}")
    with pytest.raises(Refused) as told:
        await in_the_end(scene, lambda: scene.platform.post(nowhere, "Anna", "Hello!", delivery(2)))
    assert told.value.gone


async def test_the_check_says_what_to_do(scene: Scene) -> None:
    await opened(scene)
    await scene.trouble("dark")
    wrong = [point for point in await scene.platform.check() if not point.well]
    assert wrong
    assert all(point.remedy for point in wrong)

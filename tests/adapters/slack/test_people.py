"""Who somebody is, whether they can be an agent, and what `check` says."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.people import display_name, is_person, profile
from bot.adapters.slack.reachable import may_fetch
from bot.adapters.slack.scopes import SCOPES
from bot.errors import InDoubt, Refused, Throttled
from bot.ids import Person, place
from bot.ports import PICTURE_BYTES
from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human
from tests.listening import listening


def person(human: Human) -> Person:
    return Person(f"slack:T:{human.id}")


# --- profiles ----------------------------------------------------------------------------------------


async def test_a_profile_has_name_and_picture(ann: Human, platform: SlackPlatform) -> None:
    shown = await platform.profile(person(ann))
    assert shown.name == "Ann Lee"
    assert shown.is_person
    assert shown.picture is not None
    assert shown.picture.content_type == "image/png"
    assert shown.picture.data.startswith(b"\x89PNG")


async def test_somebody_is_found_by_their_address_or_slacks_own_id(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    ann = slack.user("Ann Lee", email="ann@example.com")
    assert await platform.person_at("ann@example.com") == platform.me.person(ann.id)
    assert await platform.person_at(ann.id) == platform.me.person(ann.id)
    assert await platform.person_at("nobody@example.com") is None
    assert await platform.person_at("ann") is None


async def test_without_the_optional_scope_addresses_are_refused_and_nothing_else_waits(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.bot().scopes.discard("users:read.email")
    with pytest.raises(Refused, match=r"users:read\.email"):
        await platform.person_at("ann@example.com")


async def test_a_display_name_goes_before_the_real_name(slack: FakeSlack, platform: SlackPlatform) -> None:
    ann = slack.user("Ann Lee", display_name="annie")
    assert (await platform.profile(person(ann))).name == "annie"


async def test_bots_guests_and_people_who_left_are_no_persons(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    guest, left = slack.user("Gus", guest=True), slack.user("Lea")
    slack.change_user(left, deleted=True)
    assert not (await platform.profile(person(guest))).is_person
    assert not (await platform.profile(person(left))).is_person
    assert not (await platform.profile(Person(f"slack:T:{platform.me.bot_user}"))).is_person


async def test_owners_and_admins_of_the_workspace_own_it_and_nobody_else(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    boss, ann = slack.user("Bo", is_admin=True), slack.user("Ann")
    assert await platform.is_owner(person(boss))
    assert not await platform.is_owner(person(ann))
    slack.change_user(boss, deleted=True)
    assert not await platform.is_owner(person(boss))


async def test_a_channel_tells_its_name_to_members_only(slack: FakeSlack, platform: SlackPlatform) -> None:
    ours = slack.channel("help")
    assert await platform.channel_name(platform.me.channel(ours.id)) == "help"
    for name, private in (("sales", False), ("secret", True)):
        theirs = slack.channel(name, private=private, with_bot=False)
        with pytest.raises(Refused):
            await platform.channel_name(platform.me.channel(theirs.id))


@pytest.mark.parametrize(
    "signs",
    [
        {"is_bot": True}, {"deleted": True}, {"is_stranger": True}, {"is_restricted": True}, {"id": "USLACKBOT"},
        {"is_ultra_restricted": True}, {"team_id": "T9OTHER"}, {"is_workflow_bot": True},
    ],
)  # fmt: skip
def test_whoever_is_not_a_member_of_the_workspace_is_no_person(signs: dict[str, object]) -> None:
    member: dict[str, object] = {"id": "U1", "team_id": "T1", "is_bot": False, "deleted": False}
    assert is_person(member, "T1")
    assert not is_person({**member, **signs}, "T1")


def test_somebody_without_any_name_has_an_empty_one() -> None:
    assert display_name({"profile": {"display_name": " "}, "name": "ann"}) == "ann"
    assert display_name({}) == ""


async def test_somebody_who_does_not_exist_is_gone(platform: SlackPlatform) -> None:
    with pytest.raises(Refused) as told:
        await platform.profile(Person("slack:T:U0NOBODY"))
    assert told.value.gone


async def test_a_slack_that_is_slow_or_throttles_is_not_somebody_missing(
    slack: FakeSlack, ann: Human, platform: SlackPlatform
) -> None:
    slack.fail("users.info", "ratelimited", retry_after=3)
    slack.fail("users.info", "unavailable")
    with pytest.raises(Throttled):
        await platform.profile(person(ann))
    with pytest.raises(InDoubt):
        await platform.profile(person(ann))


# --- pictures ----------------------------------------------------------------------------------------


@asynccontextmanager
async def server_that(
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[str]:
    """A host that answers every GET and POST so; its address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with listening(app) as origin:
        yield origin


async def fetched(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> bytes | None:
    """The picture that a profile gets from a host that answers so."""
    async with server_that(answer) as url, ClientSession() as session:
        user = {"id": "U1", "profile": {"real_name": "Ann", "image_192": f"{url}/ann.png"}}
        shown = await profile(session, user, team="T1", api_url=f"{url}/api/")
        assert shown.name == "Ann"
        return shown.picture.data if shown.picture else None


async def test_a_picture_is_fetched_without_our_token() -> None:
    async def answer(request: web.Request) -> web.Response:
        assert "Authorization" not in request.headers
        return web.Response(body=b"picture", content_type="image/webp")

    assert await fetched(answer) == b"picture"


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/octet-stream"])
async def test_what_is_no_picture_is_left_out(content_type: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=b"<svg onload=...>", content_type=content_type)

    assert await fetched(answer) is None


async def test_a_picture_of_512_kib_is_taken_and_a_bigger_one_is_not() -> None:
    async def fits(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * PICTURE_BYTES, content_type="image/png")

    async def endless(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "image/png"})
        await stream.prepare(request)
        for _ in range(PICTURE_BYTES // 65536 + 2):
            await stream.write(b"x" * 65536)
        return stream

    taken = await fetched(fits)
    assert taken is not None
    assert len(taken) == PICTURE_BYTES
    assert await fetched(endless) is None


async def test_a_redirect_is_not_followed() -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/elsewhere":
            return web.Response(body=b"picture", content_type="image/png")
        raise web.HTTPFound("/elsewhere")

    assert await fetched(answer) is None


async def test_a_host_that_is_down_costs_the_picture_only() -> None:
    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    assert await fetched(answer) is None


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://avatars.slack-edge.com/a.png", True),
        ("http://127.0.0.1:4000/avatars/a.png", True),
        ("http://127.0.0.2:4000/avatars/a.png", False),
        ("http://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_pictures_come_by_https_or_from_slack_itself(url: str, *, may: bool) -> None:
    assert may_fetch(url, "http://127.0.0.1:4000/api/") is may


# --- inbox and check ---------------------------------------------------------------------------------


async def test_an_inbox_is_the_direct_messages_whatever_their_id(ann: Human, platform: SlackPlatform) -> None:
    inbox = place(await platform.inbox(person(ann)))
    assert inbox == ("slack", platform.me.team, ann.dm.id)


async def test_somebody_who_left_has_no_inbox(slack: FakeSlack, ann: Human, platform: SlackPlatform) -> None:
    slack.change_user(ann, deleted=True)
    with pytest.raises(Refused) as told:
        await platform.inbox(person(ann))
    assert told.value.gone


async def test_a_healthy_installation_is_well_in_every_point(platform: SlackPlatform) -> None:
    points = await platform.check()
    assert points
    assert all(well and not remedy for _, well, remedy in points)


async def test_a_revoked_token_is_named_with_its_remedy(slack: FakeSlack, platform: SlackPlatform) -> None:
    slack.revoke()
    ((name, well, remedy),) = await platform.check()
    assert (name, well) == ("Slack: bot token", False)
    assert "THREADLINE_SLACK_BOT_TOKEN" in remedy


async def test_people_who_cannot_be_looked_up_are_named_with_the_remedy(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.bot().scopes.discard("users:read")
    wrong = {name: remedy for name, well, remedy in await platform.check() if not well}
    assert "Add the scope" in wrong["Slack: people can be looked up"]


async def test_optional_scopes_that_are_missing_are_an_advice_that_says_what_stays_out(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    slack.bot().scopes.discard("files:read")
    points = {name: (well, remedy) for name, well, remedy in await platform.check()}
    well, advice = points["Slack: optional scopes"]
    assert well
    assert advice.startswith("Without files:read: files that agents send do not reach visitors.")
    assert points["Slack: scopes"] == (True, "")


@pytest.mark.parametrize(("ahead", "way"), [(-200.0, "ahead of"), (200.0, "behind")])
async def test_a_clock_that_is_wrong_is_named_with_the_difference(
    slack: FakeSlack, platform: SlackPlatform, ahead: float, way: str
) -> None:
    slack.clock.ahead = ahead
    wrong = {name: remedy for name, well, remedy in await platform.check() if not well}
    assert re.match(rf"This machine's clock is (199|200|201) s {way} Slack's", wrong["Slack: clock"])


async def test_a_slack_that_is_down_is_said_to_be_down(slack: FakeSlack, platform: SlackPlatform) -> None:
    slack.fail("auth.test", "unavailable")
    ((_, well, remedy),) = await platform.check()
    assert not well
    assert "slack-status.com" in remedy


NEEDED = [scope.name for scope in SCOPES if not scope.without]


@pytest.mark.parametrize(
    ("granted", "missing"),
    [(NEEDED, ""), ([s for s in NEEDED if s not in ("im:write", "commands")], "commands, im:write")],
)
async def test_scopes_that_are_missing_are_named(granted: tuple[str, ...], missing: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        user = {"id": "U0BOT", "name": "threadline", "is_bot": True}
        body = {
            "ok": True,
            "team": "Acme",
            "team_id": "T1",
            "user_id": "U0BOT",
            "bot_id": "B0",
            "user": user,
            "bot": {},
        }
        return web.json_response(body, headers={"X-OAuth-Scopes": ",".join(granted)})

    async with server_that(answer) as url, ClientSession() as session:
        platform = SlackPlatform(bot_token=missing, api_url=url, session=session)
        await platform.start()
        points = await platform.check()
    (point,) = [point for point in points if point[0] == "Slack: scopes"]
    assert point[1] is not bool(missing)
    assert missing in point[2]

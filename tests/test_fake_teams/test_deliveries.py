"""How activities reach the app: again where nobody answered, out of order, and never at all."""

from __future__ import annotations

import asyncio

import pytest

from tests.fake_teams import Clock, FakeTeams

from .conftest import Caller, Receiver, block, card


async def test_what_is_not_answered_in_fifteen_seconds_comes_again_under_the_same_id() -> None:
    async with FakeTeams(clock=Clock(0)) as teams:
        receiver = Receiver(teams)
        async with receiver.served():
            ann = teams.user("Ann Lee", has_app=True)
            said = await ann.writes("Hello")
            await teams.until(lambda: len(receiver.bodies) == 1)
            teams.clock.advance(14)
            assert teams.events.attempts == []
            teams.clock.advance(1)
            await teams.until(lambda: len(receiver.bodies) == 2)
            teams.clock.advance(15)
            await teams.until(lambda: len(teams.events.attempts) == 2)
            receiver.gate.set()
            teams.clock.advance(30)
            await teams.settled()
            assert [body["id"] for body in receiver.bodies] == [said.id] * 3
            assert [attempt.number for attempt in teams.events.attempts] == [0, 1, 2]
            assert teams.events.lost == []


@pytest.mark.parametrize(
    ("status", "tries"), [(202, 1), (200, 1), (500, 3), (503, 3), (400, 1), (401, 1), (403, 1)]
)
async def test_an_error_of_the_servers_is_tried_again_and_a_refusal_is_not(status: int, tries: int) -> None:
    async with FakeTeams(retry_delays=(0.0, 0.0)) as teams:
        receiver = Receiver(teams, status=status)
        receiver.gate.set()
        async with receiver.served():
            await teams.user("Ann Lee", has_app=True).writes("Hello")
            await teams.settled()
            assert len(receiver.bodies) == tries
            assert len(teams.events.lost) == (0 if status < 300 else 1)


async def test_what_is_sent_while_the_app_is_down_is_lost_after_the_retries() -> None:
    async with FakeTeams(retry_delays=(0.0, 0.0)) as teams:
        await teams.connect("http://127.0.0.1:9/api/messages")
        said = await teams.user("Ann Lee", has_app=True).writes("Hello")
        await teams.settled()
        assert [activity["id"] for activity in teams.events.lost] == [said.id]


async def test_activities_may_overtake_each_other_and_come_twice(
    teams: FakeTeams, receiver: Receiver
) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    teams.events.hold()
    said = [await ann.writes(f"{n}") for n in range(3)]
    teams.events.release("reversed")
    await teams.settled()
    teams.events.repeat(said[0].id)
    await teams.settled()
    assert receiver.texts() == ["2", "1", "0", "0"]
    teams.settings.copies = 2
    await ann.writes("twice")
    await teams.settled()
    assert receiver.texts()[4:] == ["twice", "twice"]


async def test_a_burst_comes_all_at_once(teams: FakeTeams, receiver: Receiver) -> None:
    people = [teams.user(f"Person {n}", has_app=True) for n in range(20)]
    receiver.gate.clear()
    await asyncio.gather(*(person.writes("Hello") for person in people))
    await teams.until(lambda: len(receiver.bodies) == 20)
    receiver.gate.set()
    await teams.settled()
    assert teams.events.lost == []


async def test_activities_carry_what_nobody_has_heard_of(teams: FakeTeams, receiver: Receiver) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    await ann.writes("Hello")
    teams.sends({**receiver_shape(teams, ann.account.id), "type": "invented"})
    await teams.settled()
    assert "fieldOfTomorrow" in receiver.bodies[0]
    assert receiver.of("invented")


def receiver_shape(teams: FakeTeams, person: str) -> dict[str, object]:
    """An activity of somebody's chat, without anything of its own."""
    found = teams.tenant.people[person]
    return teams.platform.shapes.activity(
        "event", found, teams.platform.world.chat(found), at=0.0, activity_id="1"
    )


async def test_the_service_address_in_activities_moves(teams: FakeTeams, receiver: Receiver) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    await ann.writes("before")
    await teams.settled()
    teams.moves("emea")
    await ann.writes("after")
    await teams.settled()
    first, second = (body["serviceUrl"] for body in receiver.bodies)
    assert first != second == teams.service_url
    assert [claims["serviceurl"] for claims in receiver.claims] == [first, second]


async def test_keys_rotate_while_messages_come(teams: FakeTeams, receiver: Receiver) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    before = teams.keys.current
    await ann.writes("before")
    await teams.settled()
    teams.keys.rotate(keep_old=False)
    await ann.writes("after")
    await teams.settled()
    assert receiver.texts() == ["before", "after"]
    assert before.kid not in {key["kid"] for key in teams.keys.jwks()["keys"]}


async def test_a_proxy_may_stand_before_everything(
    teams: FakeTeams, receiver: Receiver, caller: Caller
) -> None:
    teams.settings.connector_address = teams.base_url.replace("http://127.0.0.1", "localhost")
    await teams.user("Ann Lee", has_app=True).writes("Hello")
    await teams.settled()
    assert receiver.bodies[0]["serviceUrl"] == teams.service_url
    assert teams.service_url.startswith("http://localhost:")
    assert (await caller.opens(teams.channel("support"), "Hello")).status == 201
    asked = teams.openid_url.replace("127.0.0.1", "localhost")
    async with caller.session.get(asked) as answer:
        assert (await answer.json())["jwks_uri"].startswith("http://localhost:")


async def test_what_was_pressed_is_asked_once_and_noted(
    teams: FakeTeams, receiver: Receiver, caller: Caller
) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    await caller.says(
        ann.chat.id, card(block("x"), actions=[{"type": "Action.Execute", "title": "Go", "verb": "go"}])
    )
    receiver.status = 503
    assert not (await ann.presses("Go", on=ann.sees()[0])).ok
    assert len(receiver.bodies) == 1
    [asked] = teams.events.invokes
    assert (asked.activity["name"], asked.outcome.status) == ("adaptiveCard/action", 503)
    assert teams.offences.forgive(containing="503")

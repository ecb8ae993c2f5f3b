"""Files and pictures: short-lived addresses in chats, nothing but a stub in channels."""

from __future__ import annotations

import pytest

from tests.fake_teams import FakeTeams
from tests.fake_teams.tokens import GRAPH
from tests.fakes.picture import png

from .conftest import Caller, Receiver


async def test_a_file_in_a_chat_has_an_address_that_needs_no_token_and_ends(
    teams: FakeTeams, receiver: Receiver, caller: Caller
) -> None:
    await teams.user("Ann Lee", has_app=True).writes("See this", files=[("a.txt", b"words")])
    await teams.settled()
    file, typed = receiver.bodies[0]["attachments"]
    assert (file["contentType"], file["name"]) == (
        "application/vnd.microsoft.teams.file.download.info",
        "a.txt",
    )
    assert typed["contentType"] == "text/html"
    address = file["content"]["downloadUrl"]
    assert address.startswith(teams.files_url)
    async with caller.session.get(address) as answer:
        assert await answer.read() == b"words"
    async with caller.session.get(address, headers={"Authorization": "Bearer x"}):
        assert teams.offences.forgive(containing="token")
    teams.clock.advance(600)
    async with caller.session.get(address) as answer:
        assert answer.status == 401


async def test_a_pasted_image_is_fetched_with_the_bots_token(
    teams: FakeTeams, receiver: Receiver, caller: Caller
) -> None:
    await teams.user("Ann Lee", has_app=True).writes("See", images=[("a.png", png(b"abc"))])
    await teams.settled()
    image = receiver.bodies[0]["attachments"][0]
    assert image["contentType"] == "image/*"
    async with caller.session.get(image["contentUrl"]) as answer:
        assert answer.status == 401
    await caller.login()
    async with caller.session.get(
        image["contentUrl"], headers={"Authorization": f"Bearer {caller.token}"}
    ) as answer:
        assert await answer.read() == png(b"abc")


async def test_of_a_file_in_a_channel_only_a_stub_arrives(teams: FakeTeams, receiver: Receiver) -> None:
    ann = teams.user("Ann Lee")
    support = teams.channel("support", members=[ann], rsc=True)
    await ann.writes("See this", to=support, files=[("a.txt", b"words")])
    await teams.settled()
    [typed] = receiver.bodies[0]["attachments"]
    assert typed["contentType"] == "text/html"
    assert "<attachment id=" in typed["content"]
    assert "a.txt" not in str(receiver.bodies[0])


@pytest.mark.parametrize(
    ("what", "permission"), [("photo/$value", "User.Read.All"), ("presence", "Presence.Read.All")]
)
async def test_graph_tells_what_an_admin_consented_to(
    teams: FakeTeams, caller: Caller, what: str, permission: str
) -> None:
    ann = teams.user("Ann Lee", picture=1)
    await caller.login(scope=f"{GRAPH}/.default")

    async def asks(who: str) -> int:
        headers = {"Authorization": f"Bearer {caller.token}"}
        async with caller.session.get(f"{teams.graph_url}/users/{who}/{what}", headers=headers) as answer:
            await answer.read()
            return answer.status

    assert await asks(ann.account.aad) == 403
    teams.settings.graph = {permission}
    assert await asks(ann.account.aad) == 200
    assert await asks(ann.id) == 404
    teams.tokens.revoke()
    assert await asks(ann.account.aad) == 401


async def test_presence_and_pictures_change(teams: FakeTeams, caller: Caller) -> None:
    teams.settings.graph = {"Presence.Read.All", "ProfilePhoto.Read.All"}
    ann = teams.user("Ann Lee")
    await caller.login(scope=f"{GRAPH}/.default")
    headers = {"Authorization": f"Bearer {caller.token}"}
    photo = f"{teams.graph_url}/users/{ann.account.aad}/photo/$value"
    async with caller.session.get(photo, headers=headers) as answer:
        assert answer.status == 404
    await ann.changes_picture()
    async with caller.session.get(photo, headers=headers) as answer:
        assert (await answer.read()).startswith(b"\x89PNG")
    await ann.sets_presence("Busy", "InACall")
    url = f"{teams.graph_url}/users/{ann.account.email}/presence"
    async with caller.session.get(url, headers=headers) as answer:
        found = await answer.json()
    assert (found["availability"], found["activity"]) == ("Busy", "InACall")

"""Files: three steps up, and down only with the right token."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack

from .conftest import Receiver, error_of


async def test_an_upload_takes_three_steps_and_shows_late(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    slack.settings.file_share_delay = 60
    ann = slack.user("Ann Lee")
    parent = await ann.writes("parent")
    done = await client.files_upload_v2(
        content=b"words", filename="talk.txt", channel=ann.dm.id, thread_ts=parent.ts, initial_comment="Here"
    )
    assert "ts" not in done
    assert len(ann.sees(ann.dm)) == 1
    assert "shares" not in str(done)
    slack.clock.advance(60)
    await slack.until(lambda: len(ann.thread(parent)) == 2)
    await slack.settled()
    event = receiver.events()[-1]
    assert (event["subtype"], event["text"], event["thread_ts"]) == ("file_share", "Here", parent.ts)
    file_id = event["files"][0]["id"]
    shares = (await client.files_info(file=file_id))["file"]["shares"]
    assert shares == {"private": {ann.dm.id: [{"ts": event["ts"], "thread_ts": parent.ts}]}}


async def test_as_many_bytes_must_come_as_were_announced(
    client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    step = await client.files_getUploadURLExternal(filename="a.txt", length=5)
    async with session.post(step["upload_url"], data=b"four") as answer:
        assert answer.status == 400
    complete = client.files_completeUploadExternal(files=[{"id": step["file_id"], "title": "a"}])
    assert await error_of(complete) == "file_not_found"


async def test_a_file_is_completed_once(
    slack: FakeSlack, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    step = await client.files_getUploadURLExternal(filename="a.txt", length=4)
    form = aiohttp.FormData()
    form.add_field("filename", b"four", filename="a.txt")
    async with session.post(step["upload_url"], data=form) as answer:
        assert answer.status == 200
    files: list[dict[str, str | None]] = [{"id": step["file_id"], "title": "a"}]
    support = slack.channel("support", with_bot=False)
    assert (
        await error_of(client.files_completeUploadExternal(files=files, channel_id=support.id))
        == "not_in_channel"
    )
    await client.files_completeUploadExternal(files=files)
    assert await error_of(client.files_completeUploadExternal(files=files)) == "file_not_found"


async def get(session: aiohttp.ClientSession, url: str, token: str) -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}"}
    async with session.get(url, headers=headers, allow_redirects=False) as answer:
        return answer.status, answer.content_type, await answer.read()


@pytest.fixture
async def address(slack: FakeSlack, receiver: Receiver) -> str:
    """Where the app is told to download a picture that Ann posted."""
    await slack.connect(receiver.url)
    await slack.user("Ann Lee").writes("look", files=[("cat.png", b"\x89PNG cat")])
    await slack.settled()
    return str(receiver.events()[0]["files"][0]["url_private_download"])


async def test_a_download_needs_the_bearer_token(
    slack: FakeSlack, session: aiohttp.ClientSession, address: str
) -> None:
    assert await get(session, address, slack.bot_token) == (200, "image/png", b"\x89PNG cat")
    other = slack.bot(slack.workspace("Other")).bot_token
    for token in ("", "xoxb-wrong", other):
        status, kind, body = await get(session, address, token)
        assert (status, kind) == (200, "text/html")
        assert body.startswith(b"<!DOCTYPE")
    slack.bot().scopes.discard("files:read")
    assert (await get(session, address, slack.bot_token))[1] == "text/html"


async def test_a_download_may_redirect(
    slack: FakeSlack, session: aiohttp.ClientSession, address: str
) -> None:
    slack.settings.file_redirects = True
    assert (await get(session, address, slack.bot_token))[0] == 302


async def test_a_file_may_have_to_be_asked_for(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    slack.settings.check_file_info = True
    await slack.connect(receiver.url)
    await slack.user("Ann Lee").writes("", files=[("cat.png", b"cat")])
    await slack.settled()
    file = receiver.events()[0]["files"][0]
    assert file["file_access"] == "check_file_info"
    assert "url_private" not in file
    assert (await client.files_info(file=file["id"]))["file"]["name"] == "cat.png"


async def test_a_file_the_bot_cannot_see_is_not_found(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.user("Ann Lee")
    secret = slack.channel("secret", members=[ann], private=True, with_bot=False)
    said = await ann.writes("x", to=secret, files=[("a.txt", b"a")])
    assert await error_of(client.files_info(file=said.files[0].id)) == "file_not_found"

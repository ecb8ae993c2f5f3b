"""What is said in every form, in each way in which Slack reaches us: formatted, changed, taken back, with files."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fake_slack import FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.scenes.conftest import sites
from tests.scenes.house import House, in_this_process
from tests.scenes.reading import seen
from tests.scenes.visitor import Entry, Visitor
from tests.waiting import until


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
async def house(slack_of_way: FakeSlack, store_url: str) -> AsyncIterator[House]:
    """A house in this process, reached in each way."""
    async with in_this_process(slack_of_way, store_url, f"scene{next(sites)}", {}) as house:
        slack_of_way.bot().scopes.update({"files:read", "files:write", "reactions:read"})
        yield house


async def entry(visitor: Visitor, kind: str, number: int = 1) -> Entry:
    """Wait for the visitor's `number`-th entry of a kind."""

    async def look() -> Entry | None:
        found = [one for one in visitor.view if one["type"] == kind]
        return found[number - 1] if len(found) >= number else None

    return await until(look)


async def fresh(house: House, visitor: Visitor) -> list[str]:
    """What the same visitor sees who comes back with an empty browser."""
    async with house.visitor(token=visitor.token) as again:
        await until(lambda: _is_up_to(again, visitor.last))
        return again.words


async def _is_up_to(visitor: Visitor, last: int) -> bool:
    return visitor.last >= last


async def send(house: House, visitor: Visitor, content: bytes, name: str, wish: str) -> int:
    """The visitor sends a file; the status of the answer."""
    url = f"{house.url}/files/{house.site}/{visitor.conversation}"
    headers = {"Authorization": f"Bearer {visitor.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, params={"id": wish, "name": name}, data=content, headers=headers) as answer,
    ):
        return answer.status


async def read(house: House, address: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.get(house.url + address) as answer:
        return answer.status, await answer.read()


async def test_words_come_as_they_were_meant(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("*Sure* :tada:, see `a < b`\n> quoted\nhttps://shop.example/x", in_thread=card)
        said = await entry(vera, "agent_wrote")
        assert said["text"] == "Sure 🎉, see a < b\nquoted\nhttps://shop.example/x"
        marked = {
            style: said["text"].encode("utf-16-le")[2 * a : 2 * b].decode("utf-16-le")
            for style, a, b, *_ in said["format"]
        }
        assert marked == {
            "bold": "Sure",
            "code": "a < b",
            "quote": "quoted",
            "link": "https://shop.example/x",
        }


async def test_an_edit_and_a_deletion_reach_the_visitor_and_no_fresh_view_has_what_was_there(
    house: House,
) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        price = await ann.writes("It is 10 EUR", in_thread=card)
        secret = await ann.writes("your code is 4711", in_thread=card)
        await vera.sees("Ann Lee: your code is 4711")
        await ann.edits(price, "It is *12* EUR")
        await ann.deletes(secret)
        await vera.sees("= taken back")
        wrote, edited = await entry(vera, "agent_wrote"), await entry(vera, "agent_edited")
        assert edited["message"] == wrote["id"]
        assert (edited["text"], edited["format"]) == ("It is 12 EUR", [["bold", 6, 8]])
        assert (await entry(vera, "agent_deleted"))["message"] == (await entry(vera, "agent_wrote", 2))["id"]
        view = await fresh(house, vera)
        assert "= edited: It is 12 EUR" in view
        assert "= taken back" in view
        assert not [line for line in view if "10 EUR" in line or "4711" in line]
        assert vera.mistakes == []


async def test_an_edit_into_a_note_takes_the_words_back_and_one_out_of_a_note_sends_nothing(
    house: House,
) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        said = await ann.writes("She is difficult", in_thread=card)
        note = await ann.writes("// call her boss", in_thread=card)
        await vera.sees("Ann Lee: She is difficult")
        await ann.edits(said, "// She is difficult")
        await vera.sees("= taken back")
        await ann.edits(note, "call her boss")
        await house.shows(ann, card, "this was written as a note, and stays one")
        await ann.edits(note, "// call him")
        await ann.writes("Done", in_thread=card)
        await vera.sees("Ann Lee: Done")
        assert vera.heard == ["She is difficult", "Done"]
        assert "boss" not in str(await fresh(house, vera))
        assert "difficult" not in str(await fresh(house, vera))


async def test_links_that_unfold_and_our_own_posts_change_nothing(house: House) -> None:
    house.slack.settings.unfurls = True
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("see https://shop.example/a", in_thread=card)
        await vera.writes("and https://shop.example/b ?")
        await house.shows(ann, card, "and https://shop.example/b ?")
        await house.slack.settled()
        assert [one["type"] for one in vera.view if one["type"].startswith("agent_e")] == []


async def test_reactions_of_those_on_it_are_shown_at_their_message(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await vera.writes("Thank you!")
        await house.shows(ann, card, "Thank you!")
        post = next(m for m in ann.thread(card) if m.text == "Thank you!")
        await ann.reacts(post, "heart")
        await ann.reacts(post, "partyparrot")
        await vera.sees("= ❤️ put by Ann Lee")
        await ann.unreacts(post, "heart")
        await vera.sees("= ❤️ taken away by Ann Lee")
        assert (await entry(vera, "agent_reacted"))["message"] == (await entry(vera, "visitor_wrote"))["id"]
        assert len([one for one in vera.view if one["type"] == "agent_reacted"]) == 2


async def test_a_file_of_the_agent_comes_after_its_words_and_never_from_slack(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("the plan", in_thread=card, files=[("cat.png", PNG), ("notes.txt", b"1\n2")])
        await vera.sees("Ann Lee: [cat.png]")
        await vera.sees("Ann Lee: [notes.txt]")
        said = await entry(vera, "agent_wrote")
        for number, content in ((1, PNG), (2, b"1\n2")):
            sent = await entry(vera, "agent_sent_file", number)
            assert sent["id"] == said["id"]
            assert sent["sent"] == said["sent"]
            expected = PNG if sent["file"]["name"] == "cat.png" else b"1\n2"
            assert await read(house, sent["file"]["address"]) == (200, expected), content
        assert "slack" not in str(vera.view).lower().replace("slack_", "")
        assert house.slack.api_url.split("/api")[0] not in str(vera.view)


@pytest.mark.parametrize("trouble", ["check_file_info", "file_redirects", "scope", "kind", "size"])
async def test_a_file_that_cannot_be_had_is_told_to_the_agent_alone(house: House, trouble: str) -> None:
    ann = await house.hire("Ann Lee")
    name, content, told = "cat.png", PNG, "scope files:read"
    match trouble:
        case "scope":
            house.slack.bot().scopes.discard("files:read")
        case "kind":
            name, told = "run.exe", "can do harm"
        case "size":
            content, told = b"x" * 1_000_001, "too large"
        case _:
            setattr(house.slack.settings, trouble, True)
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("", in_thread=card, files=[(name, content)])
        if trouble == "check_file_info":
            await vera.sees("Ann Lee: [cat.png]")
            return
        await house.shows(ann, card, told)
        assert any(told in m.text for m in ann.ephemerals)
        assert not [line for line in vera.words if name in line]


async def test_a_file_on_a_note_or_of_a_bystander_stays_inside(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("// for us", in_thread=card, files=[("secret.txt", b"secret")])
        await ann.writes("after", in_thread=card, files=[("open.txt", b"open")])
        await vera.sees("Ann Lee: [open.txt]")
        assert not [line for line in vera.words if "secret" in line]


async def test_a_file_whose_message_is_deleted_is_gone(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        said = await ann.writes("oops", in_thread=card, files=[("wrong.txt", b"wrong")])
        await vera.sees("Ann Lee: [wrong.txt]")
        await ann.deletes(said)
        await vera.sees("= taken back")
        view = await fresh(house, vera)
        assert "wrong.txt" not in str(view)


async def test_a_file_of_the_visitor_comes_in_order_under_their_name(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await vera.writes("before")
        assert await send(house, vera, PNG, "cat.png", "f1") == 200
        assert await send(house, vera, PNG, "cat.png", "f1") == 200
        await vera.writes("behind")
        await house.slack.until(lambda: files_in(ann, card), timeout=15)
        await house.shows(ann, card, "behind")
        assert [m.files for m in ann.thread(card) if m.files] == [("cat.png",)]
        text = seen(ann.thread(card))
        assert text.index("before") < text.index("sent a file: cat.png (48 bytes)") < text.index("behind")
        (file,) = [f for f in house.slack.platform.world.files.values() if f.name == "cat.png"]
        assert file.content == PNG


def files_in(ann: Human, card: Seen) -> list[tuple[str, ...]]:
    return [message.files for message in ann.thread(card) if message.files]


@pytest.mark.parametrize(
    "fault",
    ["reset_after_storing", "reset_before", "bad_gateway", "ratelimited", "internal_error_after_storing"],
)
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_file_is_there_once_whatever_becomes_of_its_upload(
    house: House, method: str, fault: str
) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        house.slack.fail(method, fault)
        assert await send(house, vera, PNG, "cat.png", "f1") == 200
        await vera.writes("behind")
        await house.shows(ann, card, "behind", seconds=15)
        await house.slack.until(lambda: files_in(ann, card), timeout=10)
        await house.slack.settled()
        assert files_in(ann, card) == [("cat.png",)]


async def test_the_transcript_is_put_into_the_thread_as_a_file_without_what_is_inside(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await vera.writes("Is it red?")
        said = await ann.writes("It is blue", in_thread=card)
        await ann.writes("// she is picky", in_thread=card)
        await vera.sees("Ann Lee: It is blue")
        await ann.edits(said, "It is green")
        await vera.sees("= edited: It is green")
        await ann.writes("!transcript", in_thread=card)
        await house.slack.until(lambda: files_in(ann, card), timeout=15)
        (file,) = [f for f in house.slack.platform.world.files.values() if f.name.startswith("transcript")]
        text = file.content.decode()
        assert "Vera (visitor): Is it red?\nAnn Lee: It is green\n" in text
        assert "blue" not in text
        assert "picky" not in text

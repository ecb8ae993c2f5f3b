"""Texts that are hostile, long or marked up: contained in Slack, and readable at the visitor."""

from __future__ import annotations

import re

import pytest

from tests.fake_slack import Seen
from tests.fake_slack.human import Human
from tests.scenes.house import House


pytestmark = pytest.mark.timeout(60)

HOSTILE = [
    "<!channel> <!here> <!everyone> wake up",
    "@here @channel @everyone",
    "*bold* _italic_ ~strike~ `code` > quote",
    "<https://evil.example|your bank> &amp; &lt;b&gt;",
    "<mailto:a@b.c|mail> <tel:+1|call>",
    ":tada: :smile: 😀 👩‍👩‍👧‍👦 🇸🇪",
    "right \u202e left \u0000 nul",
]


async def posted(house: House, ann: Human, card: Seen, *, at_least: int = 1) -> list[Seen]:
    """The visitor's posts in the thread."""

    def look() -> list[Seen]:
        return [one for one in ann.thread(card) if one.author == "Vera (visitor)"]

    return await house.slack.until(lambda: look() if len(look()) >= at_least else [])


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_visitors_text_pings_nobody_and_is_shown_as_it_was_typed(house: House, text: str) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        before = len(house.slack.events.emitted)
        await vera.writes(text)
        [post] = await posted(house, ann, card)
        call = house.slack.calls("chat.postMessage")[-1]
        assert (post.pings, post.message.attachments) == ((), [])
        assert call.args["mrkdwn"] is False
        assert [call.args[name] for name in ("link_names", "unfurl_links", "unfurl_media")] == [False] * 3
        assert _read(post) == text
        unfurled = [body for body in house.slack.events.emitted[before:] if "attachments" in str(body)]
        assert unfurled == []


def _read(post: Seen) -> str:
    """What a reader sees of a post with mrkdwn off: Slack links bare addresses, and reads entities, and that is all."""
    bare = re.sub(r"<(https?://[^<>|]+)>", r"\1", post.raw)
    assert "<" not in bare, bare
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


async def test_naming_an_agent_by_id_does_not_ping_them(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await vera.writes(f"<@{ann.id}> answer me <!subteam^S1>")
        [post] = await posted(house, ann, card)
        assert post.pings == ()


async def test_a_visitor_cannot_pose_as_somebody_else(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor(name="<@U1>Slackbot *Bo*\u202e") as mallory:
        card = await house.chat(ann, mallory)
        await mallory.writes("Your password, please")
        await house.shows(ann, card, "Your password, please")
        post = next(one for one in ann.thread(card) if "Your password" in one.text)
        assert post.author == "U1 *Bo* (visitor)"


async def test_twelve_thousand_characters_arrive_whole_and_in_order(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        texts = [_long(f"{part}.") for part in range(3)]
        for text in texts:
            await vera.writes(text)
        await house.shows(ann, card, "end2.")
        pieces = [post.raw for post in await posted(house, ann, card)]
        assert "".join(pieces).replace("\n", "") == "".join(texts)
        assert all(len(piece) <= 4000 for piece in pieces)


def _long(mark: str) -> str:
    words = " ".join(f"{number}{mark}" for number in range(1000))
    return f"{words[: 4000 - len(mark) - 4]} end{mark}"


async def test_a_message_that_is_too_long_is_refused_and_says_how_long_it_may_be(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        await house.chat(ann, vera)
        name = await vera.sends("message", text="x" * 4001)
        with pytest.raises(AssertionError, match="at most 4000 characters"):
            await vera.answered(name)
        assert vera.refused[name]["code"] == "too_long"


AGENTS_TEXTS = {
    "ask @carl about it": "ask @Carl Holm about it",
    "great :tada: 👍": "great 🎉 👍",
    "a < b && c > d": "a < b && c > d",
    "literally &amp; and &lt;": "literally &amp; and &lt;",
    "see https://shop.example/blue?a=1&b=2 now": "see https://shop.example/blue?a=1&b=2 now",
    "two\nlines": "two\nlines",
    "*bold* `code`": "bold code",
    "it is 10:30:45": "it is 10:30:45",
}


@pytest.mark.parametrize(("typed", "read"), AGENTS_TEXTS.items())
async def test_what_an_agent_types_reads_right_at_the_visitor(house: House, typed: str, read: str) -> None:
    ann = await house.hire("Ann Lee")
    house.slack.user("Carl Holm")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes(typed, in_thread=card)
        await vera.sees(f"Ann Lee: {read}")

"""Which post a delivery of words is: reads from the store what it does not hold itself."""

from __future__ import annotations

from bot.delivery.held import Held
from bot.delivery.words import Post, as_file, line_of, merged, transcript, visible_transcript
from bot.effects import PostFile, PostNotice, PostToThread, PostTranscript, PostTranscriptFile
from bot.errors import BadFile
from bot.ids import EntryNumber


Worded = PostTranscript | PostToThread | PostNotice | PostFile | PostTranscriptFile
"""Deliveries that are posts in a thread."""


async def composed(held: Held, delivery: Worded) -> Post:
    """The post that the oldest delivery is, perhaps together with those behind it. Raises `StoreUnavailable`."""
    pieces = held.platform.pieces
    match delivery:
        case PostToThread():
            return merged(held.platform, held.lease.deliveries, _at_most(held))
        case PostNotice():
            return Post("", pieces(delivery.text))
        case PostFile():
            return Post(delivery.author, pieces(line_of(delivery.file)), file=delivery.file)
        case PostTranscriptFile():
            return await _transcript_file(held, delivery.upto)
        case PostTranscript():
            conversations, name = held.parts.conversations, held.lease.conversation
            said = await conversations.entries(name, after=delivery.after, upto=delivery.upto)
            c = await conversations.load(name)
            return Post("", pieces(transcript(c, said, held.parts.ours, held.parts.address)))


def _at_most(held: Held) -> int:
    """How many deliveries may go out as one: what a post that was begun stands for does not change any more."""
    if held.lease.doubt:
        return held.lease.doubt.covers
    return 1 if held.lease.begun or held.lease.done else len(held.lease.deliveries)


async def _transcript_file(held: Held, upto: EntryNumber) -> Post:
    """The visitor-visible words as a file, which is kept like any other."""
    name, parts = held.lease.conversation, held.parts
    said = await parts.conversations.entries(name, upto=upto)
    c = await parts.conversations.load(name)
    content = visible_transcript(c, said, parts.ours, parts.address).encode()
    try:
        kept = await parts.files.keep(name, as_file(c, content))
    except BadFile as refused:
        return Post("", held.platform.pieces(f"The transcript cannot be put here. {refused}"))
    return Post("", (), file=kept)

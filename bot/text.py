"""The sentences that Threadline itself says to agents and visitors, and what a reply in a thread means. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from unicodedata import category, normalize

from bot.cutting import shorten


NOTE_PREFIX = "//"
"""A reply that begins with it stays inside."""

# An editor may put these before what was typed: marks for bold, italic, struck out, quoted and listed; half an emoji.
_DRESSING = frozenset("*_~>\u2022\ufffd")
_NOTE = re.compile("[/\uff0f]{2}")
"""`NOTE_PREFIX`, also in the wide signs that Chinese and Japanese keyboards write."""
_COMMAND = re.compile(r"(?:!(?=[^\W\d_])|\uff01(?=[A-Za-z]))(\S*?)[*_~]*(?!\S)")

_SLASH = re.compile(r"[/\uff0f]livechat\b", re.IGNORECASE)
"""Slack takes no slash commands in threads; with a blank before it, it is sent as if it were words."""

SORRY = "Sorry, that did not work just now and nothing was changed. Please try again in a minute."
"""What somebody is told whose press, form or command came to nothing here; the log says why."""
PERHAPS_TOLD = "(You may have been told this before: it was not certain that it had arrived.)"
"""Below a whisper that may stand above already."""
DOUBLE_OVER = (
    "Not sent to the visitor, if it was for them: nobody could tell whether the thread in which you wrote had arrived, "
    "and it is not needed any more."
)
NOT_RELAYED = {
    "bystander": "Not sent to the visitor: you are not on this conversation.",
    "outsider": (
        "Not sent to the visitor: you are not on this conversation, and not an agent. "
        "An admin can make you one: `/livechat agent add` and your name."
    ),
    "withdrawn": "Not sent to the visitor: this conversation is no longer yours.",
    "ended": "Not sent to the visitor: this conversation has ended.",
    "empty": "Not sent to the visitor: the message has no text.",
    "unknown_command": "Not sent to the visitor: I don't know this command. `!help` lists what works here.",
    "follow_up": "Not sent to the visitor: they are not there any more.",
    "note_edited": "Not sent to the visitor: this was written as a note, and stays one. To send it, write it anew.",
    "words_edited": (
        "Not sent to the visitor, who does not see this message any more: a command works only in a new message."
    ),
    "double": (
        "Not sent to the visitor, if it was for them: their thread may stand twice, because nobody could tell whether "
        "it had arrived. Please write in this one."
    ),
    "slash_command": (
        "Not sent to the visitor: `/livechat` does not work in threads. Type it outside of them. "
        "`!help` lists what works here."
    ),
}
"""What somebody whose words were not relayed is told, and only they, by the reason in `NotRelayed`."""

PLATFORMS = {"slack": "Slack", "teams": "Microsoft Teams", "desk": "the desk"}
"""What people call each platform, by its word in a `Person`."""

_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("\u2018\u2019\u201a\u201b", "'"))

FOLLOW_UP_ONLY = "Not sent to the visitor: they are not there any more. Write to them at {email}"
"""What is told instead of NOT_RELAYED["follow_up"] where the visitor left an address."""

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control signs, and those that turn the direction of what follows them, also of our own words."""


def platform_name(platform: str) -> str:
    """Say what people call a platform."""
    return PLATFORMS.get(platform, platform)


def straight_quotes(text: str) -> str:
    """What was typed with straight quotes: phones and word processors curl them. No letter moves."""
    return text.translate(_STRAIGHT)


def sendable(text: str) -> str:
    """Replace what cannot be encoded, half a pair of surrogates, by the sign for that."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def printable(text: str) -> str:
    """A text that any terminal can show on one line: what cannot be seen is spelt out."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def one_line(text: str) -> str:
    """Somebody else's text so that it can stand among our words: on one line, and turning nothing around."""
    return " ".join(_UNSEEN.sub("", text).split())


def shortened(text: str, most: int = 60) -> str:
    """The beginning of a text, on one line."""
    return shorten(one_line(text), most, len)


def plain_name(name: str) -> str:
    """What somebody calls themselves, without the signs by which platforms mention people, and all that nobody sees."""
    return "".join(sign for sign in normalize("NFKC", name) if _harmless(sign))


def as_visitor(name: str, most: int) -> str:
    """A plain name of `most` signs that nobody takes for a colleague's: ``Anna (visitor)``."""
    short = " ".join(name.split())[:most].strip()
    return f"{short} (visitor)" if short and short.casefold() != "visitor" else "Visitor"


def _harmless(sign: str) -> bool:
    # The categories C hold control signs, and those that turn the direction of text.
    return sign.isspace() or (sign not in "@<>" and not category(sign).startswith("C"))


def told_to_thread(reason: str, visitor_name: str) -> str:
    """Say in the agent's thread how the conversation ended; empty where the card says it all."""
    return {
        "visitor_ended": f"{visitor_name} ended the conversation.",
        "missed": "The visitor's waiting time is over.",
        "blocked": f"{visitor_name} is blocked now: the conversation is over, and they cannot begin another one.",
        "idle": "Nobody had written for a while, so this conversation has ended.",
    }.get(reason, "")


ERASED = (
    "The visitor has deleted their data. Threadline forgets this conversation now; "
    "please delete what you keep of it elsewhere, this thread included."
)
"""Said in every thread of a visitor who asks to be forgotten."""


def told_note(author: str, text: str) -> str:
    """Show in a thread the note that somebody wrote in a form."""
    return f"Note of {one_line(author)}, stays inside:\n{text}"


def told_canned(agent: str, name: str, text: str) -> str:
    """Show in a thread the canned reply that was sent from it."""
    return f"{one_line(agent)} sent the canned reply !{name}:\n{text}"


def told_reply(agent: str, text: str) -> str:
    """Show in a thread the reply that was written in a form."""
    return f"{one_line(agent)} replied:\n{text}"


def told_of_delay(since: int, until: int) -> str:
    """Say in the agent's thread that what stands there came late. Times in milliseconds since 1970."""
    first, last = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (since, until))
    began = f"{first:%H:%M}" if first.date() == last.date() else f"{first:%Y-%m-%d %H:%M}"
    return f"What is above was held up from {began} to {last:%H:%M} UTC. Nothing is missing."


def told_sent_away(missed: int) -> str:
    """Say in an agent's thread that they are away because of the offers they missed, and how to come back."""
    times = "an offer" if missed == 1 else f"{missed} offers in a row"
    return f"You have missed {times}, so you are away now: no new chat comes to you. Type /livechat available to come back."


def told_size(size: int) -> str:
    """Write how large a file is, in bytes, as people say it."""
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= step:
            return f"{size / step:.1f} {unit}"
    return f"{size} bytes"


def told_file(name: str) -> str:
    """Say in a transcript that a file was sent. The name is its sender's, and may be anything."""
    return f"[file: {one_line(name)}]"


def told_not_fetched(name: str, why: str) -> str:
    """Tell an agent that their file is not with the visitor. `why` is a sentence."""
    return f"Not sent to the visitor: {one_line(name) or 'the file'}. {why}"


Kind = Literal["words", "note", "command", "slash_command", "empty"]


class Meaning(NamedTuple):
    """What a reply in a thread is, and the text that remains of it."""

    kind: Kind
    text: str
    word: str = ""
    """Of a command: what stands behind its ``!``."""


def meaning(reply: str) -> Meaning:
    """Read a reply in a thread: words for the visitor, a note, or a ``!command``.

    When in doubt a reply stays inside: whatever begins like a command or a note is never words.
    """
    text = reply.strip()
    if not text:
        return Meaning("empty", "")
    bare = text[_dressed(text) :]
    if note := _NOTE.match(bare):
        return Meaning("note", bare[note.end() :].strip())
    if command := _COMMAND.match(bare):
        return Meaning("command", bare[command.end() :].strip(), command[1])
    if _SLASH.match(bare):
        return Meaning("slash_command", "")
    return Meaning("words", text)


def _dressed(text: str) -> int:
    """How many signs stand before what was typed: marks, blanks, and whatever nobody sees, as editors put it."""
    seen = (n for n, sign in enumerate(text) if sign not in _DRESSING and category(sign)[0] not in "CZ")
    return next(seen, len(text))

"""The sentences that Threadline itself says to agents and visitors, and what a reply in a thread means. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple


NOTE_PREFIX = "//"
"""A reply that begins with it stays inside."""

NOT_RELAYED = {
    "bystander": "Not sent to the visitor: you are not on this conversation.",
    "withdrawn": "Not sent to the visitor: this conversation is no longer yours.",
    "ended": "Not sent to the visitor: this conversation has ended.",
    "empty": "Not sent to the visitor: the message has no text. Files cannot be relayed yet.",
    "unknown_command": "Not sent to the visitor: I don't know this command. `!help` lists what works here.",
    "help": (
        "Just reply in this thread: what you write goes to the visitor.\n"
        f"`{NOTE_PREFIX} text` is a note that stays inside.\n"
        "`!end` ends the conversation.\n"
        "`!help` shows this."
    ),
}
"""What somebody whose words were not relayed is told, and only they, by the reason in `NotRelayed`."""

DEFAULT_FALLBACK = "Sorry, nobody can take your conversation right now. Please try again a little later."


def told_to_thread(reason: str, visitor_name: str) -> str:
    """Say in the agent's thread how the conversation ended; empty where the card says it all."""
    return {
        "visitor_ended": f"{visitor_name} ended the conversation.",
        "missed": "The visitor's waiting time is over.",
    }.get(reason, "")


class Meaning(NamedTuple):
    """What a reply in a thread is, and the text that remains of it."""

    kind: Literal["words", "note", "end", "help", "unknown_command", "empty"]
    text: str


def meaning(reply: str) -> Meaning:
    """Read a reply in a thread: words for the visitor, a note, or a ``!command``.

    When in doubt a reply stays inside: whatever begins like a command or a note is never words.
    """
    text = reply.strip()
    if not text:
        return Meaning("empty", "")
    if text.startswith(NOTE_PREFIX):
        return Meaning("note", text.removeprefix(NOTE_PREFIX).strip())
    if text.startswith("!") and len(text) > 1 and text[1].isalpha():
        word = text[1:].split(maxsplit=1)[0].casefold()
        if word == "end":
            return Meaning("end", "")
        return Meaning("help" if word == "help" else "unknown_command", "")
    return Meaning("words", text)

"""What is said in the threads of a conversation's agents about each other, about silence, and after the end. Pure.

What visitors and agents typed stands in these lines so that nobody can speak in them as somebody else: what follows a
line break is moved to the right.
"""

from __future__ import annotations

from typing import Literal

from bot.text import one_line


INDENT = "    "


def moved(text: str) -> str:
    """Move all lines but the first to the right; whatever a screen may take for a line break begins one."""
    return f"\n{INDENT}".join(text.splitlines())


def told_by(author: str, text: str, *, note: bool = False) -> str:
    """Show what another agent wrote."""
    return f"{one_line(author)}{' (note)' if note else ''}: {moved(text)}"


def told_apart(visitor: str) -> str:
    """A visitor's name as nobody of us has one, whatever they call themselves."""
    return f"{visitor} (visitor)" if visitor != "Visitor" else visitor


def told_joined(name: str) -> str:
    """Say who came."""
    return f"{name} joined the conversation."


def told_left(name: str) -> str:
    """Say who went."""
    return f"{name} left the conversation."


def told_whose(name: str, why: Literal["took_over", "handed_over", "left_behind"]) -> str:
    """Say whose the conversation is now."""
    return (
        f"{name} took this conversation over."
        if why == "took_over"
        else f"This is {name}'s conversation now."
    )


def told_accepted(name: str) -> str:
    """Say who took a transfer."""
    return f"{name} has taken this conversation."


def told_asking(to: str) -> str:
    """Say to whoever wants to transfer what happens."""
    return f"Asking {to} to take over. Until somebody does, the conversation is yours."


def told_wanted(name: str, to: str, note: str) -> str:
    """Say to the others, and to whoever is asked, who wants to hand over, and with which note."""
    asked = f"{name} asks {to} to take over"
    return f"{asked}: {moved(note)}" if note else f"{asked}."


def told_not_transferred(to: str, why: Literal["nobody_free", "not_taken"], *, team: bool) -> str:
    """Say that nobody takes the conversation; `to` is a team or an agent."""
    match why:
        case "nobody_free":
            because = f"nobody of {to} is" if team else f"{to} is not"
            return f"Not handed over: {because} free just now. The conversation stays yours."
        case "not_taken":
            because = f"nobody of {to} took it" if team else f"{to} did not take it"
            return f"Not handed over: {because}. The conversation stays yours."


def told_replaced(reason: str) -> str:
    """Say why a conversation goes on in another thread."""
    return f"The conversation goes on here: its former thread cannot be used any more ({reason})."


def told_back(visitor: str) -> str:
    """Say that a conversation goes on which had ended."""
    return f"{visitor} is back."


def told_idle(left: int) -> str:
    """Say that nobody has written for long. `left` is in milliseconds."""
    return f"Nobody has written for a while. This conversation ends in {duration(left)} unless somebody does."


def told_rating(visitor: str, score: int, comment: str) -> str:
    """Show what the visitor thought of the conversation."""
    said = f"{visitor} rated this conversation {score} of 5"
    return f"{said}: {moved(comment)}" if comment else f"{said}."


def duration(ms: int) -> str:
    """Write a span of time for people."""
    seconds = round(ms / 1000)
    if seconds % 60:
        return f"{seconds} s"
    return "a minute" if seconds == 60 else f"{seconds // 60} minutes"

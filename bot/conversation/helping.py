"""What somebody is told who asks for help in a thread, or types a word that nobody knows. Pure."""

from __future__ import annotations

from bot.conversation.actions import TABLE, Action, Row, Standing, here_and_now
from bot.conversation.asking import Asked, standings
from bot.conversation.card import label_of
from bot.conversation.state import Conversation, ThreadStatus
from bot.routing.nearest import nearest
from bot.text import NOTE_PREFIX, one_line


def help_text(c: Conversation, asked: Asked) -> str:
    """What works in this thread now, for whoever asks."""
    thread = c.thread(asked.thread)
    found = standings(c, asked.thread, asked.person, asked.ranks)
    relayed = thread.status in (ThreadStatus.OFFERED, ThreadStatus.LIVE) and Standing.MEMBER in found
    first = (
        "What you reply here goes to the visitor."
        if relayed
        else "What you write here does not go to the visitor."
    )
    rows = (row for row in here_and_now(thread, found) if row.words)
    return "\n".join([first, f"`{NOTE_PREFIX} text` is a note that stays inside.", *map(help_line, rows)])


def help_line(row: Row) -> str:
    """One line about what may be typed."""
    word = f"!{row.words[0]} {row.takes}".strip()
    return f"`{word}` {row.says}."


def unknown_word(c: Conversation, asked: Asked, word: str) -> str:
    """What somebody is told whose ``!word`` nobody knows."""
    thread = c.thread(asked.thread)
    rows = here_and_now(thread, standings(c, asked.thread, asked.person, asked.ranks))
    words = [known for row in rows for known in row.words]
    canned = [reply.name for reply in asked.ranks.canned] if TABLE[Action.CANNED] in rows else []
    near = nearest(word, [*words, *canned])
    guess = f" Did you mean `!{near}`?" if near else ""
    shown = one_line(word).replace("`", "")[:40]
    return f"Not sent to the visitor: I don't know `!{shown}`.{guess} `!help` lists what works here."


def summary(c: Conversation) -> str:
    """What is known of the visitor, as a text."""
    known = [
        f"{label_of(name)}: {one_line(value)}" for name, value in c.attributes.items() if one_line(value)
    ]
    page = [f"Page: {one_line(c.page.url)}"] if c.page.url else []
    return (
        "\n".join([f"{c.visitor_name}:", *known, *page])
        if known or page
        else "Nothing is known of the visitor."
    )

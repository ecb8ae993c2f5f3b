"""What a form remembers of what it is about, as one text. It may come back changed: nothing in it grants anything. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.ids import ConversationId, ThreadNumber


_STATE = re.compile(r"([A-Za-z0-9_-]{1,64})\|([0-9]{1,6})\|([0-9a-f]{16})(?:\|(.{0,500}))?", re.DOTALL)


class FormState(NamedTuple):
    """The thread, the name of the form itself, and what else it must know again."""

    conversation: ConversationId
    thread: ThreadNumber
    once: str
    rest: str = ""


def write(state: FormState) -> str:
    """As one text."""
    return f"{state.conversation}|{state.thread}|{state.once}" + (f"|{state.rest}" if state.rest else "")


def read(text: str) -> FormState | None:
    """Read it again; None for what was never written here."""
    found = _STATE.fullmatch(text)
    if found is None:
        return None
    return FormState(ConversationId(found[1]), ThreadNumber(int(found[2])), found[3], found[4] or "")

"""What a card's button carries, and brings back when it is pressed. What a dialog's carries is in `dialogs`. Pure.

Whoever presses can send anything: who they are, where the button stands and what can still be done are looked at again.

::

    {"threadline": {"verb": "accept", "conversation": "c7", "thread": 1}}      an action of a card, by its word
    {"threadline": {"verb": "send_once", …, "entry": 12}}                      of words that were not relayed
    {"threadline": {"verb": "reply", "root": "1700000000000"}}                 below a post of the thread that begins there
    {"threadline": {"verb": "command", "line": "agent add"}}                   asks for the form of a command
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from bot.conversation.actions import Action
from bot.effects import Pressable
from bot.home import HomeAction
from bot.text import plain_name, shortened


KEY = "threadline"
FETCH = {"type": "task/fetch"}
"""Makes Teams ask for a dialog when an ``Action.Submit`` with it under ``msteams`` is pressed."""
NAMED = 20
"""Characters of a visitor's name in a button."""


class Verb(StrEnum):
    """What a button does that is no action of the table; those have their own words."""

    WRITE_HERE = "write_here"
    """What its presser writes in the chat goes to this visitor from now on."""
    SWITCH = "switch"
    """Likewise, though it goes to somebody else until then."""
    STOP = "stop"
    """It goes to nobody."""
    SEND = "send"
    """A text that may have been a command is for the visitor."""
    RUN = "run"
    """It is a command."""
    COMMAND = "command"
    """Opens the form of a command."""
    AVAILABLE = "home_available"
    AWAY = "home_away"


HOME_VERBS: Mapping[Verb, HomeAction] = {Verb.AVAILABLE: HomeAction.AVAILABLE, Verb.AWAY: HomeAction.AWAY}

_Name = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[A-Za-z0-9:_-]*\Z")]


class Button(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a button by what it carries."""

    verb: Annotated[str, msgspec.Meta(max_length=40)]
    """Of `Verb` or of `Action`."""
    conversation: _Name = ""
    thread: Annotated[int, msgspec.Meta(ge=0, le=999_999)] = 0
    entry: Annotated[int, msgspec.Meta(ge=0, le=999_999_999)] = 0
    root: _Name = ""
    """The post with which the thread begins, where the button stands below another one."""
    message: _Name = ""
    """The message that it asks about."""
    line: Annotated[str, msgspec.Meta(max_length=500)] = ""
    """The command."""

    @property
    def action(self) -> Action | None:
        """The action of the table that it stands for."""
        return _ACTIONS.get(self.verb)


_ACTIONS: dict[str, Action] = {action.value: action for action in Action}


def short_name(visitor: str) -> str:
    """What to call a visitor in a button, or a short answer."""
    return shortened(plain_name(visitor), NAMED) or "the visitor"


def writes_here(visitor: str) -> str:
    """What the button says by which one chooses for whom the chat's plain text is."""
    return f"Write to {short_name(visitor)} here"


def pressable(label: str, button: Button) -> Pressable:
    """A button as one of the answers to what is asked through the lanes."""
    return Pressable(label, msgspec.json.encode(button).decode())


def carried(carries: str) -> Button:
    """The button that such an answer was."""
    return msgspec.json.decode(carries, type=Button)


def carrying(button: Button) -> dict[str, Any]:
    """The ``data`` of an action of a card."""
    return {KEY: msgspec.to_builtins(button)}


def fetching(button: Button) -> dict[str, Any]:
    """The ``data`` of an ``Action.Submit`` that opens a dialog."""
    return {**carrying(button), "msteams": FETCH}


def pressed(value: object) -> Button | None:
    """Read what came back: of ``Action.Submit``, ``Action.Execute`` or ``task/fetch``. None for what is not ours."""
    for held in _places(value):
        try:
            return msgspec.convert(held[KEY], Button)
        except msgspec.ValidationError:
            return None
    return None


def _places(value: object) -> list[Mapping[Any, Any]]:
    """Where each of them keeps its data: at the top, under ``action.data``, under ``data``."""
    top = value if isinstance(value, Mapping) else {}
    action = top.get("action")
    inner = [top, top.get("data"), action.get("data") if isinstance(action, Mapping) else None]
    return [each for each in inner if isinstance(each, Mapping) and KEY in each]

"""What the forms work with, and what they are about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple, Protocol

from bot.arrivals import FormSubmitted
from bot.conversation import Conversation
from bot.conversation.asking import Asked
from bot.errors import PlatformError
from bot.forms import Form, FormAnswer
from bot.ids import ConversationId, Person
from bot.ports import Clock, Conversations, Directory, People, serving
from bot.relay import Relay


class Input(NamedTuple):
    """How an attribute of visitors is asked for."""

    label: str
    choices: tuple[tuple[str, str], ...] = ()
    """What is stored and what is shown of each; empty for what is typed."""


class Inputs(Protocol):
    """How attributes are written: as the capture cards of the site's dialogues ask for them."""

    def of(self, attribute: str, dialogue: str) -> Input | None:
        """How it is asked for, by this dialogue first; None where no dialogue does."""

    def read(self, attribute: str, dialogue: str, typed: str) -> str:
        """The value in its one way of writing. Raises `BadInput` that says what is expected."""


class Parts(NamedTuple):
    """Everything that a form may use."""

    relay: Relay
    conversations: Conversations
    directory: Directory
    people: Mapping[str, People]
    """By platform."""
    inputs: Inputs
    clock: Clock
    ours: str
    """As what the dialogues speak, in transcripts."""

    async def name_of(self, person: Person) -> str:
        """What to call somebody before their colleagues. Raises `StoreUnavailable`."""
        agent = await self.directory.agents.agent_of(person)
        if agent is not None:
            return agent.name
        people = serving(self.people, person)
        try:
            return (await people.profile(person)).name if people else "somebody"
        except PlatformError:  # a name is never worth losing what they wrote
            return "somebody"


class Begun(NamedTuple):
    """An action that somebody began, on the newest snapshot: it may be carried out by them, here and now."""

    parts: Parts
    conversation: Conversation
    asked: Asked
    once: str
    """Names this form: what is submitted twice from it is done once."""
    rest: str = ""
    """What else the form remembered."""

    @property
    def id(self) -> ConversationId:
        """The conversation that it is about."""
        return self.conversation.id

    @property
    def cause(self) -> str:
        """The dedupe name of what the form does."""
        return f"form:{self.once}"


class FormOf(NamedTuple):
    """How an action asks, and what it does with the answer. Both raise `UnknownKey` and `StoreUnavailable`."""

    ask: Callable[[Begun], Awaitable[Form | str]]
    """The form, or why there is none."""
    take: Callable[[Begun, FormSubmitted], Awaitable[FormAnswer]]

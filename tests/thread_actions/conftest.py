"""A live chat on a real store, and the actions of its thread."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.adapters.desk.client import DeskPlatform
from bot.adapters.desk.stored_board import StoredBoard
from bot.adapters.store.shelf import RedisShelf
from bot.arrivals import ButtonPressed, FormSubmitted
from bot.conversation.actions import Action
from bot.events import AnyEvent
from bot.forms import Form, FormAnswer
from bot.ids import ConversationId, Person, ThreadNumber
from bot.thread_actions import ThreadActions
from tests.conftest import Store
from tests.conversation.scenes import ONE, agent_card
from tests.delivery.house import House
from visitor_gateway.attribute_inputs import AttributeInputs
from visitor_gateway.dialogue.check import check
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.dialogue.whole import Dialogue


ADA = agent_card().person

WELCOME = """
id: welcome
name: Welcome
attributes: { seats: number }
stream:
  - id: who
    type: information_capture
    text: Who are you?
    fields:
      - { attribute: first_name, label: First name, required: true }
      - { attribute: email, label: E-mail, type: email, required: true }
      - attribute: plan
        label: Your plan
        type: choice
        choices: [{ text: Small plan, value: small }, { text: Large plan, value: large }]
  - id: talk
    type: live_chat
    routing: { option: round_robin }
"""


def welcome() -> Mapping[DialogueId, Dialogue]:
    """The dialogue that the visitors of these tests went through."""
    dialogue = check(WELCOME, file="welcome.yaml").dialogue
    assert dialogue is not None
    return {dialogue.id: dialogue}


class Chat:
    """Ada talks to Grace; whoever wants something done asks here."""

    def __init__(self, house: House, conversation: ConversationId) -> None:
        self.house = house
        self.id = conversation
        self.inputs = AttributeInputs(welcome, house.now, "en")
        self.actions = self.anew()

    def anew(self) -> ThreadActions:
        """Another process's."""
        house, store = self.house, self.house.store
        desk = DeskPlatform(StoredBoard(RedisShelf(store.redis, store.keys, store.bus)), house)
        return ThreadActions(
            house.relay_anew(), house.conversations, store.directory, {"desk": desk}, self.inputs, house
        )

    async def press(
        self, action: Action, who: Person = ADA, thread: ThreadNumber = ONE, of: ConversationId | None = None
    ) -> str | Form:
        """Somebody presses a button, or chooses it from the menu."""
        pressed = ButtonPressed(
            person=who, at=self.house.at, conversation=of or self.id, thread=thread, action=action
        )
        return await self.actions.choose(pressed)

    async def opens(self, action: Action, who: Person = ADA) -> Form:
        """Somebody opens a form."""
        form = await self.press(action, who)
        assert isinstance(form, Form), form
        return form

    async def submit(
        self,
        form: Form,
        who: Person = ADA,
        by: ThreadActions | None = None,
        values: Mapping[str, str] | None = None,
        **named: str,
    ) -> FormAnswer:
        """Somebody submits a form, with these values."""
        given: dict[str, tuple[str, ...]] = {
            name: (value,) for name, value in {**(values or {}), **named}.items()
        }
        submitted = FormSubmitted(
            person=who,
            at=self.house.at,
            form=form.id,
            state=form.state,
            values=given,
            sent=self.house.at - 1,
        )
        return await (by or self.actions).submit(submitted)

    async def thread(self) -> str:
        """What stands in the thread, once all of it is delivered."""
        await self.house.until_quiet()
        return "".join(post.text for post in self.house.world.posts)

    async def log(self, *kinds: type[AnyEvent]) -> list[AnyEvent]:
        """The events of these kinds, oldest first."""
        entries = await self.house.conversations.entries(self.id)
        return [entry.event for entry in entries if isinstance(entry.event, kinds)]


@pytest.fixture
async def chat(store: Store) -> Chat:
    house = House(store)
    await house.agent()
    return Chat(house, await house.talks())

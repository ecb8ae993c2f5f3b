"""A live chat on a real store, and the actions of its thread."""

from __future__ import annotations

from collections.abc import Sequence

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


ADA = agent_card().person


class Chat:
    """Ada talks to Grace; whoever wants something done asks here."""

    def __init__(self, house: House, conversation: ConversationId) -> None:
        self.house = house
        self.id = conversation
        self.actions = self.anew()

    def anew(self) -> ThreadActions:
        """Another process's."""
        house, store = self.house, self.house.store
        desk = DeskPlatform(StoredBoard(RedisShelf(store.redis, store.keys, store.bus)), house)
        return ThreadActions(house.relay_anew(), house.conversations, store.directory, {"desk": desk}, house)

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
        self, form: Form, who: Person = ADA, by: ThreadActions | None = None, **values: str | Sequence[str]
    ) -> FormAnswer:
        """Somebody submits a form, with these values."""
        return await (by or self.actions).submit(self.filled(form, who, **values))

    def filled(self, form: Form, who: Person = ADA, **values: str | Sequence[str]) -> FormSubmitted:
        """A form as it comes back."""
        given = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in values.items()}
        return FormSubmitted(
            person=who,
            at=self.house.at,
            form=form.id,
            state=form.state,
            values=given,
            sent=self.house.at - 1,
        )

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

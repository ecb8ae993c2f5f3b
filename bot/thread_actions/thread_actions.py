"""The door: presses, shortcuts and submitted forms come in, and the answer for the person goes out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from msgspec.structs import replace

from bot.arrivals import ButtonPressed, FormSubmitted, ShortcutUsed
from bot.conversation.actions import TABLE, Action, Way
from bot.conversation.asking import UNKNOWN, Asked, refusal
from bot.errors import UnknownKey
from bot.forms import Done, Form, FormAnswer
from bot.ids import ConversationId, Person, ThreadNumber
from bot.ports import Clock, Conversations, Directory, People
from bot.relay import Relay
from bot.thread_actions.form_state import FormState, read, write
from bot.thread_actions.parts import Begun, Inputs, Parts
from bot.thread_actions.table import FORMS


NOT_OURS = (
    "This message is not in the thread of a conversation with a visitor. "
    "Use this on a message in such a thread; outside of them there is `/livechat`."
)
GONE = "This form is of no use any more. Please press the button again."


class ThreadActions:
    """The actions of one site's threads. Holds nothing that must survive."""

    def __init__(
        self,
        relay: Relay,
        conversations: Conversations,
        directory: Directory,
        people: Mapping[str, People],
        inputs: Inputs,
        clock: Clock,
        *,
        ours: str = "Threadline",
    ) -> None:
        self._relay = relay
        self._conversations = conversations
        self._parts = Parts(relay, conversations, directory, people, inputs, clock, ours)

    async def press(self, pressed: ButtonPressed) -> str | Form:
        """Act on a button of a card: what to tell the presser, '' when the card says it all, or what to ask them.

        Raises `StoreUnavailable`: then nothing was changed. A button that asks first has done so by itself.
        """
        if TABLE[pressed.action].way is Way.AT_ONCE:
            return await self._relay.button(pressed)
        return await self._ask(pressed.conversation, pressed.thread, pressed.action, pressed.person)

    async def choose(self, pressed: ButtonPressed) -> str | Form:
        """Act on an entry of a card's menu: as `press`, but what asks first is asked here."""
        if pressed.action in FORMS:
            return await self._ask(pressed.conversation, pressed.thread, pressed.action, pressed.person)
        return await self._relay.button(pressed)

    async def shortcut(self, used: ShortcutUsed) -> str | Form:
        """Act on an entry of a message's menu. Raises as `press`."""
        found = await self._conversations.find(used.thread)
        if found is None:
            return NOT_OURS
        pressed = ButtonPressed(
            person=used.person,
            at=used.at,
            conversation=found.conversation,
            thread=found.thread,
            action=used.action,
        )
        return await self.choose(pressed)

    async def submit(self, submitted: FormSubmitted) -> FormAnswer:
        """Do what was asked for in a form, once however often it is submitted. Raises as `press`."""
        state = read(submitted.state)
        kind, _, word = submitted.form.partition("/")
        action = next((action for action in FORMS if action == word.partition("/")[0]), None)
        if kind != "thread" or state is None or action is None:
            return Done(GONE)
        begun = await self._begin(state, action, submitted.person)
        if isinstance(begun, str):
            return Done(begun)
        try:
            answer = await FORMS[action].take(begun, submitted)
        except UnknownKey:  # erased just now
            return Done(UNKNOWN)
        return _remembered(answer, state) if isinstance(answer, Form) else answer

    async def _ask(
        self, conversation: ConversationId, thread: ThreadNumber, action: Action, person: Person
    ) -> str | Form:
        state = FormState(conversation, thread, secrets.token_hex(8))
        begun = await self._begin(state, action, person)
        if isinstance(begun, str):
            return begun
        try:
            form = await FORMS[action].ask(begun)
        except UnknownKey:
            return UNKNOWN
        return _remembered(form, state) if isinstance(form, Form) else form

    async def _begin(self, state: FormState, action: Action, person: Person) -> Begun | str:
        """Look at the conversation as it is now, and at who asks. Says why, if they cannot."""
        self._relay.changes.forget(state.conversation)
        try:
            snapshot = await self._relay.changes.snapshot(state.conversation)
        except UnknownKey:
            return UNKNOWN
        ranks = await self._relay.ranks(state.conversation, state.thread, person)
        asked = Asked(action, state.thread, person, self._parts.clock.now(), ranks)
        return refusal(snapshot, asked) or Begun(self._parts, snapshot, asked, state.once, state.rest)


def _remembered(form: Form, state: FormState) -> Form:
    """The form with what it is about; its own `state` is what it wants to know besides."""
    return replace(form, state=write(state._replace(rest=form.state)))

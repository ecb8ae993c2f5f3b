"""Pressing and filling in: what a person does that calls the app and waits for its answer."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

from . import answers, cards, posting, writing
from .answers import Answer
from .dialog import Dialog
from .inputs import Filled, filled, incomplete
from .places import Where, found_message
from .platform import Platform
from .visible import Seen, cards_of
from .world import Json, Message, Person


SENDING = ("Action.Submit", "Action.Execute")
"""Actions that take the card's inputs along."""


@dataclass(frozen=True)
class Acting:
    """A person's account, and what it can do to the app."""

    platform: Platform
    account: Person

    # cards

    async def presses(self, button: str, *, on: Where, values: Filled | None = None) -> Answer:
        """Press a button found by its id, verb or label, with the card's inputs filled in.

        On something `Seen` the buttons are those that were seen, even if the card has changed since.
        Raises LookupError if there is none, or several.
        """
        message = self._visible(on)
        for card in self._cards(on, message):
            if action := cards.found_action(card, button):
                return await self._act(message, card, action, values or {})
        for action in (message.activity.get("suggestedActions") or {}).get("actions", ()):
            if action["title"] == button:
                writing.write(self.platform, self.account, message.channel, action["value"])
                return Answer(ok=True)
        raise LookupError(f"there is no button {button!r} on {message}")

    def _cards(self, on: Where, message: Message) -> Sequence[Json]:
        return on.cards if isinstance(on, Seen) else cards_of(message, self.account)

    def _visible(self, on: Where) -> Message:
        message = found_message(self.platform, on)
        if self.account not in message.channel.members:
            raise PermissionError(f"{self.account.name} does not see {message}")
        return message

    async def _act(self, message: Message, card: Json, action: Json, values: Filled) -> Answer:
        state: dict[str, str] = {}
        if action["type"] in SENDING and message.channel.installation is None:
            return Answer(ok=False, text=answers.TROUBLE, reason="the app is not installed here")
        if action["type"] in SENDING and action.get("associatedInputs") != "none":
            state = filled(card, values)
            if missing := incomplete(card, state):
                return Answer(ok=False, errors=missing)
        match action["type"]:
            case "Action.OpenUrl":
                return Answer(ok=True, text=action["url"])
            case "Action.ToggleVisibility":
                return self._toggles(message, card, action)
            case "Action.Submit":
                return await self._submits(message, action, state)
            case "Action.Execute" if self.platform.settings.universal_actions:
                return await self._executes(message, action, state)
            case "Action.Execute" if isinstance(action.get("fallback"), dict):
                return await self._submits(message, action["fallback"], state)
        return Answer(ok=True)

    def _toggles(self, message: Message, card: Json, action: Json) -> Answer:
        shown = copy.deepcopy(card)
        targets = [t["elementId"] if isinstance(t, dict) else t for t in action["targetElements"]]
        for element in cards.everything(shown):
            if element.get("id") in targets:
                element["isVisible"] = element.get("isVisible", True) is False
        message.views[self.account.id] = shown
        return Answer(ok=True)

    async def _submits(self, message: Message, action: Json, state: Json) -> Answer:
        data = action.get("data") or {}
        value = {**data, **state} if isinstance(data, dict) else data
        if isinstance(data, dict) and data.get("msteams", {}).get("type") == "task/fetch":
            return await self._fetches(message, value)
        shape = self._activity("message", message)
        posting.tell(self.platform, {**shape, "replyToId": message.id, "value": value})
        return Answer(ok=True)

    async def _executes(self, message: Message, action: Json, state: Json, trigger: str = "manual") -> Answer:
        given: Json = action.get("data") or {}
        named: Json = {name: action[name] for name in ("id", "title", "verb") if name in action}
        pressed: Json = {"type": "Action.Execute", **named, "data": given | state}
        value: Json = {"action": pressed, "trigger": trigger}
        shape = {**self._activity("invoke", message), "name": "adaptiveCard/action", "replyToId": message.id}
        return answers.executed(
            self.platform, self.account, message, await self._invoke({**shape, "value": value})
        )

    async def looks_at(self, on: Where) -> Answer:
        """Have the card on the screen: one with `refresh` for this person asks the app by itself."""
        message = self._visible(on)
        for card in cards_of(message, self.account):
            refresh = card.get("refresh")
            if refresh and self.account.id in refresh.get("userIds", [self.account.id]):
                return await self._executes(message, refresh["action"], {}, "automatic")
        return Answer(ok=True)

    # dialogs

    @property
    def dialog(self) -> Dialog | None:
        """The dialog on this person's screen, if one is open."""
        return self.platform.dialogs.get(self.account.id)

    async def _fetches(self, message: Message, data: Json) -> Answer:
        value = {"data": data, "context": {"theme": "default"}}
        shape = {**self._activity("invoke", message), "name": "task/fetch", "replyToId": message.id}
        answered = await self._invoke({**shape, "value": value})
        return answers.fetched(self.platform, self.account, message, answered)

    async def submits(self, values: Filled | None = None, *, button: str | None = None) -> Answer:
        """Fill in the dialog (by id or label) and press one of its buttons: the only one, unless said otherwise.

        Raises LookupError if no dialog is open, or for an input or a button that it does not have.
        """
        dialog = self.dialog
        if dialog is None:
            raise LookupError(f"{self.account.name} has no dialog open")
        action = self._button(dialog, button)
        state = filled(dialog.card, values or {})
        if missing := incomplete(dialog.card, state):
            return Answer(ok=False, errors=missing)
        data = {**(action.get("data") or {}), **state}
        shape = {**self._activity("invoke", dialog.opener), "name": "task/submit"}
        answered = await self._invoke({**shape, "value": {"data": data, "context": {"theme": "default"}}})
        return answers.submitted(self.platform, self.account, dialog, answered)

    def _button(self, dialog: Dialog, wanted: str | None) -> Json:
        submitting = [action for action in cards.actions(dialog.card) if action["type"] == "Action.Submit"]
        if wanted is None and len(submitting) == 1:
            return submitting[0]
        action = cards.found_action(dialog.card, wanted) if wanted else None
        if action is None:
            raise LookupError(f"which button of {dialog.buttons}?")
        return action

    async def closes(self) -> None:
        """Close the dialog; the app hears nothing of it."""
        self.platform.dialogs.pop(self.account.id, None)

    # both

    def _activity(self, kind: str, message: Message) -> Json:
        return self.platform.shapes.activity(
            kind,
            self.account,
            message.channel,
            at=self.platform.clock.time_of_day(),
            conversation=message.conversation,
            activity_id=self.platform.world.ids.event(),
        )

    async def _invoke(self, activity: Json) -> answers.Invoked:
        return await answers.invoked(self.platform, activity)

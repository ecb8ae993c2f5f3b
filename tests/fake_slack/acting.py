"""Clicking, commanding, filling in: what a person does that calls the app and waits for its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tests.fakes.outcome import Outcome

from . import answers, inputs, mrkdwn, payloads
from .errors import Refused
from .interactions import Answer
from .modal import Modal
from .outcome import Kind
from .places import Where, found_message
from .platform import Platform
from .submitting import submitted
from .visible import elements
from .world import Channel, Json, Message, User


On: TypeAlias = Where | Modal


@dataclass(frozen=True)
class Acting:
    """A person's account, and what it can do to the app."""

    platform: Platform
    account: User

    # commands and shortcuts

    async def types(
        self, command: str, text: str = "", *, channel: Channel | None = None, in_thread: Where | None = None
    ) -> Answer:
        """A slash command; refused by Slack itself in threads. What the app answers is shown as Slack shows it."""
        if in_thread is not None:
            return Answer(
                ok=False, text=f"{command} is not supported in threads. Sorry!", reason="in a thread"
            )
        where = channel or self.platform.world.dm(self.account.team, self.account.id)
        escaped = (
            mrkdwn.escaped_command(text, self.account.team) if self.platform.settings.should_escape else text
        )
        outcome = await self._send(
            "slash_commands", payloads.command(self.platform, self.account, where, command, escaped)
        )
        answer = _answer(outcome)
        shown = outcome.body or ({"text": outcome.text} if outcome.text else None)
        if outcome.ok and shown:
            try:
                answers.show(self.platform, self.account, where, shown)
            except Refused as refused:
                return Answer(ok=False, status=outcome.status, reason=refused.error, body=shown)
        return answer

    async def shortcut(self, callback_id: str, *, on: Where | None = None) -> Answer:
        """A message shortcut, or a global one."""
        message = found_message(self.platform, on) if on else None
        return _answer(
            await self._send(
                "interactive", payloads.shortcut(self.platform, self.account, callback_id, message)
            )
        )

    # clicks

    async def presses(self, button: str, *, on: On, value: str | None = None) -> Answer:
        """Press a button found by action_id, its prefix, or its label. Raises LookupError if there is none, or several."""
        block, element = _button(self._blocks(on), button, value)
        names = ("type", "action_id", "text", "value", "url", "style")
        action: Json = {name: element[name] for name in names if name in element}
        return await self._act(on, {**action, "block_id": block.get("block_id", "")})

    async def selects(self, action_id: str, *values: str, on: On) -> Answer:
        """Choose from a menu, by the values or labels of options, or by ids."""
        for block, element in elements(self._blocks(on)):
            if element.get("action_id") == action_id:
                action = {
                    **inputs.chosen(element, *values),
                    "action_id": action_id,
                    "block_id": block["block_id"],
                }
                return await self._act(on, action)
        raise LookupError(f"there is no menu {action_id}")

    def _blocks(self, on: On) -> list[Json]:
        if isinstance(on, Modal):
            return list(on.view["blocks"])
        return self._visible(on).blocks

    def _visible(self, on: Where) -> Message:
        message = found_message(self.platform, on)
        if message.only_for not in (None, self.account.id) or self.account.id not in message.channel.members:
            raise PermissionError(f"{self.account.shown} does not see {message}")
        return message

    async def _act(self, on: On, action: Json) -> Answer:
        if isinstance(on, Modal):
            state = inputs.filled(on.view, {})
            if "selected" in "".join(action):
                state.setdefault(action["block_id"], {})[action["action_id"]] = action
            payload = payloads.view_action(self.platform, self.account, on.view, action, state)
        else:
            payload = payloads.message_action(self.platform, self.account, self._visible(on), action, {})
        return _answer(await self._send("interactive", payload))

    # home and modals

    @property
    def home(self) -> Modal | None:
        """The Home tab as published for this person."""
        view = self.platform.modals.home(self.account)
        return Modal(view, self.account.team) if view else None

    @property
    def modal(self) -> Modal | None:
        """The modal on top, if one is open."""
        view = self.platform.modals.top(self.account)
        return Modal(view, self.account.team) if view else None

    async def opens_home(self) -> None:
        self._opens_tab("home")

    async def opens_messages(self) -> None:
        self._opens_tab("messages")

    def _opens_tab(self, tab: str) -> None:
        channel = self.platform.world.dm(self.account.team, self.account.id)
        event: Json = {"type": "app_home_opened", "user": self.account.id, "channel": channel.id, "tab": tab}
        event["event_ts"] = self.platform.world.ids.ts()
        if tab == "home" and (view := self.platform.modals.home(self.account)):
            event["view"] = view
        self.platform.feed.emit(self.account.team, event)

    async def submits(self, values: dict[str, str | list[str]] | None = None) -> Answer:
        """Fill in the modal on top (by action_id, block_id or label) and submit it.

        Raises LookupError if no modal is open, or for an input that it does not have.
        """
        view = self._top()
        state = inputs.filled(view, values or {})
        if missing := list(inputs.incomplete(view, state)):
            # The client itself refuses: the app hears nothing.
            return Answer(ok=False, errors=dict.fromkeys(missing, "Please complete this required field."))
        view["state"] = {"values": state}
        outcome = await self._send(
            "interactive", payloads.view_submission(self.platform, self.account, view, state)
        )
        return submitted(self.platform, self.account, view, outcome)

    async def closes(self) -> Answer:
        """Close the modal on top; the app hears of it only if the view says notify_on_close."""
        view = self._top()
        payload = payloads.view_closed(self.platform, self.account, view)
        self.platform.modals.pop(self.account)
        self.platform.changes.notify()
        if not payload["view"]["notify_on_close"]:
            return Answer(ok=True)
        return _answer(await self._send("interactive", payload))

    def _top(self) -> Json:
        view = self.platform.modals.top(self.account)
        if view is None:
            raise LookupError(f"{self.account.shown} has no modal open")
        return view

    async def _send(self, kind: Kind, payload: Json) -> Outcome:
        transport = self.platform.feed.transport
        if transport is None:
            return Outcome(ok=False, reason="not connected")
        # Interactions are sent once: https://docs.slack.dev/interactivity/handling-user-interaction
        outcome = await transport.send(kind, payload)
        self.platform.changes.notify()
        return outcome


def _answer(outcome: Outcome) -> Answer:
    return Answer(
        ok=outcome.ok, status=outcome.status, text=outcome.text, body=outcome.body, reason=outcome.reason
    )


def _button(blocks: list[Json], wanted: str, value: str | None) -> tuple[Json, Json]:
    buttons = [
        (b, e) for b, e in elements(blocks) if e["type"] == "button" and value in (None, e.get("value"))
    ]
    for match in (
        lambda e: e.get("action_id") == wanted,
        lambda e: e["text"]["text"].casefold() == wanted.casefold(),
        lambda e: e.get("action_id", "").startswith(wanted),
        lambda e: wanted.casefold() in e["text"]["text"].casefold(),
    ):
        found = [(block, element) for block, element in buttons if match(element)]
        if len(found) == 1:
            return found[0]
        if found:
            raise LookupError(
                f"several buttons are called {wanted!r}: {[e.get('action_id') for _, e in found]}"
            )
    raise LookupError(f"there is no button {wanted!r}; there are {[e['text']['text'] for _, e in buttons]}")

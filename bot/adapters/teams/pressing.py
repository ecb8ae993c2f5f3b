"""What people press: the buttons of cards, wherever they stand. Answers what to tell them, or what to ask."""

from __future__ import annotations

import structlog

from bot.adapters.teams.buttons import HOME_VERBS, Button, Verb
from bot.adapters.teams.choosing import Choosing
from bot.adapters.teams.commanding import TYPED_ANEW, Commanding
from bot.adapters.teams.parse import Scope, Spot
from bot.arrivals import ButtonPressed, HomePressed, ShortcutUsed
from bot.conversation.actions import TABLE, Action, Way
from bot.conversation.asking import UNKNOWN as NOT_KEPT
from bot.errors import StoreUnavailable
from bot.forms import Form
from bot.ids import ConversationId, EntryNumber, ThreadNumber, ThreadRef
from bot.in_order import InFlight, Turns
from bot.ports import Clock
from bot.takers import Asked, KnowsThreads, Takers, Talk
from bot.text import SORRY


UNKNOWN = "I don't know this button any more."
PRESS_AGAIN = "Please press this button on the card itself: it asks for something."
IN_CHAT = "This works in our chat."

log = structlog.get_logger(__name__)


class Pressing:
    """Acts on a button. Nothing that it brings back is believed: the parts behind look again at who may, and whether."""

    def __init__(
        self,
        takers: Takers,
        threads: KnowsThreads,
        choosing: Choosing,
        commanding: Commanding,
        clock: Clock,
        in_flight: InFlight,
    ) -> None:
        self._threads = threads
        self._actions = takers.actions
        self._homes = takers.homes
        self._choosing = choosing
        self._commanding = commanding
        self._clock = clock
        self._in_flight = in_flight

    async def told(self, button: Button, where: Spot, below: str, turns: Turns) -> str:
        """Act on a button that works at once; `below` is the post that it stands below. Never raises."""
        try:
            async with turns.of(line(where)):
                asked = await self._at_once(button, where, below)
        except StoreUnavailable as error:
            log.warning("teams_press_not_stored", error=str(error))
            return SORRY
        except Exception:  # whoever pressed must hear of it; the log has the rest
            log.exception("teams_press_failed")
            return SORRY
        return PRESS_AGAIN if isinstance(asked, Form) else asked

    async def asked(self, button: Button, where: Spot, below: str) -> Asked:
        """Say what a button asks for that opens a dialog. Never raises."""
        try:
            if button.verb == Verb.COMMAND:
                return await self._commanding.form_at(button.line, where.person)
            if button.action is None:
                return UNKNOWN
            return await self._action(button, button.action, where, below, asks=True)
        except StoreUnavailable as error:
            log.warning("teams_form_without_store", error=str(error))
        except Exception:  # likewise
            log.exception("teams_form_failed")
        return SORRY

    async def _at_once(self, button: Button, where: Spot, below: str) -> Asked:
        if button.action is not None:
            return await self._action(button, button.action, where, below, asks=False)
        match button.verb:
            case Verb.WRITE_HERE | Verb.SWITCH | Verb.STOP | Verb.SEND | Verb.RUN:
                return (
                    await self._chosen(button, where, below) if where.scope is not Scope.CHANNEL else IN_CHAT
                )
            case Verb.AVAILABLE | Verb.AWAY:
                return await self._home(Verb(button.verb), where)
            case Verb.COMMAND:
                return TYPED_ANEW
            case _:
                return UNKNOWN

    async def _action(self, button: Button, action: Action, where: Spot, below: str, *, asks: bool) -> Asked:
        """By the conversation that a card is of, or by the thread in which a post stands."""
        at = self._clock.now()
        log.debug("< button", conversation=button.conversation, action=action)
        if not button.conversation:
            thread = _thread(button, where, below)
            if await self._threads.talk(thread, where.person) is None:
                return NOT_KEPT  # it was one of ours: the button stands there
            return await self._actions.shortcut(
                ShortcutUsed(person=where.person, at=at, thread=thread, action=action)
            )
        pressed = ButtonPressed(
            person=where.person,
            at=at,
            conversation=ConversationId(button.conversation),
            thread=ThreadNumber(button.thread),
            action=action,
            entry=EntryNumber(button.entry),
        )
        first_asks = asks or TABLE[action].way is Way.FORM or TABLE[action].asks is not None
        return await (self._actions.choose if first_asks else self._actions.press)(pressed)

    async def _chosen(self, button: Button, where: Spot, below: str) -> str:
        match Verb(button.verb):
            case Verb.STOP:
                return await self._choosing.stop(where)
            case Verb.SEND:
                return await self._choosing.send(where, button.message)
            case Verb.RUN:
                return await self._choosing.run(where, button.message)
            case verb:
                talk = await self._talk(button, where, below)
                return await self._choosing.write_here(where, talk, switch=verb is Verb.SWITCH)

    async def _talk(self, button: Button, where: Spot, below: str) -> Talk | None:
        if not button.conversation:
            return await self._threads.talk(_thread(button, where, below), where.person)
        number = ThreadNumber(button.thread)
        return await self._threads.talk_in(ConversationId(button.conversation), number, where.person)

    async def _home(self, verb: Verb, where: Spot) -> str:
        at = self._clock.now()
        await self._homes.pressed(HomePressed(person=where.person, at=at, action=HOME_VERBS[verb]))
        self._in_flight.spawn(self._show_home(where, at))
        return ""

    async def _show_home(self, where: Spot, at: int) -> None:
        try:
            await self._homes.opened(where.person, at)
        except StoreUnavailable as error:  # opening it again tries again
            log.warning("teams_home_not_shown", error=str(error))


def _thread(button: Button, where: Spot, below: str) -> ThreadRef:
    """The thread in which a button stands: of a channel the one it is in, in a chat by the card that it begins with."""
    return where.below(button.root or below)


def line(where: Spot) -> tuple[str, str]:
    """In which waiting line something stands: that of its thread, or of the whole chat."""
    return where.channel, where.root

"""Invokes: what somebody pressed, and waits for the answer to. It stands in the HTTP response, and nowhere else.

::

    adaptiveCard/action   a button that works at once → a text for whoever pressed; the card itself follows by delivery
    task/fetch            a button that asks          → a dialog
    task/submit           a dialog, filled in         → closed, told, what is wrong, or the next dialog

https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NamedTuple, TypeVar

import structlog

from bot.adapters.teams import dialogs, wire
from bot.adapters.teams.answering import Answers
from bot.adapters.teams.buttons import pressed
from bot.adapters.teams.parse import Ignored, Spot
from bot.adapters.teams.pressing import UNKNOWN, Pressing
from bot.commands.wording import unmarked
from bot.errors import StoreUnavailable
from bot.forms import Done, Form, FormAnswer, Problems
from bot.in_order import InFlight, Turns
from bot.ports import Clock
from bot.takers import Asked, TakesForms
from bot.text import SORRY


PATIENCE = 4.0
"""Seconds until an invoke is answered without its outcome. Teams names no limit; clients give up after some 5 to 10."""
LATER = "This takes longer than usual. What comes of it follows in our chat."
DONE = "Done."
TEXT = "application/vnd.microsoft.activity.message"

Body = Mapping[str, Any]
Outcome = TypeVar("Outcome")

log = structlog.get_logger(__name__)


class Reply(NamedTuple):
    """How a request of Teams is answered."""

    status: int
    body: Body | None = None


class Asking:
    """Answers invokes. `turns` are those of the messages, so that a press waits for what was written before it."""

    def __init__(
        self,
        forms: TakesForms,
        pressing: Pressing,
        answers: Answers,
        clock: Clock,
        in_flight: InFlight,
        turns: Turns,
    ) -> None:
        self._forms = forms
        self._pressing = pressing
        self._answers = answers
        self._clock = clock
        self._in_flight = in_flight
        self._turns = turns

    async def invoked(self, activity: wire.Activity, where: Spot) -> Reply | Ignored:
        """Answer an invoke; why, if it is none that our cards lead to."""
        match activity.name:
            case "adaptiveCard/action":
                return await self._executed(activity, where)
            case "task/fetch":
                return await self._fetched(activity, where)
            case "task/submit":
                return await self._submitted(activity, where)
            case _:
                return Ignored("invoke_unknown")

    async def _executed(self, activity: wire.Activity, where: Spot) -> Reply:
        button = pressed(activity.value)
        if button is None:
            return saying(UNKNOWN)
        work = self._pressing.told(button, where, activity.reply_to_id or "", self._turns)
        told = await self._in_time(work, self._tell_later(where))
        return saying(LATER if told is None else told)

    async def _fetched(self, activity: wire.Activity, where: Spot) -> Reply:
        button = pressed(activity.value)
        if button is None:
            return Reply(200, dialogs.answer(UNKNOWN))
        work = self._pressing.asked(button, where, activity.reply_to_id or "")
        asked = await self._in_time(work, self._nobody)
        shown = SORRY if asked is None else asked
        return Reply(200, dialogs.answer(_bare(shown) or DONE))

    async def _submitted(self, activity: wire.Activity, where: Spot) -> Reply:
        value = activity.value
        data = value.get("data") if isinstance(value, Mapping) else None
        filled = dialogs.filled(data, where.person, at=self._clock.now(), sent=where.sent)
        if filled is None:
            return Reply(200, dialogs.answer(UNKNOWN))
        form, submitted = filled
        log.debug("< form", form=form.id)

        async def taken() -> FormAnswer:
            try:
                return await self._forms.submit(submitted)
            except StoreUnavailable as error:
                log.warning("teams_form_not_stored", error=str(error))
            except Exception:  # whoever filled it in must hear of it; the log has the rest
                log.exception("teams_form_failed")
            return Problems({next(iter(submitted.values), "form"): SORRY})

        answer = await self._in_time(taken(), self._tell_of_form(where))
        return Reply(200, dialogs.answer(LATER if answer is None else answer, filled))

    # --- what takes longer

    async def _in_time(
        self, work: Coroutine[Any, Any, Outcome], later: Callable[[Outcome], None]
    ) -> Outcome | None:
        """What comes of it, if it comes in time; else it is told when it is there."""
        working = asyncio.create_task(work)
        done, _ = await asyncio.wait({working}, timeout=PATIENCE)
        if done:
            return working.result()
        self._in_flight.spawn(self._follow(working, later))
        return None

    async def _follow(self, working: asyncio.Task[Outcome], later: Callable[[Outcome], None]) -> None:
        later(await working)

    def _tell_later(self, where: Spot) -> Callable[[str], None]:
        return lambda told: self._answers.tell(where, told)

    def _tell_of_form(self, where: Spot) -> Callable[[FormAnswer], None]:
        def tell(answer: FormAnswer) -> None:
            match answer:
                case Done(told=told):
                    self._answers.tell(where, told or DONE)
                case Problems(fields=fields):
                    self._answers.tell(where, "\n".join(fields.values()))
                case Form():
                    self._answers.tell(where, "It is ready now: please submit it again.")

        return tell

    def _nobody(self, asked: Asked) -> None:
        """A dialog that was not opened in time is not opened any more."""


def saying(text: str) -> Reply:
    """Answer a button with a text that its presser reads; it must not be empty."""
    return Reply(200, {"statusCode": 200, "type": TEXT, "value": unmarked(text).strip() or DONE})


def _bare(asked: Asked) -> Asked:
    return asked if isinstance(asked, Form) else unmarked(asked)

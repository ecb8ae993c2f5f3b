"""Forms in Slack: opened as modals by whoever pressed something, and taken when they are submitted.

A trigger_id is good once and for 3 seconds, and a submission must be answered within 3: what takes longer shows that it
is on its way, and takes that view's place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from slack_bolt.response import BoltResponse

from bot.adapters.slack import modals, wire
from bot.adapters.slack.answering import ReplyTo
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.errors import outcomes
from bot.errors import PlatformError, StoreUnavailable
from bot.forms import Done, Form, FormAnswer, Problems
from bot.in_order import InFlight
from bot.ports import Clock
from bot.takers import Asked, TakesForms
from bot.text import SORRY


log = structlog.get_logger(__name__)

OPEN_PATIENCE = 1.0
"""Seconds until a modal opens that says that its form is on its way; a trigger_id is good for 3."""
SUBMIT_PATIENCE = 2.0
"""Seconds until a submission is answered without its outcome; Slack waits for 3."""

TITLE = "Threadline"
ON_ITS_WAY = "One moment…"
TOO_SLOW = "Slack could not open the form in time. Please press again."


class Asking:
    """Shows forms to people, and hands on what they submit. `tell(to, text)` tells somebody privately."""

    def __init__(
        self,
        platform: SlackPlatform,
        forms: TakesForms,
        clock: Clock,
        in_flight: InFlight,
        tell: Callable[[ReplyTo, str], None],
    ) -> None:
        self._platform = platform
        self._forms = forms
        self._clock = clock
        self._in_flight = in_flight
        self._tell = tell

    # --- opening

    def show_when_known(self, work: Coroutine[Any, Any, Asked], trigger: str, to: ReplyTo) -> None:
        """Work out what to tell or to ask after we have acknowledged, and show it."""
        self._in_flight.spawn(self._show_when_known(work, trigger, to))

    def show(self, asked: Asked, trigger: str, to: ReplyTo) -> None:
        """Tell somebody something privately, or open the form."""
        if isinstance(asked, str):
            self._tell(to, asked)
        else:
            self._in_flight.spawn(self._open_form(asked, trigger, to))

    async def _show_when_known(self, work: Coroutine[Any, Any, Asked], trigger: str, to: ReplyTo) -> None:
        working = asyncio.create_task(_sorry_if_it_fails(work))
        done, _ = await asyncio.wait({working}, timeout=OPEN_PATIENCE)
        waits = "" if done else await self._open(modals.telling(TITLE, ON_ITS_WAY), trigger, to)
        asked = await working
        if waits:
            shown = modals.telling(TITLE, asked) if isinstance(asked, str) else modals.view(asked)
            await self._update(waits, shown)
        elif done:
            self.show(asked, trigger, to)

    async def _open_form(self, form: Form, trigger: str, to: ReplyTo) -> None:
        await self._open(modals.view(form), trigger, to)

    async def _open(self, view: modals.Block, trigger: str, to: ReplyTo) -> str:
        """Open a modal, and answer its id; empty if Slack did not."""
        try:
            with outcomes("views.open"):
                answer = await self._platform.api.views_open(trigger_id=trigger, view=view)
        except PlatformError as error:
            log.warning("slack_form_not_opened", error=str(error))
            self._tell(to, TOO_SLOW)
            return ""
        return str((answer.get("view") or {}).get("id", ""))

    async def _update(self, view_id: str, view: modals.Block) -> None:
        try:
            with outcomes("views.update"):
                await self._platform.api.views_update(view_id=view_id, view=view)
        except PlatformError as error:  # most often they have closed it
            log.info("slack_form_not_updated", error=str(error))

    # --- what comes back

    async def submission(self, payload: wire.ViewSubmission) -> BoltResponse:
        """Take a submission. Its outcome is the acknowledgement, or follows."""
        taking = asyncio.create_task(self._take(payload.view, payload.user.id))
        done, _ = await asyncio.wait({taking}, timeout=SUBMIT_PATIENCE)
        if done:
            return BoltResponse(status=200, body=_acknowledged(taking.result()))
        self._in_flight.spawn(self._follow(payload.view.id, taking))
        return BoltResponse(status=200, body=_in_its_place(modals.telling(TITLE, ON_ITS_WAY)))

    async def _follow(self, view_id: str, taking: asyncio.Task[FormAnswer]) -> None:
        await self._update(view_id, _after(await taking))

    def pressed(self, payload: wire.BlockActions, view: wire.View) -> None:
        """A button in a modal: what it leads to is laid over it, or takes its place where three lie already."""
        action = payload.actions[0].action_id
        self._in_flight.spawn(self._lay_over(view, payload.user.id, action, payload.trigger_id))

    async def _lay_over(self, view: wire.View, user: str, pressed: str, trigger: str) -> None:
        answer = await self._take(view, user, pressed)
        try:
            with outcomes("views.push"):
                await self._platform.api.views_push(trigger_id=trigger, view=_after(answer, laid_over=True))
        except PlatformError as error:
            log.info("slack_form_not_pushed", error=str(error))
            await self._update(view.id, _after(answer))

    async def _take(self, view: wire.View, user: str, pressed: str = "") -> FormAnswer:
        at, sent = self._clock.now(), self._platform.its_now()
        submitted = modals.submitted(view, user, self._platform.me, at=at, sent=sent, pressed=pressed)
        log.debug("< form", form=submitted.form)
        try:
            return await self._forms.submit(submitted)
        except StoreUnavailable as error:
            log.warning("slack_form_not_stored", error=str(error))
        except Exception:  # whoever filled it in must hear of it; the log has the rest
            log.exception("slack_form_failed")
        first = next(iter(view.held), "")  # said below a field, the modal keeps what was typed
        return Problems({first: SORRY}) if first else Done(SORRY)


async def _sorry_if_it_fails(work: Coroutine[Any, Any, Asked]) -> Asked:
    try:
        return await work
    except StoreUnavailable as error:
        log.warning("slack_form_without_store", error=str(error))
    except Exception:  # whoever pressed must hear of it; the log has the rest
        log.exception("slack_form_failed")
    return SORRY


def _acknowledged(answer: FormAnswer) -> dict[str, Any]:
    match answer:
        case Done(told=""):
            return {"response_action": "clear"}
        case Problems():
            return modals.errors(answer)
        case Done() | Form():
            return _in_its_place(_after(answer))


def _in_its_place(view: modals.Block) -> dict[str, Any]:
    return {"response_action": "update", "view": view}


def _after(answer: FormAnswer, *, laid_over: bool = False) -> modals.Block:
    """What is shown once it is too late for an acknowledgement that keeps or closes the modal."""
    match answer:
        case Done(told=told):
            return modals.telling(TITLE, told or "Done. You can close this.")
        case Problems(fields=fields):
            return modals.telling(TITLE, "\n".join(fields.values()))
        case Form():
            return modals.view(answer, laid_over=laid_over)

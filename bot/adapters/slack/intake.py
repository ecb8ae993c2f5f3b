"""Everything that Slack sends, by HTTP or Socket Mode, verified before: parse, commit, then acknowledge.

Slack delivers an event again if it got no 200 within 3 seconds, so whatever could not be stored is answered with 500, or
not at all in Socket Mode. Commands and buttons are never sent again: whoever used them is told.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import structlog
from slack_bolt.response import BoltResponse

from bot import payloads
from bot.adapters.slack import changes, parse, render, wire
from bot.adapters.slack.answering import Answers, ReplyTo
from bot.adapters.slack.asking import Asking
from bot.adapters.slack.at_home import AtHome
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.gone import gone
from bot.adapters.slack.modals import PRESSED
from bot.adapters.slack.mrkdwn import mentioned
from bot.adapters.slack.names import Names
from bot.adapters.slack.outside import Outside
from bot.adapters.slack.pressing import Pressing
from bot.arrivals import CommandTyped
from bot.errors import StoreUnavailable
from bot.forms import Form
from bot.ids import Group, Person
from bot.in_order import InFlight, Turns
from bot.ports import Clock
from bot.takers import Asked, Takers
from bot.text import SORRY


log = structlog.get_logger(__name__)

ACK_PATIENCE = 2.0
"""Seconds until a command is acknowledged without its answer; Slack: "within 3 seconds"."""

_WORD = re.compile("[a-z_]{1,40}")
COUNTED = 200
"""Different things that are counted by their own names; Slack has fewer."""

ELSEWHERE = "This Threadline serves another workspace. Ask whoever installed it for one of your own."


ProfileChanged = Callable[[Person], Awaitable[None]]
GroupChanged = Callable[[Group], Awaitable[None]]
Lost = Callable[[str, str, float], Awaitable[None]]
"""Is told of a workspace where we are no more, why, and since when, in seconds since 1970. Raises `StoreUnavailable`."""


class Shared(NamedTuple):
    """What the intakes of all workspaces have in common."""

    takers: Takers
    clock: Clock
    in_flight: InFlight
    counts: Counter[str]
    lost: Lost
    profile_changed: ProfileChanged | None = None
    group_changed: GroupChanged | None = None


class Intake:
    """What Slack sends for one workspace. It answers everything: nothing may end in a 404."""

    def __init__(self, platform: SlackPlatform, shared: Shared) -> None:
        self.platform = self._platform = platform
        self._takers = takers = shared.takers
        self._clock = clock = shared.clock
        self._profile_changed = shared.profile_changed
        self._group_changed = shared.group_changed
        self._lost = shared.lost
        self.in_flight = shared.in_flight
        self.counts = shared.counts
        self._names = Names(platform.name)
        self._turns = Turns()
        self._answers = Answers(platform, self.in_flight)
        self._outside = Outside(platform, takers.commands, clock, self.in_flight)
        self._asking = Asking(platform, takers.forms, clock, self.in_flight, self._answers.tell)
        self._pressing = Pressing(takers.actions, self._asking, self._answers, self._turns)
        self._at_home = AtHome(takers.homes, self.in_flight)

    def __repr__(self) -> str:
        return f"<Intake of {self._platform.me.team}>"

    async def take(self, body: dict[str, Any]) -> BoltResponse:
        """Take what came. Answers 500 if it could not be stored."""
        try:
            return await self._take(body)
        except StoreUnavailable as error:
            log.warning("slack_not_stored", error=str(error))
            return BoltResponse(status=500)
        except payloads.Unreadable as error:
            return self._ignore("malformed", error=str(error))

    async def _take(self, body: dict[str, Any]) -> BoltResponse:
        match body:
            case {"type": "event_callback"}:
                return await self._event(payloads.read(body, wire.Envelope))
            case {"type": "block_actions"}:
                return await self._button(payloads.read(body, wire.BlockActions))
            case {"type": "view_submission"}:
                return await self._submission(payloads.read(body, wire.ViewSubmission))
            case {"type": "message_action"}:
                return await self._shortcut(payloads.read(body, wire.MessageShortcut))
            case {"command": str()}:
                return await self._command(payloads.read(body, wire.SlashCommand))
            case _:
                return self._ignore(str(body.get("type", "unknown")))

    def _ignore(self, why: str, **details: object) -> BoltResponse:
        if not _WORD.fullmatch(why) or len(self.counts) >= COUNTED:
            why = "other"
        self.counts[f"ignored:{why}"] += 1
        log.debug("slack_ignored", why=why, **details)
        return BoltResponse(status=200)

    # --- events --------------------------------------------------------------------------------------

    async def _event(self, envelope: wire.Envelope) -> BoltResponse:
        if foreign := parse.foreign(envelope, self._platform.me):
            return self._ignore(foreign.why)
        if what := gone(envelope.event, self._platform.me):
            log.debug("< gone", what=str(what))
            await self._takers.messages.gone(what)
        return await self._heard(envelope)

    async def _heard(self, envelope: wire.Envelope) -> BoltResponse:
        kind = str(envelope.event.get("type", ""))
        match kind:
            case "message":
                return await self._message(payloads.read(envelope.event, wire.MessageEvent))
            case "app_home_opened":
                if not self._at_home.opened(envelope.event, self._platform.me, at=self._clock.now()):
                    return self._ignore("messages_tab_opened")
            case "reaction_added" | "reaction_removed":
                return await self._reaction(payloads.read(envelope.event, wire.Reaction))
            case "user_change" | "subteam_members_changed" | "subteam_updated":
                self._others(kind, envelope.event)
            case "app_uninstalled":
                await self._gone("the app was removed from the workspace", envelope)
            case "tokens_revoked":
                revoked = payloads.read(envelope.event, wire.TokensRevoked)
                if self._platform.me.bot_user not in revoked.tokens.bot:
                    return self._ignore("tokens_revoked_of_others")
                await self._gone("the bot token was revoked", envelope)
            case _:
                return self._ignore(kind)
        self.counts[kind] += 1
        return BoltResponse(status=200)

    def _others(self, kind: str, event: dict[str, Any]) -> None:
        """People or their groups are others than before."""
        if kind == "user_change":
            self._change(payloads.read(event, wire.UserChange))
        else:
            self._regrouped(payloads.read(event, wire.SubteamChanged))

    async def _message(self, event: wire.MessageEvent) -> BoltResponse:
        me = self._platform.me
        if event.subtype in changes.CHANGES:
            return await self._changed(event)
        if ignored := parse.ignored(event, me):
            if ignored == parse.OUTSIDE and parse.direct(event):
                self._outside.take(event)
            return self._ignore(ignored.why, channel=event.channel, ts=event.ts)
        async with self._turns.of((event.channel, event.thread_ts)):
            names = await self._names.of(mentioned(parse.typed(event)))
            arrival = parse.thread_message(event, me, names, at=self._clock.now())
            log.debug("< thread_message", thread=arrival.thread, message=arrival.message)
            await self._takers.messages.thread_message(arrival)
        self.counts["message"] += 1
        return BoltResponse(status=200)

    async def _changed(self, event: wire.MessageEvent) -> BoltResponse:
        me = self._platform.me
        if ignored := changes.ignored(event, me):
            return self._ignore(ignored.why, channel=event.channel, ts=event.ts)
        async with self._turns.of((event.channel, changes.thread(event))):
            names = await self._names.of(mentioned(parse.typed(event.message) if event.message else ""))
            arrival = changes.read(event, me, names, at=self._clock.now())
            log.debug("< message_changed", post=arrival.post)
            await self._takers.messages.message_changed(arrival)
        self.counts[event.subtype or ""] += 1
        return BoltResponse(status=200)

    async def _reaction(self, event: wire.Reaction) -> BoltResponse:
        arrival = changes.reaction(event, self._platform.me, at=self._clock.now())
        if isinstance(arrival, parse.Ignored):
            return self._ignore(arrival.why)
        await self._takers.messages.message_changed(arrival)
        self.counts[event.type] += 1
        return BoltResponse(status=200)

    def _change(self, event: wire.UserChange) -> None:
        self._names.forget(event.user.id)
        if self._profile_changed is not None:
            person = self._platform.me.person(event.user.id)
            self.in_flight.spawn(self._tell_of_change(self._profile_changed(person), of=person))

    def _regrouped(self, event: wire.SubteamChanged) -> None:
        group = event.subteam.id if event.subteam else event.subteam_id
        if self._group_changed is not None and group:
            named = self._platform.me.group(group)
            self.in_flight.spawn(self._tell_of_change(self._group_changed(named), of=named))

    async def _tell_of_change(self, told: Awaitable[None], *, of: Person | Group) -> None:
        try:
            await told
        except Exception:  # what stays old must not stop anything else; the next change tries again
            log.exception("slack_change_not_followed", of=of)

    async def _gone(self, why: str, envelope: wire.Envelope) -> None:
        await self._lost(self._platform.me.team, why, envelope.event_time or self._clock.now() / 1000)

    # --- buttons and commands ------------------------------------------------------------------------

    async def _button(self, payload: wire.BlockActions) -> BoltResponse:
        if foreign := parse.foreign(payload, self._platform.me):
            return self._ignore(foreign.why)
        if payload.view and payload.actions and payload.actions[0].action_id.startswith(PRESSED):
            self._asking.pressed(payload, payload.view)
            self.counts["form"] += 1
            return BoltResponse(status=200)
        if await self._at_home.pressed(payload, self._platform.me, at=self._clock.now()):
            self.counts["home"] += 1
            return BoltResponse(status=200)
        ignored = await self._pressing.button(payload, self._platform.me, at=self._clock.now())
        return self._pressed(ignored, "button")

    async def _shortcut(self, payload: wire.MessageShortcut) -> BoltResponse:
        if foreign := parse.foreign(payload, self._platform.me):
            return self._ignore(foreign.why)
        ignored = await self._pressing.shortcut(payload, self._platform.me, at=self._clock.now())
        return self._pressed(ignored, "shortcut")

    def _pressed(self, ignored: parse.Ignored | None, kind: str) -> BoltResponse:
        if ignored:
            return self._ignore(ignored.why)
        self.counts[kind] += 1
        return BoltResponse(status=200)

    async def _submission(self, payload: wire.ViewSubmission) -> BoltResponse:
        if foreign := parse.foreign(payload, self._platform.me):
            return self._ignore(foreign.why)
        self.counts["form"] += 1
        return await self._asking.submission(payload)

    async def _command(self, payload: wire.SlashCommand) -> BoltResponse:
        """Answer within the acknowledgement; what takes longer, or does not fit, follows."""
        if foreign := parse.foreign(payload, self._platform.me):
            self._ignore(foreign.why)
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": ELSEWHERE})
        typed = parse.command(payload, self._platform.me, at=self._clock.now())
        self.counts["command"] += 1
        if isinstance(form := await self._form_for(typed), Form):
            self._asking.show(form, payload.trigger_id, ReplyTo(payload.response_url))
            return BoltResponse(status=200)
        running = asyncio.create_task(self._run(typed))
        done, _ = await asyncio.wait({running}, timeout=ACK_PATIENCE)
        if not done:
            self.in_flight.spawn(self._send_when_done(payload.response_url, running))
            return BoltResponse(status=200)
        first, *more = [*running.result(), ""][: render.ANSWERS]
        self._answers.tell_all(payload.response_url, [each for each in more if each])
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": first} if first else "")

    async def _form_for(self, typed: CommandTyped) -> Asked | None:
        """The form of a command typed alone. When it cannot be made, the command answers for itself."""
        try:
            return await self._takers.commands.form_for(typed)
        except StoreUnavailable:
            return None

    async def _run(self, typed: CommandTyped) -> list[str]:
        try:
            return render.command_answer(await self._takers.commands.run(typed))
        except StoreUnavailable as error:
            log.warning("slack_command_not_stored", error=str(error))
        except Exception:  # whoever typed it must hear of it; the log has the rest
            log.exception("slack_command_failed")
        return [SORRY]

    async def _send_when_done(self, url: str, running: asyncio.Task[list[str]]) -> None:
        await self._answers.send(url, await running)

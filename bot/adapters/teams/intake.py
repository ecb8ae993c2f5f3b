"""Everything that Teams sends, proven before: parse, commit, then 202.

Teams sends an activity again that got no answer within 15 seconds, so whatever could not be stored is answered with 503.
What somebody pressed is never sent again: they are answered in the response, also when it did not work.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Protocol

import structlog

from bot import payloads
from bot.adapters.teams import changes, gone, parse, wire
from bot.adapters.teams.active import Active
from bot.adapters.teams.answering import Answers, Speaks
from bot.adapters.teams.asking import Asking, Reply, saying
from bot.adapters.teams.buttons import Button, pressed
from bot.adapters.teams.choosing import Choosing
from bot.adapters.teams.commanding import Commanding, ServesCommands
from bot.adapters.teams.gone import Installed, PlaceLost
from bot.adapters.teams.held import Held
from bot.adapters.teams.in_channels import InChannels
from bot.adapters.teams.in_chats import InChats
from bot.adapters.teams.names import is_channel, teams_channel, tenant_of
from bot.adapters.teams.parse import Ignored, Scope, Spot
from bot.adapters.teams.places import Places
from bot.adapters.teams.pressing import UNKNOWN, Pressing, line
from bot.arrivals import PlaceGone
from bot.errors import StoreUnavailable
from bot.ids import Person
from bot.in_order import InFlight, Turns
from bot.ports import Clock, Shelf
from bot.takers import KnowsThreads, Takers


ACCEPTED = Reply(202)
AGAIN = Reply(503)
NOT_IMPLEMENTED = Reply(501)
"""What the Bot Framework answers to an invoke that it does not know."""

REPEATS = 10_000
"""Messages that are known to be done; what was stored is known for good, by the store."""
COUNTED = 200
"""Different things that are counted by their own names; Teams has fewer."""
_WORD = re.compile("[A-Za-z_]{1,40}")

HELLO = "Hello! I bring visitors of your website to you. Type `help` to see what I understand."
UNDELETED = "The visitor does not see this message again: please write it anew."

log = structlog.get_logger(__name__)


class Platform(Speaks, ServesCommands, Protocol):
    """The part of `TeamsPlatform` that is needed to listen."""


class FollowsPeople(Protocol):
    """Sees to agents whose chat with the bot comes and goes. All raise `StoreUnavailable`: then it must come again."""

    async def left(self, person: Person) -> None:
        """Somebody removed the app: nothing can be written in their chat."""

    async def back(self, person: Person) -> None:
        """Somebody added the app."""

    async def heard_from(self, person: Person) -> None:
        """Somebody did something in their chat, so they have one."""


class Intake:
    """What Teams sends. It answers everything."""

    def __init__(
        self,
        platform: Platform,
        takers: Takers,
        threads: KnowsThreads,
        shelf: Shelf,
        places: Places,
        clock: Clock,
        follows: FollowsPeople | None = None,
    ) -> None:
        self._follows = follows
        self._messages = takers.messages
        self._threads = threads
        self._places = places
        self._clock = clock
        self.in_flight = InFlight()
        self.counts: Counter[str] = Counter()
        self._turns = Turns()
        self._done: OrderedDict[Hashable, None] = OrderedDict()
        active, held = Active(shelf), Held(shelf, clock)
        self._answers = Answers(platform, self.in_flight)
        commanding = Commanding(takers, platform, self._answers, clock, self.in_flight)
        self._channels = InChannels(takers.messages, threads, commanding, clock)
        self._chats = InChats(
            takers.messages, threads, active, held, commanding, takers.asks, self._answers, clock
        )
        choosing = Choosing(takers.messages, threads, active, held, commanding, takers.asks, self._answers)
        self._pressing = Pressing(takers, threads, choosing, commanding, clock, self.in_flight)
        self._asking = Asking(takers.forms, self._pressing, self._answers, clock, self.in_flight, self._turns)

    def __repr__(self) -> str:
        return f"<Intake, {len(self._done)} done, {self.in_flight!r}>"

    async def take(self, raw: object) -> Reply:
        """Take what came. Answers 503 if it could not be stored."""
        try:
            activity = payloads.read(raw, wire.Activity)
        except payloads.Unreadable as error:
            return self._ignore(Ignored("malformed"), error=str(error))
        if activity.type == "invoke":
            return await self._invoke(activity)
        try:
            ignored = await self._heard(activity)
        except StoreUnavailable as error:
            log.warning("teams_not_stored", error=str(error))
            return AGAIN
        if ignored:
            return self._ignore(ignored)
        self.counts[activity.type] += 1
        return ACCEPTED

    def _ignore(self, ignored: Ignored, **details: object) -> Reply:
        why = ignored.why if _WORD.fullmatch(ignored.why) and len(self.counts) < COUNTED else "other"
        self.counts[f"ignored:{why}"] += 1
        log.debug("teams_ignored", why=why, **details)
        return ACCEPTED

    async def _heard(self, activity: wire.Activity) -> Ignored | None:
        match activity.type:
            case "message":
                return await self._by_somebody(activity, self._message)
            case "messageUpdate" | "messageDelete":
                return await self._by_somebody(activity, self._changed)
            case "messageReaction":
                return await self._by_somebody(activity, self._reacted)
            case _:
                return await self._news(activity)

    async def _by_somebody(
        self, activity: wire.Activity, take: Callable[[wire.Activity, Spot], Awaitable[Ignored | None]]
    ) -> Ignored | None:
        where = parse.spot(activity, at=self._clock.now())
        if isinstance(where, Ignored):
            return where
        if self._follows and where.scope is Scope.CHAT:
            await self._follows.heard_from(where.person)
        async with self._turns.of(line(where)):
            return await take(activity, where)

    # --- messages ------------------------------------------------------------------------------------

    async def _message(self, activity: wire.Activity, where: Spot) -> Ignored | None:
        if not where.post:
            return Ignored("malformed")
        if self._is_done(what := (where.channel, where.root, where.post)):
            return Ignored("repeated")
        if where.scope is Scope.CHANNEL and where.team:
            team = teams_channel(tenant_of(where.channel), where.team)
            await self._places.heard(where.channel, team, mentioned=parse.mentions_bot(activity))
        if button := pressed(activity.value):
            self.in_flight.spawn(self._submitted(button, where, activity.reply_to_id or ""))
            ignored = None
        elif where.scope is Scope.CHANNEL:
            ignored = await self._channels.take(activity, where)
        else:
            ignored = await self._chats.take(activity, where)
        self._finish(what)
        return ignored

    async def _submitted(self, button: Button, where: Spot, below: str) -> None:
        """A button of a client that is too old to wait for an answer: it is told in their chat."""
        self._answers.tell(where, await self._pressing.told(button, where, below, self._turns))

    def _is_done(self, what: Hashable) -> bool:
        return what in self._done

    def _finish(self, what: Hashable) -> None:
        self._done[what] = None
        if len(self._done) > REPEATS:
            self._done.popitem(last=False)

    async def _changed(self, activity: wire.Activity, where: Spot) -> Ignored | None:
        ours = where.scope is not Scope.CHANNEL or await self._channels.may_be_ours(where)
        arrival = changes.changed(activity, where, at=self._clock.now(), ours=ours)
        if arrival == Ignored("undeleted"):
            await self._messages.unsent(parse.unsent(where, UNDELETED, at=self._clock.now(), in_thread=False))
        if isinstance(arrival, Ignored):
            return arrival
        log.debug("< message_changed", post=arrival.post)
        await self._messages.message_changed(arrival)
        return None

    async def _reacted(self, activity: wire.Activity, where: Spot) -> Ignored | None:
        arrivals = changes.reactions(activity, where, at=self._clock.now())
        if isinstance(arrivals, Ignored):
            return arrivals
        for arrival in arrivals:
            await self._messages.message_changed(arrival)
        return None

    # --- presses -------------------------------------------------------------------------------------

    async def _invoke(self, activity: wire.Activity) -> Reply:
        where = parse.spot(activity, at=self._clock.now())
        if isinstance(where, Ignored):
            self._ignore(where)
            return saying(UNKNOWN)
        if self._follows and where.scope is Scope.CHAT:
            with contextlib.suppress(StoreUnavailable):  # whoever waits for an answer gets one
                await self._follows.heard_from(where.person)
        reply = await self._asking.invoked(activity, where)
        if isinstance(reply, Ignored):
            self._ignore(reply)
            return NOT_IMPLEMENTED
        self.counts["invoke"] += 1
        return reply

    # --- places --------------------------------------------------------------------------------------

    async def _news(self, activity: wire.Activity) -> Ignored | None:
        match gone.news(activity):
            case Ignored() as ignored:
                return ignored
            case Installed(place=place) as installed if is_channel(place):
                log.info("= installed", team=place, new=installed.is_new)
                await self._places.installed(place)
            case Installed(is_new=is_new):
                await self._added(activity, is_new=is_new)
            case PlaceLost() as lost:
                await self._removed(activity)
                await self._lost(lost)
        return None

    async def _added(self, activity: wire.Activity, *, is_new: bool) -> None:
        where = parse.spot(activity, at=self._clock.now())
        if isinstance(where, Ignored) or where.scope is not Scope.CHAT:
            return
        if self._follows:
            await self._follows.back(where.person)
        if is_new:
            self._answers.tell(where, HELLO)

    async def _removed(self, activity: wire.Activity) -> None:
        """Who is an agent elsewhere too goes on there; only then is the chat given up."""
        where = parse.spot(activity, at=self._clock.now())
        if self._follows and isinstance(where, Spot) and where.scope is Scope.CHAT:
            await self._follows.left(where.person)

    async def _lost(self, lost: PlaceLost) -> None:
        """What goes on there goes on elsewhere; only then is it forgotten that we were there."""
        log.warning("= place lost", place=lost.place, why=lost.reason)
        channels = await self._places.channels_of(lost.place) if lost.whole_team else (lost.place,)
        for channel in channels:
            await self._messages.gone(PlaceGone(channel=channel, reason=lost.reason))
        if lost.whole_team:
            await self._places.lost(lost.place)

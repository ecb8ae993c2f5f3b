"""Conversations in the store: fills `Conversations` of bot/ports/."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from bot.adapters.store import keys as lifetimes
from bot.adapters.store.bus import PROCESS, Bus
from bot.adapters.store.connection import Client, store_errors, text
from bot.adapters.store.doubles import RedisDoubles
from bot.adapters.store.keys import Keys
from bot.adapters.store.outbox import BATCH, RedisOutbox
from bot.adapters.store.planning import ATTRIBUTE, COMPLETED, plan
from bot.adapters.store.scripting import Script
from bot.adapters.store.signals import RedisSignals
from bot.arrivals import AnyChange, ThreadMessage
from bot.conversation.pick import Pick
from bot.conversation.state import Conversation
from bot.effects import TimerName
from bot.errors import UnknownKey
from bot.events import AnyEvent, Entry
from bot.ids import (
    AgentId,
    ConversationId,
    EntryNumber,
    PostRef,
    ThreadNumber,
    ThreadRef,
    VisitorId,
)
from bot.ports import Commit, Committed, Due, Found, Known, Placed


TIMER_LEASE = 2_000
"""How long a timer that somebody took is theirs, in milliseconds; then anybody may act on it."""

LATE = 30_000
"""How long a delivery may wait before both sides are told, in milliseconds."""

OUTCOMES: dict[bytes, Literal["seen", "stale", "full"]] = {
    b"seen": "seen",
    b"stale": "stale",
    b"full": "full",
}

FORGOTTEN = "forgotten"
USER = "user"

_json = msgspec.json.Encoder()
_pack = msgspec.msgpack.Encoder()
_event = msgspec.json.Decoder(AnyEvent)
_snapshot = msgspec.json.Decoder(Conversation)
_message = msgspec.json.Decoder(ThreadMessage)
_change = msgspec.json.Decoder(AnyChange)


def _cards(c: Conversation) -> list[tuple[str, int]]:
    """Where the cards of its threads are, and which."""
    return [(thread.agent.inbox, number) for number, thread in enumerate(c.threads, 1)]


def _pick(word: str) -> Pick:
    """Read what scripts/with/line.lua noted: a word, or agent, pool and perhaps `taken`, line by line."""
    match word.split("\n"):
        case ["queued" | "nobody" | "full" as found]:
            return Pick(found, word)
        case [agent, pool, *taken]:
            return Pick("agent", word, AgentId(agent), pool, taken == ["taken"])
        case _:
            raise UnknownKey(f"no pick {word!r}")


class RedisConversations:
    """The log and the snapshot of every conversation of one site. `bus` and `outbox` are told at once what is stored."""

    def __init__(
        self,
        redis: Client,
        keys: Keys,
        bus: Bus | None = None,
        outbox: RedisOutbox | None = None,
        *,
        now: str = "",
    ) -> None:
        self._redis = redis
        self._bus = bus
        self._outbox = outbox
        self._keys = keys
        self.now = now
        """Milliseconds that stand in for the store's clock, for tests; empty for the real one."""
        self.late = LATE
        self.signals = RedisSignals(redis, keys, now=now)
        self.doubles = RedisDoubles(redis, keys)
        self.zone: Callable[[], str] = lambda: "UTC"
        """Answers the site's time zone, whose days the statistics have."""
        self._commit = Script(redis, keys, "commit")
        self._find = Script(redis, keys, "find")
        self._placed = Script(redis, keys, "placed")
        self._due = Script(redis, keys, "due")
        self._drop_pick = Script(redis, keys, "drop_pick")
        self._hold_timer = Script(redis, keys, "hold_timer")
        self._erase = Script(redis, keys, "erase")

    async def load(self, conversation: ConversationId) -> Conversation:
        """Load the snapshot. Raises `UnknownKey`."""
        with store_errors():
            packed = await self._redis.hget(self._keys.of("snapshot", conversation), "state")
        if packed is None:
            raise UnknownKey(f"no conversation {conversation}")
        return _snapshot.decode(packed)

    async def entries(
        self, conversation: ConversationId, *, after: int = 0, upto: int | None = None
    ) -> list[Entry]:
        """Read the log from entry `after` + 1 to entry `upto`, or to its end."""
        last = -1 if upto is None else upto - 1
        if upto is not None and upto <= after:
            return []
        with store_errors():
            packed = await self._redis.lrange(self._keys.of("log", conversation), after, last)
        return [Entry(EntryNumber(n), _event.decode(line)) for n, line in enumerate(packed, after + 1)]

    async def commit(self, change: Commit) -> Committed:
        """Store a change, all of it or nothing. What is stored is told in this process at once."""
        planned = plan(change, self.zone())
        lease, began = self._outbox.wish() if self._outbox else 0, time.monotonic()
        with store_errors():
            answer = await self._commit(
                self.now, change.before.id, _pack.encode(planned), PROCESS, lease, BATCH
            )
        outcome, number, *rest = answer
        if outcome != b"stored":
            return Committed(OUTCOMES[outcome], EntryNumber(int(number)))
        wait, leases, due, picks = rest
        if self._bus:
            self._bus.tell_here(change.before.id, str(planned["announcement"]).encode())
        if self._outbox:
            self._outbox.told(wait, leases, began)
        return Committed(
            "stored",
            EntryNumber(int(number)),
            tuple(TimerName(name.decode()) for name in due),
            tuple(ConversationId(name.decode()) for name in picks),
        )

    async def seen(self, conversation: ConversationId, causes: Sequence[str]) -> EntryNumber | None:
        """The last entry of the commit that one of `causes` caused, if there was one."""
        if not causes:
            return None
        with store_errors():
            numbers = await self._redis.hmget(self._keys.of("seen", conversation), list(causes))
        return next((EntryNumber(int(number)) for number in numbers if number), None)

    async def of_visitor(self, visitor: VisitorId) -> Known:
        """Look up the visitor's conversation and what is known of them."""
        with store_errors():
            fields = await self._redis.hgetall(self._keys.of("visitor", visitor))
        known = {text(name): text(value) for name, value in fields.items()}
        conversation = known.get("conversation")
        attributes = {n.removeprefix(ATTRIBUTE): v for n, v in known.items() if n.startswith(ATTRIBUTE)}
        completed = frozenset(n.removeprefix(COMPLETED) for n in known if n.startswith(COMPLETED))
        name = ConversationId(conversation) if conversation else None
        return Known(name, attributes, completed, forgotten=FORGOTTEN in known, user=known.get(USER, ""))

    async def owes(self, c: Conversation) -> bool:
        """Say whether something of it is still to be delivered, or to be said about it elsewhere."""
        channels = {thread.agent.inbox for thread in c.threads}
        if not channels:
            return False
        with store_errors():
            if await self._redis.exists(*(self._keys.of("chain", f"{one}|{c.id}") for one in channels)):
                return True
            waits = [
                await self._redis.zscore(self._keys.of("cards", channel), f"{c.id}|{number}")
                for channel, number in _cards(c)
            ]
            apart = await self._redis.smembers(self._keys.of("about", c.id))
            chains = [self._keys.of("chain", text(one)) for one in apart]
            said_apart = await self._redis.exists(*chains) if chains else 0
        return bool(said_apart) or any(score is not None for score in waits)

    async def erase(self, c: Conversation) -> None:
        """Forget it, and all that refers to it. What is not delivered never is."""
        channels = sorted(
            {where for thread in c.threads for where in (thread.agent.inbox, thread.agent.also) if where}
        )
        planned = {"channels": channels, "cards": _cards(c), "timers": list(TimerName)}
        with store_errors():
            await self._erase(c.id, _pack.encode(planned))

    async def forget_visitor(self, visitor: VisitorId) -> None:
        """Forget what is known of a visitor, and which conversation is theirs. Their connections are told."""
        with store_errors():
            key = self._keys.of("visitor", visitor)
            conversation, user = await self._redis.hmget(key, ["conversation", USER])
            await self._redis.delete(key, *([self._keys.of("user", text(user))] if user else []))
            await self._redis.hset(key, FORGOTTEN, 1)
            await self._redis.pexpire(key, lifetimes.FORGOTTEN_LIFETIME)
            for topic in (f"visitor:{visitor}", text(conversation) if conversation else ""):
                if topic:
                    await self._redis.publish(self._keys.of("bus", topic), b"")

    async def find(self, thread: ThreadRef, early: ThreadMessage | None = None) -> Found | None:
        """Say where a thread belongs. If it is not known, `early` is kept in the same step until it is."""
        message = _json.encode(early) if early else b""
        with store_errors():
            known = await self._find(thread, message, lifetimes.EARLY_LIFETIME, lifetimes.EARLY_LIMIT)
        if known is None:
            return None
        conversation, number = known.decode().split(" ")
        return Found(ConversationId(conversation), ThreadNumber(int(number)))

    async def active(self) -> list[ConversationId]:
        """List the conversations whose agents are asked or talking."""
        with store_errors():
            return [ConversationId(text(name)) for name in await self._redis.hkeys(self._keys.plain("held"))]

    async def early(self, thread: ThreadRef) -> ThreadMessage | None:
        """Look at the first message that was kept for the thread."""
        with store_errors():
            packed = await self._redis.lindex(self._keys.of("early", thread), 0)
        return _message.decode(packed) if packed else None

    async def drop_early(self, thread: ThreadRef, message: ThreadMessage) -> None:
        """Forget this message: it is committed."""
        with store_errors():
            await self._redis.lrem(self._keys.of("early", thread), 1, _json.encode(message))  # type: ignore[arg-type]  # bytes are well

    async def placed(self, post: PostRef, ahead: AnyChange | None = None) -> Placed | None:
        """Say what a message is. If it is not known, `ahead` is kept in the same step until it is."""
        change = _json.encode(ahead) if ahead else b""
        with store_errors():
            known = await self._placed(post, change, lifetimes.EARLY_LIFETIME, lifetimes.EARLY_LIMIT)
        if known is None:
            return None
        conversation, first, last = known.decode().split(" ")
        return Placed(ConversationId(conversation), EntryNumber(int(first)), EntryNumber(int(last)))

    async def amend(self, conversation: ConversationId) -> AnyChange | None:
        """Look at the first change that was kept until its message was known."""
        with store_errors():
            packed = await self._redis.lindex(self._keys.of("amends", conversation), 0)
        return _change.decode(packed) if packed else None

    async def drop_amend(self, conversation: ConversationId, change: AnyChange) -> None:
        """Forget this change: it is committed."""
        with store_errors():
            await self._redis.lrem(self._keys.of("amends", conversation), 1, _json.encode(change))  # type: ignore[arg-type]  # bytes are well

    async def picked(self, conversation: ConversationId) -> Pick | None:
        """Say what the router has found for the conversation; None if nothing is to be acted on."""
        with store_errors():
            word = await self._redis.hget(self._keys.of("snapshot", conversation), "picked")
        return _pick(text(word)) if word else None

    async def drop_pick(self, conversation: ConversationId, pick: Pick | None) -> None:
        """Forget the timer of a pick that is not needed any more, unless the router has found something else since."""
        with store_errors():
            await self._drop_pick(conversation, pick.word if pick else "")

    async def sent_away(self, conversation: ConversationId) -> AgentId | None:
        """Say who was set away because of an offer of this conversation that they missed."""
        with store_errors():
            agent = await self._redis.hget(self._keys.of("snapshot", conversation), "sent_away")
        return AgentId(text(agent)) if agent else None

    async def late_since(self, conversation: ConversationId) -> int:
        """Since when the conversation's oldest late delivery waits; 0 if none is late."""
        with store_errors():
            since = await self._redis.hget(self._keys.of("snapshot", conversation), "late_since")
        return int(since) if since else 0

    async def due(self, limit: int = 100) -> list[Due]:
        """Take timers that are due."""
        with store_errors():
            until, *members = await self._due(self.now, limit, TIMER_LEASE, self.late)
        pairs = (member.decode().rpartition("|") for member in members)
        return [
            Due(ConversationId(conversation), TimerName(name), int(until)) for conversation, _, name in pairs
        ]

    async def still_due(self, due: Due) -> bool:
        """Say whether this is still the timer that was taken: not set anew, not cleared, not taken by somebody else."""
        return await self._hold(due, forget=False)

    async def clear(self, due: Due) -> None:
        """Forget a timer outside a commit, because it has nothing left to say; not one that was set anew since."""
        await self._hold(due, forget=True)

    async def _hold(self, due: Due, *, forget: bool) -> bool:
        timer = f"{due.conversation}|{due.name}"
        with store_errors():
            return bool(await self._hold_timer(self.now, timer, due.until or "", int(forget)))

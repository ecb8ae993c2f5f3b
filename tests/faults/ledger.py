"""The ledger: what each side was told beside what the other side saw. Everything that it counts must be 0.

Five comparisons, from end to end, each message by name:

* what a visitor was told was accepted, beside the log
* the log, beside the thread of the agent who took the conversation
* what Slack was told was accepted (a 200 for the event of a reply), beside the log
* the log, beside the visitor's view
* notes, beside everything that visitors saw; and places held, beside conversations that may hold one
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from redis.asyncio import Redis

from bot.adapters.store.connection import connect
from bot.adapters.store.connection import text as as_text
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.keys import Keys
from bot.conversation import Conversation, State, ThreadStatus
from bot.conversation.transcript import visible
from bot.events import AgentWrote, ConversationEnded, Entry, VisitorWrote, snake_case
from bot.ids import ConversationId, SiteId, ThreadRef, split_ref
from tests.fake_slack import FakeSlack
from tests.faults.people import SECRET_WORD, Finished, RigAgent, VisitorRecord


SAID = re.compile(r"\w+-says-\d+")
"""A visitor's words, wherever they stand: in a post of their own, among merged ones, in a transcript."""
KINDS = ("lost", "doubled", "reordered", "misdelivered", "leaked")


@dataclass
class Verdict:
    """How many of each, what they were, and how much was compared."""

    found: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    compared: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        """Whether every promise was kept."""
        return not any(self.found.values())

    def __str__(self) -> str:
        counts = "/".join(str(len(self.found[kind])) for kind in KINDS)
        compared = ", ".join(f"{n} {what}" for what, n in sorted(self.compared.items()))
        details = [f"  {kind}: {what}" for kind in KINDS for what in self.found[kind][:10]]
        return "\n".join([f"{'/'.join(KINDS)}: {counts}  (compared: {compared})", *details])

    def compare(self, expected: Sequence[str], seen: Sequence[str], where: str) -> None:
        """Expect exactly these, once each, in this order."""
        if list(expected) == list(seen):
            return
        wanted, got = Counter(expected), Counter(seen)
        self.found["lost"] += [f"{text} in {where}" for text in wanted - got]
        self.found["doubled"] += [f"{text} in {where}" for text in got if got[text] > 1]
        self.found["misdelivered"] += [f"{text} in {where}" for text in got if text not in wanted]
        if wanted == got:
            self.found["reordered"].append(f"{where}: {list(seen)} instead of {list(expected)}")


class Ledger:
    """Asks the store, the fake Slack and the visitors, when everything has come to rest."""

    def __init__(self, slack: FakeSlack, store_url: str) -> None:
        self._slack = slack
        self._redis = connect(store_url)
        self._keys = Keys(SiteId("main"))
        self._conversations = RedisConversations(self._redis, self._keys)
        self.verdict = Verdict()

    async def close(self) -> None:
        """Hang up."""
        await self._redis.aclose()

    @property
    def redis(self) -> Redis:
        """The store itself."""
        return self._redis

    async def at_rest(self) -> bool:
        """Whether nothing is due any more: no delivery, no timer that is overdue, no event on its way."""
        lanes = await self._redis.zcard(self._keys.plain("lanes"))
        return not lanes and not self._slack.events.busy

    async def visitors(self, records: Iterable[VisitorRecord]) -> None:
        """Compare what visitors said and saw."""
        for record in records:
            self.verdict.found["misdelivered"] += record.mistakes
            for name, finished in record.conversations.items():
                log = await self._conversations.entries(ConversationId(name))
                self._accepted(record.name, finished, log)
                self._view(name, finished, log)
                await self._thread(name, log)

    def _accepted(self, who: str, finished: Finished, log: Sequence[Entry]) -> None:
        logged = {
            entry.event.message: entry.event.text for entry in log if isinstance(entry.event, VisitorWrote)
        }
        told = {name: text for name, text in finished.sent.items() if name in finished.accepted}
        self.verdict.compared["visitors' messages"] += len(told)
        self.verdict.found["lost"] += [
            f"{text}: accepted, not in the log" for name, text in told.items() if name not in logged
        ]
        self.verdict.found["misdelivered"] += [
            f"{text} in the log of {who}" for text in logged.values() if not text.startswith(f"{who}-")
        ]

    def _view(self, name: str, finished: Finished, log: Sequence[Entry]) -> None:
        # What is said of a delay may come after the end, when the visitor has gone on to another conversation.
        over = next((entry.n for entry in log if isinstance(entry.event, ConversationEnded)), len(log))
        expected = [
            f"{entry.n} {snake_case(type(entry.event).__name__)}"
            for entry in log[:over]
            if visible(entry.event)
        ]
        view = sorted((entry for entry in finished.view if entry["n"] <= over), key=lambda entry: entry["n"])
        seen = [f"{entry['n']} {entry['type']}" for entry in view]
        self.verdict.compared["entries in views"] += len(expected)
        self.verdict.compare(expected, seen, f"the view of {name}")
        said = [entry["sent"] for entry in finished.view if entry["type"] == "agent_wrote"]
        if said != sorted(said):
            self.verdict.found["reordered"].append(f"the agent's words in {name}")
        self.verdict.found["leaked"] += [str(entry) for entry in finished.view if SECRET_WORD in str(entry)]

    async def _thread(self, name: str, log: Sequence[Entry]) -> None:
        """The thread of the agent who had the conversation last: every word of the visitor, once and in order."""
        conversation = await self._conversations.load(ConversationId(name))
        ref = taken_in(conversation)
        if ref is None:
            return
        said = [entry.event.text for entry in log if isinstance(entry.event, VisitorWrote)]
        channel, ts = split_ref(ref)
        shown = self._shown(channel.rpartition(":")[2], ts)
        self.verdict.compared["words in threads"] += len(said)
        self.verdict.compare(said, shown, f"the thread of {name}")

    def _shown(self, channel: str, ts: str) -> list[str]:
        posts = self._slack.thread(self._slack.team.channels[channel], ts)
        return [said for post in posts if post.message.by for said in SAID.findall(post.text)]

    async def agents(self, agents: Iterable[RigAgent]) -> None:
        """Compare what agents wrote, and were told was accepted, with the logs."""
        accepted = {attempt.event_id for attempt in self._slack.events.attempts if attempt.outcome.ok}
        events = {body["event"].get("ts"): body["event_id"] for body in self._slack.events.emitted}
        for agent in agents:
            for message, thread in agent.record.replies:
                if events.get(message.ts) in accepted:
                    await self._reply(agent.human.dm.id, message.ts, message.text, thread)

    async def _reply(self, channel: str, ts: str, text: str, thread: str) -> None:
        self.verdict.compared["agents' replies"] += 1
        ref = f"slack:{self._slack.team.id}:{channel}/{thread}"
        known = await self._redis.get(self._keys.of("thread", ref))
        if known is None:
            self.verdict.found["lost"].append(f"{text}: its thread is not known")
            return
        name = as_text(known).split(" ")[0]
        number = await self._conversations.seen(ConversationId(name), [f"agent:{ref}:{ts}"])
        if number is None:
            self.verdict.found["lost"].append(
                f"{text}: Slack was told 200, and it is not in the log of {name}"
            )
            return
        log = await self._conversations.entries(ConversationId(name))
        times = sum(isinstance(entry.event, AgentWrote) and entry.event.message == ts for entry in log)
        if times > 1:
            self.verdict.found["doubled"].append(f"{text} in the log of {name}")

    async def places(self) -> None:
        """Every place that is held is held by a conversation that may, and loads say so."""
        held = await self._redis.hgetall(self._keys.plain("held"))
        loads = await self._redis.hgetall(self._keys.plain("loads"))
        for packed in held:
            conversation = await self._conversations.load(ConversationId(as_text(packed)))
            if conversation.state not in (State.ROUTING, State.OFFERED, State.LIVE):
                self.verdict.found["lost"].append(f"a place held by {conversation!r}")
        counted = Counter(held.values())
        for agent, load in loads.items():
            if int(load) != counted[agent]:
                self.verdict.found["lost"].append(
                    f"{as_text(agent)} has load {load!r}, held {counted[agent]}"
                )


def taken_in(conversation: Conversation) -> ThreadRef | None:
    """The thread in which somebody took the conversation, if somebody did."""
    for thread in reversed(conversation.threads):
        if thread.status in (ThreadStatus.LIVE, ThreadStatus.CLOSED):
            return thread.ref
    return None

"""The ledger: what each side was told beside what the other side saw. Everything that it counts must be 0.

From end to end, each message by name:

* what a visitor was told was accepted, beside the log, in the order in which each tab said it
* the log, beside the thread of the agent who took the conversation, who must have wanted it
* what Slack was told was accepted (a 200 for the event of a reply or a note), beside the log, word for word
* the log, beside what each of the visitor's tabs shows; and the snapshot, beside the log
* what was edited, taken back or reacted to, as it stands at Slack, in the log and in tabs; and files, byte for byte
* notes and commands, beside everything that visitors saw; and places held, beside conversations that may hold one
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from redis.asyncio import Redis

from bot.adapters.store.connection import connect
from bot.adapters.store.connection import text as as_text
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.keys import Keys
from bot.conversation import Conversation, State
from bot.conversation.transcript import visible
from bot.errors import UnknownKey
from bot.events import (
    AgentAccepted,
    AgentJoined,
    AgentWrote,
    ConversationEnded,
    ConversationReopened,
    Entry,
    NoteWritten,
    NotRelayed,
    TransferRequested,
    VisitorRated,
    VisitorWrote,
)
from bot.ids import ConversationId, SiteId, ThreadRef, told_message
from tests.faults import endings
from tests.faults.agents import SECRET_WORD, RigAgent, Written
from tests.faults.files import Shelves, talked_in
from tests.faults.platforms.seat import SAID, Board, Said
from tests.faults.reading import (
    count,
    folded,
    is_gone,
    is_same,
    is_theirs,
    kind,
    mistaken,
    said_before,
    taken_in,
)
from tests.faults.resting import Due
from tests.faults.tabs import Tab, Talk, View, VisitorRecord
from tests.faults.verdict import Verdict
from tests.faults.visitors import RigVisitor


LACKING = "A part of the transcript may not have arrived"
"""What is told in a thread whose transcript was in doubt twice: all of it can be had as a file."""
OVERDUE = 5.0
"""Seconds by which a timer may be late before it counts as forgotten."""


class Ledger:
    """Asks the store, the platforms and everybody, when everything has come to rest."""

    def __init__(self, boards: Sequence[Board], store_url: str, gateway_url: str) -> None:
        self._boards = boards
        self._redis = connect(store_url)
        self._keys = Keys(SiteId("main"))
        self._conversations = RedisConversations(self._redis, self._keys)
        self.verdict = Verdict()
        self._shelves = Shelves(self.verdict, gateway_url)
        self._relayed: dict[str, set[str]] = {}
        """The agents' words in logs, and in which conversations they are."""

    async def close(self) -> None:
        """Hang up."""
        await self._redis.aclose()

    @property
    def redis(self) -> Redis:
        """The store itself."""
        return self._redis

    async def due(self) -> Due:
        """What is still due: deliveries and cards, files to be fetched, events on their way, timers that are overdue."""
        return Due(
            lanes=await self._redis.zcard(self._keys.plain("lanes")),
            deliveries=await self._redis.zcard(self._keys.plain("waiting")),
            files=await self._redis.zcard(self._keys.plain("fetches")),
            events=sum(board.events.busy for board in self._boards),
            timers=await self._overdue(),
        )

    async def is_on_time(self) -> bool:
        """Whether no timer is overdue, as it would be if nobody looked at them."""
        return not await self._overdue()

    async def _overdue(self) -> int:
        seconds, _ = await self._redis.time()
        ahead = int(await self._redis.hget(self._keys.plain("clock"), "ahead") or 0)
        before = seconds * 1000 + ahead - OVERDUE * 1000
        return int(await self._redis.zcount(self._keys.plain("timers"), "-inf", before))

    async def newest(self, guests: Iterable[RigVisitor]) -> list[tuple[Tab, str, int]]:
        """What each open tab must come to show: the tab, its conversation, and the number of its newest entry."""
        wanted = []
        for tab in [tab for guest in guests for tab in guest.tabs]:
            log = await self._conversations.entries(ConversationId(tab.conversation or ""))
            shown = [entry.n for entry in log if visible(entry.event)]
            wanted.append((tab, tab.conversation or "", max(shown, default=0)))
        return wanted

    # --- what visitors said and saw

    async def visitors(self, records: Iterable[VisitorRecord], staff: Sequence[RigAgent]) -> None:
        """Compare what visitors said and saw with the logs, and the logs with what agents saw."""
        wanted = {thread for agent in staff for thread in agent.record.accepted}
        for record in records:
            self.verdict.add("misdelivered", record.mistakes)
            for name, talk in record.talks.items():
                log = await self._conversations.entries(ConversationId(name))
                self._words(record.name, talk, log)
                for entry in log:
                    if isinstance(entry.event, AgentWrote):
                        self._relayed.setdefault(entry.event.text, set()).add(name)
                self._rated(talk, log)
                if not log:  # what opens a conversation is shown from memory
                    continue
                snapshot = await self._conversations.load(ConversationId(name))
                self.verdict.add("lost", (f"a thread of {name}: {why}" for why in mistaken(snapshot, log)))
                for view in talk.views:
                    self._view(name, view, log)
                if self._is_fold(snapshot, log):
                    self._thread(snapshot, log)
                    self._taken(snapshot, log, wanted)
                    await self._files(talk, snapshot, log)

    def _words(self, who: str, talk: Talk, log: Sequence[Entry]) -> None:
        logged = [entry.event for entry in log if isinstance(entry.event, VisitorWrote)]
        self.verdict.compared["visitors' messages"] += sum(words.accepted for words in talk.said)
        for tab in {words.tab for words in talk.said}:
            told = {words.name: words.text for words in talk.said if words.tab is tab and words.accepted}
            there = [event.text for event in logged if event.message in told]
            self.verdict.compare(
                list(told.values()), there, f"the log of {who}, as accepted in tab {tab.number}"
            )
        times = Counter(event.text for event in logged)
        self.verdict.add("doubled", (f"{text} in the log of {who}" for text in times if times[text] > 1))
        foreign = [text for text in times if not text.startswith(f"{who}-")]
        self.verdict.add("misdelivered", (f"{text} in the log of {who}" for text in foreign))

    def _rated(self, talk: Talk, log: Sequence[Entry]) -> None:
        told = {words.name: words.text for words in talk.rated if words.accepted}
        rated = [entry.event for entry in log if isinstance(entry.event, VisitorRated)]
        self.verdict.compared["ratings"] += len(told)
        there = [str(event.score) for event in rated if event.message in told]
        self.verdict.compare(list(told.values()), there, "the log, of ratings")

    async def _files(self, talk: Talk, snapshot: Conversation, log: Sequence[Entry]) -> None:
        """Each of the visitor's files is kept once, and in the thread of whoever talked to them then."""
        for sent in talk.files:
            entry = await self._shelves.of_visitor(sent, log)
            then = folded(snapshot.id, log[: entry - 1]) if entry else None
            for number, thread in enumerate(snapshot.threads, 1):
                if thread.ref:
                    must = talked_in(then, number) and not is_gone(thread)
                    self._shelves.in_thread(self._board(thread.ref), thread.ref, sent, must=must)

    def _view(self, name: str, view: View, log: Sequence[Entry]) -> None:
        # What is said of a delay may come after the end, when the visitor has gone on to another conversation.
        over = next((entry.n for entry in log if isinstance(entry.event, ConversationEnded)), len(log))
        upto = min(over, view.upto)
        expected = [f"{entry.n} {kind(entry.event)}" for entry in log[:upto] if visible(entry.event)]
        shown = sorted((entry for entry in view.entries if entry["n"] <= upto), key=lambda entry: entry["n"])
        seen = [f"{entry['n']} {entry['type']}" for entry in shown]
        where = f"tab {view.tab} of {name}"
        self.verdict.compared["entries in views"] += len(expected)
        self.verdict.compare(expected, seen, where)
        wrote = [entry for entry in view.entries if entry["type"] == "agent_wrote"]
        for agent in {entry["agent"]["id"] for entry in wrote}:
            counted = [count(e["text"]) for e in wrote if e["agent"]["id"] == agent and e["text"]]
            if counted != sorted(counted):
                self.verdict.add("reordered", [f"the agent's words {counted} in {where}"])
        endings.compare_view(self.verdict, view.entries, view.upto, log, where)
        inside = (SECRET_WORD, "!transfer")
        self.verdict.add(
            "leaked", (str(entry) for entry in view.entries if any(word in str(entry) for word in inside))
        )

    def _is_fold(self, snapshot: Conversation, log: Sequence[Entry]) -> bool:
        """The snapshot is the fold of the log, and nothing else."""
        said = folded(snapshot.id, log)
        if said != snapshot:
            self.verdict.add("misdelivered", [f"the snapshot {snapshot!r}, where the log says {said!r}"])
        return said == snapshot

    # --- what agents saw

    def _thread(self, conversation: Conversation, log: Sequence[Entry]) -> None:
        """The thread of the agent who had the conversation last: every word of the visitor, once and in order."""
        ref = taken_in(conversation, log)
        if ref is None:
            return
        said = [entry.event.text for entry in log if isinstance(entry.event, VisitorWrote)]
        self.verdict.compared["words in threads"] += len(said)
        guest = said[0].partition("-")[0] if said else ""
        posts = self._board(ref).posts(ref, guest, said)
        shown = [text for post in posts for text in SAID.findall(post)]
        if any(LACKING in post for post in posts):
            self.verdict.compared["transcripts that may lack a part"] += 1
            before = said_before(conversation, ref, log)
            said = [text for text in said if text in shown or text not in before]
        self.verdict.compare(said, shown, f"the thread {ref} of {conversation.id}")

    def _board(self, thread: ThreadRef) -> Board:
        return next(board for board in self._boards if board.serves(thread))

    def _taken(self, c: Conversation, log: Sequence[Entry], wanted: set[tuple[str, int]]) -> None:
        """Whoever has a conversation accepted it themselves, or came along, and once; after it was re-opened they go on with it."""
        accepted = [entry.event for entry in log if isinstance(entry.event, AgentAccepted)]
        self.verdict.compared["transfers asked for"] += sum(
            isinstance(e.event, TransferRequested) for e in log
        )
        self.verdict.compared["colleagues who joined"] += sum(isinstance(e.event, AgentJoined) for e in log)
        times = Counter(event.thread for event in accepted)
        most = 1 + sum(isinstance(entry.event, ConversationReopened) for entry in log)
        self.verdict.add("doubled", (f"thread {n} of {c.id} was accepted" for n in times if times[n] > most))
        joined = {entry.event.thread for entry in log if isinstance(entry.event, AgentJoined)}
        for event in accepted:
            if (c.id, event.thread) not in wanted and event.thread not in joined:
                self.verdict.add("misdelivered", [f"{c.id} to {event.agent.name}, who did not accept it"])

    # --- what agents said

    async def agents(self, agents: Iterable[RigAgent]) -> None:
        """Compare what agents wrote with the logs: until a platform gives up, all of it must have been accepted."""
        taken = {id(board): board.taken() for board in self._boards}
        for written in [written for agent in agents for written in agent.record.written]:
            said = written.said
            board = self._board(said.thread)
            if written.kind == "blurt" or (said.message is not None and said.text in self._relayed):
                elsewhere = self._relayed.get(said.text, set()) - {said.conversation}
                self.verdict.add("misdelivered", (f"{said.text} in the log of {name}" for name in elsewhere))
            if written.kind == "blurt":
                self.verdict.compared["words for nobody"] += 1
                self.verdict.compared["words for nobody, told"] += board.was_refused(said)
            elif said.refused:
                self.verdict.compared["dialogs that were refused"] += 1
            elif said.message is None or board.key(said) in taken[id(board)]:
                await self._written(board, written)
            elif board.given_up(said):
                self.verdict.compared["given up by a platform"] += 1
            else:
                self.verdict.add("lost", [f"{said.text}: not taken: {board.tried(said)}"])

    async def _written(self, board: Board, written: Written) -> None:
        self.verdict.compared["agents' messages"] += 1
        said = written.said
        known = await self._redis.get(self._keys.of("thread", said.thread))
        if known is None and said.message is None:
            known = said.conversation  # a dialog says to which it belongs, also where the thread stands twice
        if known is None:
            if await self._was_told_of_a_double(said):
                self.verdict.compared["told that a thread stands twice"] += 1
            else:
                self.verdict.add("lost", [f"{said.text}: its thread is not known"])
            return
        name = ConversationId(as_text(known).split(" ")[0])
        log = await self._conversations.entries(name)
        number = await self._place_of(name, said, log)
        if number is None and written.kind == "command":  # one that was refused is nothing that was said
            return
        if number is None and board.was_refused(said):
            self.verdict.compared["told that nobody was sent it"] += 1
            return
        if number is None:
            self.verdict.add("lost", [f"{said.text}: it was taken, and is not in the log of {name}"])
            return
        found = [entry.event for entry in log if isinstance(entry.event, AgentWrote | NoteWritten)]
        there = [event for event in found if is_same(event, said)]
        if len(there) > 1:
            self.verdict.add("doubled", [f"{said.text} in the log of {name}"])
        before = folded(name, log[: number - 1])
        if before is None:
            return
        if written.kind == "file":
            theirs = is_theirs(before, said.thread)
            await self._shelves.of_agent(said.name, said.text, written.content, log, theirs=theirs)
        else:
            self._meant(written, there, before)
            self._ended(board, written, there, log)

    async def _was_told_of_a_double(self, said: Said) -> bool:
        """Whether they wrote in the copy of a thread that nobody could look for, and were told to write in the other."""
        name = ConversationId(said.conversation)
        number = await self._conversations.seen(name, [f"agent:{said.thread}:{said.name}"])
        log = await self._conversations.entries(name) if number else []
        told = (entry.event for entry in log[(number or 1) - 1 : number])
        return any(isinstance(event, NotRelayed) and event.why == "double" for event in told)

    async def _place_of(self, name: ConversationId, said: Said, log: Sequence[Entry]) -> int | None:
        """The last entry of the commit that it caused. What was written in a dialog is found by its words."""
        if said.name:
            return await self._conversations.seen(name, [f"agent:{said.thread}:{said.name}"])
        words = (AgentWrote, NoteWritten)
        return next((e.n for e in log if isinstance(e.event, words) and is_same(e.event, said)), None)

    def _ended(
        self,
        board: Board,
        written: Written,
        there: Sequence[AgentWrote | NoteWritten],
        log: Sequence[Entry],
    ) -> None:
        """What was relayed stands as it stands where it was written, with the reactions that it has there."""
        for event in there:
            if isinstance(event, AgentWrote) and written.said.message is not None:
                name = told_message(event.thread, event.message)
                endings.compare_words(self.verdict, board, written.said, log, name)
                endings.compare_reactions(self.verdict, written.said, log, name)

    def _meant(
        self, written: Written, there: Sequence[AgentWrote | NoteWritten], before: Conversation
    ) -> None:
        """A reply in the thread of a conversation that was theirs is for the visitor, word for word; a note is not."""
        where, text = f"the log of {before.id}", written.said.text
        if written.kind == "note":
            if not there or not isinstance(there[0], NoteWritten):
                self.verdict.add("leaked", [f"{text} is no note in {where}"])
            return
        if written.kind == "command":
            self.verdict.add("leaked", (f"{event.text} in {where}" for event in there))
            return
        if is_theirs(before, written.said.thread) and not there:
            self.verdict.add("lost", [f"{text}: not relayed in {where}"])
        if there and there[0].text != text:
            self.verdict.add("misdelivered", [f"{there[0].text!r} in place of {text!r} in {where}"])

    async def places(self) -> None:
        """Every place that is held is held by a conversation that may, and loads say so."""
        held = await self._redis.hgetall(self._keys.plain("held"))
        loads = await self._redis.hgetall(self._keys.plain("loads"))
        for packed in held:
            try:
                conversation = await self._conversations.load(ConversationId(as_text(packed)))
            except UnknownKey:
                self.verdict.add("lost", [f"a place held by {as_text(packed)}, which is not kept"])
                continue
            if conversation.state not in (State.ROUTING, State.OFFERED, State.LIVE):
                self.verdict.add("lost", [f"a place held by {conversation!r}"])
        counted = Counter(agent for whose in held.values() for agent in as_text(whose).split("\n"))
        for agent, load in loads.items():
            if int(load) != counted[as_text(agent)]:
                held_by = counted[as_text(agent)]
                self.verdict.add("lost", [f"{as_text(agent)} has load {load!r}, held {held_by}"])

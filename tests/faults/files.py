"""Files, byte for byte: what was sent beside what the gateway gives out and what stands in threads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import aiohttp

from bot.conversation import Conversation, State
from bot.events import AgentSentFile, Entry, VisitorSentFile
from bot.ids import ThreadRef
from tests.faults.platforms.seat import Board
from tests.faults.verdict import Verdict
from tests.faults.visitor_files import SentFile


class Shelves(NamedTuple):
    """What is compared with what a gateway gives out. What is found wrong is added to the verdict."""

    verdict: Verdict
    gateway: str

    async def of_agent(
        self, ts: str, name: str, content: bytes, log: Sequence[Entry], *, theirs: bool
    ) -> None:
        """A file in the thread of a conversation that was theirs is the visitor's, once."""
        sent = [e.event for e in log if isinstance(e.event, AgentSentFile) and e.event.message == ts]
        if len(sent) > 1:
            self.verdict.add("doubled", [f"{name} in the log"])
        if theirs and not sent:
            self.verdict.add("lost", [f"{name}: not relayed"])
        for event in sent:
            await self._given_out(event.file.path if event.file else "", content, name)

    async def of_visitor(self, sent: SentFile, log: Sequence[Entry]) -> int:
        """A file that was accepted is in the log once. Answers the number of its entry, or 0."""
        there = [e for e in log if isinstance(e.event, VisitorSentFile) and e.event.message == sent.wish]
        if len(there) > 1:
            self.verdict.add("doubled", [f"{sent.name} in the log"])
        if sent.accepted and not there:
            self.verdict.add("lost", [f"{sent.name}: accepted, and not in the log"])
        for entry in there:
            if isinstance(entry.event, VisitorSentFile):
                await self._given_out(entry.event.file.path, sent.content, sent.name)
        return there[0].n if there else 0

    def in_thread(self, board: Board, thread: ThreadRef, sent: SentFile, *, must: bool) -> None:
        """A visitor's file stands in a thread at most once, with the bytes that were sent."""
        there = [file for file in board.files(thread) if file.name == sent.name]
        where = f"{sent.name} in the thread {thread}"
        if len(there) > 1:
            self.verdict.add("doubled", [where])
        if must and not there:
            self.verdict.add("lost", [where])
        self.verdict.add(
            "misdelivered",
            (f"{where}: other bytes" for file in there if file.content not in (None, sent.content)),
        )

    async def _given_out(self, path: str, content: bytes, what: str) -> None:
        self.verdict.compared["files"] += 1
        async with aiohttp.ClientSession() as session, session.get(f"{self.gateway}{path}") as answer:
            if answer.status != 200 or await answer.read() != content:
                self.verdict.add("lost", [f"{what}: status {answer.status}, or other bytes"])


def talked_in(then: Conversation | None, thread: int) -> bool:
    """Whether the visitor talked to somebody in this thread then."""
    return then is not None and then.state is State.LIVE and then.current == thread
